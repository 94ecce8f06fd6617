import { Badge, Group, Stack, Text, Title } from '@mantine/core'
import { useParams } from 'react-router'
import type { Case } from '../api/cases.ts'
import { useCase } from '../api/cases.ts'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { useSignedIn } from '../shell/me.ts'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
import { useWorkWords, WorkPage } from '../work/work-page.tsx'
import { AssignCase, MoveCase } from './case-actions.tsx'
import { CaseAdditions } from './case-additions.tsx'
import { CaseTimeline } from './case-timeline.tsx'

/** One case: whose it is, what is added to it, and what happened. */
export function CasePage() {
  const t = useWorkWords()
  const { id = '' } = useParams()
  const found = useCase(id)
  if (found.data !== undefined) return <Workspace found={found.data} />
  return (
    <WorkPage title={t('cases.title')}>
      {found.isPending ? (
        <ListSkeleton />
      ) : (
        <FailureNotice failure={found.error} onRetry={() => void found.refetch()} />
      )}
    </WorkPage>
  )
}

function Workspace({ found }: { found: Case }) {
  const t = useWorkWords()
  const { abilities } = useSignedIn()
  return (
    // The browser keeps the titles of windows in its history, on the disk: it is not told the case's.
    <WorkPage title={t('cases.title')} ownHeading>
      <Stack gap="xs">
        <Group gap={6}>
          <Badge color={found.state === 'OPEN' ? 'teal' : 'gray'}>{t(`cases.state.${found.state}`)}</Badge>
          <Text size="sm" c="dimmed">
            {t('cases.updatedAt')} <Instant at={found.updatedAt} />
          </Text>
        </Group>
        <Title order={1} size="h2">
          <Revealed text={found.title} />
        </Title>
        <Text size="sm">
          {t('cases.assignee')}: {found.assignee ?? t('cases.nobody')}
        </Text>
        {abilities.draft && (
          <Group gap="sm" align="flex-end">
            {found.state === 'OPEN' && <AssignCase found={found} />}
            <MoveCase found={found} />
          </Group>
        )}
      </Stack>
      {abilities.draft && found.state === 'OPEN' && <CaseAdditions id={found.id} />}
      <CaseTimeline id={found.id} />
    </WorkPage>
  )
}
