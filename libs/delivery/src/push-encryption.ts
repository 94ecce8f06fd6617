/*
 * What Web Push asks of who sends: a message that only the browser can open (RFC 8291, in the coding of RFC 8188) and a token that says who
 * sends (VAPID, RFC 8292). Every message has the same length, so that the push service in between can't tell by it what kind of news it is.
 */
import {
  createCipheriv,
  createECDH,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  sign,
  type ECDH,
} from 'node:crypto'

/** What a browser gave to be pushed to (W3C Push API, `PushSubscription.toJSON`). */
export interface PushSubscription {
  readonly endpoint: string
  /** Its point on P-256, uncompressed. */
  readonly p256dh: string
  /** 16 bytes that it shares with whoever may send. */
  readonly auth: string
}

/** Bytes of text that fit into a message. */
export const MOST_MESSAGE_BYTES = 2_048
const RECORD_BYTES = 4_096
/** RFC 8292 §2 allows 24 hours. */
const TOKEN_SECONDS = 12 * 3_600

const bytes = (text: string) => Buffer.from(text, 'base64url')

/** @param made for this message alone; given by tests, which know what comes out */
export function encrypted(
  { p256dh, auth }: Pick<PushSubscription, 'p256dh' | 'auth'>,
  text: string,
  made: { readonly key: ECDH; readonly salt: Buffer; readonly length: number } = fresh(),
): Buffer<ArrayBuffer> {
  const browser = bytes(p256dh)
  const own = made.key.getPublicKey()
  const derived = (secret: Buffer, salt: Buffer, info: Buffer, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, salt, info, length))
  const about = Buffer.concat([Buffer.from('WebPush: info\0'), browser, own])
  const secret = derived(made.key.computeSecret(browser), bytes(auth), about, 32)
  const key = derived(secret, made.salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = derived(secret, made.salt, Buffer.from('Content-Encoding: nonce\0'), 12)
  const words = Buffer.from(text)
  // 2 ends the last record; what follows it fills up (RFC 8188 §2).
  const filled = Buffer.concat([words, Buffer.from([2]), Buffer.alloc(Math.max(0, made.length - words.length))])
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  const sealed = Buffer.concat([cipher.update(filled), cipher.final(), cipher.getAuthTag()])
  const size = Buffer.alloc(4)
  size.writeUInt32BE(RECORD_BYTES)
  return Buffer.concat([made.salt, size, Buffer.from([own.length]), own, sealed])
}

function fresh() {
  const key = createECDH('prime256v1')
  key.generateKeys()
  return { key, salt: randomBytes(16), length: MOST_MESSAGE_BYTES }
}

/** A key pair of P-256 for VAPID, as PEM. */
export function newVapidKeys(): { readonly publicPem: string; readonly privatePem: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

/** The public key of either PEM as browsers take it: an uncompressed point. */
export function vapidPoint(pem: string): string {
  const { x = '', y = '', crv } = createPublicKey(pem).export({ format: 'jwk' })
  if (crv !== 'P-256') throw new Error('VAPID takes a key of P-256')
  return Buffer.concat([Buffer.from([4]), bytes(x), bytes(y)]).toString('base64url')
}

/** The header that says to a push service who sends. @param contact a URI at which its operator may complain */
export function vapidHeader(privatePem: string, endpoint: string, contact: string, now: Date): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const expires = Math.floor(now.getTime() / 1_000) + TOKEN_SECONDS
  const claims = `${part({ typ: 'JWT', alg: 'ES256' })}.${part({ aud: new URL(endpoint).origin, exp: expires, sub: contact })}`
  const signature = sign('sha256', Buffer.from(claims), {
    key: createPrivateKey(privatePem),
    dsaEncoding: 'ieee-p1363',
  })
  return `vapid t=${claims}.${signature.toString('base64url')}, k=${vapidPoint(privatePem)}`
}
