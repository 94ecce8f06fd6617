import type { ImpactAction, Impact } from './impact-answer.ts'

export const BOARD_FILTERS = ['ALL', 'LATE', 'NO_ANSWER', 'AFFECTED'] as const
export type BoardFilter = (typeof BOARD_FILTERS)[number]

/** How far one edition came with the organisations that were told of it, in numbers of these. */
export interface BoardCounts {
  readonly told: number
  readonly sent: number
  readonly delivered: number
  readonly opened: number
  readonly acknowledged: number
  readonly answered: number
  /** Neither answered nor acknowledged, and the time is over. */
  readonly late: number
  readonly notAffected: number
  readonly checking: number
  readonly affected: number
  readonly mitigated: number
  readonly cannotSay: number
}

/** Seconds from when an organisation was told until one step, of those that came so far. */
export interface HopTimes {
  readonly hop: 'SENT' | 'DELIVERED' | 'OPENED' | 'ACKNOWLEDGED' | 'ANSWERED'
  /** Null: of all sectors. */
  readonly sector: string | null
  readonly organisations: number
  readonly median: number
  readonly p90: number
  readonly worst: number
}

export interface BoardOfEdition extends BoardCounts {
  readonly editionId: string
  readonly category: string
  readonly reference: string
  readonly title: string
  readonly urgency: string
  readonly drill: boolean
  readonly releasedAt: string
  /** When it went out without the hub (ADR 0041); null of what did not, and of what corrects it. */
  readonly sentWithoutHubAt: string | null
  readonly answerBy: string
}

/** One organisation on the board. Instants in ISO 8601, null when it did not happen. */
export interface BoardRow extends ImpactAction {
  readonly organisationId: string
  readonly organisation: string
  readonly sectors: readonly string[]
  readonly people: number
  readonly toldAt: string
  readonly sentAt: string | null
  readonly deliveredAt: string | null
  readonly openedAt: string | null
  readonly acknowledgedAt: string | null
  readonly remindedAt: string | null
  readonly escalatedAt: string | null
  readonly isLate: boolean
  readonly answer: Impact | null
  readonly note: string
  readonly answeredAt: string | null
  readonly answeredBy: string | null
}

/** What was done about one organisation, in order: for inspectors, and for those who made the edition. */
export interface AnswerTimelineEntry {
  readonly organisation: string
  readonly what: string
  readonly by: string | null
  readonly note: string
  readonly at: string
}
