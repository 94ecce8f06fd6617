import { CLUSTER_TYPES } from './misp-galaxies.ts'
import type { StixLosses } from './misp-losses.ts'
import { listOf, present, recordsOf, textOf, type Draft, type Properties, wordOf } from './misp-words.ts'
import { secondsOf, uuidPart } from './stix-reading.ts'

/** What links lead from and to. */
export interface Ends {
  /** The element of MISP that speaks for an object of STIX. */
  readonly elements: ReadonlyMap<string, Draft>
  readonly byId: ReadonlyMap<string, Properties>
  readonly losses: StixLosses
}

/** A sighting, on the attribute that was seen. */
export function addSighting(object: Properties, { elements, byId, losses }: Ends, path: string): void {
  const target = elements.get(wordOf(object['sighting_of_ref']))
  if (target === undefined) return losses.note('stix-object', path)
  const who = listOf(object['where_sighted_refs']).flatMap(id => present(byId.get(wordOf(id))))[0]
  const sighting: Draft = {
    uuid: uuidPart(object),
    type: '0',
    date_sighting: secondsOf(textOf(object['last_seen'] ?? object['first_seen'] ?? object['created']) ?? '') ?? '0',
    ...(who === undefined ? {} : { Organisation: { uuid: uuidPart(who), name: textOf(who['name']) ?? '' } }),
  }
  const first = recordsOf(target['Attribute'])[0]
  const owner = (first ?? target) as Draft // both made here
  owner['Sighting'] = [...listOf(owner['Sighting']), sighting]
}

/** A relationship: a tag of a cluster, a reference of an object, or an analyst's relationship. */
export function addRelationship(object: Properties, { elements, byId, losses }: Ends, path: string): void {
  const [from, to] = [wordOf(object['source_ref']), wordOf(object['target_ref'])]
  const source = elements.get(from)
  const type = textOf(object['relationship_type']) ?? 'related-to'
  const cluster = byId.get(to)
  if (type === 'based-on' && byId.get(to)?.['type'] === 'observed-data') return
  if (source !== undefined && cluster !== undefined && CLUSTER_TYPES.has(wordOf(cluster['type']))) {
    const name = `misp-galaxy:stix-2.1-${wordOf(cluster['type'])}="${textOf(cluster['name']) ?? ''}"`
    source['Tag'] = [...listOf(source['Tag']), { name, relationship_type: type }]
    return
  }
  const target = elements.get(to)
  if (source === undefined || target === undefined) return losses.note('stix-reference', path)
  const reference: Draft = {
    uuid: uuidPart(object),
    relationship_type: type,
    comment: textOf(object['description']) ?? '',
    timestamp: secondsOf(textOf(object['modified']) ?? '') ?? '0',
  }
  if (source['ObjectReference'] === undefined) {
    const words = { ...reference, related_object_uuid: target['uuid'], object_uuid: source['uuid'] }
    source['Relationship'] = [...listOf(source['Relationship']), words]
  } else {
    const words = { ...reference, referenced_uuid: target['uuid'], object_uuid: source['uuid'] }
    source['ObjectReference'] = [...listOf(source['ObjectReference']), words]
  }
}
