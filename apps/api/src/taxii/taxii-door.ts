/**
 * What is special about paths below /taxii2: they may end in `/` (§3.1), their bodies are looked at only when the standard's
 * order of checks has come to them (who · Accept · where · rights · Content-Type · size · content), and all they answer is TAXII.
 */
import { QuotaReached, UnprocessableEnvelope } from '@noroshi/delivery'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { finished } from 'node:stream/promises'
import { answerOf } from '../door/error-format.ts'
import { isTaxiiContent, TAXII, TAXII_TYPE } from './media-types.ts'
import { contentTooLarge, TaxiiRefusal, unsupportedContent } from './taxii.errors.ts'

/** Stands in for whatever type a body below /taxii2 said it has, so that Fastify leaves it alone. */
const UNREAD = TAXII_TYPE
const given = new WeakMap<object, string | undefined>()
/** What is left of a refused body is read and dropped up to here, so that the sender hears the answer. */
const MOST_DROPPED_BYTES = 67_108_864

export const isPublicTaxiiPath = (url: string): boolean => /^\/taxii2\/public(?:[/?]|$)/.test(url)
export const isTaxiiPath = (url: string): boolean => /^\/taxii2(?:[/?]|$)/.test(url)

/** `/taxii2/` and `/taxii2` are one place to the router. */
export const withoutLastSlash = ({ url = '/' }: { url?: string }): string =>
  isTaxiiPath(url) ? url.replace(/^([^?]*[^?/])\/(?=\?|$)/, '$1') : url

export function leaveTaxiiBodiesUnread(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', async request => {
    const type = request.raw.headers['content-type']
    if (!isTaxiiPath(request.url)) return
    given.set(request, type)
    if (type !== undefined || hasBody(request)) request.raw.headers['content-type'] = UNREAD
  })
  fastify.addContentTypeParser(UNREAD, (_request, _payload, done) => done(null))
  fastify.addHook('onSend', async (request, reply) => {
    const { raw } = request
    if (!given.has(request) || !hasBody(request) || raw.readableEnded || raw.destroyed) return
    if (!(Number(raw.headers['content-length']) <= MOST_DROPPED_BYTES)) {
      void reply.header('connection', 'close')
      return
    }
    raw.resume()
    await finished(raw).catch(() => undefined) // the sender went away: nobody reads the answer either
  })
}

const hasBody = ({ raw }: FastifyRequest): boolean =>
  raw.headers['transfer-encoding'] !== undefined || Number(raw.headers['content-length'] ?? 0) > 0

/** The body, now that it is its turn. @throws TaxiiRefusal 415 or 413 */
export async function readContent(request: FastifyRequest, most: number): Promise<Buffer> {
  if (!isTaxiiContent(given.get(request))) throw unsupportedContent()
  if (Number(request.raw.headers['content-length'] ?? 0) > most) throw contentTooLarge(most)
  const chunks: Buffer[] = []
  let size = 0
  // Leaving the loop must not hang up: the sender is owed an answer.
  for await (const chunk of request.raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.byteLength
    if (size > most) throw contentTooLarge(most)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

export function sendTaxii(reply: FastifyReply, status: number, body: object): void {
  void reply
    .status(status)
    .header('content-type', TAXII)
    .header('cache-control', 'no-store')
    .send(body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body))) // as text, Fastify would write the media type in its own way
}

/** A TAXII error resource (§3.6.1); the wording is the house's own, so that hidden and absent are one answer. */
export function sendTaxiiError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): boolean {
  const { answer, status, known } = answerOf(thrown, request.id, request.headers['accept-language'])
  const http = thrown instanceof TaxiiRefusal ? thrown.status : thrown instanceof UnprocessableEnvelope ? 422 : status
  if (http === 401) void reply.header('www-authenticate', 'Basic realm="Noroshi TAXII", charset="UTF-8"')
  if (thrown instanceof QuotaReached) void reply.header('retry-after', String(thrown.retryAfterSeconds))
  if (http === 503) void reply.header('retry-after', '5')
  sendTaxii(reply, http, {
    title: TITLES[http] ?? 'The request was refused',
    description: answer.message,
    error_id: answer.traceId,
    error_code: answer.reason,
    http_status: String(http),
    ...(answer.field ? { details: { field: answer.field } } : {}),
  })
  return known
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  406: 'Not acceptable',
  413: 'Content too large',
  415: 'Unsupported media type',
  422: 'Unprocessable content',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Unavailable',
}
