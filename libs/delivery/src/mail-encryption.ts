/*
 * A mail that its recipient alone can read: one text, signed by the hub where it has a key for that, and encrypted to theirs. Subject and
 * text are inside (RFC 9788); outside stand addresses, the time and a subject that is the same for every mail. How it is sealed is what
 * OpenPGP (`openpgp-encryption.ts`) and S/MIME (`smime-encryption.ts`) differ in.
 */
import MimeNode from 'nodemailer/lib/mime-node'
import type { MessageLanguage } from './ledger.ts'
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

/** One way to have a message read by its recipient alone. */
export interface Sealing {
  /** Of the whole message, with its parameters. */
  readonly type: string
  /** Puts into the message what only its recipient makes the payload of again: a MIME entity, as it was built. */
  seal(whole: MimeNode, payload: Buffer, now: Date): Promise<void>
}

/** @returns the whole message, as it is given to a server */
export async function encryptedMailOf(
  envelope: MailEnvelope,
  text: MailText,
  { sealing, now }: { readonly sealing: Sealing; readonly now: Date },
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
  const whole = new MimeNode(sealing.type)
  whole.setHeader(outside)
  const inside = new MimeNode('text/plain; charset=utf-8; protected-headers="v1"; hp="cipher"')
  inside.setHeader({ ...outside, Subject: text.subject, 'Content-Language': envelope.language })
  for (const field of fieldsAmong(whole.buildHeaders(), Object.keys(outside))) inside.addHeader('HP-Outer', field)
  inside.setContent(text.text)
  await sealing.seal(whole, await inside.build(), now)
  return whole.build()
}

/** Header fields of these names as they are written, each on one line. */
const fieldsAmong = (headers: string, names: readonly string[]): string[] =>
  headers
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .filter(field => names.some(name => field.toLowerCase().startsWith(`${name.toLowerCase()}:`)))
