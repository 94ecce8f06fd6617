import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Has something done once for a request: when its answer is made, for who reads it slowly keeps nobody back, or when nobody waits for it any more. */
export function atLeaving(
  fastify: FastifyInstance,
): (request: FastifyRequest, reply: FastifyReply, leave: () => void) => void {
  const leaving = new WeakMap<FastifyRequest, () => void>()
  const go = (request: FastifyRequest) => {
    const leave = leaving.get(request)
    leaving.delete(request)
    leave?.()
  }
  fastify.addHook('onSend', async request => go(request))
  return (request, reply, leave) => {
    leaving.set(request, leave)
    if (reply.raw.destroyed) go(request)
    else reply.raw.once('close', () => go(request))
  }
}
