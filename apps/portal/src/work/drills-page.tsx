import { Anchor, Button, Group, Paper, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Link } from 'react-router'
import { useDrills } from '../api/answers.ts'
import { CategoryBadge, Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton, MoreButton, Nothing } from '../shell/notices.tsx'
import { HopTable } from './answer-board-panel.tsx'
import { RelayHopsPanel } from './relay-hops-panel.tsx'
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
            <RelaysOf productId={drill.productId} />
          </Paper>
        ))}
      </Stack>
      <MoreButton list={drills} />
    </WorkPage>
  )
}

/** Asked for when it is looked at: a page holds many drills. */
function RelaysOf({ productId }: { productId: string }) {
  const t = useWorkWords()
  const [isShown, shown] = useDisclosure(false)
  return (
    <Stack gap="sm" mt="xs">
      <Group>
        <Button size="xs" variant="default" aria-expanded={isShown} onClick={shown.toggle}>
          {t('hops.show')}
        </Button>
      </Group>
      {isShown && <RelayHopsPanel productId={productId} />}
    </Stack>
  )
}
