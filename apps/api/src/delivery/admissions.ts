import { Injectable } from '@nestjs/common'
import type { FastifyInstance } from 'fastify'
import { atLeaving } from '../door/leaving.ts'

/** Fewer than the pool of a tier has connections (8), so that whoever asks something else finds one. */
const MOST_AT_ONCE = 6

/** A question for a ticket and for nothing else, as clients ask it; whoever asks otherwise has but their own lane. */
const TICKET_ALONE = /^\s*mutation\s*\w*\s*\{\s*socketTicket\s*\}\s*$/

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

  /** Has whoever asks for a ticket pass as a whole: to say whose key it is takes a connection too. */
  admitTickets(fastify: FastifyInstance): void {
    const onLeaving = atLeaving(fastify)
    fastify.addHook('preValidation', async (request, reply) => {
      if (!asksForTicket(request.body)) return
      await new Promise<void>(enter => {
        void this.pass(
          () =>
            new Promise<void>(leave => {
              onLeaving(request, reply, leave)
              enter()
            }),
        )
      })
    })
  }
}

function asksForTicket(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !('query' in body)) return false
  return typeof body.query === 'string' && body.query.length < 200 && TICKET_ALONE.test(body.query)
}
