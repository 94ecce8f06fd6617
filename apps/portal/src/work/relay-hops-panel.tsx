import { Badge, Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { useRelayHops, type RelayBoard, type RelayHop } from '../api/relay-hops.ts'
import { useReferenceData } from '../api/membership.ts'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice } from '../shell/notices.tsx'
import { saveSpreadsheet, spreadsheetOf } from '../shell/spreadsheet.ts'
import { spokenLanguage } from '../words/i18n.ts'
import { useWorkWords } from './work-page.tsx'

/** How far a product came by the bodies that pass it on, hop by hop. Nothing where none was told; looked at again by itself. */
export function RelayHopsPanel({ productId }: { productId: string }) {
  const t = useWorkWords()
  const boards = useRelayHops(productId)
  if (boards.isError) return <FailureNotice failure={boards.error} onRetry={() => void boards.refetch()} />
  const shown = boards.data?.filter(({ hops }) => hops.length > 0) ?? []
  if (shown.length === 0) return null
  return (
    <Stack component="section" gap="sm" aria-label={t('hops.title')}>
      <Title order={2} size="h4">
        {t('hops.title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('hops.about')}
      </Text>
      {shown.map(board => (
        <OneBoard key={board.editionId} board={board} />
      ))}
    </Stack>
  )
}

function OneBoard({ board: { reference, drill, hops } }: { board: RelayBoard }) {
  const t = useWorkWords()
  return (
    <Paper withBorder p="md" component="article" aria-label={reference}>
      <Group justify="space-between" gap="xs" mb="xs">
        <Group gap="xs">
          <Text size="sm" className="mono">
            {reference}
          </Text>
          {drill && (
            <Badge color="grape" variant="filled">
              {t('hops.drill')}
            </Badge>
          )}
        </Group>
        <Button
          size="xs"
          variant="default"
          onClick={() => saveSpreadsheet('noroshi-hops.csv', tableOf(reference, hops))}
        >
          {t('hops.csv')}
        </Button>
      </Group>
      <Stack gap="md">
        {hops.map(hop => (
          <OneHop key={hop.intermediaryId} hop={hop} />
        ))}
      </Stack>
    </Paper>
  )
}

const MOMENTS = { told: 'toldAt', opened: 'openedAt', acknowledged: 'acknowledgedAt', relayed: 'relayedAt' } as const
const NUMBERS = {
  recipients: 'recipients',
  queued: 'queued',
  sent: 'sent',
  bounced: 'bounced',
  confirmed: 'acknowledged',
  recalls: 'recallSent',
} as const

function OneHop({ hop }: { hop: RelayHop }) {
  const t = useWorkWords()
  const fields = useReferenceData()
  const nameOf = (id: string | null): string => {
    const sector = fields.data?.sectors.find(known => known.id === id)
    if (sector === undefined) return id ?? t('hops.noSector')
    return spokenLanguage() === 'en' ? sector.nameEn : sector.nameJa
  }
  const inTime = (seconds: number | null): string => {
    if (seconds === null) return '—'
    return seconds < 120
      ? t('hops.seconds', { count: seconds })
      : t('hops.minutes', { count: Math.round(seconds / 60) })
  }
  return (
    <Stack gap={4}>
      <Text fw={650}>
        <Revealed text={hop.intermediary} />
      </Text>
      <Group gap="md">
        {(['told', 'opened', 'acknowledged', 'relayed'] as const).map(moment => {
          const at = hop[MOMENTS[moment]]
          return (
            <Text key={moment} size="sm">
              {t(`hops.${moment}`)}: {at === null ? '—' : <Instant at={at} />}
            </Text>
          )
        })}
      </Group>
      {hop.recipients > 0 && (
        <Group gap="md">
          <Text size="sm" fw={500}>
            {t('hops.downstream')}
          </Text>
          {(['recipients', 'queued', 'sent', 'bounced', 'confirmed', 'recalls'] as const).map(number => (
            <Text key={number} size="sm" c={number === 'bounced' && hop.bounced > 0 ? 'red.9' : undefined}>
              {t(`hops.${number}`)} {hop[NUMBERS[number]]}
            </Text>
          ))}
        </Group>
      )}
      {hop.sectors.length > 0 && (
        <Table.ScrollContainer minWidth={560} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                {(['sector', 'recipients', 'sent', 'bounced', 'confirmed', 'median', 'worst'] as const).map(column => (
                  <Table.Th key={column}>{t(`hops.${column}`)}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {hop.sectors.map(row => (
                <Table.Tr key={row.sector ?? ''}>
                  <Table.Td>{nameOf(row.sector)}</Table.Td>
                  <Table.Td>{row.recipients}</Table.Td>
                  <Table.Td>{row.sent}</Table.Td>
                  <Table.Td>{row.bounced}</Table.Td>
                  <Table.Td>{row.acknowledged}</Table.Td>
                  <Table.Td>{inTime(row.medianSeconds)}</Table.Td>
                  <Table.Td>{inTime(row.worstSeconds)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {hop.organisations.length > 0 && (
        <Text size="sm">
          {t('hops.organisations')}:{' '}
          {hop.organisations.map(({ organisation, state, acknowledgedAt }, place) => (
            <span key={organisation}>
              {place > 0 && '、'}
              <Revealed text={organisation} />（
              {acknowledgedAt === null ? t(`hops.state.${state}`) : t('hops.confirmed')}）
            </span>
          ))}
        </Text>
      )}
    </Stack>
  )
}

const COLUMNS = [
  ...(['reference', 'intermediary', 'toldAt', 'openedAt', 'acknowledgedAt', 'relayedAt', 'sector'] as const),
  ...(['recipients', 'sent', 'bounced', 'acknowledged', 'medianSeconds', 'worstSeconds'] as const),
] as const

/** One line for each body and sector; of a body that passed nothing on, one. Instants in ISO 8601. */
const tableOf = (reference: string, hops: readonly RelayHop[]): string =>
  spreadsheetOf(
    COLUMNS,
    hops.flatMap(({ intermediary, toldAt, openedAt, acknowledgedAt, relayedAt, sectors }) => {
      const moments = { reference, intermediary, toldAt, openedAt, acknowledgedAt, relayedAt }
      const first = Object.fromEntries(Object.entries(moments).map(([name, value]) => [name, value ?? '']))
      return sectors.length === 0
        ? [first]
        : sectors.map(row => ({
            ...first,
            // Of the recipients of this sector.
            ...Object.fromEntries(
              (
                ['sector', 'recipients', 'sent', 'bounced', 'acknowledged', 'medianSeconds', 'worstSeconds'] as const
              ).map(name => [name, String(row[name] ?? '')]),
            ),
          }))
    }),
  )
