import { Badge, Button, Group, Modal, NativeSelect, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../api/graphql.ts'
import { RECORD_CLEARANCE, useReferenceData } from '../api/membership.ts'
import type { OrganisationInFull, Person } from '../api/types.ts'
import { Instant } from '../editions/badges.tsx'
import { FailureNotice } from '../shell/notices.tsx'
import { endOfDay, fieldOfInstant } from '../words/dates.ts'
import { spokenLanguage } from '../words/i18n.ts'
import { useWorkWords } from '../work/work-page.tsx'
import { PersonActions } from './person-actions.tsx'
import { RegisterPerson } from './register-person.tsx'

/** The people of an organisation and their clearance (CLR-2). */
export function PeopleOf({ organisation }: { organisation: OrganisationInFull }) {
  const t = useWorkWords()
  const [edited, setEdited] = useState<Person | null>(null)
  return (
    <Stack component="section" gap="sm" aria-label={t('organisations.people')}>
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t('organisations.people')}
        </Title>
        {organisation.state !== 'WITHDRAWN' && <RegisterPerson organisation={organisation} />}
      </Group>
      {organisation.people.length === 0 && <Text c="dimmed">{t('organisations.noPeople')}</Text>}
      {organisation.people.map(person => (
        <Paper key={person.id} withBorder p="sm">
          <Group justify="space-between" gap="sm">
            <Stack gap={2}>
              <Group gap="xs">
                <Text fw={600}>{person.name}</Text>
                <Badge color={person.active ? 'teal' : 'gray'} variant="light">
                  {person.active ? t('organisations.active') : t('organisations.inactive')}
                </Badge>
                {person.roles.map(role => (
                  <Badge key={role} color="gray" variant="outline">
                    {t(`council:role.${role}`)}
                  </Badge>
                ))}
              </Group>
              <Text size="xs" c="dimmed">
                {person.email}
              </Text>
              {organisation.tier !== 'FRIEND' && <ClearanceLine person={person} />}
            </Stack>
            <Group gap="xs">
              {organisation.tier !== 'FRIEND' && (
                <Button
                  size="xs"
                  variant="default"
                  onClick={() => setEdited(person)}
                  aria-label={`${t('organisations.recordClearance')}: ${person.name}`}
                >
                  {t('organisations.recordClearance')}
                </Button>
              )}
              <PersonActions organisation={organisation} person={person} />
            </Group>
          </Group>
        </Paper>
      ))}
      <Modal
        opened={edited !== null}
        onClose={() => setEdited(null)}
        title={edited && `${t('organisations.recordClearance')}: ${edited.name}`}
      >
        {edited !== null && <ClearanceForm key={edited.id} person={edited} onDone={() => setEdited(null)} />}
      </Modal>
    </Stack>
  )
}

function ClearanceLine({ person: { clearance } }: { person: Person }) {
  const t = useWorkWords()
  return (
    <Text size="sm">
      {t('organisations.clearance')}: {clearance.rank === 0 ? t('council:clearance.none') : clearance.level}
      {clearance.validUntil !== null && (
        <>
          {' ・ '}
          {t('organisations.validUntil')} <Instant at={clearance.validUntil} />
        </>
      )}
      {clearance.rank > 0 && ` ・ ${clearance.valid ? t('council:clearance.valid') : t('council:clearance.notValid')}`}
      {clearance.verifiedBy !== null && ` ・ ${t('organisations.verifiedBy')}: ${clearance.verifiedBy}`}
    </Text>
  )
}

function ClearanceForm({ person, onDone }: { person: Person; onDone: () => void }) {
  const t = useWorkWords()
  const client = useQueryClient()
  const reference = useReferenceData()
  const [rank, setRank] = useState(person.clearance.rank)
  const [day, setDay] = useState(() => fieldOfInstant(person.clearance.validUntil).slice(0, 10))
  const [verifiedBy, setVerifiedBy] = useState(person.clearance.verifiedBy ?? '')
  const record = useMutation({
    mutationFn: () =>
      ask(RECORD_CLEARANCE, {
        personId: person.id,
        rank,
        validUntil: rank === 0 ? null : endOfDay(day),
        verifiedBy: rank === 0 ? null : verifiedBy.trim(),
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['organisation'] })
      notifications.show({ message: t('organisations.clearanceSaved'), color: 'teal' })
      onDone()
    },
  })
  const isReady = rank === 0 || (day !== '' && verifiedBy.trim() !== '')
  return (
    <Stack gap="sm">
      <NativeSelect
        label={t('organisations.rank')}
        value={String(rank)}
        onChange={event => setRank(Number(event.currentTarget.value))}
        data={(reference.data?.clearanceLevels ?? []).map(level => ({
          value: String(level.rank),
          label: spokenLanguage() === 'en' ? level.nameEn : level.nameJa,
        }))}
      />
      {rank > 0 && (
        <>
          <TextInput
            type="date"
            label={t('organisations.validUntil')}
            required
            value={day}
            onChange={event => setDay(event.currentTarget.value)}
          />
          <TextInput
            label={t('organisations.verifiedBy')}
            required
            maxLength={200}
            value={verifiedBy}
            onChange={event => setVerifiedBy(event.currentTarget.value)}
          />
        </>
      )}
      {record.isError && <FailureNotice failure={record.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          {t('portal:common.cancel')}
        </Button>
        <Button disabled={!isReady} loading={record.isPending} onClick={() => record.mutate()}>
          {t('portal:common.save')}
        </Button>
      </Group>
    </Stack>
  )
}
