/*
 * A person's OpenPGP key (RFC 9580), to which their mail is encrypted: what may be one, and whether it still is. The library decides what a
 * key is good for; strictness is ours: no SHA-1 in what it signs about itself, no short RSA, and only what can be encrypted to now.
 */
import { HubError } from '@noroshi/errors'
import { config, enums, readKey, Subkey, type Config, type Key } from 'openpgp'

export const MOST_KEY_CHARACTERS = 65_536

/** A key as it may be kept. */
export interface AcceptedMailKey {
  /** ASCII armour of the public key alone, written anew: nothing else that was uploaded. */
  readonly armored: string
  /** Upper-case hexadecimal: 40 digits of a key of version 4, 64 of version 6. */
  readonly fingerprint: string
  readonly userIds: readonly string[]
  /** Whether one of its user IDs has the mail address of its owner. */
  readonly namesAddress: boolean
  /** Null: never. */
  readonly expiresAt: Date | null
}

/** Why a key is not taken. */
export type KeyRefusal = 'NOT_A_KEY' | 'PRIVATE_KEY' | 'SEVERAL_KEYS' | 'REVOKED' | 'EXPIRED' | 'WEAK' | 'NO_ENCRYPTION'

const REFUSALS: Readonly<Record<KeyRefusal, readonly [en: string, ja: string]>> = {
  NOT_A_KEY: [
    'This is no OpenPGP public key (it begins with “-----BEGIN PGP PUBLIC KEY BLOCK-----”).',
    'OpenPGPの公開鍵ではありません（「-----BEGIN PGP PUBLIC KEY BLOCK-----」で始まるものを登録してください）。',
  ],
  PRIVATE_KEY: [
    'This is your private key, which nobody else may have. It was not kept. Export the public key.',
    'これは秘密鍵です。誰にも渡さないでください（保存していません）。公開鍵を書き出して登録してください。',
  ],
  SEVERAL_KEYS: ['There are several keys in it. Give one.', '複数の鍵が含まれています。1つだけ登録してください。'],
  REVOKED: ['This key is revoked.', 'この鍵は失効しています。'],
  EXPIRED: ['This key has expired, or expires at once.', 'この鍵は有効期限が切れています。'],
  WEAK: [
    'This key is too weak: it relies on SHA-1, or on an algorithm or a length that is no longer safe. Make a new one.',
    'この鍵は安全ではありません（SHA-1、または短い・古い方式を使っています）。新しい鍵を作ってください。',
  ],
  NO_ENCRYPTION: ['Nothing can be encrypted to this key.', 'この鍵は暗号化に使えません。'],
}

const STRICT: Config = {
  ...config,
  minRSABits: 2048,
  rejectHashAlgorithms: new Set([enums.hash.md5, enums.hash.sha1, enums.hash.ripemd]),
}
/** To tell what is weak from what is no key: never to encrypt. */
const LENIENT: Config = {
  ...config,
  minRSABits: 512,
  rejectHashAlgorithms: new Set(),
  rejectPublicKeyAlgorithms: new Set(),
  rejectCurves: new Set(),
}

/**
 * @param email of its owner
 * @throws HubError INVALID_INPUT naming why it is not taken ({@link KeyRefusal})
 */
export async function acceptedMailKey(text: string, email: string, now: Date): Promise<AcceptedMailKey> {
  const key = await readOne(text)
  if (await key.isRevoked(undefined, undefined, now, LENIENT)) throw refused('REVOKED')
  const until = await usableUntil(key, now, STRICT)
  if (until === 'UNUSABLE') throw refused(await whyUnusable(key, now))
  const { users } = await certified(key, now)
  return {
    armored: key.toPublic().armor(STRICT),
    fingerprint: key.getFingerprint().toUpperCase(),
    userIds: users,
    namesAddress: users.some(user => addressIn(user) === email.toLowerCase()),
    expiresAt: until,
  }
}

/** A key that was kept, as it stands now; null when nothing can be encrypted to it, whatever the reason. */
export async function usableKey(armored: string, now: Date): Promise<{ key: Key; expiresAt: Date | null } | null> {
  try {
    const key = await readKey({ armoredKey: armored, config: STRICT })
    if (await key.isRevoked(undefined, undefined, now, STRICT)) return null
    const expiresAt = await usableUntil(key, now, STRICT)
    return expiresAt === 'UNUSABLE' ? null : { key, expiresAt }
  } catch {
    return null
  }
}

/** With what is encrypted to people's keys. */
export const ENCRYPTING = STRICT

const DAY_MS = 86_400_000
const WARNED_DAYS = 30

/** So many days before its key expires a person is warned, in each mail and in the portal; null when there is no need. */
export function daysLeft(expiresAt: Date | null, now: Date): number | null {
  if (expiresAt === null) return null
  const days = Math.max(0, Math.ceil((expiresAt.getTime() - now.getTime()) / DAY_MS))
  return days <= WARNED_DAYS ? days : null
}

async function readOne(text: string): Promise<Key> {
  if (/-----BEGIN PGP PRIVATE KEY BLOCK-----/.test(text)) throw refused('PRIVATE_KEY')
  const blocks = text.match(/-----BEGIN PGP PUBLIC KEY BLOCK-----/g) ?? []
  if (blocks.length === 0 || text.length > MOST_KEY_CHARACTERS) throw refused('NOT_A_KEY')
  if (blocks.length > 1) throw refused('SEVERAL_KEYS')
  const key = await readKey({ armoredKey: text.trim(), config: LENIENT }).catch(() => null)
  if (key === null) throw refused('NOT_A_KEY')
  if (key.isPrivate()) throw refused('PRIVATE_KEY')
  return key
}

/** Until when something can be encrypted to it; null: for ever. */
async function usableUntil(key: Key, now: Date, rules: Config): Promise<Date | null | 'UNUSABLE'> {
  try {
    const used = await key.getEncryptionKey(undefined, now, undefined, rules)
    const ends = [
      await key.getExpirationTime(undefined, rules),
      used instanceof Subkey ? await used.getExpirationTime(now, rules) : Infinity,
    ]
    const instants = ends.filter((end): end is Date => end instanceof Date).map(end => end.getTime())
    const first = Math.min(...instants)
    return Number.isFinite(first) ? (first > now.getTime() ? new Date(first) : 'UNUSABLE') : null
  } catch {
    return 'UNUSABLE'
  }
}

async function whyUnusable(key: Key, now: Date): Promise<KeyRefusal> {
  if ((await usableUntil(key, now, LENIENT)) !== 'UNUSABLE') return 'WEAK'
  // Whatever could be encrypted to when it was made has expired since.
  const madeAt = Math.max(...key.getKeys().map(part => part.getCreationTime().getTime()))
  const wasGood = (await usableUntil(key, new Date(madeAt + 1_000), LENIENT)) !== 'UNUSABLE'
  return wasGood ? 'EXPIRED' : 'NO_ENCRYPTION'
}

/** User IDs that the key itself certifies; anybody can write another beside them. */
async function certified(key: Key, now: Date): Promise<{ users: string[] }> {
  const verified = await key.verifyAllUsers(undefined, now, STRICT)
  return { users: verified.filter(({ valid }) => valid === true).map(({ userID }) => userID.slice(0, 500)) }
}

/** `Name <address>`, or an address alone. */
function addressIn(userId: string): string {
  const [, bracketed] = /<([^<>]+)>\s*$/.exec(userId) ?? []
  return (bracketed ?? userId).trim().toLowerCase()
}

const refused = (reason: KeyRefusal): HubError =>
  new HubError('INVALID_INPUT', reason, REFUSALS[reason][0], 'armored', REFUSALS[reason][1])
