import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto'
import canonicalize from 'canonicalize'

/** What a signature covers: everything a reader is shown, so that an altered alert is found out offline (R-21, AC11). */
export interface SignedContent {
  readonly id: string
  readonly reference: string
  readonly category: string
  readonly kind: string
  readonly severity: string
  readonly urgency: string
  readonly title: string
  readonly summary: string
  readonly body: string
  /** SHA-256 of the bundle's text, hexadecimal. */
  readonly bundleSha256: string
  /** ISO 8601 UTC with milliseconds. */
  readonly releasedAt: string
}

/** Hexadecimal SHA-256 of the canonical JSON (RFC 8785) of the content. */
export function digestOf(content: SignedContent): string {
  const text = canonicalize(content)
  if (text === undefined) throw new TypeError('an edition has no canonical form')
  return sha256Hex(text)
}

export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Ed25519 (RFC 8032) release key; `keyId` is the first 16 hexadecimal digits of the SHA-256 of its public key (SPKI, DER). */
export class ReleaseKey {
  readonly keyId: string
  /** SPKI in PEM, for everybody. */
  readonly publicKey: string
  readonly #privateKey: KeyObject

  /** @param pem PKCS #8 private key in PEM */
  constructor(pem: string) {
    this.#privateKey = createPrivateKey(pem)
    if (this.#privateKey.asymmetricKeyType !== 'ed25519') throw new TypeError('the release key must be an Ed25519 key')
    const spki = createPublicKey(this.#privateKey)
    this.publicKey = spki.export({ type: 'spki', format: 'pem' }).toString()
    this.keyId = createHash('sha256')
      .update(spki.export({ type: 'spki', format: 'der' }))
      .digest('hex')
      .slice(0, 16)
  }

  /** A fresh private key, PKCS #8 in PEM, to be kept in a file that only the releasing process reads. */
  static newPem(): string {
    return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  }

  /** @param digest hexadecimal, 32 bytes; @returns base64 */
  sign(digest: string): string {
    return sign(null, Buffer.from(digest, 'hex'), this.#privateKey).toString('base64')
  }
}

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ' // Crockford's base 32: no I, L, O, U to misread aloud

/** A reference such as `NRS-7K3M-Q9TX`: random, so that it tells nobody how much else was released (L28). */
export function newReference(): string {
  const letters = [...randomBytes(8)].map(byte => LETTERS[byte % 32]).join('')
  return `NRS-${letters.slice(0, 4)}-${letters.slice(4)}`
}
