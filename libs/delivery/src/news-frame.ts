import { audienceOf, type Label, type Reader } from '@noroshi/clearance'

/** A first release, a correction of what the recipient had, or that it was taken back. */
export type NewsKind = 'RELEASED' | 'RECALLED' | 'CORRECTED'

/**
 * What a socket is told: *that* there is news, never *what*, above NOTICE. Title and summary travel with a NOTICE alone,
 * whose very purpose is to be pushed (PRV-2, CLR-4).
 */
export interface NewsFrame {
  readonly seq: number
  readonly kind: NewsKind
  /** Null when the reader may no longer receive the edition at the moment of sending. */
  readonly editionId: string | null
  readonly reference?: string
  readonly category?: string
  readonly urgency?: string
  readonly title?: string
  readonly summary?: string
}

/** One inbox row as the pusher reads it. */
export interface NewsRow {
  readonly personId: string
  readonly seq: string
  readonly kind: NewsKind
  readonly editionId: string
  readonly labelId: number
  readonly category: string
  readonly urgency: string
  readonly reference: string
  readonly title: string | null
  readonly summary: string | null
}

/** Builds the frame for one reader, whose rights are decided again now: delivery never outruns a revocation. */
export function frameFor(reader: Reader, row: NewsRow, label: Label | undefined, at: Date): NewsFrame {
  const seq = Number(row.seq)
  const { kind, editionId, reference, category, urgency } = row
  // Somebody who was told of an edition is told that it was recalled, whatever they may read by now.
  if (kind === 'RECALLED') return { seq, kind, editionId, reference, category, urgency }
  const nowReadable =
    label !== undefined &&
    // The same rules as `can`, without building an ability for each frame: a thousand of those took 25 ms of a round.
    audienceOf(
      {
        ...label,
        id: editionId,
        releasedAt: at.toISOString(),
        recalledAt: null,
        embargoUntil: null,
        expiresAt: null,
      },
      [reader],
      at,
    ).length > 0
  if (!nowReadable) return { seq, kind, editionId: null }
  const notice =
    category === 'NOTICE' && row.title !== null && row.summary !== null
      ? { title: row.title, summary: row.summary }
      : {}
  return { seq, kind, editionId, reference, category, urgency, ...notice }
}
