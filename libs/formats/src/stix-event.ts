import { isScoType } from '@noroshi/stix'
import { CLUSTER_TYPES, galaxiesOf, isToldByCluster } from './misp-galaxies.ts'
import type { StixLosses } from './misp-losses.ts'
import { tlpTagOf } from './misp-markings.ts'
import { MISP_EXTENSION } from './misp-source.ts'
import {
  isProperties,
  listOf,
  present,
  recordsOf,
  textOf,
  uuidFrom,
  type Draft,
  type Properties,
} from './misp-words.ts'
import {
  analystWord,
  attributeOf,
  labelOf,
  leaves,
  OF_THE_FORM,
  OWN_LABEL,
  refsOf,
  secondsOf,
  TOLD,
  uuidPart,
} from './stix-reading.ts'
import { observableTelling, patternTelling, type Telling, type Told } from './stix-values.ts'

/** What an event says of itself. */
export interface MispEnvelope {
  readonly uuid: string
  readonly info: string
  /** An instant, ISO 8601. */
  readonly at: string
  readonly organisation: { readonly uuid: string; readonly name: string }
  readonly distribution: '0' | '1' | '2' | '3'
  readonly tags: readonly string[]
}

/** Writes one event from objects of STIX that are not told otherwise. */
export class EventWriter {
  readonly #objects: readonly Properties[]
  readonly #byId: ReadonlyMap<string, Properties>
  readonly #losses: StixLosses
  readonly #told: ReadonlySet<string>
  readonly #paths: ReadonlyMap<Properties, string>
  readonly #attributes: Draft[] = []
  readonly #templates: Draft[] = []
  readonly #clusters: Properties[] = []
  readonly #reports: Draft[] = []
  readonly #analyst: Record<'Note' | 'Opinion', Draft[]> = { Note: [], Opinion: [] }
  /** The element of MISP that speaks for an object of STIX. */
  readonly #elements = new Map<string, Draft>()
  readonly #tags = new Set<string>()
  #isMarkedOtherwise = false

  constructor(objects: readonly Properties[], losses: StixLosses, told: ReadonlySet<string>) {
    this.#objects = objects.filter(({ id }) => !told.has(String(id)))
    this.#byId = new Map(objects.map(object => [String(object['id']), object]))
    this.#losses = losses
    this.#told = told
    this.#paths = new Map(objects.map((object, index) => [object, `$.objects[${index}]`]))
    this.#write()
  }

  /** Whether there is nothing that an event could say. */
  get isEmpty(): boolean {
    return (
      this.#attributes.length + this.#templates.length + this.#clusters.length + this.#reports.length === 0 &&
      this.#analyst.Note.length + this.#analyst.Opinion.length === 0
    )
  }

  event(envelope: MispEnvelope, attributes: readonly Properties[], objects: readonly Properties[]): Properties {
    const seconds = secondsOf(envelope.at) ?? '0'
    const tags = [...new Set([...envelope.tags, ...this.#tags])]
    const Attribute = [...attributes, ...this.#attributes]
    const Object_ = [...objects, ...this.#templates]
    const count = Attribute.length + Object_.reduce((sum, object) => sum + listOf(object['Attribute']).length, 0)
    const own = { name: envelope.organisation.name, uuid: envelope.organisation.uuid }
    return {
      uuid: envelope.uuid,
      info: envelope.info,
      date: new Date(envelope.at).toISOString().slice(0, 10),
      timestamp: seconds,
      publish_timestamp: seconds,
      published: true,
      threat_level_id: '4',
      analysis: '2',
      distribution: this.#isMarkedOtherwise ? '0' : envelope.distribution,
      attribute_count: String(count),
      Org: own,
      Orgc: own,
      Tag: tags.map(name => ({ name })),
      Attribute,
      Object: Object_,
      Galaxy: galaxiesOf(this.#clusters),
      EventReport: this.#reports,
      ...(this.#analyst.Note.length === 0 ? {} : { Note: this.#analyst.Note }),
      ...(this.#analyst.Opinion.length === 0 ? {} : { Opinion: this.#analyst.Opinion }),
    }
  }

  #write(): void {
    const referred = new Set(
      this.#objects
        .filter(object => object['type'] === 'observed-data' || isScoType(String(object['type'])))
        .flatMap(refsOf),
    )
    const partners = this.#partners()
    for (const object of this.#objects) {
      this.#noteProperties(object)
      const id = String(object['id'])
      const type = String(object['type'])
      if (type === 'indicator') this.#indicator(object, partners.get(id))
      else if (type === 'observed-data') {
        if (![...partners.values()].includes(object)) this.#observed(object, object)
      } else if (isScoType(type)) {
        if (!referred.has(id)) this.#observable(object, object, new Set())
      } else if (CLUSTER_TYPES.has(type)) this.#clusters.push(object)
      else if (type === 'identity') this.#identity(object)
      else if (type === 'report' || type === 'grouping') this.#report(object)
      else if (type === 'marking-definition') this.#marking(object)
      else if (!LATER.has(type) && !OURS.has(type)) this.#losses.note('stix-object', this.#path(object))
    }
    for (const object of this.#objects) {
      const type = String(object['type'])
      if (type === 'note' || type === 'opinion') this.#word(object, type)
      else if (type === 'sighting') this.#sighting(object)
      else if (type === 'relationship') this.#relationship(object)
    }
  }

  #path(object: Properties): string {
    return this.#paths.get(object) ?? '$'
  }

  #noteProperties(object: Properties): void {
    const type = String(object['type'])
    if (isScoType(type)) return // by what is found in it
    const told = Object.hasOwn(TOLD, type) ? (TOLD[type] ?? []) : []
    const isCluster = CLUSTER_TYPES.has(type)
    if (told.length === 0 && !isCluster) return
    for (const name of Object.keys(object)) {
      if (OF_THE_FORM.has(name) || told.includes(name) || (isCluster && isToldByCluster(name))) continue
      this.#losses.note('stix-property', `${this.#path(object)}.${name}`)
    }
    const { extensions } = object
    if (isProperties(extensions) && Object.keys(extensions).some(name => name !== MISP_EXTENSION)) {
      this.#losses.note('stix-property', `${this.#path(object)}.extensions`)
    }
  }

  /** Which observed data an indicator is based on: by a relationship, or by the UUID that they have from one element of MISP. */
  #partners(): Map<string, Properties> {
    const found = new Map<string, Properties>()
    const observed = new Map(
      this.#objects.filter(({ type }) => type === 'observed-data').map(one => [uuidPart(one), one]),
    )
    for (const object of this.#objects) {
      if (object['type'] === 'indicator') {
        const same = observed.get(uuidPart(object))
        if (same !== undefined) found.set(String(object['id']), same)
      } else if (object['type'] === 'relationship' && object['relationship_type'] === 'based-on') {
        const target = this.#byId.get(String(object['target_ref']))
        if (target?.['type'] === 'observed-data' && !this.#told.has(String(target['id'])))
          found.set(String(object['source_ref']), target)
      }
    }
    return found
  }

  #indicator(object: Properties, observed: Properties | undefined): void {
    const label = labelOf(object)
    const language = textOf(object['pattern_type']) ?? 'stix'
    const pattern = textOf(object['pattern']) ?? ''
    if (language !== 'stix') {
      const type = ['sigma', 'snort', 'suricata', 'yara'].includes(language) ? language : 'text'
      return this.#push(object, { values: [{ type, relation: '', value: pattern }] }, true)
    }
    const tellings = patternTelling(pattern, label)
    if (tellings === undefined) {
      return this.#push(
        object,
        { template: 'stix2-pattern', values: [{ type: 'stix2-pattern', relation: 'stix2-pattern', value: pattern }] },
        true,
      )
    }
    if (observed !== undefined) {
      const wanted = new Set(tellings.flatMap(({ values }) => values.map(({ value }) => value)))
      if (this.#observed(observed, object, wanted)) return
    }
    tellings.forEach((telling, nth) => {
      this.#push(object, telling, true, nth)
    })
  }

  /** Observed data, on behalf of itself or of the indicator that is based on it. */
  #observed(observed: Properties, speaker: Properties, wanted = new Set<string>()): boolean {
    const ids = refsOf(observed)
    const all = ids.flatMap(id => present(this.#byId.get(id)))
    const inner = new Set(all.flatMap(refsOf))
    const mains = all.filter(({ id, type }) => isScoType(String(type)) && !inner.has(String(id)))
    if (mains.length === 0) {
      if (speaker === observed) this.#losses.note('stix-object', this.#path(observed))
      return false
    }
    mains.forEach((main, nth) => {
      this.#observable(main, speaker, wanted, nth)
    })
    this.#elements.set(String(observed['id']), this.#elements.get(String(speaker['id'])) ?? {})
    return true
  }

  #observable(main: Properties, speaker: Properties, wanted: ReadonlySet<string>, nth = 0): void {
    const telling = observableTelling(main, id => this.#byId.get(id), labelOf(speaker))
    if (telling.values.length === 0) return this.#losses.note('stix-object', this.#path(main))
    this.#push(speaker, telling, speaker['type'] === 'indicator', nth, wanted)
    this.#noteUntold(main, telling)
  }

  /** What an observable has beside the values that were told. */
  #noteUntold(main: Properties, { values }: Telling): void {
    const told = new Set(values.flatMap(({ value }) => [value, value.replace(/^AS/, ''), ...value.split('|')]))
    for (const [name, value] of Object.entries(main)) {
      if (OF_THE_FORM.has(name) && name !== 'name' && name !== 'description') continue
      if (name === 'is_multipart' || /_refs?$/.test(name) || name === 'defanged') continue
      const texts = leaves(value)
      if (texts.some(text => !told.has(text))) this.#losses.note('stix-property', `${this.#path(main)}.${name}`)
    }
  }

  #push(
    speaker: Properties,
    telling: Telling,
    detects: boolean,
    nth = 0,
    wanted: ReadonlySet<string> = new Set(),
  ): void {
    const id = String(speaker['id'])
    const uuid = nth === 0 ? uuidPart(speaker) : uuidFrom('misp', id, String(nth))
    const label = labelOf(speaker)
    const common = this.#common(speaker)
    const flag = (value: string) => detects && (wanted.size === 0 || wanted.has(value))
    if (telling.template === undefined) {
      telling.values.forEach((told, index) => {
        const own = index === 0 ? uuid : uuidFrom('misp', id, String(nth), told.type, told.value)
        this.#keep(id, this.#attributes, {
          uuid: own,
          ...attributeOf(told, flag(told.value), label.category),
          ...common,
        })
      })
      return
    }
    this.#keep(id, this.#templates, {
      uuid,
      name: telling.template,
      'meta-category': label.category ?? 'misc',
      description: '',
      ...common,
      Attribute: telling.values.map((told, index) => ({
        uuid: uuidFrom('misp', id, String(nth), told.relation, told.value, String(index)),
        object_relation: told.relation,
        ...attributeOf(told, flag(told.value)),
        distribution: '5',
        timestamp: common['timestamp'],
      })),
      ObjectReference: [],
    })
  }

  #keep(id: string, list: Draft[], element: Draft): void {
    list.push(element)
    if (!this.#elements.has(id)) this.#elements.set(id, element)
  }

  #common(object: Properties): Draft {
    const name = textOf(object['name'])
    const description = textOf(object['description'])
    const comment = [name, description].filter(text => text !== undefined && text !== '').join(': ')
    const first = textOf(object['valid_from'] ?? object['first_observed'])
    const last = textOf(object['valid_until'] ?? object['last_observed'])
    const created = textOf(object['created'])
    const isSpan = first !== undefined && last !== undefined && first !== last
    const tags = this.#tagsOf(object)
    return {
      comment,
      distribution: '5',
      timestamp: secondsOf(textOf(object['modified']) ?? '') ?? secondsOf(created ?? '') ?? '0',
      ...(isSpan ? { first_seen: first, last_seen: last } : {}),
      ...(tags.length === 0 ? {} : { Tag: tags.map(tag => ({ name: tag })) }),
    }
  }

  #tagsOf(object: Properties): string[] {
    const labels = listOf(object['labels']).flatMap(label => textOf(label) ?? [])
    const markings = listOf(object['object_marking_refs']).flatMap(id => {
      const tag = tlpTagOf(String(id))
      if (tag === undefined) this.#unknownMarking(object)
      return tag ?? []
    })
    if (object['granular_markings'] !== undefined) this.#unknownMarking(object)
    return [...new Set([...markings, ...labels.filter(label => !OWN_LABEL.test(label))])]
  }

  /** A marking that MISP cannot say: nobody beyond the recipient may get it from there. */
  #unknownMarking(object: Properties): void {
    this.#isMarkedOtherwise = true
    this.#losses.note('stix-marking', `${this.#path(object)}.object_marking_refs`)
  }

  #marking(object: Properties): void {
    if (tlpTagOf(String(object['id'])) === undefined) this.#unknownMarking(object)
  }

  #identity(object: Properties): void {
    const isCreator = [...this.#byId.values()].some(other => other['created_by_ref'] === object['id'])
    if (isCreator) return
    const relations = ['name', 'description', 'identity_class', 'sectors', 'roles', 'contact_information']
    const values = relations.flatMap(relation =>
      leaves(object[relation]).map((value): Told => ({ type: 'text', relation, value })),
    )
    this.#push(object, { template: 'identity', values }, false)
  }

  #report(object: Properties): void {
    const content = textOf(object['description']) ?? ''
    for (const tag of this.#tagsOf(object)) this.#tags.add(tag)
    this.#reports.push({
      uuid: uuidPart(object),
      name: textOf(object['name']) ?? '',
      content,
      distribution: '5',
      timestamp: secondsOf(textOf(object['modified']) ?? '') ?? '0',
    })
  }

  #word(object: Properties, type: 'note' | 'opinion'): void {
    const target = listOf(object['object_refs']).flatMap(id => present(this.#elements.get(String(id))))[0]
    const word = analystWord(object, type)
    const name = type === 'note' ? 'Note' : 'Opinion'
    if (target === undefined) this.#analyst[name].push(word)
    else target[name] = [...listOf(target[name]), word]
  }

  #sighting(object: Properties): void {
    const target = this.#elements.get(String(object['sighting_of_ref']))
    if (target === undefined) return this.#losses.note('stix-object', this.#path(object))
    const who = listOf(object['where_sighted_refs']).flatMap(id => present(this.#byId.get(String(id))))[0]
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

  #relationship(object: Properties): void {
    const [from, to] = [String(object['source_ref']), String(object['target_ref'])]
    const source = this.#elements.get(from)
    const type = textOf(object['relationship_type']) ?? 'related-to'
    const cluster = this.#byId.get(to)
    if (type === 'based-on' && this.#byId.get(to)?.['type'] === 'observed-data') return
    if (source !== undefined && cluster !== undefined && CLUSTER_TYPES.has(String(cluster['type']))) {
      const name = `misp-galaxy:stix-2.1-${String(cluster['type'])}="${textOf(cluster['name']) ?? ''}"`
      source['Tag'] = [...listOf(source['Tag']), { name, relationship_type: type }]
      return
    }
    const target = this.#elements.get(to)
    if (source === undefined || target === undefined) return this.#losses.note('stix-reference', this.#path(object))
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
}

const LATER = new Set(['note', 'opinion', 'sighting', 'relationship'])
/** Of no use in an event: who defined the extension, and what it is. */
const OURS = new Set(['extension-definition'])
