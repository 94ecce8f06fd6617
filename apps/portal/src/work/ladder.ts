/*
 * The ladder from one edition to the next lower one: what the hub says must go is taken out, and the author writes what stands below
 * the tear line. Each fragment keeps the key of the one that it was made from, so that a comparison can say what became of it.
 */
import { CATEGORIES } from '@noroshi/clearance'
import type { Fragment, InfoCategory, TornFragment } from '../api/types.ts'
import {
  categoryOfEdition,
  newFragment,
  nobody,
  type EditionForm,
  type FragmentForm,
  type ProductForm,
} from './draft.ts'

/** The next category below that the product has no edition of, null when there is none. */
export function nextBelow({ editions }: ProductForm, edition: EditionForm): InfoCategory | null {
  const category = categoryOfEdition(edition)
  if (category === null) return null
  const taken = editions.map(categoryOfEdition)
  const below = CATEGORIES.slice(CATEGORIES.indexOf(category) + 1)
  return below.find(one => !taken.includes(one)) ?? null
}

/**
 * The edition below: fragments that may stay as they are, and empty ones in place of those that go. Title and summary are to be written:
 * they were written for a narrower circle, and so was the audience.
 */
export function derivedEdition(edition: EditionForm, to: InfoCategory, lines: readonly TornFragment[]): EditionForm {
  const torn = new Map(lines.map(line => [line.key, line]))
  return {
    ...edition,
    key: crypto.randomUUID(),
    title: '',
    titleEn: null,
    summary: '',
    summaryEn: null,
    fragments: edition.fragments.map(above => ({
      ...derivedFragment(above, to, torn.get(above.key)),
      english: derivedEnglish(above, torn),
    })),
    audience: nobody,
    // Written for a narrower circle too: it is marked, and taken over by hand or not at all.
    hunt: null,
    huntLeft: edition.hunt ?? null,
  }
}

/** English goes along with a text that stays, out of date or not as it is there; what is written anew is translated anew. */
function derivedEnglish({ key, english }: FragmentForm, torn: ReadonlyMap<string, TornFragment>) {
  if (english === null || torn.get(key)?.reasons.length !== 0 || torn.get(english.key)?.reasons.length !== 0)
    return null
  return { ...english, key: crypto.randomUUID(), derivedFrom: english.key }
}

function derivedFragment(above: FragmentForm, to: InfoCategory, torn: TornFragment | undefined): FragmentForm {
  const going = new Set(torn?.objects.map(({ stixId }) => stixId))
  const stixObjects = above.stixObjects.filter(({ id }) => !going.has(id))
  const own = { key: crypto.randomUUID(), derivedFrom: above.key, stixObjects }
  // Not known to the hub, so nobody has judged it: it goes.
  if (torn === undefined) return { ...newFragment(above.part), ...own, stixObjects: [] }
  if (torn.reasons.length === 0) return { ...above, ...own, ...(going.size > 0 && { torn }) }
  const intakes = above.intakes ?? []
  return {
    ...newFragment(above.part),
    ...own,
    // What is written in its place may still hold a secret where secrets may go.
    containsSecret: above.containsSecret && to === 'PROVISION',
    // It comes of the same intakes, and whoever gave those agreed to no more by it.
    ...(intakes.length > 0 && {
      intakes,
      rewritten: true,
      originator: above.originator,
      consentedTiers: above.consentedTiers,
    }),
    torn,
  }
}

/** What became of a fragment on the way from one edition to another. */
export type Fate =
  | { what: 'kept' | 'rewritten'; above: Fragment; below: Fragment }
  | { what: 'removed'; above: Fragment }
  | { what: 'added'; below: Fragment }

/** What became of every fragment above, and what was added, in the order of the text below; null when nothing links the two. */
export function fatesOf(above: readonly Fragment[], below: readonly Fragment[]): Fate[] | null {
  const sources = new Map(above.map(fragment => [fragment.key, fragment]))
  const sourceOf = ({ derivedFrom }: Fragment) => sources.get(derivedFrom ?? '')
  if (!below.some(fragment => sourceOf(fragment) !== undefined)) return null
  const used = new Set(below.map(({ derivedFrom }) => derivedFrom))
  const fates: Fate[] = []
  let next = 0
  const removedUpTo = (end: number) => {
    for (; next < end; next += 1) {
      const gone = above[next]
      if (gone !== undefined && !used.has(gone.key)) fates.push({ what: 'removed', above: gone })
    }
  }
  for (const fragment of below) {
    const source = sourceOf(fragment)
    if (source === undefined) fates.push({ what: 'added', below: fragment })
    else {
      removedUpTo(above.indexOf(source))
      fates.push({ what: source.text === fragment.text ? 'kept' : 'rewritten', above: source, below: fragment })
    }
  }
  removedUpTo(above.length)
  return fates
}
