/*
 * What becomes of a mail after it was handed over. Each leaves with a return address of its own (VERP), which names its row of the ledger
 * and carries a code that only the hub can make; a report that comes back (RFC 3464) counts for that row alone, and only with the code.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** Where reports come back to. */
export interface ReturnSettings {
  /** Such as `return@hub.example`: a mailbox with addresses below it (`return+…`), whose mail is given to `noroshi mail-return`. */
  readonly address: string
  /** What the codes are made with; long and secret. */
  readonly key: string
}

/** A row of the ledger as an address names it. */
export interface ReturnedDelivery {
  readonly id: string
  readonly queuedAt: Date
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
const BITS = 5
/** 50 characters: an id, an instant of 48 bits, and a code of 96. */
const BYTES = { id: 16, queuedAt: 6, code: 9 }
const LENGTH = Math.ceil(((BYTES.id + BYTES.queuedAt + BYTES.code) * 8) / BITS)

/** In letters that a server on the way may write in either case. */
function lettersOf(bytes: Buffer): string {
  const bits = [...bytes].map(byte => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map(five => ALPHABET[parseInt(five.padEnd(BITS, '0'), 2)]).join('')
}

function bytesOf(letters: string): Buffer {
  const bits = [...letters].map(letter => ALPHABET.indexOf(letter).toString(2).padStart(BITS, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map(eight => parseInt(eight, 2)))
}

const codeOf = (named: Buffer, key: string) =>
  createHmac('sha256', key).update('mail return').update(named).digest().subarray(0, BYTES.code)

/** The envelope sender of one mail. */
export function returnAddressOf({ id, queuedAt }: ReturnedDelivery, { address, key }: ReturnSettings): string {
  const instant = Buffer.alloc(BYTES.queuedAt)
  instant.writeUIntBE(queuedAt.getTime(), 0, BYTES.queuedAt)
  const named = Buffer.concat([Buffer.from(id.replaceAll('-', ''), 'hex'), instant])
  const at = address.lastIndexOf('@')
  return `${address.slice(0, at)}+${lettersOf(Buffer.concat([named, codeOf(named, key)]))}${address.slice(at)}`
}

/** Null of an address that the hub has not made. */
export function deliveryOf(recipient: string, key: string): ReturnedDelivery | null {
  const [, letters = ''] = /\+([a-z2-7]+)@[^@]+$/.exec(recipient.toLowerCase()) ?? []
  if (letters.length !== LENGTH) return null
  const bytes = bytesOf(letters)
  const named = bytes.subarray(0, BYTES.id + BYTES.queuedAt)
  if (!timingSafeEqual(bytes.subarray(named.length), codeOf(named, key))) return null
  const hex = named.subarray(0, BYTES.id).toString('hex')
  return {
    id: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    queuedAt: new Date(named.readUIntBE(BYTES.id, BYTES.queuedAt)),
  }
}

/** What a report says of its one recipient: it was given up, or it arrived; null of a delay, or of a mail that is no report. */
export type MailFate = { readonly state: 'BOUNCED' | 'DELIVERED'; readonly reason: string | null } | null

const STATUS = /^([245])\.(\d{1,3})\.(\d{1,3})\b/

/** Reads a `multipart/report` (RFC 6522) with its `message/delivery-status` (RFC 3464 §2.3). Nothing of its words is kept but the code. */
export function fateIn(message: string): MailFate {
  const whole = partOf(message)
  const isReport = /^multipart\/report\b/i.test(whole.type) && /report-type="?delivery-status"?/i.test(whole.type)
  const [, quoted, bare] = /boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(whole.type) ?? []
  const boundary = quoted ?? bare
  if (!isReport || boundary === undefined) return null
  const status = whole.body
    .split(/\r?\n/)
    .join('\n')
    .split(`--${boundary}`)
    .map(text => partOf(text.replace(/^[ \t]*\n/, '')))
    .find(({ type }) => /^message\/(global-)?delivery-status\b/i.test(type))
  if (!status) return null
  // The first block is of the message; each that follows is of one recipient, of whom ours have one.
  const recipients = status.body
    .split(/\n[ \t]*\n/)
    .map(fieldsOf)
    .filter(fields => fields.has('action'))
  if (recipients.length !== 1) return null
  const [fields] = recipients
  const [code] = STATUS.exec(fields.get('status') ?? '') ?? []
  switch (fields.get('action')?.toLowerCase()) {
    case 'failed':
      return { state: 'BOUNCED', reason: code === undefined ? 'RETURNED' : `STATUS_${code}` }
    case 'delivered':
    case 'relayed':
      return { state: 'DELIVERED', reason: null }
    default:
      return null
  }
}

function partOf(text: string): { readonly type: string; readonly body: string } {
  const normal = text.replaceAll('\r\n', '\n')
  const end = normal.indexOf('\n\n')
  if (end < 0) return { type: fieldsOf(normal).get('content-type') ?? '', body: '' }
  return { type: fieldsOf(normal.slice(0, end)).get('content-type') ?? '', body: normal.slice(end + 2) }
}

/** Header fields with their folded lines put together (RFC 5322 §2.2.3); of two of one name the first. */
function fieldsOf(head: string): Map<string, string> {
  const lines = head.replaceAll(/\n[ \t]+/g, ' ').split('\n')
  return new Map(
    lines
      .map(line => /^([\w-]+):\s*(.*)$/.exec(line))
      .flatMap(match => (match ? [[match[1].toLowerCase(), match[2].trim()] as const] : []))
      .reverse(),
  )
}
