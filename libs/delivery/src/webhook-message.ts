/*
 * What a webhook is told: that there is news, its reference, its urgency and where it is read, and of a NOTICE in force its title and summary
 * (CLR-4). Signed as the convention Standard Webhooks has it, once for each secret that is good and once with the hub's own key.
 */
import { createHmac, createPrivateKey, randomBytes, sign, type KeyObject } from 'node:crypto'
import { isDrillReference } from '@noroshi/products'
import type { TakenDelivery } from './ledger.ts'
import { newsAddress } from './mail-text.ts'

const SECRET_PREFIX = 'whsec_'
const SECRET_BYTES = 32

/** A secret to sign with, as Standard Webhooks writes it. */
export const newWebhookSecret = (): string => SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64')

/** The same at every try. */
export function webhookBodyOf(news: TakenDelivery, portal: string): string {
  const { id, kind, urgency, reference } = news
  const shown = kind === 'RECALLED' ? null : news.words
  const data = {
    ...{ id, kind, urgency, reference, link: newsAddress(news, portal) },
    ...(isDrillReference(reference) ? { drill: true } : {}),
    ...(shown ? { title: shown.title, summary: shown.summary } : {}),
  }
  return JSON.stringify({ type: 'noroshi.news', data })
}

export const trialBodyOf = (id: string, portal: string): string =>
  JSON.stringify({ type: 'noroshi.trial', data: { id, link: `${portal}/account` } })

/** Signs what is sent to webhooks. */
export class WebhookSigner {
  readonly #key: KeyObject

  /** @param pem PKCS #8 private key (Ed25519) */
  constructor(pem: string) {
    this.#key = createPrivateKey(pem)
    if (this.#key.asymmetricKeyType !== 'ed25519') throw new TypeError('the key of webhooks must be an Ed25519 key')
  }

  /**
   * All headers that a webhook is sent besides those of HTTP.
   * @param secrets the newer first
   */
  headersOf(id: string, body: string, secrets: readonly string[], now: Date): Record<string, string> {
    const timestamp = String(Math.floor(now.getTime() / 1_000))
    const signed = Buffer.from(`${id}.${timestamp}.${body}`)
    const signatures = [
      ...secrets.map(secret => `v1,${createHmac('sha256', keyOf(secret)).update(signed).digest('base64')}`),
      `v1a,${sign(null, signed, this.#key).toString('base64')}`,
    ]
    return {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signatures.join(' '),
    }
  }
}

const keyOf = (secret: string): Buffer => Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
