import { isProperties } from './checks.ts'
import type { Properties } from './checks.ts'
import type { PathStep } from './pattern-tree.ts'
import { isTimestamp, microsecondsOf } from './timestamp.ts'

/** What a pattern is matched against: the observed data (§4.14) in a list of objects, with the observables they name. */
export interface Observation {
  readonly id: string
  /** `first_observed` and `last_observed`, in microseconds since 1970. */
  readonly first: number
  readonly last: number
  /** `number_observed`: so many observations are told of by one object. */
  readonly count: number
  readonly observables: readonly Properties[]
  /** Follows a reference (`_ref`, `_refs`) of one of its observables. */
  readonly resolve: (reference: string) => unknown
}

/** Observations made ready, so that many patterns can be asked of them. */
export interface ObservationSet {
  /** By time. */
  readonly observations: readonly Observation[]
  /** Ids of observed data that cannot be placed in time, and are left out; empty where the id itself is no text. */
  readonly unfit: readonly string[]
}

/** The observations in a list of objects and bundles: observed data with the observables they refer to. */
export function observationsIn(given: readonly unknown[]): ObservationSet {
  const objects = given.flatMap(one => (isProperties(one) && one['type'] === 'bundle' ? listOf(one['objects']) : [one]))
  const known = objects.filter(isProperties)
  const byId = new Map(known.flatMap(object => (typeof object['id'] === 'string' ? [[object['id'], object]] : [])))
  const observed = known.filter(({ type }) => type === 'observed-data')
  const observations = observed.flatMap(object => observationOf(object, byId) ?? [])
  const placed = new Set(observations.map(({ id }) => id))
  return {
    observations: observations.sort((one, other) => one.first - other.first),
    unfit: observed.map(({ id }) => (typeof id === 'string' ? id : '')).filter(id => !placed.has(id)),
  }
}

function observationOf(object: Properties, byId: ReadonlyMap<string, Properties>): Observation | undefined {
  const { id, first_observed: first, last_observed: last, number_observed: count = 1, object_refs: refs } = object
  if (typeof id !== 'string' || !isTimestamp(first) || !isTimestamp(last)) return undefined
  const [from, to] = [Number(microsecondsOf(first)), Number(microsecondsOf(last))]
  if (to < from || typeof count !== 'number' || !(count >= 1)) return undefined
  // The old form (2.0, deprecated in 2.1) has its observables inside, under keys that its references name.
  const inside = isProperties(object['objects']) ? object['objects'] : {}
  const referred = listOf(refs).map(ref => (typeof ref === 'string' ? byId.get(ref) : undefined))
  return {
    id,
    first: from,
    last: to,
    count: Math.floor(count),
    observables: [...Object.values(inside), ...referred].filter(isProperties),
    resolve: reference => (Object.hasOwn(inside, reference) ? inside[reference] : byId.get(reference)),
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/**
 * The values at a path below an observable (§9.7). A value is reached once, however many ways lead to it, so that the cost is
 * the length of the path times the size of what is observed.
 */
export function valuesAt(
  observable: Properties,
  keys: readonly PathStep[],
  resolve: Observation['resolve'],
): readonly unknown[] {
  const [own] = keys
  if (keys.length === 1 && typeof own === 'string') return Object.hasOwn(observable, own) ? [observable[own]] : []
  let values: Iterable<unknown> = [observable]
  let name = ''
  for (const key of keys) {
    const next = new Set<unknown>()
    for (const value of values) {
      if (typeof key === 'string') {
        const owner = typeof value === 'string' && /_refs?$/.test(name) ? resolve(value) : value
        if (isProperties(owner) && Object.hasOwn(owner, key)) next.add(owner[key])
      } else if (Array.isArray(value)) {
        if (key === null) value.forEach((item: unknown) => next.add(item))
        else if (key >= 0 && key < value.length) next.add(value[key])
      }
    }
    if (typeof key === 'string') name = key
    values = next
  }
  return [...values]
}
