import { Alert, Anchor, Badge, Group, Paper, SegmentedControl, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { useImport, useImportRemarks } from '../api/store.ts'
import type { BundleImport, ImportRemark, ImportRemarkKind } from '../api/types.ts'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton, MoreButton } from '../shell/notices.tsx'
import { spokenLanguage } from '../words/i18n.ts'
import { ImportStateBadge } from './import-state-badge.tsx'
import { WorkPage, useWorkWords } from './work-page.tsx'

const KINDS: readonly ImportRemarkKind[] = ['REFUSED', 'CHANGED', 'WARNING', 'LOSS']
const COLOURS: Readonly<Record<ImportRemarkKind, string>> = {
  REFUSED: 'red',
  CHANGED: 'orange',
  WARNING: 'yellow',
  LOSS: 'grape',
}

/** The receipt of one import: what was stored, what was not, and why. */
export function ReceiptPage() {
  const t = useWorkWords()
  const { id = '' } = useParams()
  const receipt = useImport(id, false)
  return (
    <WorkPage title={t('imports.receipt')}>
      {receipt.isPending && <ListSkeleton />}
      {receipt.isError && <FailureNotice failure={receipt.error} onRetry={() => void receipt.refetch()} />}
      {receipt.data !== undefined && (
        <>
          <Receipt receipt={receipt.data} />
          {receipt.data.state !== 'RUNNING' && <Remarks id={id} />}
        </>
      )}
    </WorkPage>
  )
}

function Receipt({ receipt }: { receipt: BundleImport }) {
  const t = useWorkWords()
  const counts = (['objectsRead', 'stored', 'known', 'changed', 'refused'] as const).map(name => ({
    name: t(`imports.${name}`),
    count: receipt[name],
  }))
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <ImportStateBadge state={receipt.state} />
        <Text fw={600}>
          <Revealed text={receipt.fileName} />
        </Text>
        <Text size="sm" c="dimmed">
          {t('imports.startedAt')} <Instant at={receipt.startedAt} />
          {receipt.finishedAt !== null && (
            <>
              {' ・ '}
              {t('imports.finishedAt')} <Instant at={receipt.finishedAt} />
            </>
          )}
        </Text>
      </Group>
      {receipt.refusal !== null && (
        <Alert color="red" title={t('imports.refusedWhole')}>
          <RemarkText remark={receipt.refusal} />
        </Alert>
      )}
      <SimpleGrid cols={{ base: 2, xs: 3, sm: 5 }}>
        {counts.map(({ name, count }) => (
          <Paper key={name} withBorder p="sm">
            <Text size="xs" c="dimmed">
              {name}
            </Text>
            <Text size="xl" fw={700}>
              {count.toLocaleString()}
            </Text>
          </Paper>
        ))}
      </SimpleGrid>
      {receipt.stored > 0 && (
        <Anchor component={Link} to={`/store?import=${receipt.id}`}>
          {t('imports.browse')}
        </Anchor>
      )}
    </Stack>
  )
}

function Remarks({ id }: { id: string }) {
  const t = useWorkWords()
  const [kind, setKind] = useState<ImportRemarkKind | null>(null)
  const list = useImportRemarks(id, kind)
  const remarks = list.data?.pages.flatMap(page => page.items) ?? []
  return (
    <Stack component="section" gap="sm" aria-label={t('imports.remarks')}>
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t('imports.remarks')}
        </Title>
        <SegmentedControl
          size="xs"
          aria-label={t('imports.remarks')}
          value={kind ?? ''}
          onChange={value => setKind(KINDS.find(known => known === value) ?? null)}
          data={[
            { value: '', label: t('portal:common.all') },
            ...KINDS.map(value => ({ value, label: t(`imports.remarkKind.${value}`) })),
          ]}
        />
      </Group>
      {list.isPending && <ListSkeleton rows={2} />}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && remarks.length === 0 && <Text c="dimmed">{t('imports.noRemarks')}</Text>}
      {remarks.map(remark => (
        <Paper key={`${remark.position}-${remark.kind}-${remark.rule}-${remark.path}`} withBorder p="sm">
          <Group gap="xs" mb={4}>
            <Badge color={COLOURS[remark.kind]} variant="light">
              {t(`imports.remarkKind.${remark.kind}`)}
            </Badge>
            {remark.position >= 0 && (
              <Text size="xs" c="dimmed">
                {t('imports.position')} {remark.position}
              </Text>
            )}
          </Group>
          <RemarkText remark={remark} />
        </Paper>
      ))}
      <MoreButton list={list} />
    </Stack>
  )
}

function RemarkText({ remark }: { remark: ImportRemark }) {
  const t = useWorkWords()
  return (
    <>
      <Text size="sm">
        <Revealed text={spokenLanguage() === 'ja' ? remark.messageJa : remark.message} />
      </Text>
      <Text size="xs" c="dimmed">
        {t('imports.rule')}: {remark.rule} {remark.section !== '' && `(${remark.section})`} ・ {t('imports.path')}:{' '}
        <span className="mono">
          <Revealed text={remark.path} />
        </span>
        {remark.stixId !== null && (
          <>
            {' ・ '}
            <span className="mono">
              <Revealed text={remark.stixId} />
            </span>
          </>
        )}
      </Text>
    </>
  )
}
