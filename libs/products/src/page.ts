import { HubError } from '@noroshi/errors'

export interface PageRequest {
  readonly first?: number | null
  readonly after?: string | null
}

export interface Page<T> {
  readonly items: T[]
  readonly endCursor: string | null
  readonly hasMore: boolean
}

/** Pages are by key, never by offset: a cursor names the last row's sort key and is only a place, not a right. */
export const MOST_PER_PAGE = 100

/** @throws HubError INVALID_INPUT when `first` is not between 1 and {@link MOST_PER_PAGE} */
export function pageSize(page: PageRequest, usual = 20): number {
  const first = page.first ?? usual
  if (!Number.isInteger(first) || first < 1 || first > MOST_PER_PAGE)
    throw new HubError(
      'INVALID_INPUT',
      'PAGE_SIZE',
      `Ask for 1 to ${MOST_PER_PAGE} at a time.`,
      'first',
      `一度に取得できるのは1〜${MOST_PER_PAGE}件です。`,
    )
  return first
}

export const encodeCursor = (key: readonly string[]): string => Buffer.from(JSON.stringify(key)).toString('base64url')

const PARTS = {
  instant: /^[0-9 :.+-]{19,40}$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  integer: /^-?[0-9]{1,9}$/,
  text: /^[^\0]*$/,
} as const

/**
 * Reads a cursor whose parts are of the given kinds.
 * @throws HubError INVALID_INPUT when it was not made by {@link encodeCursor} of the same list
 */
export function decodeCursor(cursor: string, kinds: readonly (keyof typeof PARTS)[]): string[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (
      Array.isArray(key) &&
      key.length === kinds.length &&
      key.every((part, index) => typeof part === 'string' && PARTS[kinds[index]].test(part))
    )
      return key as string[] // every part was looked at just now
  } catch {
    // falls through to the one answer for anything that is not a cursor
  }
  throw new HubError(
    'INVALID_INPUT',
    'CURSOR',
    'This is not a cursor of this list. Begin again without it.',
    'after',
    'この一覧のカーソルではありません。最初から取得し直してください。',
  )
}

/** Cuts `limit + 1` rows to a page. */
export function toPage<Row, T>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly string[],
  itemOf: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(itemOf), endCursor: last ? encodeCursor(keyOf(last)) : null, hasMore: rows.length > limit }
}
