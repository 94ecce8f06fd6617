/*
 * Hand-over of a post on a day (人事異動, ACT-6): who leaves, who follows, and what goes over. Duties and contacts go over; roles, clearance and
 * what somebody was told never do. Pure.
 */
import type { ContactPerson } from '@noroshi/membership'
import { z } from 'zod'

/** PLANNED: its day is to come. HELD: its day has come, and something stands against it. */
export type HandoverState = 'PLANNED' | 'HELD' | 'DONE' | 'CALLED_OFF'

/** Why one that is due is not carried out. ANOTHER_HELD: another of that organisation and day is; they go over together. */
export type HandoverHold =
  'NO_SUCCESSOR' | 'SUCCESSOR_INACTIVE' | 'SUCCESSOR_NOT_ENROLLED' | 'SUCCESSOR_LEAVES' | 'ANOTHER_HELD'

export const POSTS = ['FIRST_CONTACT', 'SECOND_CONTACT'] as const
export type Post = (typeof POSTS)[number]

/** One hand-over, for whoever plans it and for the two whom it is about. */
export interface Handover {
  readonly id: string
  readonly organisationId: string
  readonly leaver: ContactPerson
  /** null: not known yet. */
  readonly successor: ContactPerson | null
  /** A day, as 2027-04-01: from its first minute in Japan. */
  readonly effectiveOn: string
  readonly shutOut: boolean
  readonly reason: string
  readonly state: HandoverState
  readonly heldBecause: HandoverHold | null
  /** Which posts went over. */
  readonly moved: readonly Post[]
  readonly revision: number
  /** null: by the council's administration. */
  readonly plannedBy: string | null
  readonly plannedAt: string
  readonly endedAt: string | null
  readonly mayChange: boolean
}

/** What of government's work would go over now: of cases, those that the reader may see. */
export interface HandoverWork {
  /** Open cases that whoever follows may work on. */
  readonly cases: number
  /** Open cases that they may not: they stay with whoever leaves. */
  readonly casesThatStay: number
  /** That are not over. */
  readonly dutyTurns: number
}

/** What would go over now, and what stands against it. */
export interface HandoverPreview {
  /** Of whoever leaves; none: they are no contact. */
  readonly posts: readonly Post[]
  readonly firstAfter: ContactPerson | null
  readonly secondAfter: ContactPerson | null
  readonly hasDutyPhone: boolean
  readonly warnings: readonly HandoverWarning[]
}
export type HandoverWarning =
  | Exclude<HandoverHold, 'ANOTHER_HELD'>
  | 'NOTHING_GOES_OVER'
  | 'NO_FIRST_AFTER'
  | 'NO_SECOND_AFTER'
  | 'SUCCESSOR_LACKS_ROLES'
  | 'SUCCESSOR_LACKS_CLEARANCE'

/** The two contacts of an organisation, by id. */
export interface Contacts {
  readonly firstId: string | null
  readonly secondId: string | null
}

/** What is known of a person who is to follow. */
export interface SuccessorFacts {
  readonly active: boolean
  readonly enrolled: boolean
}

interface Due {
  readonly id: string
  readonly leaverId: string
  readonly successorId: string | null
  readonly shutOut: boolean
}

/** Why each of an organisation's hand-overs of one day is held; null for all: they are carried out together. */
export function holdsOf(
  due: readonly Due[],
  factsOf: (personId: string) => SuccessorFacts | undefined,
): Map<string, HandoverHold | null> {
  const leaving = new Set(due.filter(one => one.shutOut).map(one => one.leaverId))
  const holdOf = ({ successorId }: Due): HandoverHold | null => {
    if (successorId === null) return 'NO_SUCCESSOR'
    const facts = factsOf(successorId)
    if (!facts?.active) return 'SUCCESSOR_INACTIVE'
    if (!facts.enrolled) return 'SUCCESSOR_NOT_ENROLLED'
    return leaving.has(successorId) ? 'SUCCESSOR_LEAVES' : null
  }
  const holds = new Map(due.map(one => [one.id, holdOf(one)]))
  const isHeld = [...holds.values()].some(hold => hold !== null)
  return new Map([...holds].map(([id, hold]) => [id, hold ?? (isHeld ? 'ANOTHER_HELD' : null)]))
}

/**
 * The contacts when all of these go over at once, so that in a chain nobody is moved twice. Who would be both is the first.
 * @param followers who follows whom, by id
 */
export function contactsAfter(contacts: Contacts, followers: ReadonlyMap<string, string>): Contacts {
  const after = (id: string | null) => (id === null ? null : (followers.get(id) ?? id))
  const [firstId, secondId] = [after(contacts.firstId), after(contacts.secondId)]
  return { firstId, secondId: secondId === firstId ? null : secondId }
}

/** The posts that a person holds. */
export const postsOf = ({ firstId, secondId }: Contacts, personId: string): Post[] =>
  POSTS.filter(post => (post === 'FIRST_CONTACT' ? firstId : secondId) === personId)

const DAY_MS = 86_400_000
const JAPAN_MS = 9 * 3_600_000
const MOST_DAYS_AHEAD = 366

/** The day in Japan, as 2027-04-01. */
export const dayInJapan = (at: Date): string => new Date(at.getTime() + JAPAN_MS).toISOString().slice(0, 10)

/** The last day for which one may be planned. */
export const lastDay = (at: Date): string => dayInJapan(new Date(at.getTime() + MOST_DAYS_AHEAD * DAY_MS))

const person = z.uuid().transform(id => id.toLowerCase())
const day = z.iso.date({ error: 'a day is written as 2027-04-01' })
const reason = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .refine(value => !value.includes('\0'), { error: 'NUL is not text', params: { ja: 'NUL 文字は使えません。' } })

const follower = {
  successorId: person.nullish().transform(id => id ?? null),
  effectiveOn: day,
  shutOut: z.boolean().default(false),
  reason,
}
const somebodyElse = {
  path: ['successorId'],
  error: 'whoever follows is somebody else than whoever leaves',
  params: { ja: '後任者には、前任者と別の人を選んでください。' },
}

/** What is planned, as it is sent. */
export const handoverInput = z
  .strictObject({ leaverId: person, ...follower })
  .refine(({ leaverId, successorId }) => leaverId !== successorId, somebodyElse)
export type HandoverInput = z.output<typeof handoverInput>

/** What of it is changed; whoever leaves is not: that is another hand-over. */
export const changeInput = z.strictObject(follower)

/** What a preview asks about. */
export const previewInput = z
  .strictObject({ leaverId: person, successorId: follower.successorId, effectiveOn: day.nullish() })
  .refine(({ leaverId, successorId }) => leaverId !== successorId, somebodyElse)
