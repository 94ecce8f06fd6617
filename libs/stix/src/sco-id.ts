import canonicalize from 'canonicalize'
import { v5 } from 'uuid'
import { isProperties } from './checks.ts'
import type { StixId } from './stix-id.ts'

/** Namespace of deterministic observable ids (STIX 2.1 §2.9). */
const NAMESPACE = '00abedb4-aa42-466c-9c01-fed23315a9b7'

/** ID contributing properties by type (§6, first table of each object); a process has none. */
const CONTRIBUTING: Readonly<Record<string, readonly string[]>> = {
  artifact: ['hashes', 'payload_bin'],
  'autonomous-system': ['number'],
  directory: ['path'],
  'domain-name': ['value'],
  'email-addr': ['value'],
  'email-message': ['from_ref', 'subject', 'body'],
  file: ['hashes', 'name', 'extensions', 'parent_directory_ref'],
  'ipv4-addr': ['value'],
  'ipv6-addr': ['value'],
  'mac-addr': ['value'],
  mutex: ['name'],
  'network-traffic': ['start', 'end', 'src_ref', 'dst_ref', 'src_port', 'dst_port', 'protocols', 'extensions'],
  process: [],
  software: ['name', 'cpe', 'swid', 'vendor', 'version'],
  url: ['value'],
  'user-account': ['account_type', 'user_id', 'account_login'],
  'windows-registry-key': ['key', 'values'],
  'x509-certificate': ['hashes', 'serial_number'],
}

/** Of several digests one contributes: the first of these that is there, else the first that is written. */
const HASH_ORDER = ['MD5', 'SHA-1', 'SHA-256', 'SHA-512']

/**
 * The deterministic id of a cyber-observable object (§2.9, §3.4), or undefined when its type or its lack of contributing
 * properties asks for a random (version 4) UUID. Deterministic ids can be reversed by guessing: never give one to
 * somebody who may not see the object.
 */
export function scoId(object: unknown): StixId | undefined {
  if (!isProperties(object)) return undefined
  const { type } = object
  if (typeof type !== 'string' || !Object.hasOwn(CONTRIBUTING, type)) return undefined
  const names = (CONTRIBUTING[type] ?? []).filter(name => Object.hasOwn(object, name))
  if (names.length === 0) return undefined
  const contributed = Object.fromEntries(
    names.map(name => [name, name === 'hashes' ? oneHash(object[name]) : object[name]]),
  )
  return `${type}--${v5(canonicalText(contributed), NAMESPACE)}`
}

function oneHash(hashes: unknown): unknown {
  if (typeof hashes !== 'object' || hashes === null) return hashes
  const entries: [string, unknown][] = Object.entries(hashes)
  const preferred = HASH_ORDER.map(name => entries.find(([key]) => key === name)).find(entry => entry !== undefined)
  const chosen = preferred ?? entries[0]
  return chosen === undefined ? {} : { [chosen[0]]: chosen[1] }
}

/**
 * The one text of a value that everybody computes alike (RFC 8785): for digests, signatures and comparison. JSON.stringify writes
 * strings and numbers as the RFC has them, so that only keys need sorting; what it cannot do so goes to the library.
 */
export function canonicalText(value: unknown): string {
  const sorted = keysSorted(value)
  const text = sorted === UNSORTED ? canonicalize(value) : JSON.stringify(sorted)
  if (text === undefined) throw new TypeError('not a JSON value')
  return text
}

/** Keys that were put in order last, by how many they were: the objects of a feed have the same keys, one after another. */
const LAST: { readonly keys: readonly string[]; readonly order: readonly string[] | null }[] = []
const MOST_KEPT = 64

/** The keys in order; null where an object cannot have them in it: numbers go first whatever one does, and one is no key but the prototype. */
function orderOf(keys: readonly string[]): readonly string[] | null {
  const last = LAST[keys.length]
  if (last?.keys.every((key, index) => key === keys[index])) return last.order
  const isSortable = keys.every(key => !/^\d/.test(key) && key !== '__proto__' && key.isWellFormed())
  const order = isSortable ? [...keys].sort() : null
  if (keys.length < MOST_KEPT) LAST[keys.length] = { keys, order }
  return order
}

const UNSORTED = Symbol('cannot be sorted')

/** A copy whose keys stand in the order of the RFC, of code units; UNSORTED where an object cannot have that order or be copied. */
function keysSorted(value: unknown): unknown {
  if (typeof value === 'string') return value.isWellFormed() ? value : UNSORTED
  if (typeof value === 'number') return Number.isFinite(value) ? value : UNSORTED
  if (value === null || typeof value === 'boolean') return value
  if (Array.isArray(value)) {
    const items = value.map(keysSorted)
    return items.includes(UNSORTED) ? UNSORTED : items
  }
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return UNSORTED
  const order = orderOf(Object.keys(value))
  if (order === null) return UNSORTED
  const sorted: Record<string, unknown> = {}
  for (const key of order) {
    const inner = keysSorted((value as Record<string, unknown>)[key]) // an object's own key
    if (inner === UNSORTED) return UNSORTED
    sorted[key] = inner
  }
  return sorted
}
