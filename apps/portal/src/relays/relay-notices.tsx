import { Anchor, Badge, Button, Group, Modal, Paper, Progress, Stack, Table, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ask } from '../api/graphql.ts'
import {
  everyRelayRow,
  NOTE_RELAYED,
  RELAY_NOTICE,
  useAtDesk,
  useRelayNotices,
  useRelayRows,
  type RelayNotice,
  type RelayRow,
} from '../api/relays.ts'
import { Instant, UrgencyBadge } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton, MoreButton, Nothing } from '../shell/notices.tsx'
import { saveSpreadsheet, spreadsheetOf } from '../shell/spreadsheet.ts'
import { useInstant } from '../words/dates.ts'

/** What may be passed on and what was, the newest first; looked at again by itself. */
export function RelayNotices() {
  const { t } = useTranslation()
  const notices = useRelayNotices()
  const items = notices.data?.pages.flatMap(page => page.items) ?? []
  return (
    <Stack component="section" gap="sm" aria-label={t('relays.notices')}>
      <Title order={2} size="h4">
        {t('relays.notices')}
      </Title>
      {notices.isPending && <ListSkeleton rows={2} />}
      {notices.isError && <FailureNotice failure={notices.error} onRetry={() => void notices.refetch()} />}
      {notices.isSuccess && items.length === 0 && (
        <Nothing title={t('relays.noticesNone')} text={t('relays.noticesNoneText')} />
      )}
      {items.map(notice => (
        <OneNotice key={notice.editionId} notice={notice} />
      ))}
      <MoreButton list={notices} />
    </Stack>
  )
}

function OneNotice({ notice }: { notice: RelayNotice }) {
  const { t } = useTranslation()
  const inWords = useInstant()
  const [isListed, list] = useDisclosure(false)
  const { editionId, reference, title, recipients, acknowledged, waiting } = notice
  return (
    <Paper withBorder p="md" component="article" aria-label={reference}>
      <Stack gap="xs">
        <Group gap="xs">
          <UrgencyBadge urgency={notice.urgency} />
          {notice.drill && (
            <Badge color="grape" variant="filled">
              {t('relays.drill')}
            </Badge>
          )}
          {title === null ? (
            <Text c="dimmed">{t('relays.over')}</Text>
          ) : (
            <Anchor component={Link} to={`/editions/${editionId}`} fw={650} c="inherit">
              <Revealed text={title} />
            </Anchor>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          <span className="mono">{reference}</span> ・ <Instant at={notice.at} />
          {notice.relayedAt !== null && ` ・ ${t('relays.relayedAt', { at: inWords(notice.relayedAt) })}`}
        </Text>
        {recipients > 0 && (
          <>
            <Progress value={(100 * acknowledged) / recipients} aria-label={t('relays.progress')} />
            <Text size="sm">{t('relays.counts', notice)}</Text>
          </>
        )}
        {notice.recallSent > 0 && (
          <Text size="sm">
            {t('relays.recalls', { sent: notice.recallSent, acknowledged: notice.recallAcknowledged })}
          </Text>
        )}
        <Group gap="xs">
          {title !== null && waiting > 0 && <Press notice={notice} />}
          {recipients > 0 && (
            <Button size="xs" variant="default" aria-expanded={isListed} onClick={list.toggle}>
              {t('relays.show')}
            </Button>
          )}
        </Group>
        {isListed && <Rows editionId={editionId} />}
      </Stack>
    </Paper>
  )
}

/** Mails cannot be called back, so it says to how many before it goes. */
function Press({ notice: { editionId, title, waiting } }: { notice: RelayNotice }) {
  const { t } = useTranslation()
  const [isOpen, dialog] = useDisclosure(false)
  const press = useAtDesk(() => ask(RELAY_NOTICE, { editionId }))
  return (
    <>
      <Button size="xs" onClick={dialog.open}>
        {t('relays.relay', { count: waiting })}
      </Button>
      <Modal opened={isOpen} onClose={dialog.close} title={t('relays.relayTitle')}>
        <Stack>
          <Text fw={600}>
            <Revealed text={title ?? ''} />
          </Text>
          <Text size="sm">{t('relays.relayText', { count: waiting })}</Text>
          {press.isError && <FailureNotice failure={press.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={dialog.close}>
              {t('common.cancel')}
            </Button>
            <Button
              loading={press.isPending}
              onClick={() =>
                press.mutate(undefined, {
                  onSuccess: () => {
                    dialog.close()
                    notifications.show({ message: t('relays.relayed'), color: 'teal' })
                  },
                })
              }
            >
              {t('relays.relayPress')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}

function Rows({ editionId }: { editionId: string }) {
  const { t } = useTranslation()
  const rows = useRelayRows(editionId)
  const note = useAtDesk((id: string) => ask(NOTE_RELAYED, { id }))
  const save = useMutation({
    mutationFn: async () => saveSpreadsheet('noroshi-relays.csv', tableOf(await everyRelayRow(editionId))),
  })
  const items = rows.data?.pages.flatMap(page => page.items) ?? []
  return (
    <Stack gap="sm">
      <Group>
        <Button size="xs" variant="default" loading={save.isPending} onClick={() => save.mutate()}>
          {t('relays.rowsCsv')}
        </Button>
      </Group>
      {rows.isPending && <ListSkeleton rows={2} />}
      {rows.isError && <FailureNotice failure={rows.error} onRetry={() => void rows.refetch()} />}
      {note.isError && <FailureNotice failure={note.error} />}
      {save.isError && <FailureNotice failure={save.error} />}
      {items.length > 0 && (
        <Table.ScrollContainer minWidth={620} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                {(['name', 'email', 'stateOf', 'acknowledgedAt'] as const).map(column => (
                  <Table.Th key={column}>{t(`relays.${column}`)}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map(row => (
                <Table.Tr key={row.id}>
                  <Table.Td>
                    <Revealed text={row.name} />
                  </Table.Td>
                  <Table.Td>
                    <Revealed text={row.email} />
                  </Table.Td>
                  <Table.Td>
                    {row.kind !== 'RELEASED' && `${t(`relays.kind.${row.kind}`)}: `}
                    {t(`relays.state.${row.state}`)}
                    {row.reason !== null && (
                      <Text size="xs" c="dimmed" className="mono">
                        {row.reason}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td>
                    {row.acknowledgedAt === null ? (
                      <Button size="xs" variant="default" loading={note.isPending} onClick={() => note.mutate(row.id)}>
                        {t('relays.note')}
                      </Button>
                    ) : (
                      <>
                        <Instant at={row.acknowledgedAt} /> {row.notedByHand && t('relays.byHand')}
                      </>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <MoreButton list={rows} />
    </Stack>
  )
}

const COLUMNS = ['name', 'email', 'sector', 'kind', 'state', 'reason', 'queuedAt', 'sentAt', 'acknowledgedAt'] as const

/** The list whole, instants in ISO 8601. */
const tableOf = (rows: readonly RelayRow[]): string =>
  spreadsheetOf(
    COLUMNS,
    rows.map(row => Object.fromEntries(COLUMNS.map(column => [column, row[column] ?? '']))),
  )
