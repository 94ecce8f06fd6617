/**
 * The dispatcher turns one outbox row into inbox rows in one transaction: it takes the row (skipping rows another worker
 * holds), decides the audience with the rights of that moment, gives every recipient their next number, and marks the row.
 * Killed anywhere, it has done all of it or nothing. A recipient's numbers come from a locked counter row, so they have no
 * gaps and follow the order of commits; a global sequence would have gaps and would tell how much others were sent.
 */
import { Injectable, Logger } from '@nestjs/common'
import { audienceOf, type EditionFacts, type Reader } from '@noroshi/clearance'
import { Database, type Tx } from '@noroshi/database'
import { asDispatcher } from '@noroshi/database/system-reader'
import { MembershipService } from '@noroshi/membership'
import { EditionRepository, recipientsOf } from '@noroshi/products'
import { channelsOf } from './channel-adapters.ts'
import { DeliverySettings } from './delivery-settings.ts'
import { addToCollections } from './edition-additions.ts'
import { correctedFor, takenBackFrom } from './correction-audience.ts'
import type { Channel } from './ledger.ts'
import type { NewsKind } from './news-frame.ts'
import { asReleased } from './released.ts'
import { writeInboxes, type Told } from './told.ts'

interface OutboxRow {
  readonly id: string
  readonly kind: NewsKind
  readonly productId: string
}

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
  async dispatchDue(): Promise<number> {
    let done = 0
    while (await this.#dispatchNext()) done += 1
    return done
  }

  async #dispatchNext(): Promise<boolean> {
    let taken: OutboxRow | undefined
    try {
      return await asDispatcher(this.database, async tx => {
        const [row]: OutboxRow[] = await tx.query(
          // Of one product in order: a recall overtaking a release that another worker holds would find nobody to tell.
          `select id, kind, product_id as "productId" from hub.outbox o where dispatched_at is null and due_at <= now()
             and not exists (select 1 from hub.outbox b where b.product_id = o.product_id and b.id < o.id and b.dispatched_at is null and b.due_at <= now())
           order by id limit 1 for update skip locked`,
        )
        if (!row) return false
        taken = row
        await this.#tellPeople(tx, row)
        const takenBack = await addToCollections(tx, row.kind, row.productId)
        await this.#tellReaders(tx, row.productId, takenBack)
        await tx.query(`update hub.outbox set dispatched_at = now() where id = $1`, [row.id])
        await tx.query(`select pg_notify('hub_inbox', '')`)
        return true
      })
    } catch (error) {
      if (!taken) throw error
      await this.#postpone(taken, error)
      return true
    }
  }

  /** One row that cannot be dispatched must not keep back those behind it: it is tried again later, and later still. */
  async #postpone(row: OutboxRow, error: unknown): Promise<void> {
    await asDispatcher(this.database, tx =>
      tx.query(
        `update hub.outbox set attempts = attempts + 1, due_at = now() + least(interval '5 minutes', interval '1 second' * power(2, least(attempts, 10))) where id = $1`,
        [row.id],
      ),
    )
    this.#log.warn(
      { outbox: row.id, code: error instanceof Error && 'code' in error ? error.code : undefined },
      'an outbox row could not be dispatched and was postponed',
    )
  }

  /**
   * A correction is told to those who had what it corrects and may read it, that it is taken back to those who had it and may not, and
   * to whoever is new among its readers it is a release. Each of the three is decided by who was told or took what, so that a row that
   * comes late, or twice, tells nobody anything twice.
   */
  async #tellPeople(tx: Tx, { kind, productId }: OutboxRow): Promise<void> {
    const [{ now }]: { now: Date }[] = await tx.query('select now()')
    const readers = kind === 'RECALLED' ? [] : await this.membership.readersForDispatch(tx)
    const editions = kind === 'RECALLED' ? [] : asReleased(await this.#editions.factsOfProduct(tx, productId), now)
    const tell = (what: NewsKind, told: readonly Told[]) => writeInboxes(tx, what, productId, told, this.#channels)
    if (kind === 'CORRECTED') await tell('CORRECTED', await correctedFor(tx, productId, editions, readers, now))
    if (kind !== 'RELEASED') await tell('RECALLED', await takenBackFrom(tx, productId))
    if (kind !== 'RECALLED') await tell('RELEASED', audience(editions, readers, now))
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

/**
 * Each active person with the most comprehensive edition they may read now, narrowest category first. Rows come due by the database's
 * clock, so that clock decides: by ours, when it is slow, the embargo would still hold.
 */
function audience(editions: readonly EditionFacts[], readers: readonly Reader[], now: Date): Told[] {
  return [...recipientsOf(editions, readers, now)].map(([personId, { reader, edition }]) => ({
    personId,
    tier: reader.tier,
    editionId: edition.id,
  }))
}
