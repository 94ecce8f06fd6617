/** A mail server of this very process: takes what is sent to it, or refuses, and remembers. */
import { SMTPServer, type SMTPServerEnvelope } from 'smtp-server'
import type { AddressInfo } from 'node:net'

/** One message as it came. */
export interface Mail {
  readonly from: string
  readonly to: readonly string[]
  /** What is to be reported of it (RFC 3461), and by what name. */
  readonly reporting: { readonly ret: string | null; readonly envid: string | null }
  /** Headers and body as they were sent, line by line. */
  readonly source: string
  readonly subject: string
  readonly messageId: string
  /** The text, decoded. */
  readonly text: string
}

export interface MailServer {
  readonly url: string
  readonly mails: Mail[]
  /** How the next recipients are answered: an SMTP code, or 0 to take them. */
  answer: (recipient: string) => number
  stop(): Promise<void>
}

export async function startMailServer(): Promise<MailServer> {
  const here: { mails: Mail[]; answer: MailServer['answer'] } = { mails: [], answer: () => 0 }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    hideDSN: false,
    logger: false,
    closeTimeout: 500,
    onRcptTo({ address }, _session, done) {
      const code = here.answer(address)
      done(code === 0 ? undefined : Object.assign(new Error('no'), { responseCode: code }))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const source = Buffer.concat(chunks).toString('utf8')
        const { mailFrom, rcptTo, dsn } = session.envelope as SMTPServerEnvelope & { dsn: Mail['reporting'] } // not in its types
        const from = mailFrom === false ? '' : mailFrom.address
        here.mails.push({ from, to: rcptTo.map(({ address }) => address), reporting: dsn, source, ...readOf(source) })
        done()
      })
    },
  })
  // Who was killed in the middle of a message breaks its connection.
  server.on('error', () => undefined)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.server.address() as AddressInfo // it listens on a port
  return Object.assign(here, {
    url: `smtp://127.0.0.1:${port}`,
    stop: () => new Promise<void>(resolve => server.close(() => resolve())),
  })
}

function readOf(source: string): Pick<Mail, 'subject' | 'messageId' | 'text'> {
  const [head = '', ...rest] = source.split('\r\n\r\n')
  const headers = new Map(
    head
      .replaceAll(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map(line => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  const body = rest.join('\r\n\r\n')
  const encoding = headers.get('content-transfer-encoding')
  return {
    subject: wordsOf(headers.get('subject') ?? ''),
    messageId: headers.get('message-id') ?? '',
    text:
      encoding === 'base64'
        ? Buffer.from(body, 'base64').toString('utf8')
        : encoding === 'quoted-printable'
          ? quotedOf(body.replaceAll('=\r\n', ''))
          : body,
  }
}

/** Encoded words (RFC 2047), of which those that follow each other are one. */
const wordsOf = (text: string): string =>
  text
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toUpperCase() === 'B' ? Buffer.from(word, 'base64').toString('utf8') : quotedOf(word.replaceAll('_', ' ')),
    )

const quotedOf = (text: string): string =>
  Buffer.from(
    text.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')
