/**
 * Bounds on answers below /taxii2/public, where anybody may ask without being known: so many at once, so many of them to one address,
 * and so long for each. Who reads slowly, or not at all, holds a page of up to 2 MiB in memory until then.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { tooBusy } from './taxii.errors.ts'

export interface AnswerBounds {
  readonly atOnce: number
  readonly toOneAddress: number
  /** From the request to the last byte. */
  readonly milliseconds: number
}

export const PUBLIC_ANSWERS: AnswerBounds = { atOnce: 64, toOneAddress: 8, milliseconds: 60_000 }

export function boundAnswers(
  fastify: FastifyInstance,
  isBounded: (request: FastifyRequest) => boolean,
  { atOnce, toOneAddress, milliseconds }: AnswerBounds,
): void {
  const answering = new Map<string, number>()
  let all = 0
  fastify.addHook('onRequest', async (request, reply) => {
    if (!isBounded(request)) return
    const mine = answering.get(request.ip) ?? 0
    if (all >= atOnce || mine >= toOneAddress) throw tooBusy()
    all += 1
    answering.set(request.ip, mine + 1)
    // Hanging up is all that can still be said to somebody who does not read.
    const deadline = setTimeout(() => reply.raw.destroy(), milliseconds).unref()
    reply.raw.once('close', () => {
      clearTimeout(deadline)
      all -= 1
      const left = (answering.get(request.ip) ?? 1) - 1
      if (left > 0) answering.set(request.ip, left)
      else answering.delete(request.ip)
    })
  })
}
