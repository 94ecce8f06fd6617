/*
 * A case: what came in about one matter, what was noted of it, and what it is linked with. Its timeline is appended and never changed.
 */
import { TIERS, type Tier } from '@noroshi/clearance'
import { z } from 'zod'
import type { Classification } from './classification.ts'

/** The six official sources (COL-1). */
export const SOURCE_TYPES = [
  'AGREEMENT_COMMINFO',
  'NONCONSENSUAL_COMMINFO',
  'ASSET_NOTIFICATION',
  'INCIDENT_REPORT',
  'COUNCIL',
  'OTHER',
] as const
export type SourceType = (typeof SOURCE_TYPES)[number]
export const OTHER_KINDS = ['FOREIGN', 'OSINT', 'POLICE', 'SENSOR', 'FURTHER'] as const
export const LINK_KINDS = ['STIX_OBJECT', 'VULNERABILITY', 'ACTOR', 'CAMPAIGN'] as const
export const CASE_STATES = ['OPEN', 'CLOSED'] as const
export type CaseState = (typeof CASE_STATES)[number]

const text = (least: number, most: number) =>
  z
    .string()
    .trim()
    .min(least)
    .max(most)
    .refine(value => !value.includes('\0'), { error: 'NUL is not text', params: { ja: 'NUL 文字は使えません。' } })

export const caseInput = z.strictObject({ title: text(1, 300), requiredRank: z.int().min(1).max(9) })
export type CaseInput = z.output<typeof caseInput>

/** Whether what came in this way comes from communications. */
export const isCommInfo = (type: string): boolean => type === 'AGREEMENT_COMMINFO' || type === 'NONCONSENSUAL_COMMINFO'

export const intakeInput = z
  .strictObject({
    sourceType: z.enum(SOURCE_TYPES),
    otherKind: z
      .enum(OTHER_KINDS)
      .nullish()
      .transform(kind => kind ?? null),
    summary: text(1, 20_000),
    originator: text(1, 200),
    legalBasis: text(0, 500)
      .nullish()
      .transform(value => value ?? ''),
    caveats: text(0, 2_000)
      .nullish()
      .transform(value => value ?? ''),
    consentedTiers: z.array(z.enum(TIERS)).transform((tiers): Tier[] => TIERS.filter(tier => tiers.includes(tier))),
    containsSecret: z.boolean(),
    containsCommInfo: z.boolean(),
    identifiesPerson: z.boolean(),
    receivedAt: z.union([z.date(), z.iso.datetime({ offset: true })]).transform(value => new Date(value).toISOString()),
  })
  .refine(({ sourceType, otherKind }) => (sourceType === 'OTHER') === (otherKind !== null), {
    path: ['otherKind'],
    error: 'otherKind says which other source: give it for OTHER, and for OTHER alone',
    params: { ja: '種別が「その他」のときだけ、その内訳を指定してください。' },
  })
  .refine(({ sourceType, containsCommInfo }) => containsCommInfo || !isCommInfo(sourceType), {
    path: ['containsCommInfo'],
    error: 'what comes from communications is flagged so',
    params: { ja: '通信情報に由来するものには、通信情報の印が必要です。' },
  })
  .refine(({ sourceType, legalBasis }) => legalBasis !== '' || !isCommInfo(sourceType), {
    path: ['legalBasis'],
    error: 'name the legal basis of what comes from communications: the agreement, or the approval',
    params: { ja: '通信情報に由来するものには、法的根拠（協定または承認）を記入してください。' },
  })
export type IntakeInput = z.output<typeof intakeInput>

export const linkInput = z
  .strictObject({
    kind: z.enum(LINK_KINDS),
    target: text(1, 300),
    note: text(0, 2_000)
      .nullish()
      .transform(value => value ?? ''),
  })
  .refine(({ kind, target }) => kind !== 'VULNERABILITY' || /^CVE-\d{4}-\d{4,19}$/.test(target), {
    path: ['target'],
    error: 'a vulnerability is named by its CVE number, such as CVE-2026-1234',
    params: { ja: '脆弱性はCVE番号（例：CVE-2026-1234）で指定してください。' },
  })
export type LinkInput = z.output<typeof linkInput>

export const noteInput = text(1, 20_000)

export interface CaseSummary {
  readonly id: string
  readonly title: string
  readonly state: CaseState
  readonly requiredRank: number
  readonly assignee: string | null
  readonly intakes: number
  readonly createdAt: string
  readonly updatedAt: string
}

export interface CaseRow extends CaseSummary {
  readonly ownerOrganisationId: string
  readonly assigneeId: string | null
}

export interface Intake extends Omit<IntakeInput, 'otherKind'> {
  readonly id: string
  readonly caseId: string
  readonly caseTitle: string
  readonly otherKind: string | null
  readonly at: string
}

export interface CaseEntry {
  readonly id: string
  readonly kind: string
  readonly by: string
  readonly note: string
  readonly intake: Intake | null
  /** Of a RECLASSIFIED intake. */
  readonly reclassified: { readonly from: Classification; readonly to: Classification } | null
  readonly linkKind: string | null
  readonly target: string | null
  readonly productId: string | null
  /** Of the product, when the reader sees it. */
  readonly productTitle: string | null
  readonly assignee: string | null
  readonly at: string
}
