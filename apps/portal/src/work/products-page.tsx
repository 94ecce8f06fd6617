import { Anchor, Button, Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconHourglass, IconPlus } from '@tabler/icons-react'
import { Link, useSearchParams } from 'react-router'
import { useProducts } from '../api/products.ts'
import type { ProductState, ProductSummary } from '../api/types.ts'
import { Badges, CategoryBadge, Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { useSignedIn } from '../shell/me.ts'
import { FailureNotice, ListSkeleton, MoreButton, Nothing } from '../shell/notices.tsx'
import { CopyTrace } from './copy-trace.tsx'
import { ScheduledFor } from './schedule-actions.tsx'
import { StateBadge } from './state-badge.tsx'
import { WorkPage, useWorkWords } from './work-page.tsx'

const STATES: readonly ProductState[] = ['DRAFT', 'IN_REVIEW', 'SCHEDULED', 'RELEASED', 'RECALLED']

/** What is being written, reviewed and released, last touched first. */
export function ProductsPage() {
  const t = useWorkWords()
  const { abilities } = useSignedIn()
  const [search, setSearch] = useSearchParams()
  const state = STATES.find(known => known === search.get('state')) ?? null
  const list = useProducts(state)
  const products = list.data?.pages.flatMap(page => page.items) ?? []

  return (
    <WorkPage
      title={t('products.title')}
      actions={
        <Group gap="sm">
          <Button
            component={Link}
            to="/expiring"
            variant="default"
            leftSection={<IconHourglass size={18} aria-hidden />}
          >
            {t('time.expiring.link')}
          </Button>
          {abilities.draft && (
            <Button component={Link} to="/products/new" leftSection={<IconPlus size={18} aria-hidden />}>
              {t('products.new')}
            </Button>
          )}
        </Group>
      }
    >
      <div className="scroll-x">
        <SegmentedControl
          aria-label={t('products.filter')}
          value={state ?? ''}
          onChange={value => setSearch(value === '' ? {} : { state: value }, { replace: true })}
          data={[
            { value: '', label: t('portal:common.all') },
            ...STATES.map(value => ({ value, label: t(`state.${value}`) })),
          ]}
        />
      </div>
      {list.isPending && <ListSkeleton />}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && products.length === 0 && (
        <Nothing title={t('products.emptyTitle')} text={t('products.emptyText')} />
      )}
      <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
        {products.map(product => (
          <li key={product.id}>
            <ProductCard product={product} />
          </li>
        ))}
      </Stack>
      <MoreButton list={list} />
      {abilities.release && <CopyTrace />}
    </WorkPage>
  )
}

function ProductCard({ product }: { product: ProductSummary }) {
  const t = useWorkWords()
  return (
    <Paper withBorder p="md">
      <Stack gap={6}>
        <Group gap={6}>
          <StateBadge state={product.state} />
          {product.categories.map(category => (
            <CategoryBadge key={category} category={category} />
          ))}
          <Badges urgency={product.urgency} severity={product.severity} kind={product.kind} />
        </Group>
        <Anchor component={Link} to={`/products/${product.id}`} fw={650} c="inherit">
          <Revealed text={product.title} />
        </Anchor>
        <ScheduledFor product={product} />
        <Text size="xs" c="dimmed">
          {t('products.author')}: {product.authorName} ・ {t('products.version', { version: product.version })} ・{' '}
          {t('products.updatedAt')} <Instant at={product.updatedAt} />
        </Text>
      </Stack>
    </Paper>
  )
}
