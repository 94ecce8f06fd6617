import { Anchor, Button, Checkbox, FileButton, Group, Paper, Progress, Stack, Table, Text, Title } from '@mantine/core'
import { IconFileUpload } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { DragEvent } from 'react'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { importBundle, useImport, useImports } from '../api/store.ts'
import type { BundleImport } from '../api/types.ts'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton, MoreButton, Nothing } from '../shell/notices.tsx'
import { ImportStateBadge } from './import-state-badge.tsx'
import { WorkPage, useWorkWords } from './work-page.tsx'

/** Sends bundles to the store, and keeps the receipts. */
export function ImportsPage() {
  const t = useWorkWords()
  const list = useImports()
  const imports = list.data?.pages.flatMap(page => page.items) ?? []
  return (
    <WorkPage title={t('imports.title')}>
      <Upload />
      <Title order={2} size="h4">
        {t('imports.history')}
      </Title>
      {list.isPending && <ListSkeleton rows={2} />}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && imports.length === 0 && (
        <Nothing title={t('imports.emptyTitle')} text={t('imports.emptyText')} />
      )}
      {imports.length > 0 && <Receipts imports={imports} />}
      <MoreButton list={list} />
    </WorkPage>
  )
}

function Upload() {
  const t = useWorkWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [isOver, setIsOver] = useState(false)
  const [isLenient, setIsLenient] = useState(false)
  const [sent, setSent] = useState(0)
  const [id, setId] = useState<string | null>(null)
  const upload = useMutation({
    mutationFn: ({ importId, file }: { importId: string; file: File }) =>
      importBundle(importId, file, isLenient ? 'ACCEPT_WITH_WARNING' : 'REFUSE', setSent),
    onSuccess: receipt => {
      client.setQueryData(['import', receipt.id], receipt)
      for (const key of ['imports', 'stix-objects']) void client.invalidateQueries({ queryKey: [key] })
      void navigate(`/imports/${receipt.id}`)
    },
  })
  const progress = useImport(upload.isPending ? id : null, upload.isPending)

  const start = (file: File | null | undefined) => {
    if (file === null || file === undefined || upload.isPending) return
    const importId = crypto.randomUUID()
    setId(importId)
    setSent(0)
    upload.mutate({ importId, file })
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    start(event.dataTransfer.files[0])
  }

  return (
    <Paper
      withBorder
      p="lg"
      onDragOver={event => {
        event.preventDefault()
        setIsOver(true)
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
      style={{
        borderStyle: 'dashed',
        borderWidth: 2,
        ...(isOver ? { borderColor: 'var(--mantine-color-flame-6)' } : {}),
      }}
    >
      <Stack gap="sm" align="center">
        <FileButton
          onChange={start}
          accept=".json,.xml,.rdf,application/json,application/stix+json,application/taxii+json,application/xml,text/xml"
          disabled={upload.isPending}
        >
          {props => (
            <Button
              {...props}
              size="md"
              loading={upload.isPending}
              leftSection={<IconFileUpload size={20} aria-hidden />}
            >
              {t('imports.choose')}
            </Button>
          )}
        </FileButton>
        <Text size="sm" c="dimmed" ta="center">
          {t('imports.chooseText')}
        </Text>
        <Checkbox
          checked={isLenient}
          onChange={event => setIsLenient(event.currentTarget.checked)}
          disabled={upload.isPending}
          label={t('imports.acceptWithWarning')}
          description={t('imports.acceptWithWarningText')}
          maw={560}
        />
        {upload.isPending && <UploadProgress sent={sent} progress={progress.data ?? null} />}
        {upload.isError && <FailureNotice failure={upload.error} />}
      </Stack>
    </Paper>
  )
}

function UploadProgress({ sent, progress }: { sent: number; progress: BundleImport | null }) {
  const t = useWorkWords()
  const percent = Math.round(sent * 100)
  const read = progress?.bytesTotal ? (100 * progress.bytesRead) / progress.bytesTotal : 0
  return (
    <Stack gap={4} w="100%" role="status">
      <Text size="sm">
        {t('imports.sending', { percent })} ・ {t('imports.reading', { objects: progress?.objectsRead ?? 0 })}
      </Text>
      <Progress.Root size="lg">
        <Progress.Section value={read} color="teal" aria-label={t('imports.objectsRead')} />
        <Progress.Section
          value={Math.max(0, percent - read)}
          color="indigo.3"
          aria-label={t('imports.sending', { percent })}
        />
      </Progress.Root>
    </Stack>
  )
}

function Receipts({ imports }: { imports: readonly BundleImport[] }) {
  const t = useWorkWords()
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            {[
              t('imports.file'),
              t('imports.startedAt'),
              t('organisations.state'),
              t('imports.stored'),
              t('imports.known'),
              t('imports.changed'),
              t('imports.refused'),
            ].map(name => (
              <Table.Th key={name} scope="col">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {imports.map(receipt => (
            <Table.Tr key={receipt.id}>
              <Table.Td>
                <Anchor component={Link} to={`/imports/${receipt.id}`} size="sm">
                  <Revealed text={receipt.fileName} />
                </Anchor>
              </Table.Td>
              <Table.Td>
                <Instant at={receipt.startedAt} />
              </Table.Td>
              <Table.Td>
                <Group gap={4}>
                  <ImportStateBadge state={receipt.state} />
                </Group>
              </Table.Td>
              <Table.Td>{receipt.stored}</Table.Td>
              <Table.Td>{receipt.known}</Table.Td>
              <Table.Td>{receipt.changed}</Table.Td>
              <Table.Td>{receipt.refused}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
