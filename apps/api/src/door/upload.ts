import { HubError } from '@noroshi/errors'
import type { FastifyInstance } from 'fastify'
import { processRequest, type FileUpload } from 'graphql-upload-minimal'
import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
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
      guardParser(request.raw)
      const limits = { maxFieldSize: fieldBytes, maxFileSize: fileBytes, maxFiles: 1 }
      request.body = await processRequest(request.raw, reply.raw, limits)
    } catch (error) {
      throw refusalOf(error)
    }
  })
  fastify.addHook('onSend', async request => {
    if (!uploads.has(request) || request.raw.readableEnded || request.raw.destroyed) return
    request.raw.unpipe()
    request.raw.resume()
    await finished(request.raw).catch(() => undefined) // the sender went away: nobody reads the answer either
  })
}

/** Where the one file goes: into a variable, by its name. */
const MAP = /^\s*\{\s*"[^"\\]{1,100}"\s*:\s*\[\s*"variables\.[A-Za-z_]\w{0,100}"\s*\]\s*\}\s*$/

/**
 * The library follows any path of the form's map, also into the functions that everything shares (`hasOwnProperty.call`), and
 * listens for one error of its parser, where a part with a broken head has two: either would let anybody end the process.
 */
function guardParser(raw: IncomingMessage): void {
  const pipe = raw.pipe.bind(raw)
  raw.pipe = <Parser extends NodeJS.WritableStream>(parser: Parser): Parser => {
    const [followed, ends] = [parser.listeners('field'), parser.listeners('error')]
    for (const event of ['field', 'error']) parser.removeAllListeners(event)
    parser.on('error', (error: unknown) => {
      for (const end of ends) Reflect.apply(end, parser, [refusalOf(error)])
    })
    parser.on('field', (name: string, value: string, info: unknown) => {
      if ((name === 'map' && !MAP.test(value)) || (name === 'operations' && !isOperations(value)))
        parser.emit('error', UNREADABLE)
      else for (const follow of followed) Reflect.apply(follow, parser, [name, value, info])
    })
    return pipe(parser)
  }
}

/** JSON without a word that leads to a prototype, which other bodies may not hold either (IN-2). */
function isOperations(json: string): boolean {
  try {
    let isClean = true
    JSON.parse(json, (key, value: unknown) => {
      if (key === '__proto__' || key === 'constructor') isClean = false
      return value
    })
    return isClean
  } catch {
    return false
  }
}

/** The file of an upload, or why there is none: the library's own errors say only what its parser met. */
export async function openUpload(file: Promise<FileUpload>): Promise<{ fileName: string; chunks: Readable }> {
  try {
    const upload = await file
    return { fileName: upload.filename, chunks: upload.createReadStream() }
  } catch (error) {
    throw refusalOf(error)
  }
}

const refusalOf = (error: unknown): HubError =>
  typeof error === 'object' && error !== null && 'status' in error && error.status === 413 ? TOO_LARGE : UNREADABLE
