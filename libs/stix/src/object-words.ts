import { isProperties } from './checks.ts'
import type { Properties } from './checks.ts'
import { observableValuesOf, valueKind, valuesNamedBy } from './observable-values.ts'
import type { PatternComparison } from './pattern-tree.ts'
import { shown } from './refusal.ts'
import { isScoType } from './stix-objects.ts'
import { tlpMarkingOf } from './tlp.ts'

/** The version of an object (STIX 2.1 §3.6; TAXII 2.1 §3.4.1): modified, else created, else the empty text. */
export function versionOf(object: unknown): string {
  if (!isProperties(object)) return ''
  return [object['modified'], object['created']].find(time => typeof time === 'string') ?? ''
}

/** One value that somebody could search for or block: what kind of value, and the value as written. */
export interface IndicatorRow {
  /** `ipv4-addr`, `domain-name` … for single values, `hash:SHA-256` for digests, else a path such as `file:name`. */
  readonly kind: string
  readonly value: string
}

/**
 * The searchable values of an object: an indicator's equality comparisons, an observable's own value or digests.
 * @param comparisons of the object's pattern, where it was read already (`validateObject`)
 */
export function indicatorRows(object: unknown, comparisons?: readonly PatternComparison[]): IndicatorRow[] {
  if (!isProperties(object)) return []
  const { type, pattern, pattern_type: language, hashes } = object
  if (type === 'indicator')
    return typeof pattern === 'string' && language === 'stix' ? patternRows(pattern, comparisons) : []
  if (typeof type !== 'string' || !isScoType(type)) return []
  const digests = isProperties(hashes) ? Object.entries(hashes) : []
  return [
    ...digests.flatMap(([algorithm, digest]) =>
      typeof digest === 'string' ? rowOf(type, ['hashes', algorithm], digest) : [],
    ),
    ...(OWN_VALUES[type] ?? []).flatMap(name => rowOf(type, [name], object[name])),
  ]
}

const OWN_VALUES: Readonly<Record<string, readonly string[]>> = {
  artifact: ['url'],
  'autonomous-system': ['number'],
  directory: ['path'],
  'domain-name': ['value'],
  'email-addr': ['value'],
  'email-message': ['subject'],
  file: ['name'],
  'ipv4-addr': ['value'],
  'ipv6-addr': ['value'],
  'mac-addr': ['value'],
  mutex: ['name'],
  process: ['command_line'],
  software: ['cpe', 'name'],
  url: ['value'],
  'user-account': ['account_login'],
  'windows-registry-key': ['key'],
  'x509-certificate': ['serial_number'],
}

function patternRows(pattern: string, comparisons?: readonly PatternComparison[]): IndicatorRow[] {
  const rows = (comparisons === undefined ? observableValuesOf(pattern) : valuesNamedBy(comparisons))
    .filter(({ operator, negated }) => !negated && (operator === '=' || operator === 'IN'))
    .map(({ kind, value }) => ({ kind, value }))
  if (rows.length < 2) return rows
  return [...new Map(rows.map(row => [`${row.kind}\u0000${row.value}`, row])).values()]
}

function rowOf(type: string, keys: readonly string[], value: unknown): IndicatorRow[] {
  if (typeof value !== 'string' && typeof value !== 'number') return []
  return [{ kind: valueKind(type, keys), value: String(value) }]
}

/** Properties that name an object, by preference. */
const NAMING = [
  'name',
  'value',
  'key',
  'path',
  'subject',
  'abstract',
  'command_line',
  'account_login',
  'user_id',
  'url',
  'serial_number',
  'opinion',
]

/** What a list shows for an object: its name, else the value or words that say most, else its id. */
export function displayName(object: unknown): string {
  if (!isProperties(object)) return ''
  const { id, type } = object
  const tlp = typeof id === 'string' ? tlpMarkingOf(id) : undefined
  if (tlp !== undefined) return tlp.label
  const name = NAMING.map(property => object[property]).find(value => typeof value === 'string' && value !== '')
  if (typeof name === 'string') return name
  return specialName(object) ?? shown(id ?? type ?? '')
}

function specialName(object: Properties): string | undefined {
  const { type, pattern, relationship_type: word, number, protocols, hashes, content, definition, product } = object
  if (type === 'indicator' && typeof pattern === 'string') return pattern
  if (type === 'relationship' && typeof word === 'string') return word
  if (type === 'autonomous-system' && typeof number === 'number') return `AS${number}`
  if (type === 'network-traffic' && Array.isArray(protocols)) return protocols.join('/')
  if (type === 'note' && typeof content === 'string') return content
  if (type === 'malware-analysis' && typeof product === 'string') return product
  if (isProperties(definition) && typeof definition['statement'] === 'string') return definition['statement']
  if (isProperties(hashes)) return Object.values(hashes).find(digest => typeof digest === 'string')
  return undefined
}
