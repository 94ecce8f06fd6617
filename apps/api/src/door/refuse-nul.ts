import { HubError } from '@noroshi/errors'
import type { FastifyInstance } from 'fastify'

/** Nothing that the hub takes is deeper; whoever walks a body would run out of stack in one that is made to be (IN-1). */
const MOST_LEVELS = 32

const NUL = new HubError(
  'INVALID_INPUT',
  'NUL',
  'The request holds the character NUL, which is not text.',
  undefined,
  'リクエストに使用できない文字（NUL）が含まれています。',
)
const DEPTH = new HubError(
  'INVALID_INPUT',
  'DEPTH',
  'The request is nested more deeply than is taken here.',
  undefined,
  'リクエストの入れ子が深すぎます。',
)

/** NUL is not text and PostgreSQL does not store it: no request with one, or with a bottomless body, gets as far as a handler. */
export function refuseNul(fastify: FastifyInstance): void {
  fastify.addHook('preValidation', async request => {
    if (/%00/.test(request.url)) throw NUL
    refuseIn(request.body, 1)
  })
}

/** Uploads are streams, not bodies; a JSON body is at most a few hundred kilobytes. */
function refuseIn(value: unknown, level: number): void {
  if (typeof value === 'string' && value.includes('\0')) throw NUL
  if (typeof value !== 'object' || value === null) return
  if (level > MOST_LEVELS) throw DEPTH
  if (Array.isArray(value)) for (const inner of value) refuseIn(inner, level + 1)
  else if (Object.getPrototypeOf(value) === Object.prototype)
    for (const [key, inner] of Object.entries(value)) {
      if (key.includes('\0')) throw NUL
      refuseIn(inner, level + 1)
    }
}
