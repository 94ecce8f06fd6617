/** What of a STIX object a tool can look for. */
import {
  fromStix,
  isRuleKind,
  isValueKind,
  type FeedEntry,
  type ValueKind,
  type WarningLists,
} from '@noroshi/indicators'
import { HUNT_LABEL } from '@noroshi/products'
import { indicatorRows, isScoType, microsecondsOf, observableValuesOf } from '@noroshi/stix'

/** On an indicator: an analyst looked at the warning list and decided that the value is to be looked for all the same. */
export const WARNING_LIST_OVERRIDE = 'noroshi-warning-list-override'

/** What the edition says of all its objects. */
export interface EntrySource {
  readonly category: string
  readonly tlp: string
  readonly reference: string
  readonly expiresAt: Date | null
  /** The object in its sender's own text. */
  readonly document: string
}

interface FoundEntries {
  readonly entries: readonly FeedEntry[]
  /** ISO 8601: when they end; null: never. */
  readonly until: string | null
}

/** The entries of an indicator or an observable that are in force at an instant; none of what was revoked. */
export function entriesOf(
  object: Record<string, unknown>,
  source: EntrySource,
  lists: WarningLists,
  at: Date,
): FoundEntries {
  const until = earlier(textOf(object['valid_until']), source.expiresAt?.toISOString() ?? null)
  if (object['revoked'] === true || (until !== null && isPast(until, at))) return { entries: [], until }
  const labels = Array.isArray(object['labels']) ? object['labels'] : []
  const isOverridden = object['type'] === 'indicator' && labels.includes(WARNING_LIST_OVERRIDE)
  const confidence = object['confidence']
  const entries = valuesOf(object)
    .filter(({ kind, value }) => isOverridden || lists.matching(kind, value).length === 0)
    .map(({ kind, value }) => ({
      ...{ kind, value, id: String(object['id']), validUntil: until, validFrom: textOf(object['valid_from']) },
      name: textOf(object['name']) ?? '',
      description: textOf(object['description']) ?? '',
      confidence: typeof confidence === 'number' ? confidence : null,
      ...{ category: source.category, tlp: source.tlp, reference: source.reference, document: source.document },
    }))
  return { entries, until }
}

interface KindAndValue {
  readonly kind: ValueKind
  readonly value: string
}

function valuesOf(object: Record<string, unknown>): KindAndValue[] {
  const { type, pattern, pattern_type: language } = object
  if (type !== 'indicator') {
    if (typeof type !== 'string' || !isScoType(type)) return []
    return indicatorRows(object).flatMap(({ kind, value }) => fromStix(kind, value) ?? [])
  }
  if (typeof pattern !== 'string' || typeof language !== 'string') return []
  if (language !== 'stix')
    return isValueKind(language) && isRuleKind(language) ? [{ kind: language, value: pattern }] : []
  // Whoever hunts asks whether it was there: that is no order to block it.
  if (Array.isArray(object['labels']) && object['labels'].includes(HUNT_LABEL)) return []
  const values = observableValuesOf(pattern)
    .filter(({ operator, negated }) => !negated && NAMING.has(operator))
    .flatMap(({ kind, value }) => fromStix(kind, value) ?? [])
  const alone = JOINED.test(pattern.replace(QUOTED, '')) ? values.filter(({ kind }) => DIGESTS.has(kind)) : values
  return [...new Map(alone.map(one => [`${one.kind} ${one.value}`, one])).values()]
}

const NAMING = new Set(['=', 'IN', 'ISSUBSET'])
/** A pattern that asks for several things together says nothing of each alone, `svchost.exe` least of all; a digest is enough. */
const JOINED = /\b(?:AND|FOLLOWEDBY)\b/
const QUOTED = /'(?:[^'\\]|\\.)*'/g
const DIGESTS = new Set<ValueKind>(['md5', 'sha1', 'sha256', 'sha512'])

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

const earlier = (one: string | null, other: string | null): string | null =>
  one === null || (other !== null && microsecondsOf(other) < microsecondsOf(one)) ? other : one

const isPast = (iso: string, at: Date): boolean => microsecondsOf(iso) <= BigInt(at.getTime()) * 1_000n
