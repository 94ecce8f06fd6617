/** Bodies of look-ups: one value a line, as plain text. */
import { HubError } from '@noroshi/errors'
import type { FastifyInstance, FastifyRequest } from 'fastify'

const MOST_BYTES = 16_777_216
/** What is too long is read and dropped up to here, so that its sender hears the answer; then the hub hangs up. */
const MOST_DROPPED_BYTES = 67_108_864

export const isLookUpPath = (url: string): boolean => /^\/lookups(?:[/?]|$)/.test(url)

export const isPlainText = (type: string): boolean => /^text\/plain\s*(;|$)/i.test(type)

/** Lines are left unread until it is known who sends them: they may be long. */
export function leaveLinesUnread(fastify: FastifyInstance): void {
  fastify.removeContentTypeParser('text/plain')
  fastify.addContentTypeParser('text/plain', (_request, _payload, done) => done(null))
}

/** @throws HubError INVALID_INPUT when there is more than {@link MOST_BYTES} */
export async function readLines({ raw }: FastifyRequest): Promise<string> {
  let chunks: Buffer[] = []
  let size = 0
  // No encoding was set: chunks are bytes.
  for await (const chunk of raw as AsyncIterable<Buffer>) {
    size += chunk.byteLength
    if (size > MOST_DROPPED_BYTES) break // which destroys the request
    if (size > MOST_BYTES) chunks = []
    else chunks.push(chunk)
  }
  if (size <= MOST_BYTES) return Buffer.concat(chunks).toString('utf8')
  throw new HubError(
    'INVALID_INPUT',
    'VALUES',
    'Values of one request are at most 16 MiB long together.',
    'values',
    '一度に照合できる値は合計 16 MiB までです。',
  )
}
