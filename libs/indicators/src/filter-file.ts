/*
 * A filter as a file: one line of canonical JSON (RFC 8785) that says what it is, one line with the signature of that line in base64,
 * and the fingerprints. The first line names the digest of the fingerprints, so that its signature covers all of it. Pure: who writes
 * brings digest and signature, who reads checks both (`doubtOfDownload` of @noroshi/client); here every size is held against the others
 * before anything is believed.
 */
import { canonicalText, isTimestamp } from '@noroshi/stix'
import { bytesOfBits, FINGERPRINT_BITS, MOST_TRIES, type Filter } from './filter.ts'

const FORMAT = 'noroshi-filter'
const VERSION = 1
const ALGORITHM = 'binary-fuse-3'

/** What a filter file says of itself besides the filter. */
export interface FilterFacts {
  /** Address of the hub that made it; null where the hub does not know how it is reached. */
  readonly hub: string | null
  /** Of the reader whom it was made for: values of editions of these categories, as far as that very reader may read them. */
  readonly tier: string
  readonly categories: readonly string[]
  /** Different values. */
  readonly count: number
  /** ISO 8601, UTC. */
  readonly madeAt: string
  readonly expiresAt: string
  /** Of the fingerprints, hexadecimal. */
  readonly bodySha256: string
  readonly keyId: string
}

/** A filter file that agrees with itself; whether it is genuine, its signature says. */
export interface FilterFile {
  readonly facts: FilterFacts
  readonly filter: Filter
  /** The filter's bits. */
  readonly body: Uint8Array<ArrayBuffer>
  /** The bytes that were signed, and the signature in base64. */
  readonly signed: Uint8Array<ArrayBuffer>
  readonly signature: string
}

const MOST_HEADER_BYTES = 4_096
const SIGNATURE_LENGTH = 88
const MOST_SEGMENT_LENGTH = 2 ** 18
/** 320 MiB of fingerprints. */
const MOST_SLOTS = 2 ** 28

/** The first line, without its end. */
export function filterHeader({ key, seed, segmentLength, segmentCount, bits }: Filter, facts: FilterFacts): string {
  const parameters = { algorithm: ALGORITHM, fingerprintBits: FINGERPRINT_BITS, seed, segmentLength, segmentCount }
  const filterKey = Array.from(key, word => word.toString(16).padStart(8, '0')).join('')
  return canonicalText({
    ...{ format: FORMAT, version: VERSION, ...parameters, filterKey, bodyBytes: bits.length },
    ...facts,
  })
}

/**
 * What is signed of a first line: never the 32 bytes that the signature of an edition covers (docs/verify.md), so that neither signature
 * can stand in for the other.
 */
export const signedOfFilter = (header: string): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(`${FORMAT} ${VERSION}\n${header}`)

/** The file. @param signature of `signedOfFilter(header)`: Ed25519, base64 */
export function filterFile(header: string, signature: string, { bits }: Filter): Uint8Array<ArrayBuffer> {
  const lines = new TextEncoder().encode(`${header}\n${signature}\n`)
  const file = new Uint8Array(lines.length + bits.length)
  file.set(lines)
  file.set(bits, lines.length)
  return file
}

/** The file read strictly, or the field and the rule that it breaks. The filter reads the given bytes, and copies none. */
export function readFilterFile(bytes: Uint8Array<ArrayBuffer>): FilterFile | { readonly fault: string } {
  const end = bytes.subarray(0, MOST_HEADER_BYTES).indexOf(10)
  if (end < 0) return wrong('header', `a first line of at most ${MOST_HEADER_BYTES} bytes is needed`)
  const header = decoded(bytes.subarray(0, end))
  const fields = header === null ? null : parsed(header)
  if (header === null || fields === null) return wrong('header', 'canonical JSON (RFC 8785) is needed')
  if (fields['format'] !== FORMAT) return wrong('format', `it must be "${FORMAT}"`)
  if (fields['version'] !== VERSION) return wrong('version', `this program reads version ${VERSION}`)
  for (const [field, isRight, rule] of FIELDS) if (!isRight(fields[field])) return wrong(field, rule)
  const unknown = Object.keys(fields).find(field => !KNOWN.has(field))
  if (unknown !== undefined) return wrong('header', `version ${VERSION} has no field ${unknown.slice(0, 40)}`)

  // The fields were looked at one by one above.
  const { filterKey, seed, segmentLength, segmentCount, bodyBytes, ...facts } = fields as unknown as Header
  const slots = (segmentCount + 2) * segmentLength
  if (slots > MOST_SLOTS) return wrong('segmentCount', `at most ${MOST_SLOTS} slots in all`)
  if (facts.count > slots) return wrong('count', 'there are more values than slots')
  if (bodyBytes !== bytesOfBits(slots)) return wrong('bodyBytes', 'it does not fit segmentLength and segmentCount')
  if (facts.expiresAt <= facts.madeAt) return wrong('expiresAt', 'it must be after madeAt')
  const signature = decoded(bytes.subarray(end + 1, end + 1 + SIGNATURE_LENGTH))
  if (signature === null || !/^[A-Za-z0-9+/]{86}==$/.test(signature) || bytes[end + 1 + SIGNATURE_LENGTH] !== 10)
    return wrong('signature', 'a line of 64 bytes in base64 is needed')
  const bits = bytes.subarray(end + 2 + SIGNATURE_LENGTH)
  if (bits.length !== bodyBytes)
    return wrong('body', `${bodyBytes} bytes are needed, and ${bits.length} are there: the file is cut or lengthened`)
  const key = Uint32Array.from({ length: 4 }, (_, word) => Number.parseInt(filterKey.slice(word * 8, word * 8 + 8), 16))
  const { hub, tier, categories, count, madeAt, expiresAt, bodySha256, keyId } = facts
  return {
    facts: { hub, tier, categories, count, madeAt, expiresAt, bodySha256, keyId },
    filter: { key, seed, segmentLength, segmentCount, bits },
    body: bits,
    signed: signedOfFilter(header),
    signature,
  }
}

interface Header extends FilterFacts {
  readonly filterKey: string
  readonly seed: number
  readonly segmentLength: number
  readonly segmentCount: number
  readonly bodyBytes: number
}

const isWord = (value: unknown): boolean => typeof value === 'string' && /^[A-Z_]{1,32}$/.test(value)
const isHex = (digits: number) => (value: unknown) =>
  typeof value === 'string' && value.length === digits && /^[0-9a-f]+$/.test(value)
const isWhole = (least: number, most: number) => (value: unknown) =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
const isInstant = (value: unknown): boolean => typeof value === 'string' && value.length === 24 && isTimestamp(value)
const isHub = (value: unknown): boolean =>
  value === null || (typeof value === 'string' && value.length <= 500 && /^https?:\/\/[^\s\p{C}]+$/u.test(value))
const areWords = (value: unknown): boolean => Array.isArray(value) && value.length <= 8 && value.every(isWord)
const is = (only: unknown) => (value: unknown) => value === only

const FIELDS: readonly (readonly [field: string, isRight: (value: unknown) => boolean, rule: string])[] = [
  ['algorithm', is(ALGORITHM), `it must be "${ALGORITHM}"`],
  ['fingerprintBits', is(FINGERPRINT_BITS), `it must be ${FINGERPRINT_BITS}`],
  ['filterKey', isHex(32), '32 hexadecimal digits are needed'],
  ['seed', isWhole(0, MOST_TRIES - 1), `a whole number from 0 to ${MOST_TRIES - 1} is needed`],
  [
    'segmentLength',
    value => isWhole(4, MOST_SEGMENT_LENGTH)(value) && Number.isInteger(Math.log2(Number(value))),
    `a power of two from 4 to ${MOST_SEGMENT_LENGTH} is needed`,
  ],
  ['segmentCount', isWhole(1, MOST_SLOTS), 'a whole number of at least 1 is needed'],
  ['bodyBytes', isWhole(1, bytesOfBits(MOST_SLOTS)), 'a whole number is needed'],
  ['bodySha256', isHex(64), '64 hexadecimal digits are needed'],
  ['keyId', isHex(16), '16 hexadecimal digits are needed'],
  ['count', isWhole(0, MOST_SLOTS), 'a whole number is needed'],
  ['hub', isHub, 'the address of a hub, or null, is needed'],
  ['tier', isWord, 'the name of a tier is needed'],
  ['categories', areWords, 'names of categories are needed'],
  ['madeAt', isInstant, 'an instant in UTC with milliseconds is needed'],
  ['expiresAt', isInstant, 'an instant in UTC with milliseconds is needed'],
]
const KNOWN = new Set(['format', 'version', ...FIELDS.map(([field]) => field)])

const wrong = (field: string, rule: string) => ({ fault: `${field}: ${rule}` })

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

/** Canonical, so that no two readers can take the line for different things. */
function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject && canonicalText(value) === text ? (value as Record<string, unknown>) : null // an object, by then
  } catch {
    return null
  }
}
