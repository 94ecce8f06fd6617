import { createHash } from 'node:crypto'
import { FetchRefused, guardedFetch, openSealed } from '@noroshi/intake'
import { z } from 'zod'
import type { WebPushSettings } from './delivery-settings.ts'
import { ENDPOINT_GONE, type ChannelAdapter, type Sent, type TakenDelivery } from './ledger.ts'
import { encrypted, vapidHeader } from './push-encryption.ts'
import { shortTextOf } from './short-text.ts'

const DAY_SECONDS = 86_400
/** How long a push service keeps it for a telephone that is off, and whether it wakes one that sleeps (RFC 8030 §5.2, §5.3). */
const MANNERS: Readonly<Record<string, { readonly ttlSeconds: number; readonly urgency: string }>> = {
  EMERGENCY: { ttlSeconds: 7 * DAY_SECONDS, urgency: 'high' },
  PRIORITY: { ttlSeconds: 3 * DAY_SECONDS, urgency: 'normal' },
  ROUTINE: { ttlSeconds: DAY_SECONDS, urgency: 'low' },
}
const MOST_ANSWER_BYTES = 16_384
const TIMEOUT_SECONDS = 30

const SUBSCRIPTION = z.object({ endpoint: z.string(), p256dh: z.string(), auth: z.string() })

/** What a subscription is sealed with: in the row of another it doesn't open. */
export const pushBond = (endpointId: string): string => `WEB_PUSH ${endpointId}`

/** Messages to browsers, by the push service that each of them named. */
export class WebPushChannel implements ChannelAdapter {
  readonly channel = 'WEB_PUSH'
  readonly #fetch

  constructor(
    private readonly settings: WebPushSettings,
    private readonly portal: string,
  ) {
    this.#fetch = guardedFetch({
      timeoutSeconds: TIMEOUT_SECONDS,
      mostBytes: MOST_ANSWER_BYTES,
      ...settings.policy,
    })
  }

  async send(delivery: TakenDelivery): Promise<Sent> {
    const subscription = this.#open(delivery)
    if (!subscription) return { state: 'FAILED', reason: 'UNREADABLE' }
    const { ttlSeconds, urgency } = MANNERS[delivery.urgency] ?? MANNERS['ROUTINE']
    const text = shortTextOf(delivery, delivery.language)
    const topic = topicOf(delivery)
    try {
      const answer = await this.#fetch(subscription.endpoint, {
        method: 'POST',
        headers: {
          authorization: vapidHeader(this.settings.vapidKeyPem, subscription.endpoint, this.portal, new Date()),
          'content-type': 'application/octet-stream',
          'content-encoding': 'aes128gcm',
          ttl: String(ttlSeconds),
          urgency,
          topic,
        },
        body: encrypted(
          subscription,
          JSON.stringify({
            ...text,
            tag: topic,
            language: delivery.language,
            isUrgent: delivery.urgency === 'EMERGENCY',
          }),
        ),
        signal: new AbortController().signal,
      })
      await answer.body?.cancel()
      return sentOf(answer.status, answer.headers.get('retry-after'), new Date())
    } catch (error) {
      return { state: 'LATER', reason: error instanceof FetchRefused ? error.reason : 'UNREACHABLE' }
    }
  }

  close(): void {
    // Each message has a connection of its own.
  }

  #open({ endpoint }: TakenDelivery) {
    if (!endpoint) return null
    const opened = openSealed(this.settings.privateKeyPem, endpoint.sealed, pushBond(endpoint.id))
    return opened === null ? null : SUBSCRIPTION.parse(JSON.parse(opened))
  }
}

/** Of the same news, so that a later message takes the place of an earlier; the same to nobody else, so that it says of no two who were told alike. */
function topicOf({ endpoint, reference }: TakenDelivery): string {
  return createHash('sha256')
    .update(`${endpoint?.id ?? ''} ${reference}`)
    .digest('base64url')
    .slice(0, 32)
}

/** What a push service's answer means (RFC 8030 §5, §8.4). */
export function sentOf(status: number, retryAfter: string | null, now: Date): Sent {
  if (status >= 200 && status < 300) return { state: 'SENT', reason: null }
  if (status === 404 || status === 410) return { state: 'BOUNCED', reason: ENDPOINT_GONE }
  const reason = `HTTP_${status}`
  if (status === 429 || status >= 500) return { state: 'LATER', reason, afterSeconds: secondsOf(retryAfter, now) }
  return { state: 'BOUNCED', reason }
}

const LONGEST_WAIT_SECONDS = 6 * 3_600

/** Seconds or a date (RFC 9110 §10.2.3), and never longer than is bearable. */
function secondsOf(retryAfter: string | null, now: Date): number {
  if (retryAfter === null) return 0
  const asked = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - now.getTime()) / 1_000
  return Number.isFinite(asked) ? Math.min(Math.max(0, Math.ceil(asked)), LONGEST_WAIT_SECONDS) : 0
}
