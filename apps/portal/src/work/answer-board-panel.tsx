import {
  Badge,
  Button,
  Group,
  NativeSelect,
  Paper,
  Progress,
  SimpleGrid,
  Stack,
  Table,
  Text,
  Title,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { everyRow, IMPACTS, useAnswerBoard, useAnswerFigures, useAnswerTimeline, useBoardRows } from '../api/answers.ts'
import type { AnswerBoard, BoardFilter, BoardRow, HopTimes, Impact } from '../api/answers.ts'
import { useReferenceData } from '../api/membership.ts'
import { CategoryBadge, Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton, MoreButton, Nothing } from '../shell/notices.tsx'
import { saveSpreadsheet, spreadsheetOf } from '../shell/spreadsheet.ts'
import { useInstant } from '../words/dates.ts'
import { spokenLanguage } from '../words/i18n.ts'
import { SentWithoutHubBadge } from './sent-without-hub.tsx'
import { useWorkWords } from './work-page.tsx'

const FILTERS: readonly BoardFilter[] = ['ALL', 'LATE', 'NO_ANSWER', 'AFFECTED']
const STEPS = ['sent', 'delivered', 'opened', 'acknowledged', 'answered'] as const
const COLOURS: Readonly<Record<Impact, string>> = {
  NOT_AFFECTED: 'teal',
  CHECKING: 'blue',
  AFFECTED: 'red',
  MITIGATED: 'teal',
  CANNOT_SAY: 'gray',
}
const COUNTS = {
  NOT_AFFECTED: 'notAffected',
  CHECKING: 'checking',
  AFFECTED: 'affected',
  MITIGATED: 'mitigated',
  CANNOT_SAY: 'cannotSay',
} as const

/** Who was told of a product's editions, and has or has not answered. Looked at again by itself. */
export function AnswerBoardPanel({ productId }: { productId: string }) {
  const t = useWorkWords()
  const board = useAnswerBoard(productId)
  return (
    <Stack component="section" gap="sm" aria-label={t('board.title')}>
      <Title order={2} size="h4">
        {t('board.title')}
      </Title>
      {board.isPending && <ListSkeleton rows={1} />}
      {board.isError && <FailureNotice failure={board.error} onRetry={() => void board.refetch()} />}
      {board.data
        ?.filter(({ told }) => told > 0)
        .map(edition => (
          <OneEdition key={edition.editionId} productId={productId} edition={edition} />
        ))}
    </Stack>
  )
}

function OneEdition({ productId, edition }: { productId: string; edition: AnswerBoard }) {
  const t = useWorkWords()
  const [isListed, list] = useDisclosure(false)
  const [isFigured, figures] = useDisclosure(false)
  const { told } = edition
  const which = { productId, editionId: edition.editionId }
  return (
    <Paper withBorder p="md" component="article" aria-label={edition.reference}>
      <Group justify="space-between" gap="xs" mb="xs">
        <Group gap="xs">
          <CategoryBadge category={edition.category} />
          <Text size="sm" className="mono">
            {edition.reference}
          </Text>
          {edition.drill && (
            <Badge color="grape" variant="filled">
              {t('board.isDrill')}
            </Badge>
          )}
          {edition.sentWithoutHubAt !== null && <SentWithoutHubBadge at={edition.sentWithoutHubAt} />}
        </Group>
        <Text size="sm">
          {t('board.by')}: <Instant at={edition.answerBy} />
        </Text>
      </Group>
      <SimpleGrid cols={{ base: 2, sm: 5 }} spacing="xs" mb="sm">
        {STEPS.map(step => (
          <div key={step}>
            <Text size="sm">{t(`board.${step}`)}</Text>
            <Progress value={(100 * edition[step]) / told} aria-label={t(`board.${step}`)} mb={2} />
            <Text size="xs" c="dimmed">
              {t('board.ofTold', { count: edition[step], total: told })}
            </Text>
          </div>
        ))}
      </SimpleGrid>
      <Group gap={6} mb="sm">
        {edition.late > 0 && (
          <Badge color="red.8" variant="filled">
            {t('board.late')} {edition.late}
          </Badge>
        )}
        {IMPACTS.filter(impact => edition[COUNTS[impact]] > 0).map(impact => (
          <Badge key={impact} color={COLOURS[impact]} variant="light">
            {t(`portal:answers.impact.${impact}`)} {edition[COUNTS[impact]]}
          </Badge>
        ))}
      </Group>
      <Group gap="xs">
        <Button size="xs" variant="default" aria-expanded={isListed} onClick={list.toggle}>
          {t('board.show')}
        </Button>
        <Button size="xs" variant="default" aria-expanded={isFigured} onClick={figures.toggle}>
          {t('board.figures')}
        </Button>
      </Group>
      {isListed && <Rows {...which} />}
      {isFigured && <Figures {...which} />}
    </Paper>
  )
}

function Rows(which: { productId: string; editionId: string }) {
  const t = useWorkWords()
  const [filter, setFilter] = useState<BoardFilter>('ALL')
  const rows = useBoardRows({ ...which, filter })
  const save = useMutation({
    mutationFn: async () => saveSpreadsheet('noroshi-answers.csv', tableOf(await everyRow({ ...which, filter }))),
  })
  const items = rows.data?.pages.flatMap(page => page.items) ?? []
  return (
    <Stack gap="sm" mt="md">
      <Group align="end" gap="sm">
        <NativeSelect
          label={t('board.filterLabel')}
          value={filter}
          onChange={event => setFilter(FILTERS.find(known => known === event.currentTarget.value) ?? 'ALL')}
          data={FILTERS.map(value => ({ value, label: t(`board.filter.${value}`) }))}
        />
        <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
          {t('board.csv')}
        </Button>
      </Group>
      {rows.isPending && <ListSkeleton rows={2} />}
      {rows.isError && <FailureNotice failure={rows.error} onRetry={() => void rows.refetch()} />}
      {save.isError && <FailureNotice failure={save.error} />}
      {rows.isSuccess && items.length === 0 && <Nothing title={t('board.none')} text={t('board.noneText')} />}
      {items.length > 0 && (
        <Table.ScrollContainer minWidth={820} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                {(['organisation', 'answer', 'note', 'firstContact', 'toldAt'] as const).map(column => (
                  <Table.Th key={column}>{t(`board.${column}`)}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map(row => (
                <OneRow key={row.organisationId} row={row} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <MoreButton list={rows} />
    </Stack>
  )
}

function OneRow({ row }: { row: BoardRow }) {
  const t = useWorkWords()
  const inWords = useInstant()
  const first = firstSign(row)
  return (
    <Table.Tr>
      <Table.Td>
        <Revealed text={row.organisation} />
      </Table.Td>
      <Table.Td>
        {row.answer !== null ? (
          <Badge color={COLOURS[row.answer]} variant="light">
            {t(`portal:answers.impact.${row.answer}`)}
          </Badge>
        ) : row.isLate ? (
          <Badge color="red.8" variant="filled">
            {t('board.late')}
          </Badge>
        ) : (
          '—'
        )}
      </Table.Td>
      <Table.Td>
        {row.actionState !== null && `${t(`portal:answers.actionState.${row.actionState}`)} `}
        <Revealed
          text={[row.actionAsked, row.actionOwner, row.actionDue ?? '', row.note]
            .filter(text => text !== '')
            .join(' ・ ')}
        />
        {row.remindedAt !== null && <Text size="xs">{t('board.reminded', { at: inWords(row.remindedAt) })}</Text>}
        {row.escalatedAt !== null && <Text size="xs">{t('board.escalated', { at: inWords(row.escalatedAt) })}</Text>}
      </Table.Td>
      <Table.Td>{first === null ? '—' : <Instant at={first} />}</Table.Td>
      <Table.Td>
        <Instant at={row.toldAt} />
      </Table.Td>
    </Table.Tr>
  )
}

/** When somebody of the organisation first did anything with it. */
const firstSign = ({ openedAt, acknowledgedAt, answeredAt }: BoardRow): string | null =>
  [openedAt, acknowledgedAt, answeredAt].filter(at => at !== null).sort()[0] ?? null

function Figures({ productId, editionId }: { productId: string; editionId: string }) {
  const t = useWorkWords()
  const figures = useAnswerFigures(productId, editionId)
  const timeline = useAnswerTimeline(productId, editionId)
  const fields = useReferenceData()
  if (figures.isError) return <FailureNotice failure={figures.error} onRetry={() => void figures.refetch()} />
  if (figures.data === undefined) return <ListSkeleton rows={2} />
  const nameOf = (id: string | null): string => {
    const sector = fields.data?.sectors.find(known => known.id === id)
    if (id === null) return t('board.all')
    return sector === undefined ? id : spokenLanguage() === 'en' ? sector.nameEn : sector.nameJa
  }
  const stepName = (what: string): string => {
    const known = STEP_NAMES.find(step => step === what)
    return known === undefined ? what : t(`board.step.${known}`)
  }
  return (
    <Stack gap="sm" mt="md">
      <HopTable hops={figures.data.hops} nameOf={nameOf} />
      <Text size="sm" fw={500}>
        {t('board.timeline')}
      </Text>
      {timeline.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('board.timelineNone')}
        </Text>
      )}
      {timeline.data?.map(entry => (
        <Text key={`${entry.organisation} ${entry.what} ${entry.at}`} size="sm">
          <Instant at={entry.at} /> ・ <Revealed text={entry.organisation} /> ・ {stepName(entry.what)}
          {entry.by !== null && ` ・ ${entry.by}`}
          {entry.note !== '' && (
            <>
              {' ・ '}
              <Revealed text={entry.note} />
            </>
          )}
        </Text>
      ))}
    </Stack>
  )
}

const STEP_NAMES = [
  ...(['HALF_TIME', 'DEADLINE', 'CONTACTS', 'SECOND_CONTACT', 'DUTY', 'DUTY_AGAIN', 'ANSWERED'] as const),
  ...(['TAKEN', 'REACHED', 'NO_ANSWER', 'CALL_BACK', 'CLOSED'] as const),
] as const

/** How long each hop took. */
export function HopTable({ hops, nameOf }: { hops: readonly HopTimes[]; nameOf: (sector: string | null) => string }) {
  const t = useWorkWords()
  const inTime = (seconds: number): string => {
    if (seconds < 120) return t('board.seconds', { count: seconds })
    return seconds < 7_200
      ? t('board.minutes', { count: Math.round(seconds / 60) })
      : t('board.hours', { count: Math.round(seconds / 3_600) })
  }
  if (hops.length === 0) return null
  return (
    <Table.ScrollContainer minWidth={560} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {(['sector', 'hop', 'organisation', 'median', 'p90', 'worst'] as const).map(column => (
              <Table.Th key={column}>{t(`board.${column}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {hops.map(({ hop, sector, organisations, ...times }) => (
            <Table.Tr key={`${sector ?? ''} ${hop}`}>
              <Table.Td>{nameOf(sector)}</Table.Td>
              <Table.Td>{t(`board.hops.${hop}`)}</Table.Td>
              <Table.Td>{organisations}</Table.Td>
              <Table.Td>{inTime(times.median)}</Table.Td>
              <Table.Td>{inTime(times.p90)}</Table.Td>
              <Table.Td>{inTime(times.worst)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

const COLUMNS = [
  ...([
    'organisation',
    'sectors',
    'answer',
    'isLate',
    'note',
    'actionState',
    'actionAsked',
    'actionOwner',
    'actionDue',
  ] as const),
  ...([
    'toldAt',
    'sentAt',
    'deliveredAt',
    'openedAt',
    'acknowledgedAt',
    'remindedAt',
    'escalatedAt',
    'answeredAt',
    'answeredBy',
  ] as const),
] as const

/** The list whole, instants in ISO 8601. */
const tableOf = (rows: readonly BoardRow[]): string =>
  spreadsheetOf(
    COLUMNS,
    rows.map(row =>
      Object.fromEntries(COLUMNS.map(column => [column, row[column] === null ? '' : [row[column]].flat().join(' ')])),
    ),
  )
