import { createTransport, type SendMailOptions, type Transporter } from 'nodemailer'
import addressparser from 'nodemailer/lib/addressparser'
import type { PrivateKey } from 'openpgp'
import type { MailServer, SmimeSettings } from './delivery-settings.ts'
import type { ChannelAdapter, Sent, TakenDelivery } from './ledger.ts'
import { digestTextOf } from './mail-digest.ts'
import { encryptedMailOf, type Sealing } from './mail-encryption.ts'
import { daysLeft } from './mail-key.ts'
import { returnAddressOf } from './mail-return.ts'
import { mailTextOf, type KeyNote, type MailText } from './mail-text.ts'
import { openPgpSealing, readSigningKey } from './openpgp-encryption.ts'
import { usableOpenPgpKey } from './openpgp-key.ts'
import { readSmimeSigner, usableCertificate } from './smime-certificate.ts'
import { smimeSealing, type SmimeSigner } from './smime-encryption.ts'
import { messageName } from './together.ts'

const CONNECTIONS = 8
const SECONDS = 1_000

/** Mail by an SMTP server: one message to one recipient. */
export class MailChannel implements ChannelAdapter {
  readonly channel = 'MAIL'
  readonly #mail: PersonalMail

  constructor(
    server: MailServer,
    private readonly portal: string,
  ) {
    this.#mail = new PersonalMail(server, portal)
  }

  send(delivery: TakenDelivery): Promise<Sent> {
    return this.#mail.send(
      { ...delivery, name: messageName(delivery), priority: delivery.urgency === 'EMERGENCY' ? 'high' : 'normal' },
      keyNote => textOf(delivery, this.portal, keyNote),
    )
  }

  close(): void {
    this.#mail.close()
  }
}

/** One message to one person of the council. */
export interface PersonalMessage extends Pick<
  TakenDelivery,
  'id' | 'queuedAt' | 'email' | 'language' | 'mailKey' | 'mailKeyKind'
> {
  /** By what it is known: sent again under the same, a mailbox knows it for the same. */
  readonly name: string
  readonly priority: 'high' | 'normal'
}

/** Mail to a person: encrypted where they have a key that is good; a key that is not keeps no mail back. */
export class PersonalMail {
  readonly #transport: Transporter
  readonly #signingKey: Promise<PrivateKey | null>
  readonly #signer: SmimeSigner | null

  constructor(
    private readonly server: MailServer,
    private readonly portal: string,
  ) {
    this.#transport = openMail(server)
    // One that is none leaves mail unsigned rather than unsent; the settings refuse it before.
    this.#signingKey = server.signingKey ? readSigningKey(server.signingKey).catch(() => null) : Promise.resolve(null)
    this.#signer = server.smime ? signerOf(server.smime) : null
  }

  async send(message: PersonalMessage, textWith: (keyNote: KeyNote | null) => MailText): Promise<Sent> {
    return handOver(this.#transport, await this.#written(message, textWith))
  }

  async #written(message: PersonalMessage, textWith: (keyNote: KeyNote | null) => MailText): Promise<SendMailOptions> {
    const { email, language, mailKey, priority } = message
    const now = new Date()
    const messageId = `<${message.name}@${new URL(this.portal).hostname}>`
    const usable = await this.#sealingFor(message, now)
    if (usable) {
      const days = daysLeft(usable.expiresAt, now)
      const text = textWith(days === null ? null : { daysLeft: days })
      try {
        const raw = await encryptedMailOf({ from: this.server.from, to: email, messageId, language }, text, {
          sealing: usable.sealing,
          now,
        })
        return {
          raw,
          envelope: { from: addressOf(this.server.from), to: [email] },
          ...returnOf(message, this.server),
        }
      } catch {
        // Whatever its key can't do: they are told all the same, in the open and in no words.
      }
    }
    return {
      ...textWith(mailKey ? 'UNUSABLE' : null),
      from: this.server.from,
      // Not as a text, which would be read as a list.
      to: { name: '', address: email },
      ...returnOf(message, this.server),
      messageId,
      // RFC 3834: nobody answers it by machine. RFC 5230's vacation and bounces are asked for no copy.
      headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': language },
      priority,
    }
  }

  /** How a mail to them is encrypted, and until when it can be; null: not at all. */
  async #sealingFor(
    { mailKey, mailKeyKind }: PersonalMessage,
    now: Date,
  ): Promise<{ readonly sealing: Sealing; readonly expiresAt: Date | null } | null> {
    if (!mailKey) return null
    if (mailKeyKind === 'SMIME') {
      const usable = usableCertificate(mailKey, now)
      return usable && { ...usable, sealing: smimeSealing(usable.certificate, this.#signer) }
    }
    const usable = await usableOpenPgpKey(mailKey, now)
    return usable && { ...usable, sealing: openPgpSealing(usable.key, await this.#signingKey) }
  }

  close(): void {
    this.#transport.close()
  }
}

/** One that is none leaves mail unsigned rather than unsent; the settings refuse it before. */
function signerOf({ keyPem, certificatePem }: SmimeSettings): SmimeSigner | null {
  try {
    return readSmimeSigner(keyPem, certificatePem, new Date())
  } catch {
    return null
  }
}

/** The bare address of `狼煙 <noreply@hub.example>`. */
function addressOf(from: string): string {
  const [first] = addressparser(from, { flatten: true })
  return first?.address ?? from
}

const textOf = (delivery: TakenDelivery, portal: string, keyNote: KeyNote | null): MailText =>
  delivery.together?.length
    ? digestTextOf([delivery, ...delivery.together], delivery.language, portal, keyNote)
    : mailTextOf(delivery, delivery.language, portal, keyNote)
/** A pool of connections to the one server. */
export const openMail = ({ server }: MailServer): Transporter => createTransport(connectionTo(server))

/** Hands one message to its server; what that does is an answer, never an exception. */
export async function handOver(transport: Transporter, message: SendMailOptions): Promise<Sent> {
  try {
    await transport.sendMail({ ...message, disableFileAccess: true, disableUrlAccess: true })
    return { state: 'SENT', reason: null }
  } catch (error) {
    const { responseCode, code } = error as { responseCode?: number; code?: string } // what nodemailer throws
    const reason = responseCode === undefined ? (code ?? 'CONNECTION') : `SMTP_${responseCode}`
    return { state: isRefusedForGood(responseCode) ? 'BOUNCED' : 'LATER', reason }
  }
}

/** The envelope that brings reports back, and what is asked to be reported where the server can (RFC 3461): never the body. */
export function returnOf(delivery: Pick<TakenDelivery, 'id' | 'queuedAt' | 'email'>, { returns }: MailServer) {
  if (!returns) return {}
  return {
    envelope: { from: returnAddressOf(delivery, returns), to: [delivery.email] },
    dsn: {
      id: delivery.id,
      return: 'headers' as const,
      notify: ['FAILURE' as const, 'DELAY' as const, 'SUCCESS' as const],
    },
  }
}

/** What an SMTP server's answer means (RFC 5321 §4.2.1): 5yz is for good, anything else may be better later. */
function isRefusedForGood(responseCode: number | undefined): boolean {
  return responseCode !== undefined && responseCode >= 500 && responseCode < 600
}

/** Many messages over few connections, each of which gives up in time. */
function connectionTo(server: string) {
  const { protocol, hostname, port, username, password } = new URL(server)
  const isTls = protocol === 'smtps:'
  return {
    pool: true as const,
    host: hostname,
    port: port ? Number(port) : isTls ? 465 : 587,
    secure: isTls,
    ...(username ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
    maxConnections: CONNECTIONS,
    maxMessages: 500,
    // Trying again is the ledger's.
    maxRequeues: 0,
    connectionTimeout: 20 * SECONDS,
    greetingTimeout: 20 * SECONDS,
    socketTimeout: 60 * SECONDS,
  }
}
