/**
 * A world whose time passes only when something happens, and whose chance comes from a seed: what happens in it happens again, to the
 * last step, under the same seed.
 */
import type { Rng } from '@noroshi/clearance/testing'

interface Happening {
  readonly at: number
  readonly place: number
  readonly work: () => void
}

export class World {
  /** Milliseconds since the world began; never goes back. */
  now = 0
  readonly trace: string[] = []
  #place = 0
  /** A binary heap: by time, and of one time in the order of asking. */
  readonly #heap: Happening[] = []

  readonly random: Rng
  private readonly tracing: boolean

  constructor(random: Rng, tracing: boolean) {
    this.random = random
    this.tracing = tracing
  }

  note(what: () => string): void {
    if (this.tracing) this.trace.push(`${(this.now / 1000).toFixed(3).padStart(9)}  ${what()}`)
  }

  /** From `least` to below `most` milliseconds. */
  between(least: number, most: number): number {
    return least + this.random() * (most - least)
  }

  chance(probability: number): boolean {
    return this.random() < probability
  }

  /** @throws Error of an empty list */
  pick<T>(from: readonly T[]): T {
    const picked = from[Math.floor(this.random() * from.length)]
    if (picked === undefined) throw new Error('nothing to pick from')
    return picked
  }

  after(milliseconds: number, work: () => void): void {
    this.#push({ at: this.now + milliseconds, place: this.#place++, work })
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise(resolve => this.after(milliseconds, resolve))
  }

  /** Lets time pass until an instant; everything that a step sets off at once is done before the next. */
  async runUntil(instant: number): Promise<void> {
    for (let next = this.#heap[0]; next !== undefined && next.at <= instant; next = this.#heap[0]) {
      this.#pop()
      this.now = next.at
      next.work()
      await settled()
    }
    this.now = Math.max(this.now, instant)
  }

  #push(happening: Happening): void {
    const heap = this.#heap
    let index = heap.push(happening) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (isBefore(heap[parent], heap[index])) break
      ;[heap[parent], heap[index]] = [heap[index], heap[parent]]
      index = parent
    }
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    heap[0] = last
    for (let index = 0; ;) {
      let least = index
      for (const child of [2 * index + 1, 2 * index + 2])
        if (child < heap.length && isBefore(heap[child], heap[least])) least = child
      if (least === index) return
      ;[heap[least], heap[index]] = [heap[index], heap[least]]
      index = least
    }
  }
}

const isBefore = (one: Happening, other: Happening): boolean =>
  one.at < other.at || (one.at === other.at && one.place < other.place)

/** When every promise that can go on has gone on. */
const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

const BEGINNING = Date.parse('2026-11-21T00:00:00.000Z')

/** What a clock shows. */
export const dateAt = (clockMs: number): Date => new Date(BEGINNING + clockMs)
