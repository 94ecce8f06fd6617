import { isDetectedByDefault } from './misp-attribute-table.ts'
import { addAttachments, addReferences, relationship, type EventOutput } from './misp-event.ts'
import { withSource } from './misp-source.ts'
import { isSet, recordsOf, textOf, timeOf, uuidFrom, type Draft, type Properties } from './misp-words.ts'

/** What speaks for one element in STIX. */
export interface Spoken {
  readonly bearer: Draft
  readonly observed?: string
}

/** An element on its way: what its objects have in common. */
export interface Element {
  readonly value: Properties
  readonly kind: 'attribute' | 'object'
  readonly uuid: string
  readonly path: string
  readonly authored: Draft
  readonly category: string
  readonly first: string
  readonly last: string
}

export function elementOf(output: EventOutput, value: Properties, kind: Element['kind'], path: string): Element {
  const word = (name: string) => textOf(value[name]) ?? ''
  const labels =
    kind === 'attribute'
      ? [`misp:type="${word('type')}"`, `misp:category="${word('category')}"`]
      : [`misp:name="${word('name')}"`, `misp:meta-category="${word('meta-category')}"`]
  const authored = output.authored(value, labels, path)
  const created = String(authored['created'])
  const first = output.timeAt(value['first_seen'], `${path}.first_seen`, created)
  const last = output.timeAt(value['last_seen'], `${path}.last_seen`, first)
  if (Date.parse(last) < Date.parse(first)) output.losses.note('misp-time', `${path}.last_seen`)
  return {
    ...{ value, kind, path, authored, first },
    last: Date.parse(last) < Date.parse(first) ? first : last,
    uuid: output.uuid(value, kind, path),
    category: word(kind === 'attribute' ? 'category' : 'meta-category'),
  }
}

/** Takes the element's main object in, with MISP's own words beside it; what cannot be said otherwise is an object of MISP's own kind. */
export function settle(output: EventOutput, element: Element, spoken: Spoken | undefined): void {
  const { value, kind, path, uuid } = element
  const bearer = spoken === undefined ? undefined : output.add(withSource(spoken.bearer, kind, value))
  const id = bearer ?? output.add(withSource(ownObject(element), kind, value))
  if (id === undefined) return output.losses.note('misp-not-valid', path)
  for (const owner of [value, ...(kind === 'object' ? recordsOf(value['Attribute']) : [])]) {
    const own = owner === value ? uuid : (textOf(owner['uuid']) ?? '').toLowerCase()
    if (own !== '' && !output.bearers.has(own)) output.bearers.set(own, id)
  }
  if (spoken?.observed !== undefined && spoken.observed !== id && bearer !== undefined) {
    output.add({
      ...relationship(output, 'based-on', id, uuidFrom('based-on', uuid), String(element.authored['created'])),
      target_ref: spoken.observed,
    })
  }
  addAttachments(output, value, id, spoken?.observed, path)
  if (kind === 'object') {
    addReferences(output, value, id, path)
    recordsOf(value['Attribute']).forEach((attribute, index) =>
      addAttachments(output, attribute, id, spoken?.observed, `${path}.Attribute[${index}]`),
    )
  }
}

function ownObject({ kind, uuid, authored, value }: Element): Draft {
  const comment = textOf(value['comment']) ?? ''
  const words = kind === 'attribute' ? ['type', 'category', 'value'] : ['name', 'meta-category', 'description']
  const told = words.flatMap(word => {
    const text = textOf(value[word]) ?? ''
    return text === '' ? [] : [[`x_misp_${word.replaceAll('-', '_')}`, text] as const]
  })
  const type = `x-misp-${kind}`
  return {
    type,
    id: `${type}--${uuid}`,
    ...authored,
    ...Object.fromEntries(told),
    ...(comment === '' ? {} : { x_misp_comment: comment }),
  }
}

/** The observed data and the indicator of an element's values; undefined when it is neither. */
export function speak(
  output: EventOutput,
  element: Element,
  observables: readonly Draft[],
  comparisons: readonly string[],
): Spoken | undefined {
  const { authored, uuid, category, first, last, value } = element
  const ids = observables.flatMap(observable => output.add(observable) ?? [])
  const isWhole = ids.length === observables.length && ids.length > 0
  if (!isWhole) {
    for (const id of ids) output.refs.delete(id)
    output.losses.note('misp-value', element.path)
  }
  const observedData: Draft = {
    type: 'observed-data',
    id: `observed-data--${uuid}`,
    ...authored,
    first_observed: first,
    last_observed: last,
    number_observed: 1,
    object_refs: [...new Set(ids)],
  }
  if (comparisons.length === 0)
    return isWhole ? { bearer: observedData, observed: String(observedData['id']) } : undefined
  const comment = textOf(value['comment']) ?? ''
  const indicator: Draft = {
    type: 'indicator',
    id: `indicator--${uuid}`,
    ...authored,
    ...(comment === '' ? {} : { description: comment }),
    pattern: `[${comparisons.join(' AND ')}]`,
    pattern_type: 'stix',
    pattern_version: '2.1',
    valid_from: first,
    ...(timeOf(value['last_seen']) !== undefined && Date.parse(last) > Date.parse(first) ? { valid_until: last } : {}),
    ...(category === '' ? {} : { kill_chain_phases: [{ kill_chain_name: 'misp-category', phase_name: category }] }),
  }
  const observed = isWhole ? output.add(observedData) : undefined
  return { bearer: indicator, ...(observed === undefined ? {} : { observed }) }
}

/** Whether an attribute is to be looked for; where it does not say, MISP has a default for its type. */
export function isDetected(attribute: Properties): boolean {
  const { to_ids: detected } = attribute
  return detected === undefined ? isDetectedByDefault(textOf(attribute['type']) ?? '') : isSet(detected)
}

/** What an attribute or an object's attribute carries as a file. */
export function artifactOf(attribute: Properties): Draft | undefined {
  const bytes = textOf(attribute['data']) ?? ''
  if (bytes === '') return undefined
  const isSample = attribute['type'] === 'malware-sample'
  return {
    type: 'artifact',
    spec_version: '2.1',
    id: `artifact--${uuidFrom('data', bytes)}`,
    payload_bin: bytes,
    ...(isSample
      ? { mime_type: 'application/zip', encryption_algorithm: 'mime-type-indicated', decryption_key: 'infected' }
      : {}),
  }
}
