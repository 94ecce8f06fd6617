import { Alert, Anchor, Badge, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconDatabase } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { Link } from 'react-router'
import { lookUpStore, type StoreHit } from '../api/store.ts'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
import { useWorkWords } from '../work/work-page.tsx'
import { Fact, Facts } from './facts.tsx'
import { NamedValue } from './hit-card.tsx'

/** What the store names of a value, without the objects that are known from editions already. */
export function StoredHits({ value, known }: { value: string; known: ReadonlySet<string> }) {
  const t = useWorkWords()
  const id = useId()
  const asking = useQuery({
    queryKey: ['store-look-up', id], // not the value: of what is asked for nothing is kept
    gcTime: 0,
    queryFn: ({ signal }) => lookUpStore([value], signal),
  })
  const hits = asking.data?.answers[0]?.hits.filter(({ stixId }) => !known.has(stixId)) ?? []
  return (
    <Stack gap="sm" component="section" aria-labelledby={`${id}-title`}>
      <Title order={2} size="h4" id={`${id}-title`}>
        <Group gap={8} wrap="nowrap" component="span">
          <IconDatabase size={20} stroke={1.7} aria-hidden /> {t('stored.title')}
        </Group>
      </Title>
      {asking.isPending && <ListSkeleton rows={1} />}
      {asking.isError && <FailureNotice failure={asking.error} onRetry={() => void asking.refetch()} />}
      {asking.data?.isComplete === false && <Alert color="yellow">{t('stored.incomplete')}</Alert>}
      {asking.isSuccess && hits.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('stored.none')}
        </Text>
      )}
      <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
        {hits.map(hit => (
          <li key={hit.stixId}>
            <StoredCard hit={hit} />
          </li>
        ))}
      </Stack>
    </Stack>
  )
}

function StoredCard({ hit }: { hit: StoreHit }) {
  const t = useWorkWords()
  return (
    <Paper withBorder p="md">
      <Stack gap="xs">
        <NamedValue {...hit} />
        <Facts of={hit} to={`/store/${hit.stixId}`}>
          {hit.originator !== null && (
            <Fact name={t('stored.from')}>
              <Revealed text={hit.originator} />
            </Fact>
          )}
          <Fact name={hit.sourceId === null ? t('stored.importedFrom') : t('portal:nav.sources')}>
            <Anchor
              component={Link}
              to={hit.sourceId === null ? `/imports/${hit.importId}` : `/sources/${hit.sourceId}`}
            >
              <Revealed text={hit.sourceName ?? hit.fileName} />
            </Anchor>
          </Fact>
          <Fact name={t('stored.receivedAt')}>
            <Instant at={hit.receivedAt} />
          </Fact>
          <Fact name={t('stored.marking')}>
            <Badge component="span" color="gray" variant="outline">
              {hit.tlp ?? t('stored.unmarked')}
            </Badge>
          </Fact>
        </Facts>
      </Stack>
    </Paper>
  )
}
