import { MultiSelect, Select, Stack } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../api/graphql.ts'
import { ORGANISATION_IN_FULL, useOrganisations } from '../api/membership.ts'
import type { PersonName } from '../api/types.ts'
import { spokenLanguage } from '../words/i18n.ts'
import { useWorkWords } from './work-page.tsx'

interface PeopleSelectProps {
  label: string
  value: string[]
  /** Those whose names the hub told with the draft. */
  named: readonly PersonName[]
  onChange(value: string[]): void
}

/** People, found by their organisation. */
export function PeopleSelect({ label, value, named, onChange }: PeopleSelectProps) {
  const t = useWorkWords()
  const [text, setText] = useState('')
  const [organisationId, setOrganisationId] = useState<string | null>(null)
  // Everybody who was looked at, so that a choice keeps its name when another organisation is looked at.
  const [seen, setSeen] = useState<ReadonlyMap<string, string>>(new Map())
  const [wanted] = useDebouncedValue(text.trim(), 250)
  const found = useOrganisations(wanted === '' ? {} : { text: wanted })
  const people = useQuery({
    queryKey: ['organisation', organisationId],
    enabled: organisationId !== null,
    queryFn: async ({ signal }) => (await ask(ORGANISATION_IN_FULL, { id: organisationId ?? '' }, signal)).organisation,
  })
  const organisations = new Map(
    [...(found.data?.pages ?? []).flatMap(page => page.items), ...(people.data === undefined ? [] : [people.data])].map(
      ({ id, name, nameEn }) => [id, spokenLanguage() === 'en' ? nameEn || name : name],
    ),
  )
  const ofOrganisation = (people.data?.people ?? []).map(({ id, name }) => [id, name] as const)
  const options = new Map<string, string>([
    ...value.map(id => [id, id.slice(0, 8)] as const),
    ...named
      .filter(({ id }) => value.includes(id))
      .map(({ id, name, organisation }) => [id, `${name}（${organisation}）`] as const),
    ...[...seen].filter(([id]) => value.includes(id)),
    ...ofOrganisation,
  ])

  return (
    <Stack gap={4}>
      <Select
        label={t('time.peopleOf', { label })}
        placeholder={t('audience.findOrganisation')}
        data={[...organisations].map(([id, name]) => ({ value: id, label: name }))}
        value={organisationId}
        onChange={setOrganisationId}
        searchable
        clearable
        onSearchChange={setText}
        maxDropdownHeight={260}
        nothingFoundMessage={t('audience.nothingFound')}
      />
      <MultiSelect
        label={label}
        data={[...options].map(([id, name]) => ({ value: id, label: name }))}
        value={value}
        onChange={chosen => {
          setSeen(new Map([...seen, ...ofOrganisation]))
          onChange(chosen)
        }}
        searchable
        clearable
        hidePickedOptions
        nothingFoundMessage={t('audience.nothingFound')}
      />
    </Stack>
  )
}
