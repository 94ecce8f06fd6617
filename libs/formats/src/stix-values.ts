import { parsePattern, type ComparisonExpression, type ObservationExpression } from '@noroshi/stix'
import { ATTRIBUTE_ROWS, HASHES } from './misp-attribute-table.ts'
import { isOfType, placeOf, textFor, valuesAt, type Field } from './misp-fields.ts'
import { TEMPLATE_FOR, templateOf, type TemplateRow } from './misp-object-table.ts'
import { isProperties, textOf, type Properties } from './misp-words.ts'

/** One value of MISP that STIX told: an attribute's, alone or in an object. */
export interface Told {
  readonly type: string
  readonly value: string
  readonly relation: string
}

/** What an observable or a pattern tells: attributes, and the template when they are of one object. */
export interface Telling {
  readonly template?: string
  readonly values: readonly Told[]
}

type Lookup = (id: string) => Properties | undefined

/** The one type of attribute for an observable with the one value, by its place. */
const ALONE: Readonly<Record<string, Readonly<Record<Field, string>>>> = {
  'autonomous-system': { 'number#': 'AS' },
  'domain-name': { value: 'domain' },
  'email-addr': { value: 'email', display_name: 'email-dst-display-name' },
  'ipv4-addr': { value: 'ip-dst' },
  'ipv6-addr': { value: 'ip-dst' },
  'mac-addr': { value: 'mac-address' },
  mutex: { name: 'mutex' },
  url: { value: 'url' },
}

/** What an observable tells, with what it refers to. `label` is the type of attribute or the template that it came from, if it did. */
export function observableTelling(
  object: Properties,
  lookup: Lookup,
  label?: { type?: string; template?: string },
): Telling {
  const type = String(object['type'])
  const row = label?.type === undefined ? undefined : ATTRIBUTE_ROWS.get(label.type)
  if (row?.sco === type && label?.type !== undefined) {
    const parts = row.fields.map(field =>
      field === 'values' ? registryDataOf(object) : valuesAt(object, field, lookup)[0],
    )
    if (parts.every(part => part !== undefined)) {
      const value = parts.join('|')
      return { values: [{ type: label.type, relation: '', value: label.type === 'AS' ? `AS${value}` : value }] }
    }
  }
  const own = ownProperties(object)
  const alone = Object.hasOwn(ALONE, type) ? ALONE[type] : undefined
  if (alone !== undefined && label?.template === undefined && !own.some(([name]) => !isAlone(name, alone))) {
    return {
      values: Object.entries(alone).flatMap(([field, attribute]) =>
        valuesAt(object, field, lookup).map(value => ({
          type: attribute,
          relation: '',
          value: attribute === 'AS' ? `AS${value}` : value,
        })),
      ),
    }
  }
  const template = label?.template ?? (Object.hasOwn(TEMPLATE_FOR, type) ? TEMPLATE_FOR[type] : undefined)
  const table = template === undefined ? undefined : templateOf(template)
  if (template === undefined || table?.type !== type) return { values: [] }
  return { template, values: templateValues(object, table, lookup) }
}

function isAlone(name: string, alone: Readonly<Record<Field, string>>): boolean {
  return Object.keys(alone).some(field => placeOf(field).path[0] === name)
}

/** Properties that are the object's own, and not those of every observable. */
function ownProperties(object: Properties): [string, unknown][] {
  const common = new Set([
    'id',
    'type',
    'spec_version',
    'object_marking_refs',
    'granular_markings',
    'defanged',
    'extensions',
  ])
  return Object.entries(object).filter(([name]) => !common.has(name))
}

function registryDataOf(object: Properties): string | undefined {
  const { values } = object
  const first: unknown = Array.isArray(values) ? values[0] : undefined
  return isProperties(first) ? textOf(first['data']) : undefined
}

function templateValues(object: Properties, row: TemplateRow, lookup: Lookup): Told[] {
  const seen = new Set<string>()
  const told = Object.entries(row.fields).flatMap(([relation, field]) => {
    // Two relations of one place (domain, hostname): the first has it.
    const place = field.replace(/^(\w+)>(?:ip|host)\//, '$1>ip/')
    const values = seen.has(place) ? [] : valuesAt(object, field, lookup)
    if (values.length > 0) seen.add(place)
    return values.map(value => tell(relation, field, value))
  })
  const first: unknown = Array.isArray(object['values']) ? object['values'][0] : undefined
  if (row.type === 'windows-registry-key' && isProperties(first)) {
    for (const [property, relation] of [
      ['data', 'data'],
      ['data_type', 'data-type'],
      ['name', 'name'],
    ] as const) {
      const value = textFor(first[property])
      if (value !== undefined) told.push({ type: 'text', relation, value })
    }
  }
  for (const [name, value] of ownProperties(object)) {
    if (!name.startsWith('x_misp_')) continue
    for (const item of [value].flat()) {
      const text = textFor(isProperties(item) ? item['value'] : item)
      if (text !== undefined)
        told.push({ type: 'text', relation: name.slice('x_misp_'.length).replaceAll('_', '-'), value: text })
    }
  }
  return told
}

const RELATION_TYPES: Readonly<Record<string, string>> = {
  asn: 'AS',
  domain: 'domain',
  hostname: 'hostname',
  'hostname-src': 'hostname',
  'hostname-dst': 'hostname',
  filename: 'filename',
  'size-in-bytes': 'size-in-bytes',
  subject: 'email-subject',
  'email-body': 'email-body',
  'message-id': 'email-message-id',
  'reply-to': 'email-reply-to',
  'x-mailer': 'email-x-mailer',
  header: 'email-header',
  'from-display-name': 'email-src-display-name',
  from: 'email-src',
  url: 'url',
  cpe: 'cpe',
  pid: 'process-id',
  mimetype: 'mime-type',
  mime_type: 'mime-type',
  payload_bin: 'attachment',
  key: 'regkey',
  'ip-src': 'ip-src',
  src_ip: 'ip-src',
  'x509-fingerprint-md5': 'x509-fingerprint-md5',
  'x509-fingerprint-sha1': 'x509-fingerprint-sha1',
  'x509-fingerprint-sha256': 'x509-fingerprint-sha256',
}

function tell(relation: string, field: Field, value: string): Told {
  const { kind, reference } = placeOf(field)
  const type = (): string => {
    const known = Object.hasOwn(RELATION_TYPES, relation) ? RELATION_TYPES[relation] : undefined
    if (known !== undefined) return known
    if (Object.hasOwn(HASHES, relation)) return relation
    if (/port$/.test(relation)) return 'port'
    if (reference?.type === 'ip') return 'ip-dst'
    if (reference?.type === 'email-addr')
      return relation.endsWith('display-name') ? 'email-dst-display-name' : 'email-dst'
    return kind === '@' ? 'datetime' : kind === '?' ? 'boolean' : 'text'
  }
  return { type: type(), relation, value: relation === 'asn' ? `AS${value}` : value }
}

/**
 * What the pattern of an indicator tells, when it asks for nothing but values: one observation of equalities, all of them or any of
 * them. Undefined when it asks for more; then the pattern itself is the value.
 */
export function patternTelling(
  pattern: string,
  label?: { type?: string; template?: string },
): readonly Telling[] | undefined {
  const parsed = parsePattern(pattern)
  if (!parsed.ok) return undefined
  const tests = anyOf(parsed.tree)
  if (tests === undefined || tests.length > 1000) return undefined
  const tellings = tests.map(test => testTelling(test, label))
  return tellings.every(telling => telling !== undefined) ? tellings : undefined
}

/** The tests of which any one satisfies the pattern. */
function anyOf(tree: ObservationExpression): ComparisonExpression[] | undefined {
  if (tree.is === 'observation') return tree.test.is === 'OR' ? [...tree.test.operands] : [tree.test]
  if (tree.is !== 'OR') return undefined
  const parts = tree.operands.map(anyOf)
  return parts.every(part => part !== undefined) ? parts.flat() : undefined
}

interface Equality {
  readonly type: string
  readonly path: string
  readonly value: string
}

/** Equalities of which all are asked; undefined when something else is. */
function equalitiesOf(test: ComparisonExpression): Equality[] | undefined {
  if (test.is !== 'comparison') {
    const parts = test.is === 'AND' ? test.operands.map(equalitiesOf) : [undefined]
    return parts.every(part => part !== undefined) ? parts.flat() : undefined
  }
  const { objectType, keys, operator, negated, values } = test.comparison
  if (operator !== '=' || negated || values.length !== 1) return undefined
  const path = keys.filter(key => typeof key === 'string').join('/')
  return [{ type: objectType, path, value: values[0]?.text ?? '' }]
}

function testTelling(test: ComparisonExpression, label?: { type?: string; template?: string }): Telling | undefined {
  const equalities = equalitiesOf(test)
  const type = equalities?.[0]?.type
  if (equalities === undefined || type === undefined || equalities.some(one => one.type !== type)) return undefined
  // The type of what is referred to only says how the value is written.
  const asked = equalities.filter(({ path }) => !path.endsWith('_ref/type') && !path.endsWith('_refs/type'))
  const row = label?.type === undefined ? undefined : ATTRIBUTE_ROWS.get(label.type)
  if (row?.sco === type && label?.type !== undefined) {
    const parts = row.fields.map(
      field =>
        asked.find(({ path }) => path === pathOf(field) || (field === 'values' && path === 'values/data'))?.value,
    )
    if (parts.every(part => part !== undefined)) {
      return {
        values: [
          { type: label.type, relation: '', value: label.type === 'AS' ? `AS${parts.join('|')}` : parts.join('|') },
        ],
      }
    }
  }
  const alone = Object.hasOwn(ALONE, type) ? ALONE[type] : undefined
  if (alone !== undefined && label?.template === undefined && asked.length === 1) {
    const found = Object.entries(alone).find(([field]) => pathOf(field) === asked[0]?.path)
    if (found !== undefined) {
      const value = asked[0]?.value ?? ''
      return { values: [{ type: found[1], relation: '', value: found[1] === 'AS' ? `AS${value}` : value }] }
    }
  }
  if (type === 'network-traffic' && asked.length === 1 && label?.template === undefined) {
    const [only] = asked
    if (only?.path === 'dst_ref/value' || only?.path === 'src_ref/value') {
      const isName = equalities.some(one => one.path.endsWith('_ref/type') && one.value === 'domain-name')
      const end = only.path.startsWith('src') ? 'ip-src' : 'ip-dst'
      return { values: [{ type: isName ? 'hostname' : end, relation: '', value: only.value }] }
    }
  }
  const template = label?.template ?? (Object.hasOwn(TEMPLATE_FOR, type) ? TEMPLATE_FOR[type] : undefined)
  const table = template === undefined ? undefined : templateOf(template)
  if (template === undefined || table?.type !== type) return undefined
  const values = asked.map(({ path, value }) => {
    const found = Object.entries(table.fields).find(([, field]) => pathOf(field) === path && isFitting(field, value))
    if (found !== undefined) return tell(found[0], found[1], value)
    const named: Readonly<Record<string, string>> = {
      'values/data': 'data',
      'values/name': 'name',
      'values/data_type': 'data-type',
    }
    const relation =
      named[path] ?? (path.startsWith('x_misp_') ? path.slice('x_misp_'.length).replaceAll('_', '-') : undefined)
    return relation === undefined ? undefined : { type: 'text', relation, value }
  })
  return values.every(value => value !== undefined) ? { template, values } : undefined
}

/** Of two fields at one path the value decides: an address or a name. */
function isFitting(field: Field, value: string): boolean {
  const { reference } = placeOf(field)
  if (reference?.type !== 'ip' && reference?.type !== 'domain-name') return true
  const isAddress = value.includes(':') || /^[\d./]+$/.test(value)
  return isOfType(isAddress ? 'ipv4-addr' : 'domain-name', reference.type)
}

function pathOf(field: Field): string {
  const { path, reference } = placeOf(field)
  return reference === undefined ? path.join('/') : [reference.property, ...path].join('/')
}

/** The category that MISP asks of every attribute. */
export function categoryOf(type: string): string {
  const known = ATTRIBUTE_ROWS.get(type)?.category
  if (known !== undefined) return known
  return /^(?:yara|sigma|snort|suricata|stix2-pattern|pattern-in-.*)$/.test(type) ? 'Payload installation' : 'Other'
}
