import {
  Alert,
  Anchor,
  Badge,
  Button,
  Group,
  NativeSelect,
  Paper,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import { useDutyRoster, useEnterDutyTurn, useEscalations, useNoteEscalation, type Escalation } from '../api/answers.ts'
import { Instant, UrgencyBadge } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { useSignedIn } from '../shell/me.ts'
import { FailureNotice, ListSkeleton, MoreButton, Nothing } from '../shell/notices.tsx'
import { instantOfField, useInstant } from '../words/dates.ts'
import { PeopleSelect } from './people-select.tsx'
import { useWorkWords, WorkPage } from './work-page.tsx'

const OUTCOMES = ['REACHED', 'NO_ANSWER', 'CALL_BACK'] as const

/** Who is on duty, and which organisations have to be called. */
export function DutyPage() {
  const t = useWorkWords()
  const escalations = useEscalations()
  const items = escalations.data?.pages.flatMap(page => page.items) ?? []
  return (
    <WorkPage title={t('board.dutyTitle')}>
      <OnDuty />
      <Stack component="section" gap="sm" aria-label={t('board.open')}>
        <Title order={2} size="h4">
          {t('board.open')}
        </Title>
        {escalations.isPending && <ListSkeleton />}
        {escalations.isError && (
          <FailureNotice failure={escalations.error} onRetry={() => void escalations.refetch()} />
        )}
        {escalations.isSuccess && items.length === 0 && (
          <Nothing title={t('board.openNone')} text={t('board.openNoneText')} />
        )}
        {items.map(one => (
          <OneEscalation key={`${one.editionId} ${one.organisationId}`} escalation={one} />
        ))}
        <MoreButton list={escalations} />
      </Stack>
      <Roster />
    </WorkPage>
  )
}

function OnDuty() {
  const t = useWorkWords()
  const inWords = useInstant()
  const roster = useDutyRoster()
  if (roster.data === undefined) return null
  const now = roster.data.find(({ isNow }) => isNow)
  return now === undefined ? (
    <Alert color="red">{t('board.nobodyOnDuty')}</Alert>
  ) : (
    <Text>{t('board.nowOnDuty', { person: now.person, until: inWords(now.endsAt) })}</Text>
  )
}

function OneEscalation({ escalation }: { escalation: Escalation }) {
  const t = useWorkWords()
  const inWords = useInstant()
  const note = useNoteEscalation(escalation)
  const [outcome, setOutcome] = useState<(typeof OUTCOMES)[number]>('REACHED')
  const [text, setText] = useState('')
  const { organisation, reference, title, urgency, editionId, takenBy, notes } = escalation
  return (
    <Paper withBorder p="md" component="article" aria-label={organisation}>
      <Group justify="space-between" gap="xs" mb="xs">
        <Group gap="xs">
          <UrgencyBadge urgency={urgency} />
          {escalation.drill && (
            <Badge color="grape" variant="filled">
              {t('board.isDrill')}
            </Badge>
          )}
          <Text fw={650}>
            <Revealed text={organisation} />
          </Text>
        </Group>
        {takenBy === null ? (
          <Button loading={note.isPending} onClick={() => note.mutate({ what: 'TAKEN' })}>
            {t('board.take')}
          </Button>
        ) : (
          <Badge color="teal" variant="light">
            {t('board.taken', { person: takenBy })}
          </Badge>
        )}
      </Group>
      <Text size="sm">
        <Anchor component={Link} to={`/editions/${editionId}`}>
          <Revealed text={title} />
        </Anchor>{' '}
        <span className="mono">{reference}</span>
      </Text>
      <Text size="sm" c="dimmed">
        {t('board.by')}: <Instant at={escalation.answerBy} /> ・{' '}
        {t('board.escalatedAt', { at: inWords(escalation.escalatedAt) })}
      </Text>
      <WhomToCall escalation={escalation} />
      {notes.map(one => (
        <Text key={one.at} size="sm">
          <Instant at={one.at} /> ・ {one.by} ・{' '}
          {t(`board.step.${one.outcome ?? (one.what === 'CLOSED' ? 'CLOSED' : 'TAKEN')}`)}
          {one.note !== '' && (
            <>
              {' ・ '}
              <Revealed text={one.note} />
            </>
          )}
        </Text>
      ))}
      {takenBy !== null && (
        <Group align="end" gap="sm" mt="sm">
          <NativeSelect
            label={t('board.outcome')}
            value={outcome}
            onChange={event => setOutcome(OUTCOMES.find(known => known === event.currentTarget.value) ?? 'REACHED')}
            data={OUTCOMES.map(value => ({ value, label: t(`board.step.${value}`) }))}
          />
          <TextInput
            label={t('board.callNote')}
            maxLength={2_000}
            autoComplete="off"
            value={text}
            onChange={event => setText(event.currentTarget.value)}
          />
          <Button
            variant="default"
            loading={note.isPending}
            onClick={() => note.mutate({ what: 'CALLED', outcome, note: text }, { onSuccess: () => setText('') })}
          >
            {t('board.record')}
          </Button>
          <Button variant="default" loading={note.isPending} onClick={() => note.mutate({ what: 'CLOSED' })}>
            {t('board.close')}
          </Button>
        </Group>
      )}
      {note.isError && <FailureNotice failure={note.error} />}
    </Paper>
  )
}

/** Whom the organisation named, and its telephone, to be called from here. */
function WhomToCall({ escalation: { firstContact, secondContact, dutyPhone, dutyHours } }: { escalation: Escalation }) {
  const t = useWorkWords()
  const people = [
    [t('portal:contacts.first'), firstContact],
    [t('portal:contacts.second'), secondContact],
  ].flatMap(([place, name]) => (name === null ? [] : [`${place}: ${name}`]))
  return (
    <Text size="sm">
      {people.length > 0 && (
        <>
          <Revealed text={people.join(' ・ ')} />
          <br />
        </>
      )}
      {dutyPhone === null ? (
        t('reachability.noPhone')
      ) : (
        <>
          {t('reachability.call')}: <Anchor href={`tel:${dutyPhone}`}>{dutyPhone}</Anchor>
          {dutyHours !== '' && (
            <>
              （<Revealed text={t('reachability.callHours', { hours: dutyHours })} />）
            </>
          )}
        </>
      )}
    </Text>
  )
}

function Roster() {
  const t = useWorkWords()
  const { abilities } = useSignedIn()
  const roster = useDutyRoster()
  const enter = useEnterDutyTurn()
  const [people, setPeople] = useState<string[]>([])
  const [starts, setStarts] = useState('')
  const [ends, setEnds] = useState('')
  const [startsAt, endsAt, person] = [instantOfField(starts), instantOfField(ends), people.at(-1)]
  return (
    <Stack component="section" gap="sm" aria-label={t('board.roster')}>
      <Title order={2} size="h4">
        {t('board.roster')}
      </Title>
      {roster.isError && <FailureNotice failure={roster.error} onRetry={() => void roster.refetch()} />}
      {roster.data?.map(turn => (
        <Text key={turn.id} size="sm" fw={turn.isNow ? 650 : undefined}>
          <Instant at={turn.startsAt} /> – <Instant at={turn.endsAt} /> ・ <Revealed text={turn.person} /> ・{' '}
          {t('board.entered', { person: turn.enteredBy })}
        </Text>
      ))}
      {(abilities.release || abilities.administer || roster.data?.some(({ isNow }) => isNow)) && (
        <Paper withBorder p="md">
          <Stack gap="sm">
            <PeopleSelect
              label={t('board.person')}
              value={people}
              named={[]}
              onChange={chosen => setPeople(chosen.slice(-1))}
            />
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <TextInput
                type="datetime-local"
                label={t('board.starts')}
                value={starts}
                onChange={event => setStarts(event.currentTarget.value)}
              />
              <TextInput
                type="datetime-local"
                label={t('board.ends')}
                value={ends}
                onChange={event => setEnds(event.currentTarget.value)}
              />
            </SimpleGrid>
            <Text size="sm" c="dimmed">
              {t('board.handOver')}
            </Text>
            <Group>
              <Button
                disabled={person === undefined || startsAt === null || endsAt === null}
                loading={enter.isPending}
                onClick={() => {
                  if (person !== undefined && startsAt !== null && endsAt !== null)
                    enter.mutate({ personId: person, startsAt, endsAt })
                }}
              >
                {t('board.enter')}
              </Button>
            </Group>
            {enter.isError && <FailureNotice failure={enter.error} />}
          </Stack>
        </Paper>
      )}
    </Stack>
  )
}
