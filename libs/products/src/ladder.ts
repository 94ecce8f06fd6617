/*
 * Which fragment of a narrower edition a fragment was made from: kept as it was, or written anew. That is how a comparison tells what was
 * kept, rewritten and removed, and how a flag that is raised above is known to concern what stands below (ANA-2, ANA-3). Pure.
 */
import { CATEGORIES } from '@noroshi/clearance'
import { HubError } from '@noroshi/errors'
import type { EditionDraft } from './product.ts'

/**
 * @throws HubError INVALID_INPUT `DUPLICATE_KEY` when two fragments have one key, `DERIVED_FROM` when one is said to come of a fragment
 * that is in no narrower edition of the product
 */
export function requireLadder(drafts: readonly EditionDraft[]): void {
  const editionOf = new Map<string, EditionDraft>()
  const fragments = drafts.flatMap((draft, index) =>
    draft.fragments.map((fragment, place) => ({ draft, fragment, at: `editions[${index}].fragments[${place}]` })),
  )
  for (const { draft, fragment, at } of fragments) {
    if (editionOf.has(fragment.key))
      throw new HubError(
        'INVALID_INPUT',
        'DUPLICATE_KEY',
        'Two fragments have the same key. Leave it out for a new one.',
        `${at}.key`,
        '同じキーの断片が二つあります。新しい断片ではキーを省いてください。',
      )
    editionOf.set(fragment.key, draft)
  }
  for (const { draft, fragment, at } of fragments) {
    if (fragment.derivedFrom === null) continue
    const above = editionOf.get(fragment.derivedFrom)
    if (!above || CATEGORIES.indexOf(above.category) >= CATEGORIES.indexOf(draft.category))
      throw new HubError(
        'INVALID_INPUT',
        'DERIVED_FROM',
        'A fragment comes of a fragment of a narrower edition of the same product. Name one of those, or none.',
        `${at}.derivedFrom`,
        '元の断片には、同じ成果物の、より限られた版の断片を指定してください。ない場合は省いてください。',
      )
  }
}
