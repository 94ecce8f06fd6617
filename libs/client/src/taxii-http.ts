/*
 * One request to a TAXII server, within limits: a time for the whole of it, a size for the answer, and credentials for one origin alone.
 */
import { fault, faultOfStatus, type TaxiiResult } from './taxii-fault.ts'

/** The media type of TAXII 2.1 (§1.6.8). */
export const TAXII_MEDIA_TYPE = 'application/taxii+json;version=2.1'

/** How a client says who it is: HTTP Basic (RFC 7617) or a bearer token (RFC 6750). */
export type TaxiiCredentials =
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }

/** The part of `fetch` that is used, so that another may stand in for it: one that checks addresses, or a browser's. */
export type FetchLike = (
  url: string,
  init: {
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly body?: string | Uint8Array<ArrayBuffer>
    readonly signal: AbortSignal
  },
) => Promise<Response>

export interface TaxiiConnection {
  readonly credentials?: TaxiiCredentials
  readonly fetch?: FetchLike
  /** Of one request with the whole of its answer. */
  readonly timeoutSeconds?: number
  /** Bytes that an answer may have at most. */
  readonly mostBytes?: number
  /** Breaks off whatever is running. */
  readonly signal?: AbortSignal
  readonly now?: () => Date
}

export interface TaxiiAnswer {
  readonly bytes: Uint8Array
  readonly json: unknown
  readonly headers: Headers
}

const TIMEOUT_SECONDS = 60
const MOST_BYTES = 16 * 1024 * 1024

/** Asks one server. Credentials go to `origin` alone, whatever address is asked. */
export class TaxiiHttp {
  readonly #origin: string
  readonly #connection: TaxiiConnection

  constructor(origin: string, connection: TaxiiConnection) {
    this.#origin = origin
    this.#connection = connection
  }

  get(url: string): Promise<TaxiiResult<TaxiiAnswer>> {
    return this.#ask('GET', url)
  }

  post(url: string, body: string): Promise<TaxiiResult<TaxiiAnswer>> {
    return this.#ask('POST', url, body)
  }

  async #ask(method: string, url: string, body?: string): Promise<TaxiiResult<TaxiiAnswer>> {
    const {
      fetch: ask = globalThis.fetch,
      timeoutSeconds = TIMEOUT_SECONDS,
      mostBytes = MOST_BYTES,
      signal: caller,
      now = () => new Date(),
    } = this.#connection
    const time = AbortSignal.timeout(timeoutSeconds * 1_000)
    try {
      const answer = await ask(url, {
        method,
        headers: {
          accept: TAXII_MEDIA_TYPE,
          ...(body === undefined ? {} : { 'content-type': TAXII_MEDIA_TYPE }),
          ...this.#authorization(url),
        },
        ...(body === undefined ? {} : { body }),
        signal: caller ? AbortSignal.any([time, caller]) : time,
      })
      const failed = faultOfStatus(answer.status, answer.headers.get('retry-after'), now())
      if (failed) {
        await answer.body?.cancel()
        return failed
      }
      if (!isTaxii(answer.headers.get('content-type'))) {
        await answer.body?.cancel()
        return fault('NOT_TAXII', { status: answer.status })
      }
      const bytes = await bytesOf(answer, mostBytes)
      if (bytes === null) return fault('TOO_LARGE', { status: answer.status })
      const json = parsed(bytes)
      if (json === undefined) return fault('NOT_TAXII', { status: answer.status })
      return { ok: true, value: { bytes, json, headers: answer.headers } }
    } catch (cause) {
      if (caller?.aborted) return fault('ABORTED', { cause })
      return fault(time.aborted ? 'TIMEOUT' : 'UNREACHABLE', { cause })
    }
  }

  #authorization(url: string): Record<string, string> {
    const { credentials } = this.#connection
    if (!credentials || new URL(url).origin !== this.#origin) return {}
    if (credentials.kind === 'bearer') return { authorization: `Bearer ${credentials.token}` }
    const pair = new TextEncoder().encode(`${credentials.user}:${credentials.password}`)
    return { authorization: `Basic ${btoa(Array.from(pair, byte => String.fromCharCode(byte)).join(''))}` }
  }
}

/** §1.6.8.1: TAXII's own type; a server of another version says so. */
function isTaxii(contentType: string | null): boolean {
  const [type, ...parameters] = (contentType ?? '').toLowerCase().split(';')
  if (type?.trim() !== 'application/taxii+json') return false
  const version = parameters.map(parameter => parameter.trim()).find(parameter => parameter.startsWith('version='))
  return version === undefined || version.slice('version='.length).replaceAll('"', '') === '2.1'
}

/** The whole body; null when it is larger than the limit, of which no more than one chunk above it is ever held. */
async function bytesOf(answer: Response, mostBytes: number): Promise<Uint8Array | null> {
  if (answer.body === null) return new Uint8Array()
  const reader = answer.body.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.byteLength
    if (length > mostBytes) {
      await reader.cancel()
      return null
    }
    chunks.push(value)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return bytes
}

/** Strict UTF-8 and JSON; undefined when it is not. */
function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
