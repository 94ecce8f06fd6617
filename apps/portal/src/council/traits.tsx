import { Button, Checkbox, Group, NativeSelect, Paper, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { CAPABILITIES, RECORD_TRAITS, SIZES } from '../api/circles.ts'
import { ask } from '../api/graphql.ts'
import { useReferenceData } from '../api/membership.ts'
import type { OrganisationInFull } from '../api/types.ts'
import { FailureNotice } from '../shell/notices.tsx'
import { spokenLanguage } from '../words/i18n.ts'
import { useWorkWords } from '../work/work-page.tsx'

/** What rules of circles ask of an organisation, for an administrator to record. */
export function Traits({ organisation }: { organisation: OrganisationInFull }) {
  const t = useWorkWords()
  const client = useQueryClient()
  const reference = useReferenceData()
  const [form, setForm] = useState({
    sectors: organisation.sectors,
    prefecture: organisation.prefecture ?? '',
    size: organisation.size,
    capability: organisation.capability,
  })
  const record = useMutation({
    mutationFn: () =>
      ask(RECORD_TRAITS, {
        organisationId: organisation.id,
        input: { ...form, prefecture: form.prefecture.trim() || null },
      }),
    onSuccess: async () => {
      for (const key of ['organisation', 'organisations', 'circles'])
        await client.invalidateQueries({ queryKey: [key] })
      notifications.show({ message: t('traits.saved'), color: 'teal' })
    },
  })
  const none = { value: '', label: t('traits.none') }
  return (
    <Paper withBorder p="md" component="section" aria-label={t('traits.title')}>
      <Stack gap="sm">
        <Title order={2} size="h5">
          {t('traits.title')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('traits.text')}
        </Text>
        <SimpleGrid cols={{ base: 1, xs: 3 }}>
          <TextInput
            label={t('organisations.prefecture')}
            maxLength={200}
            value={form.prefecture}
            onChange={event => setForm({ ...form, prefecture: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('traits.size')}
            value={form.size ?? ''}
            onChange={event =>
              setForm({ ...form, size: SIZES.find(size => size === event.currentTarget.value) ?? null })
            }
            data={[none, ...SIZES.map(value => ({ value, label: t(`traits.sizes.${value}`) }))]}
          />
          <NativeSelect
            label={t('traits.capability')}
            value={form.capability ?? ''}
            onChange={event =>
              setForm({ ...form, capability: CAPABILITIES.find(one => one === event.currentTarget.value) ?? null })
            }
            data={[none, ...CAPABILITIES.map(value => ({ value, label: t(`traits.capabilities.${value}`) }))]}
          />
        </SimpleGrid>
        <Checkbox.Group
          label={t('organisations.sector')}
          value={form.sectors}
          onChange={sectors => setForm({ ...form, sectors })}
        >
          <SimpleGrid cols={{ base: 2, xs: 4 }} mt={4}>
            {reference.data?.sectors.map(({ id, nameJa, nameEn }) => (
              <Checkbox key={id} value={id} label={spokenLanguage() === 'en' ? nameEn : nameJa} />
            ))}
          </SimpleGrid>
        </Checkbox.Group>
        {record.isError && <FailureNotice failure={record.error} />}
        <Group>
          <Button loading={record.isPending} onClick={() => record.mutate()}>
            {t('traits.save')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}
