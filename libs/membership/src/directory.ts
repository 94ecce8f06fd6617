import type { Reader } from '@noroshi/clearance'
import { isUuid } from '@noroshi/database'
import { governmentOnly, invalid, notFound } from './membership.errors.ts'
import type { DirectoryCursor } from './membership.repository.ts'
import type { PageRequest } from './words.ts'

const DEFAULT_PAGE = 50
const LONGEST_PAGE = 200
/** @throws HubError FORBIDDEN unless the reader is an active person of an active government body */
export function assertGovernment(reader: Reader): void {
  if (reader.tier !== 'GOVERNMENT' || !reader.personActive || reader.membershipState !== 'ACTIVE')
    throw governmentOnly()
}

/** What cannot be an id is answered like an id that is not there. @throws HubError NOT_FOUND */
export function assertId(id: string): void {
  if (!isUuid(id)) throw notFound()
}

/** How many organisations a page holds. @throws HubError INVALID_INPUT */
export function pageLength(page: PageRequest): number {
  const first = page.first ?? DEFAULT_PAGE
  if (!Number.isInteger(first) || first < 1 || first > LONGEST_PAGE)
    throw invalid(
      'first',
      'BAD_PAGE',
      `A page holds 1 to ${LONGEST_PAGE} organisations.`,
      `一度に取得できるのは1〜${LONGEST_PAGE}件です。`,
    )
  return first
}

/** The cursor of the last organisation of a page. */
export function cursorOf(last: DirectoryCursor): string {
  return Buffer.from(JSON.stringify([last.name, last.id])).toString('base64url')
}

/** Where the page before ended, or null for the first page. @throws HubError INVALID_INPUT */
export function parseCursor(after: string | null | undefined): DirectoryCursor | null {
  if (after === null || after === undefined) return null
  try {
    const parsed: unknown = JSON.parse(Buffer.from(after, 'base64url').toString('utf8'))
    if (Array.isArray(parsed)) {
      const [name, id] = parsed as unknown[] // what an array from outside holds is looked at below
      if (typeof name === 'string' && typeof id === 'string' && isUuid(id)) return { name, id }
    }
  } catch {
    // Not JSON: answered below like any other text that no page ended with.
  }
  throw invalid(
    'after',
    'BAD_CURSOR',
    'No page ended here.',
    'この一覧のカーソルではありません。最初から取得し直してください。',
  )
}
