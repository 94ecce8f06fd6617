import type { FetchPolicy } from '@noroshi/intake'
import type { ReturnSettings } from './mail-return.ts'
import type { Gateway } from './smpp-link.ts'

/** By which server mail leaves. */
export interface MailServer {
  /** `smtp://` or `smtps://` with the server's name and, where it asks, user and password. */
  readonly server: string
  /** From whom, such as `狼煙 <noreply@hub.example>`. */
  readonly from: string
  /** Where reports of what became of a mail come back to; without it they go to the sender, and the ledger ends at SENT. */
  readonly returns?: ReturnSettings | null
  /** ASCII armour of the OpenPGP key, without a passphrase, that signs mail which is encrypted; without it that is not signed. */
  readonly signingKey?: string | null
  /** With what mail that is encrypted by S/MIME is signed; without it that is not signed. */
  readonly smime?: SmimeSettings | null
}

/** A key with its certificate. */
export interface SmimeSettings {
  /** PEM, without a passphrase. */
  readonly keyPem: string
  /** PEM of the certificate, and after it of those that lead to an authority. */
  readonly certificatePem: string
}

/** How browsers are pushed to (RFC 8030). */
export interface WebPushSettings {
  /** PEM of the key of P-256 with which the hub says who it is (VAPID). */
  readonly vapidKeyPem: string
  /** PEM of the key to which subscriptions are sealed. */
  readonly privateKeyPem: string
  /** Where push services may be. */
  readonly policy: FetchPolicy
}

/** How news is posted to servers that people name. */
export interface PostingSettings {
  /** PEM of the key to which addresses and secrets are sealed. */
  readonly privateKeyPem: string
  /** PKCS #8 PEM of the Ed25519 key that signs what webhooks are told. */
  readonly signingKeyPem: string
  readonly policy: FetchPolicy
}

/** By which gateway short messages leave. */
export interface SmsSettings extends Gateway {
  /** From whom: a name of up to eleven letters, a number in E.164, or a short code. */
  readonly from: string
  /** PEM of the key to which numbers and codes are sealed. */
  readonly privateKeyPem: string
}

/** How news leaves this hub: a channel that it was not told how to use it does not have. */
export abstract class DeliverySettings {
  /** Origin of the portal, without a path. */
  abstract readonly portal: string
  abstract readonly mail: MailServer | null
  /** Without it nothing is posted to servers that people name. */
  abstract readonly posting?: PostingSettings | null
  abstract readonly webPush?: WebPushSettings | null
  abstract readonly sms?: SmsSettings | null
}
