/*
 * The objects of an edition one by one, as a collection serves them: those that its bundle carries, in their senders' own text, and
 * the hub's own (`edition-report.ts`), so that a reader sees which objects came together and can be told of a recall.
 */
import { orderOf, versionOf, type StixObject } from '@noroshi/stix'

export interface EditionObject {
  readonly stixId: string
  readonly type: string
  /** `modified`, else `created`, else {@link UNVERSIONED}. */
  readonly version: string
  readonly versionOrder: bigint
  readonly document: string
}

/** The version of what has none, such as an observable: a constant (TAXII 2.1 §3.4.1). */
export const UNVERSIONED = '1970-01-01T00:00:00.000Z'

/** @param texts of the objects, in the same order */
export const editionObjects = (texts: readonly string[], objects: readonly StixObject[]): EditionObject[] =>
  objects.map((object, index) => entryOf(object, texts[index]))

const DECIMALS = 10n ** 30n
const HALF = 10n ** 15n

/**
 * The order of versions (`orderOf`) in bytes that compare alike: seconds from long before the year 0 and thirty decimals in two halves,
 * big-endian, eight bytes each.
 */
export function versionKey(order: bigint): Buffer {
  const decimals = ((order % DECIMALS) + DECIMALS) % DECIMALS
  const key = Buffer.alloc(24)
  key.writeBigInt64BE((order - decimals) / DECIMALS + 100_000_000_000n, 0)
  key.writeBigInt64BE(decimals / HALF, 8)
  key.writeBigInt64BE(decimals % HALF, 16)
  return key
}

function entryOf(object: StixObject, document: string): EditionObject {
  const version = versionOf(object) || UNVERSIONED
  return { stixId: object.id, type: object.type, version, versionOrder: orderOf(version), document }
}
