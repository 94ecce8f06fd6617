/*
 * The weekly digest (ANA-3): what its readers were told, in one list. It names an edition only when everybody who will read the digest
 * could read that edition, so that the digest tells nobody of anything that was kept from them. Pure.
 */
import {
  CATEGORIES,
  excludesNobody,
  SEALED_CATEGORIES,
  TIERS,
  type EditionFacts,
  type InfoCategory,
} from '@noroshi/clearance'
import { HubError } from '@noroshi/errors'
import { z } from 'zod'
import type { EditionSummary } from './edition.repository.ts'
import { bodyOf, type EditionDraft } from './product.ts'
import type { QualitySign } from './quality.ts'

/** Days that a digest may span. */
const MOST_DAYS = 31
const instant = z.union([z.date(), z.iso.datetime({ offset: true })]).transform(value => new Date(value))

export const digestInput = z
  .strictObject({
    from: instant,
    /** Not included. */
    to: instant,
    category: z.enum(CATEGORIES),
    /** Rank of clearance asked of its readers; of no effect for NOTICE. */
    requiredRank: z
      .int()
      .min(1)
      .max(9)
      .nullish()
      .transform(rank => rank ?? 1),
    toPublic: z
      .boolean()
      .nullish()
      .transform(value => value ?? false),
  })
  .refine(({ from, to }) => from < to && to.getTime() - from.getTime() <= MOST_DAYS * 86_400_000, {
    path: ['to'],
    error: `to is after from, by at most ${MOST_DAYS} days`,
    params: { ja: `終わりは始まりより後で、${MOST_DAYS}日以内にしてください。` },
  })
  .refine(({ category, toPublic }) => !toPublic || category === 'NOTICE', {
    path: ['toPublic'],
    error: 'only a NOTICE can be released to the public',
    params: { ja: '公表できるのは周知等用の版だけです。' },
  })
export type DigestInput = z.output<typeof digestInput>

/** The circle of a digest, which goes to everybody whom its category reaches. */
export type DigestCircle = Pick<DigestInput, 'category' | 'requiredRank' | 'toPublic'>

/**
 * Whether everybody who can read a digest of this circle can read the edition now: at each question on the safe side, since a digest
 * that leaves something out harms nobody.
 */
export function mayList(item: EditionFacts, { category, requiredRank, toPublic }: DigestCircle, at: Date): boolean {
  const isAfter = (instant: string | null) => instant !== null && Date.parse(instant) > at.getTime()
  if (item.releasedAt === null || isAfter(item.releasedAt) || item.recalledAt !== null) return false
  if (isAfter(item.embargoUntil) || (item.expiresAt !== null && !isAfter(item.expiresAt))) return false
  if (CATEGORIES.indexOf(item.category) < CATEGORIES.indexOf(category)) return false
  if (item.category !== 'NOTICE' && item.requiredRank > requiredRank) return false
  // What the public reads, everybody reads, however else it is addressed.
  if (item.category === 'NOTICE' && item.toPublic && item.consentedTiers.includes('PUBLIC')) return true
  if (toPublic) return false
  const readers = TIERS.filter(
    tier => tier !== 'PUBLIC' && (category === 'NOTICE' || SEALED_CATEGORIES[tier].includes(category)),
  )
  return item.everyone && excludesNobody(item) && readers.every(tier => item.consentedTiers.includes(tier))
}

export interface DigestItem extends Omit<EditionSummary, 'answerBy'> {
  readonly containsSecret: boolean
  readonly containsCommInfo: boolean
  readonly identifiesPerson: boolean
}

const SEVERITIES: Readonly<Record<string, string>> = { LOW: '低', MEDIUM: '中', HIGH: '高', CRITICAL: '重大' }

const day = (instant: Date): string => new Date(instant.getTime() + 9 * 3_600_000).toISOString().slice(0, 10)

/** A title is no Markdown of the digest's. */
const escaped = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>()#+!|~&-]/g, letter => `\\${letter}`)

/** The draft of a digest, as whoever writes products would send it. @throws HubError CONFLICT when there is nothing to list */
export function digestDraft(input: DigestInput, items: readonly DigestItem[], hub: string) {
  if (items.length === 0)
    throw new HubError(
      'CONFLICT',
      'NOTHING_TO_LIST',
      'In this time nothing was released that all readers of the digest could read.',
      undefined,
      'この期間に、このまとめの読み手全員が読める情報はありません。',
    )
  const { category, requiredRank, toPublic } = input
  // `to` is not included: a week that ends on Monday at midnight ends on Sunday.
  const title = `週次まとめ ${day(input.from)}〜${day(new Date(input.to.getTime() - 1))}`
  const list = items.map(
    ({ id, reference, title: name, severity }) =>
      `- ${reference}「${escaped(name)}」（深刻度：${SEVERITIES[severity] ?? severity}）${linkOf(id, toPublic, hub)}`,
  )
  const has = (flag: 'containsSecret' | 'containsCommInfo' | 'identifiesPerson') => items.some(item => item[flag])
  return {
    ...{ title, kind: 'WEEKLY_DIGEST', severity: 'LOW', urgency: 'ROUTINE' },
    editions: [
      {
        ...{ title, requiredRank },
        summary: `この期間に提供した情報${items.length}件のまとめです。`,
        audience: { everyone: true, toPublic },
        fragments: [
          {
            text: `## 今週の情報\n\n${list.join('\n')}`,
            // As restricted as what it lists, and at least as the circle that it is made for.
            containsSecret: has('containsSecret') || category === 'PROVISION',
            containsCommInfo: has('containsCommInfo') || category === 'COMPREHENSIVE',
            identifiesPerson: has('identifiesPerson'),
          },
        ],
      },
    ],
  }
}

const linkOf = (id: string, toPublic: boolean, hub: string): string =>
  ` [開く](${hub}${toPublic ? '/public' : ''}/editions/${id})`

const REFERENCES = /\bNRS-[0-9A-Z]{4}-[0-9A-Z]{4}\b/g

/** The editions that a draft names by their references, each once. */
export const referencesIn = (draft: EditionDraft): string[] => [
  ...new Set(`${draft.title}\n${draft.summary}\n${bodyOf(draft)}`.match(REFERENCES)),
]

/** What a digest names although not all of its readers could read it now: recalled since, addressed more narrowly, or not there. */
export function namedTooFar(
  drafts: readonly EditionDraft[],
  known: ReadonlyMap<string, EditionFacts>,
  at: Date,
): QualitySign[] {
  return drafts.flatMap((draft): QualitySign[] => {
    const { category, requiredRank, audience } = draft
    const references = referencesIn(draft).filter(reference => {
      const facts = known.get(reference)
      return !facts || !mayList(facts, { category, requiredRank, toPublic: audience.toPublic }, at)
    })
    const items = references.map(name => ({ stixId: null, name, value: null, detail: '' }))
    return items.length > 0 ? [{ kind: 'NOT_FOR_ALL', category, count: items.length, items: items.slice(0, 100) }] : []
  })
}

export const isInCircle = (category: InfoCategory): InfoCategory[] => CATEGORIES.slice(CATEGORIES.indexOf(category))
