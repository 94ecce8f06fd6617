/**
 * Asks foreign servers on behalf of people who name them (IN-7): feeds, TAXII servers, later webhooks. Looks like `fetch` to its caller.
 *
 * A name is resolved once; every address that it has must be public; and the connection is made to an address out of that very answer,
 * so that a second answer can't send us elsewhere (DNS rebinding). Each redirect begins all of it anew, and takes no credentials to
 * another origin. Names are compared as the URL standard writes them, which makes `0x7f.1`, `017700000001` and full-width digits the
 * address that they mean. What comes back is unpacked here, and counted as it is unpacked; the whole of an answer has one time.
 */
import { lookup as resolve } from 'node:dns/promises'
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { pipeline, Readable, Transform } from 'node:stream'
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls'
import { createGunzip } from 'node:zlib'
import type { FetchLike } from '@noroshi/client'
import { isPublicAddress } from './address-rule.ts'
import { FetchRefused } from './fetch.errors.ts'

export interface Address {
  readonly address: string
  readonly family: number
}

export interface FetchPolicy {
  /** Origins (`https://peer.internal:8443`) that may be asked although they are not public or not https; the operator's setting. */
  readonly allowedOrigins?: readonly string[]
  /** Bytes of an answer, unpacked. */
  readonly mostBytes?: number
  /** For the whole of an answer, redirects included. */
  readonly timeoutSeconds?: number
  /** Resolves names; tests bring their own. */
  readonly resolve?: (hostname: string) => Promise<readonly Address[]>
  /** PEM of further authorities for TLS, besides those that are believed anyway. */
  readonly authorities?: string
}

const MOST_BYTES = 64 * 1024 * 1024
const TIMEOUT_SECONDS = 60
const MOST_REDIRECTS = 5
const MOST_HEADER_BYTES = 16 * 1024
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308]
const WITHOUT_BODY: readonly number[] = [101, 204, 205, 304]

/** The URL as it will be asked. @throws FetchRefused when its form alone refuses it; whether its host is public, DNS says later */
export function urlToAsk(text: string, allowedOrigins: readonly string[] = []): URL {
  if (!URL.canParse(text)) throw new FetchRefused('URL')
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') throw new FetchRefused('USER_INFO')
  if (url.hostname === '' || (url.protocol !== 'https:' && url.protocol !== 'http:')) throw new FetchRefused('URL')
  url.hash = ''
  if (allowedOrigins.includes(url.origin)) return url
  if (url.protocol !== 'https:') throw new FetchRefused('NOT_HTTPS')
  const literal = literalOf(url.hostname)
  if (literal !== null && !isPublicAddress(literal)) throw new FetchRefused('ADDRESS')
  return url
}

/** A `fetch` that asks within the policy. Rejects with FetchRefused, also while its body is being read. */
export function guardedFetch(policy: FetchPolicy = {}): FetchLike {
  const believed = believedWith(policy.authorities)
  return async (text, { method, headers, body, signal }) => {
    const time = AbortSignal.timeout((policy.timeoutSeconds ?? TIMEOUT_SECONDS) * 1_000)
    const ended = AbortSignal.any([time, signal])
    const told = (error: unknown): Error =>
      error instanceof FetchRefused ? error : new FetchRefused(time.aborted ? 'TIMEOUT' : 'UNREACHABLE')
    try {
      let url = urlToAsk(text, policy.allowedOrigins)
      const credentialsFor = url.origin
      for (let redirects = 0; ; redirects += 1) {
        const sent = url.origin === credentialsFor ? headers : withoutCredentials(headers)
        const answer = await ask(url, { method, headers: sent, body, signal: ended, believed }, policy)
        if (!REDIRECTS.includes(answer.statusCode ?? 0)) return responseOf(answer, policy, told)
        answer.destroy()
        const { location } = answer.headers
        if (
          location === undefined ||
          redirects >= MOST_REDIRECTS ||
          method !== 'GET' ||
          !URL.canParse(location, url.href)
        )
          throw new FetchRefused('REDIRECTS')
        url = urlToAsk(new URL(location, url).href, policy.allowedOrigins)
      }
    } catch (error) {
      throw told(error)
    }
  }
}

interface Ask {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | undefined
  readonly signal: AbortSignal
  /** Null: those that are believed anyway. */
  readonly believed: SecureContext | null
}

/** Made once: to read all authorities anew for each connection takes longer than to shake hands. */
const believedWith = (authorities: string | undefined): SecureContext | null =>
  authorities === undefined ? null : createSecureContext({ ca: [...getCACertificates(), authorities] })

async function ask(
  url: URL,
  { method, headers, body, signal, believed }: Ask,
  policy: FetchPolicy,
): Promise<IncomingMessage> {
  const addresses = await addressesOf(url, policy, signal)
  const options: RequestOptions = {
    method,
    headers: { 'user-agent': 'Noroshi', ...headers, 'accept-encoding': 'gzip', connection: 'close' },
    agent: false,
    maxHeaderSize: MOST_HEADER_BYTES,
    signal,
    // Not asked about an address that is written in the URL itself; that one was looked at as it is.
    lookup: pinned(addresses),
  }
  return new Promise((fulfil, reject) => {
    const request =
      url.protocol === 'https:'
        ? requestHttps(url, { ...options, ...(believed ? { secureContext: believed } : {}) }, fulfil)
        : requestHttp(url, options, fulfil)
    request.on('error', reject)
    // The address at the other end is one of those that were looked at, whatever the system did with them.
    request.on('socket', socket => {
      socket.on('connect', () => {
        if (!addresses.some(({ address }) => address === socket.remoteAddress))
          request.destroy(new FetchRefused('ADDRESS'))
      })
    })
    request.end(body)
  })
}

/** All addresses of the host, every one of them public or the origin allowed. @throws FetchRefused */
async function addressesOf(url: URL, policy: FetchPolicy, signal: AbortSignal): Promise<readonly Address[]> {
  const literal = literalOf(url.hostname)
  const addresses =
    literal !== null
      ? [{ address: literal, family: isIP(literal) }]
      : await within(signal, (policy.resolve ?? systemResolve)(url.hostname)).catch((error: unknown) => {
          throw signal.aborted ? error : new FetchRefused('NO_SUCH_HOST')
        })
  if (addresses.length === 0) throw new FetchRefused('NO_SUCH_HOST')
  const isAllowed = policy.allowedOrigins?.includes(url.origin) ?? false
  if (!isAllowed && !addresses.every(({ address }) => isPublicAddress(address))) throw new FetchRefused('ADDRESS')
  return addresses
}

const systemResolve = (hostname: string): Promise<readonly Address[]> => resolve(hostname, { all: true })

/** Stops waiting when the time is over: a resolver can't be stopped itself. */
function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((fulfil, reject) => {
    signal.addEventListener('abort', () => reject(new FetchRefused('TIMEOUT')), { once: true })
    work.then(fulfil, reject)
  })
}

/** Answers what was resolved before, whoever asks again. */
function pinned(addresses: readonly Address[]): LookupFunction {
  return (_hostname, { all }, callback) => {
    if (all === true) callback(null, [...addresses])
    else callback(null, addresses[0].address, addresses[0].family)
  }
}

/** The address that stands in place of a name, without the brackets of IPv6; null for a name. */
function literalOf(hostname: string): string | null {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  return isIP(bare) === 0 ? null : bare
}

function withoutCredentials(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !['authorization', 'cookie'].includes(name.toLowerCase())),
  )
}

function responseOf(
  answer: IncomingMessage,
  { mostBytes = MOST_BYTES }: FetchPolicy,
  told: (error: unknown) => Error,
): Response {
  const status = answer.statusCode ?? 0
  const headers = new Headers()
  for (const [name, value] of Object.entries(answer.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  headers.delete('content-encoding')
  headers.delete('content-length')
  if (WITHOUT_BODY.includes(status)) {
    answer.destroy()
    return new Response(null, { status, headers })
  }
  const encoding = answer.headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  if (encoding !== 'identity' && encoding !== 'gzip') {
    answer.destroy()
    throw new FetchRefused('ENCODING')
  }
  let length = 0
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      length += chunk.length
      if (length > mostBytes) done(new FetchRefused('TOO_LARGE'))
      else done(null, chunk)
    },
  })
  const ended = (error: unknown) => {
    if (error) counted.destroy(told(error))
  }
  if (encoding === 'gzip') pipeline(answer, createGunzip(), counted, ended)
  else pipeline(answer, counted, ended)
  return new Response(bodyOf(counted, told), { status, headers })
}

/** The body as the web knows it; what goes wrong in it is told as everything else. */
function bodyOf(stream: Readable, told: (error: unknown) => Error): ReadableStream<Uint8Array> {
  const chunks = stream[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = (await chunks.next()) as IteratorResult<Buffer, undefined> // a stream of bytes
        if (done === true) controller.close()
        else controller.enqueue(new Uint8Array(value))
      } catch (error) {
        controller.error(told(error))
      }
    },
    cancel() {
      stream.destroy()
    },
  })
}
