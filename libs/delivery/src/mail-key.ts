/*
 * To what a person has their mail encrypted: an OpenPGP key (`openpgp-key.ts`) or an S/MIME certificate (`smime-certificate.ts`). One of
 * the two, the one that they gave last; here is what holds for both.
 */
import { HubError } from '@noroshi/errors'

export type MailKeyKind = 'OPENPGP' | 'SMIME'

export const MOST_KEY_CHARACTERS = 65_536

/** A key as it may be kept. */
export interface AcceptedMailKey {
  readonly kind: MailKeyKind
  /** ASCII armour of the public key alone, or PEM of the one certificate, written anew: nothing else that was uploaded. */
  readonly armored: string
  /** Upper-case hexadecimal: 40 digits of an OpenPGP key of version 4, 64 of version 6, and of a certificate (SHA-256). */
  readonly fingerprint: string
  /** User IDs of a key; the subject of a certificate, and the addresses in it. */
  readonly userIds: readonly string[]
  /** Whether the mail address of its owner is in it. */
  readonly namesAddress: boolean
  /** Null: never. */
  readonly expiresAt: Date | null
  /** Of a certificate: the name of who issued it. */
  readonly issuer: string | null
  /** Of a certificate: upper-case hexadecimal. */
  readonly serialNumber: string | null
}

/** Why a key is not taken. Of several certificates, the reason of the one that came farthest in this order counts. */
export const KEY_REFUSALS = [
  'NOT_A_KEY',
  'PRIVATE_KEY',
  'OTHER_ADDRESS',
  'REVOKED',
  'EXPIRED',
  'NOT_YET_VALID',
  'WEAK',
  'NO_ENCRYPTION',
  'UNTRUSTED',
  'SEVERAL_KEYS',
] as const
export type KeyRefusal = (typeof KEY_REFUSALS)[number]

const REFUSALS: Readonly<Record<KeyRefusal, readonly [en: string, ja: string]>> = {
  NOT_A_KEY: [
    'This is neither an OpenPGP public key (it begins with “-----BEGIN PGP PUBLIC KEY BLOCK-----”) nor a certificate for S/MIME (PEM, DER or PKCS #7).',
    'OpenPGPの公開鍵（「-----BEGIN PGP PUBLIC KEY BLOCK-----」で始まるもの）でも、S/MIMEの証明書（PEM・DER・PKCS #7）でもありません。',
  ],
  PRIVATE_KEY: [
    'This is your private key, which nobody else may have. It was not kept. Export the public key, or the certificate alone.',
    'これは秘密鍵です。誰にも渡さないでください（保存していません）。公開鍵または証明書だけを書き出して登録してください。',
  ],
  OTHER_ADDRESS: [
    'Your mail address is not in this certificate.',
    'この証明書に、あなたのメールアドレスは含まれていません。',
  ],
  REVOKED: ['This key is revoked.', 'この鍵は失効しています。'],
  EXPIRED: ['It has expired, or expires at once.', '有効期限が切れています。'],
  NOT_YET_VALID: ['This certificate is not valid yet.', 'この証明書は、まだ有効期間が始まっていません。'],
  WEAK: [
    'It is too weak: it relies on SHA-1, or on an algorithm or a length that is no longer safe. Make a new one, or have one issued.',
    '安全ではありません（SHA-1、または短い・古い方式を使っています）。新しいものを用意してください。',
  ],
  NO_ENCRYPTION: [
    'Nothing can be encrypted to it, or it is not meant for encrypted mail.',
    '暗号化に使えないか、暗号化メール用ではありません。',
  ],
  UNTRUSTED: [
    'This certificate was not issued by an authority that this hub accepts.',
    'この証明書は、このハブが認める認証局の発行したものではありません。',
  ],
  SEVERAL_KEYS: [
    'There are several keys or certificates in it that could be used. Give one.',
    '使えるものが複数含まれています。1つだけ登録してください。',
  ],
}

export const refused = (reason: KeyRefusal): HubError =>
  new HubError('INVALID_INPUT', reason, REFUSALS[reason][0], 'armored', REFUSALS[reason][1])

const DAY_MS = 86_400_000
const WARNED_DAYS = 30

/** So many days before its key expires a person is warned, in each mail and in the portal; null when there is no need. */
export function daysLeft(expiresAt: Date | null, now: Date): number | null {
  if (expiresAt === null) return null
  const days = Math.max(0, Math.ceil((expiresAt.getTime() - now.getTime()) / DAY_MS))
  return days <= WARNED_DAYS ? days : null
}
