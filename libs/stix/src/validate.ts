import { authoredShape, markingShape, observableShape } from './all-objects.ts'
import { checkBundle } from './bundle-shape.ts'
import * as check from './checks.ts'
import type { Place, Properties } from './checks.ts'
import { DOMAIN_SHAPES } from './domain-shapes.ts'
import { MARKING_SHAPE, META_SHAPES, RELATIONSHIP_SHAPES } from './meta-shapes.ts'
import { OBSERVABLE_SHAPES } from './observable-shapes.ts'
import type { PatternComparison } from './pattern-tree.ts'
import type { Verdict } from './refusal.ts'
import { checkShape } from './shape.ts'
import type { Shape } from './shape.ts'
import { isCustomType } from './stix-objects.ts'
import { isTypeName } from './stix-id.ts'
import { verdictUnder } from './strictness.ts'
import type { Strictness } from './strictness.ts'

/**
 * Validation of one object against STIX 2.1. What the standard says with MUST is an error, what it says with SHOULD is a
 * warning; a collection's setting may move a rule from one to the other by its identifier. Each type is a table (`Shape`)
 * in *-shapes.ts; here the tables are completed with the properties of §3.2 and the rules that hold for all objects.
 */

/** Nesting beyond which nothing is checked; the scanner refuses such text long before (IN-1). */
const DEPTH_LIMIT = 64

/** A verdict, and what was read in passing. */
export interface JudgedObject extends Verdict {
  /** Of an indicator with a pattern of STIX that parses: its comparisons, so that who wants its values need not read it again. */
  readonly comparisons: readonly PatternComparison[] | undefined
}

/**
 * Judges one STIX object, of the standard or custom, or a whole small bundle; never throws. With `accept-with-warning`,
 * broken MUSTs become warnings, except those without which nothing can be stored or found again.
 */
export function validateObject(value: unknown, strictness: Strictness = 'refuse'): JudgedObject {
  const findings = new check.Findings()
  const at = new check.Place('STIX 2.1 §3.2', findings)
  if (isTooDeep(value)) findings.error('too-deep', check.under('IN-1', at), DEPTH_LIMIT)
  else if (!check.isProperties(value)) findings.error('not-an-object', at)
  else if (value['type'] === 'bundle') checkBundle(value, at, checkObject)
  else checkObject(value, at)
  const { errors, warnings, comparisons } = findings
  return { ...verdictUnder(strictness, { errors, warnings }), comparisons }
}

function checkObject(object: Properties, at: Place): void {
  const { type } = object
  if (typeof type !== 'string') return at.findings.error('required-property', check.inside(at, 'type'), 'type')
  const place = check.under('STIX 2.1 §11.2', at)
  if (!isTypeName(type)) return at.findings.error('invalid-type', check.inside(place, 'type'), type)
  if (type === 'action') return at.findings.error('reserved-type', check.inside(place, 'type'), type)
  const kinds = extensionTypes(object)
  const extended = kinds.some(kind => kind === 'toplevel-property-extension' || kind.startsWith('new-'))
  if (isCustomType(type) && !extended) at.findings.warn('custom-object', check.inside(place, 'type'), type)
  if (isCustomType(type) && !type.startsWith('x-')) {
    at.findings.warn('custom-prefix', check.inside(place, 'type'), type, 'x-')
  }
  // The properties of a custom type are its own: they are no custom properties of something else.
  checkShape(SHAPES.get(type) ?? customShape(type, object, kinds), object, at, extended || isCustomType(type))
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

const SHAPES: ReadonlyMap<string, Shape> = new Map([
  ...Object.entries({ ...DOMAIN_SHAPES, ...RELATIONSHIP_SHAPES, ...META_SHAPES }).map(
    ([type, shape]) => [type, authoredShape(type, shape)] as const,
  ),
  ...Object.entries(OBSERVABLE_SHAPES).map(([type, shape]) => [type, observableShape(type, shape)] as const),
  ['marking-definition', markingShape(MARKING_SHAPE)],
])

/** Recursive, but never deeper than the limit. */
function isTooDeep(value: unknown, depth = 1): boolean {
  if (typeof value !== 'object' || value === null) return false
  return depth > DEPTH_LIMIT || Object.values(value).some(inner => isTooDeep(inner, depth + 1))
}
