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
import { ANSWER_WITHIN_MINUTES } from './answer-time.ts'
import { flaggedParts, huntInput } from './hunt.ts'
import { LANGUAGES, originalsOf, partOf, TEXT_PARTS, twinOf, withTranslations, type Twin } from './texts.ts'
import { COUNCIL_ZONE, zonedTime } from './zoned-time.ts'

export const PRODUCT_KINDS = [
  ...(['BULLETIN', 'IOC_PACKAGE', 'ADVISORY', 'VULNERABILITY_NOTICE'] as const),
  ...(['HUNT_PACKAGE', 'PUBLIC_NOTICE', 'WEEKLY_DIGEST'] as const),
] as const
export type ProductKind = (typeof PRODUCT_KINDS)[number]
export const SEVERITIES = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const
export const URGENCIES = ['ROUTINE', 'PRIORITY', 'EMERGENCY'] as const
/** SCHEDULED: released, for a time that has not come. */
export type ProductState = 'DRAFT' | 'IN_REVIEW' | 'SCHEDULED' | 'RELEASED' | 'RECALLED'

const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine(value => !value.includes('\0'), { error: 'NUL is not text', params: { ja: 'NUL 文字は使えません。' } })
// GraphQL's scalar has made a Date of it already; other callers send text.
const instant = z.union([z.date(), z.iso.datetime({ offset: true })]).transform(value => new Date(value).toISOString())

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

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
    part: z.enum(TEXT_PARTS).nullish(),
    language: z.enum(LANGUAGES).nullish(),
    /** The key of the fragment of the same edition that it says in another language. */
    translationOf: z.uuid().nullish(),
    /** Of the text that it was made from; without it, of that text as it is now. */
    translatedDigest: sha256.nullish(),
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

const twinInput = (most: number) => z.strictObject({ text: text(most), translatedDigest: sha256.nullish() }).nullish()

const sectorList = z
  .array(z.string().max(60))
  .max(50)
  .nullish()
  .transform(ids => [...new Set(ids ?? [])].sort())

const writtenEdition = z.strictObject({
  title: text(300),
  summary: text(4_000),
  titleEn: twinInput(600),
  summaryEn: twinInput(8_000),
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
    sectors: sectorList,
    circles: idList(100),
    organisations: idList(3_000),
    people: idList(3_000),
    excludedOrganisations: idList(3_000),
    excludedSectors: sectorList,
    excludedPeople: idList(3_000),
    toPublic: z
      .boolean()
      .nullish()
      .transform(value => value ?? false),
  }),
  embargoUntil: instant.nullish(),
  expiresAt: instant.nullish(),
  /** The same by date, time and zone, in the place of the instant. */
  embargo: zonedTime.nullish(),
  expiry: zonedTime.nullish(),
})

/** Whichever way a time was said, with the zone in which it was said; an instant is said in the council's. */
const editionInput = writtenEdition.transform(({ embargo, expiry, embargoUntil, expiresAt, ...edition }, context) => {
  const refuse = (field: string, message: string, ja: string) =>
    context.addIssue({ code: 'custom', path: [field], message, params: { ja } })
  for (const [field, one, other] of [
    ['embargo', embargo, embargoUntil],
    ['expiry', expiry, expiresAt],
  ] as const)
    if (one && other)
      refuse(field, 'Say it once, by local time or by instant.', '日時は一通りの方法だけで指定してください。')
  const times = {
    embargoUntil: embargo?.instant ?? embargoUntil ?? null,
    embargoZone: embargo?.zone ?? COUNCIL_ZONE,
    expiresAt: expiry?.instant ?? expiresAt ?? null,
    expiresZone: expiry?.zone ?? COUNCIL_ZONE,
  }
  if (times.embargoUntil !== null && times.expiresAt !== null && times.embargoUntil >= times.expiresAt)
    refuse(
      expiry ? 'expiry' : 'expiresAt',
      'It would expire before its embargo ends.',
      '有効期限は、解禁日時より後にしてください。',
    )
  return { ...edition, ...times }
})

/** A draft as a whole, as its author saves it (ANA-2); categories are not among the inputs, they are computed. */
export const productInput = z
  .strictObject({
    title: text(300),
    kind: z.enum(PRODUCT_KINDS),
    severity: z.enum(SEVERITIES),
    urgency: z.enum(URGENCIES),
    /** A reachability drill (訓練). Said at its making, and the same ever after. */
    drill: z
      .boolean()
      .nullish()
      .transform(drill => drill ?? false),
    /** Tighter than what its urgency asks for. */
    answerWithinMinutes: z
      .int()
      .min(5)
      .max(ANSWER_WITHIN_MINUTES.ROUTINE)
      .nullish()
      .transform(minutes => minutes ?? null),
    editions: z.array(editionInput).max(CATEGORIES.length),
  })
  .refine(({ urgency, answerWithinMinutes }) => (answerWithinMinutes ?? 0) <= ANSWER_WITHIN_MINUTES[urgency], {
    path: ['answerWithinMinutes'],
    error: 'the time to answer may be tighter than that of the urgency, never longer',
    params: { ja: '回答期限は、緊急度の標準より短くすることだけができます。' },
  })
  .superRefine(({ drill, editions }, context) => {
    if (!drill) return
    for (const [index, { audience, fragments, hunt }] of editions.entries())
      if (audience.toPublic || hunt || fragments.some(({ stixIds }) => stixIds.length > 0))
        context.addIssue({
          code: 'custom',
          path: ['editions', index],
          message: 'a drill is nothing for the public or for machines: no objects, no hunt, no public edition',
          params: { ja: '訓練には、公開・STIX オブジェクト・調査の依頼を含められません。' },
        })
  })
  .transform(input => (input.drill ? markedAsDrill(input) : input))

/** A drill says so in every title, whatever its author wrote; signed with it, so that no way out of the hub can leave it away. */
function markedAsDrill<Input extends { readonly title: string; readonly editions: readonly WrittenTitle[] }>(
  input: Input,
): Input {
  const marked = (title: string, mark: string) => (title.startsWith(mark) ? title : `${mark}${title}`)
  return {
    ...input,
    title: marked(input.title, DRILL_MARK),
    editions: input.editions.map(edition => ({
      ...edition,
      title: marked(edition.title, DRILL_MARK),
      ...(edition.titleEn
        ? { titleEn: { ...edition.titleEn, text: marked(edition.titleEn.text, DRILL_MARK_EN) } }
        : {}),
    })),
  }
}

interface WrittenTitle {
  readonly title: string
  readonly titleEn?: { readonly text: string } | null | undefined
}

export const DRILL_MARK = '【訓練】'
export const DRILL_MARK_EN = '[DRILL] '

export type ProductInput = z.output<typeof productInput>
export type EditionInput = ProductInput['editions'][number]
export type FragmentInput = EditionInput['fragments'][number]

/** One edition in work with what follows from its fragments. */
export interface EditionDraft extends EditionInput {
  readonly category: InfoCategory
  readonly containsSecret: boolean
  readonly containsCommInfo: boolean
  readonly identifiesPerson: boolean
  readonly titleEn?: Twin | null
  readonly summaryEn?: Twin | null
}

/** Computes what the law makes of an edition: the join of the flags of its fragments and its hunt; a NOTICE asks for no clearance. */
export function computeEdition(edition: EditionInput): EditionDraft {
  const fragments = withTranslations(edition.fragments)
  const parts = flaggedParts({ ...edition, fragments })
  const category = categoryOf(parts)
  return {
    ...edition,
    fragments,
    category,
    titleEn: twinOf(edition.titleEn, edition.title),
    summaryEn: twinOf(edition.summaryEn, edition.summary),
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
    // Labels of before sectors and people could be left out too; a name apart from circles, that no list of circles can look like.
    ...(label.excludedSectors.length + label.excludedPeople.length > 0
      ? [{ excludedSectors: sorted(label.excludedSectors), excludedPeople: sorted(label.excludedPeople) }]
      : []),
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

/** The Markdown of an edition: its fragments for analysts in order, in Japanese. */
export const bodyOf = (draft: EditionDraft): string =>
  originalsOf(draft)
    .filter(fragment => partOf(fragment) === 'ANALYSIS')
    .map(fragment => fragment.text)
    .join('\n\n')

/** Every STIX object an edition carries, once, in order of mention. */
export const stixIdsOf = (draft: EditionDraft): string[] => [
  ...new Set(draft.fragments.flatMap(fragment => fragment.stixIds)),
]
