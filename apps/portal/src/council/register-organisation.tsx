import { Button, Checkbox, Group, Modal, NativeSelect, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { ask } from '../api/graphql.ts'
import type { OrganisationInput } from '../api/types.ts'
import { REGISTER_ORGANISATION, useReferenceData } from '../api/membership.ts'
import type { OrganisationClass, Tier } from '../api/types.ts'
import { FailureNotice } from '../shell/notices.tsx'
import { spokenLanguage } from '../words/i18n.ts'
import { useWorkWords } from '../work/work-page.tsx'

/** The classes that are registered here; the oversight committee is there from the founding. */
const CLASSES: readonly OrganisationClass[] = [
  'CORE_INFRASTRUCTURE_OPERATOR',
  'VENDOR',
  'SENSITIVE_TECHNOLOGY_HOLDER',
  'CRITICAL_INFRASTRUCTURE_OPERATOR',
  'MUNICIPALITY',
  'SUPPLY_CHAIN_OPERATOR',
  'CYBERSECURITY_BODY',
  'ADMINISTRATIVE_ORGAN',
]
const tiersOf = (kind: OrganisationClass): readonly Tier[] =>
  kind === 'ADMINISTRATIVE_ORGAN' ? ['GOVERNMENT'] : ['MEMBER', 'FRIEND']

const BLANK = {
  name: '',
  nameEn: '',
  class: 'CORE_INFRASTRUCTURE_OPERATOR' as OrganisationClass, // otherwise inferred as this class alone
  tier: 'MEMBER' as Tier, // the same
  sectors: [] as string[], // otherwise inferred as never[]
  competentMinistry: '',
  prefecture: '',
}

/** The button and the form with which an administrator registers an organisation (ACT-1). */
export function RegisterOrganisation() {
  const t = useWorkWords()
  const [isOpen, dialog] = useDisclosure(false)
  return (
    <>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={dialog.open}>
        {t('registry.newOrganisation')}
      </Button>
      <Modal opened={isOpen} onClose={dialog.close} title={t('registry.newOrganisation')} size="lg">
        <OrganisationForm onDone={dialog.close} />
      </Modal>
    </>
  )
}

function OrganisationForm({ onDone }: { onDone: () => void }) {
  const t = useWorkWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const reference = useReferenceData()
  const [form, setForm] = useState(BLANK)
  const input: OrganisationInput = {
    ...form,
    name: form.name.trim(),
    nameEn: form.nameEn.trim(),
    competentMinistry: form.competentMinistry.trim() || null,
    prefecture: form.prefecture.trim() || null,
  }
  const register = useMutation({
    mutationFn: () => ask(REGISTER_ORGANISATION, { input }),
    onSuccess: async ({ registerOrganisation: { id } }) => {
      await client.invalidateQueries({ queryKey: ['organisations'] })
      notifications.show({ message: t('registry.registered'), color: 'teal' })
      onDone()
      await navigate(`/organisations/${id}`)
    },
  })
  const line = (key: 'name' | 'nameEn' | 'competentMinistry' | 'prefecture', label: string, required = false) => (
    <TextInput
      label={label}
      required={required}
      maxLength={200}
      value={form[key]}
      onChange={event => setForm({ ...form, [key]: event.currentTarget.value })}
    />
  )
  return (
    <Stack gap="sm">
      {line('name', t('registry.name'), true)}
      {line('nameEn', t('registry.nameEn'), true)}
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NativeSelect
          label={t('organisations.class')}
          value={form.class}
          onChange={event => {
            const kind = CLASSES.find(known => known === event.currentTarget.value) ?? form.class
            const tiers = tiersOf(kind)
            setForm({ ...form, class: kind, tier: tiers.includes(form.tier) ? form.tier : (tiers[0] ?? form.tier) })
          }}
          data={CLASSES.map(value => ({ value, label: t(`organisationClass.${value}`) }))}
        />
        <NativeSelect
          label={t('organisations.tier')}
          value={form.tier}
          onChange={event =>
            setForm({
              ...form,
              tier: tiersOf(form.class).find(tier => tier === event.currentTarget.value) ?? form.tier,
            })
          }
          data={tiersOf(form.class).map(value => ({ value, label: t(`council:tier.${value}`) }))}
        />
        {line('competentMinistry', t('organisations.ministry'))}
        {line('prefecture', t('organisations.prefecture'))}
      </SimpleGrid>
      <Checkbox.Group
        label={t('organisations.sector')}
        value={form.sectors}
        onChange={sectors => setForm({ ...form, sectors })}
      >
        <SimpleGrid cols={{ base: 2, xs: 3 }} mt="xs">
          {reference.data?.sectors.map(({ id, nameJa, nameEn }) => (
            <Checkbox key={id} value={id} label={spokenLanguage() === 'en' ? nameEn : nameJa} />
          ))}
        </SimpleGrid>
      </Checkbox.Group>
      <Text size="sm" c="dimmed">
        {t('registry.remaining')}
      </Text>
      {register.isError && <FailureNotice failure={register.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          {t('portal:common.cancel')}
        </Button>
        <Button
          disabled={input.name === '' || input.nameEn === ''}
          loading={register.isPending}
          onClick={() => register.mutate()}
        >
          {t('registry.register')}
        </Button>
      </Group>
    </Stack>
  )
}
