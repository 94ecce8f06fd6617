import { Button, Stack, Table, Title } from '@mantine/core'
import { useState } from 'react'
import { useEditionUses } from '../api/corrections.ts'
import { CategoryBadge, Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
import { useWorkWords } from './work-page.tsx'

const STEPS = ['toldAt', 'openedAt', 'downloadedAt', 'acknowledgedAt', 'recalledAt', 'removedAt'] as const

/** Who was told of each edition, and what they did with it. Asked for when somebody wants to see it. */
export function UsesPanel({ productId }: { productId: string }) {
  const t = useWorkWords()
  const [isShown, setShown] = useState(false)
  const uses = useEditionUses(productId, isShown)
  return (
    <Stack component="section" gap="sm" aria-label={t('correction.uses.title')}>
      <Title order={2} size="h4">
        {t('correction.uses.title')}
      </Title>
      {!isShown && (
        <div>
          <Button variant="default" onClick={() => setShown(true)}>
            {t('correction.uses.show')}
          </Button>
        </div>
      )}
      {uses.isLoading && <ListSkeleton />}
      {uses.isError && <FailureNotice failure={uses.error} onRetry={() => void uses.refetch()} />}
      {uses.data !== undefined && (
        <Table.ScrollContainer minWidth={900} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('correction.uses.person')}</Table.Th>
                <Table.Th />
                {STEPS.map(step => (
                  <Table.Th key={step}>{t(`correction.uses.${step}`)}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {uses.data.pages
                .flatMap(({ items }) => items)
                .map(use => (
                  <Table.Tr key={`${use.reference} ${use.person.id}`}>
                    <Table.Td>
                      <Revealed text={`${use.person.name}（${use.person.organisation}）`} />
                    </Table.Td>
                    <Table.Td>
                      <CategoryBadge category={use.category} /> <span className="mono">{use.reference}</span>
                    </Table.Td>
                    {STEPS.map(step => {
                      const at = use[step]
                      return <Table.Td key={step}>{at === null ? '—' : <Instant at={at} />}</Table.Td>
                    })}
                  </Table.Tr>
                ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {uses.hasNextPage && (
        <div>
          <Button variant="default" loading={uses.isFetchingNextPage} onClick={() => void uses.fetchNextPage()}>
            {t('correction.uses.more')}
          </Button>
        </div>
      )}
    </Stack>
  )
}
