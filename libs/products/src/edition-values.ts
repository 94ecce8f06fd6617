/*
 * The values of an edition that can be looked up: what its indicators ask for, what its observables are, and the numbers by which
 * weaknesses and techniques are known. Each in its one spelling, so that logs and senders may write it as they like.
 */
import { hash } from 'node:crypto'
import { softwareKeys } from '@noroshi/formats'
import { fromStix, spelled } from '@noroshi/indicators'
import { indicatorRows, isScoType, type PatternComparison, type StixObject } from '@noroshi/stix'

export interface EditionValue {
  /** Of the object among those of the edition, and of the value among those of the object. */
  readonly position: number
  readonly place: number
  /** In the words of @noroshi/indicators, else a path of STIX such as `process:command_line`. */
  readonly kind: string
  readonly value: string
  readonly digest: bigint
  readonly validFrom: string | null
  readonly validUntil: string | null
  /** Positions of the objects that a relationship of this edition joins to the object. */
  readonly related: readonly number[]
}

/** A value in its one spelling. */
export interface KindAndValue {
  readonly kind: string
  readonly value: string
}

/** At most so many neighbours are kept of one object; the bundle holds them all. */
const MOST_RELATED = 20

/** What the index of values is searched by: the first eight bytes of the value's SHA-256, as a signed number. */
export const valueDigest = (value: string): bigint =>
  BigInt.asIntN(64, BigInt(`0x${hash('sha256', value, 'hex').slice(0, 16)}`))

/** Of the values that one object names, each once. */
export const valueDigestsOf = (object: StixObject, comparisons?: readonly PatternComparison[]): bigint[] => [
  ...new Set(valuesOf(object, comparisons).map(({ value }) => valueDigest(value))),
]

/** The values of all objects in order. What its sender revoked warns of nothing any more (STIX 2.1 §3.2). */
export function editionValues(objects: readonly StixObject[]): EditionValue[] {
  const related = neighboursOf(objects)
  return objects.flatMap((object, position) =>
    revoked(object)
      ? []
      : valuesOf(object).map(({ kind, value }, place) => ({
          ...{ position, place, kind, value, digest: valueDigest(value) },
          validFrom: instantOf(object, 'valid_from'),
          validUntil: instantOf(object, 'valid_until'),
          related: related.get(object.id) ?? [],
        })),
  )
}

const revoked = (object: object): boolean => 'revoked' in object && object.revoked === true

/**
 * The values that one object names, whether or not it was revoked.
 * @param comparisons of its pattern, where it was read already
 */
export function valuesOf(object: StixObject, comparisons?: readonly PatternComparison[]): KindAndValue[] {
  const values = [
    ...indicatorRows(object, comparisons).map(
      ({ kind, value }) => fromStix(kind, value) ?? { kind, value: value.trim() },
    ),
    ...numbersOf(object),
    ...productsOf(object),
  ].filter(({ value }) => value !== '' && !value.includes('\0')) // which PostgreSQL's texts cannot hold
  if (values.length < 2) return values
  return [...new Map(values.map(value => [`${value.kind}\n${value.value}`, value])).values()]
}

/** Names under which components of an SBOM find the software. */
function productsOf(object: StixObject): KindAndValue[] {
  return object.type === 'software'
    ? softwareKeys(object).map(key => ({ kind: 'product', value: productValue(key) }))
    : []
}

/** No value that anybody looks up by itself. */
export const productValue = (key: string): string => `product:${key}`

/** CVE and ATT&CK numbers, which stand in names and external references. */
function numbersOf(object: StixObject): KindAndValue[] {
  if (isScoType(object.type)) return []
  const references: readonly unknown[] =
    'external_references' in object && Array.isArray(object.external_references) ? object.external_references : []
  if (references.length === 0 && object.type !== 'vulnerability') return []
  const ids = references.map(reference =>
    typeof reference === 'object' && reference !== null && 'external_id' in reference ? reference.external_id : null,
  )
  const name = object.type === 'vulnerability' && 'name' in object ? [object.name] : []
  return [...name, ...ids].flatMap(text =>
    (['vulnerability', 'technique'] as const).flatMap(kind => {
      const value = typeof text === 'string' ? spelled(kind, text) : null
      return value === null ? [] : [{ kind, value }]
    }),
  )
}

function instantOf(object: object, property: 'valid_from' | 'valid_until'): string | null {
  const instant: unknown = Reflect.get(object, property)
  // The year 0, which RFC 3339 has and PostgreSQL has not, says nothing.
  return typeof instant === 'string' && !instant.startsWith('0000') ? instant : null
}

/** Who stands beside whom; an edition's relationships are read once, however many values it has. */
function neighboursOf(objects: readonly StixObject[]): Map<string, number[]> {
  const positions = new Map<string, number>(objects.map(({ id }, position) => [id, position]))
  const neighbours = new Map<string, number[]>()
  const add = (of: string, neighbour: string): void => {
    const position = positions.get(neighbour)
    if (position === undefined || revoked(objects[position])) return
    const known = neighbours.get(of) ?? []
    if (known.length < MOST_RELATED && !known.includes(position)) neighbours.set(of, [...known, position])
  }
  for (const object of objects) {
    if (object.type !== 'relationship' || revoked(object)) continue
    const { source_ref: source, target_ref: target } = object
    add(source, target)
    add(target, source)
  }
  return neighbours
}
