/**
 * Whether an edition is what the hub released (docs/verify.md), or a filter what it made, by WebCrypto: in browsers and in Node, offline, with keys that the
 * caller keeps. A good signature says who released it and that nothing was changed, not that it still stands.
 */
import { canonicalText } from '@noroshi/stix'
import type { HubClient } from './hub-client.ts'
import { DOWNLOAD_KEYS, SIGNED_EDITION, SIGNING_KEYS } from './hub-questions.ts'
import type { AnswerOf } from './question.ts'
import type { EditionText } from './reading.ts'

const SIGNED_FIELDS = [
  ...([
    'id',
    'reference',
    'category',
    'kind',
    'severity',
    'urgency',
    'title',
    'summary',
    'body',
    'releasedAt',
  ] as const),
]
/** What a signature covers of an edition, and the signature. */
export type Signed = Readonly<Record<(typeof SIGNED_FIELDS)[number] | 'digest' | 'signature' | 'keyId', string>> & {
  /** Signed where there are any: editions of before there were texts have none, and verify by the same rule. */
  readonly texts?: readonly EditionText[]
  /** Signed where there is one; editions of before there were hunts have none. */
  readonly hunt?: object | null
}
/** An edition as it is asked for, to be verified. */
export type SignedEdition = AnswerOf<typeof SIGNED_EDITION>['edition']
/** A public key of the hub: SPKI in PEM. Fetch them once, compare `keyId` over another channel, and keep them. */
export interface SigningKey {
  readonly keyId: string
  readonly publicKey: string
  /** `RELEASE` or `DOWNLOAD`; a key that does not say is one of releases. */
  readonly use?: string
}

/** What a signature covers of a file that was made for one reader, such as a filter. */
export interface SignedFile {
  /** The bytes that were signed, which name the digest of the body. */
  readonly signed: Uint8Array<ArrayBuffer>
  /** Base64. */
  readonly signature: string
  readonly keyId: string
  /** Hexadecimal, as the signed bytes name it. */
  readonly bodySha256: string
  readonly body: Uint8Array<ArrayBuffer>
}

/** Why an edition or a file is not to be trusted. */
export type Doubt = 'UNKNOWN_KEY' | 'KEY_OF_ANOTHER_USE' | 'NOT_THE_KEY_IT_SAYS' | 'ALTERED' | 'BAD_SIGNATURE'

/** An edition or a file that is not what a kept key signed. */
export class NotGenuine extends Error {
  readonly doubt: Doubt

  constructor(doubt: Doubt) {
    super(`What came cannot be trusted: ${doubt}`)
    this.name = 'NotGenuine'
    this.doubt = doubt
  }
}

/** Null when the edition and its bundle are, to the byte, what the holder of a kept key signed; else the first doubt. */
export async function doubtOf(
  edition: Signed,
  bundle: Uint8Array<ArrayBuffer>,
  keys: readonly SigningKey[],
): Promise<Doubt | null> {
  const spki = await keptKey(edition.keyId, 'RELEASE', keys)
  if (typeof spki === 'string') return spki
  const signed = {
    ...Object.fromEntries(SIGNED_FIELDS.map(field => [field, edition[field]])),
    ...(edition.texts?.length && {
      texts: edition.texts.map(({ part, ja, en, outOfDate }) => ({ part, ja, en, outOfDate })),
    }),
    bundleSha256: hexadecimal(await sha256(bundle)),
    ...(edition.hunt ? { hunt: edition.hunt } : {}),
  }
  const digest = await sha256(new TextEncoder().encode(canonicalText(signed)))
  if (hexadecimal(digest) !== edition.digest) return 'ALTERED'
  return (await holds(edition.signature, digest, spki)) ? null : 'BAD_SIGNATURE'
}

/** Null when the file is, to the byte, what the holder of a kept key of downloads signed; else the first doubt. */
export async function doubtOfFile(file: SignedFile, keys: readonly SigningKey[]): Promise<Doubt | null> {
  const spki = await keptKey(file.keyId, 'DOWNLOAD', keys)
  if (typeof spki === 'string') return spki
  if (!(await holds(file.signature, file.signed, spki))) return 'BAD_SIGNATURE'
  return hexadecimal(await sha256(file.body)) === file.bodySha256 ? null : 'ALTERED'
}

/** The bytes of the kept key, if it is what it says and for this use. */
async function keptKey(
  keyId: string,
  use: 'RELEASE' | 'DOWNLOAD',
  keys: readonly SigningKey[],
): Promise<Uint8Array<ArrayBuffer> | Doubt> {
  const kept = keys.find(key => key.keyId === keyId)
  if (kept === undefined) return 'UNKNOWN_KEY'
  if ((kept.use ?? 'RELEASE') !== use) return 'KEY_OF_ANOTHER_USE'
  const spki = bytesOfBase64(kept.publicKey.replace(/-----[A-Z ]+-----|\s/g, ''))
  if (spki === null || hexadecimal(await sha256(spki)).slice(0, 16) !== keyId) return 'NOT_THE_KEY_IT_SAYS'
  return spki
}

async function holds(base64: string, signed: Uint8Array<ArrayBuffer>, spki: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const signature = bytesOfBase64(base64)
  const key = await crypto.subtle.importKey('spki', spki, 'Ed25519', false, ['verify'])
  return signature !== null && crypto.subtle.verify('Ed25519', key, signature, signed)
}

/** The keys that the hub names now, to be compared and kept. @throws HubProblem */
export async function signingKeys(hub: HubClient): Promise<SigningKey[]> {
  return (await hub.query(SIGNING_KEYS, {})).signingKeys
}

/** The keys of filters that the hub names now, to be compared and kept. @throws HubProblem */
export async function downloadKeys(hub: HubClient): Promise<SigningKey[]> {
  return (await hub.query(DOWNLOAD_KEYS, {})).downloadKeys
}

/**
 * An edition with its STIX bundle, byte for byte, once both are known to be genuine.
 * @param keys kept from before: a key that arrives together with what it signs proves nothing
 * @throws HubProblem, NotGenuine
 */
export async function downloadEdition(
  hub: HubClient,
  id: string,
  keys: readonly SigningKey[],
  signal?: AbortSignal,
): Promise<{ readonly edition: SignedEdition; readonly bundle: Uint8Array<ArrayBuffer> }> {
  const { edition } = await hub.query(SIGNED_EDITION, { id }, { signal })
  const bundle = await hub.download(`/editions/${encodeURIComponent(id)}/bundle`, { signal })
  const doubt = await doubtOf(edition, bundle, keys)
  if (doubt !== null) throw new NotGenuine(doubt)
  return { edition, bundle }
}

const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))

const hexadecimal = (bytes: Uint8Array): string =>
  Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')

function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), character => character.charCodeAt(0))
  } catch {
    return null
  }
}
