import { Badge, Group, Text } from '@mantine/core'
import type { Alert } from '../api/alerts.ts'
import { Instant } from '../editions/badges.tsx'
import { useWorkWords } from './work-page.tsx'

/** That something went out while there was no hub, and when (docs/emergency.md). */
export function SentWithoutHubBadge({ at }: { at: string }) {
  const t = useWorkWords()
  return (
    <Group gap={6}>
      <Badge color="orange.9" variant="filled">
        {t('alerts.offline.badge')}
      </Badge>
      <Text size="sm" component="span">
        <Instant at={at} />
      </Text>
    </Group>
  )
}

const COUNTS = ['sent', 'notReached', 'notListed', 'unmatched'] as const

/** The same with whom it reached, in numbers: who releases it sees beforehand how many are sent no mail. */
export function SentWithoutHub({ sent }: { sent: NonNullable<Alert['sentWithoutHub']> }) {
  const t = useWorkWords()
  return (
    <Group gap="md">
      <SentWithoutHubBadge at={sent.sentAt} />
      <Text size="sm" className="mono">
        {sent.alertId}
      </Text>
      {COUNTS.map(count => (
        <Text key={count} size="sm">
          {t(`alerts.offline.${count}`, { count: sent[count] })}
        </Text>
      ))}
    </Group>
  )
}
