import { canonicalText } from '@noroshi/stix'
import { mispLosses, type StixLosses } from './misp-losses.ts'
import { MISP_EXTENSION, sourceOf } from './misp-source.ts'
import { convertEvent } from './misp-to-stix.ts'
import { admit, isProperties, listOf, present, type Draft, type Properties } from './misp-words.ts'

/** What came back as it was. */
export interface Restored {
  /** Whole events, when they are asked for. */
  readonly events: readonly Properties[]
  /** Attributes and objects of MISP outside of them. */
  readonly attributes: readonly Properties[]
  readonly objects: readonly Properties[]
  /** Ids of the objects of STIX that are told by these. */
  readonly told: ReadonlySet<string>
}

interface Carried {
  readonly id: string
  readonly kind: 'attribute' | 'object'
  readonly element: Properties
}

/**
 * MISP's own words are believed only where they say what STIX says: the elements are converted again, and what speaks for them must
 * come out as it is here. Otherwise somebody changed the one or the other, and what was reviewed, STIX, decides.
 */
export function restoreEvents(objects: readonly Properties[], losses: StixLosses, whole = false): Restored {
  const byId = new Map(objects.map(object => [String(object['id']), object]))
  const carried = new Map(objects.flatMap(object => carriedBy(object)).map(one => [one.id, one]))
  const told = new Set<string>()
  const events: Properties[] = []
  for (const report of whole ? objects : []) {
    const event = sourceOf(report, 'event')
    if (event === undefined) continue
    const inside = listOf(report['object_refs']).flatMap(id => present(carried.get(String(id))))
    const { result, kept } = rebuilt(event, inside, byId, String(report['id']), told, losses)
    if (!kept.has(String(report['id']))) continue
    events.push(result)
    for (const { id } of inside) carried.delete(id)
  }
  const rest = [...carried.values()]
  const { result } = rebuilt({}, rest, byId, undefined, told, losses)
  return {
    events,
    attributes: listOf(result['Attribute']).filter(isProperties),
    objects: listOf(result['Object']).filter(isProperties),
    told,
  }
}

function carriedBy(object: Properties): Carried[] {
  const id = String(object['id'])
  return (['attribute', 'object'] as const).flatMap(kind => {
    const element = sourceOf(object, kind)
    return element === undefined ? [] : [{ id, kind, element }]
  })
}

/** An event with its elements, those of them that still say what STIX says. */
function rebuilt(
  event: Properties,
  inside: readonly Carried[],
  byId: ReadonlyMap<string, Properties>,
  report: string | undefined,
  told: Set<string>,
  losses: StixLosses,
): { result: Properties; kept: ReadonlySet<string> } {
  const kept = new Set<string>()
  let elements = inside
  // Once with all of them, and once without those that differ: what they would have become is then not told.
  for (const isLast of [false, true]) {
    const result = withElements(event, elements)
    const again = convertEvent(admitEvent(result), '$', mispLosses())
    const same = new Set(again.filter(object => isSaid({ ...object }, byId)).map(({ id }) => String(id)))
    const believed = elements.filter(({ id }) => same.has(id))
    if (!isLast && believed.length < elements.length) {
      losses.note('stix-source-differs', '$', elements.length - believed.length)
      elements = believed
      continue
    }
    const isReportSaid = report === undefined || again.some(({ id }) => id === report)
    if (isReportSaid) for (const id of same) told.add(id)
    if (report !== undefined && isReportSaid && byId.has(report)) {
      kept.add(report)
      told.add(report)
    }
    return { result, kept }
  }
  return { result: {}, kept }
}

function admitEvent(event: Properties): Properties {
  const admitted = admit(event, mispLosses())
  return isProperties(admitted) ? admitted : {}
}

function withElements(event: Properties, elements: readonly Carried[]): Properties {
  const result: Draft = { ...event }
  for (const [kind, name] of [
    ['attribute', 'Attribute'],
    ['object', 'Object'],
  ] as const) {
    const list = elements.filter(one => one.kind === kind).map(({ element }) => element)
    if (list.length > 0 || Object.hasOwn(event, name)) result[name] = list
  }
  return result
}

/** Whether an object is here with the same words; who made it and who may see it are not MISP's to say. */
function isSaid(object: Properties, byId: ReadonlyMap<string, Properties>): boolean {
  const here = byId.get(String(object['id']))
  if (here === undefined) return false
  if (object['type'] === 'report' || object['type'] === 'grouping') return here['name'] === object['name']
  return wordsOf(here) === wordsOf(object)
}

function wordsOf(object: Properties): string {
  const {
    created_by_ref: _creator,
    object_marking_refs: _markings,
    granular_markings: _granular,
    extensions,
    ...words
  } = object
  const others = isProperties(extensions) ? Object.entries(extensions).filter(([name]) => name !== MISP_EXTENSION) : []
  return canonicalText({ ...words, extensions: Object.fromEntries(others) })
}
