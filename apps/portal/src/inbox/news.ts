/*
 * What the page holds of the news. The client tells each number once and in order; the page keeps items by their number, and
 * `cursor` moves only over numbers without a gap, since what is fetched may be ahead of what was told.
 */
import type { News } from '@noroshi/client'
import type { InboxItem, InboxPage, NewsKind } from '../api/types.ts'

/** One row of the inbox: news as it was told, until `item` is fetched. */
export interface Row {
  seq: number
  kind: NewsKind
  editionId: string | null
  told: News | null
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

/** Takes in what was told. What is held already, because it was fetched before it was told, stays as it is. */
export function takeNews(held: Arrivals, told: readonly News[]): Arrivals {
  const fresh = told.filter(({ seq }) => !held.rows.has(seq))
  return withRows(
    held,
    fresh.map(news => ({ seq: news.seq, kind: news.kind, editionId: news.editionId, told: news, item: null })),
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
