import { HubError } from '@noroshi/errors'
import type { FastifyInstance } from 'fastify'
import { processRequest, Upload } from 'graphql-upload-minimal'
import type { IncomingMessage } from 'node:http'
import { finished } from 'node:stream/promises'

const UNREADABLE = new HubError(
  'INVALID_INPUT',
  'UPLOAD',
  'The upload is not a GraphQL multipart request.',
  undefined,
  'アップロードの形式（GraphQL multipart request）が正しくありません。',
)
const TOO_LARGE = new HubError(
  'TOO_LARGE',
  'UPLOAD',
  'The upload is larger than is taken here.',
  undefined,
  'アップロードが受け付けられる大きさを超えています。',
)

export interface UploadLimits {
  readonly fieldBytes: number
  readonly fileBytes: number
}

/**
 * Takes one file by the GraphQL multipart request specification, as a stream that nothing holds in memory. What is left of
 * a refused upload is read and dropped before the answer: else the sender waits for us and we wait for the sender.
 */
export function acceptUploads(fastify: FastifyInstance, { fieldBytes, fileBytes }: UploadLimits): void {
  const uploads = new WeakSet<object>()
  fastify.addContentTypeParser('multipart/form-data', (request, _payload, done) => {
    uploads.add(request)
    done(null)
  })
  fastify.addHook('preValidation', async (request, reply) => {
    if (!uploads.has(request)) return
    try {
      const limits = { maxFieldSize: fieldBytes, maxFileSize: fileBytes, maxFiles: 1 }
      listenOn(request.raw)
      const operations = await processRequest(request.raw, reply.raw, limits)
      refuseWhatNeverComes(operations)
      request.body = operations
    } catch (error) {
      throw typeof error === 'object' && error !== null && 'status' in error && error.status === 413
        ? TOO_LARGE
        : UNREADABLE
    }
  })
  fastify.addHook('onSend', async request => {
    if (!uploads.has(request) || request.raw.readableEnded || request.raw.destroyed) return
    request.raw.unpipe()
    request.raw.resume()
    await finished(request.raw).catch(() => undefined) // the sender went away: nobody reads the answer either
  })
}

/**
 * The parser tells an error twice when it gives up on a part that it cannot read: once to those who listen, and once more when it
 * is destroyed, when nobody does any more. That would end the process, at the word of anybody who sends such a part.
 */
function listenOn(raw: IncomingMessage): void {
  const pipe: <T extends NodeJS.WritableStream>(to: T, options?: { end?: boolean }) => T = raw.pipe.bind(raw)
  raw.pipe = (to, options) => {
    to.on('error', () => undefined)
    return pipe(to, options)
  }
}

/** A file that is announced and then cannot be read is refused as what it is, not as a fault of ours. */
function refuseWhatNeverComes(operations: unknown): void {
  for (const { variables } of [operations].flat() as { variables?: object }[])
    // what GraphQL servers take: one, or a list of them
    for (const upload of Object.values(variables ?? {}))
      if (upload instanceof Upload) {
        upload.promise = upload.promise.catch(() => Promise.reject(UNREADABLE))
        upload.promise.catch(() => undefined) // nobody may come to ask for it
      }
}
