import { Alert, Badge, Button, Collapse, Group, NativeSelect, Paper, SimpleGrid, Stack, Text, Textarea, TextInput, Title } from '@mantine/core' // prettier-ignore
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IMPACTS, isDrill, useAnswerImpact, useImpactAnswers, type AskedImpact, type Impact } from '../api/answers.ts'
import { FailureNotice, SendingNotice } from '../shell/notices.tsx'
import { AnswerHistory } from './answer-history.tsx'
import { Instant } from './badges.tsx'

const STATES = ['OPEN', 'INTERIM', 'DONE', 'NOT_APPLICABLE'] as const

/** Whether the reader's organisation is affected, in one press; what it does about it, with a few more. */
export function ImpactPanel({ editionId }: { editionId: string }) {
  const { t } = useTranslation()
  const asked = useImpactAnswers(editionId)
  if (asked.isError) return <FailureNotice failure={asked.error} onRetry={() => void asked.refetch()} />
  if (asked.data === undefined || (!asked.data.isAsked && asked.data.answers.length === 0)) return null
  const { answers, isAsked } = asked.data
  return (
    <Paper withBorder p="md" component="section" className="no-print" aria-label={t('answers.title')}>
      <Group justify="space-between" gap="xs">
        <Title order={2} size="h4">
          {t('answers.title')}
        </Title>
        <AnswerBy answerBy={asked.data.answerBy} isAnswered={answers.length > 0} />
      </Group>
      <Text size="sm" c="dimmed" mb="sm">
        {t('answers.about')}
      </Text>
      {isAsked && <ImpactForm asked={asked.data} />}
      {answers.length > 0 && (
        <AnswerHistory
          title={t('answers.history')}
          answers={answers.map(({ answer, actionState, ...said }) => ({
            ...said,
            words: [
              t(`answers.impact.${answer}`),
              ...(actionState ? [t(`answers.actionState.${actionState}`)] : []),
            ].join(' ・ '),
          }))}
        />
      )}
    </Paper>
  )
}

/** By when; that it is over, of what was not answered. */
export function AnswerBy({ answerBy, isAnswered }: { answerBy: string; isAnswered: boolean }) {
  const { t } = useTranslation()
  const [openedAt] = useState(Date.now)
  return (
    <Group gap={6}>
      <Text size="sm" span>
        {t('answers.by')}: <Instant at={answerBy} />
      </Text>
      {!isAnswered && Date.parse(answerBy) <= openedAt && (
        <Badge color="red.8" variant="filled">
          {t('answers.late')}
        </Badge>
      )}
    </Group>
  )
}

function ImpactForm({ asked: { editionId, answers } }: { asked: AskedImpact }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [last] = answers.length > 0 ? answers : [null]
  const give = useAnswerImpact(editionId)
  const [isOpen, more] = useDisclosure(false)
  const [chosen, choose] = useState<Impact | null>(last?.answer ?? null)
  const [note, setNote] = useState(last?.note ?? '')
  const [state, setState] = useState<string>(last?.actionState ?? '')
  const [actionAsked, setAsked] = useState(last?.actionAsked ?? '')
  const [actionOwner, setOwner] = useState(last?.actionOwner ?? '')
  const [due, setDue] = useState(last?.actionDue ?? '')
  const send = (answer: Impact) => {
    choose(answer)
    const actionState = STATES.find(known => known === state) ?? null
    const action =
      actionState === null ? {} : { actionState, actionAsked, actionOwner, actionDue: due === '' ? null : due }
    // To answer is to acknowledge, so the inbox is asked anew.
    give.mutate(
      { answer, note, ...action },
      { onSuccess: () => void client.invalidateQueries({ queryKey: ['inbox'] }) },
    )
  }
  return (
    <Stack gap="sm">
      <Group gap="xs" role="group" aria-label={t('answers.press')}>
        {IMPACTS.map(impact => (
          <Button
            key={impact}
            variant={last?.answer === impact ? 'filled' : 'default'}
            aria-pressed={last?.answer === impact}
            loading={give.isPending && chosen === impact}
            onClick={() => send(impact)}
          >
            {t(`answers.impact.${impact}`)}
          </Button>
        ))}
        <Button variant="subtle" aria-expanded={isOpen} onClick={more.toggle}>
          {t('answers.more')}
        </Button>
      </Group>
      <Collapse expanded={isOpen}>
        <Stack gap="sm">
          <Textarea
            label={t('answers.note')}
            autosize
            minRows={2}
            maxLength={2_000}
            autoComplete="off"
            value={note}
            onChange={event => setNote(event.currentTarget.value)}
          />
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <NativeSelect
              label={t('answers.state')}
              value={state}
              onChange={event => setState(event.currentTarget.value)}
              data={[
                { value: '', label: t('answers.none') },
                ...STATES.map(value => ({ value, label: t(`answers.actionState.${value}`) })),
              ]}
            />
            <TextInput
              label={t('answers.asked')}
              maxLength={500}
              disabled={state === ''}
              value={actionAsked}
              onChange={event => setAsked(event.currentTarget.value)}
            />
            <TextInput
              label={t('answers.owner')}
              maxLength={200}
              disabled={state === ''}
              value={actionOwner}
              onChange={event => setOwner(event.currentTarget.value)}
            />
            <TextInput
              type="date"
              label={t('answers.due')}
              disabled={state === ''}
              value={due}
              onChange={event => setDue(event.currentTarget.value)}
            />
          </SimpleGrid>
          <Group>
            <Button disabled={chosen === null} loading={give.isPending} onClick={() => chosen !== null && send(chosen)}>
              {t('answers.send')}
            </Button>
          </Group>
        </Stack>
      </Collapse>
      <SendingNotice sending={give} sent={t('answers.sent')} />
    </Stack>
  )
}

/** Over everything else on the page: that it is a drill. */
export function DrillBanner({ reference }: { reference: string }) {
  const { t } = useTranslation()
  if (!isDrill(reference)) return null
  return (
    <Alert color="grape" variant="filled" title={t('answers.drillTitle')} role="note">
      {t('answers.drillText')}
    </Alert>
  )
}
