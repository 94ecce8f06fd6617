/*
 * The parameters of a TAXII 2.1 request (§3.4, §3.5), read strictly: what is asked twice or is malformed is refused, what
 * is not known is ignored.
 */
import { createHash } from 'node:crypto'
import { HubError } from '@noroshi/errors'
import { isStixId, isTimestamp, isTypeName, microsecondsOf, orderOf } from '@noroshi/stix'

export type MatchField = 'id' | 'type' | 'version' | 'spec_version'

export interface TaxiiFilter {
  /** Microseconds since 1970: only what was added later. From `added_after`, and from `next` when there is one. */
  readonly after: bigint | null
  readonly ids: readonly string[] | null
  readonly types: readonly string[] | null
  /** Words `first`, `last`, `all`, and exact versions by their order. */
  readonly versions: readonly ('first' | 'last' | 'all' | bigint)[]
  /** False: another version of STIX was asked for, and the hub holds 2.1 alone. */
  readonly isStix21: boolean
  readonly limit: number
  /** Of everything above but `limit` and `next`: what a `next` is bound to. */
  readonly digest: string
}

export const USUAL_LIMIT = 100
export const MOST_OBJECTS = 1_000

/** What a query string was parsed into: a parameter that comes twice is a list. */
export type Query = Readonly<Record<string, unknown>>

/**
 * @param place what the answer is of: the root, the collection, the kind of answer, the object
 * @param fields the match fields that count for this answer
 * @throws HubError INVALID_INPUT naming the parameter
 */
export function readFilter(
  query: Query,
  place: readonly string[],
  fields: readonly MatchField[],
  usualVersions: 'last' | 'all',
): TaxiiFilter {
  const match = (field: MatchField): string[] | null => {
    const given = fields.includes(field) ? one(query, `match[${field}]`) : undefined
    return given === undefined ? null : [...new Set(given.split(','))].sort()
  }
  const ids = each(match('id'), 'id', isStixId)
  const types = each(match('type'), 'type', isTypeName)
  const specVersions = each(match('spec_version'), 'spec_version', value => /^[0-9]\.[0-9]$/.test(value))
  const versionWords = each(
    match('version'),
    'version',
    value => ['first', 'last', 'all'].includes(value) || isTimestamp(value),
  )
  if (versionWords?.includes('all') && versionWords.length > 1) throw malformed('match[version]')
  const addedAfter = one(query, 'added_after')
  if (addedAfter !== undefined && !isTimestamp(addedAfter)) throw malformed('added_after')
  const limit = one(query, 'limit')
  if (limit !== undefined && !/^0*[1-9][0-9]{0,17}$/.test(limit)) throw malformed('limit')

  const digest = createHash('sha256')
    .update(JSON.stringify([place, addedAfter ?? null, ids, types, versionWords, specVersions]))
    .digest('base64url')
    .slice(0, 16)
  const next = one(query, 'next')
  const [start, reached] = [
    addedAfter === undefined ? null : microsecondsOf(addedAfter),
    next === undefined ? null : readNext(next, digest),
  ]
  return {
    after: start === null || (reached !== null && reached > start) ? reached : start,
    ids,
    types,
    versions: (versionWords ?? [usualVersions]).map(word =>
      word === 'first' || word === 'last' || word === 'all' ? word : orderOf(word),
    ),
    isStix21: specVersions === null || specVersions.includes('2.1'),
    limit: limit === undefined ? USUAL_LIMIT : Math.min(Number(limit), MOST_OBJECTS),
    digest,
  }
}

/** The place of the next page: a date that the reader was just shown, bound to the filters. It is a place and not a right. */
export const nextOf = (filter: TaxiiFilter, reached: bigint): string =>
  Buffer.from(`${reached}.${filter.digest}`).toString('base64url')

function readNext(next: string, digest: string): bigint {
  const [, reached, bound] =
    /^(-?[0-9]{1,17})\.([\w-]{16})$/.exec(Buffer.from(next, 'base64url').toString('latin1')) ?? []
  if (reached === undefined || bound !== digest)
    throw new HubError(
      'INVALID_INPUT',
      'NEXT',
      'This `next` is not of this question. Ask with the same filters, or begin again without it.',
      'next',
      'next の値がこの検索条件のものではありません。同じ条件で指定するか、最初から取得し直してください。',
    )
  return BigInt(reached)
}

function one(query: Query, name: string): string | undefined {
  const value = query[name]
  if (value === undefined) return undefined
  if (typeof value !== 'string' || value === '') throw malformed(name)
  return value
}

function each(values: string[] | null, field: MatchField, isGood: (value: string) => boolean): string[] | null {
  if (values && !values.every(isGood)) throw malformed(`match[${field}]`)
  return values
}

const malformed = (field: string) =>
  new HubError(
    'INVALID_INPUT',
    'FILTER',
    `The parameter ${field} is malformed or comes more than once.`,
    field,
    `パラメーター ${field} の形式が正しくないか、重複しています。`,
  )
