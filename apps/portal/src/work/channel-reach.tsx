import { Group, Stack, Text } from '@mantine/core'
import { useChannelReach } from '../api/channels.ts'
import { CategoryBadge } from '../editions/badges.tsx'
import { FailureNotice } from '../shell/notices.tsx'
import { useWorkWords } from './work-page.tsx'

const STATES = ['queued', 'sent', 'bounced', 'failed', 'withdrawn'] as const

/** How far a product's news came outside the portal; nothing where none went out. */
export function ChannelReach({ productId }: { productId: string }) {
  const t = useWorkWords()
  const reach = useChannelReach(productId)
  if (reach.isError) return <FailureNotice failure={reach.error} onRetry={() => void reach.refetch()} />
  if (reach.data === undefined || reach.data.length === 0) return null
  return (
    <Stack gap={4} component="ul" m={0} p={0} style={{ listStyle: 'none' }} aria-label={t('channelReach.title')}>
      {reach.data.map(row => (
        <li key={`${row.category} ${row.channel}`}>
          <Group gap="xs">
            <CategoryBadge category={row.category} />
            <Text size="sm">
              {t(`portal:channels.channel.${row.channel}`)}:{' '}
              {STATES.filter(state => row[state] > 0)
                .map(state => t(`channelReach.${state}`, { count: row[state] }))
                .join(' ・ ')}
            </Text>
          </Group>
        </li>
      ))}
    </Stack>
  )
}
