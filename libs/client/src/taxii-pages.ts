/*
 * Walking through a list of TAXII 2.1 (§3.4, §5.3, §5.4): by `next` where the server gives one, else by the last date of a page. What
 * a server may do wrong here costs its client most: it asks for ever, or it misses objects and never learns of it. So each step is
 * checked: a place is gone to once, dates do not go back, more is announced with objects only.
 */
import { compareTimestamps, isTimestamp } from '@noroshi/stix'
import { fault, type TaxiiResult } from './taxii-fault.ts'
import type { TaxiiAnswer } from './taxii-http.ts'
import { membersOf } from './taxii-words.ts'

/** One page, and how the list goes on after it. */
export interface TaxiiPage<T> {
  readonly items: readonly T[]
  /** Whether the server has more for now. */
  readonly more: boolean
  /** Where to go on: with the same filters, now or after any absence. Null where the server has more and does not say where. */
  readonly cursor: TaxiiCursor | null
}

/** A place in a list, good after any absence: `addedAfter` holds for ever, `next` for as long as the server likes. */
export interface TaxiiCursor {
  /** The filter by date of the walk that this is a place of. */
  readonly addedAfter?: string
  /** Where in that walk. */
  readonly next?: string
  /** The date of the last object that was received in it. */
  readonly last?: string
}

/** What is asked for in a list. */
export interface TaxiiQuery {
  /** Only what was added later. */
  readonly addedAfter?: string
  readonly limit?: number
  readonly ids?: readonly string[]
  readonly types?: readonly string[]
  /** `all`, `first`, `last`, or versions (§3.4.4). */
  readonly versions?: readonly string[]
}

function searchOf(query: TaxiiQuery, { addedAfter, next }: TaxiiCursor = {}): string {
  const search = new URLSearchParams()
  if (addedAfter !== undefined) search.set('added_after', addedAfter)
  if (query.limit !== undefined) search.set('limit', String(query.limit))
  if (next !== undefined) search.set('next', next)
  if (query.ids) search.set('match[id]', query.ids.join(','))
  if (query.types) search.set('match[type]', query.types.join(','))
  if (query.versions) search.set('match[version]', query.versions.join(','))
  return search.size > 0 ? `?${search}` : ''
}

const LONGEST_NEXT = 4_096
const MOST_PAGES = 10_000

/**
 * Follows a list page by page until the server has no more, and ends with a fault at the first step that can't be trusted; what
 * came before it is good. To stop earlier, stop asking.
 * @param ask one page; @param read its items, or null when it is none
 */
export async function* pagesOf<T>(
  ask: (search: string) => Promise<TaxiiResult<TaxiiAnswer>>,
  read: (answer: TaxiiAnswer) => readonly T[] | null,
  query: TaxiiQuery,
  { from = {}, mostPages = MOST_PAGES }: { readonly from?: TaxiiCursor; readonly mostPages?: number } = {},
): AsyncGenerator<TaxiiResult<TaxiiPage<T>>> {
  const visited = new Set<string>()
  let place = from
  let before: readonly T[] | undefined
  for (;;) {
    const search = searchOf(query, place)
    const refused =
      visited.size >= mostPages ? fault('TOO_MANY_PAGES') : visited.has(search) ? fault('REPEATED_PAGE') : undefined
    visited.add(search)
    const answer = refused ?? (await ask(search))
    const page = answer.ok ? pageOf(answer.value, read, place, before) : answer
    yield page
    if (!page.ok || !page.value.more) return
    if (page.value.cursor === null) {
      yield fault('CANNOT_CONTINUE')
      return
    }
    place = page.value.cursor
    before = page.value.items
  }
}

/** @param place where it was asked for; @param before the items of the page before it in this walk */
function pageOf<T>(
  answer: TaxiiAnswer,
  read: (answer: TaxiiAnswer) => readonly T[] | null,
  place: TaxiiCursor,
  before: readonly T[] | undefined,
): TaxiiResult<TaxiiPage<T>> {
  const [items, envelope] = [read(answer), envelopeOf(answer.json)]
  if (!envelope || !items) return fault('NOT_TAXII')
  const { more, next } = envelope
  const first = dateOf(answer.headers.get('x-taxii-date-added-first'))
  const last = dateOf(answer.headers.get('x-taxii-date-added-last'))
  if (more && items.length === 0) return fault('MORE_WITHOUT_OBJECTS')
  if (items.length > 0 && before && isSame(before, items)) return fault('REPEATED_PAGE')
  if (isEarlier(last, first) || isEarlier(first, place.last)) return fault('OUT_OF_ORDER')
  // By date alone, what has the last date and was cut off would be skipped: with a page of one single date that is likely.
  const canGoOn = next !== undefined || (last !== undefined && (items.length === 1 || first !== last))
  if (more && !canGoOn) return { ok: true, value: { items, more, cursor: null } }
  const received = last ?? place.last ?? place.addedAfter
  // `next` goes with the filters of its walk; without it the walk begins anew after what was received.
  const addedAfter = more && next !== undefined ? place.addedAfter : received
  const cursor = {
    ...(addedAfter === undefined ? {} : { addedAfter }),
    ...(more && next !== undefined ? { next } : {}),
    ...(received === undefined ? {} : { last: received }),
  }
  return { ok: true, value: { items, more, cursor } }
}

/** How a page says it goes on; null when it says so in no way of the standard. */
function envelopeOf(json: unknown): { more: boolean; next: string | undefined } | null {
  const { more = false, next } = membersOf(json) ?? { more: null }
  if (typeof more !== 'boolean') return null
  if (next === undefined || next === null) return { more, next: undefined }
  return typeof next === 'string' && next.length <= LONGEST_NEXT ? { more, next } : null
}

const dateOf = (header: string | null): string | undefined => (isTimestamp(header) ? header : undefined)

const isEarlier = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && compareTimestamps(one, other) < 0

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return (
    one.length === other.length && one.every((item, index) => JSON.stringify(item) === JSON.stringify(other[index]))
  )
}
