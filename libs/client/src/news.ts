/*
 * What a socket tells, and what of it is new. The hub tells at least once, in the order of the reader's own numbers and without gaps
 * (docs/architecture.md, "The push protocol"), so that a client which keeps its last number misses nothing and repeats nothing.
 */
import type { AnswerOf } from './question.ts'
import type { NEWS_AFTER } from './hub-questions.ts'

const KINDS = ['RELEASED', 'RECALLED', 'CORRECTED'] as const
/** `CORRECTED`: of an edition that takes the place of one that the reader had. */
export type NewsKind = (typeof KINDS)[number]
export type NewsUrgency = 'ROUTINE' | 'PRIORITY' | 'EMERGENCY'

/**
 * One item: above NOTICE it says that there is something, never what. Without `editionId` it is something that the reader may no
 * longer receive; its number still counts.
 */
export interface News {
  /** The reader's own 1, 2, 3…, without gaps. */
  readonly seq: number
  readonly kind: NewsKind
  readonly editionId: string | null
  readonly reference?: string
  readonly category?: string
  readonly urgency?: NewsUrgency
  readonly title?: string
  readonly summary?: string
}

/** Why the hub closes a socket. */
export type Goodbye = 'RIGHTS_CHANGED' | 'SHUTTING_DOWN' | 'TOO_MUCH'

/** What of it comes next after a number, and whether something is missing before the rest. */
export interface Sifted {
  readonly fresh: readonly News[]
  readonly isGap: boolean
}

/** Drops what is held already, and stops where a number is missing. */
export function sift(cursor: number, told: readonly News[]): Sifted {
  const fresh: News[] = []
  let held = cursor
  for (const news of told.toSorted((one, other) => one.seq - other.seq)) {
    if (news.seq <= held) continue
    if (news.seq !== held + 1) return { fresh, isGap: true }
    fresh.push(news)
    held = news.seq
  }
  return { fresh, isGap: false }
}

/** An item of the inbox as the socket would have told it. */
export function newsOfItem({
  seq,
  kind,
  editionId,
  reference,
  edition,
}: AnswerOf<typeof NEWS_AFTER>['inbox']['items'][number]): News {
  // A recall is told to whoever was told of the edition, which nobody can read any more.
  if (edition === null)
    return kind === 'RECALLED' ? { seq, kind, editionId, reference } : { seq, kind, editionId: null }
  const { category, urgency, title, summary } = edition
  return { seq, kind, editionId, reference, category, urgency, ...(category === 'NOTICE' ? { title, summary } : {}) }
}

/** Reads a `news` event. An item without a number cannot be placed; what it was is asked for, as of any gap. */
export function newsOf(event: unknown): News[] {
  if (!isRecord(event) || !Array.isArray(event['items'])) return []
  return event['items'].flatMap((item: unknown) => {
    if (!isRecord(item)) return []
    const { seq, editionId, reference, category, urgency, title, summary } = item
    const kind = KINDS.find(known => known === item['kind'])
    if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || kind === undefined) return []
    return [
      {
        seq,
        kind,
        editionId: isText(editionId) ? editionId : null,
        ...(isText(reference) ? { reference } : {}),
        ...(isText(category) ? { category } : {}),
        ...(isUrgency(urgency) ? { urgency } : {}),
        ...(isText(title) ? { title } : {}),
        ...(isText(summary) ? { summary } : {}),
      },
    ]
  })
}

/** Reads a `goodbye` event; null when it gives no reason that is known. */
export function goodbyeOf(event: unknown): Goodbye | null {
  const reason = isRecord(event) ? event['reason'] : null
  return reason === 'RIGHTS_CHANGED' || reason === 'SHUTTING_DOWN' || reason === 'TOO_MUCH' ? reason : null
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isText = (value: unknown): value is string => typeof value === 'string'
const isUrgency = (value: unknown): value is NewsUrgency =>
  value === 'ROUTINE' || value === 'PRIORITY' || value === 'EMERGENCY'
