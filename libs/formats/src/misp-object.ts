import { fullHive } from './misp-attribute-table.ts'
import { artifactOf, elementOf, isDetected, settle, speak, type Element, type Spoken } from './misp-element.ts'
import type { EventOutput } from './misp-event.ts'
import { buildObservable, comparisonsFor, type Entry } from './misp-fields.ts'
import { RULE_TEMPLATES, templateOf, type TemplateRow } from './misp-object-table.ts'
import { isSet, recordsOf, textOf, timeOf, type Draft, type Properties } from './misp-words.ts'

/** One object of an event. */
export function addObject(output: EventOutput, value: Properties, path: string): void {
  const element = elementOf(output, value, 'object', path)
  const name = textOf(value['name']) ?? ''
  if (isSet(value['deleted'])) {
    output.losses.note('misp-deleted', path)
    return settle(output, element, undefined)
  }
  const attributes = recordsOf(value['Attribute']).filter(attribute => !isSet(attribute['deleted']))
  const rule = Object.hasOwn(RULE_TEMPLATES, name) ? RULE_TEMPLATES[name] : undefined
  const row = templateOf(name)
  const spoken =
    rule !== undefined
      ? ruleObject(element, rule, attributes)
      : row === undefined
        ? undefined
        : row.naming === undefined
          ? observableObject(output, element, row, attributes, path)
          : domainObject(output, element, row, attributes, path)
  if (spoken === undefined) output.losses.note('misp-object-template', path)
  settle(output, element, spoken)
}

const relationOf = (attribute: Properties) => textOf(attribute['object_relation']) ?? ''
const valueOf = (attribute: Properties) => textOf(attribute['value']) ?? ''

function ruleObject(
  { authored, uuid, first, category }: Element,
  rule: (typeof RULE_TEMPLATES)[string],
  attributes: readonly Properties[],
): Spoken | undefined {
  const first_ = (relation: string) =>
    attributes
      .filter(one => relationOf(one) === relation)
      .map(valueOf)
      .find(text => text !== '')
  const pattern = first_(rule.relation)
  if (pattern === undefined) return undefined
  const name = first_(rule.naming)
  const comment = first_('comment')
  return {
    bearer: {
      type: 'indicator',
      id: `indicator--${uuid}`,
      ...authored,
      ...(name === undefined ? {} : { name }),
      ...(comment === undefined ? {} : { description: comment }),
      pattern,
      pattern_type: rule.language,
      ...(rule.language === 'stix' ? { pattern_version: '2.1' } : {}),
      valid_from: first,
      ...(category === '' ? {} : { kill_chain_phases: [{ kill_chain_name: 'misp-category', phase_name: category }] }),
    },
  }
}

function observableObject(
  output: EventOutput,
  element: Element,
  row: TemplateRow,
  attributes: readonly Properties[],
  path: string,
): Spoken | undefined {
  const placed: { entry: Entry; attribute: Properties }[] = []
  for (const attribute of attributes) {
    const relation = relationOf(attribute)
    const field = Object.hasOwn(row.fields, relation) ? row.fields[relation] : undefined
    const text = valueOf(attribute)
    if (field === undefined || text === '') output.losses.note('misp-object-attribute', `${path}.Attribute`)
    else
      placed.push({ attribute, entry: { field, value: adaptedInObject(output, row.type, relation, attribute, path) } })
  }
  let fixed: Draft = { ...row.fixed }
  const artifact = attributes.map(artifactOf).find(one => one !== undefined)
  if (artifact !== undefined && row.type === 'file' && output.add(artifact) !== undefined)
    fixed['content_ref'] = artifact['id']
  if (row.type === 'windows-registry-key') fixed = { ...fixed, ...registryValues(attributes) }
  if (row.type === 'network-traffic') fixed = { ...fixed, ...defaultProtocols(placed) }
  const { objects, left } = buildObservable(
    row.type,
    fixed,
    placed.map(({ entry }) => entry),
    element.uuid,
  )
  if (left.length > 0) output.losses.note('misp-object-attribute', `${path}.Attribute`, left.length)
  if (typeof objects[0]?.['body'] === 'string' && objects[0]['is_multipart'] !== false) delete objects[0]['body']
  const wanted = placed.filter(({ attribute }) => isDetected(attribute)).map(({ entry }) => entry)
  const comparisons =
    wanted.length === 0 ? [] : comparisonsFor(row.type, row.type === 'user-account' ? fixed : {}, wanted)
  return speak(output, element, objects, comparisons)
}

function adaptedInObject(
  output: EventOutput,
  type: string,
  relation: string,
  attribute: Properties,
  path: string,
): string {
  const text = valueOf(attribute)
  if (relation === 'payload_bin') return textOf(attribute['data']) ?? text
  if (type === 'autonomous-system' && relation === 'asn') return text.replace(/^AS\s*/i, '')
  if (type === 'network-traffic' && /protocol/.test(relation)) return text.toLowerCase()
  if (type === 'windows-registry-key' && relation === 'key') {
    const full = fullHive(text)
    if (full !== text) output.losses.note('misp-registry-hive', `${path}.Attribute`)
    return full
  }
  return text
}

function registryValues(attributes: readonly Properties[]): Draft {
  const value: Draft = {}
  for (const [relation, property] of [
    ['name', 'name'],
    ['data', 'data'],
    ['data-type', 'data_type'],
  ] as const) {
    const text = attributes
      .filter(one => relationOf(one) === relation)
      .map(valueOf)
      .find(one => one !== '')
    if (text !== undefined) value[property] = text
  }
  return Object.keys(value).length === 0 ? {} : { values: [value] }
}

/** §6.12 asks for protocols: where an object names none, the one that its addresses are of, or TCP. */
function defaultProtocols(placed: readonly { readonly entry: Entry }[]): Draft {
  return placed.some(({ entry }) => entry.field === 'protocols+') ? {} : { protocols: ['tcp'] }
}

function domainObject(
  output: EventOutput,
  element: Element,
  row: TemplateRow,
  attributes: readonly Properties[],
  path: string,
): Spoken | undefined {
  const { authored, uuid, value } = element
  const draft: Draft = { type: row.type, id: `${row.type}--${uuid}`, ...authored, ...row.fixed }
  const naming = row.naming ?? []
  const names = naming.map(relation =>
    attributes
      .filter(one => relationOf(one) === relation)
      .map(valueOf)
      .find(text => text !== ''),
  )
  const [whole] = names
  const name = whole ?? names.filter(text => text !== undefined).join(' ')
  draft['name'] = name === '' ? (textOf(value['name']) ?? row.type) : name
  const references: Draft[] = []
  const contacts: string[] = []
  for (const attribute of attributes) {
    const relation = relationOf(attribute)
    const text = valueOf(attribute)
    const field = Object.hasOwn(row.fields, relation) ? row.fields[relation] : undefined
    if (text === '' || (field === undefined && !naming.includes(relation))) {
      output.losses.note('misp-object-attribute', `${path}.Attribute`)
    } else if (field === undefined) continue
    else if (field === '=url') references.push({ source_name: 'url', url: text })
    else if (field.startsWith('=')) references.push(identified(field.slice(1), text))
    else if (field === 'contact_information') contacts.push(`${relation}: ${text}`)
    else if (!placeIn(draft, field, text)) output.losses.note('misp-object-attribute', `${path}.Attribute`)
  }
  if (references.length > 0) draft['external_references'] = references
  if (contacts.length > 0) draft['contact_information'] = contacts.join(' / ')
  return { bearer: draft }
}

function identified(source: string, id: string): Draft {
  const external_id = source === 'capec' && /^\d+$/.test(id) ? `CAPEC-${id}` : id
  const isOne = source === 'cve' ? /^CVE-\d{4}-\d{4,}$/.test(id) : /^CAPEC-\d+$/.test(external_id)
  return { source_name: isOne ? source : 'misp', external_id }
}

function placeIn(draft: Draft, field: string, text: string): boolean {
  const kind = /[@+]$/.exec(field)?.[0]
  const name = kind === undefined ? field : field.slice(0, -1)
  if (kind === '+')
    draft[name] = [...((draft[name] ?? []) as unknown[]), text] // a list made here
  else {
    const value = kind === '@' ? timeOf(text) : text
    if (value === undefined || Object.hasOwn(draft, name)) return false
    draft[name] = value
  }
  return true
}
