/*
 * Passing a NOTICE on (PRV-7, WGX-4): what an intermediary is shown of its own hop, and what who sent it is shown of both. Nothing above
 * NOTICE is passed on: whoever is downstream has no clearance, and the table of it can hold nothing else.
 */
import type { Downstream } from './downstream.ts'
import type { Ended } from './ledger.ts'
import type { NewsKind } from './news-frame.ts'

/** How many recipients a NOTICE came how far with. Of recalls nothing is in it. */
export interface RelayCounts {
  readonly recipients: number
  readonly queued: number
  /** Handed over, or arrived. */
  readonly sent: number
  /** Refused for good, or given up. */
  readonly bounced: number
  readonly withdrawn: number
  readonly acknowledged: number
  /** That it was taken back: told, and noted. */
  readonly recallSent: number
  readonly recallAcknowledged: number
}

/** An intermediary, as its own coordinators see it. */
export interface RelayDesk {
  readonly intermediaryId: string
  readonly shownAs: string
  /** EMERGENCY notices and drills are passed on without a press. */
  readonly atOnce: boolean
  readonly downstream: number
}

/** A NOTICE that an intermediary may pass on, or has passed on. */
export interface RelayNotice extends RelayCounts {
  readonly editionId: string
  readonly reference: string
  /** Null: it left force. */
  readonly title: string | null
  readonly urgency: string
  readonly drill: boolean
  /** When it was released, or, of what left force, passed on; ISO 8601. */
  readonly at: string
  readonly relayedAt: string | null
  /** Recipients that it would go to now, and has not gone to. */
  readonly waiting: number
}

/** One recipient of one NOTICE, as the intermediary sees it. */
export interface RelayRow extends Pick<Downstream, 'name' | 'email' | 'sector'> {
  readonly id: string
  readonly kind: NewsKind
  readonly state: Ended['state'] | 'QUEUED'
  readonly reason: string | null
  readonly queuedAt: string
  readonly sentAt: string | null
  readonly acknowledgedAt: string | null
  /** Somebody of the intermediary heard it another way, such as by telephone, and noted it. */
  readonly notedByHand: boolean
}

/** Seconds of those that acknowledged, since they were passed on to. */
export interface RelaySector extends Pick<RelayCounts, 'recipients' | 'sent' | 'bounced' | 'acknowledged'> {
  /** Null: not said. */
  readonly sector: string | null
  readonly medianSeconds: number | null
  readonly worstSeconds: number | null
}

/** Both hops by one intermediary: from who sent it to the intermediary, and from there on. In numbers. */
export interface RelayHop extends RelayCounts {
  readonly intermediaryId: string
  readonly intermediary: string
  readonly toldAt: string | null
  readonly openedAt: string | null
  readonly acknowledgedAt: string | null
  readonly relayedAt: string | null
  readonly sectors: readonly RelaySector[]
  /** Those of its recipients that government's administration says are organisations of the hub; 200 at most. */
  readonly organisations: readonly {
    readonly organisation: string
    readonly state: RelayRow['state']
    readonly sentAt: string | null
    readonly acknowledgedAt: string | null
  }[]
}

/** A NOTICE with its hops. */
export interface RelayBoard {
  readonly editionId: string
  readonly reference: string
  readonly drill: boolean
  readonly hops: readonly RelayHop[]
}

/** Good for so many days: with what a recipient acknowledges. */
export const TOKEN_DAYS = 30
