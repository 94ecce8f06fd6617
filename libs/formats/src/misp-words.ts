import { scoId } from '@noroshi/stix'
import { admitForeign, LONGEST_TEXT } from './foreign.ts'
import type { MispLosses } from './misp-losses.ts'

/** A JSON object before anything is known of it. */
export type Properties = Readonly<Record<string, unknown>>
/** A JSON object that is being written. */
export type Draft = Record<string, unknown>

export function isProperties(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** The text of a foreign value, or none: `String` would run what the value says it is written by. */
export function wordOf(value: unknown): string {
  return textOf(value) ?? ''
}

export function listOf(value: unknown): readonly unknown[] {
  // Array.isArray makes any of what was unknown.
  return Array.isArray(value) ? (value as unknown[]) : []
}

export function recordsOf(value: unknown): Properties[] {
  return listOf(value).filter(isProperties)
}

/** A list of the one value that is there, or of none. */
export function present<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value]
}

/** MISP writes flags as booleans, numbers, or either as text. */
export function isSet(value: unknown): boolean {
  return value === true || value === 1 || value === '1'
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** The UUID in lower case, or undefined when the text is none (RFC 4122). */
export function uuidOf(value: unknown): string | undefined {
  const lower = typeof value === 'string' ? value.toLowerCase() : ''
  return UUID.test(lower) ? lower : undefined
}

/**
 * A UUID that the same words always give, of the form of version 4: version 5 would claim the namespace of observables, whose ids
 * alone may be computed (STIX 2.1 §2.9). The computation is the one of those ids, because nothing else of SHA-1 is needed here.
 */
export function uuidFrom(...words: readonly string[]): string {
  const computed = scoId({ type: 'mutex', name: words.join('\n').toWellFormed() }) ?? ''
  const uuid = computed.slice('mutex--'.length)
  return `${uuid.slice(0, 14)}4${uuid.slice(15)}`
}

/** A timestamp of STIX from MISP's seconds since 1970, or its ISO 8601 times with an offset; undefined when it is neither. */
export function timeOf(value: unknown): string | undefined {
  const text = textOf(value)?.trim() ?? ''
  if (/^\d{1,11}$/.test(text)) return new Date(Number(text) * 1000).toISOString()
  if (!/^\d{4}-\d\d-\d\d/.test(text) || text.length > 40) return undefined
  const day = /^\d{4}-\d\d-\d\d$/.test(text)
  const zoned = day || /(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`
  const parsed = new Date(zoned.replace(' ', 'T'))
  // Dates before the year 0 or after 9999 are no RFC 3339.
  if (Number.isNaN(parsed.getTime()) || !/^\d/.test(parsed.toISOString())) return undefined
  const decimals = /\.(\d{1,9})/.exec(text)?.[1] ?? ''
  // Microseconds stay as they are written.
  return decimals.length > 3 ? parsed.toISOString().replace(/\.\d+Z$/, `.${decimals}Z`) : parsed.toISOString()
}

/** Numbers of one instance's database, by their names; some are numbers of ours, too, and are no text that anybody reads. */
const INSTANCE_NUMBERS = new Set([
  ...['id', 'event_id', 'object_id', 'attribute_id', 'org_id', 'orgc_id', 'sharing_group_id', 'galaxy_id', 'tag_id'],
  ...[
    'event_tag_id',
    'attribute_tag_id',
    'user_id',
    'referenced_id',
    'galaxy_cluster_id',
    'referenced_galaxy_cluster_id',
  ],
  ...['galaxy_cluster_relation_id', 'server_id', 'old_id', 'created_by'],
])

/** Personal, and of no use to a recipient. */
const EMAILS_OF_CREATORS = new Set(['event_creator_email', 'creator_email'])

/** Where names are data and not MISP's: nothing in it is a number of the instance. */
const OF_THE_AUTHOR = new Set(['meta', 'data', 'value'])

const DEPTH = 20
/** UTF-16 units. */
const LONGEST_ATTACHMENT = 600_000

/**
 * A copy of a foreign event that is bounded as any foreign document, without what means nothing elsewhere. All that is left out is in
 * the report, by its place: what follows needs to look for none of it.
 */
export function admit(document: unknown, losses: MispLosses): unknown {
  return admitForeign<'instance-number' | 'creator-email'>(
    document,
    (why, path, count) => losses.note(`misp-${why}`, path, count),
    {
      depth: DEPTH,
      longestText: name => (name === 'data' ? LONGEST_ATTACHMENT : LONGEST_TEXT),
      leaves: (name, value, inside) => {
        if (!OF_THE_AUTHOR.has(inside) && INSTANCE_NUMBERS.has(name) && isNumber(value)) return 'instance-number'
        return EMAILS_OF_CREATORS.has(name) && typeof value === 'string' ? 'creator-email' : undefined
      },
    },
  )
}

function isNumber(value: unknown): boolean {
  return value === null || typeof value === 'number' || (typeof value === 'string' && /^-?\d{0,19}$/.test(value))
}
