/* Mail by OpenPGP: PGP/MIME (RFC 3156 §6.2), signed and encrypted in one. */
import { createMessage, encrypt, readKey, readPrivateKey, type Key, type PrivateKey } from 'openpgp'
import type { Sealing } from './mail-encryption.ts'
import { ENCRYPTING } from './openpgp-key.ts'

/** @param signingKey null: the mail is not signed */
export function openPgpSealing(key: Key, signingKey: PrivateKey | null): Sealing {
  return {
    type: 'multipart/encrypted; protocol="application/pgp-encrypted"',
    async seal(whole, payload, now) {
      const sealed = (await encrypt({
        message: await createMessage({ binary: payload }),
        encryptionKeys: key,
        ...(signingKey ? { signingKeys: signingKey } : {}),
        date: now,
        format: 'armored',
        config: ENCRYPTING,
      })) as string // armour of bytes; its types ask for those of streams, which it does not bring
      const part = (type: string, content: string) =>
        whole.createChild(type).setHeader({ 'Content-Transfer-Encoding': '7bit' }).setContent(content)
      part('application/pgp-encrypted', 'Version: 1\r\n')
      part('application/octet-stream; name="encrypted.asc"', sealed)
    },
  }
}

/** The hub's own key. @throws Error when it is none, or asks for a passphrase: a worker has nobody who would type it */
export async function readSigningKey(armored: string): Promise<PrivateKey> {
  try {
    const key = await readPrivateKey({ armoredKey: armored })
    if (!key.isDecrypted()) throw new Error('it has a passphrase')
    await key.getSigningKey()
    return key
  } catch {
    throw new Error(
      'Wrong settings: HUB_OPENPGP_KEY_FILE (it is no OpenPGP private key that can sign now without a passphrase)',
    )
  }
}

/** Its public part as it is published, under its fingerprint. @throws Error when it is none, or the private part */
export async function publishedMailKey(
  armored: string,
): Promise<{ readonly keyId: string; readonly publicKey: string }> {
  const key = await readKey({ armoredKey: armored }).catch(() => null)
  if (key === null || key.isPrivate())
    throw new Error('Wrong settings: HUB_OPENPGP_PUBLIC_KEY_FILE (it is no OpenPGP public key)')
  return { keyId: key.getFingerprint().toUpperCase(), publicKey: key.armor() }
}
