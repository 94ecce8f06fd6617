/** A mail server as a process of its own: takes everything, and counts by recipient. */
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { nowMs } from './figures.ts'

export interface MailCount {
  readonly messages: number
  readonly recipients: number
  readonly lastAt: number
}

const counts = new Map<string, number>()
let messages = 0
let lastAt = 0

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['AUTH', 'STARTTLS'],
  logger: false,
  disableReverseLookup: true,
  onData(stream, session, done) {
    stream.resume()
    stream.on('end', () => {
      for (const { address } of session.envelope.rcptTo) counts.set(address, (counts.get(address) ?? 0) + 1)
      messages += 1
      lastAt = nowMs()
      done()
    })
  },
})
server.on('error', () => undefined) // of a connection that is gone
server.listen(0, '127.0.0.1', () => {
  const { port } = server.server.address() as AddressInfo // it listens on a port
  process.send?.({ url: `smtp://127.0.0.1:${port}` })
})
process.on('message', () => process.send?.({ messages, recipients: counts.size, lastAt } satisfies MailCount))
