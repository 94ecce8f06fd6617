import { HubError } from '@noroshi/errors'
import type { FastifyInstance } from 'fastify'

/** NUL is not text and PostgreSQL does not store it: no request with one gets as far as a handler. */
export function refuseNul(fastify: FastifyInstance): void {
  fastify.addHook('preValidation', async request => {
    if (/%00/.test(request.url) || holdsNul(request.body))
      throw new HubError(
        'INVALID_INPUT',
        'NUL',
        'The request holds the character NUL, which is not text.',
        undefined,
        'リクエストに使用できない文字（NUL）が含まれています。',
      )
  })
}

/** Uploads are streams, not bodies; a JSON body is at most a few hundred kilobytes. */
function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0')
  if (Array.isArray(value)) return value.some(holdsNul)
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.entries(value).some(([key, inner]) => key.includes('\0') || holdsNul(inner))
  )
}
