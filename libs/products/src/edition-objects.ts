/*
 * The objects of an edition as a collection serves them: those that its bundle carries, in their senders' own text, and three of the
 * hub's own, so that a reader sees which objects came together and can be told of a recall: a `report` about the edition, the
 * hub's identity and the report's TLP marking. The signed bundle holds none of the three.
 */
import type { InfoCategory } from '@noroshi/clearance'
import {
  orderOf,
  TLP_MARKINGS,
  versionOf,
  type Identity,
  type Report,
  type StixId,
  type StixObject,
} from '@noroshi/stix'

export interface EditionObject {
  readonly stixId: string
  readonly type: string
  /** `modified`, else `created`, else {@link UNVERSIONED}. */
  readonly version: string
  readonly versionOrder: bigint
  readonly document: string
}

/** What the report says of an edition. */
export interface ReportFacts {
  readonly id: string
  readonly reference: string
  readonly category: InfoCategory
  readonly toPublic: boolean
  readonly title: string
  readonly summary: string
  readonly releasedAt: string
}

/** At most so many objects of the hub's own follow those of an edition. */
export const OWN_OBJECTS = 3

/** The version of what has none, such as an observable: a constant (TAXII 2.1 §3.4.1). */
export const UNVERSIONED = '1970-01-01T00:00:00.000Z'

const HUB: Identity = {
  type: 'identity',
  spec_version: '2.1',
  id: 'identity--9d1c9a52-6c2e-4f0b-8a55-0b8f3f6f6a1e',
  created: '2026-01-01T00:00:00.000Z',
  modified: '2026-01-01T00:00:00.000Z',
  name: '狼煙 Noroshi',
  identity_class: 'system',
}

/** How far each category goes, in the words of TLP 2.0. */
export const TLP_OF_CATEGORY = { COMPREHENSIVE: 'TLP:RED', PROVISION: 'TLP:AMBER', NOTICE: 'TLP:GREEN' } as const

const markingOf = (category: InfoCategory, toPublic: boolean) => {
  const label = toPublic ? 'TLP:CLEAR' : TLP_OF_CATEGORY[category]
  return TLP_MARKINGS.filter(marking => marking.version === 2 && marking.label === label).map(({ object }) => object)
}

/** @param texts the objects of the bundle in their senders' own text, in the order of `objects` */
export function editionObjects(
  facts: ReportFacts,
  texts: readonly string[],
  objects: readonly StixObject[],
): EditionObject[] {
  const markings = markingOf(facts.category, facts.toPublic)
  const present = new Set<string>(objects.map(({ id }) => id))
  const refs = [...present] as StixId[] // ids of objects that validated
  const report: Report = {
    ...reportOf(facts, facts.releasedAt),
    name: facts.title,
    description: facts.summary,
    // A report refers to something; an edition of words alone refers to who released it.
    object_refs: refs.length > 0 ? refs : [HUB.id],
  }
  const own = [HUB, ...markings, report].filter(({ id }) => !present.has(id))
  return [
    ...objects.map((object, index) => entryOf(object, texts[index])),
    ...own.map(object => entryOf(object, JSON.stringify(object))),
  ]
}

/** The report's last version, for those who were told of the edition: that it was recalled, and no word of what it said. */
export function recalledReport(facts: Omit<ReportFacts, 'title' | 'summary'>, recalledAt: string): string {
  return JSON.stringify({
    ...reportOf(facts, recalledAt),
    name: facts.reference,
    object_refs: [HUB.id],
    revoked: true,
  } satisfies Report)
}

function reportOf(facts: Omit<ReportFacts, 'title' | 'summary'>, modified: string) {
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
    object_marking_refs: markingOf(facts.category, facts.toPublic).map(({ id }) => id),
  }
}

function entryOf(object: StixObject, document: string): EditionObject {
  const version = versionOf(object) || UNVERSIONED
  return { stixId: object.id, type: object.type, version, versionOrder: orderOf(version), document }
}
