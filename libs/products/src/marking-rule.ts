/*
 * How far the markings of STIX objects let an edition go (TLP 2.0; STIX 2.1 §7.2). Flags of a fragment are what our analyst says;
 * a marking is what the sender said, and an edition goes no further than either. What a marking we do not know would allow,
 * nobody can say: it holds as tightly as TLP:RED (L17, L18).
 */
import { CATEGORIES, categoryOf, type FragmentFlags, type InfoCategory } from '@noroshi/clearance'
import { tlpMarkingOf, type StixObject } from '@noroshi/stix'

const TIGHTNESS: Readonly<Record<string, number>> = {
  'TLP:WHITE': 0,
  'TLP:CLEAR': 0,
  'TLP:GREEN': 1,
  'TLP:AMBER': 2,
  'TLP:AMBER+STRICT': 3,
  'TLP:RED': 4,
}
const TIGHTEST = 4

/** The tightest marking an edition of a category may carry: friends are the community of GREEN, members the clients of AMBER. */
const MOST_TIGHT: Readonly<Record<InfoCategory, number>> = { NOTICE: 1, PROVISION: 2, COMPREHENSIVE: TIGHTEST }

export interface MarkedObject {
  readonly id: string
  /** `TLP:RED`, or the id of a marking that is not known here. */
  readonly marking: string
}

/** The objects whose sender did not agree that they go so far, each with its tightest marking; every marking counts. */
export function markedAbove(
  edition: { readonly category: InfoCategory; readonly audience: { readonly toPublic: boolean } },
  objects: readonly StixObject[],
): MarkedObject[] {
  const most = edition.audience.toPublic ? 0 : MOST_TIGHT[edition.category]
  const statements = new Set<string>(objects.filter(isStatement).map(({ id }) => id))
  return objects.flatMap(object => {
    const [tightest] = markingIdsOf(object)
      .filter(id => !statements.has(id))
      .map(id => {
        const label = tlpMarkingOf(id)?.label
        return { id: object.id, marking: label ?? id, tightness: (label && TIGHTNESS[label]) ?? TIGHTEST }
      })
      .sort((one, other) => other.tightness - one.tightness)
    return tightest && tightest.tightness > most ? [{ id: tightest.id, marking: tightest.marking }] : []
  })
}

/** What is said of everything that a source brings, besides what its objects say of themselves. */
export interface SourceLabel extends FragmentFlags {
  /** The object that came from the source. */
  readonly id: string
  readonly tlp: string
}

/**
 * The objects whose source may not go so far: an edition is for no wider circle than a work made of the source's objects alone would
 * be. The source's TLP is for objects that carry no marking of their own.
 */
export function labelledAbove(
  edition: { readonly category: InfoCategory; readonly audience: { readonly toPublic: boolean } },
  objects: readonly StixObject[],
  labels: readonly SourceLabel[],
): SourceLabel[] {
  const most = edition.audience.toPublic ? 0 : MOST_TIGHT[edition.category]
  const unmarked = new Set<string>(objects.filter(object => markingIdsOf(object).length === 0).map(({ id }) => id))
  return labels.filter(
    label =>
      CATEGORIES.indexOf(categoryOf([label])) < CATEGORIES.indexOf(edition.category) ||
      (unmarked.has(label.id) && (TIGHTNESS[label.tlp] ?? TIGHTEST) > most),
  )
}

/** A copyright notice and the like: says something and restricts nothing (STIX 2.1 §7.2.1.3). */
function isStatement(object: StixObject): boolean {
  // An object of a custom type has any properties; of unknown ones nothing is assumed.
  return (
    object.type === 'marking-definition' && (object as { definition_type?: unknown }).definition_type === 'statement'
  )
}

/** Of the whole object and of any part of it: who serves an object serves all its parts. */
export function markingIdsOf(object: StixObject): string[] {
  // Properties common to all objects (STIX 2.1 §3.2), which validation has seen.
  const { object_marking_refs: whole = [], granular_markings: parts = [] } = object as {
    object_marking_refs?: readonly string[]
    granular_markings?: readonly { readonly marking_ref?: string }[]
  }
  return [...whole, ...parts.flatMap(part => part.marking_ref ?? [])]
}
