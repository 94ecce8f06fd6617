/*
 * The tear line (ANA-2): what of an edition must go before the next lower one can be made of it, and why. Pure; it proposes. What stands
 * below the line is written by the analyst, judged by the release rule, and searched for what slipped through all the same.
 */
import { CATEGORIES, TIERS, type InfoCategory } from '@noroshi/clearance'
import type { StixObject } from '@noroshi/stix'
import { danglingOf } from './edition-maker.ts'
import { labelledAbove, markedAbove, type SourceLabel } from './marking-rule.ts'
import { stixIdsOf, type EditionDraft, type FragmentInput } from './product.ts'
import { readersOf, restrictedObjects, restrictionFor, type Circle } from './restriction.ts'

export const TEAR_REASONS = [
  'SECRET',
  'COMM_INFO',
  'PERSON',
  /** The originator did not agree that it goes so far; the tiers that lack. */
  'CONSENT',
  /** The object's sender marked it tighter; the marking. */
  'MARKED',
  /** Its source may not go so far; the source's TLP. */
  'SOURCE_LABEL',
  /** It stands in a fragment that goes, and nothing says that it may go further. */
  'OF_FRAGMENT',
  /** It refers to an object that goes; that object. */
  'REFERS',
] as const
/** One reason why something goes, and what it is about, null when the reason says it all. */
export interface TearReason {
  readonly code: (typeof TEAR_REASONS)[number]
  readonly detail: string | null
}

/** A fragment above the line. */
export interface TornFragment {
  readonly key: string
  /** Why its text goes; none means that it may stay as it is. */
  readonly reasons: readonly TearReason[]
  /** Its objects that go; the others may stay. */
  readonly objects: readonly { readonly stixId: string; readonly reasons: readonly TearReason[] }[]
}

/** What of every fragment must go on the way from this edition to one of the category below, in the order of the fragments. */
export function tearLine(
  edition: EditionDraft,
  category: InfoCategory,
  documents: ReadonlyMap<string, string>,
  sourceLabels: readonly SourceLabel[],
): TornFragment[] {
  const goes = objectsThatGo(edition, { category, audience: { toPublic: false } }, documents, sourceLabels)
  return edition.fragments.map(fragment => ({
    key: fragment.key,
    reasons: reasonsOf(fragment, category),
    objects: fragment.stixIds.flatMap(stixId => {
      const reasons = goes.get(stixId)
      return reasons ? [{ stixId, reasons }] : []
    }),
  }))
}

const readersBelow = (category: InfoCategory) =>
  readersOf(
    category,
    TIERS.filter(tier => tier !== 'PUBLIC'),
  )

function reasonsOf(fragment: FragmentInput, category: InfoCategory): TearReason[] {
  const reasons: TearReason[] = []
  const because = (code: TearReason['code'], detail: string | null = null) => reasons.push({ code, detail })
  if (fragment.containsSecret && category === 'NOTICE') because('SECRET')
  if (fragment.containsCommInfo && category !== 'COMPREHENSIVE') because('COMM_INFO')
  if (fragment.identifiesPerson && category !== 'COMPREHENSIVE') because('PERSON')
  const lacking = readersBelow(category).filter(tier => fragment.consentedTiers?.includes(tier) === false)
  if (lacking.length > 0) because('CONSENT', lacking.join(', '))
  return reasons
}

function objectsThatGo(
  edition: EditionDraft,
  circle: Circle,
  documents: ReadonlyMap<string, string>,
  sourceLabels: readonly SourceLabel[],
): Map<string, TearReason[]> {
  const objects = new Map([...documents].map(([id, text]) => [id, JSON.parse(text) as StixObject])) // the store holds only what validated
  const goes = new Map<string, TearReason[]>()
  const because = (id: string, code: TearReason['code'], detail: string | null) =>
    goes.set(id, [...(goes.get(id) ?? []), { code, detail }])

  const all = [...objects.values()]
  for (const { id, marking } of markedAbove(circle, all)) because(id, 'MARKED', marking)
  for (const { id, tlp } of labelledAbove(circle, all, sourceLabels)) because(id, 'SOURCE_LABEL', tlp)
  const origins = edition.fragments.map((fragment, index) => ({
    category: edition.category,
    place: `fragments[${index}].text`,
    fragment,
  }))
  const isRestricted = restrictionFor(circle.category, readersBelow(circle.category))
  const restricted = origins.filter(({ fragment }) => isRestricted(fragment))
  const free = origins.filter(({ fragment }) => !isRestricted(fragment))
  for (const id of restrictedObjects(circle, restricted, free, sourceLabels, objects).keys())
    if (!goes.has(id)) because(id, 'OF_FRAGMENT', null)

  // Whoever refers to what goes would dangle, and so on up the chain; what the edition lacks already is told elsewhere.
  const carried = new Set(stixIdsOf(edition))
  for (let before = -1; before !== goes.size;) {
    before = goes.size
    const rest = {
      ...edition,
      title: '',
      summary: '',
      titleEn: null,
      summaryEn: null,
      hunt: null,
      fragments: edition.fragments.map(without(goes)),
    }
    for (const { from, id } of danglingOf(rest, documents))
      if (carried.has(id) && !goes.has(from)) because(from, 'REFERS', id)
  }
  return goes
}

const without =
  (goes: ReadonlyMap<string, unknown>) =>
  (fragment: FragmentInput): FragmentInput => ({
    ...fragment,
    text: '',
    stixIds: fragment.stixIds.filter(id => !goes.has(id)),
  })

/** The categories below this one, the next first. */
export const categoriesBelow = (category: InfoCategory): InfoCategory[] =>
  CATEGORIES.slice(CATEGORIES.indexOf(category) + 1)
