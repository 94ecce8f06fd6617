import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import {
  categoryOf,
  CATEGORIES,
  joinConsent,
  TIERS,
  type EditionFacts,
  type InfoCategory,
  type Label,
} from '@noroshi/clearance'
import { flaggedParts, huntInput } from './hunt.ts'

export const PRODUCT_KINDS = [
  ...(['BULLETIN', 'IOC_PACKAGE', 'ADVISORY', 'VULNERABILITY_NOTICE'] as const),
  ...(['HUNT_PACKAGE', 'PUBLIC_NOTICE', 'WEEKLY_DIGEST'] as const),
] as const
export type ProductKind = (typeof PRODUCT_KINDS)[number]
export const SEVERITIES = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const
export const URGENCIES = ['ROUTINE', 'PRIORITY', 'EMERGENCY'] as const
export type ProductState = 'DRAFT' | 'IN_REVIEW' | 'RELEASED' | 'RECALLED'

const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine(value => !value.includes('\0'), { error: 'NUL is not text', params: { ja: 'NUL 文字は使えません。' } })
// GraphQL's scalar has made a Date of it already; other callers send text.
const instant = z.union([z.date(), z.iso.datetime({ offset: true })]).transform(value => new Date(value).toISOString())

const fragmentInput = z
  .strictObject({
    /** By which it is known from one version to the next; a new one has none yet. */
    key: z
      .uuid()
      .nullish()
      .transform(key => key ?? randomUUID()),
    /** The key of the fragment of a narrower edition that it was made from. */
    derivedFrom: z
      .uuid()
      .nullish()
      .transform(key => key ?? null),
    text: text(100_000),
    stixIds: z
      .array(z.string().max(300))
      .max(10_000)
      .nullish()
      .transform(ids => [...new Set(ids ?? [])]),
    containsSecret: z.boolean(),
    containsCommInfo: z.boolean(),
    identifiesPerson: z.boolean(),
    originator: text(200)
      .nullish()
      .transform(value => value ?? null),
    consentedTiers: z
      .array(z.enum(TIERS))
      .nullish()
      .transform(tiers => (tiers ? [...new Set(tiers)] : null)),
    /** What came in and it was made from. */
    intakes: z.array(z.uuid()).max(100).nullish(),
    /** That its text was written anew, and so need not be as restricted as what it was made from. */
    rewritten: z.boolean().nullish(),
  })
  .refine(fragment => fragment.rewritten !== true || (fragment.intakes ?? []).length > 0, {
    path: ['rewritten'],
    error: 'rewritten says something of intakes: name them',
    params: { ja: '書き直しの明示には、元の受領情報の指定が必要です。' },
  })
  .refine(fragment => (fragment.originator === null) === (fragment.consentedTiers === null), {
    path: ['consentedTiers'],
    error: 'consentedTiers says to whom the originator agreed: give both or neither',
    params: { ja: '情報提供者と同意先（consentedTiers）は、両方を指定するか、どちらも指定しないでください。' },
  })

const idList = (most: number) =>
  z
    .array(z.uuid())
    .max(most)
    .nullish()
    .transform(ids => [...new Set(ids ?? [])].sort())

const editionInput = z.strictObject({
  title: text(300),
  summary: text(4_000),
  fragments: z.array(fragmentInput).min(1).max(200),
  hunt: huntInput.nullish(),
  requiredRank: z
    .int()
    .min(1)
    .max(9)
    .nullish()
    .transform(rank => rank ?? 1),
  audience: z.strictObject({
    everyone: z.boolean(),
    sectors: z
      .array(z.string().max(60))
      .max(50)
      .nullish()
      .transform(ids => [...new Set(ids ?? [])].sort()),
    circles: idList(100),
    organisations: idList(3_000),
    people: idList(3_000),
    excludedOrganisations: idList(3_000),
    toPublic: z
      .boolean()
      .nullish()
      .transform(value => value ?? false),
  }),
  embargoUntil: instant.nullish().transform(value => value ?? null),
  expiresAt: instant.nullish().transform(value => value ?? null),
})

/** A draft as a whole, as its author saves it (ANA-2); categories are not among the inputs, they are computed. */
export const productInput = z.strictObject({
  title: text(300),
  kind: z.enum(PRODUCT_KINDS),
  severity: z.enum(SEVERITIES),
  urgency: z.enum(URGENCIES),
  editions: z.array(editionInput).max(CATEGORIES.length),
})

export type ProductInput = z.output<typeof productInput>
export type EditionInput = ProductInput['editions'][number]
export type FragmentInput = EditionInput['fragments'][number]

/** One edition in work with what follows from its fragments. */
export interface EditionDraft extends EditionInput {
  readonly category: InfoCategory
  readonly containsSecret: boolean
  readonly containsCommInfo: boolean
  readonly identifiesPerson: boolean
}

/** Computes what the law makes of an edition: the join of the flags of its fragments and its hunt; a NOTICE asks for no clearance. */
export function computeEdition(edition: EditionInput): EditionDraft {
  const parts = flaggedParts(edition)
  const category = categoryOf(parts)
  return {
    ...edition,
    category,
    containsSecret: parts.some(part => part.containsSecret),
    containsCommInfo: parts.some(part => part.containsCommInfo),
    identifiesPerson: parts.some(part => part.identifiesPerson),
    requiredRank: category === 'NOTICE' ? 0 : edition.requiredRank,
  }
}

/** The label an edition will be released under: its category, its audience, and the intersection of its originators' consent (CLR-5). */
export function labelOf(draft: EditionDraft): Label {
  const { toPublic, ...audience } = draft.audience
  return {
    category: draft.category,
    requiredRank: draft.requiredRank,
    ...audience,
    consentedTiers: joinConsent(draft.fragments.map(fragment => fragment.consentedTiers)),
    toPublic,
  }
}

/** Equal labels have equal digests; lists are sorted because their order means nothing. */
export function labelDigest(label: Label): Buffer {
  const sorted = (list: readonly string[]) => [...list].sort()
  const canonical = [
    label.category,
    label.requiredRank,
    label.everyone,
    sorted(label.sectors),
    sorted(label.organisations),
    sorted(label.people),
    sorted(label.excludedOrganisations),
    sorted(label.consentedTiers),
    label.toPublic,
    // Labels of before there were circles keep their digests.
    ...(label.circles.length > 0 ? [sorted(label.circles)] : []),
  ]
  return createHash('sha256').update(JSON.stringify(canonical)).digest()
}

/** A draft seen as it would be the moment after its release, so that the audience can be told beforehand. */
export function asIfReleased(id: string, draft: EditionDraft, at: Date): EditionFacts {
  return {
    id,
    ...labelOf(draft),
    releasedAt: at.toISOString(),
    recalledAt: null,
    embargoUntil: null,
    expiresAt: draft.expiresAt,
  }
}

/** The Markdown of an edition: its fragments in order. */
export const bodyOf = (draft: EditionDraft): string => draft.fragments.map(fragment => fragment.text).join('\n\n')

/** Every STIX object an edition carries, once, in order of mention. */
export const stixIdsOf = (draft: EditionDraft): string[] => [
  ...new Set(draft.fragments.flatMap(fragment => fragment.stixIds)),
]
