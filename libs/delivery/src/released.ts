import type { EditionFacts } from '@noroshi/clearance'

/**
 * A release that is being announced has happened, whatever the clock of the process that signed it said: where that clock is
 * fast, its edition would be found unreleased, nobody would be told, and the row would be done.
 */
export function asReleased(editions: readonly EditionFacts[], now: Date): EditionFacts[] {
  return editions.map(edition =>
    edition.releasedAt !== null && Date.parse(edition.releasedAt) > now.getTime()
      ? { ...edition, releasedAt: now.toISOString() }
      : edition,
  )
}
