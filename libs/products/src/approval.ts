import canonicalize from 'canonicalize'
import type { ApprovalFacts, ApprovalQuestion, InfoCategory, ReleaseUrgency } from '@noroshi/clearance'
import type { ProductRow, StoredDraft } from './product.repository.ts'
import { sha256Hex } from './signing.ts'

/** One decision as it is stored. */
export interface ApprovalRow extends ApprovalFacts {
  readonly productVersion: number
  readonly digest: string
  readonly note: string
  readonly at: string
}

/**
 * Hexadecimal SHA-256 over the canonical JSON (RFC 8785) of all that a release of this product would send out, and to whom: texts, flags,
 * audiences, dates, and the objects as they went to review. Whoever decides, decides on this; every edit makes another.
 */
export function contentDigest(product: ProductRow, drafts: readonly StoredDraft[]): string {
  const { version, title, kind, severity, urgency, reviewedObjects } = product
  const editions = drafts.map(({ id: _id, editionId: _editionId, recalledAt: _recalledAt, hunt, ...draft }) => ({
    ...draft,
    ...(hunt ? { hunt } : {}),
  }))
  const text = canonicalize({ version, title, kind, severity, urgency, reviewedObjects, editions })
  if (text === undefined) throw new TypeError('a product has no canonical form')
  return sha256Hex(text)
}

/** The same over what was sent without the hub, in whichever version it stands: whoever returns it and changes a word makes another. */
export const sentDigest = (product: ProductRow, drafts: readonly StoredDraft[]): string =>
  contentDigest({ ...product, version: 0, reviewedObjects: null }, drafts)

/** What the table of approvals is asked about this product. */
export function approvalQuestion(
  product: ProductRow,
  categories: readonly InfoCategory[],
  isLargeScale: boolean,
): ApprovalQuestion {
  // The column has no other values.
  return { categories, urgency: product.urgency as ReleaseUrgency, isLargeScale }
}
