/*
 * What tools are given: entries in, text out, piece by piece. A format says which kinds it can express and leaves out the rest;
 * it reads no clock and draws no lots, so the same entries give the same bytes, and a digest of the bytes says whether anything changed.
 */
import type { ValueKind } from './kinds.ts'

/** One value that tools are to look for, and whence it is known. */
export interface FeedEntry {
  readonly kind: ValueKind
  /** In the one spelling of its kind. */
  readonly value: string
  /** STIX id of the indicator or observable that names it. */
  readonly id: string
  readonly name: string
  readonly description: string
  /** ISO 8601; null: not said. */
  readonly validFrom: string | null
  readonly validUntil: string | null
  /** 0 to 100 as in STIX; null: not said. */
  readonly confidence: number | null
  readonly category: string
  /** `TLP:AMBER` … */
  readonly tlp: string
  /** What the edition is called on the telephone. */
  readonly reference: string
  /** The STIX object in its sender's own text. */
  readonly document: string
}

/** That something is to be looked for no longer: all that came with an edition, or one object of it. */
export interface FeedRemoval {
  readonly reference: string
  /** Null: everything of the edition. */
  readonly id: string | null
}

export interface FeedOptions {
  /** Columns of CSV, in order; all by default. */
  readonly columns?: readonly CsvColumn[]
  /** RPZ: also the names below each name, which the indicators themselves do not say. */
  readonly withSubdomains?: boolean
  /** Only what is new or gone since an earlier answer; CSV and JSON lines then say `op`. */
  readonly isDelta?: boolean
  /** Serial number of an RPZ zone, 1 to 4294967295: grows whenever something was added. */
  readonly serial?: number
  /** Of the STIX bundle. */
  readonly bundleId?: string
  /** Objects that others refer to, by id, in their senders' own text; a bundle takes along those it needs. */
  readonly referred?: ReadonlyMap<string, string>
}

export const CSV_COLUMNS = [
  ...(['kind', 'value', 'name', 'description', 'valid_from', 'valid_until', 'confidence', 'tlp', 'category'] as const),
  ...(['reference', 'id'] as const),
] as const
export type CsvColumn = (typeof CSV_COLUMNS)[number]
export const isCsvColumn = (text: string): text is CsvColumn => CSV_COLUMNS.some(column => column === text)

/** Writes one answer. A writer remembers what it has written and is used once. */
export interface FeedWriter {
  head(): string
  /** Empty where the format cannot express the entry. */
  entry(entry: FeedEntry): string
  tail(): string
}

/** Where text of others is put into comments and the like: one line, without control characters, of a bounded length. */
export function plainLine(text: string, most = 200): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim()
  return line.length > most ? `${line.slice(0, most - 1).toWellFormed()}…` : line
}

/** The words of an entry for a person who meets it in a tool. */
export const wordsOf = ({ reference, name, kind }: FeedEntry): string =>
  plainLine(`Noroshi ${reference} ${kind} ${name}`)

/** A number that depends on the text alone, spread over 32 bits (FNV-1a with the last mix of MurmurHash3). */
export function hash32(text: string, seed = 0): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
