/*
 * Which organisations an EMERGENCY would not reach, or would doubtfully reach, known before it is sent. Whatever shows that is found by the
 * worker for all of them at once; people are shown what it found last. Pure.
 */
import { z } from 'zod'

/** Why an organisation would not be reached, or doubtfully; those that mean that nothing reaches it come first. */
export const REACH_REASONS = [
  'NOBODY_ACTIVE',
  'MAIL_BOUNCED',
  'SOME_MAIL_BOUNCED',
  'NO_FIRST_CONTACT',
  'NO_SECOND_CONTACT',
  'NO_DUTY_PHONE',
  'NOT_CONFIRMED',
  'SUCCESSOR_NOT_CONFIRMED',
  'HANDOVER_HELD',
  'NO_SUCCESS',
  'DRILL_UNANSWERED',
] as const
export type ReachReason = (typeof REACH_REASONS)[number]

/** UNREACHED: nothing would arrive. DOUBTFUL: something stands against it. */
export const REACH_LEVELS = ['REACHED', 'DOUBTFUL', 'UNREACHED'] as const
export type ReachLevel = (typeof REACH_LEVELS)[number]

/** Any of these, and nothing arrives. */
export const UNREACHED_BY: readonly ReachReason[] = ['NOBODY_ACTIVE', 'MAIL_BOUNCED']

/** One organisation that is active in the council. */
export interface OrganisationReach {
  readonly organisationId: string
  readonly name: string
  readonly nameEn: string
  readonly tier: string
  readonly sectors: readonly string[]
  readonly level: ReachLevel
  readonly reasons: readonly ReachReason[]
}

/** How many organisations, of all or of one tier or sector; who has several sectors counts in each. */
export interface ReachCounts {
  readonly of: 'ALL' | 'TIER' | 'SECTOR'
  /** Its tier or the id of its sector; empty for all. */
  readonly name: string
  readonly organisations: number
  readonly doubtful: number
  readonly unreached: number
}

export interface ReachFigures {
  readonly counts: readonly ReachCounts[]
  readonly reasons: readonly { readonly reason: ReachReason; readonly organisations: number }[]
  /** When the worker looked last; null: never yet. */
  readonly computedAt: string | null
}

/** Unless a level is named, those that are not surely reached. */
export const reachFilter = z.strictObject({
  level: z.enum(REACH_LEVELS).nullish(),
  reason: z.enum(REACH_REASONS).nullish(),
  tier: z.enum(['GOVERNMENT', 'MEMBER', 'FRIEND']).nullish(),
  sector: z.string().max(100).nullish(),
})
export type ReachFilter = z.output<typeof reachFilter>
