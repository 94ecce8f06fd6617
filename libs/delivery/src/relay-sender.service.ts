import { Injectable, Logger } from '@nestjs/common'
import { Database } from '@noroshi/database'
import { asSender } from '@noroshi/database/system-reader'
import { DeliverySettings, type MailServer } from './delivery-settings.ts'
import { withheldOf, type Ended, type Outcome, type Sent } from './ledger.ts'
import { handOver, openMail, returnOf } from './mail-channel.ts'
import { RelayLedgerRepository, type TakenFromRelays, type TakenRelay } from './relay-ledger.repository.ts'
import { relayTextOf } from './relay-text.ts'
import { Sender, type AdapterOf, type Ledger, type Taken } from './sender.ts'

/** Passes on what intermediaries pass on: the same sender as the ledger's, with rows of whoever has no inbox (PRV-7). */
@Injectable()
export class RelaySenderService {
  readonly #log = new Logger('relay')
  readonly #rows = new RelayLedgerRepository()
  readonly #sender: Sender<TakenRelay>

  constructor(
    private readonly database: Database,
    { mail, portal }: DeliverySettings,
  ) {
    this.#sender = new Sender<TakenRelay>(
      new StoredRelays(database),
      mail ? [new RelayMail(mail, portal)] : [],
      undefined,
      ({ id }, { state, reason }) => {
        if (reason !== null) this.#log.warn({ relay: id, state, reason }, 'a message was not taken')
      },
    )
  }

  /** Writes the rows that nobody has to press for; returns how many. Called again, or by two, it writes each once. */
  async passDue(): Promise<number> {
    const written = await asSender(
      this.database,
      async tx => (await this.#rows.passAtOnce(tx)) + (await this.#rows.followUp(tx)),
    )
    if (written > 0) await asSender(this.database, tx => tx.query(`select pg_notify('hub_inbox', '')`))
    return written
  }

  /** Sends everything that is due; returns how many rows were tried. */
  sendDue(): Promise<number> {
    return this.#sender.sendDue('MAIL')
  }

  wake(): void {
    this.#sender.wake()
  }

  forgetTokens(): Promise<void> {
    return asSender(this.database, tx => this.#rows.forgetTokens(tx))
  }

  /** Lets go of its connections. */
  close(): void {
    this.#sender.close()
  }
}

class StoredRelays implements Ledger<TakenRelay> {
  readonly #rows = new RelayLedgerRepository()

  constructor(private readonly database: Database) {}

  take(_channel: string, most: number): Promise<Taken<TakenRelay>[]> {
    return asSender(this.database, async tx => {
      const [{ now }]: { now: Date }[] = await tx.query('select now()')
      return (await this.#rows.take(tx, most)).map(row => ({ delivery: row.relay, withheld: withheldNow(row, now) }))
    })
  }

  async settle(taken: readonly TakenRelay[], outcomes: ReadonlyMap<string, Outcome>): Promise<void> {
    await asSender(this.database, tx => this.#rows.settle(tx, taken, outcomes))
  }
}

/** That something was taken back goes to whoever had it, also when they left the list, or nobody passes on to them any more. */
function withheldNow(
  { relay: { kind }, active, removed, mayReceive, recalledAt, expiresAt }: TakenFromRelays,
  now: Date,
): Ended | null {
  if (kind === 'RECALLED') return null
  const recipient = { kind, personActive: active, endpointRemoved: removed, mayReceive }
  return withheldOf(recipient, { recalledAt, expiresAt }, now)
}

/** One message to one recipient. */
class RelayMail implements AdapterOf<TakenRelay> {
  readonly channel = 'MAIL'
  readonly #transport: ReturnType<typeof openMail>

  constructor(
    private readonly server: MailServer,
    private readonly portal: string,
  ) {
    this.#transport = openMail(server)
  }

  send(relay: TakenRelay): Promise<Sent> {
    const acknowledgeAt = `${this.portal}/relayed?token=${relay.token}`
    return handOver(this.#transport, {
      ...relayTextOf({ ...relay, acknowledgeAt }, relay.language),
      from: this.server.from,
      // Not as a text, which would be read as a list.
      to: { name: '', address: relay.email },
      ...returnOf(relay, this.server),
      messageId: `<${relay.id}@${new URL(this.portal).hostname}>`,
      // RFC 3834: nobody answers it by machine.
      headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': relay.language },
      // No gateway breaks a line of it.
      textEncoding: 'base64',
      priority: relay.urgency === 'EMERGENCY' ? 'high' : 'normal',
    })
  }

  close(): void {
    this.#transport.close()
  }
}
