/*
 * What the socket tells, and what the page holds of it. The socket delivers at least once and in any order after a
 * break, so the page keeps items by their number: each is shown once, and `cursor` moves only over numbers without a
 * gap. Whatever the cursor has passed need not be sent again; whatever it has not passed is asked for after a break.
 */
import type { InboxItem, InboxPage, NewsKind, Urgency } from '../api/types.ts'

/**
 * One item as the socket tells it: above the open category it says that there is news, never what. Without `editionId`
 * it is something that the reader may no longer receive; its number still counts.
 */
export interface NewsItem {
  seq: number
  kind: NewsKind
  editionId: string | null
  reference?: string
  urgency?: Urgency
  title?: string
  summary?: string
}

/** One row of the inbox: news as it was told, until `item` is fetched. */
export interface Row {
  seq: number
  kind: NewsKind
  editionId: string | null
  told: NewsItem | null
  item: InboxItem | null
}

/** What has arrived since the page was opened. */
export interface Arrivals {
  /** The highest number below which nothing is missing. */
  cursor: number
  rows: ReadonlyMap<number, Row>
}

/** Nothing has arrived after this number yet. */
export const noArrivals = (cursor: number): Arrivals => ({ cursor, rows: new Map() })

function withRows(held: Arrivals, rows: readonly Row[]): Arrivals {
  const merged = new Map(held.rows)
  for (const row of rows) merged.set(row.seq, row)
  let cursor = held.cursor
  while (merged.has(cursor + 1)) cursor += 1
  return { cursor, rows: merged }
}

/** Takes in what the socket told. What is held already stays as it is. */
export function takeNews(held: Arrivals, told: readonly NewsItem[]): Arrivals {
  const isNew = ({ seq }: NewsItem) => !held.rows.has(seq)
  // A number at or below the starting cursor came before the page was opened: the list of the page has it.
  const since = told.filter(news => isNew(news) && news.seq > held.cursor)
  if (since.length === 0) return held
  return withRows(
    held,
    since.map(news => ({ seq: news.seq, kind: news.kind, editionId: news.editionId, told: news, item: null })),
  )
}

/** Takes in items that were fetched; they say more than the news did. */
export function takeItems(held: Arrivals, items: readonly InboxItem[]): Arrivals {
  return withRows(
    held,
    items.map(item => ({
      seq: item.seq,
      kind: item.kind,
      editionId: item.editionId,
      told: held.rows.get(item.seq)?.told ?? null,
      item,
    })),
  )
}

/** Writes a changed item over the one that is held; does nothing when it is not held. */
export const replaceItem = (held: Arrivals, item: InboxItem): Arrivals =>
  held.rows.has(item.seq) ? takeItems(held, [item]) : held

/** The number after which there is something to fetch, or null when every row has its item. */
export function firstUnfetched(held: Arrivals): number | null {
  const missing = [...held.rows.values()].filter(row => row.item === null).map(row => row.seq)
  return missing.length === 0 ? null : Math.min(...missing) - 1
}

/** The rows of the inbox, newest first, each number once, whether it came by page or by socket. */
export function rowsOf(pages: readonly InboxPage[], arrivals: Arrivals, unacknowledgedOnly: boolean): Row[] {
  const rows = new Map<number, Row>()
  for (const { items } of pages) {
    for (const item of items) {
      rows.set(item.seq, { seq: item.seq, kind: item.kind, editionId: item.editionId, told: null, item })
    }
  }
  for (const row of arrivals.rows.values()) {
    // An acknowledged arrival stays in sight if the page shows it: a row that vanishes under the finger confuses.
    if (unacknowledgedOnly && !rows.has(row.seq) && row.item !== null && row.item.acknowledgedAt !== null) continue
    const held = rows.get(row.seq)
    rows.set(row.seq, { ...row, item: row.item ?? held?.item ?? null })
  }
  return [...rows.values()].sort((a, b) => b.seq - a.seq)
}

/** Editions that some row says were recalled. */
export const recalledEditions = (rows: readonly Row[]): ReadonlySet<string> =>
  new Set(rows.flatMap(({ kind, editionId }) => (kind === 'RECALLED' && editionId !== null ? [editionId] : [])))

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isText = (value: unknown): value is string => typeof value === 'string'
const isUrgency = (value: unknown): value is Urgency =>
  value === 'ROUTINE' || value === 'PRIORITY' || value === 'EMERGENCY'

/** Reads a `news` event. An item without a number cannot be placed; it comes again with the next connection. */
export function newsOf(event: unknown): NewsItem[] {
  if (!isRecord(event) || !Array.isArray(event.items)) return []
  return event.items.flatMap((item: unknown) => {
    if (!isRecord(item)) return []
    const { seq, kind, editionId, reference, urgency, title, summary } = item
    if (typeof seq !== 'number' || (kind !== 'RELEASED' && kind !== 'RECALLED')) return []
    return [
      {
        seq,
        kind,
        editionId: isText(editionId) ? editionId : null,
        ...(isText(reference) ? { reference } : {}),
        ...(isUrgency(urgency) ? { urgency } : {}),
        ...(isText(title) ? { title } : {}),
        ...(isText(summary) ? { summary } : {}),
      },
    ]
  })
}
