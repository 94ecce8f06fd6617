import { Anchor, Badge, Button, Code, Group, Paper, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from 'react-router'
import { ask } from '../api/graphql.ts'
import type { Contribution } from '../api/sources.ts'
import { STORE_CONTRIBUTION, useContributedObjects, useContributions } from '../api/sources.ts'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton, MoreButton, Nothing } from '../shell/notices.tsx'
import { WorkPage, useWorkWords } from '../work/work-page.tsx'

/** What organisations sent in over TAXII, to be looked at and taken into the store. */
export function ContributionsPage() {
  const t = useWorkWords()
  const list = useContributions()
  const contributions = list.data?.pages.flatMap(page => page.items) ?? []
  return (
    <WorkPage title={t('contributions.title')}>
      <Text c="dimmed" size="sm">
        {t('contributions.storeHint')}
      </Text>
      {list.isPending && <ListSkeleton />}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && contributions.length === 0 && (
        <Nothing title={t('contributions.emptyTitle')} text={t('contributions.emptyText')} />
      )}
      <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
        {contributions.map(contribution => (
          <li key={contribution.id}>
            <ContributionCard contribution={contribution} />
          </li>
        ))}
      </Stack>
      <MoreButton list={list} />
    </WorkPage>
  )
}

function ContributionCard({ contribution }: { contribution: Contribution }) {
  const t = useWorkWords()
  const client = useQueryClient()
  const [isOpen, { toggle }] = useDisclosure(false)
  const store = useMutation({
    mutationFn: () => ask(STORE_CONTRIBUTION, { id: contribution.id }),
    onSuccess: () => {
      for (const key of ['contributions', 'imports', 'stix-objects']) void client.invalidateQueries({ queryKey: [key] })
    },
  })
  const { id, originator, receivedAt, totalCount, failureCount, stored } = contribution
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" gap="xs">
        <div>
          <Text fw={600}>
            <Revealed text={originator} />
          </Text>
          <Text size="xs" c="dimmed">
            <Instant at={receivedAt} /> ・ {t('contributions.counts', { count: totalCount, failed: failureCount })}
          </Text>
        </div>
        <Group gap="xs">
          <Button variant="default" size="xs" onClick={toggle} aria-expanded={isOpen}>
            {t('contributions.open')}
          </Button>
          {stored ? (
            <Anchor component={Link} to={`/imports/${id}`} size="sm">
              <Badge color="teal" variant="light">
                {t('contributions.stored')}
              </Badge>
            </Anchor>
          ) : (
            <Button
              size="xs"
              loading={store.isPending}
              disabled={totalCount === failureCount}
              onClick={() => store.mutate()}
            >
              {t('contributions.store')}
            </Button>
          )}
        </Group>
      </Group>
      {store.isError && <FailureNotice failure={store.error} />}
      {isOpen && <Objects id={id} />}
    </Paper>
  )
}

function Objects({ id }: { id: string }) {
  const t = useWorkWords()
  const list = useContributedObjects(id)
  return (
    <Stack gap="xs" mt="sm">
      {list.isPending && <ListSkeleton rows={1} />}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.pages
        .flatMap(page => page.items)
        .map(({ position, stixId, failure, document, withdrawnAt }) => (
          <div key={position}>
            <Text size="xs" className="mono" style={{ overflowWrap: 'anywhere' }}>
              <Revealed text={stixId} />
            </Text>
            {withdrawnAt !== null && (
              <Badge color="orange" variant="light">
                {t('contributions.withdrawn')}
              </Badge>
            )}
            {failure !== null && (
              <Text size="sm" c="red.8">
                <Revealed text={failure} />
              </Text>
            )}
            {document !== null && (
              <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                <Revealed text={document} />
              </Code>
            )}
            {failure === null && document === null && (
              <Text size="sm" c="dimmed">
                {t('contributions.sentBefore')}
              </Text>
            )}
          </div>
        ))}
      <MoreButton list={list} />
    </Stack>
  )
}
