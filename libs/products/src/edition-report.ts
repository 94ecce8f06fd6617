/*
 * What the hub itself says of an edition, in the words of STIX: a `report` that names everything the edition carries, who releases, how
 * far it goes (TLP 2.0), and which of the law's categories it is. These go with each bundle and each collection, so that nothing
 * of somebody else's has to be altered to say them. But for the report all of them are the same in every edition, and the report has no part
 * in common with that of another edition of the same product. Where title or summary are in English too, a translation of the report follows it.
 */
import type { InfoCategory } from '@noroshi/clearance'
import {
  TLP_MARKINGS,
  type Identity,
  type LanguageContent,
  type MarkingDefinition,
  type Report,
  type StixId,
  type StixObject,
} from '@noroshi/stix'
import type { EditionText } from './texts.ts'

/** What the report says of an edition. */
export interface ReportFacts {
  readonly id: string
  readonly reference: string
  readonly category: InfoCategory
  readonly kind: string
  readonly toPublic: boolean
  readonly title: string
  readonly summary: string
  readonly texts?: readonly EditionText[]
  /** ISO 8601 UTC with milliseconds. */
  readonly releasedAt: string
}

/** At most so many objects of the hub's own follow those of an edition. */
export const OWN_OBJECTS = 5

const SINCE = '2026-01-01T00:00:00.000Z'

/** Who releases: the council's hub, never the office that wrote. */
export const HUB: Identity = {
  type: 'identity',
  spec_version: '2.1',
  id: 'identity--9d1c9a52-6c2e-4f0b-8a55-0b8f3f6f6a1e',
  created: SINCE,
  modified: SINCE,
  name: '狼煙 Noroshi',
  identity_class: 'system',
}

/**
 * How far each category goes, in the words of TLP 2.0; a notice to the public is TLP:CLEAR. Never looser than what an edition carries
 * (`marking-rule.ts`), and a matter of the category alone: a reader learns nothing of who else is addressed.
 */
export const TLP_OF_CATEGORY = { COMPREHENSIVE: 'TLP:RED', PROVISION: 'TLP:AMBER', NOTICE: 'TLP:GREEN' } as const

/** The law's category as a statement, which restricts nothing that TLP does not: a reader is told what it is called and what goes with it. */
export const CATEGORY_MARKINGS: Readonly<Record<InfoCategory, MarkingDefinition>> = {
  COMPREHENSIVE: statement(
    '5b7f0c55-3c0e-4f5d-9a27-6f1d0f6f2b41',
    '総合整理分析情報：職務上知る必要のある行政機関の職員に限ります。 / Comprehensive analysis: for officials of administrative organs who need to know.',
  ),
  PROVISION: statement(
    'c2a9e1d4-8d7b-4b1e-8f63-2a4be5d07c18',
    '提供用総合整理分析情報：安全管理措置を講じる構成員に限ります。 / Analysis for provision: for members of the council who keep the safeguards.',
  ),
  NOTICE: statement(
    '0e64f7a8-91c3-4d2a-b5f0-d38c7a1e9f52',
    '周知等用総合整理分析情報：広く知らせるための情報です。提供の範囲はTLPによります。 / Analysis for notice: made to be told widely, as far as its TLP marking goes.',
  ),
}

function statement(uuid: string, text: string): MarkingDefinition {
  return {
    type: 'marking-definition',
    spec_version: '2.1',
    id: `marking-definition--${uuid}`,
    created_by_ref: HUB.id,
    created: SINCE,
    definition_type: 'statement',
    definition: { statement: text },
  }
}

const tlpOf = (category: InfoCategory, toPublic: boolean): MarkingDefinition[] => {
  const label = toPublic ? 'TLP:CLEAR' : TLP_OF_CATEGORY[category]
  return TLP_MARKINGS.filter(marking => marking.version === 2 && marking.label === label).map(({ object }) => object)
}

/** The markings of an edition: TLP and the law's category. */
export const markingsOf = ({ category, toPublic }: Pick<ReportFacts, 'category' | 'toPublic'>): MarkingDefinition[] => [
  ...tlpOf(category, toPublic),
  CATEGORY_MARKINGS[category],
]

/** The hub's own objects of an edition that carries `objects`; what is among these already is not repeated. */
export function ownObjects(facts: ReportFacts, objects: readonly StixObject[]): StixObject[] {
  const present = new Set<string>(objects.map(({ id }) => id))
  const refs = [...present] as StixId[] // ids of objects that validated
  const report: Report = {
    ...reportOf(facts, facts.releasedAt),
    name: facts.title,
    description: facts.summary,
    report_types: reportTypes(facts.kind, objects),
    // A report refers to something; an edition of words alone refers to who released it.
    object_refs: refs.length > 0 ? refs : [HUB.id],
  }
  return [HUB, ...markingsOf(facts), report, ...inEnglish(facts)].filter(({ id }) => !present.has(id))
}

/** What the report says in English (STIX 2.1 §7.1), where somebody translated it as it reads now. */
function inEnglish(facts: ReportFacts): LanguageContent[] {
  const english = (part: EditionText['part']) =>
    facts.texts?.find(text => text.part === part && !text.outOfDate)?.en ?? undefined
  const [name, description] = [english('TITLE'), english('SUMMARY')]
  if (name === undefined && description === undefined) return []
  return [
    {
      type: 'language-content',
      spec_version: '2.1',
      id: `language-content--${facts.id}`,
      created_by_ref: HUB.id,
      created: facts.releasedAt,
      modified: facts.releasedAt,
      object_ref: `report--${facts.id}`,
      object_modified: facts.releasedAt,
      contents: { en: { ...(name !== undefined && { name }), ...(description !== undefined && { description }) } },
      object_marking_refs: markingsOf(facts).map(({ id }) => id),
    },
  ]
}

/** The report's last version, for those who were told of the edition: that it was recalled, and no word of what it said. */
export function recalledReport(
  facts: Omit<ReportFacts, 'title' | 'summary' | 'texts' | 'kind'>,
  recalledAt: string,
): string {
  return JSON.stringify({
    ...reportOf(facts, recalledAt),
    name: facts.reference,
    object_refs: [HUB.id],
    revoked: true,
  } satisfies Report)
}

/** What a bundle carries besides the hub's own objects: what its report refers to. Bundles made before there were reports are all content. */
export function contentOf({ id, bundle }: { readonly id: string; readonly bundle: string }): StixObject[] {
  const { objects = [] } = JSON.parse(bundle) as { objects?: StixObject[] } // as it was signed
  const report = objects.find((object): object is Report => object.id === `report--${id}`)
  if (!report) return objects
  const isOfWordsAlone = report.object_refs.every(ref => ref === HUB.id)
  const refs = new Set<string>(isOfWordsAlone ? [] : report.object_refs)
  return objects.filter(object => refs.has(object.id))
}

function reportOf(facts: Omit<ReportFacts, 'title' | 'summary' | 'texts' | 'kind'>, modified: string) {
  return {
    type: 'report' as const,
    spec_version: '2.1' as const,
    // The edition's own id is as random, and whoever reads the report knows it.
    id: `report--${facts.id}` as StixId,
    created_by_ref: HUB.id,
    created: facts.releasedAt,
    modified,
    published: facts.releasedAt,
    labels: [facts.category.toLowerCase()],
    external_references: [{ source_name: 'noroshi', external_id: facts.reference }],
    object_marking_refs: markingsOf(facts).map(({ id }) => id),
  }
}

const REPORT_TYPES: Readonly<Record<string, string>> = {
  ...{ IOC_PACKAGE: 'indicator', HUNT_PACKAGE: 'indicator', VULNERABILITY_NOTICE: 'vulnerability' },
}

/** In the words of report-type-ov (STIX 2.1 §10.21). */
function reportTypes(kind: string, objects: readonly StixObject[]): string[] {
  const isOfVulnerability = objects.some(({ type }) => type === 'vulnerability')
  const isVulnerabilityNotice = kind === 'VULNERABILITY_NOTICE'
  const main = REPORT_TYPES[kind] ?? 'threat-report'
  return [main, ...(isOfVulnerability && !isVulnerabilityNotice ? ['vulnerability'] : [])]
}
