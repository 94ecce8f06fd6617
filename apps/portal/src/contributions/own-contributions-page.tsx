import { Anchor, Badge, Group, List, Paper, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { OwnContribution } from '../api/feedback.ts'
import { useOwnContributions } from '../api/feedback.ts'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { levelOfPagesFor } from '../shell/banner.tsx'
import { useSignedIn } from '../shell/me.ts'
import { FailureNotice, ListSkeleton, MoreButton, Nothing } from '../shell/notices.tsx'
import { Page } from '../shell/page.tsx'

const COLOURS: Readonly<Record<OwnContribution['state'], string>> = {
  REFUSED: 'red',
  WITHDRAWN: 'orange',
  RECEIVED: 'gray',
  TAKEN: 'indigo',
  CARRIED: 'teal',
}

/** What became of what the reader's organisation contributed. */
export function OwnContributionsPage() {
  const { t } = useTranslation()
  const me = useSignedIn()
  const list = useOwnContributions()
  const contributions = list.data?.pages.flatMap(page => page.items) ?? []
  return (
    <Page level={levelOfPagesFor(me.tier)} title={t('outcome.title')}>
      <Text c="dimmed" size="sm">
        {t('outcome.text')}
      </Text>
      {list.isPending && <ListSkeleton />}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && contributions.length === 0 && (
        <Nothing title={t('outcome.emptyTitle')} text={t('outcome.emptyText')} />
      )}
      <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
        {contributions.map(contribution => (
          <li key={contribution.id}>
            <OutcomeCard contribution={contribution} />
          </li>
        ))}
      </Stack>
      <MoreButton list={list} />
    </Page>
  )
}

function OutcomeCard({ contribution }: { contribution: OwnContribution }) {
  const { t } = useTranslation()
  const { receivedAt, totalCount, failureCount, withdrawnCount, state, editions } = contribution
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          <Instant at={receivedAt} /> ・{' '}
          {t('outcome.counts', { count: totalCount, failed: failureCount, withdrawn: withdrawnCount })}
        </Text>
        <Badge color={COLOURS[state]} variant="light">
          {t(`outcome.state.${state}`)}
        </Badge>
      </Group>
      {editions.length > 0 && (
        <>
          <Text size="sm" mt="xs">
            {t('outcome.carried')}
          </Text>
          <List size="sm">
            {editions.map(({ id, title, reference, releasedAt }) => (
              <List.Item key={id}>
                <Anchor component={Link} to={`/editions/${id}`}>
                  <Revealed text={title} />
                </Anchor>{' '}
                <span className="mono">{reference}</span> ・ <Instant at={releasedAt} />
              </List.Item>
            ))}
          </List>
        </>
      )}
    </Paper>
  )
}
