import { Alert, Button, Fieldset, Group, MultiSelect, Stack, Switch, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../api/graphql.ts'
import { useCircles } from '../api/circles.ts'
import { ORGANISATION_NAME, useOrganisations, useReferenceData } from '../api/membership.ts'
import type { Audience, InfoCategory, PersonName } from '../api/types.ts'
import { spokenLanguage } from '../words/i18n.ts'
import { isAddressed } from './draft.ts'
import { PeopleSelect } from './people-select.tsx'
import { useWorkWords } from './work-page.tsx'

interface AudienceEditorProps {
  audience: Audience
  /** People whom the hub knows by name, of those that the stored draft names. */
  named: readonly PersonName[]
  category: InfoCategory | null
  onChange(audience: Audience): void
}

/** To whom an edition is addressed, before tier, clearance and consent are asked. */
export function AudienceEditor({ audience, named, category, onChange }: AudienceEditorProps) {
  const t = useWorkWords()
  const reference = useReferenceData()
  const sectors = (reference.data?.sectors ?? []).map(({ id, nameJa, nameEn }) => ({
    value: id,
    label: spokenLanguage() === 'en' ? nameEn : nameJa,
  }))
  const circles = (useCircles().data ?? [])
    .filter(({ id, closedAt }) => closedAt === null || audience.circles.includes(id))
    .map(({ id, name, nameEn, members }) => ({
      value: id,
      label: t('circles.count', {
        name: spokenLanguage() === 'en' ? nameEn || name : name,
        count: members.length,
      }),
    }))
  const set = (change: Partial<Audience>) => onChange({ ...audience, ...change })
  const isOpen = category === 'NOTICE'

  return (
    <Fieldset legend={t('audience.title')}>
      <Stack gap="sm">
        <Switch
          label={t('audience.everyone')}
          checked={audience.everyone}
          onChange={event => set({ everyone: event.currentTarget.checked })}
        />
        <MultiSelect
          label={t('audience.sectors')}
          data={sectors}
          value={audience.sectors}
          onChange={value => set({ sectors: value })}
          disabled={audience.everyone}
          searchable
          clearable
          nothingFoundMessage={t('audience.nothingFound')}
        />
        <MultiSelect
          label={t('circles.pick')}
          data={circles}
          value={audience.circles}
          onChange={value => set({ circles: value })}
          disabled={audience.everyone}
          searchable
          clearable
          nothingFoundMessage={t('audience.nothingFound')}
        />
        <OrganisationSelect
          label={t('audience.organisations')}
          value={audience.organisations}
          onChange={value => set({ organisations: value })}
          disabled={audience.everyone}
        />
        <OrganisationSelect
          label={t('audience.excluded')}
          value={audience.excludedOrganisations}
          onChange={value => set({ excludedOrganisations: value })}
        />
        <MultiSelect
          label={t('time.excludedSectors')}
          data={sectors}
          value={audience.excludedSectors}
          onChange={value => set({ excludedSectors: value })}
          searchable
          clearable
          nothingFoundMessage={t('audience.nothingFound')}
        />
        <PeopleSelect
          label={t('time.excludedPeople')}
          value={audience.excludedPeople}
          named={named}
          onChange={value => set({ excludedPeople: value })}
        />
        <Text size="xs" c="dimmed">
          {t('time.excludedNote')}
        </Text>
        {audience.people.length > 0 && (
          <Group gap="sm">
            <Text size="sm">{t('audience.people', { count: audience.people.length })}</Text>
            <Button size="compact-xs" variant="default" onClick={() => set({ people: [] })}>
              {t('audience.clearPeople')}
            </Button>
          </Group>
        )}
        <Switch
          label={t('audience.toPublic')}
          description={isOpen ? undefined : t('audience.toPublicOnlyNotice')}
          checked={isOpen && audience.toPublic}
          disabled={!isOpen}
          onChange={event => set({ toPublic: event.currentTarget.checked })}
        />
        {!isAddressed(audience) && (
          <Alert color="orange" p="xs">
            {t('audience.empty')}
          </Alert>
        )}
      </Stack>
    </Fieldset>
  )
}

interface OrganisationSelectProps {
  label: string
  value: string[]
  disabled?: boolean
  onChange(value: string[]): void
}

/** Organisations found by name. The names of those already chosen are asked for one by one, once. */
export function OrganisationSelect({ label, value, disabled = false, onChange }: OrganisationSelectProps) {
  const t = useWorkWords()
  const [text, setText] = useState('')
  const [wanted] = useDebouncedValue(text.trim(), 250)
  const found = useOrganisations(wanted === '' ? {} : { text: wanted })
  const chosen = useQueries({
    queries: value.map(id => ({
      queryKey: ['organisation-name', id],
      staleTime: Infinity,
      queryFn: async () => (await ask(ORGANISATION_NAME, { id })).organisation,
    })),
  })
  const nameOf = ({ name, nameEn }: { name: string; nameEn: string }) =>
    spokenLanguage() === 'en' ? nameEn || name : name
  const options = new Map<string, string>(value.map(id => [id, id.slice(0, 8)]))
  for (const { data } of chosen) if (data !== undefined) options.set(data.id, nameOf(data))
  for (const page of found.data?.pages ?? []) for (const item of page.items) options.set(item.id, nameOf(item))

  return (
    <MultiSelect
      label={label}
      placeholder={t('audience.findOrganisation')}
      data={[...options].map(([id, name]) => ({ value: id, label: name }))}
      value={value}
      onChange={onChange}
      disabled={disabled}
      searchable
      clearable
      hidePickedOptions
      searchValue={text}
      onSearchChange={setText}
      maxDropdownHeight={260}
      nothingFoundMessage={t('audience.nothingFound')}
    />
  )
}
