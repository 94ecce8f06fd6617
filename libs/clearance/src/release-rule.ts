import { abilityFor } from './ability.ts'
import { productSubject } from './subjects.ts'
import type { Audience, InfoCategory, Reader } from './words.ts'

/** One edition as it would be released. */
export interface ReleaseCandidateEdition extends Audience {
  readonly category: InfoCategory
  readonly requiredRank: number
  readonly toPublic: boolean
  /** There is a title and a text to release. */
  readonly hasContent: boolean
  /** ISO-8601 UTC; nobody would ever read what has expired already. An embargo that is over does no harm. */
  readonly expiresAt: string | null
}

/** A product as it would be released: plain facts, loaded under lock by the caller. */
export interface ReleaseCandidate {
  readonly inReview: boolean
  readonly ownerOrganisationId: string
  /** Everybody who wrote any of its text. */
  readonly authorIds: readonly string[]
  /** Who sent it to review; null when nobody did. */
  readonly submitterId: string | null
  readonly editions: readonly ReleaseCandidateEdition[]
}

/** Every reason for which a release can be refused. */
export const OBJECTION_CODES = [
  'NOT_IN_REVIEW',
  'NOT_A_RELEASING_OFFICER',
  'SAME_PERSON_AS_AUTHOR',
  'SAME_PERSON_AS_SUBMITTER',
  'NOT_CLEARED',
  'NO_EDITIONS',
  'DUPLICATE_CATEGORY',
  'EMPTY_EDITION',
  'EMPTY_AUDIENCE',
  'EXPIRED',
  'RANK_MISSING',
  'PUBLIC_ABOVE_NOTICE',
] as const
/** The name of one reason. */
export type ObjectionCode = (typeof OBJECTION_CODES)[number]

/** One reason not to release; `category` names the edition at fault, null when it is the product or the releaser. */
export interface Objection {
  readonly code: ObjectionCode
  readonly category: InfoCategory | null
}

/**
 * Why this reader may not release this product now; none means they may. Two people must agree, so the releaser is
 * neither an author nor the submitter. CASL cannot say that without `$ne`, hence a rule of its own. What only the text
 * can show (the originals quoted in a NOTICE, references that dangle) is for the caller to check besides.
 */
export function releaseObjections(product: ReleaseCandidate, releaser: Reader, at: Date): Objection[] {
  const codes: Objection[] = []
  const object = (code: ObjectionCode, category: InfoCategory | null = null): number => codes.push({ code, category })
  // Nobody in particular is not the person of whom nothing is known.
  const isReleaser = (personId: string | null): boolean => personId !== null && personId === releaser.personId

  if (!product.inReview) object('NOT_IN_REVIEW')

  const ability = abilityFor(releaser, at)
  const mayRelease = (requiredRank: number): boolean =>
    ability.can('release', productSubject({ ownerOrganisationId: product.ownerOrganisationId, requiredRank }))
  const highestRank = Math.max(0, ...product.editions.map(edition => edition.requiredRank))
  if (!mayRelease(0)) object('NOT_A_RELEASING_OFFICER')
  else if (!mayRelease(highestRank)) object('NOT_CLEARED')

  if (product.authorIds.some(isReleaser)) object('SAME_PERSON_AS_AUTHOR')
  if (isReleaser(product.submitterId)) object('SAME_PERSON_AS_SUBMITTER')

  if (product.editions.length === 0) object('NO_EDITIONS')
  const seen = new Set<InfoCategory>()
  for (const edition of product.editions) {
    const { category } = edition
    if (seen.has(category)) object('DUPLICATE_CATEGORY', category)
    seen.add(category)
    if (!edition.hasContent) object('EMPTY_EDITION', category)
    if (!isAddressed(edition)) object('EMPTY_AUDIENCE', category)
    if (edition.expiresAt !== null && Date.parse(edition.expiresAt) <= at.getTime()) object('EXPIRED', category)
    if (category !== 'NOTICE' && edition.requiredRank < 1) object('RANK_MISSING', category)
    if (category !== 'NOTICE' && edition.toPublic) object('PUBLIC_ABOVE_NOTICE', category)
  }
  return codes
}

/** Whether nobody is left out of it. */
export function excludesNobody(audience: Audience): boolean {
  const { excludedOrganisations, excludedSectors, excludedPeople } = audience
  return excludedOrganisations.length + excludedSectors.length + excludedPeople.length === 0
}

/** Whether it is for anybody at all. */
export function isAddressed(edition: Audience & { readonly toPublic: boolean }): boolean {
  const listed = edition.sectors.length + edition.circles.length + edition.organisations.length + edition.people.length
  return edition.everyone || listed > 0 || edition.toPublic
}
