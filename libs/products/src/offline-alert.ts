/*
 * The text of an alert that goes out without the hub, and the proof of who wrote it. Text alone, in lines of at most 76 columns, so that no
 * gateway (LGWAN's among them) breaks it, no mail program rewraps it, and anybody can check it with the public key and no network. Pure.
 *
 *     -----BEGIN NOROSHI ALERT-----
 *     Id: NRA-7K3M-Q9TX
 *     Date: 2026-11-29T03:04:05.000Z
 *     Title: …
 *
 *     …
 *     -----BEGIN NOROSHI SIGNATURE-----
 *     Key: 0123456789abcdef
 *     (base64 of the Ed25519 signature)
 *     -----END NOROSHI ALERT-----
 *
 * Signed are the lines between the first two marks, without spaces at their ends, in NFC, joined by LF, after a line that no other thing of
 * the hub's begins with.
 */
import { createHash, createPrivateKey, createPublicKey, randomBytes, sign, verify, type KeyObject } from 'node:crypto'

export interface OfflineAlert {
  /** Random, such as `NRA-7K3M-Q9TX`. */
  readonly id: string
  /** ISO 8601 UTC. */
  readonly at: string
  readonly title: string
  readonly text: string
}

const COLUMNS = 76
const BEGIN = '-----BEGIN NOROSHI ALERT-----'
const SIGNATURE = '-----BEGIN NOROSHI SIGNATURE-----'
const END = '-----END NOROSHI ALERT-----'
const DOMAIN = 'noroshi alert 1\n'
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export function newAlertId(): string {
  const letters = [...randomBytes(8)].map(byte => LETTERS[byte % 32]).join('')
  return `NRA-${letters.slice(0, 4)}-${letters.slice(4)}`
}

/** An Ed25519 key in PEM, private or public, with the name that others know it by. @throws TypeError when it is of another kind */
export function alertKey(pem: string): {
  readonly key: KeyObject
  readonly publicKey: KeyObject
  readonly keyId: string
} {
  const key = pem.includes('PRIVATE') ? createPrivateKey(pem) : createPublicKey(pem)
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('the key of alerts must be an Ed25519 key')
  const publicKey = key.type === 'private' ? createPublicKey(key) : key
  const keyId = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16)
  return { key, publicKey, keyId }
}

/** The lines of it that are signed: whether a text is what was sent, they say. */
export function signedLines({ id, at, title, text }: OfflineAlert): string[] {
  const body = text
    .normalize('NFC')
    .split(/\r\n|\r|\n/)
    // A line that looks like a mark would end the text early.
    .flatMap(line => wrapped(line.startsWith('-----') ? ` ${line}` : line))
  return [`Id: ${id}`, `Date: ${at}`, ...wrapped(`Title: ${oneLine(title)}`), '', ...body].map(line => line.trimEnd())
}

/** The whole text of the mail. */
export function signedText(alert: OfflineAlert, privatePem: string): string {
  const { key, keyId } = alertKey(privatePem)
  const lines = signedLines(alert)
  const signature = sign(null, signedBytes(lines), key).toString('base64')
  return [BEGIN, ...lines, SIGNATURE, `Key: ${keyId}`, ...(signature.match(/.{1,64}/g) ?? []), END, ''].join('\n')
}

export type Verdict =
  | { readonly isGood: true; readonly keyId: string; readonly signed: string }
  | { readonly isGood: false; readonly reason: 'NO_ALERT' | 'UNKNOWN_KEY' | 'NOT_GENUINE' }

/** Whether a mail's text holds an alert that one of these keys signed; what stands before or after it is no part of it. */
export function verifiedText(mail: string, publicPems: readonly string[]): Verdict {
  const lines = mail
    .normalize('NFC')
    .split(/\r\n|\r|\n/)
    .map(line => line.trimEnd())
  const from = lines.indexOf(BEGIN)
  const signatureAt = lines.indexOf(SIGNATURE, from + 1)
  const end = lines.indexOf(END, signatureAt + 1)
  if (from < 0 || signatureAt < 0 || end < 0) return { isGood: false, reason: 'NO_ALERT' }
  const signed = lines.slice(from + 1, signatureAt)
  const keyId = /^Key: ([0-9a-f]{16})$/.exec(lines[signatureAt + 1])?.[1]
  const known = publicPems.map(alertKey).find(one => one.keyId === keyId)
  if (known === undefined || keyId === undefined) return { isGood: false, reason: 'UNKNOWN_KEY' }
  const signature = Buffer.from(lines.slice(signatureAt + 2, end).join(''), 'base64')
  return verify(null, signedBytes(signed), known.publicKey, signature)
    ? { isGood: true, keyId, signed: signed.join('\n') }
    : { isGood: false, reason: 'NOT_GENUINE' }
}

const signedBytes = (lines: readonly string[]): Buffer => Buffer.from(DOMAIN + lines.join('\n'), 'utf8')

export const oneLine = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()

/** What a terminal or a mail shows it in: two columns for the letters of East Asia. */
const columnsOf = (letter: string): number =>
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{3fffd}]/u.test(
    letter,
  )
    ? 2
    : 1

/** In lines of at most 76 columns, broken at a space where one is near. */
export function wrapped(line: string): string[] {
  const lines: string[] = []
  let current = ''
  let columns = 0
  for (const letter of line) {
    const width = columnsOf(letter)
    if (columns + width > COLUMNS) {
      const space = current.lastIndexOf(' ')
      const cut = space > current.length / 2 ? space + 1 : current.length
      lines.push(current.slice(0, cut))
      current = current.slice(cut)
      columns = [...current].reduce((sum, one) => sum + columnsOf(one), 0)
    }
    current += letter
    columns += width
  }
  return [...lines, current]
}
