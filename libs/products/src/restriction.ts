/*
 * What of a narrower edition is not for the circle of a wider one (CLR-1, CLR-5): by the flags of its fragments, by what their originators
 * agreed to, and by what senders and sources said of its objects. Pure.
 */
import { CATEGORIES, categoryOf, SEALED_CATEGORIES, type InfoCategory, type Tier } from '@noroshi/clearance'
import { tlpMarkingOf, type StixObject } from '@noroshi/stix'
import { labelledAbove, markedAbove, markingIdsOf, type SourceLabel } from './marking-rule.ts'
import type { FragmentInput } from './product.ts'

/** Where restricted material stands: the edition, and the place in it. */
export interface Source {
  readonly category: InfoCategory
  readonly place: string
}

/** A fragment of a narrower edition, and where it stands. */
export interface Origin extends Source {
  readonly fragment: FragmentInput
}

/** The wider edition, as far as it matters to what its objects may be. */
export interface Circle {
  readonly category: InfoCategory
  readonly audience: { readonly toPublic: boolean }
}

/** Of these tiers, those that an edition of this category is for. */
export const readersOf = (category: InfoCategory, tiers: readonly Tier[]): Tier[] =>
  tiers.filter(tier => category === 'NOTICE' || SEALED_CATEGORIES[tier].includes(category))

/** Whether a fragment's flags, or what its originator agreed to, keep it from these readers of an edition of this category. */
export function restrictionFor(category: InfoCategory, readers: readonly Tier[]): (fragment: FragmentInput) => boolean {
  return fragment =>
    CATEGORIES.indexOf(categoryOf([fragment])) < CATEGORIES.indexOf(category) ||
    (fragment.consentedTiers !== null && readers.some(tier => !fragment.consentedTiers?.includes(tier)))
}

/**
 * Objects of restricted fragments, but for those of a free fragment too and those whose own marking, or whose source's label, says that
 * they may go so far. Each with where it stands first.
 */
export function restrictedObjects(
  circle: Circle,
  restricted: readonly Origin[],
  free: readonly Origin[],
  sourceLabels: readonly SourceLabel[],
  objects: ReadonlyMap<string, StixObject>,
): Map<string, Source> {
  const freeIds = new Set(free.flatMap(({ fragment }) => fragment.stixIds))
  const all = [...objects.values()]
  const above = new Set([
    ...markedAbove(circle, all).map(({ id }) => id),
    ...labelledAbove(circle, all, sourceLabels).map(({ id }) => id),
  ])
  const labelled = new Set(sourceLabels.map(({ id }) => id))
  const says = (object: StixObject): boolean =>
    labelled.has(object.id) || markingIdsOf(object).some(id => tlpMarkingOf(id) !== undefined)
  const secrets = new Map<string, Source>()
  for (const { category, fragment } of restricted)
    for (const id of fragment.stixIds) {
      const object = objects.get(id)
      if (!object || freeIds.has(id) || (says(object) && !above.has(id))) continue
      if (!secrets.has(id)) secrets.set(id, { category, place: id })
    }
  return secrets
}
