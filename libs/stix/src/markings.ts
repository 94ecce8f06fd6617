import { isProperties } from './checks.ts'
import type { Properties } from './checks.ts'
import { isLanguageTag } from './formats.ts'
import { refuse, shown } from './refusal.ts'
import type { Outcome, Refusal } from './refusal.ts'
import type { RuleId } from './rules.ts'
import { select } from './selector.ts'
import { isStixId, typeOfId } from './stix-id.ts'
import { newVersion } from './versions.ts'

/**
 * Reading and changing the markings of an object (STIX 2.1 §7.2): of the whole (`object_marking_refs`) or, with selectors,
 * of its parts (`granular_markings`: markings and languages). Nothing is changed in place: every change is a next version,
 * which only the creator of the object may publish (§3.6).
 */

/** A marking: the id of its definition, the definition itself, or (for parts) a language. */
export type MarkingChoice = string | Properties

/** Which part of an object is meant, and how far the question goes. */
export interface MarkingScope {
  /** Parts of the object; without them, the object as a whole. */
  readonly selectors?: string | readonly string[] | undefined
  /** Also what the part has from the parts around it, and from the object. */
  readonly inherited?: boolean
  /** Also what parts of the part have. */
  readonly descendants?: boolean
  /** Languages are left out when false. */
  readonly lang?: boolean
  /** Marking definitions are left out when false. */
  readonly markingRef?: boolean
}

/** One marking or language of one part. */
interface Pair {
  readonly kind: 'marking_ref' | 'lang'
  readonly marking: string
  readonly selector: string
}

const OBJECT_SECTION = 'STIX 2.1 §7.2.2'
const PART_SECTION = 'STIX 2.1 §7.2.3'

type Refused = { readonly ok: false; readonly refused: Refusal }

const no = (rule: RuleId, section: string, path: string, ...words: string[]): Refused => ({
  ok: false,
  refused: refuse(rule, section, path, ...words),
})

/** The markings (ids of definitions, and languages) that an object or its parts have. */
export function getMarkings(object: unknown, scope: MarkingScope = {}): Outcome<string[]> {
  if (!isProperties(object)) return no('not-an-object', OBJECT_SECTION, '$')
  const ofObject = textsOf(object['object_marking_refs'])
  if (scope.selectors === undefined) return { ok: true, value: ofObject }
  const asked = selectorsOn(object, scope.selectors)
  if (!asked.ok) return asked
  const isMeant = (pair: Pair): boolean =>
    isOfKind(pair, scope) &&
    asked.value.some(
      part =>
        part === pair.selector ||
        (scope.inherited === true && part.startsWith(`${pair.selector}.`)) ||
        (scope.descendants === true && pair.selector.startsWith(`${part}.`)),
    )
  const ofParts = pairsOf(object).filter(isMeant)
  const around = scope.inherited === true ? ofObject : []
  return { ok: true, value: [...new Set([...ofParts.map(({ marking }) => marking), ...around])] }
}

/** Whether an object or its parts have all of some markings; without markings, whether they have any. */
export function isMarked(
  object: unknown,
  markings?: MarkingChoice | readonly MarkingChoice[],
  scope: MarkingScope = {},
): Outcome<boolean> {
  const found = getMarkings(object, scope)
  if (!found.ok) return found
  const asked = choicesOf(markings ?? []).map(nameOf)
  const has = new Set(found.value)
  return {
    ok: true,
    value: asked.length === 0 ? has.size > 0 : asked.every(name => name !== undefined && has.has(name)),
  }
}

/** A version with more markings. */
export function addMarkings(
  object: unknown,
  markings: MarkingChoice | readonly MarkingChoice[],
  now: string,
  { selectors }: MarkingScope = {},
): Outcome<Properties> {
  return changed(object, markings, selectors, now, {
    ofObject: (present, more) => ({ ok: true, value: [...present, ...more] }),
    ofParts: (present, more) => ({ ok: true, value: [...present, ...more] }),
  })
}

/** A version without some markings. Refused when they are not there; an object without any markings is left as it is. */
export function removeMarkings(
  object: unknown,
  markings: MarkingChoice | readonly MarkingChoice[],
  now: string,
  { selectors }: MarkingScope = {},
): Outcome<Properties> {
  return changed(object, markings, selectors, now, {
    ofObject: (present, less) => {
      const missing = less.find(name => !present.includes(name))
      if (missing !== undefined && present.length > 0) {
        return no('marking-not-found', OBJECT_SECTION, '$.object_marking_refs', missing)
      }
      return { ok: true, value: present.filter(name => !less.includes(name)) }
    },
    ofParts: (present, less) => {
      const isLess = (pair: Pair): boolean => less.some(other => isSamePair(pair, other))
      if (present.length > 0 && !present.some(isLess)) {
        return no('marking-not-found', PART_SECTION, '$.granular_markings', less[0]?.marking ?? '')
      }
      return { ok: true, value: present.filter(pair => !isLess(pair)) }
    },
  })
}

/** A version whose object, or whose named parts, have these markings and no others. */
export function setMarkings(
  object: unknown,
  markings: MarkingChoice | readonly MarkingChoice[],
  now: string,
  scope: MarkingScope = {},
): Outcome<Properties> {
  return changed(object, markings, scope.selectors, now, {
    ofObject: (_present, instead) => ({ ok: true, value: instead }),
    ofParts: (present, instead, asked) => ({
      ok: true,
      value: [...present.filter(pair => !isCleared(pair, asked, scope)), ...instead],
    }),
  })
}

/** A version whose object, or whose named parts, have no markings of their own. Refused when those parts had none. */
export function clearMarkings(object: unknown, now: string, scope: MarkingScope = {}): Outcome<Properties> {
  return changed(object, [], scope.selectors, now, {
    ofObject: () => ({ ok: true, value: [] }),
    ofParts: (present, _none, asked) => {
      const rest = present.filter(pair => !isCleared(pair, asked, scope))
      if (present.length > 0 && rest.length === present.length) {
        return no('marking-not-found', PART_SECTION, '$.granular_markings', asked.join(', '))
      }
      return { ok: true, value: rest }
    },
  })
}

// --- How a change is made ---------------------------------------------------------------------------------------------

interface Change {
  readonly ofObject: (present: readonly string[], given: readonly string[]) => Outcome<readonly string[]>
  readonly ofParts: (
    present: readonly Pair[],
    given: readonly Pair[],
    selectors: readonly string[],
  ) => Outcome<readonly Pair[]>
}

function changed(
  object: unknown,
  markings: MarkingChoice | readonly MarkingChoice[],
  selectors: MarkingScope['selectors'],
  now: string,
  change: Change,
): Outcome<Properties> {
  if (!isProperties(object)) return no('not-an-object', OBJECT_SECTION, '$')
  const names: string[] = []
  for (const choice of choicesOf(markings)) {
    const name = nameOf(choice)
    const isFit = name !== undefined && (isDefinition(name) || (selectors !== undefined && isLanguageTag(name)))
    if (!isFit) return no('invalid-marking', OBJECT_SECTION, '$.object_marking_refs', shown(name ?? choice))
    names.push(name)
  }
  if (selectors === undefined) {
    const refs = change.ofObject(textsOf(object['object_marking_refs']), names)
    if (!refs.ok) return refs
    const distinct = [...new Set(refs.value)]
    return withList(object, 'object_marking_refs', distinct, now)
  }
  const asked = selectorsOn(object, selectors)
  if (!asked.ok) return asked
  const given = names.flatMap(marking => {
    const kind = isDefinition(marking) ? 'marking_ref' : 'lang'
    return asked.value.map((selector): Pair => ({ kind, marking, selector }))
  })
  const pairs = change.ofParts(pairsOf(object), given, asked.value)
  return pairs.ok ? withList(object, 'granular_markings', entriesOf(pairs.value), now) : pairs
}

/** A version with a list, or without it when it is empty (§2.12); the same object where it had none and gets none. */
function withList(object: Properties, name: string, list: readonly unknown[], now: string): Outcome<Properties> {
  if (list.length === 0 && !Object.hasOwn(object, name)) return { ok: true, value: object }
  return newVersion(object, { [name]: list.length === 0 ? null : list }, now, { allowCustom: true })
}

// --- Markings as pairs -------------------------------------------------------------------------------------------------

/** The granular markings of an object, one by one. */
function pairsOf(object: Properties): Pair[] {
  const { granular_markings: entries } = object
  return (Array.isArray(entries) ? entries : []).filter(isProperties).flatMap(entry => {
    const kind = Object.hasOwn(entry, 'lang') ? 'lang' : 'marking_ref'
    const marking = entry[kind]
    if (typeof marking !== 'string') return []
    return textsOf(entry['selectors']).map((selector): Pair => ({ kind, marking, selector }))
  })
}

/** The granular markings written together again: one entry a marking, in the order of their first appearance. */
function entriesOf(pairs: readonly Pair[]): Properties[] {
  const entries = new Map<string, { kind: Pair['kind']; selectors: Set<string> }>()
  for (const { kind, marking, selector } of pairs) {
    const entry = entries.get(marking) ?? { kind, selectors: new Set<string>() }
    entries.set(marking, { kind, selectors: entry.selectors.add(selector) })
  }
  return [...entries].map(([marking, { kind, selectors }]) => ({ [kind]: marking, selectors: [...selectors].sort() }))
}

function isSamePair(one: Pair, other: Pair): boolean {
  return one.marking === other.marking && one.selector === other.selector
}

function isOfKind({ kind }: Pair, { lang, markingRef }: MarkingScope): boolean {
  return kind === 'lang' ? lang !== false : markingRef !== false
}

function isCleared(pair: Pair, asked: readonly string[], scope: MarkingScope): boolean {
  return asked.includes(pair.selector) && isOfKind(pair, scope)
}

/** Selectors of an object; each must hit something that is there (§7.2.3.1). */
function selectorsOn(object: Properties, selectors: string | readonly string[]): Outcome<string[]> {
  const asked = typeof selectors === 'string' ? [selectors] : [...selectors]
  if (asked.length === 0) return no('no-selector', PART_SECTION, '$.granular_markings')
  for (const selector of asked) {
    const selection = select(object, selector)
    if (!selection.hit) {
      const rule = selection.malformed ? 'selector-syntax' : 'selector-misses'
      return no(rule, 'STIX 2.1 §7.2.3.1', '$.granular_markings', selector)
    }
  }
  return { ok: true, value: asked }
}

function choicesOf(markings: MarkingChoice | readonly MarkingChoice[]): readonly MarkingChoice[] {
  return isList(markings) ? markings : [markings]
}

/** Array.isArray does not tell a readonly list from a record. */
function isList(markings: MarkingChoice | readonly MarkingChoice[]): markings is readonly MarkingChoice[] {
  return Array.isArray(markings)
}

function nameOf(choice: unknown): string | undefined {
  const name = isProperties(choice) ? choice['id'] : choice
  return typeof name === 'string' ? name : undefined
}

function textsOf(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value]
  return list.filter(item => typeof item === 'string')
}

function isDefinition(name: string): boolean {
  return isStixId(name) && typeOfId(name) === 'marking-definition'
}
