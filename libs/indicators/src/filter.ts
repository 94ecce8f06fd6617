/*
 * A binary fuse filter (Graf and Lemire 2022, "Binary Fuse Filters: Fast and Smaller Than Xor Filters", ACM JEA 27): whether a value
 * is among those it was made of, right for every one of them and wrong for about one of 1,000 others. Ten bits of each value's
 * fingerprint are kept, 11.3 bits a value of a million with the gaps. Pure: values are hashed by a key of the filter's own, so that
 * nothing prepared against one filter helps with another.
 *
 * A value is read once, into 64 bits; what is tried again when they do not fit is a seed mixed into these. So values can be given one
 * by one, and none is held. Two values of the same 64 bits count as one, which makes the filter no less right.
 */

/** Bits of a fingerprint: one of 1,024 strangers passes. */
export const FINGERPRINT_BITS = 10

export interface Filter {
  /** Words of 32 bits, four of them: no two filters have the same. */
  readonly key: Uint32Array
  /** The try that fitted, from 0 to {@link MOST_TRIES} – 1. */
  readonly seed: number
  /** A power of two. */
  readonly segmentLength: number
  readonly segmentCount: number
  /** Fingerprints, ten bits each, little-endian; as many bytes as {@link bytesOfBits} says. */
  readonly bits: Uint8Array
}

/** How often another seed is tried before giving up; one of a hundred fails for small sets. */
export const MOST_TRIES = 100

/** Takes values in their one spelling, in any order, each counting once, and makes a filter of them. */
export class FilterMaker {
  readonly #key: Uint32Array
  #words = new Uint32Array(4_096)
  #given = 0

  /** @param key four random words */
  constructor(key: Uint32Array) {
    this.#key = key
  }

  add(value: string): void {
    if (this.#given * 2 === this.#words.length) {
      const more = new Uint32Array(this.#words.length * 2)
      more.set(this.#words)
      this.#words = more
    }
    hash(value, this.#key)
    this.#words[this.#given * 2] = low
    this.#words[this.#given * 2 + 1] = high
    this.#given += 1
  }

  /** @throws RangeError when no seed fits, which does not happen with random keys */
  make(): { readonly filter: Filter; readonly count: number } {
    const count = this.#distinct()
    const { segmentLength, segmentCount } = shapeOf(count)
    for (let seed = 0; seed < MOST_TRIES; seed++) {
      const fingerprints = peel(this.#words, count, seed, segmentLength, segmentCount)
      if (fingerprints)
        return { filter: { key: this.#key, seed, segmentLength, segmentCount, bits: packed(fingerprints) }, count }
    }
    throw new RangeError('no seed fits these values')
  }

  /** Puts each once at the beginning, and says how many there are. */
  #distinct(): number {
    const all = new BigUint64Array(this.#words.buffer, 0, this.#given).sort()
    let kept = 0
    for (let index = 0; index < all.length; index++)
      if (index === 0 || all[index] !== all[index - 1]) all[kept++] = all[index]
    this.#given = kept
    return kept
  }
}

/** @param key four random words */
export function makeFilter(values: Iterable<string>, key: Uint32Array): Filter {
  const maker = new FilterMaker(key)
  for (const value of values) maker.add(value)
  return maker.make().filter
}

export function mayHold(filter: Filter, value: string): boolean {
  hash(value, filter.key)
  mix(filter.seed)
  const { segmentLength, segmentCount, bits } = filter
  const start = firstSlot(segmentLength, segmentCount)
  const mask = segmentLength - 1
  const second = (start + segmentLength) ^ (low & mask)
  const third = (start + 2 * segmentLength) ^ ((low >>> 16) & mask)
  return (slot(bits, start) ^ slot(bits, second) ^ slot(bits, third)) === fingerprintOf()
}

/** How many bytes the fingerprints of so many slots take; two more than they fill, so that each can be read in one way. */
export const bytesOfBits = (slots: number): number => Math.ceil((slots * FINGERPRINT_BITS) / 8) + 2

/** Both halves of the last hash: a pair of numbers returned would be an object for each value. */
let high = 0
let low = 0

const fingerprintOf = (): number => Math.imul(high ^ (low >>> 7), 0x9e3779b1) >>> (32 - FINGERPRINT_BITS)

/** By the high half, so that neighbouring slots are taken together; the low half decides within the segments. */
const firstSlot = (segmentLength: number, segmentCount: number): number =>
  Math.floor((high / 4_294_967_296) * segmentCount * segmentLength)

/** Two multiply-and-rotate lanes over the UTF-16 units, keyed (the rounds of MurmurHash3). */
function hash(value: string, key: Uint32Array): void {
  let a = key[0]
  let b = key[1]
  for (let index = 0; index < value.length; index++) {
    const unit = value.charCodeAt(index)
    a = (Math.imul(((a ^ unit) << 13) | ((a ^ unit) >>> 19), 0xcc9e2d51) + b) | 0
    b = (Math.imul(((b ^ unit) << 15) | ((b ^ unit) >>> 17), 0x1b873593) + a) | 0
  }
  high = a ^ key[2] ^ value.length
  low = b ^ key[3]
}

/** The last hash, as this try takes it: every bit of both halves counts for every bit. */
function mix(seed: number): void {
  high = mixed(high ^ Math.imul(seed, 0x9e3779b1)) >>> 0
  low = mixed(low ^ high) >>> 0
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

/** Fingerprints in all slots, or undefined when this seed joins values so that none can be peeled off. */
function peel(
  words: Uint32Array,
  size: number,
  seed: number,
  segmentLength: number,
  segmentCount: number,
): Uint16Array | undefined {
  const slots = (segmentCount + 2) * segmentLength
  const fingerprints = new Uint16Array(slots)
  const mask = segmentLength - 1
  const places = new Uint32Array(size * 3)
  const own = new Uint16Array(size)
  const count = new Uint32Array(slots)
  const joined = new Uint32Array(slots) // exclusive or of the numbers of the values that take a slot
  for (let index = 0; index < size; index++) {
    low = words[index * 2]
    high = words[index * 2 + 1]
    mix(seed)
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
  const order = new Uint32Array(size)
  const freed = new Uint32Array(size)
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
  if (peeled < size) return undefined
  while (peeled-- > 0) {
    const index = order[peeled]
    const [a, b, c] = [places[index * 3], places[index * 3 + 1], places[index * 3 + 2]]
    fingerprints[freed[peeled]] = 0
    fingerprints[freed[peeled]] = own[index] ^ fingerprints[a] ^ fingerprints[b] ^ fingerprints[c]
  }
  return fingerprints
}

function packed(fingerprints: Uint16Array): Uint8Array {
  const bits = new Uint8Array(bytesOfBits(fingerprints.length))
  for (let index = 0; index < fingerprints.length; index++) {
    const fingerprint = fingerprints[index]
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
