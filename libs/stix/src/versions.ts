import { isProperties } from './checks.ts'
import type { Properties } from './checks.ts'
import { versionOf } from './object-words.ts'
import { refuse } from './refusal.ts'
import type { Outcome, Refusal } from './refusal.ts'
import type { RuleId } from './rules.ts'
import { isSameJson } from './same-json.ts'
import { scoId } from './sco-id.ts'
import { isStixId, uuidVersionOf } from './stix-id.ts'
import { compareTimestamps, isTimestamp, timestampAfter } from './timestamp.ts'
import { validateObject } from './validate.ts'

/** Versions of one object (STIX 2.1 §3.6): what may change between two of them, and how the next one is made. */

const SECTION = 'STIX 2.1 §3.6'

const problem = (rule: RuleId, path: string, ...words: string[]): Refusal => refuse(rule, SECTION, path, ...words)
const refused = (rule: RuleId, path: string, ...words: string[]): { ok: false; refused: Refusal } => ({
  ok: false,
  refused: problem(rule, path, ...words),
})

/** What is wrong with `newer` as a later (or the same) version of `older`; both were validated. Paths are in `newer`. */
export function versionProblems(older: unknown, newer: unknown): Refusal[] {
  if (!isProperties(older) || !isProperties(newer)) return [problem('not-an-object', '$')]
  if (older['id'] !== newer['id'] || older['type'] !== newer['type']) return [problem('other-object', '$.id')]
  const [before, after] = [versionOf(older), versionOf(newer)]
  // Observables have no versions (§3.2): what they carry besides their id may differ from sender to sender.
  if (!isTimestamp(before) || !isTimestamp(after)) return []
  const found: Refusal[] = []
  if (older['created'] !== newer['created']) found.push(problem('created-changed', '$.created'))
  if (older['created_by_ref'] !== newer['created_by_ref']) found.push(problem('creator-changed', '$.created_by_ref'))
  const order = compareTimestamps(before, after)
  if (order > 0) found.push(problem('modified-not-later', '$.modified'))
  else if (order === 0) {
    if (!isSameJson(older, newer)) found.push(problem('changed-under-unchanged-modified', '$.modified'))
  } else if (older['revoked'] === true) found.push(problem('revocation-is-final', '$.modified'))
  return found
}

/** How a next version is made. */
export interface VersionOptions {
  /** Whether it may have properties of one's own; unless told, when the version before had some. */
  readonly allowCustom?: boolean
}

/** Properties that stay as they are through all versions. */
const CONSTANT = ['type', 'id', 'created', 'created_by_ref']

const CUSTOM: ReadonlySet<RuleId> = new Set(['custom-property', 'custom-object', 'custom-extension'])

/**
 * The next version of an object: with the changes (`null` takes a property away) and a later `modified`, which is `now`
 * unless the changes give one. Refused where nothing may follow, where a constant would change, and where the next
 * version would break a rule that the one before keeps. Only the creator of an object may make its versions.
 */
export function newVersion(
  object: unknown,
  changes: Properties,
  now: string,
  options: VersionOptions = {},
): Outcome<Properties> {
  if (!isProperties(object)) return refused('not-versioned', '$')
  const { type, id, created, revoked } = object
  if (type === 'marking-definition' || type === 'bundle') return refused('not-versioned', '$.type')
  if (!isTimestamp(created)) return refused('not-versioned', '$.created')
  if (revoked === true) return refused('revocation-is-final', '$.revoked')
  const constant = CONSTANT.find(name => Object.hasOwn(changes, name) && !isSameJson(changes[name], object[name]))
  if (constant !== undefined) return refused('unmodifiable-property', `$.${constant}`, constant)

  const before = isTimestamp(object['modified']) ? object['modified'] : created
  const { modified = timestampAfter(before, now) } = changes
  if (!isTimestamp(modified) || compareTimestamps(modified, before) <= 0) {
    return refused('modified-not-later', '$.modified')
  }
  const next = withChanges(object, { ...changes, modified })
  // A computed id names the content that it was computed from (§2.9).
  if (isStixId(id) && uuidVersionOf(id) === '5' && scoId(object) !== scoId(next)) {
    return refused('unmodifiable-property', '$.id', 'id')
  }
  const broken = newlyBroken(object, next, options)
  return broken === undefined ? { ok: true, value: next } : { ok: false, refused: broken }
}

/** The last version of an object: revoked for good (§3.6.2). */
export function revoke(object: unknown, now: string): Outcome<Properties> {
  return newVersion(object, { revoked: true }, now)
}

/** A version without top-level properties of one's own; the same object where there are none. */
export function withoutCustom(object: unknown, now: string): Outcome<Properties> {
  if (!isProperties(object)) return refused('not-versioned', '$')
  const { warnings } = validateObject(object)
  if (warnings.some(({ rule, path }) => rule === 'custom-object' && path === '$.type')) {
    return refused('custom-object', '$.type', String(object['type']))
  }
  const own = Object.keys(object).filter(name => warnings.some(isCustomAt(`$.${name}`)))
  if (own.length === 0) return { ok: true, value: object }
  return newVersion(object, Object.fromEntries(own.map(name => [name, null])), now)
}

const isCustomAt =
  (place: string) =>
  ({ rule, path }: Refusal): boolean =>
    rule === 'custom-property' && path === place

function withChanges(object: Properties, changes: Properties): Properties {
  return Object.fromEntries(Object.entries({ ...object, ...changes }).filter(([, value]) => value !== null))
}

/** The first rule that the next version breaks and the one before did not. */
function newlyBroken(before: Properties, next: Properties, { allowCustom }: VersionOptions): Refusal | undefined {
  const [old, fresh] = [validateObject(before), validateObject(next)]
  const known = new Set(old.errors.map(({ rule, path }) => `${rule} ${path}`))
  const error = fresh.errors.find(({ rule, path }) => !known.has(`${rule} ${path}`))
  if (error !== undefined) return error
  const isCustom = ({ rule }: Refusal): boolean => CUSTOM.has(rule)
  const mayBeCustom = allowCustom ?? old.warnings.some(isCustom)
  return mayBeCustom ? undefined : fresh.warnings.find(isCustom)
}
