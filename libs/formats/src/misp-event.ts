import { validateObject, type StixObject } from '@noroshi/stix'
import { clusterObject, clustersOf, TIMELESS } from './misp-galaxies.ts'
import type { MispLosses } from './misp-losses.ts'
import { markingObject, meaningOf, tagNames } from './misp-markings.ts'
import {
  isProperties,
  isSet,
  recordsOf,
  textOf,
  timeOf,
  uuidFrom,
  uuidOf,
  type Draft,
  type Properties,
} from './misp-words.ts'

/** What is made of one event: every object that comes in is valid, and each once. */
export class EventOutput {
  readonly objects = new Map<string, Draft>()
  /** What the report of the event refers to, in order. */
  readonly refs = new Set<string>()
  /** The object of STIX that speaks for an element of MISP, by the element's UUID. */
  readonly bearers = new Map<string, string>()
  readonly #relations: { draft: Draft; to: string; path: string }[] = []
  readonly #uuids = new Set<string>()
  readonly time: string
  readonly creator: string | undefined
  readonly markings: readonly string[]
  readonly losses: MispLosses

  constructor(event: Properties, path: string, losses: MispLosses) {
    this.losses = losses
    const day = timeOf(event['date'])
    this.time = this.timeAt(event['timestamp'], `${path}.timestamp`, day ?? TIMELESS)
    const orgc = event['Orgc'] ?? event['Org']
    this.creator = isProperties(orgc) ? this.organisation(orgc) : undefined
    const { marking } = meaningOf(tagNames(event))
    this.markings = marking === undefined ? [] : [this.marking(marking)]
  }

  /** The time that a value says, else another; an unreadable one is reported. */
  timeAt(value: unknown, path: string, otherwise: string): string {
    const time = timeOf(value)
    if (time !== undefined) return time
    if (value !== undefined && value !== null && value !== '') this.losses.note('misp-time', path)
    return otherwise
  }

  /** The element's own UUID, or one that follows from its content where it has none, or one that was there before. */
  uuid(element: Properties, scope: string, path: string): string {
    const own = uuidOf(element['uuid'])
    if (own !== undefined && !this.#uuids.has(scope + own)) {
      this.#uuids.add(scope + own)
      return own
    }
    this.losses.note('misp-uuid', `${path}.uuid`)
    const text = JSON.stringify(element)
    for (let nth = 0; ; nth += 1) {
      const uuid = uuidFrom('misp', scope, text, String(nth))
      if (this.#uuids.has(scope + uuid)) continue
      this.#uuids.add(scope + uuid)
      return uuid
    }
  }

  /** Takes an object in if it is valid; `isContent` objects are what the event is about. */
  add(draft: Draft, isContent = true): string | undefined {
    const id = String(draft['id'])
    if (!this.objects.has(id)) {
      if (validateObject(draft).errors.length > 0) return undefined
      this.objects.set(id, draft)
    }
    if (isContent) this.refs.add(id)
    return id
  }

  marking(id: string): string {
    const object = markingObject(id)
    if (object !== undefined) this.add({ ...object }, false)
    return id
  }

  organisation(org: Properties): string | undefined {
    const name = textOf(org['name']) ?? ''
    const uuid = uuidOf(org['uuid'])
    if (name === '' && uuid === undefined) return undefined
    return this.add(
      {
        type: 'identity',
        spec_version: '2.1',
        id: `identity--${uuid ?? uuidFrom('misp-organisation', name)}`,
        created: TIMELESS,
        modified: TIMELESS,
        name: name === '' ? String(uuid) : name,
        identity_class: 'organization',
      },
      false,
    )
  }

  /** What every authored object of an element has: its times, its creator, and what its tags say. */
  authored(element: Properties, labels: readonly string[], path: string): Draft {
    const created = this.timeAt(element['timestamp'], `${path}.timestamp`, this.time)
    const meaning = meaningOf(tagNames(element))
    const markings = meaning.marking === undefined ? this.markings : [this.marking(meaning.marking)]
    return {
      spec_version: '2.1',
      created,
      modified: created,
      ...(this.creator === undefined ? {} : { created_by_ref: this.creator }),
      labels: [...labels, ...meaning.labels],
      ...(meaning.confidence === undefined ? {} : { confidence: meaning.confidence }),
      ...(markings.length === 0 ? {} : { object_marking_refs: [...markings] }),
    }
  }

  /** A relationship to whatever an element's UUID will turn out to be. */
  relateLater(draft: Draft, to: string, path: string): void {
    this.#relations.push({ draft, to, path })
  }

  /** After everything is there. */
  relate(): void {
    for (const { draft, to, path } of this.#relations) {
      const target = this.bearers.get(to)
      if (target === undefined || this.add({ ...draft, target_ref: target }) === undefined) {
        this.losses.note('misp-reference', path)
      }
    }
  }

  result(): StixObject[] {
    // Each was validated when it came in.
    return [...this.objects.values()] as unknown as StixObject[]
  }
}

/** What hangs on an element: clusters, sightings, notes and opinions of analysts. */
export function addAttachments(
  output: EventOutput,
  element: Properties,
  bearer: string,
  observed: string | undefined,
  path: string,
): void {
  addClusters(output, element, bearer, path)
  recordsOf(element['Sighting']).forEach((sighting, index) =>
    addSighting(output, sighting, bearer, observed, `${path}.Sighting[${index}]`),
  )
  addAnalystWords(output, element, bearer, path)
  if (recordsOf(element['ShadowAttribute']).length > 0) output.losses.note('misp-proposal', `${path}.ShadowAttribute`)
}

function addClusters(output: EventOutput, element: Properties, bearer: string, path: string): void {
  for (const { cluster, galaxy } of clustersOf(element)) {
    const id = output.add(clusterObject(cluster, galaxy))
    if (id === undefined || id.startsWith('x-misp-')) output.losses.note('misp-galaxy', `${path}.Galaxy`)
    if (id === undefined) continue
    const uuid = uuidOf(cluster['uuid'])
    if (uuid !== undefined && !output.bearers.has(uuid)) output.bearers.set(uuid, id)
    const isIndication =
      bearer.startsWith('indicator--') &&
      /^(?:attack-pattern|campaign|intrusion-set|malware|threat-actor|tool)--/.test(id)
    output.add({
      ...relationship(output, isIndication ? 'indicates' : 'related-to', bearer, uuidFrom('galaxy', bearer, id)),
      target_ref: id,
    })
  }
}

/** A relationship without its target. */
export function relationship(
  output: EventOutput,
  type: string,
  from: string,
  uuid: string,
  created = output.time,
): Draft {
  const word = type.toLowerCase().replace(/[^a-z0-9-]+/g, '-')
  return {
    type: 'relationship',
    spec_version: '2.1',
    id: `relationship--${uuid}`,
    created,
    modified: created,
    ...(output.markings.length === 0 ? {} : { object_marking_refs: [...output.markings] }),
    relationship_type: word === '' ? 'related-to' : word,
    source_ref: from,
  }
}

function addSighting(
  output: EventOutput,
  sighting: Properties,
  bearer: string,
  observed: string | undefined,
  path: string,
): void {
  const created = output.timeAt(sighting['date_sighting'], `${path}.date_sighting`, output.time)
  const organisation = isProperties(sighting['Organisation']) ? sighting['Organisation'] : undefined
  const who = organisation === undefined ? undefined : output.organisation(organisation)
  const marked = output.markings.length === 0 ? {} : { object_marking_refs: [...output.markings] }
  const both = observed !== undefined && observed !== bearer
  const uuid = output.uuid(sighting, 'sighting', path)
  const common = { spec_version: '2.1', created, modified: created, ...marked }
  const type = textOf(sighting['type']) ?? '0'
  if (type === '1') {
    const name = organisation === undefined ? undefined : textOf(organisation['name'])
    output.add({
      type: 'opinion',
      id: `opinion--${uuid}`,
      ...common,
      ...(name ? { authors: [name] } : {}),
      explanation: 'False positive Sighting',
      opinion: 'strongly-disagree',
      object_refs: both ? [observed, bearer] : [bearer],
    })
  } else if (type === '0' && /^(?!x-misp-)/.test(bearer)) {
    output.add({
      type: 'sighting',
      id: `sighting--${uuid}`,
      ...common,
      sighting_of_ref: bearer,
      ...(both ? { observed_data_refs: [observed] } : {}),
      ...(who === undefined ? {} : { where_sighted_refs: [who] }),
    })
  } else output.losses.note('misp-sighting', path)
}

const OPINIONS = ['strongly-disagree', 'disagree', 'neutral', 'agree', 'strongly-agree'] as const

/** Analyst data of MISP 2.5: notes, opinions from 0 to 100, relationships of one's own. */
function addAnalystWords(output: EventOutput, element: Properties, bearer: string, path: string): void {
  const times = (word: Properties, at: string) => {
    const created = output.timeAt(word['created'], `${at}.created`, output.time)
    const modified = output.timeAt(word['modified'], `${at}.modified`, created)
    const authors = textOf(word['authors'])
    return {
      spec_version: '2.1',
      created,
      modified: modified < created ? created : modified,
      ...(authors ? { authors: [authors] } : {}),
      ...(output.markings.length === 0 ? {} : { object_marking_refs: [...output.markings] }),
      object_refs: [bearer],
    }
  }
  recordsOf(element['Note']).forEach((note, index) => {
    const at = `${path}.Note[${index}]`
    const content = textOf(note['note']) ?? ''
    const id = `note--${output.uuid(note, 'note', at)}`
    if (content !== '') output.add({ type: 'note', id, ...times(note, at), content })
    addAnalystWords(output, note, id, at)
  })
  recordsOf(element['Opinion']).forEach((opinion, index) => {
    const at = `${path}.Opinion[${index}]`
    const value = Number(textOf(opinion['opinion']) ?? '50')
    const grade = Number.isFinite(value) ? Math.min(4, Math.max(0, Math.floor(value / 20.0001))) : 2
    const explanation = textOf(opinion['comment']) ?? ''
    const id = `opinion--${output.uuid(opinion, 'opinion', at)}`
    output.add({
      type: 'opinion',
      id,
      ...times(opinion, at),
      opinion: OPINIONS[grade] ?? 'neutral',
      ...(explanation === '' ? {} : { explanation }),
    })
    addAnalystWords(output, opinion, id, at)
  })
  recordsOf(element['Relationship']).forEach((relation, index) => {
    const at = `${path}.Relationship[${index}]`
    const uuid = output.uuid(relation, 'relationship', at)
    const type = textOf(relation['relationship_type']) ?? 'related-to'
    output.relateLater(relationship(output, type, bearer, uuid), textOf(relation['related_object_uuid']) ?? '', at)
  })
}

/** References from an object of MISP to others. */
export function addReferences(output: EventOutput, object: Properties, bearer: string, path: string): void {
  recordsOf(object['ObjectReference']).forEach((reference, index) => {
    const at = `${path}.ObjectReference[${index}]`
    if (isSet(reference['deleted'])) return output.losses.note('misp-deleted', at)
    const created = output.timeAt(reference['timestamp'], `${at}.timestamp`, output.time)
    const comment = textOf(reference['comment']) ?? ''
    const type = textOf(reference['relationship_type']) ?? 'related-to'
    const draft = relationship(output, type, bearer, output.uuid(reference, 'relationship', at), created)
    output.relateLater(
      comment === '' ? draft : { ...draft, description: comment },
      (textOf(reference['referenced_uuid']) ?? '').toLowerCase(),
      at,
    )
  })
}
