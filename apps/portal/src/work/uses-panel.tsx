import { Button, Group, Stack, Table, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { everyUse, useEditionUses, type EditionUse, type UsesOf } from '../api/corrections.ts'
import { CategoryBadge, Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton, Nothing } from '../shell/notices.tsx'
import { saveSpreadsheet, spreadsheetOf } from '../shell/spreadsheet.ts'
import { useWorkWords } from './work-page.tsx'

const STEPS = ['toldAt', 'openedAt', 'downloadedAt', 'pulledAt', 'acknowledgedAt', 'recalledAt', 'removedAt'] as const

/** Who was told of each edition, and what they did with it. Asked for when somebody wants to see it. */
export function UsesPanel(props: UsesOf) {
  const t = useWorkWords()
  const [isShown, setShown] = useState(false)
  const uses = useEditionUses(props, isShown)
  const save = useMutation({
    mutationFn: async () => saveSpreadsheet('noroshi-uses.csv', tableOf(await everyUse(props))),
  })
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
      {save.isError && <FailureNotice failure={save.error} />}
      {uses.data?.pages[0].items.length === 0 && (
        <Nothing title={t('correction.uses.none')} text={t('correction.uses.noneText')} />
      )}
      {uses.data !== undefined && uses.data.pages[0].items.length > 0 && (
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
      {uses.data !== undefined && uses.data.pages[0].items.length > 0 && (
        <Group gap="sm">
          {uses.hasNextPage && (
            <Button variant="default" loading={uses.isFetchingNextPage} onClick={() => void uses.fetchNextPage()}>
              {t('correction.uses.more')}
            </Button>
          )}
          <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
            {t('correction.uses.save')}
          </Button>
        </Group>
      )}
    </Stack>
  )
}

/** The list whole, instants in ISO 8601. */
const tableOf = (uses: readonly EditionUse[]): string =>
  spreadsheetOf(
    ['reference', 'category', 'person', 'organisation', ...STEPS],
    uses.map(({ reference, category, person, ...use }) => ({
      ...{ reference, category, person: person.name, organisation: person.organisation },
      ...Object.fromEntries(STEPS.map(step => [step, use[step] ?? ''])),
    })),
  )
