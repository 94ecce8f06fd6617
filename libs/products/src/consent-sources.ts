import { isAgreed, tiersToAgreeOn, type InfoCategory, type Tier } from '@noroshi/clearance'
import { agreedRequests, consentDigest, originatorsNamed, type ConsentRow, type Originator } from './consent.ts'
import { labelOf } from './product.ts'
import type { ProductRow, StoredDraft } from './product.repository.ts'

/** One fragment of one originator who can be asked. */
export interface ConsentSource {
  /** Places in the product, from 0. */
  readonly edition: number
  readonly fragment: number
  readonly category: InfoCategory
  readonly originator: Originator
  readonly digest: string
  /** The tiers that the edition reaches beyond the government. */
  readonly asked: Tier[]
  /** Those to which they agreed, of exactly this text. */
  readonly agreed: Tier[]
  /** The requests by which they did. */
  readonly given: readonly string[]
  readonly isMissing: boolean
}

/**
 * What of a product comes from somebody who can be asked, and whether they agreed to all that its edition reaches: the join over all sources
 * of an edition, so each must agree to what the whole goes to. The owner's own material asks for nobody's word.
 */
export function sourcesOf(
  product: ProductRow,
  drafts: readonly StoredDraft[],
  documents: ReadonlyMap<string, string>,
  originators: readonly Originator[],
  requests: readonly ConsentRow[],
): ConsentSource[] {
  return drafts.flatMap((draft, edition) =>
    draft.fragments.flatMap((fragment, place) => {
      if (fragment.originator === null) return []
      const digest = consentDigest(fragment, documents)
      return originatorsNamed(fragment.originator, originators)
        .filter(({ id }) => id !== product.ownerOrganisationId)
        .map(originator => {
          const asked = tiersToAgreeOn(labelOf(draft), originator.id)
          const given = agreedRequests(originator, digest, requests)
          const agreed = given.flatMap(({ tiers }) => tiers)
          return {
            ...{ edition, fragment: place, category: draft.category, originator, digest, asked, agreed },
            given: given.map(({ id }) => id),
            isMissing: !isAgreed(asked, agreed),
          }
        })
    }),
  )
}
