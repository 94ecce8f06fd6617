import type { MailServer } from './delivery-settings.ts'
import type { Sent } from './ledger.ts'
import { handOver, openMail } from './mail-channel.ts'

/** One message to one recipient, in words that were written already. */
export interface PlainMessage {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly messageId: string
}

/** Mail that needs nothing but a server: for when there is no ledger, no database and no hub. */
export class PlainMail {
  readonly #transport: ReturnType<typeof openMail>

  constructor(private readonly server: MailServer) {
    this.#transport = openMail(server)
  }

  /** What the server does is an answer, never an exception. */
  send({ to, subject, text, messageId }: PlainMessage): Promise<Sent> {
    return handOver(this.#transport, {
      ...{ subject, text, messageId, from: this.server.from },
      // Not as a text, which would be read as a list.
      to: { name: '', address: to },
      headers: { 'Auto-Submitted': 'auto-generated' },
      // Every line arrives as it was signed.
      textEncoding: 'base64',
      priority: 'high',
    })
  }

  close(): void {
    this.#transport.close()
  }
}
