import { Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { EditionUsefulness } from '../api/feedback.ts'
import { useStoreSightings, useUsefulness } from '../api/feedback.ts'
import { useReferenceData } from '../api/membership.ts'
import { CategoryBadge } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { useSignedIn } from '../shell/me.ts'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
import { spokenLanguage } from '../words/i18n.ts'
import { ReportList, ResponseList } from './usefulness-lists.tsx'
import { useWorkWords } from './work-page.tsx'

type Counts = Pick<
  EditionUsefulness,
  'useful' | 'partly' | 'notUseful' | 'organisations' | 'sightings' | 'falsePositives'
>

/** What recipients said of the product's editions, and what they did. */
export function UsefulnessPanel({ productId }: { productId: string }) {
  const t = useWorkWords()
  const usefulness = useUsefulness(productId)
  return (
    <Stack component="section" gap="sm" aria-label={t('usefulness.title')}>
      <Title order={2} size="h4">
        {t('usefulness.title')}
      </Title>
      {usefulness.isPending && <ListSkeleton rows={1} />}
      {usefulness.isError && <FailureNotice failure={usefulness.error} onRetry={() => void usefulness.refetch()} />}
      {usefulness.data?.map(edition => (
        <EditionNumbers key={edition.editionId} productId={productId} edition={edition} />
      ))}
    </Stack>
  )
}

function EditionNumbers({ productId, edition }: { productId: string; edition: EditionUsefulness }) {
  const t = useWorkWords()
  const { category, editionId, reference, organisations, actions, sectors, sources } = edition
  const fields = useReferenceData()
  const sectorName = (id: string | null): string => {
    if (id === null) return t('usefulness.noSector')
    const sector = fields.data?.sectors.find(known => known.id === id)
    return sector === undefined ? id : spokenLanguage() === 'en' ? sector.nameEn : sector.nameJa
  }
  return (
    <Paper withBorder p="md">
      <Group gap="xs" mb="xs">
        <CategoryBadge category={category} />
        <Text size="sm" className="mono">
          {reference}
        </Text>
      </Group>
      {organisations === 0 ? (
        <Text size="sm" c="dimmed">
          {t('usefulness.empty')}
        </Text>
      ) : (
        <Stack gap="sm">
          <Numbers title={t('usefulness.people')} rows={[{ name: t('portal:common.all'), ...edition }]} />
          {actions.length > 0 && (
            <Text size="sm">
              {t('usefulness.actions')}:{' '}
              {actions.map(({ action, people }) => `${t(`portal:feedback.action.${action}`)} ${people}`).join(' ・ ')}
            </Text>
          )}
          <Numbers
            title={t('usefulness.bySector')}
            rows={sectors.map(row => ({ name: sectorName(row.sector), ...row }))}
          />
          {sources.length > 0 && (
            <>
              <Numbers
                title={t('usefulness.bySource')}
                rows={sources.map(row => ({ ...row, name: `${t(`usefulness.kind.${row.kind}`)}: ${row.name}` }))}
              />
              <Text size="xs" c="dimmed">
                {t('usefulness.sourceHint')}
              </Text>
            </>
          )}
          <Lists productId={productId} editionId={editionId} />
        </Stack>
      )}
    </Paper>
  )
}

function Numbers({ title, rows }: { title: string; rows: readonly (Counts & { readonly name: string })[] }) {
  const t = useWorkWords()
  const columns = ['useful', 'partly', 'notUseful', 'organisations', 'sightings', 'falsePositives'] as const
  return (
    <Table.ScrollContainer minWidth={520}>
      <Table verticalSpacing={4} aria-label={title}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{title}</Table.Th>
            {columns.map(column => (
              <Table.Th key={column} scope="col">
                {t(`usefulness.${column}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(row => (
            <Table.Tr key={row.name}>
              <Table.Th scope="row">
                <Revealed text={row.name} />
              </Table.Th>
              {columns.map(column => (
                <Table.Td key={column}>{row[column]}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function Lists({ productId, editionId }: { productId: string; editionId: string }) {
  const t = useWorkWords()
  const { abilities } = useSignedIn()
  const [showsResponses, responses] = useDisclosure(false)
  const [showsReports, reports] = useDisclosure(false)
  const store = useStoreSightings(productId, editionId)
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Button size="xs" variant="default" aria-expanded={showsResponses} onClick={responses.toggle}>
          {t('usefulness.responses')}
        </Button>
        <Button size="xs" variant="default" aria-expanded={showsReports} onClick={reports.toggle}>
          {t('usefulness.reports')}
        </Button>
        {abilities.useStore && (
          <Button size="xs" variant="default" loading={store.isPending} onClick={() => store.mutate()}>
            {t('usefulness.store')}
          </Button>
        )}
      </Group>
      {abilities.useStore && (
        <Text size="xs" c="dimmed">
          {t('usefulness.storeHint')}
        </Text>
      )}
      {store.isError && <FailureNotice failure={store.error} />}
      {store.isSuccess && (
        <Text size="sm" role="status">
          {t('usefulness.stored', { stored: store.data.stored, known: store.data.known })}
        </Text>
      )}
      {showsResponses && <ResponseList productId={productId} editionId={editionId} />}
      {showsReports && <ReportList productId={productId} editionId={editionId} />}
    </Stack>
  )
}
