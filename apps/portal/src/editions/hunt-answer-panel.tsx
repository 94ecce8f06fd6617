import { Anchor, Button, Group, NativeSelect, Paper, Radio, SimpleGrid, Stack, Text, Textarea, TextInput, Title } from '@mantine/core' // prettier-ignore
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useOwnContributions } from '../api/feedback.ts'
import type { HuntAnswerKind, OwnAnswer } from '../api/hunts.ts'
import { useAnswerHunt, useHuntAnswers } from '../api/hunts.ts'
import { FailureNotice, ListSkeleton, SendingNotice } from '../shell/notices.tsx'
import { fieldOfInstant, instantOfField, useInstant } from '../words/dates.ts'
import { AnswerHistory } from './answer-history.tsx'

const KINDS: readonly HuntAnswerKind[] = ['FOUND', 'NOT_FOUND', 'NOT_ABLE']

/** What the reader's organisation answers to a hunt. */
export function HuntAnswerPanel({ editionId }: { editionId: string }) {
  const { t } = useTranslation()
  const answers = useHuntAnswers(editionId)
  return (
    <Paper withBorder p="md" component="section" className="no-print" aria-label={t('hunt.answerTitle')}>
      <Title order={2} size="h4">
        {t('hunt.answerTitle')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('hunt.answerText')}
      </Text>
      {answers.isPending && <ListSkeleton rows={1} />}
      {answers.isError && <FailureNotice failure={answers.error} onRetry={() => void answers.refetch()} />}
      {answers.isSuccess && <AnswerForm editionId={editionId} last={answers.data[0] ?? null} />}
      {answers.isSuccess && answers.data.length > 0 && (
        <AnswerHistory
          title={t('hunt.history')}
          answers={answers.data.map(({ answer, ...said }) => ({ ...said, words: t(`hunt.answer.${answer}`) }))}
        />
      )}
    </Paper>
  )
}

function AnswerForm({ editionId, last }: { editionId: string; last: OwnAnswer | null }) {
  const { t } = useTranslation()
  const give = useAnswerHunt(editionId)
  const [answer, setAnswer] = useState<HuntAnswerKind | null>(last?.answer ?? null)
  const [lookedFrom, setLookedFrom] = useState(fieldOfInstant(last?.lookedFrom ?? null))
  const [lookedUntil, setLookedUntil] = useState(fieldOfInstant(last?.lookedUntil ?? null))
  const [contributionId, setContributionId] = useState(last?.contributionId ?? '')
  const [note, setNote] = useState(last?.note ?? '')
  const looked = answer !== 'NOT_ABLE'
  const send = (kind: HuntAnswerKind) =>
    give.mutate({
      answer: kind,
      lookedFrom: looked ? instantOfField(lookedFrom) : null,
      lookedUntil: looked ? instantOfField(lookedUntil) : null,
      contributionId: kind === 'FOUND' && contributionId !== '' ? contributionId : null,
      note,
    })
  return (
    <Stack gap="sm">
      <Radio.Group
        label={t('hunt.answerLabel')}
        value={answer}
        onChange={value => setAnswer(KINDS.find(kind => kind === value) ?? null)}
      >
        <Group gap="md" mt={4}>
          {KINDS.map(kind => (
            <Radio key={kind} value={kind} label={t(`hunt.answer.${kind}`)} />
          ))}
        </Group>
      </Radio.Group>
      {answer !== null && (
        <Text size="sm" role="status">
          {t(`hunt.answerHint.${answer}`)}
        </Text>
      )}
      {answer !== null && looked && (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            type="datetime-local"
            label={t('hunt.lookedFrom')}
            value={lookedFrom}
            onChange={event => setLookedFrom(event.currentTarget.value)}
          />
          <TextInput
            type="datetime-local"
            label={t('hunt.lookedUntil')}
            value={lookedUntil}
            onChange={event => setLookedUntil(event.currentTarget.value)}
          />
        </SimpleGrid>
      )}
      {answer === 'FOUND' && <ContributionSelect value={contributionId} onChange={setContributionId} />}
      <Textarea
        label={t('hunt.note')}
        autosize
        minRows={2}
        maxLength={2_000}
        autoComplete="off"
        value={note}
        onChange={event => setNote(event.currentTarget.value)}
      />
      <Group>
        <Button
          loading={give.isPending}
          disabled={answer === null}
          onClick={() => {
            if (answer !== null) send(answer)
          }}
        >
          {t('hunt.send')}
        </Button>
      </Group>
      <SendingNotice sending={give} sent={t('hunt.sent')} />
    </Stack>
  )
}

function ContributionSelect({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const { t } = useTranslation()
  const inWords = useInstant()
  const list = useOwnContributions()
  const contributions = list.data?.pages.flatMap(page => page.items) ?? []
  const known = contributions.map(({ id, receivedAt, totalCount, failureCount, withdrawnCount }) => ({
    value: id,
    label: `${inWords(receivedAt)} ・ ${t('outcome.counts', { count: totalCount, failed: failureCount, withdrawn: withdrawnCount })}`,
  }))
  // What was answered before stays chosen, though it is older than what is listed.
  const older = value === '' || known.some(one => one.value === value) ? [] : [{ value, label: value }]
  return (
    <div>
      <NativeSelect
        label={t('hunt.contribution')}
        value={value}
        onChange={event => onChange(event.currentTarget.value)}
        data={[{ value: '', label: t('hunt.noContribution') }, ...known, ...older]}
      />
      <Anchor component={Link} to="/own-contributions" size="sm">
        {t('hunt.aboutContributions')}
      </Anchor>
    </div>
  )
}
