/**
 * Whether a webhook is the hub's (docs/webhooks.md), by WebCrypto: in browsers, workers and Node, without asking anybody. Signed as the
 * convention Standard Webhooks has it: `v1` with the endpoint's own secret, `v1a` with the hub's key.
 */

/** What came, as it came: the body is verified to the byte, before it is read as JSON. */
export interface ReceivedWebhook {
  readonly body: string
  /** Any case; as `Headers` or as Node has them. */
  readonly headers: Headers | Readonly<Record<string, string | string[] | undefined>>
}

/** With what it may be signed; either is enough. */
export interface WebhookTrust {
  /** `whsec_…`, as it was shown when the endpoint was registered. */
  readonly secret?: string
  /** A public key of `webhookKeys`: SPKI in PEM. */
  readonly publicKey?: string
  /** A message that is older or newer than this is refused, so that none is played again: 300. */
  readonly toleranceSeconds?: number
  readonly now?: Date
}

export type WebhookDoubt = 'NO_HEADERS' | 'OLD' | 'BAD_SIGNATURE'

const TOLERANCE_SECONDS = 300

/** Null when the hub sent it just now; else why not to trust it. What came before under the same `webhook-id` is the same message. */
export async function doubtOfWebhook(
  { body, headers }: ReceivedWebhook,
  { secret, publicKey, toleranceSeconds = TOLERANCE_SECONDS, now = new Date() }: WebhookTrust,
): Promise<WebhookDoubt | null> {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(name =>
    headerOf(headers, name),
  )
  if (!id || !signatures || !/^\d{1,12}$/.test(timestamp)) return 'NO_HEADERS'
  if (Math.abs(now.getTime() / 1_000 - Number(timestamp)) > toleranceSeconds) return 'OLD'
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`)
  for (const one of signatures.split(' ').slice(0, 16)) {
    const [version, text = ''] = one.split(',')
    const signature = bytesOf(text)
    if (version === 'v1' && secret && signature && (await isByHmac(secret, signature, signed))) return null
    if (version === 'v1a' && publicKey && signature && (await isByKey(publicKey, signature, signed))) return null
  }
  return 'BAD_SIGNATURE'
}

function headerOf(headers: ReceivedWebhook['headers'], name: string): string {
  if (headers instanceof Headers) return headers.get(name) ?? ''
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? []
  return typeof value === 'string' ? value : ''
}

/** Null when it is no base64. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), letter => letter.charCodeAt(0))
  } catch {
    return null
  }
}

async function isByHmac(
  secret: string,
  signature: Uint8Array<ArrayBuffer>,
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const raw = bytesOf(secret.replace(/^whsec_/, ''))
  if (!raw) return false
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
  return crypto.subtle.verify('HMAC', key, signature, signed)
}

async function isByKey(
  pem: string,
  signature: Uint8Array<ArrayBuffer>,
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const spki = bytesOf(pem.replaceAll(/-----[A-Z ]+-----|\s/g, ''))
  if (!spki) return false
  const key = await crypto.subtle.importKey('spki', spki, { name: 'Ed25519' }, false, ['verify'])
  return crypto.subtle.verify('Ed25519', key, signature, signed)
}
