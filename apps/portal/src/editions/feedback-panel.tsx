import { Button, Chip, Group, Paper, Radio, Stack, Text, Textarea, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Action, Feedback, Usefulness } from '../api/feedback.ts'
import { useGiveFeedback, useMyFeedback } from '../api/feedback.ts'
import { FailureNotice, ListSkeleton, SendingNotice } from '../shell/notices.tsx'
import { Instant } from './badges.tsx'

const RATINGS: readonly Usefulness[] = ['USEFUL', 'PARTLY', 'NOT_USEFUL']
const ACTIONS: readonly Action[] = ['REVIEWED', 'BLOCKED', 'HUNTED', 'PATCHED', 'FORWARDED', 'NOTHING']

/** What the reader says of the edition: whether it was of use, and what they did. */
export function FeedbackPanel({ editionId }: { editionId: string }) {
  const { t } = useTranslation()
  const said = useMyFeedback(editionId)
  return (
    <Paper withBorder p="md" component="section" className="no-print" aria-label={t('feedback.title')}>
      <Title order={2} size="h4">
        {t('feedback.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('feedback.text')}
      </Text>
      {said.isPending && <ListSkeleton rows={1} />}
      {said.isError && <FailureNotice failure={said.error} onRetry={() => void said.refetch()} />}
      {said.isSuccess && <FeedbackForm editionId={editionId} said={said.data} />}
    </Paper>
  )
}

function FeedbackForm({ editionId, said }: { editionId: string; said: Feedback | null }) {
  const { t } = useTranslation()
  const give = useGiveFeedback(editionId)
  const [usefulness, setUsefulness] = useState<Usefulness | null>(said?.usefulness ?? null)
  const [actions, setActions] = useState<readonly Action[]>(said?.actions ?? [])
  const [note, setNote] = useState(said?.note ?? '')
  const toggle = (action: Action, isOn: boolean) => {
    if (!isOn) setActions(actions.filter(one => one !== action))
    // Nothing was done, or something was.
    else if (action === 'NOTHING') setActions(['NOTHING'])
    else setActions([...actions.filter(one => one !== 'NOTHING'), action])
  }
  const isEmpty = usefulness === null && actions.length === 0 && note.trim() === ''
  return (
    <Stack gap="sm">
      <Radio.Group
        label={t('feedback.usefulness')}
        value={usefulness}
        onChange={value => setUsefulness(RATINGS.find(rating => rating === value) ?? null)}
      >
        <Group gap="md" mt={4}>
          {RATINGS.map(rating => (
            <Radio key={rating} value={rating} label={t(`feedback.rating.${rating}`)} />
          ))}
        </Group>
      </Radio.Group>
      <div role="group" aria-label={t('feedback.actions')}>
        <Text size="sm" fw={500} mb={4}>
          {t('feedback.actions')}
        </Text>
        <Group gap="xs">
          {ACTIONS.map(action => (
            <Chip key={action} checked={actions.includes(action)} onChange={isOn => toggle(action, isOn)}>
              {t(`feedback.action.${action}`)}
            </Chip>
          ))}
        </Group>
      </div>
      <Textarea
        label={t('feedback.note')}
        autosize
        minRows={2}
        maxLength={2_000}
        autoComplete="off"
        value={note}
        onChange={event => setNote(event.currentTarget.value)}
      />
      <Group gap="sm">
        <Button
          loading={give.isPending}
          disabled={isEmpty}
          onClick={() => give.mutate({ usefulness, actions: [...actions], note })}
        >
          {t('feedback.send')}
        </Button>
        {said !== null && (
          <Text size="sm" c="dimmed">
            {t('feedback.last')}: <Instant at={said.at} />
          </Text>
        )}
      </Group>
      <SendingNotice sending={give} sent={t('feedback.sent')} />
    </Stack>
  )
}
