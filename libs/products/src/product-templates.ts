/*
 * What each kind of product is made of (ANA-3): the editions that it usually has with their sections, how grave and urgent it usually
 * is, and what it is not whole without. A proposal to whoever begins one; what lacks is shown before release like any sign of quality,
 * and stops only what would mean nothing without it. Pure.
 */
import { CATEGORIES, type InfoCategory } from '@noroshi/clearance'
import { spelled } from '@noroshi/indicators'
import { HubError } from '@noroshi/errors'
import { objectsOf } from './edition-maker.ts'
import { valuesOf } from './edition-values.ts'
import { bodyOf, PRODUCT_KINDS, type EditionDraft, type ProductKind } from './product.ts'
import type { QualitySign } from './quality.ts'

export const REQUIRED_PARTS = ['CVE', 'INDICATOR', 'HUNT', 'PUBLIC_EDITION', 'REFERENCE'] as const
export type RequiredPart = (typeof REQUIRED_PARTS)[number]

export interface TemplateSection {
  readonly headingJa: string
  readonly headingEn: string
  readonly hintJa: string
  readonly hintEn: string
}

export interface ProductTemplate {
  readonly kind: ProductKind
  readonly severity: 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL'
  readonly urgency: 'ROUTINE' | 'PRIORITY' | 'EMERGENCY'
  /** Those that it usually has, the narrowest first. */
  readonly editions: readonly {
    readonly category: InfoCategory
    readonly toPublic: boolean
    readonly hasHunt: boolean
    readonly sections: readonly TemplateSection[]
  }[]
  readonly requires: readonly RequiredPart[]
}

const section = (headingJa: string, headingEn: string, hintJa: string, hintEn: string): TemplateSection => ({
  ...{ headingJa, headingEn, hintJa, hintEn },
})

const SUMMARY = section('概況', 'Situation', '何が起きているかを一段落で。', 'What happens, in one paragraph.')
const ASSESSMENT = section('分析', 'Assessment', '攻撃者、狙い、確からしさ。', 'Who, to what end, and how sure we are.')
const MEANS = section(
  '手口',
  'How it is done',
  '侵入から目的達成まで、段階を追って。',
  'Step by step, from entry to effect.',
)
const TO_DO = section(
  '対処',
  'What to do',
  '読み手が今日できることから順に。',
  'What readers can do today comes first.',
)
const VALUES = section(
  ...([
    '侵害指標',
    'Indicators',
    '何の指標か、見つけたら何をするか。',
    'What they are of, and what to do on a hit.',
  ] as const),
)
const AFFECTED = section(
  ...([
    '影響を受ける製品',
    'Affected products',
    '製品名と版、CVE番号。',
    'Products, versions and CVE numbers.',
  ] as const),
)
const EXPLOITED = section(
  ...([
    '悪用の状況',
    'Exploitation',
    '悪用の有無と、知った経緯。',
    'Whether it is exploited, and how that is known.',
  ] as const),
)
const LOOKING = section(
  ...([
    '探し方',
    'How to hunt',
    '見る順序と、見つけたときの連絡先。',
    'In which order to look, and whom to tell.',
  ] as const),
)
const TO_ALL = section(
  ...([
    '皆様へのお願い',
    'What we ask of you',
    '専門でない読み手に伝わる言葉で。',
    'In words for readers who are no experts.',
  ] as const),
)
const WEEK = section(
  ...(['今週の動き', 'This week', '全体の傾向を二、三文で。', 'The trend in two or three sentences.'] as const),
)
const ITEMS = section(
  ...([
    '今週の情報',
    'Editions of the week',
    '文書番号、件名、深刻度。',
    'Reference, title and severity of each.',
  ] as const),
)

const edition = (
  category: InfoCategory,
  sections: readonly TemplateSection[],
  more: { toPublic?: boolean; hasHunt?: boolean } = {},
) => ({ category, sections, toPublic: more.toPublic === true, hasHunt: more.hasHunt === true })

const TEMPLATES: Readonly<Record<ProductKind, Omit<ProductTemplate, 'kind'>>> = {
  BULLETIN: {
    ...{ severity: 'HIGH', urgency: 'PRIORITY', requires: [] },
    editions: [
      edition('COMPREHENSIVE', [SUMMARY, ASSESSMENT, MEANS]),
      edition('PROVISION', [SUMMARY, MEANS, TO_DO]),
      edition('NOTICE', [SUMMARY, TO_DO]),
    ],
  },
  IOC_PACKAGE: {
    ...{ severity: 'HIGH', urgency: 'PRIORITY', requires: ['INDICATOR'] },
    editions: [edition('PROVISION', [SUMMARY, VALUES, TO_DO]), edition('NOTICE', [VALUES, TO_DO])],
  },
  ADVISORY: {
    ...{ severity: 'MEDIUM', urgency: 'ROUTINE', requires: [] },
    editions: [edition('PROVISION', [SUMMARY, ASSESSMENT, MEANS, TO_DO]), edition('NOTICE', [SUMMARY, MEANS, TO_DO])],
  },
  VULNERABILITY_NOTICE: {
    ...{ severity: 'HIGH', urgency: 'PRIORITY', requires: ['CVE'] },
    editions: [edition('PROVISION', [AFFECTED, EXPLOITED, TO_DO]), edition('NOTICE', [AFFECTED, EXPLOITED, TO_DO])],
  },
  HUNT_PACKAGE: {
    ...{ severity: 'MEDIUM', urgency: 'PRIORITY', requires: ['HUNT'] },
    editions: [edition('PROVISION', [SUMMARY, MEANS, LOOKING], { hasHunt: true })],
  },
  PUBLIC_NOTICE: {
    ...{ severity: 'MEDIUM', urgency: 'ROUTINE', requires: ['PUBLIC_EDITION'] },
    editions: [edition('NOTICE', [SUMMARY, TO_ALL], { toPublic: true })],
  },
  WEEKLY_DIGEST: {
    ...{ severity: 'LOW', urgency: 'ROUTINE', requires: ['REFERENCE'] },
    editions: [edition('NOTICE', [WEEK, ITEMS])],
  },
}

/** Of every kind, in the order of the list. */
export const PRODUCT_TEMPLATES: readonly ProductTemplate[] = PRODUCT_KINDS.map(kind => ({ kind, ...TEMPLATES[kind] }))

const REFERENCE = /\bNRS-[0-9A-Z]{4}-[0-9A-Z]{4}\b/
const CVE = /\bCVE-\d{4}-\d{4,19}\b/gi

const textOf = (draft: EditionDraft): string => `${draft.title}\n${draft.summary}\n${bodyOf(draft)}`

/** Whether an edition has what its kind asks of it. */
const HAS: Readonly<Record<RequiredPart, (draft: EditionDraft, documents: ReadonlyMap<string, string>) => boolean>> = {
  CVE: (draft, documents) =>
    (textOf(draft).match(CVE) ?? []).some(text => spelled('vulnerability', text) !== null) ||
    objectsOf(draft, documents).objects.some(object => valuesOf(object).some(({ kind }) => kind === 'vulnerability')),
  INDICATOR: (draft, documents) => objectsOf(draft, documents).objects.some(({ type }) => type === 'indicator'),
  HUNT: ({ hunt }) => (hunt?.queries.length ?? 0) > 0,
  PUBLIC_EDITION: ({ category, audience }) => category !== 'NOTICE' || audience.toPublic,
  REFERENCE: draft => REFERENCE.test(textOf(draft)),
}

/** What an edition lacks of its kind's; of a product without the public edition it is said of the widest that there is. */
export function lackingParts(
  kind: string,
  drafts: readonly EditionDraft[],
  documents: ReadonlyMap<string, string>,
): QualitySign[] {
  const requires = PRODUCT_TEMPLATES.find(template => template.kind === kind)?.requires ?? []
  const widest = drafts.toSorted((a, b) => CATEGORIES.indexOf(b.category) - CATEGORIES.indexOf(a.category)).at(0)
  return requires.flatMap((part): QualitySign[] =>
    drafts
      .filter(
        draft =>
          !HAS[part](draft, documents) ||
          (part === 'PUBLIC_EDITION' && draft === widest && draft.category !== 'NOTICE'),
      )
      .map(({ category, title }) => ({
        ...{ kind: 'LACKS', category, count: 1 },
        items: [{ stixId: null, name: title, value: null, detail: part }],
      })),
  )
}

/** @throws HubError INVALID_INPUT `HUNT_MISSING`: a hunt package with nothing to run asks its recipients for nothing */
export function requireMeaning(kind: string, drafts: readonly EditionDraft[]): void {
  if (kind !== 'HUNT_PACKAGE' || drafts.some(draft => HAS.HUNT(draft, new Map()))) return
  throw new HubError(
    'INVALID_INPUT',
    'HUNT_MISSING',
    'A hunt package has a hunt with at least one query in one of its editions.',
    'editions[0].hunt',
    '調査パッケージには、少なくとも一つの版に、クエリを含む調査内容が必要です。',
  )
}
