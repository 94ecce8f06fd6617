import { Injectable, Logger } from '@nestjs/common'
import { audienceOf } from '@noroshi/clearance'
import { Database, type Tx } from '@noroshi/database'
import { asSender } from '@noroshi/database/system-reader'
import { MembershipService } from '@noroshi/membership'
import { EditionRepository } from '@noroshi/products'
import { AnswerRoundsRepository } from './answer-rounds.repository.ts'
import { adaptersOf } from './channel-adapters.ts'
import { DeliverySettings } from './delivery-settings.ts'
import { asReleased } from './released.ts'
import {
  withheldOf,
  type Channel,
  type ChannelAdapter,
  type Ended,
  type Outcome,
  type Receipt,
  type TakenDelivery,
} from './ledger.ts'
import { deliveryOf, fateIn } from './mail-return.ts'
import { LedgerRepository, type TakenFromLedger } from './ledger.repository.ts'
import { RelayLedgerRepository } from './relay-ledger.repository.ts'
import { Sender, type Ledger, type Taken } from './sender.ts'
import { TogetherRepository } from './together.repository.ts'
import { apart, joined } from './together.ts'
import { UpkeepRepository } from './upkeep.repository.ts'

const TRIALS_AT_ONCE = 20
const RECEIPT_WAITS_MS = [0, 500, 2_000]

/** Sends what the ledger in PostgreSQL holds, by every channel that this hub has. */
@Injectable()
export class SenderService {
  readonly #log = new Logger('sender')
  readonly #sender: Sender
  readonly #adapters: readonly ChannelAdapter[]
  readonly #rows = new LedgerRepository()

  constructor(
    private readonly database: Database,
    membership: MembershipService,
    settings: DeliverySettings,
  ) {
    this.#adapters = adaptersOf(settings)
    this.#sender = new Sender(
      new StoredLedger(database, membership),
      this.#adapters,
      undefined,
      ({ id }, { state, reason }) => {
        if (reason !== null) this.#log.warn({ delivery: id, state, reason }, 'a message was not taken')
      },
    )
  }

  /** Hears what becomes of messages, from channels whose other side reports it. */
  listen(): void {
    for (const adapter of this.#adapters) adapter.listen?.(receipt => this.#noteReceipt(receipt))
  }

  get channels(): readonly Channel[] {
    return this.#sender.channels
  }

  /** Sends everything of a channel that is due; returns how many rows were tried. */
  sendDue(channel: Channel): Promise<number> {
    return this.#sender.sendDue(channel)
  }

  /** Looks for rows again although some that were sent have not been answered. */
  wake(): void {
    this.#sender.wake()
  }

  /** Tries the endpoints whose owners asked for it; returns how many. */
  async tryDue(): Promise<number> {
    const able = new Map(
      this.#adapters.filter(adapter => 'tryOut' in adapter).map(adapter => [adapter.channel, adapter]),
    )
    if (able.size === 0) return 0
    const trials = await asSender(this.database, tx => this.#rows.takeTrials(tx, [...able.keys()], TRIALS_AT_ONCE))
    await Promise.all(
      trials.map(async trial => {
        const sent = await able.get(trial.channel)?.tryOut?.(trial)
        await asSender(this.database, tx => this.#rows.endTrial(tx, trial, sent?.reason ?? null))
      }),
    )
    return trials.length
  }

  /** Says how what is still on its way ended, when nothing more is taken. */
  settleRest(): Promise<void> {
    return this.#sender.settleRest()
  }

  /** A report may come before its row says that the message was sent: then it is looked for again. */
  async #noteReceipt(receipt: Receipt): Promise<void> {
    for (const waitMs of RECEIPT_WAITS_MS) {
      await new Promise(resolve => setTimeout(resolve, waitMs))
      if (await asSender(this.database, tx => this.#rows.noteReceipt(tx, receipt))) return
    }
    // Of nothing that is known: of a code, or of a message whose row has ended otherwise.
  }

  /** Lets go of its connections. */
  close(): void {
    this.#sender.close()
  }
}

/**
 * Says in the ledger what a report says that came back to a return address (`noroshi mail-return`).
 * @returns whether it changed anything: reports of what the hub did not send, of what has ended otherwise, and of delays do not
 */
export async function noteMailReturn(
  database: Database,
  key: string,
  { recipient, message }: { readonly recipient: string; readonly message: string },
): Promise<boolean> {
  const delivery = deliveryOf(recipient, key)
  const fate = fateIn(message)
  if (!delivery || !fate) return false
  return asSender(database, async tx => {
    if (!(await new LedgerRepository().noteReturn(tx, delivery, fate)))
      return (
        (await new RelayLedgerRepository().noteReturn(tx, delivery, fate)) ||
        new UpkeepRepository().noteReturn(tx, delivery, fate)
      )
    await new TogetherRepository().noteReturn(tx, delivery, fate.state, fate.reason)
    return true
  })
}

class StoredLedger implements Ledger {
  readonly #rows = new LedgerRepository()
  readonly #together = new TogetherRepository()
  readonly #editions = new EditionRepository()
  readonly #rounds = new AnswerRoundsRepository()

  constructor(
    private readonly database: Database,
    private readonly membership: MembershipService,
  ) {}

  take(channel: Channel, most: number): Promise<Taken[]> {
    return asSender(this.database, async tx => {
      const firsts = await this.#rows.take(tx, channel, most)
      const taken = channel === 'MAIL' ? [...firsts, ...(await this.#together.takeOthers(tx, firsts))] : firsts
      const withheld = taken.length > 0 ? await this.#withheld(tx, taken) : () => null
      const rows = taken.map(row => ({ delivery: row.delivery, withheld: withheld(row) }))
      return channel === 'MAIL' ? joined(rows) : rows
    })
  }

  async settle(taken: readonly TakenDelivery[], outcomes: ReadonlyMap<string, Outcome>): Promise<void> {
    const rows = apart(taken, outcomes)
    await asSender(this.database, async tx => {
      await this.#rows.settle(tx, rows.taken, rows.outcomes)
      await this.#together.noteTogether(tx, taken, outcomes)
    })
  }

  /** Who may not have now what was taken for them, and why. That something was taken back, whoever had it is told. */
  async #withheld(tx: Tx, rows: readonly TakenFromLedger[]): Promise<(row: TakenFromLedger) => Ended | null> {
    const [{ now }]: { now: Date }[] = await tx.query('select now()')
    const readers = await this.membership.readersForDispatch(
      tx,
      rows.map(({ delivery }) => delivery.personId),
    )
    const found = await this.#editions.facts(
      tx,
      rows.map(({ delivery }) => delivery.editionId),
    )
    const editions = new Map(
      asReleased(found, now).map(edition => [
        edition.id,
        { ...edition, receivers: new Set(audienceOf(edition, readers, now).map(({ personId }) => personId)) },
      ]),
    )
    const asked = rows
      .map(({ delivery }) => delivery)
      .filter(({ purpose }) => purpose === 'REMINDER' || purpose === 'ESCALATION')
    const spoken = asked.length > 0 ? await this.#rounds.spoken(tx, asked) : new Set<string>()
    return ({ delivery: { id, kind, personId, editionId }, personActive, endpointRemoved }) => {
      // What reminds stops as soon as somebody of the organisation has spoken.
      if (personActive && spoken.has(id)) return { state: 'WITHDRAWN', reason: 'ANSWERED' }
      const edition = editions.get(editionId)
      return withheldOf(
        { kind, personActive, endpointRemoved, mayReceive: edition?.receivers.has(personId) === true },
        edition,
        now,
      )
    }
  }
}
