import { Anchor, Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { ask } from '../api/graphql.ts'
import type { Source, SourceChange, SourcePull } from '../api/sources.ts'
import { PAUSE_SOURCE, PULL_SOURCE_NOW, RESUME_SOURCE, useSource } from '../api/sources.ts'
import { CategoryBadge, Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { useSignedIn } from '../shell/me.ts'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
import { Page } from '../shell/page.tsx'
import { useWorkWords } from '../work/work-page.tsx'
import { SourceForm } from './source-form.tsx'
import { FailureText, SourceState } from './source-state.tsx'

/** One source: how it is set up, how its pulls went, and who changed what. */
export function SourcePage() {
  const t = useWorkWords()
  const { id = '' } = useParams()
  const found = useSource(id)
  return (
    <Page level="OFFICIAL" title={found.data?.source.name ?? t('sources.title')}>
      {found.isPending && <ListSkeleton />}
      {found.isError && <FailureNotice failure={found.error} onRetry={() => void found.refetch()} />}
      {found.data !== undefined && (
        <>
          <Facts source={found.data.source} />
          <Verbs source={found.data.source} />
          <Pulls pulls={found.data.sourcePulls} />
          <Changes changes={found.data.sourceChanges} />
        </>
      )}
    </Page>
  )
}

function Facts({ source }: { source: Source }) {
  const t = useWorkWords()
  const { health } = source
  return (
    <Paper withBorder p="md">
      <Stack gap={6}>
        <Group gap="xs">
          <SourceState state={health.state} />
          <CategoryBadge category={source.category} />
          <Text size="sm">
            {source.tlp} ・ {t(`sources.kind.${source.kind}`)} ・ <Revealed text={source.originator} />
          </Text>
        </Group>
        <Text size="sm" className="mono" style={{ overflowWrap: 'anywhere' }}>
          <Revealed text={source.collection === null ? source.url : `${source.url} ${source.collection}`} />
        </Text>
        {source.credentialKind !== null && (
          <Text size="sm">{t('sources.credentialKept', { kind: source.credentialKind })}</Text>
        )}
        {health.failure !== null && <FailureText failure={health.failure} />}
        {health.failingSince !== null && (
          <Text size="sm">
            {t('sources.failingSince')}: <Instant at={health.failingSince} /> （
            {t('sources.failures', { count: health.consecutiveFailures })}）
          </Text>
        )}
        <Text size="sm">
          {t('sources.lastSuccess')}:{' '}
          {health.lastSuccessAt === null ? t('sources.never') : <Instant at={health.lastSuccessAt} />}
          {source.enabled && (
            <>
              {' ・ '}
              {t('sources.due')}: {health.dueAt === null ? t('sources.dueNow') : <Instant at={health.dueAt} />}
            </>
          )}
        </Text>
        <Text size="sm">{t('sources.novelty', source.totals)}</Text>
      </Stack>
    </Paper>
  )
}

function Verbs({ source }: { source: Source }) {
  const t = useWorkWords()
  const { abilities } = useSignedIn()
  const client = useQueryClient()
  const [isOpen, dialog] = useDisclosure(false)
  const done = { onSuccess: () => client.invalidateQueries({ queryKey: ['sources'] }) }
  const pull = useMutation({ mutationFn: () => ask(PULL_SOURCE_NOW, { id: source.id }), ...done })
  const turn = useMutation({
    mutationFn: async () => {
      await (source.enabled ? ask(PAUSE_SOURCE, { id: source.id }) : ask(RESUME_SOURCE, { id: source.id }))
    },
    ...done,
  })
  const failure: unknown = pull.error ?? turn.error
  return (
    <Stack gap="xs">
      {isOpen && <SourceForm source={source} onClose={dialog.close} />}
      <Group gap="xs">
        <Button loading={pull.isPending} onClick={() => pull.mutate()}>
          {t('sources.pullNow')}
        </Button>
        {abilities.administer && (
          <>
            <Button variant="default" loading={turn.isPending} onClick={() => turn.mutate()}>
              {t(source.enabled ? 'sources.pause' : 'sources.resume')}
            </Button>
            <Button variant="default" onClick={dialog.open}>
              {t('sources.edit')}
            </Button>
          </>
        )}
      </Group>
      {failure !== null && <FailureNotice failure={failure} />}
    </Stack>
  )
}

const FIGURES = ['stored', 'known', 'changed', 'refused', 'warnings'] as const

function Pulls({ pulls }: { pulls: readonly SourcePull[] }) {
  const t = useWorkWords()
  const { abilities } = useSignedIn()
  return (
    <Stack component="section" gap="xs" aria-label={t('sources.pulls')}>
      <Title order={2} size="h4">
        {t('sources.pulls')}
      </Title>
      {pulls.length === 0 && <Text c="dimmed">{t('sources.noPulls')}</Text>}
      {pulls.length > 0 && (
        <Table.ScrollContainer minWidth={720}>
          <Table verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t('sources.requestedAt')}</Table.Th>
                <Table.Th scope="col">{t('sources.by')}</Table.Th>
                <Table.Th scope="col">{t('organisations.state')}</Table.Th>
                {FIGURES.map(figure => (
                  <Table.Th key={figure} scope="col">
                    {t(`sources.${figure}`)}
                  </Table.Th>
                ))}
                <Table.Th scope="col">{t('sources.receipt')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {pulls.map(pull => (
                <Table.Tr key={pull.id}>
                  <Table.Td>
                    <Instant at={pull.requestedAt} />
                  </Table.Td>
                  <Table.Td>{pull.requestedBy ?? t('sources.bySchedule')}</Table.Td>
                  <Table.Td>
                    {t(`sources.pullState.${pull.state}`)}
                    {pull.failure !== null && <FailureText failure={pull.failure} />}
                  </Table.Td>
                  {FIGURES.map(figure => (
                    <Table.Td key={figure}>{pull[figure]}</Table.Td>
                  ))}
                  <Table.Td>
                    {pull.importId !== null && abilities.useStore && (
                      <Anchor component={Link} to={`/imports/${pull.importId}`} size="sm">
                        {t('sources.receipt')}
                      </Anchor>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  )
}

function Changes({ changes }: { changes: readonly SourceChange[] }) {
  const t = useWorkWords()
  return (
    <Stack component="section" gap="xs" aria-label={t('sources.changes')}>
      <Title order={2} size="h4">
        {t('sources.changes')}
      </Title>
      {changes.map(change => (
        <Paper key={`${change.changedAt}-${change.changedBy}`} withBorder p="sm">
          <Text size="sm">
            <Instant at={change.changedAt} /> ・ {change.changedBy}
          </Text>
          {change.changes.map(({ field, from, to }) => (
            <Text key={field} size="xs" c="dimmed" className="mono" style={{ overflowWrap: 'anywhere' }}>
              <Revealed text={`${field}: ${from} → ${to}`} />
            </Text>
          ))}
        </Paper>
      ))}
    </Stack>
  )
}
