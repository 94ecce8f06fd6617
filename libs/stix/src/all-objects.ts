import * as check from './checks.ts'
import type { Check } from './checks.ts'
import { extensionsOf } from './extensions.ts'
import { shown } from './refusal.ts'
import { scoId } from './sco-id.ts'
import { select } from './selector.ts'
import { inOrder } from './shape.ts'
import type { Rule, Shape } from './shape.ts'
import { isCustomType, isScoType } from './stix-objects.ts'
import { isStixId, typeOfId, uuidVersionOf } from './stix-id.ts'
import { externalReference, granularMarking } from './structure-shapes.ts'
import { tlpMarkingOf } from './tlp.ts'

/** The properties of §3.2, and the rules that hold for objects of every type: they complete the table of a type. */

const specVersion: Check = (value, at) => {
  if (value !== '2.1') at.findings.error('invalid-spec-version', at)
}

const creator: Check = (value, at) => {
  check.refTo()(value, at)
  if (isStixId(value) && typeOfId(value) !== 'identity') at.findings.warn('creator-not-identity', at)
}

/** Properties that §3.2 gives to other kinds of objects: tolerated, because nothing is lost by keeping them. */
export const misplaced: Check = (value, at) => {
  at.findings.warn('forbidden-property', at, at.path.slice(at.path.lastIndexOf('.') + 1))
  check.anything(value, at)
}

/** The times by which the versions of an object are told apart: where they stand, they are times, misplaced or not. */
const misplacedTime: Check = (value, at) => {
  misplaced(value, at)
  check.timestamp(value, at)
}

/** §2.9: the id of an object of one type. */
export function identifier(type: string): Check {
  return (value, at) => {
    const place = check.under('STIX 2.1 §2.9', at)
    if (!isStixId(value)) return at.findings.error('invalid-id', place, shown(value))
    if (typeOfId(value) !== type) return at.findings.error('id-type-mismatch', place, type)
    if (value !== value.toLowerCase()) at.findings.warn('id-not-lower-case', place)
    if (!isScoType(type) && !isCustomType(type) && uuidVersionOf(value) !== '4') at.findings.warn('id-not-v4', place)
  }
}

/** §2.9: the id of an observable should be the computed one, and is random where there is nothing to compute it from. */
const deterministicId: Rule = (object, at) => {
  const { id, type } = object
  if (!isStixId(id) || typeof type !== 'string' || !isScoType(type)) return
  const place = check.inside(at, 'id', 'STIX 2.1 §2.9')
  const expected = scoId(object)
  const isComputed = uuidVersionOf(id) === '5'
  if (expected === undefined) {
    if (isComputed) at.findings.error('id-must-be-random', place)
  } else if (!isComputed) at.findings.warn('id-not-v5', place)
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
  if (tlp.length > 1) at.findings.warn('several-tlp', check.under('STIX 2.1 §7.2.1.4', at))
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
  created: misplacedTime,
  modified: misplacedTime,
  defanged: check.flag,
}

const OF_A_MARKING: Readonly<Record<string, Check>> = {
  ...NOT_AUTHORED,
  defanged: misplaced,
  created: check.versionTimestamp,
  created_by_ref: creator,
  external_references: check.listOf(externalReference),
}

/** The whole shape of what somebody authors and versions (SDO, SRO, two meta objects). */
export function authoredShape(type: string, shape: Shape): Shape {
  return complete(
    type,
    shape,
    AUTHORED,
    ['spec_version', 'id', 'created', 'modified'],
    [inOrder('created', 'modified')],
  )
}

/** The whole shape of a cyber-observable object. */
export function observableShape(type: string, shape: Shape): Shape {
  return complete(type, shape, NOT_AUTHORED, ['id'], [deterministicId])
}

/** The whole shape of an observable inside the `objects` of observed-data (§4.14), where its key stands for its id. */
export function containedShape(type: string, shape: Shape): Shape {
  return complete(type, shape, NOT_AUTHORED, [], [])
}

/** The whole shape of a marking definition, which has an author and no versions. */
export function markingShape(shape: Shape): Shape {
  return complete('marking-definition', shape, OF_A_MARKING, ['spec_version', 'id', 'created'], [])
}

/** Findings about these properties name the section that all types have in common. */
function ofAll(properties: Readonly<Record<string, Check>>): Record<string, Check> {
  const inSection =
    (checked: Check): Check =>
    (value, at) =>
      checked(value, check.under('STIX 2.1 §3.2', at))
  return Object.fromEntries(Object.entries(properties).map(([name, checked]) => [name, inSection(checked)]))
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
    ...(shape.recommended === undefined ? {} : { recommended: shape.recommended }),
    properties: { ...ofAll(properties), ...ofAll(markable(type)), ...shape.properties },
    rules: [...rules, selectorsHit, oneTlp, ...(shape.rules ?? [])],
  }
}
