import { Injectable } from '@nestjs/common'

/** Fewer than the pool of a tier has connections (8), so that whoever asks something else finds one. */
const MOST_AT_ONCE = 6

/**
 * Letting sockets in, a few at a time: of thousands that come back at once each needs a ticket and then redeems it, and without this all of
 * them stood before everybody else in the queue for a connection of the pool.
 */
@Injectable()
export class Admissions {
  #passing = 0
  readonly #waiting: (() => void)[] = []

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#passing >= MOST_AT_ONCE) await new Promise<void>(resolve => this.#waiting.push(resolve))
    else this.#passing += 1
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      // Whoever waited takes the place of who leaves.
      if (next) next()
      else this.#passing -= 1
    }
  }
}
