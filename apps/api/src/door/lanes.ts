/**
 * A lane for each caller: so many of their requests are worked at once, some more wait, and the rest are told to come back. Without it
 * everybody's requests stood in one queue, and on the day of an incident an officer's release stood behind those of whoever asked most. Who
 * shows no credential is known by their network address, so that a flood of public pages keeps nobody elsewhere from signing in. Waiting is cheap, refusing is cheaper: nothing was looked up yet.
 */
import { HubError } from '@noroshi/errors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { atLeaving } from './leaving.ts'

export interface LaneBounds {
  /** Of one caller, whatever others ask. */
  readonly always: number
  /** Of all together: below it a caller has more than that. */
  readonly together: number
  readonly waiting: number
}

/** Whoever is alone has half of a tier’s pool of connections; several who ask without end share that half, and each other caller has room beside them. */
export const LANES: LaneBounds = { always: 2, together: 4, waiting: 100 }

interface Lane {
  working: number
  /** In the order in which they came; whoever went away meanwhile is not there any more. */
  readonly waiting: Set<() => void>
}

/** @param callerOf null for who may always pass */
export function keepLanes(
  fastify: FastifyInstance,
  callerOf: (request: FastifyRequest) => string | null,
  { always, together, waiting }: LaneBounds,
): void {
  const lanes = new Map<string, Lane>()
  const onLeaving = atLeaving(fastify)
  /** Those in which somebody waits. */
  const queues = new Set<Lane>()
  let working = 0
  const isFree = (lane: Lane) => lane.working < always || working < together
  const take = (lane: Lane) => {
    lane.working += 1
    working += 1
  }
  const goFrom = (lane: Lane, enter: () => void): boolean => {
    const wasThere = lane.waiting.delete(enter)
    if (lane.waiting.size === 0) queues.delete(lane)
    return wasThere
  }
  /** Waits for a place; false when whoever waited went away before there was one. */
  const hasPlace = (lane: Lane, { raw }: FastifyReply): Promise<boolean> =>
    new Promise(resolve => {
      const enter = () => resolve(true)
      lane.waiting.add(enter)
      queues.add(lane)
      raw.once('close', () => {
        if (goFrom(lane, enter)) resolve(false)
      })
    })
  /** Whoever waited takes the place of who left: first of those lanes that have least of them at work. */
  const letIn = () => {
    const [lane] = [...queues].sort((one, other) => one.working - other.working)
    if (!lane || !isFree(lane)) return
    const [enter] = lane.waiting
    goFrom(lane, enter)
    take(lane)
    enter()
  }
  // Once the body is there: who sends it slowly keeps nobody back.
  fastify.addHook('preValidation', async (request, reply) => {
    const caller = callerOf(request)
    if (caller === null) return
    const lane = lanes.get(caller) ?? { working: 0, waiting: new Set() }
    lanes.set(caller, lane)
    if (isFree(lane)) take(lane)
    else if (lane.waiting.size >= waiting || !(await hasPlace(lane, reply))) throw crowded()
    onLeaving(request, reply, () => {
      lane.working -= 1
      working -= 1
      letIn()
      if (lane.working === 0) lanes.delete(caller)
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
