/*
 * A binary fuse filter (Graf and Lemire 2022, "Binary Fuse Filters: Fast and Smaller Than Xor Filters", ACM JEA 27): whether a value
 * is among those it was made of, right for every one of them and wrong for about one of 1,000 others. Ten bits of each value's
 * fingerprint are kept, 11.3 bits a value of a million with the gaps. Pure: values are hashed by a key of the filter's own, so that
 * nothing prepared against one filter helps with another.
 */

/** Bits of a fingerprint: one of 1,024 strangers passes. */
export const FINGERPRINT_BITS = 10

export interface Filter {
  /** Words of 32 bits, four of them: no two filters have the same. */
  readonly key: Uint32Array
  readonly segmentLength: number
  readonly segmentCount: number
  /** Fingerprints, ten bits each, little-endian. */
  readonly bits: Uint8Array
}

/** How often another key is tried before giving up; one of a hundred fails for small sets. */
const MOST_TRIES = 100

/**
 * @param values in their one spelling, in any order; each counts once
 * @param newKey four random words
 * @throws RangeError when no key fits, which does not happen with random keys
 */
export function makeFilter(values: readonly string[], newKey: () => Uint32Array): Filter {
  const distinct = [...new Set(values)]
  const { segmentLength, segmentCount } = shapeOf(distinct.length)
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const key = newKey()
    const fingerprints = peel(distinct, key, segmentLength, segmentCount)
    if (fingerprints) return { key, segmentLength, segmentCount, bits: packed(fingerprints) }
  }
  throw new RangeError('no key fits these values')
}

export function mayHold(filter: Filter, value: string): boolean {
  hash(value, filter.key)
  const { segmentLength, segmentCount, bits } = filter
  const start = firstSlot(segmentLength, segmentCount)
  const mask = segmentLength - 1
  const second = (start + segmentLength) ^ (low & mask)
  const third = (start + 2 * segmentLength) ^ ((low >>> 16) & mask)
  return (slot(bits, start) ^ slot(bits, second) ^ slot(bits, third)) === fingerprintOf()
}

/** Both halves of the last hash: a pair of numbers returned would be an object for each value. */
let high = 0
let low = 0

const fingerprintOf = (): number => Math.imul(high ^ (low >>> 7), 0x9e3779b1) >>> (32 - FINGERPRINT_BITS)

/** By the high half, so that neighbouring slots are taken together; the low half decides within the segments. */
const firstSlot = (segmentLength: number, segmentCount: number): number =>
  Math.floor((high / 4_294_967_296) * segmentCount * segmentLength)

/** Two multiply-and-rotate lanes over the UTF-16 units, keyed (the rounds of MurmurHash3), mixed at the end. */
function hash(value: string, key: Uint32Array): void {
  let a = key[0]
  let b = key[1]
  for (let index = 0; index < value.length; index++) {
    const unit = value.charCodeAt(index)
    a = Math.imul(((a ^ unit) << 13) | ((a ^ unit) >>> 19), 0xcc9e2d51) + b
    b = Math.imul(((b ^ unit) << 15) | ((b ^ unit) >>> 17), 0x1b873593) + a
  }
  high = mixed(a ^ key[2] ^ value.length) >>> 0
  low = mixed(b ^ key[3] ^ high) >>> 0
}

function mixed(word: number): number {
  let x = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}

/** Segment length and count of three-wise filters (the paper's §3.2). */
function shapeOf(size: number): { segmentLength: number; segmentCount: number } {
  const segmentLength = size < 2 ? 4 : Math.min(2 ** 18, 2 ** Math.floor(Math.log(size) / Math.log(3.33) + 2.25))
  const factor = size < 2 ? 0 : Math.max(1.125, 0.875 + (0.25 * Math.log(1_000_000)) / Math.log(size))
  const segmentCount = Math.max(1, Math.ceil((size * factor) / segmentLength) - 2)
  return { segmentLength, segmentCount }
}

/** Fingerprints in all slots, or undefined when this key joins values so that none can be peeled off. */
function peel(
  values: readonly string[],
  key: Uint32Array,
  segmentLength: number,
  segmentCount: number,
): Uint16Array | undefined {
  const slots = (segmentCount + 2) * segmentLength
  const fingerprints = new Uint16Array(slots)
  const mask = segmentLength - 1
  const places = new Uint32Array(values.length * 3)
  const own = new Uint16Array(values.length)
  const count = new Uint32Array(slots)
  const joined = new Uint32Array(slots) // exclusive or of the numbers of the values that take a slot
  for (const [index, value] of values.entries()) {
    hash(value, key)
    const start = firstSlot(segmentLength, segmentCount)
    own[index] = fingerprintOf()
    places[index * 3] = start
    places[index * 3 + 1] = (start + segmentLength) ^ (low & mask)
    places[index * 3 + 2] = (start + 2 * segmentLength) ^ ((low >>> 16) & mask)
    for (let which = 0; which < 3; which++) {
      const at = places[index * 3 + which]
      count[at]++
      joined[at] ^= index
    }
  }
  const single: number[] = []
  for (let at = 0; at < slots; at++) if (count[at] === 1) single.push(at)
  const order = new Uint32Array(values.length)
  const freed = new Uint32Array(values.length)
  let peeled = 0
  for (let at = single.pop(); at !== undefined; at = single.pop()) {
    if (count[at] !== 1) continue
    const index = joined[at]
    order[peeled] = index
    freed[peeled++] = at
    for (let which = 0; which < 3; which++) {
      const place = places[index * 3 + which]
      count[place]--
      joined[place] ^= index
      if (count[place] === 1) single.push(place)
    }
  }
  if (peeled < values.length) return undefined
  while (peeled-- > 0) {
    const index = order[peeled]
    const [a, b, c] = [places[index * 3], places[index * 3 + 1], places[index * 3 + 2]]
    fingerprints[freed[peeled]] = 0
    fingerprints[freed[peeled]] = own[index] ^ fingerprints[a] ^ fingerprints[b] ^ fingerprints[c]
  }
  return fingerprints
}

function packed(fingerprints: Uint16Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil((fingerprints.length * FINGERPRINT_BITS) / 8) + 2)
  for (const [index, fingerprint] of fingerprints.entries()) {
    const bit = index * FINGERPRINT_BITS
    const word = fingerprint << (bit & 7)
    bits[bit >>> 3] |= word & 255
    bits[(bit >>> 3) + 1] |= (word >>> 8) & 255
    bits[(bit >>> 3) + 2] |= word >>> 16
  }
  return bits
}

function slot(bits: Uint8Array, index: number): number {
  const bit = index * FINGERPRINT_BITS
  const byte = Math.floor(bit / 8)
  return ((bits[byte] | (bits[byte + 1] << 8) | (bits[byte + 2] << 16)) >>> (bit & 7)) & ((1 << FINGERPRINT_BITS) - 1)
}
