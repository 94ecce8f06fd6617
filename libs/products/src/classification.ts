/*
 * What an intake is said to be: its flags and the tiers to which its originator agreed. It may be said anew; what was made of it by then is
 * judged again (`provenance-effects.ts`). Pure.
 */
import { TIERS, type Tier } from '@noroshi/clearance'
import { z } from 'zod'

export const classificationInput = z.strictObject({
  consentedTiers: z.array(z.enum(TIERS)).transform((tiers): Tier[] => TIERS.filter(tier => tiers.includes(tier))),
  containsSecret: z.boolean(),
  containsCommInfo: z.boolean(),
  identifiesPerson: z.boolean(),
})
export interface Classification {
  readonly consentedTiers: readonly Tier[]
  readonly containsSecret: boolean
  readonly containsCommInfo: boolean
  readonly identifiesPerson: boolean
}

export const FLAGS = ['containsSecret', 'containsCommInfo', 'identifiesPerson'] as const

/** Whether it is restricted less than before, in whatever way: a change that does both counts as this. */
export const loosens = (from: Classification, to: Classification): boolean =>
  FLAGS.some(flag => from[flag] && !to[flag]) || to.consentedTiers.some(tier => !from.consentedTiers.includes(tier))

/** Whether it says the same. */
export const saysTheSame = (one: Classification, other: Classification): boolean =>
  !loosens(one, other) && !loosens(other, one)
