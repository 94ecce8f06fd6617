import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import {
  ENDPOINTS_KEY,
  REPLAY_DEAD_LETTER,
  REPLAY_DEAD_LETTERS,
  useDeadLetters,
  type DeadLetter,
} from '../api/endpoints.ts'
import { ask } from '../api/graphql.ts'
import { Instant, UrgencyBadge } from '../editions/badges.tsx'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
import { useReasonText } from './endpoint-state.tsx'

const MOST_SHOWN = 100

/** What was given up of what was for an endpoint, to send again one or all of it. */
export function DeadLetters({ endpointId }: { endpointId: string }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const letters = useDeadLetters(endpointId)
  const replay = useMutation({
    /** One, or without it all. */
    mutationFn: async (letter?: DeadLetter) =>
      letter === undefined
        ? (await ask(REPLAY_DEAD_LETTERS, { endpointId })).replayDeadLetters
        : (await ask(REPLAY_DEAD_LETTER, { id: letter.id })).replayDeadLetter,
    onSuccess: count => notifications.show({ message: t('endpoints.replayed', { count }), color: 'teal' }),
    onSettled: () => client.invalidateQueries({ queryKey: ENDPOINTS_KEY }),
  })
  if (letters.isPending) return <ListSkeleton rows={2} />
  if (letters.isError) return <FailureNotice failure={letters.error} onRetry={() => void letters.refetch()} />
  if (letters.data.length === 0) return <Text size="sm">{t('endpoints.deadNone')}</Text>
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('endpoints.deadText')}
      </Text>
      {letters.data.length >= MOST_SHOWN && <Text size="sm">{t('endpoints.deadMost', { count: MOST_SHOWN })}</Text>}
      {replay.isError && <FailureNotice failure={replay.error} />}
      <Group>
        <Button
          size="xs"
          loading={replay.isPending && replay.variables === undefined}
          disabled={replay.isPending}
          onClick={() => replay.mutate(undefined)}
        >
          {t('endpoints.replayAll')}
        </Button>
      </Group>
      <Stack component="ul" gap="sm" m={0} p={0}>
        {letters.data.map(letter => (
          <Letter
            key={letter.id}
            letter={letter}
            isReplaying={replay.isPending && replay.variables?.id === letter.id}
            isBusy={replay.isPending}
            onReplay={() => replay.mutate(letter)}
          />
        ))}
      </Stack>
    </Stack>
  )
}

interface LetterProps {
  letter: DeadLetter
  isReplaying: boolean
  isBusy: boolean
  onReplay: () => void
}

function Letter({ letter: { reference, kind, urgency, attempts, reason, endedAt }, ...props }: LetterProps) {
  const { t } = useTranslation()
  const reasonText = useReasonText()
  return (
    <Group component="li" justify="space-between" gap="sm">
      <Stack gap={2}>
        <Group gap="xs">
          <Text fw={600} className="mono">
            {reference}
          </Text>
          <UrgencyBadge urgency={urgency} />
          <Badge color="gray" variant="outline">
            {isKind(kind) ? t(`endpoints.kind.${kind}`) : kind}
          </Badge>
        </Group>
        <Text size="sm" c="dimmed" component="div">
          <Instant at={endedAt} /> ・ {t('endpoints.attempts', { count: attempts })}
        </Text>
        {reason !== null && <Text size="sm">{reasonText(reason)}</Text>}
      </Stack>
      <Button
        size="xs"
        variant="default"
        aria-label={t('endpoints.replayOne', { reference })}
        loading={props.isReplaying}
        disabled={props.isBusy}
        onClick={props.onReplay}
      >
        {t('endpoints.replay')}
      </Button>
    </Group>
  )
}

const isKind = (kind: string): kind is 'RELEASED' | 'CORRECTED' | 'RECALLED' =>
  ['RELEASED', 'CORRECTED', 'RECALLED'].includes(kind)
