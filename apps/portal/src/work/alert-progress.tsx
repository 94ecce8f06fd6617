import { Group, Paper, Progress, Stack, Text, Title } from '@mantine/core'
import { useAlertProgress, type AlertProgress as Answer } from '../api/alerts.ts'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
import { RelayHopsPanel } from './relay-hops-panel.tsx'
import { useWorkWords } from './work-page.tsx'

/** How far an alert came, by the second. */
export function AlertProgress({ id }: { id: string }) {
  const t = useWorkWords()
  const progress = useAlertProgress(id)
  if (progress.isError) return <FailureNotice failure={progress.error} onRetry={() => void progress.refetch()} />
  if (progress.data === undefined) return <ListSkeleton rows={2} />
  const { isDispatched, told, delivered, acknowledged, channels } = progress.data
  return (
    <Paper withBorder p="md" component="section" aria-label={t('alerts.progress.title')}>
      <Stack gap="sm">
        <Title order={2} size="h5">
          {t('alerts.progress.title')}
        </Title>
        <Text role="status">{statusOf(progress.data, t)}</Text>
        {isDispatched && (
          <Group gap="md">
            <Text size="sm">{t('alerts.progress.told', { count: told })}</Text>
            <Text size="sm">{t('alerts.progress.delivered', { count: delivered })}</Text>
            <Text size="sm">{t('alerts.progress.acknowledged', { count: acknowledged })}</Text>
          </Group>
        )}
        {isDispatched && <RelayHopsPanel productId={id} />}
        {channels.map(channel => (
          <ChannelProgress key={channel.channel} {...channel} />
        ))}
      </Stack>
    </Paper>
  )
}

function statusOf({ isDispatched, channels }: Answer, t: ReturnType<typeof useWorkWords>): string {
  if (!isDispatched) return t('alerts.progress.waiting')
  if (channels.length === 0) return t('alerts.progress.noChannel')
  if (channels.every(({ queued }) => queued === 0)) return t('alerts.progress.done')
  const longest = channels.map(({ remainingSeconds }) => remainingSeconds)
  return longest.some(seconds => seconds === null)
    ? t('alerts.progress.unknown')
    : t('alerts.progress.remaining', { count: Math.max(...longest.map(seconds => seconds ?? 0)) })
}

const STATES = ['queued', 'sent', 'failed', 'withdrawn'] as const

function ChannelProgress(row: Answer['channels'][number]) {
  const t = useWorkWords()
  const name = t(`portal:channels.channel.${row.channel}`)
  const all = STATES.reduce((sum, state) => sum + row[state], 0)
  return (
    <Stack gap={4}>
      <Group gap="md">
        <Text fw={600}>{name}</Text>
        {STATES.map(state => (
          <Text key={state} size="sm" c={state === 'failed' && row.failed > 0 ? 'red.9' : undefined}>
            {t(`alerts.progress.${state}`, { count: row[state] })}
          </Text>
        ))}
        <Text size="sm">{t('alerts.progress.speed', { count: row.perSecond })}</Text>
      </Group>
      <Progress
        value={all === 0 ? 0 : (100 * (all - row.queued)) / all}
        color={row.failed > 0 ? 'orange.7' : 'teal.8'}
        aria-label={t('alerts.progress.bar', { channel: name })}
      />
      {row.failures.length > 0 && (
        <Text size="sm">
          {t('alerts.progress.reasons')}: {row.failures.map(({ reason, count }) => `${reason} (${count})`).join(' ・ ')}
        </Text>
      )}
    </Stack>
  )
}
