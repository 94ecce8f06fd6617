import { anything, inside, isProperties, under } from './checks.ts'
import type { Check, Place, Properties } from './checks.ts'
import { isPropertyName } from './formats.ts'
import { compareTimestamps, isTimestamp } from './timestamp.ts'

/** A rule that looks at several properties of one object. */
export type Rule = (object: Properties, at: Place) => void

/** What the standard says of one type of object, or of one nested structure. */
export interface Shape {
  readonly section: string
  readonly required?: readonly string[]
  /** What a producer SHOULD give. */
  readonly recommended?: readonly string[]
  readonly properties: Readonly<Record<string, Check>>
  readonly rules?: readonly Rule[]
}

/** Names that §3.8 and the object sections keep for later versions of the standard. */
const RESERVED = new Set(['severity', 'action', 'username', 'phone_numbers'])

/** Checks an object against its shape; with `extended`, unknown properties belong to a declared extension. */
export function checkShape(shape: Shape, object: Properties, at: Place, extended = false): void {
  const section = `STIX 2.1 §${shape.section}`
  const here = under(section, at)
  for (const name of shape.required ?? []) {
    if (!Object.hasOwn(object, name)) at.findings.error('required-property', inside(here, name), name)
  }
  for (const name of shape.recommended ?? []) {
    if (!Object.hasOwn(object, name)) at.findings.warn('recommended-property', inside(here, name), name)
  }
  for (const [name, value] of Object.entries(object)) {
    const place = inside(at, name, section)
    const check = Object.hasOwn(shape.properties, name) ? shape.properties[name] : undefined
    if (check !== undefined) check(value, place)
    else checkUnknown(name, value, place, extended)
  }
  for (const rule of shape.rules ?? []) rule(object, here)
}

function checkUnknown(name: string, value: unknown, at: Place, extended: boolean): void {
  const custom = under('STIX 2.1 §11.1', at)
  if (RESERVED.has(name)) at.findings.error('reserved-property', under('STIX 2.1 §3.8', at), name)
  else if (!isPropertyName(name)) at.findings.error('invalid-property-name', under('STIX 2.1 §3.1', at), name)
  else if (!extended) at.findings.warn('custom-property', custom, name)
  if (!extended && !name.startsWith('x_')) at.findings.warn('custom-prefix', custom, name, 'x_')
  anything(value, custom)
}

/** A nested structure with a shape of its own. */
export function record(shape: Shape): Check {
  return (value, at) => {
    if (isProperties(value)) checkShape(shape, value, at)
    else at.findings.error('not-an-object', at)
  }
}

/** At least one of some properties is present. */
export function atLeastOne(...names: string[]): Rule {
  return (object, at) => {
    if (!names.some(name => Object.hasOwn(object, name))) at.findings.error('at-least-one', at, names.join(', '))
  }
}

/** One and only one of some properties is present. */
export function exactlyOne(...names: string[]): Rule {
  return (object, at) => {
    if (names.filter(name => Object.hasOwn(object, name)).length !== 1) {
      at.findings.error('exactly-one', at, names.join(', '))
    }
  }
}

/** Where one property stands, another must. */
export function needs(name: string, other: string): Rule {
  return (object, at) => {
    if (Object.hasOwn(object, name) && !Object.hasOwn(object, other)) at.findings.error('needs-other', at, name, other)
  }
}

/** A time that must not come before another one; `strictly` when they may not be equal either. */
export function inOrder(earlier: string, later: string, strictly = false): Rule {
  return (object, at) => {
    const [from, to] = [object[earlier], object[later]]
    if (!isTimestamp(from) || !isTimestamp(to)) return
    const order = compareTimestamps(from, to)
    if (order > 0 || (strictly && order === 0)) {
      at.findings.error(strictly ? 'time-order-strict' : 'time-order', inside(at, later), later, earlier)
    }
  }
}

/** Any rule with a condition: reports what `complaint` does when `broken` says so. */
export function when(broken: (object: Properties) => boolean, complaint: (at: Place) => void): Rule {
  return (object, at) => {
    if (broken(object)) complaint(at)
  }
}
