/** Bodies of look-ups: one value a line as plain text, or an SBOM as its own kind of JSON. */
import { HubError } from '@noroshi/errors'
import type { FastifyInstance, FastifyRequest } from 'fastify'

const MOST_BYTES = 16_777_216
/** What is too long is read and dropped up to here, so that its sender hears the answer; then the hub hangs up. */
const MOST_DROPPED_BYTES = 67_108_864

export const isLookUpPath = (url: string): boolean => /^\/lookups(?:[/?]|$)/.test(url)

export const isSbomPath = (url: string): boolean => /^\/lookups\/sbom(?:[/?]|$)/.test(url)

/** As they are registered at IANA. */
const SBOM_TYPE = /^application\/(?:vnd\.cyclonedx\+json|spdx\+json)\s*(;|$)/i
export const isSbomType = (type: string): boolean => SBOM_TYPE.test(type)

export const isPlainText = (type: string): boolean => /^text\/plain\s*(;|$)/i.test(type)

/** Bodies are left unread until it is known who sends them: they may be long. */
export function leaveLinesUnread(fastify: FastifyInstance): void {
  fastify.removeContentTypeParser('text/plain')
  for (const type of ['text/plain', SBOM_TYPE])
    fastify.addContentTypeParser(type, (_request, _payload, done) => done(null))
}

const TOO_MANY_VALUES = new HubError(
  'INVALID_INPUT',
  'VALUES',
  'Values of one request are at most 16 MiB long together.',
  'values',
  '一度に照合できる値は合計 16 MiB までです。',
)
const SBOM_TOO_LARGE = new HubError(
  'TOO_LARGE',
  'SBOM_TOO_LARGE',
  'An SBOM is at most 16 MiB long.',
  'sbom',
  'SBOM は 16 MiB までです。',
)
const NO_JSON = new HubError(
  'INVALID_INPUT',
  'JSON',
  'The SBOM is no JSON in UTF-8.',
  'sbom',
  'SBOM を JSON（UTF-8）として読み取れません。',
)

/** @throws HubError INVALID_INPUT when there is more than {@link MOST_BYTES} */
export async function readLines(request: FastifyRequest): Promise<string> {
  return (await readBytes(request, TOO_MANY_VALUES)).toString('utf8')
}

/** @throws HubError TOO_LARGE, INVALID_INPUT */
export async function readSbomBody(request: FastifyRequest): Promise<unknown> {
  const bytes = await readBytes(request, SBOM_TOO_LARGE)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw NO_JSON
  }
}

async function readBytes({ raw }: FastifyRequest, tooLarge: HubError): Promise<Buffer> {
  let chunks: Buffer[] = []
  let size = 0
  // No encoding was set: chunks are bytes.
  for await (const chunk of raw as AsyncIterable<Buffer>) {
    size += chunk.byteLength
    if (size > MOST_DROPPED_BYTES) break // which destroys the request
    if (size > MOST_BYTES) chunks = []
    else chunks.push(chunk)
  }
  if (size <= MOST_BYTES) return Buffer.concat(chunks)
  throw tooLarge
}
