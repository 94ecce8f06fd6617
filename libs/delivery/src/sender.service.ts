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
import type { Channel, Ended, Outcome, TakenDelivery } from './ledger.ts'
import { LedgerRepository, type TakenFromLedger } from './ledger.repository.ts'
import { Sender, type Ledger, type Taken } from './sender.ts'

/** Sends what the ledger in PostgreSQL holds, by every channel that this hub has. */
@Injectable()
export class SenderService {
  readonly #log = new Logger('sender')
  readonly #sender: Sender

  constructor(database: Database, membership: MembershipService, settings: DeliverySettings) {
    this.#sender = new Sender(
      new StoredLedger(database, membership),
      adaptersOf(settings),
      undefined,
      ({ id }, { state, reason }) => {
        if (reason !== null) this.#log.warn({ delivery: id, state, reason }, 'a message was not taken')
      },
    )
  }

  get channels(): readonly Channel[] {
    return this.#sender.channels
  }

  /** Sends everything of a channel that is due; returns how many rows were tried. */
  sendDue(channel: Channel): Promise<number> {
    return this.#sender.sendDue(channel)
  }

  /** Lets go of its connections. */
  close(): void {
    this.#sender.close()
  }
}

class StoredLedger implements Ledger {
  readonly #rows = new LedgerRepository()
  readonly #editions = new EditionRepository()
  readonly #rounds = new AnswerRoundsRepository()

  constructor(
    private readonly database: Database,
    private readonly membership: MembershipService,
  ) {}

  take(channel: Channel, most: number): Promise<Taken[]> {
    return asSender(this.database, async tx => {
      const taken = await this.#rows.take(tx, channel, most)
      const withheld = taken.length > 0 ? await this.#withheld(tx, taken) : () => null
      return taken.map(row => ({ delivery: row.delivery, withheld: withheld(row) }))
    })
  }

  async settle(taken: readonly TakenDelivery[], outcomes: ReadonlyMap<string, Outcome>): Promise<void> {
    await asSender(this.database, tx => this.#rows.settle(tx, taken, outcomes))
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
      if (!personActive) return { state: 'WITHDRAWN', reason: 'NO_RIGHT' }
      if (endpointRemoved) return { state: 'WITHDRAWN', reason: 'ENDPOINT_REMOVED' }
      // What reminds stops as soon as somebody of the organisation has spoken.
      if (spoken.has(id)) return { state: 'WITHDRAWN', reason: 'ANSWERED' }
      const edition = editions.get(editionId)
      if (kind === 'RECALLED' || edition?.receivers.has(personId) === true) return null
      const isOver = edition?.recalledAt === null && edition.expiresAt !== null && new Date(edition.expiresAt) <= now
      return isOver ? { state: 'EXPIRED', reason: 'EDITION_EXPIRED' } : { state: 'WITHDRAWN', reason: 'NO_RIGHT' }
    }
  }
}
