/** The text of a document that somebody sent: plain text in any usual encoding, a mail with its parts, a PDF. */
import { createHash } from 'node:crypto'
import PostalMime from 'postal-mime'
import { getDocumentProxy } from 'unpdf'

export type DocumentForm = 'TEXT' | 'MAIL' | 'PDF'

export interface DocumentText {
  readonly form: DocumentForm
  readonly text: string
  /** There was more than is read at once. */
  readonly isCut: boolean
}

/** Of text that is looked through. */
const MOST_CHARACTERS = 10_000_000
const MOST_PAGES = 300
const MOST_MAIL_NESTING = 20

/** @throws whatever the reader of the form throws on what it cannot read */
export async function textOfDocument(fileName: string, bytes: Uint8Array): Promise<DocumentText> {
  const form = formOf(fileName, bytes)
  const { text, isCut } =
    form === 'PDF'
      ? await textOfPdf(bytes)
      : { text: form === 'MAIL' ? await textOfMail(bytes) : decoded(bytes), isCut: false }
  return { form, text: text.slice(0, MOST_CHARACTERS), isCut: isCut || text.length > MOST_CHARACTERS }
}

/** A PDF says so itself; a mail by its name, because its headers could begin any text. */
function formOf(fileName: string, bytes: Uint8Array): DocumentForm {
  if (Buffer.from(bytes.subarray(0, 1_024)).includes('%PDF-')) return 'PDF'
  return /\.eml$/i.test(fileName) ? 'MAIL' : 'TEXT'
}

/** What is no UTF-8 is most often the encoding of Japanese Windows; WHATWG's decoder never fails on it. */
function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('shift_jis').decode(bytes)
  }
}

/** Headers that senders write; those of servers on the way name machines that have no part in it. */
const TOLD_HEADERS = [
  'from',
  'sender',
  'reply-to',
  'return-path',
  'to',
  'subject',
  'x-originating-ip',
  'x-mailer',
  'user-agent',
]

async function textOfMail(bytes: Uint8Array): Promise<string> {
  const mail = await PostalMime.parse(bytes, { maxNestingDepth: MOST_MAIL_NESTING })
  const headers = mail.headers
    .filter(({ key }) => TOLD_HEADERS.includes(key))
    .map(({ originalKey, value }) => `${originalKey}: ${value}`)
  const attached = mail.attachments.map(({ filename, content, mimeType }) => {
    const octets = typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content)
    const digest = createHash('sha256').update(octets).digest('hex')
    const text = mimeType.startsWith('text/') ? `\n${decoded(octets)}` : ''
    return `Attachment: ${filename ?? ''} SHA-256: ${digest}${text}`
  })
  return [...headers, '', mail.text ?? '', textOfHtml(mail.html ?? ''), '', ...attached].join('\n')
}

/** What a reader sees, and what the links say that they do not see. */
function textOfHtml(html: string): string {
  return html
    .replace(/<(script|style)\b[^>]{0,2000}>[\s\S]{0,100000}?<\/\1>/gi, ' ')
    .replace(/<[^<>]{0,4000}>/g, tag => {
      const addresses = [...tag.matchAll(/\b(?:href|src|action)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi)]
      return addresses.length > 0 ? ` ${addresses.map(([, double, single]) => double ?? single).join(' ')} ` : ' '
    })
    .replace(
      /&(amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#x[0-9a-f]{1,5});/gi,
      (whole, name: string) => entityOf(name) ?? whole,
    )
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

function entityOf(name: string): string | undefined {
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()]
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}

async function textOfPdf(bytes: Uint8Array): Promise<{ text: string; isCut: boolean }> {
  const document = await getDocumentProxy(bytes, { disableFontFace: true })
  const pages: string[] = []
  let length = 0
  for (let page = 1; page <= Math.min(document.numPages, MOST_PAGES) && length < MOST_CHARACTERS; page += 1) {
    const { items } = await (await document.getPage(page)).getTextContent()
    const text = items.map(item => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('')
    pages.push(text)
    length += text.length
  }
  return { text: pages.join('\n'), isCut: document.numPages > pages.length }
}
