/*
 * Posts to servers that people name: within the guard that looks where an address leads at each sending, without following anywhere, and
 * without reading what they answer but for its status. What such a server does concerns its owner's rows alone.
 */
import { secondsOf } from '@noroshi/client'
import { FetchRefused, guardedFetch, openSealed, type FetchPolicy } from '@noroshi/intake'
import { ENDPOINT_GONE, type Channel, type SealedEndpoint, type Sent } from './ledger.ts'

const TIMEOUT_SECONDS = 10
const MOST_ANSWER_BYTES = 65_536
/** Who asks to be left alone for longer is asked again after a day. */
const LONGEST_PAUSE_SECONDS = 86_400
const BUSY: readonly number[] = [429, 503]

/** What a sealed address or secret is good for. */
export const addressBond = (channel: Channel, endpointId: string): string => `endpoint ${channel} ${endpointId}`
export const secretBond = (endpointId: string): string => `endpoint secret ${endpointId}`

/** One message to one address. */
export interface Posted {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Posts, until it is closed. */
export class Poster {
  readonly #fetch
  readonly #closed = new AbortController()

  constructor(
    policy: FetchPolicy,
    private readonly privateKeyPem: string,
  ) {
    this.#fetch = guardedFetch({ timeoutSeconds: TIMEOUT_SECONDS, mostBytes: MOST_ANSWER_BYTES, ...policy })
  }

  /** Opens the address and the secrets; null when one doesn't open, as after the key was lost. */
  opened(channel: Channel, endpoint: SealedEndpoint | null): { url: string; secrets: string[] } | null {
    if (!endpoint) return null
    const { id, sealed, secretsSealed = [] } = endpoint
    const url = openSealed(this.privateKeyPem, sealed, addressBond(channel, id))
    const secrets = secretsSealed.flatMap(secret => openSealed(this.privateKeyPem, secret, secretBond(id)) ?? [])
    return url === null || secrets.length < secretsSealed.length ? null : { url, secrets }
  }

  async post({ url, headers, body }: Posted): Promise<Sent> {
    try {
      const { signal } = this.#closed
      const answer = await this.#fetch(url, { method: 'POST', headers, body, signal })
      // What it says is nothing to us.
      await answer.body?.cancel()
      return sentOf(answer.status, answer.headers.get('retry-after'), new Date())
    } catch (error) {
      return { state: 'LATER', reason: error instanceof FetchRefused ? error.reason : 'UNREACHABLE' }
    }
  }

  close(): void {
    this.#closed.abort()
  }
}

/** An address that can't be opened may be again, when its key is back. */
export const UNOPENED: Sent = { state: 'LATER', reason: 'SEALED' }

/** What a status means. Only 410 is for good: the rest is often a mistake that somebody mends. */
export function sentOf(status: number, retryAfter: string | null, now: Date): Sent {
  if (status >= 200 && status < 300) return { state: 'DELIVERED', reason: null }
  if (status === 410) return { state: 'BOUNCED', reason: ENDPOINT_GONE }
  const pause = BUSY.includes(status) ? secondsOf(retryAfter, now) : null
  const wait = pause === null ? {} : { afterSeconds: Math.min(pause, LONGEST_PAUSE_SECONDS) }
  return { state: 'LATER', reason: `HTTP_${status}`, ...wait }
}
