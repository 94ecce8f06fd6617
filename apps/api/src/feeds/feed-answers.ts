import type { FeedAnswer } from '@noroshi/delivery'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Whether the client says that it holds the answer with this ETag (RFC 9110 §13.1.2). */
export const heldBy =
  (request: FastifyRequest) =>
  (etag: string): boolean =>
    isHeld(request.headers['if-none-match'], etag)

/** The feed, or that it is still the one which the client holds, and where a delta goes on from. */
export function sendFeed(reply: FastifyReply, { mediaType, body, etag, cursor }: FeedAnswer): void {
  void reply.header('etag', etag).header('noroshi-cursor', cursor).header('cache-control', 'no-store')
  // What a tool reads, a browser does not open.
  void reply.header('content-disposition', 'attachment').header('x-content-type-options', 'nosniff')
  if (body === null) void reply.status(304).send()
  else void reply.header('content-type', mediaType).send(Buffer.from(body)) // as text, Fastify would write the media type in its own way
}

/** Compared weakly (§8.8.3.2). */
function isHeld(held: string | undefined, etag: string): boolean {
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '')
  return held !== undefined && held.split(',').some(tag => tag.trim() === '*' || opaque(tag) === opaque(etag))
}
