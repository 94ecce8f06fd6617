import { Badge, Button, Group, Paper, Stack, Text, Textarea, TextInput, Timeline, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { mayMoveTo } from '@noroshi/clearance'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useParams } from 'react-router'
import { ask } from '../api/graphql.ts'
import { MOVE_MEMBERSHIP, RECORD_SAFEGUARDS, useOrganisation, useReferenceData } from '../api/membership.ts'
import type { MembershipState, OrganisationInFull } from '../api/types.ts'
import { ContactsPanel } from '../contacts/contacts-panel.tsx'
import { HandoversPanel } from '../contacts/handovers-panel.tsx'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
import { Page } from '../shell/page.tsx'
import { endOfDay, fieldOfInstant } from '../words/dates.ts'
import { spokenLanguage } from '../words/i18n.ts'
import { useWorkWords } from '../work/work-page.tsx'
import { IntermediaryOf } from './intermediary.tsx'
import { PeopleOf } from './people.tsx'
import { Traits } from './traits.tsx'
import { MEMBERSHIP_STATES, SafeguardsBadge, StateOfMembership } from './standing.tsx'

/** One organisation: its membership, its safeguards, its people and their clearance, its history. */
export function OrganisationPage() {
  const t = useWorkWords()
  const { id = '' } = useParams()
  const organisation = useOrganisation(id)
  if (organisation.data === undefined) {
    return (
      <Page level="OFFICIAL" title={t('organisations.title')}>
        {organisation.isPending ? (
          <ListSkeleton />
        ) : (
          <FailureNotice failure={organisation.error} onRetry={() => void organisation.refetch()} />
        )}
      </Page>
    )
  }
  const { data } = organisation
  const name = spokenLanguage() === 'en' ? data.nameEn || data.name : data.name
  return (
    <Page level="OFFICIAL" title={name}>
      <Group gap="xs">
        <Badge variant="light">{t(`council:tier.${data.tier}`)}</Badge>
        <StateOfMembership state={data.state} />
        {data.tier !== 'FRIEND' && <SafeguardsBadge isValid={data.safeguardsValid} />}
      </Group>
      <Facts organisation={data} />
      <Move key={data.state} organisation={data} />
      {data.tier !== 'FRIEND' && <Safeguards organisation={data} />}
      <Traits organisation={data} />
      <PeopleOf organisation={data} />
      <Title order={2} size="h4">
        {t('portal:contacts.title')}
      </Title>
      <ContactsPanel organisationId={data.id} />
      <HandoversPanel organisationId={data.id} />
      <IntermediaryOf organisationId={data.id} name={data.name} />
      <History organisation={data} />
    </Page>
  )
}

function Facts({ organisation }: { organisation: OrganisationInFull }) {
  const t = useWorkWords()
  const reference = useReferenceData()
  const nameOfSector = (id: string) => {
    const sector = reference.data?.sectors.find(known => known.id === id)
    if (sector === undefined) return id
    return spokenLanguage() === 'en' ? sector.nameEn : sector.nameJa
  }
  const facts = [
    [t('organisations.class'), t(`organisationClass.${organisation.class}`)],
    [t('organisations.sector'), organisation.sectors.map(nameOfSector).join('、')],
    [t('organisations.ministry'), organisation.competentMinistry ?? ''],
    [t('organisations.prefecture'), organisation.prefecture ?? ''],
  ].filter(([, value]) => value !== '')
  return (
    <Text size="sm" c="dimmed">
      {facts.map(([name, value]) => `${name}: ${value}`).join(' ・ ')}
    </Text>
  )
}

/** What may follow the present state, each with its reason. */
function Move({ organisation }: { organisation: OrganisationInFull }) {
  const t = useWorkWords()
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const isOversight = organisation.class === 'OVERSIGHT_COMMITTEE'
  const next = MEMBERSHIP_STATES.filter(state => mayMoveTo(organisation.state, state, isOversight))
  const move = useMutation({
    mutationFn: (to: MembershipState) =>
      ask(MOVE_MEMBERSHIP, { organisationId: organisation.id, to, reason: reason.trim() }),
    onSuccess: async () => {
      for (const key of ['organisation', 'organisations']) await client.invalidateQueries({ queryKey: [key] })
      notifications.show({ message: t('organisations.moved'), color: 'teal' })
    },
  })
  if (next.length === 0) return null
  return (
    <Paper withBorder p="md" component="section" aria-label={t('organisations.move')}>
      <Stack gap="sm">
        <Title order={2} size="h5">
          {t('organisations.move')}
        </Title>
        <Textarea
          label={t('organisations.moveReason')}
          required
          autosize
          minRows={2}
          maxLength={1000}
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
        />
        {next.includes('SUSPENDED') && (
          <Text size="sm" c="dimmed">
            {t('organisations.moveSuspend')}
          </Text>
        )}
        {move.isError && <FailureNotice failure={move.error} />}
        <Group gap="sm">
          {next.map(state => (
            <Button
              key={state}
              variant={state === 'SUSPENDED' || state === 'WITHDRAWN' ? 'light' : 'filled'}
              color={state === 'SUSPENDED' || state === 'WITHDRAWN' ? 'red' : 'indigo'}
              disabled={reason.trim() === ''}
              loading={move.isPending && move.variables === state}
              onClick={() => move.mutate(state)}
            >
              {t('organisations.moveTo', { state: t(`membershipState.${state}`) })}
            </Button>
          ))}
        </Group>
      </Stack>
    </Paper>
  )
}

function Safeguards({ organisation }: { organisation: OrganisationInFull }) {
  const t = useWorkWords()
  const client = useQueryClient()
  const [day, setDay] = useState(() => fieldOfInstant(organisation.safeguardsValidUntil).slice(0, 10))
  const record = useMutation({
    mutationFn: (validUntil: string | null) => ask(RECORD_SAFEGUARDS, { organisationId: organisation.id, validUntil }),
    onSuccess: async () => {
      for (const key of ['organisation', 'organisations']) await client.invalidateQueries({ queryKey: [key] })
      notifications.show({ message: t('organisations.safeguardsSaved'), color: 'teal' })
    },
  })
  return (
    <Paper withBorder p="md" component="section" aria-label={t('organisations.safeguardsUntil')}>
      <Stack gap="sm">
        <Text size="sm">
          {t('organisations.safeguardsUntil')}:{' '}
          {organisation.safeguardsValidUntil === null ? (
            t('organisations.safeguardsNone')
          ) : (
            <Instant at={organisation.safeguardsValidUntil} />
          )}
        </Text>
        {record.isError && <FailureNotice failure={record.error} />}
        <Group gap="sm" align="end">
          <TextInput
            type="date"
            label={t('organisations.safeguardsUntil')}
            value={day}
            onChange={event => setDay(event.currentTarget.value)}
          />
          <Button disabled={day === ''} loading={record.isPending} onClick={() => record.mutate(endOfDay(day))}>
            {t('organisations.recordSafeguards')}
          </Button>
          {organisation.safeguardsValidUntil !== null && (
            <Button variant="light" color="red" loading={record.isPending} onClick={() => record.mutate(null)}>
              {t('organisations.withdrawSafeguards')}
            </Button>
          )}
        </Group>
      </Stack>
    </Paper>
  )
}

function History({ organisation }: { organisation: OrganisationInFull }) {
  const t = useWorkWords()
  return (
    <Stack component="section" gap="sm" aria-label={t('organisations.history')}>
      <Title order={2} size="h4">
        {t('organisations.history')}
      </Title>
      <Timeline bulletSize={14} lineWidth={2} active={organisation.history.length}>
        {organisation.history.map(change => (
          <Timeline.Item
            key={`${change.toState}-${change.changedAt}`}
            title={`${change.fromState === null ? '' : `${t(`membershipState.${change.fromState}`)} → `}${t(`membershipState.${change.toState}`)}`}
          >
            <Text size="sm">
              <Revealed text={change.reason} />
            </Text>
            <Text size="xs" c="dimmed">
              <Instant at={change.changedAt} />
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
    </Stack>
  )
}
