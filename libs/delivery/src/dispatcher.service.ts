/**
 * The dispatcher turns one outbox row into inbox rows in one transaction: it takes the row (skipping rows another worker
 * holds), decides the audience with the rights of that moment, gives every recipient their next number, and marks the row.
 * Killed anywhere, it has done all of it or nothing. A recipient's numbers come from a locked counter row, so they have no
 * gaps and follow the order of commits; a global sequence would have gaps and would tell how much others were sent.
 */
import { Injectable, Logger } from '@nestjs/common'
import { audienceOf, CATEGORIES, type EditionFacts } from '@noroshi/clearance'
import { Database, type Tx } from '@noroshi/database'
import { asDispatcher } from '@noroshi/database/system-reader'
import { MembershipService } from '@noroshi/membership'
import { EditionRepository, recipientsOf } from '@noroshi/products'
import { addToCollections } from './edition-additions.ts'

interface OutboxRow {
  readonly id: string
  readonly kind: 'RELEASED' | 'RECALLED'
  readonly productId: string
}

interface Told {
  readonly personId: string
  readonly tier: string
  readonly editionId: string
}

@Injectable()
export class DispatcherService {
  readonly #editions = new EditionRepository()
  readonly #log = new Logger('dispatcher')

  constructor(
    private readonly database: Database,
    private readonly membership: MembershipService,
  ) {}

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
        const told = row.kind === 'RELEASED' ? await this.#audience(tx, row.productId) : await toldOf(tx, row.productId)
        await writeInboxes(tx, row, told)
        await addToCollections(tx, row.kind, row.productId)
        if (row.kind === 'RECALLED') await this.#tellReaders(tx, row.productId)
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
   * Notes for each recalled edition who could have fetched it until now: their TAXII clients are shown that it was recalled, also where
   * their inbox spoke of a more comprehensive edition of the product.
   */
  async #tellReaders(tx: Tx, productId: string): Promise<void> {
    const recalled = (await this.#editions.factsOfProduct(tx, productId)).filter(edition => edition.recalledAt !== null)
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

  /** Each active person with the most comprehensive edition they may read now, narrowest category first. */
  async #audience(tx: Tx, productId: string): Promise<Told[]> {
    const editions = await this.#editions.factsOfProduct(tx, productId)
    // The row came due by the database's clock, so that clock decides: by ours, when it is slow, the embargo would still hold.
    const [{ now }]: { now: Date }[] = await tx.query('select now()')
    const recipients = recipientsOf(asReleased(editions, now), await this.membership.readersForDispatch(tx), now)
    return [...recipients].map(([personId, { reader, edition }]) => ({
      personId,
      tier: reader.tier,
      editionId: edition.id,
    }))
  }
}

/**
 * A release that is being announced has happened, whatever the clock of the process that signed it said: where that clock is
 * fast, its edition would be found unreleased, nobody would be told, and the row would be done.
 */
export function asReleased(editions: readonly EditionFacts[], now: Date): EditionFacts[] {
  return editions.map(edition =>
    edition.releasedAt !== null && Date.parse(edition.releasedAt) > now.getTime()
      ? { ...edition, releasedAt: now.toISOString() }
      : edition,
  )
}

/** For a recall: everybody who was told of an edition of the product. */
async function toldOf(tx: Tx, productId: string): Promise<Told[]> {
  return tx.query(
    `select i.person_id as "personId", i.tier, i.edition_id as "editionId" from hub.inbox i join hub.edition e on e.id = i.edition_id
     where e.product_id = $1 and i.kind = 'RELEASED' and e.recalled_at is not null`,
    [productId],
  )
}

/**
 * Writes the rows with their numbers. Nobody is told twice of one fact, nor of an edition when one at least as
 * comprehensive of the same product reached them before.
 */
async function writeInboxes(tx: Tx, row: OutboxRow, told: readonly Told[]): Promise<void> {
  await tx.query(
    `with told as (
       select t.*, e.label_id, e.category, e.urgency, e.reference
       from unnest($1::uuid[], $2::text[], $3::uuid[]) as t (person_id, tier, edition_id) join hub.edition e on e.id = t.edition_id
       where not exists (
         select 1 from hub.inbox i join hub.edition sent on sent.id = i.edition_id
         where i.person_id = t.person_id and i.kind = $4 and sent.product_id = $5
           and (i.edition_id = t.edition_id or ($4 = 'RELEASED' and array_position($6::text[], sent.category) <= array_position($6::text[], e.category))))
     ), numbered as (
       select told.*, row_number() over (partition by person_id order by edition_id) as place, count(*) over (partition by person_id) as many from told
     ), counted as (
       insert into hub.inbox_counter as c (person_id, last_seq) select distinct person_id, many from numbered order by person_id
       on conflict (person_id) do update set last_seq = c.last_seq + excluded.last_seq returning person_id, last_seq
     )
     insert into hub.inbox (person_id, seq, tier, kind, edition_id, label_id, category, urgency, reference)
     select n.person_id, c.last_seq - n.many + n.place, n.tier, $4, n.edition_id, n.label_id, n.category, n.urgency, n.reference
     from numbered n join counted c using (person_id)`,
    [
      told.map(one => one.personId),
      told.map(one => one.tier),
      told.map(one => one.editionId),
      row.kind,
      row.productId,
      CATEGORIES,
    ],
  )
}
