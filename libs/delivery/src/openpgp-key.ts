/*
 * A person's OpenPGP key (RFC 9580), to which their mail is encrypted: what may be one, and whether it still is. The library decides what a
 * key is good for; strictness is ours: no SHA-1 in what it signs about itself, no short RSA, and only what can be encrypted to now.
 */
import { config, enums, readKey, Subkey, type Config, type Key } from 'openpgp'
import { MOST_KEY_CHARACTERS, refused, type AcceptedMailKey, type KeyRefusal } from './mail-key.ts'

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
export async function acceptedOpenPgpKey(text: string, email: string, now: Date): Promise<AcceptedMailKey> {
  const key = await readOne(text)
  if (await key.isRevoked(undefined, undefined, now, LENIENT)) throw refused('REVOKED')
  const until = await usableUntil(key, now, STRICT)
  if (until === 'UNUSABLE') throw refused(await whyUnusable(key, now))
  const { users } = await certified(key, now)
  return {
    kind: 'OPENPGP',
    armored: key.toPublic().armor(STRICT),
    fingerprint: key.getFingerprint().toUpperCase(),
    userIds: users,
    namesAddress: users.some(user => addressIn(user) === email.toLowerCase()),
    expiresAt: until,
    issuer: null,
    serialNumber: null,
  }
}

/** A key that was kept, as it stands now; null when nothing can be encrypted to it, whatever the reason. */
export async function usableOpenPgpKey(
  armored: string,
  now: Date,
): Promise<{ key: Key; expiresAt: Date | null } | null> {
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
