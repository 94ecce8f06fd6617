import { containedShape } from './all-objects.ts'
import * as check from './checks.ts'
import type { Check } from './checks.ts'
import { OBSERVABLE_SHAPES } from './observable-shapes.ts'
import { shown } from './refusal.ts'
import { checkShape } from './shape.ts'

const SHAPES = new Map(Object.entries(OBSERVABLE_SHAPES).map(([type, shape]) => [type, containedShape(type, shape)]))

/** §4.14: the deprecated `objects` are a dictionary of observables, which refer to each other by its keys. */
export const containedObservables: Check = (value, at) => {
  at.findings.warn('deprecated-objects', at)
  const entries = check.isProperties(value) ? Object.entries(value) : []
  const typeOf = (object: unknown) => (check.isProperties(object) ? shown(object['type']) : '')
  const container = new Map(entries.map(([key, object]) => [key, typeOf(object)]))
  check.dictionaryOf(contained)(value, new check.Place(at.section, at.findings, at, undefined, container))
}

const contained: Check = (value, at) => {
  if (!check.isProperties(value)) return at.findings.error('not-an-object', at)
  const { type } = value
  if (typeof type !== 'string') return at.findings.error('required-property', check.inside(at, 'type'), 'type')
  const shape = SHAPES.get(type)
  if (shape === undefined) check.anything(value, at)
  else checkShape(shape, value, at)
}
