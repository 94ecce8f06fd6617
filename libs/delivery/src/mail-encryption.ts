/*
 * A mail that its recipient alone can read: one text, signed by the hub where it has a key for that, and encrypted to theirs (PGP/MIME,
 * RFC 3156 §6.2). Subject and text are inside (RFC 9788); outside stand addresses, the time and a subject that is the same for every mail.
 */
import MimeNode from 'nodemailer/lib/mime-node'
import { createMessage, encrypt, readKey, readPrivateKey, type Key, type PrivateKey } from 'openpgp'
import type { MessageLanguage } from './ledger.ts'
import { ENCRYPTING } from './mail-key.ts'
import type { MailText } from './mail-text.ts'

/** What of a mail its servers see. */
export interface MailEnvelope {
  readonly from: string
  readonly to: string
  readonly messageId: string
  readonly language: MessageLanguage
}

/** The same for every mail, whatever it is about. */
export const OUTER_SUBJECT: Readonly<Record<MessageLanguage, string>> = {
  ja: '狼煙からのお知らせ（暗号化）',
  en: 'Message from Noroshi (encrypted)',
}

/** @returns the whole message, as it is given to a server */
export async function encryptedMailOf(
  envelope: MailEnvelope,
  text: MailText,
  { key, signingKey, now }: { readonly key: Key; readonly signingKey: PrivateKey | null; readonly now: Date },
): Promise<Buffer> {
  const outside = {
    Subject: OUTER_SUBJECT[envelope.language],
    From: envelope.from,
    To: envelope.to,
    Date: now.toUTCString().replace('GMT', '+0000'),
    'Message-ID': envelope.messageId,
    // RFC 3834: nobody answers it by machine.
    'Auto-Submitted': 'auto-generated',
  }
  const whole = new MimeNode('multipart/encrypted; protocol="application/pgp-encrypted"')
  whole.setHeader(outside)
  const inside = new MimeNode('text/plain; charset=utf-8; protected-headers="v1"; hp="cipher"')
  inside.setHeader({ ...outside, Subject: text.subject, 'Content-Language': envelope.language })
  for (const field of fieldsAmong(whole.buildHeaders(), Object.keys(outside))) inside.addHeader('HP-Outer', field)
  inside.setContent(text.text)
  const sealed = (await encrypt({
    message: await createMessage({ binary: await inside.build() }),
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
  return whole.build()
}

/** Header fields of these names as they are written, each on one line. */
const fieldsAmong = (headers: string, names: readonly string[]): string[] =>
  headers
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .filter(field => names.some(name => field.toLowerCase().startsWith(`${name.toLowerCase()}:`)))

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
