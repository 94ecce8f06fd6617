/**
 * A lane for each caller: so many of their requests are worked at once, some more wait, and the rest are told to come back. Without it
 * everybody's requests stood in one queue, and on the day of an incident an officer's release stood behind those of whoever asked most. Who
 * shows no credential is known by their network address, so that a flood of public pages keeps nobody elsewhere from signing in. Waiting is cheap, refusing is cheaper: nothing was looked up yet.
 */
import { HubError } from '@noroshi/errors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

export interface LaneBounds {
  readonly atOnce: number
  readonly waiting: number
}

/** Half of a tier’s pool of connections, so that nobody has all of them; and what a portal or a program asks for at once has room to wait. */
export const LANES: LaneBounds = { atOnce: 4, waiting: 100 }

interface Lane {
  working: number
  /** In the order in which they came; whoever went away meanwhile is not there any more. */
  readonly waiting: Set<() => void>
}

/** @param callerOf null for who may always pass */
export function keepLanes(
  fastify: FastifyInstance,
  callerOf: (request: FastifyRequest) => string | null,
  { atOnce, waiting }: LaneBounds,
): void {
  const lanes = new Map<string, Lane>()
  const leaving = new WeakMap<FastifyRequest, () => void>()
  // Once the body is there: who sends it slowly keeps nobody back.
  fastify.addHook('preValidation', async (request, reply) => {
    const caller = callerOf(request)
    if (caller === null) return
    const lane = lanes.get(caller) ?? { working: 0, waiting: new Set() }
    lanes.set(caller, lane)
    if (lane.working < atOnce) lane.working += 1
    else if (lane.waiting.size >= waiting || !(await hasPlace(lane, reply))) throw crowded()
    const leave = () => {
      if (!leaving.delete(request)) return
      const [next] = lane.waiting
      if (next) {
        // Whoever waited takes the place of who leaves.
        lane.waiting.delete(next)
        next()
      } else if ((lane.working -= 1) === 0) lanes.delete(caller)
    }
    leaving.set(request, leave)
    if (reply.raw.destroyed) leave()
    else reply.raw.once('close', leave)
  })
  // When the answer is made: who reads it slowly keeps nobody back either.
  fastify.addHook('onSend', async request => leaving.get(request)?.())
}

/** Waits for a place; false when whoever waited went away before there was one. */
function hasPlace({ waiting }: Lane, { raw }: FastifyReply): Promise<boolean> {
  return new Promise(resolve => {
    const enter = () => resolve(true)
    waiting.add(enter)
    raw.once('close', () => {
      if (waiting.delete(enter)) resolve(false)
    })
  })
}

const crowded = () =>
  new HubError(
    'UNAVAILABLE',
    'CROWDED',
    'Too many requests at once. Try again shortly.',
    undefined,
    'アクセスが集中しています。しばらくしてからお試しください。',
  )
