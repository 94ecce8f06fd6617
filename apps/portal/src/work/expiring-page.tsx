import { Anchor, Badge, Button, Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconHourglass } from '@tabler/icons-react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { ask } from '../api/graphql.ts'
import { CORRECT_PRODUCT } from '../api/products.ts'
import { useExpiringEditions, type ExpiringEdition } from '../api/times.ts'
import { CategoryBadge } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { ZonedInstant } from '../editions/zoned-instant.tsx'
import { useSignedIn } from '../shell/me.ts'
import { FailureNotice, ListSkeleton, MoreButton, Nothing } from '../shell/notices.tsx'
import { ReasonedAction } from './release-actions.tsx'
import { StateBadge } from './state-badge.tsx'
import { WorkPage, useWorkWords } from './work-page.tsx'

/** What of one's own office expires soon, or has, with the way to prolong it. */
export function ExpiringPage() {
  const t = useWorkWords()
  const [search, setSearch] = useSearchParams()
  const isPast = search.get('past') === '1'
  const list = useExpiringEditions(isPast)
  const editions = list.data?.pages.flatMap(page => page.items) ?? []
  return (
    <WorkPage title={t('time.expiring.title')}>
      <div className="scroll-x">
        <SegmentedControl
          aria-label={t('time.expiring.filter')}
          value={isPast ? 'past' : 'soon'}
          onChange={value => setSearch(value === 'past' ? { past: '1' } : {}, { replace: true })}
          data={[
            { value: 'soon', label: t('time.expiring.soon') },
            { value: 'past', label: t('time.expiring.past') },
          ]}
        />
      </div>
      {list.isPending && <ListSkeleton />}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && editions.length === 0 && (
        <Nothing
          title={isPast ? t('time.expiring.emptyPastTitle') : t('time.expiring.emptySoonTitle')}
          text={isPast ? t('time.expiring.emptyPastText') : t('time.expiring.emptySoonText')}
        />
      )}
      <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
        {editions.map(edition => (
          <li key={edition.id}>
            <Expiring edition={edition} isPast={isPast} />
          </li>
        ))}
      </Stack>
      <MoreButton list={list} />
    </WorkPage>
  )
}

function Expiring({ edition, isPast }: { edition: ExpiringEdition; isPast: boolean }) {
  const t = useWorkWords()
  const { abilities } = useSignedIn()
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" align="flex-end" gap="sm">
        <Stack gap={6}>
          <Group gap={6}>
            {isPast && (
              <Badge color="gray" variant="light">
                {t('portal:time.expired')}
              </Badge>
            )}
            <StateBadge state={edition.productState} />
            <CategoryBadge category={edition.category} />
          </Group>
          <Anchor component={Link} to={`/products/${edition.productId}`} fw={650} c="inherit">
            <Revealed text={edition.title} />
          </Anchor>
          <Text size="sm">
            {t('time.expiring.expires')}: <ZonedInstant at={edition.expiresAt} zone={edition.expiresZone} />
          </Text>
          <Text size="xs" c="dimmed" className="mono">
            {edition.reference}
          </Text>
        </Stack>
        {abilities.draft && edition.productState === 'RELEASED' && <Prolong edition={edition} />}
        {abilities.draft && edition.productState === 'DRAFT' && (
          <Button component={Link} to={`/products/${edition.productId}/edit`} variant="default">
            {t('time.expiring.edit')}
          </Button>
        )}
      </Group>
    </Paper>
  )
}

/** Opens the correction in which the expiry is changed. */
function Prolong({ edition: { productId: id, productVersion: version } }: { edition: ExpiringEdition }) {
  const t = useWorkWords()
  const navigate = useNavigate()
  return (
    <ReasonedAction
      words={{
        action: t('time.expiring.prolong'),
        title: t('time.expiring.prolongTitle'),
        text: t('time.expiring.prolongText'),
        reason: t('correction.reason'),
        done: t('correction.done'),
      }}
      initialReason={t('time.expiring.prolongReason')}
      icon={<IconHourglass size={18} aria-hidden />}
      colour="indigo"
      verb={async reason => {
        const { correctProduct } = await ask(CORRECT_PRODUCT, { id, version, reason })
        void navigate(`/products/${id}/edit`)
        return correctProduct
      }}
    />
  )
}
