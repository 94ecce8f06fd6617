import type { FragmentFlags, InfoCategory, Tier } from './words.ts'
import { TIERS } from './words.ts'

const FLAGS = ['containsSecret', 'containsCommInfo', 'identifiesPerson'] as const

/**
 * The category of a work made of these fragments: the join of their flags (CLR-1). What identifies a person is not
 * provided to anybody before de-identification (CLR-6), so it counts as comms-derived does.
 * Throws RangeError on an empty list (unmarked is never public) and TypeError on a flag that is not a boolean.
 */
export function categoryOf(fragments: readonly FragmentFlags[]): InfoCategory {
  if (fragments.length === 0) throw new RangeError('A work of no fragments has no category: unmarked is never public')
  for (const fragment of fragments) {
    for (const flag of FLAGS) {
      if (typeof fragment[flag] !== 'boolean') throw new TypeError(`Fragment.${flag} must be true or false`)
    }
  }
  if (fragments.some(fragment => fragment.containsCommInfo || fragment.identifiesPerson)) return 'COMPREHENSIVE'
  if (fragments.some(fragment => fragment.containsSecret)) return 'PROVISION'
  return 'NOTICE'
}

/**
 * The tiers to which every originator consents (CLR-5): the intersection, in the order of `TIERS`. null stands for a
 * source without an originator, which limits nothing; an originator who consents to no tier leaves none.
 */
export function joinConsent(consents: readonly (readonly Tier[] | null)[]): Tier[] {
  return TIERS.filter(tier => consents.every(consent => consent === null || consent.includes(tier)))
}
