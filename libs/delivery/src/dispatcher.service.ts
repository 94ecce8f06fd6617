/**
 * The dispatcher turns one outbox row into inbox rows in one transaction: it takes the row (skipping rows another worker
 * holds), decides the audience with the rights of that moment, gives every recipient their next number, and marks the row.
 * Killed anywhere, it has done all of it or nothing. A recipient's numbers come from a locked counter row, so they have no
 * gaps and follow the order of commits; a global sequence would have gaps and would tell how much others were sent.
 */
import { Injectable, Logger } from '@nestjs/common'
import { audienceOf } from '@noroshi/clearance'
import { Database, isUnableNow, type Tx } from '@noroshi/database'
import { asDispatcher } from '@noroshi/database/system-reader'
import { MembershipService } from '@noroshi/membership'
import { EditionRepository } from '@noroshi/products'
import { channelsOf } from './channel-adapters.ts'
import { DeliverySettings } from './delivery-settings.ts'
import { addToCollections } from './edition-additions.ts'
import { dispatchAll, type Dispatching, type OutboxRow } from './dispatching.ts'
import { correctedFor, takenBackFrom } from './correction-audience.ts'
import type { Channel } from './ledger.ts'
import { noteSentWithoutHub } from './offline-alert.repository.ts'
import { asReleased } from './released.ts'
import { writeInboxes } from './told.ts'

@Injectable()
export class DispatcherService {
  readonly #editions = new EditionRepository()
  readonly #log = new Logger('dispatcher')
  readonly #channels: readonly Channel[]

  constructor(
    private readonly database: Database,
    private readonly membership: MembershipService,
    settings: DeliverySettings,
  ) {
    this.#channels = channelsOf(settings)
  }

  /** Dispatches everything that is due; returns how many outbox rows were done. */
  dispatchDue(): Promise<number> {
    return dispatchAll({
      transaction: work => asDispatcher(this.database, tx => work(this.#within(tx))),
      postpone: (row, error) => this.#postpone(row, error),
    })
  }

  #within(tx: Tx): Dispatching {
    return {
      take: async () => {
        const [row]: OutboxRow[] = await tx.query(
          // Of one product in order: a recall overtaking a release that another worker holds would find nobody to tell. What was due
          // when it was written stays due, also when the clock was set back since.
          `select id, kind, product_id as "productId" from hub.outbox o where dispatched_at is null and due_at <= greatest(now(), written_at)
             and not exists (select 1 from hub.outbox b where b.product_id = o.product_id and b.id < o.id and b.dispatched_at is null and b.due_at <= greatest(now(), b.written_at))
           order by id limit 1 for update skip locked`,
        )
        return row
      },
      now: async () => {
        const [{ now }]: { now: Date }[] = await tx.query('select now()')
        return now
      },
      readers: () => this.membership.readersForDispatch(tx),
      editions: productId => this.#editions.factsOfProduct(tx, productId),
      correctedFor: (productId, editions, readers, now) => correctedFor(tx, productId, editions, readers, now),
      takenBackFrom: productId => takenBackFrom(tx, productId),
      tell: (kind, productId, told) => writeInboxes(tx, kind, productId, told, this.#channels),
      follow: async row => {
        if (row.kind === 'RELEASED') await noteSentWithoutHub(tx, row.productId)
        await this.#tellReaders(tx, row.productId, await addToCollections(tx, row.kind, row.productId))
      },
      finish: async row => {
        await tx.query(`update hub.outbox set dispatched_at = now() where id = $1`, [row.id])
        await tx.query(`select pg_notify('hub_inbox', '')`)
      },
    }
  }

  async #postpone(row: OutboxRow, error: unknown): Promise<void> {
    await asDispatcher(this.database, tx =>
      tx.query(
        // The row is not to blame where the database has no room or is away: it goes out as soon as that is over.
        `update hub.outbox set attempts = attempts + case when $2 then 0 else 1 end,
           due_at = now() + case when $2 then interval '1 second' else least(interval '5 minutes', interval '1 second' * power(2, least(attempts, 10))) end
         where id = $1`,
        [row.id, isUnableNow(error)],
      ),
    )
    this.#log.warn(
      { outbox: row.id, code: error instanceof Error && 'code' in error ? error.code : undefined },
      'an outbox row could not be dispatched and was postponed',
    )
  }

  /**
   * Notes for each recalled edition who could have fetched it until now: their TAXII clients are shown that it was recalled, also where
   * their inbox spoke of a more comprehensive edition of the product.
   */
  async #tellReaders(tx: Tx, productId: string, takenBack: readonly string[]): Promise<void> {
    if (takenBack.length === 0) return
    // Of these alone: who came to a label since an earlier one left force never learns that there was one.
    const recalled = (await this.#editions.factsOfProduct(tx, productId)).filter(({ id }) => takenBack.includes(id))
    const [{ now }]: { now: Date }[] = await tx.query('select now()')
    const readers = (await this.membership.readersForDispatch(tx)).filter(
      reader => reader.personActive && reader.membershipState === 'ACTIVE',
    )
    for (const edition of asReleased(recalled, now)) {
      const people = audienceOf({ ...edition, recalledAt: null }, readers, now).map(reader => reader.personId)
      await tx.query(
        `insert into hub.edition_tombstone_reader (edition_id, person_id)
         select t.edition_id, p.id from hub.edition_tombstone t cross join unnest($2::uuid[]) as p (id) where t.edition_id = $1 on conflict do nothing`,
        [edition.id, people],
      )
    }
  }
}
