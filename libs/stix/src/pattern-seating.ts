import type { PatternWork } from './pattern-work.ts'

/**
 * Who takes which observation. Every observation expression of a pattern needs observations that no other one takes (§9.5);
 * an observed data counts for `number_observed` of them. That is a flow: each slot needs so many, each observation gives so
 * many, and adding a slot may move what earlier slots took (augmenting paths), so that no order of trying has to be searched.
 * A seating is never changed: adding gives another, and a search that goes back simply keeps the old one.
 */
export interface Seating {
  readonly slots: readonly Slot[]
}

interface Slot {
  /** Indexes of the observations that this slot may take, by time. */
  readonly allowed: readonly number[]
  /** What it takes: observation → how many. */
  readonly taken: ReadonlyMap<number, number>
}

/** Nothing taken yet. */
export const NOBODY_SEATED: Seating = { slots: [] }

interface Growing {
  readonly allowed: readonly number[]
  readonly taken: Map<number, number>
}

/** Adds a slot that needs `need` observations of those allowed, or answers undefined where there are not so many. */
export function seated(
  seating: Seating,
  allowed: readonly number[],
  need: number,
  countOf: (observation: number) => number,
  work: PatternWork,
): Seating | undefined {
  const slots: Growing[] = seating.slots.map(slot => ({ allowed: slot.allowed, taken: new Map(slot.taken) }))
  const free = new Map<number, number>()
  for (const { taken } of slots) {
    work.spend(1 + taken.size)
    for (const [observation, many] of taken) {
      free.set(observation, (free.get(observation) ?? countOf(observation)) - many)
    }
  }
  const newcomer = slots.push({ allowed, taken: new Map() }) - 1
  const freeOf = (observation: number): number => free.get(observation) ?? countOf(observation)
  let left = need
  // What is free is taken as it comes; only what is missing then asks others to move.
  for (const observation of allowed) {
    if (left === 0) break
    work.spend(1)
    const many = Math.min(left, freeOf(observation))
    if (many === 0) continue
    slots[newcomer]?.taken.set(observation, many)
    free.set(observation, freeOf(observation) - many)
    left -= many
  }
  while (left > 0) {
    const path = pathToFree(slots, newcomer, freeOf, work)
    if (path === undefined) return undefined
    const moved = Math.min(left, path.capacity)
    for (const { slot, gains, loses } of path.moves) {
      slot.taken.set(gains, (slot.taken.get(gains) ?? 0) + moved)
      if (loses === undefined) continue
      const rest = (slot.taken.get(loses) ?? 0) - moved
      if (rest === 0) slot.taken.delete(loses)
      else slot.taken.set(loses, rest)
    }
    free.set(path.end, freeOf(path.end) - moved)
    left -= moved
  }
  return { slots }
}

interface Path {
  readonly end: number
  readonly capacity: number
  readonly moves: readonly { readonly slot: Growing; readonly gains: number; readonly loses: number | undefined }[]
}

/** The shortest way from the newcomer to an observation with something left, over slots that could take another one. */
function pathToFree(
  slots: readonly Growing[],
  newcomer: number,
  freeOf: (observation: number) => number,
  work: PatternWork,
): Path | undefined {
  /** Of each slot on the way: the observation that it would give up. */
  const gives = new Map<number, number>()
  /** Of each observation on the way: the slot that would take it. */
  const taker = new Map<number, number>()
  const queue = [newcomer]
  for (const at of queue) {
    for (const observation of slots[at]?.allowed ?? []) {
      work.spend(1)
      if (taker.has(observation)) continue
      taker.set(observation, at)
      if (freeOf(observation) > 0) return wayBack(slots, observation, freeOf(observation), taker, gives)
      work.spend(slots.length)
      slots.forEach(({ taken }, other) => {
        if (other === newcomer || gives.has(other) || !taken.has(observation)) return
        gives.set(other, observation)
        queue.push(other)
      })
    }
  }
  return undefined
}

function wayBack(
  slots: readonly Growing[],
  end: number,
  free: number,
  taker: ReadonlyMap<number, number>,
  gives: ReadonlyMap<number, number>,
): Path {
  const moves: { slot: Growing; gains: number; loses: number | undefined }[] = []
  let capacity = free
  for (let gains: number | undefined = end; gains !== undefined;) {
    const index: number | undefined = taker.get(gains)
    const slot: Growing | undefined = index === undefined ? undefined : slots[index]
    if (index === undefined || slot === undefined) break
    const loses: number | undefined = gives.get(index)
    moves.push({ slot, gains, loses })
    if (loses !== undefined) capacity = Math.min(capacity, slot.taken.get(loses) ?? 0)
    gains = loses
  }
  return { end, capacity, moves }
}

/** The observations that somebody took, by time. */
export function takenBy({ slots }: Seating): number[] {
  return [...new Set(slots.flatMap(({ taken }) => [...taken.keys()]))].sort((one, other) => one - other)
}
