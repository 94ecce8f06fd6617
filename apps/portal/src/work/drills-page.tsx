import { Anchor, Group, Paper, Stack, Text } from '@mantine/core'
import { Link } from 'react-router'
import { useDrills } from '../api/answers.ts'
import { CategoryBadge, Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton, MoreButton, Nothing } from '../shell/notices.tsx'
import { HopTable } from './answer-board-panel.tsx'
import { useWorkWords, WorkPage } from './work-page.tsx'

/** Past drills with how they went, the newest first. */
export function DrillsPage() {
  const t = useWorkWords()
  const drills = useDrills()
  const items = drills.data?.pages.flatMap(page => page.items) ?? []
  return (
    <WorkPage title={t('board.drillsTitle')}>
      {drills.isPending && <ListSkeleton />}
      {drills.isError && <FailureNotice failure={drills.error} onRetry={() => void drills.refetch()} />}
      {drills.isSuccess && items.length === 0 && (
        <Nothing title={t('board.drillsNone')} text={t('board.drillsNoneText')} />
      )}
      <Stack gap="sm">
        {items.map(drill => (
          <Paper key={drill.editionId} withBorder p="md" component="article">
            <Group gap="xs" mb={4}>
              <CategoryBadge category={drill.category} />
              <Anchor component={Link} to={`/products/${drill.productId}`} fw={650} c="inherit">
                <Revealed text={drill.title} />
              </Anchor>
              <Text size="xs" c="dimmed">
                <span className="mono">{drill.reference}</span> ・ <Instant at={drill.releasedAt} />
              </Text>
            </Group>
            <Text size="sm" mb="xs">
              {t('board.drillsOf', { ...drill })}
            </Text>
            <HopTable hops={drill.hops} nameOf={() => t('board.all')} />
          </Paper>
        ))}
      </Stack>
      <MoreButton list={drills} />
    </WorkPage>
  )
}
