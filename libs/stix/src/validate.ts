import * as check from './checks.ts'
import type { Check, Place, Properties } from './checks.ts'
import { DOMAIN_SHAPES } from './domain-shapes.ts'
import { extensionsOf } from './extensions.ts'
import { MARKING_SHAPE, META_SHAPES, RELATIONSHIP_SHAPES } from './meta-shapes.ts'
import { OBSERVABLE_SHAPES } from './observable-shapes.ts'
import { shown } from './refusal.ts'
import type { Verdict } from './refusal.ts'
import { scoId } from './sco-id.ts'
import { select } from './selector.ts'
import { checkShape, inOrder } from './shape.ts'
import type { Rule, Shape } from './shape.ts'
import { isCustomType, isScoType } from './stix-objects.ts'
import { isStixId, isTypeName, typeOfId, uuidVersionOf } from './stix-id.ts'
import { externalReference, granularMarking } from './structure-shapes.ts'
import { tlpMarkingOf } from './tlp.ts'

/**
 * Validation of one object against STIX 2.1. What the standard says with MUST is an error, what it says with SHOULD is a
 * warning; a collection's setting may move a rule from one to the other by its identifier. Each type is a table (`Shape`)
 * in *-shapes.ts; here the tables are completed with the properties of §3.2 and the rules that hold for all objects.
 */

/** Nesting beyond which nothing is checked; the scanner refuses such text long before (IN-1). */
const DEPTH_LIMIT = 64

/** Judges one STIX object, of the standard or custom, or a whole small bundle; never throws. */
export function validateObject(value: unknown): Verdict {
  const findings = new check.Findings()
  const at: Place = { path: '$', section: 'STIX 2.1 §3.2', findings }
  if (isTooDeep(value)) findings.error('too-deep', { ...at, section: 'IN-1' }, DEPTH_LIMIT)
  else if (!check.isProperties(value)) findings.error('not-an-object', at)
  else if (value['type'] === 'bundle') checkBundle(value, at)
  else checkObject(value, at)
  return { errors: findings.errors, warnings: findings.warnings }
}

function checkBundle(bundle: Properties, at: Place): void {
  const shape: Shape = {
    section: '8',
    required: ['type', 'id'],
    properties: { type: check.text, id: identifier('bundle'), objects: check.listOf(bundled) },
  }
  checkShape(shape, bundle, at)
}

const bundled: Check = (value, at) => {
  if (!check.isProperties(value) || value['type'] === 'bundle') at.findings.error('not-an-object', at)
  else checkObject(value, at)
}

function checkObject(object: Properties, at: Place): void {
  const { type } = object
  if (typeof type !== 'string') return at.findings.error('required-property', at, 'type')
  const place = { ...at, section: 'STIX 2.1 §11.2' }
  if (!isTypeName(type)) return at.findings.error('invalid-type', check.inside(place, 'type'), type)
  if (type === 'action') return at.findings.error('reserved-type', check.inside(place, 'type'), type)
  const kinds = extensionTypes(object)
  const extended = kinds.some(kind => kind === 'toplevel-property-extension' || kind.startsWith('new-'))
  if (isCustomType(type) && !extended) at.findings.warn('custom-object', check.inside(place, 'type'), type)
  checkShape(SHAPES.get(type) ?? customShape(type, object, kinds), object, at, extended)
}

function extensionTypes(object: Properties): string[] {
  const { extensions } = object
  if (!check.isProperties(extensions)) return []
  return Object.values(extensions)
    .map(extension => (check.isProperties(extension) ? extension['extension_type'] : undefined))
    .filter(kind => typeof kind === 'string')
}

/** §11.2, §7.3: an unknown object is an observable when it says so, or when it has nothing that authored objects have. */
function customShape(type: string, object: Properties, kinds: readonly string[]): Shape {
  const isAuthored = ['created', 'modified', 'created_by_ref'].some(name => Object.hasOwn(object, name))
  const isObservable = kinds.includes('new-sco') || (!kinds.some(kind => kind.startsWith('new-')) && !isAuthored)
  const shape: Shape = { section: '11.2', properties: {} }
  return isObservable ? observableShape(type, shape) : authoredShape(type, shape)
}

// --- Properties that all objects have (§3.2) -------------------------------------------------------------------------

const specVersion: Check = (value, at) => {
  if (value !== '2.1') at.findings.error('invalid-spec-version', at)
}

const creator: Check = (value, at) => {
  check.refTo()(value, at)
  if (isStixId(value) && typeOfId(value) !== 'identity') at.findings.warn('creator-not-identity', at)
}

/** Properties that §3.2 gives to other kinds of objects: tolerated, because nothing is lost by keeping them. */
const misplaced: Check = (value, at) => {
  at.findings.warn('forbidden-property', at, at.path.slice(at.path.lastIndexOf('.') + 1))
  check.anything(value, at)
}

function identifier(type: string): Check {
  return (value, at) => {
    const place = { ...at, section: 'STIX 2.1 §2.9' }
    if (!isStixId(value)) return at.findings.error('invalid-id', place, shown(value))
    if (typeOfId(value) !== type) return at.findings.error('id-type-mismatch', place, type)
    if (value !== value.toLowerCase()) at.findings.warn('id-not-lower-case', place)
    if (!isScoType(type) && !isCustomType(type) && uuidVersionOf(value) !== '4') at.findings.warn('id-not-v4', place)
  }
}

/** §2.9: a version 5 id of an observable should be the computed one, and needs something to be computed from. */
const deterministicId: Rule = (object, at) => {
  const { id, type } = object
  if (!isStixId(id) || uuidVersionOf(id) !== '5' || typeof type !== 'string' || !isScoType(type)) return
  const place = { ...check.inside(at, 'id'), section: 'STIX 2.1 §2.9' }
  const expected = scoId(object)
  if (expected === undefined) at.findings.error('id-must-be-random', place)
  else if (expected !== id) at.findings.warn('id-not-deterministic', place, expected)
}

/** §7.2.3.1: a selector picks something that is on the object. */
const selectorsHit: Rule = (object, at) => {
  const { granular_markings: markings } = object
  if (!Array.isArray(markings)) return
  markings.forEach((marking: unknown, index) => {
    if (!check.isProperties(marking) || !Array.isArray(marking['selectors'])) return
    const place = check.inside(check.inside(at, 'granular_markings', 'STIX 2.1 §7.2.3.1'), index)
    for (const selector of marking['selectors']) {
      if (typeof selector !== 'string') continue
      const selection = select(object, selector)
      if (!selection.hit)
        at.findings.error(selection.malformed ? 'selector-syntax' : 'selector-misses', place, selector)
    }
  })
}

const oneTlp: Rule = (object, at) => {
  const { object_marking_refs: refs } = object
  const tlp = Array.isArray(refs) ? refs.filter(ref => typeof ref === 'string' && tlpMarkingOf(ref) !== undefined) : []
  if (tlp.length > 1) at.findings.warn('several-tlp', { ...at, section: 'STIX 2.1 §7.2.1.4' })
}

function markable(type: string): Readonly<Record<string, Check>> {
  return {
    type: check.text,
    id: identifier(type),
    spec_version: specVersion,
    object_marking_refs: check.listOf(check.refTo('marking-definition')),
    granular_markings: check.listOf(granularMarking),
    extensions: extensionsOf(type),
  }
}

const AUTHORED: Readonly<Record<string, Check>> = {
  created_by_ref: creator,
  created: check.versionTimestamp,
  modified: check.versionTimestamp,
  revoked: check.flag,
  labels: check.listOf(check.text),
  confidence: check.integer(0, 100),
  lang: check.language,
  external_references: check.listOf(externalReference),
  defanged: misplaced,
}

const NOT_AUTHORED: Readonly<Record<string, Check>> = {
  ...Object.fromEntries(Object.keys(AUTHORED).map(name => [name, misplaced])),
  defanged: check.flag,
}

const OF_A_MARKING: Readonly<Record<string, Check>> = {
  ...NOT_AUTHORED,
  defanged: misplaced,
  created: check.versionTimestamp,
  created_by_ref: creator,
  external_references: check.listOf(externalReference),
}

function authoredShape(type: string, shape: Shape): Shape {
  return complete(
    type,
    shape,
    AUTHORED,
    ['spec_version', 'id', 'created', 'modified'],
    [inOrder('created', 'modified')],
  )
}

function observableShape(type: string, shape: Shape): Shape {
  return complete(type, shape, NOT_AUTHORED, ['id'], [deterministicId])
}

function complete(
  type: string,
  shape: Shape,
  properties: Readonly<Record<string, Check>>,
  required: readonly string[],
  rules: readonly Rule[],
): Shape {
  return {
    section: shape.section,
    required: [...required, ...(shape.required ?? [])],
    properties: { ...properties, ...markable(type), ...shape.properties },
    rules: [...rules, selectorsHit, oneTlp, ...(shape.rules ?? [])],
  }
}

const SHAPES: ReadonlyMap<string, Shape> = new Map([
  ...Object.entries({ ...DOMAIN_SHAPES, ...RELATIONSHIP_SHAPES, ...META_SHAPES }).map(
    ([type, shape]) => [type, authoredShape(type, shape)] as const,
  ),
  ...Object.entries(OBSERVABLE_SHAPES).map(([type, shape]) => [type, observableShape(type, shape)] as const),
  [
    'marking-definition',
    complete('marking-definition', MARKING_SHAPE, OF_A_MARKING, ['spec_version', 'id', 'created'], []),
  ],
])

function isTooDeep(value: unknown): boolean {
  const waiting: [unknown, number][] = [[value, 1]]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [item, depth] = next
    if (typeof item !== 'object' || item === null) continue
    if (depth > DEPTH_LIMIT) return true
    for (const inner of Object.values(item)) waiting.push([inner, depth + 1])
  }
  return false
}
