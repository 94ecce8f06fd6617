import { scoId } from '@noroshi/stix'
import { timeOf, uuidFrom, type Draft } from './misp-words.ts'

/**
 * Where in a STIX object a value of MISP stands. One notation serves the three directions: into an object, into a pattern, and back.
 *
 *     name                     a property                      hashes/SHA-256       inside a dictionary
 *     src_ref>ip/value         of the object referred to       to_refs>>email-addr/value   one object for each value
 *     refs>*ip/value           the same; a pattern asks for any
 *
 * and at the end what it is, unless text: `#` a whole number, `?` a flag, `@` a time, `+` one text of a list.
 * The type `ip` is an IPv4 or IPv6 address, `host` one of these or a domain name, by the value.
 */
export type Field = string

export interface FieldPlace {
  readonly path: readonly string[]
  readonly kind: '' | '#' | '?' | '@' | '+'
  readonly reference?: {
    readonly property: string
    readonly type: string
    readonly many: boolean
    readonly any: boolean
  }
}

const PLACES = new Map<Field, FieldPlace>()

export function placeOf(field: Field): FieldPlace {
  const known = PLACES.get(field)
  if (known !== undefined) return known
  const kind = (/[#?@+]$/.exec(field)?.[0] ?? '') as FieldPlace['kind'] // the expression allows no other
  const bare = kind === '' ? field : field.slice(0, -1)
  const split = /^(\w+)(>[>*]?)([\w-]+)\/(.+)$/.exec(bare)
  const place: FieldPlace =
    split === null
      ? { path: bare.split('/'), kind }
      : {
          path: (split[4] ?? '').split('/'),
          kind,
          reference: { property: split[1] ?? '', type: split[3] ?? '', many: split[2] !== '>', any: split[2] === '>*' },
        }
  PLACES.set(field, place)
  return place
}

export interface Entry {
  readonly field: Field
  readonly value: string
}

const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?$/

/** The type of an address by how it is written. */
export function addressType(type: string, value: string): string {
  if (type !== 'ip' && type !== 'host') return type
  if (IPV4.test(value)) return 'ipv4-addr'
  return type === 'ip' || value.includes(':') ? 'ipv6-addr' : 'domain-name'
}

/** A value as STIX has it, or undefined when it cannot be one. */
function typed(value: string, kind: FieldPlace['kind']): string | number | boolean | undefined {
  if (kind === '#') return /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : undefined
  if (kind === '?') return /^(?:true|1)$/i.test(value) ? true : /^(?:false|0)$/i.test(value) ? false : undefined
  if (kind === '@') return timeOf(value)
  return value
}

/** Puts a value at a place of a draft; false when something stands there already. */
function put(draft: Draft, path: readonly string[], value: unknown, isList: boolean): boolean {
  let target = draft
  for (const step of path.slice(0, -1)) {
    // The drafts are our own: what stands on the way is a dictionary made here.
    target = (target[step] ??= {}) as Draft
  }
  const last = path.at(-1) ?? ''
  if (isList) {
    const list = (target[last] ??= []) as unknown[] // made here
    list.push(value)
    return true
  }
  if (Object.hasOwn(target, last)) return false
  target[last] = value
  return true
}

export interface Built {
  /** The object itself first, then those it refers to. */
  readonly objects: Draft[]
  /** Positions of the entries for which there was no room, or that are not of the kind. */
  readonly left: number[]
}

/** Makes an observable of some values, with the observables that it refers to. Ids are computed where they can be (§2.9). */
export function buildObservable(type: string, fixed: Readonly<Draft>, entries: readonly Entry[], seed: string): Built {
  const main: Draft = { type, spec_version: '2.1', ...structuredClone(fixed) }
  const referred = new Map<string, { draft: Draft; many: boolean }[]>()
  const seen = new Map<Field, number>()
  const left: number[] = []
  entries.forEach(({ field, value }, index) => {
    const { path, kind, reference } = placeOf(field)
    const given = typed(value, kind)
    if (given === undefined) return void left.push(index)
    if (reference === undefined) {
      if (!put(main, path, given, kind === '+')) left.push(index)
      return
    }
    const nth = seen.get(field) ?? 0
    if (nth > 0 && !reference.many) return void left.push(index)
    seen.set(field, nth + 1)
    const drafts = referred.get(reference.property) ?? []
    referred.set(reference.property, drafts)
    const draft = (drafts[nth] ??= {
      draft: { type: addressType(reference.type, value), spec_version: '2.1' },
      many: reference.many,
    }).draft
    if (!put(draft, path, given, kind === '+')) left.push(index)
  })
  const children: Draft[] = []
  for (const [property, drafts] of referred) {
    const ids = drafts.map(({ draft }, nth) => {
      const id = String(scoId(draft) ?? `${String(draft['type'])}--${uuidFrom(seed, property, String(nth))}`)
      children.push({ ...draft, id })
      return id
    })
    main[property] = drafts[0]?.many === true ? [...new Set(ids)] : ids[0]
  }
  main['id'] = scoId(main) ?? `${type}--${uuidFrom(seed, type)}`
  return { objects: [main, ...children], left }
}

const PLAIN_STEP = /^[A-Za-z_][A-Za-z0-9_]*$/

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

function constant(value: string, kind: FieldPlace['kind']): string | undefined {
  const given = typed(value, kind)
  if (given === undefined) return undefined
  if (kind === '@') return `t${quoted(String(given))}`
  return kind === '#' || kind === '?' ? String(given) : quoted(value)
}

function stepsText(path: readonly string[]): string {
  return path.map((step, index) => (index === 0 || PLAIN_STEP.test(step) ? step : quoted(step))).join('.')
}

/** The comparisons of a pattern (§9.5) that ask for these values of one observable, all of them. */
export function comparisonsFor(type: string, fixed: Readonly<Draft>, entries: readonly Entry[]): string[] {
  const seen = new Map<Field, number>()
  const comparisons = Object.entries(fixed).flatMap(([name, value]) =>
    typeof value === 'string' ? [`${type}:${name} = ${quoted(value)}`] : [],
  )
  for (const { field, value } of entries) {
    const { path, kind, reference } = placeOf(field)
    const wanted = constant(value, kind)
    if (wanted === undefined) continue
    if (reference === undefined) {
      comparisons.push(`${type}:${stepsText(path)}${kind === '+' ? '[*]' : ''} = ${wanted}`)
      continue
    }
    const nth = seen.get(field) ?? 0
    seen.set(field, nth + 1)
    const index = reference.any ? '[*]' : reference.many ? `[${nth}]` : ''
    const target = `${type}:${reference.property}${index}`
    // The type of what is referred to tells an address from a name with the same text.
    if (type === 'network-traffic') comparisons.push(`${target}.type = ${quoted(addressType(reference.type, value))}`)
    comparisons.push(`${target}.${stepsText(path)} = ${wanted}`)
  }
  return comparisons
}

/** The text that MISP has for a value of STIX. */
export function textFor(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  return typeof value === 'boolean' ? (value ? '1' : '0') : undefined
}

/** The values at a place of an object, as MISP's text; `at` finds what a reference leads to. */
export function valuesAt(
  object: Readonly<Draft>,
  field: Field,
  at: (id: string) => Readonly<Draft> | undefined,
): string[] {
  const { path, reference } = placeOf(field)
  if (reference === undefined) return textsAt(object, path)
  const ids = [object[reference.property]].flat()
  return ids.flatMap(id => {
    const target = typeof id === 'string' ? at(id) : undefined
    if (target === undefined || !isOfType(String(target['type']), reference.type)) return []
    return textsAt(target, path)
  })
}

/** Whether a type of STIX is one of those that `ip` and `host` stand for. */
export function isOfType(type: string, wanted: string): boolean {
  if (type === wanted) return true
  const isAddress = type === 'ipv4-addr' || type === 'ipv6-addr'
  return (wanted === 'ip' && isAddress) || (wanted === 'host' && (isAddress || type === 'domain-name'))
}

function textsAt(object: Readonly<Draft>, path: readonly string[]): string[] {
  let value: unknown = object
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return []
    value = (value as Draft)[step] // an object with the property, as just asked
  }
  return [value].flat().flatMap(item => textFor(item) ?? [])
}
