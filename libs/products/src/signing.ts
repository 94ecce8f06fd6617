import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto'
import { signedOfFilter } from '@noroshi/indicators'
import canonicalize from 'canonicalize'
import type { EditionText } from './texts.ts'
import type { Hunt } from './hunt.ts'

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
  /** Of an edition that has texts besides title, summary and body; else it is no part of what is signed. */
  readonly texts?: readonly EditionText[]
  /** ISO 8601 UTC with milliseconds. */
  readonly releasedAt: string
  /** Of editions that have one alone: others verify as they did before there were hunts. */
  readonly hunt?: Hunt
}

/** Hexadecimal SHA-256 of the canonical JSON (RFC 8785) of the content. */
export function digestOf(content: SignedContent): string {
  const text = canonicalize(content)
  if (text === undefined) throw new TypeError('an edition has no canonical form')
  return sha256Hex(text)
}

export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex')

/** An Ed25519 key (RFC 8032), and what everybody may know of it. */
interface KeyPair {
  readonly privateKey: KeyObject
  /** The first 16 hexadecimal digits of the SHA-256 of the public key (SPKI, DER). */
  readonly keyId: string
  /** SPKI in PEM. */
  readonly publicKey: string
}

/** @throws TypeError when it is a key of another kind, and another Error when it is none */
function keyPairOf(pem: string, name: string): KeyPair {
  const privateKey = createPrivateKey(pem)
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new TypeError(`the ${name} must be an Ed25519 key`)
  const spki = createPublicKey(privateKey)
  const keyId = createHash('sha256')
    .update(spki.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16)
  return { privateKey, keyId, publicKey: spki.export({ type: 'spki', format: 'pem' }).toString() }
}

const newPem = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

/** Signs editions; only the process that serves GOVERNMENT has it. */
export class ReleaseKey {
  readonly keyId: string
  readonly publicKey: string
  readonly #privateKey: KeyObject

  /** @param pem PKCS #8 private key in PEM */
  constructor(pem: string) {
    const { privateKey, keyId, publicKey } = keyPairOf(pem, 'release key')
    this.#privateKey = privateKey
    this.keyId = keyId
    this.publicKey = publicKey
  }

  /** A fresh private key, PKCS #8 in PEM, to be kept in a file that only the releasing process reads. */
  static newPem = newPem

  /** @param digest hexadecimal, 32 bytes; @returns base64 */
  sign(digest: string): string {
    return sign(null, Buffer.from(digest, 'hex'), this.#privateKey).toString('base64')
  }
}

/**
 * Signs what a process makes for one reader, such as a filter: another key than the one of releases, since each process that serves
 * readers has it. It can sign nothing that could pass for an edition: an edition's signature covers 32 bytes, and this one more.
 */
export class DownloadKey {
  readonly keyId: string
  readonly publicKey: string
  readonly #privateKey: KeyObject

  /** @param pem PKCS #8 private key in PEM */
  constructor(pem: string) {
    const { privateKey, keyId, publicKey } = keyPairOf(pem, 'download key')
    this.#privateKey = privateKey
    this.keyId = keyId
    this.publicKey = publicKey
  }

  static newPem = newPem

  /** @param header the first line of a filter file; @returns base64 */
  signFilter(header: string): string {
    return sign(null, signedOfFilter(header), this.#privateKey).toString('base64')
  }
}

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ' // Crockford's base 32: no I, L, O, U to misread aloud

function randomName(prefix: string): string {
  const letters = [...randomBytes(8)].map(byte => LETTERS[byte % 32]).join('')
  return `${prefix}-${letters.slice(0, 4)}-${letters.slice(4)}`
}

/** A reference such as `NRS-7K3M-Q9TX`: random, so that it tells nobody how much else was released (L28). */
/** Of a drill `DRILL-7K3M-Q9TX`, so that it is known for one wherever its reference goes. */
export const isDrillReference = (reference: string): boolean => reference.startsWith('DRILL-')
export const newDrillReference = (): string => randomName('DRILL')

export const newReference = (): string => randomName('NRS')

/** The number of a copy of a sealed edition, `NRC-4T8Z-0WPA`: random for the same reason. */
export const newCopyNumber = (): string => randomName('NRC')
