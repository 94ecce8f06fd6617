import { Anchor, Badge, Button, Group, Paper, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { Source } from '../api/sources.ts'
import { useSources } from '../api/sources.ts'
import { CategoryBadge, Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { useSignedIn } from '../shell/me.ts'
import { FailureNotice, ListSkeleton, Nothing } from '../shell/notices.tsx'
import { Page } from '../shell/page.tsx'
import { useWorkWords } from '../work/work-page.tsx'
import { SourceForm } from './source-form.tsx'
import { FailureText, SourceState } from './source-state.tsx'

/** Where threat information comes from by itself, and how it goes. */
export function SourcesPage() {
  const t = useWorkWords()
  const { abilities } = useSignedIn()
  const sources = useSources()
  const [isOpen, dialog] = useDisclosure(false)
  const add = abilities.administer ? (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={dialog.open}>
      {t('sources.new')}
    </Button>
  ) : undefined
  return (
    <Page level="OFFICIAL" title={t('sources.title')} actions={add}>
      {isOpen && <SourceForm source={null} onClose={dialog.close} />}
      {sources.isPending && <ListSkeleton />}
      {sources.isError && <FailureNotice failure={sources.error} onRetry={() => void sources.refetch()} />}
      {sources.data?.length === 0 && (
        <Nothing
          title={t('sources.emptyTitle')}
          text={abilities.administer ? t('sources.emptyText') : t('sources.seldom')}
        />
      )}
      <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
        {sources.data?.map(source => (
          <li key={source.id}>
            <SourceCard source={source} />
          </li>
        ))}
      </Stack>
    </Page>
  )
}

function SourceCard({ source }: { source: Source }) {
  const t = useWorkWords()
  const { health, lastPull, totals } = source
  return (
    <Paper withBorder p="sm">
      <Group gap="xs">
        <Anchor component={Link} to={`/sources/${source.id}`} fw={600} c="inherit">
          <Revealed text={source.name} />
        </Anchor>
        <SourceState state={health.state} />
        <Badge variant="outline" color="gray">
          {t(`sources.kind.${source.kind}`)}
        </Badge>
        <CategoryBadge category={source.category} />
      </Group>
      <Text size="sm" c="dimmed">
        <Revealed text={source.originator} />
      </Text>
      {health.failure !== null && (
        <Group gap="xs">
          <FailureText failure={health.failure} />
          <Text size="xs" c="dimmed">
            {t('sources.failures', { count: health.consecutiveFailures })}
          </Text>
        </Group>
      )}
      <Group gap="md">
        <Text size="xs" c="dimmed">
          {t('sources.lastSuccess')}:{' '}
          {health.lastSuccessAt === null ? t('sources.never') : <Instant at={health.lastSuccessAt} />}
        </Text>
        {source.enabled && (
          <Text size="xs" c="dimmed">
            {t('sources.due')}: {health.dueAt === null ? t('sources.dueNow') : <Instant at={health.dueAt} />}
          </Text>
        )}
        {lastPull !== null && (
          <Text size="xs" c="dimmed">
            {t('sources.lastPull')}: {t('sources.stored')} {lastPull.stored} ・ {t('sources.known')} {lastPull.known} ・{' '}
            {t('sources.refused')} {lastPull.refused}
          </Text>
        )}
        <Text size="xs" c="dimmed">
          {t('sources.novelty', totals)}
        </Text>
      </Group>
    </Paper>
  )
}
