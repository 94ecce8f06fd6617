import type { Label } from '@noroshi/clearance'
import { prepared, type Tx } from '@noroshi/database'
import { iso } from '@noroshi/products'
import type { NewsKind, NewsRow } from './news-frame.ts'

export interface InboxRow {
  readonly seq: number
  readonly kind: NewsKind
  readonly editionId: string
  /** What people call the edition; it stays when the edition itself can no longer be read. */
  readonly reference: string
  readonly createdAt: string
  readonly deliveredAt: string | null
  readonly acknowledgedAt: string | null
  /** Of a recall: when the recipient said that they removed it. */
  readonly removedAt: string | null
}

/** A connected person and the last sequence number their socket was sent. */
export interface Cursor {
  readonly personId: string
  readonly seq: number
}

/** What a socket's client has shown: everything after `after` up to and including `seq`. */
export interface Receipt {
  readonly personId: string
  readonly after: number
  readonly seq: number
}

export interface EditionReach {
  readonly category: string
  readonly recipients: number
  readonly delivered: number
  readonly acknowledged: number
}

/** At most so many items go out in one frame; the rest follows in the next round. */
export const FRAME_ITEMS = 200

const COLUMNS = `seq::float8 as seq, kind, edition_id as "editionId", reference, ${iso('created_at')} as "createdAt", ${iso('delivered_at')} as "deliveredAt", ${iso('acknowledged_at')} as "acknowledgedAt", ${iso('removed_at')} as "removedAt"`

/** All SQL about inboxes. */
export class InboxRepository {
  async after(tx: Tx, personId: string, seq: number, limit: number): Promise<InboxRow[]> {
    return prepared(tx, `select ${COLUMNS} from hub.inbox where person_id = $1 and seq > $2 order by seq limit $3`, [
      personId,
      seq,
      limit,
    ])
  }

  async latest(
    tx: Tx,
    personId: string,
    before: number | null,
    unacknowledgedOnly: boolean,
    limit: number,
  ): Promise<InboxRow[]> {
    return prepared(
      tx,
      `select ${COLUMNS} from hub.inbox where person_id = $1 and ($2::bigint is null or seq < $2) and (not $3 or acknowledged_at is null) order by seq desc limit $4`,
      [personId, before, unacknowledgedOnly, limit],
    )
  }

  /** The row by which the person was told of an edition: of its release, or of what it corrects. */
  async ofEdition(tx: Tx, personId: string, editionId: string): Promise<InboxRow | undefined> {
    const rows = await prepared<InboxRow>(
      tx,
      `select ${COLUMNS} from hub.inbox where person_id = $1 and edition_id = $2::uuid and kind <> 'RECALLED'`,
      [personId, editionId],
    )
    return rows[0]
  }

  /** The number of the last row; 0 of an empty inbox. */
  async lastSeq(tx: Tx, personId: string): Promise<number> {
    const [{ last }] = await prepared<{ last: number }>(
      tx,
      `select coalesce(max(seq), 0)::float8 as last from hub.inbox where person_id = $1`,
      [personId],
    )
    return last
  }

  async totals(tx: Tx, personId: string): Promise<{ lastSeq: number; unacknowledged: number }> {
    const [row] = await prepared<{ lastSeq: number; unacknowledged: number }>(
      tx,
      `select coalesce(max(seq), 0)::float8 as "lastSeq", count(*) filter (where acknowledged_at is null and kind <> 'RECALLED')::int as unacknowledged from hub.inbox where person_id = $1`,
      [personId],
    )
    return row
  }

  async acknowledge(tx: Tx, personId: string, seq: number): Promise<InboxRow | undefined> {
    await prepared(
      tx,
      `update hub.inbox set acknowledged_at = now(), delivered_at = coalesce(delivered_at, now()) where person_id = $1 and seq = $2 and acknowledged_at is null`,
      [personId, seq],
    )
    const rows = await prepared<InboxRow>(tx, `select ${COLUMNS} from hub.inbox where person_id = $1 and seq = $2`, [
      personId,
      seq,
    ])
    return rows[0]
  }

  /** The recipient's own word that what was recalled is removed; repeating it changes nothing. */
  async confirmRemoval(tx: Tx, personId: string, seq: number): Promise<InboxRow | undefined> {
    await tx.query(
      `update hub.inbox set removed_at = now(), acknowledged_at = coalesce(acknowledged_at, now()), delivered_at = coalesce(delivered_at, now())
       where person_id = $1 and seq = $2 and kind = 'RECALLED' and removed_at is null`,
      [personId, seq],
    )
    const rows: InboxRow[] = await tx.query(
      `select ${COLUMNS} from hub.inbox where person_id = $1 and seq = $2 and kind = 'RECALLED'`,
      [personId, seq],
    )
    return rows[0]
  }

  /** Everything after each cursor, in order, for many people of a tier at once; needs the pusher's transaction. */
  async newsAfter(tx: Tx, cursors: readonly Cursor[]): Promise<NewsRow[]> {
    return prepared(
      tx,
      `select i.person_id as "personId", i.seq, i.kind, i.edition_id as "editionId", i.label_id as "labelId", i.category, i.urgency, i.reference, e.title, e.summary
       from unnest($1::uuid[], $2::bigint[]) as c (person_id, seq)
       cross join lateral (select * from hub.inbox n where n.person_id = c.person_id and n.seq > c.seq order by n.seq limit ${FRAME_ITEMS}) i
       left join hub.edition e on e.id = i.edition_id and i.category = 'NOTICE'
       order by i.person_id, i.seq`,
      [cursors.map(cursor => cursor.personId), cursors.map(cursor => cursor.seq)],
    )
  }

  /** Labels never change, so callers keep them. */
  async labels(tx: Tx, ids: readonly number[]): Promise<Map<number, Label>> {
    const rows: (Label & { id: number })[] = await tx.query(
      `select id, category, required_rank as "requiredRank", everyone, sectors, circles, organisations, people, excluded_organisations as "excludedOrganisations", excluded_sectors as "excludedSectors", excluded_people as "excludedPeople",
         consented_tiers as "consentedTiers", to_public as "toPublic" from hub.label where id = any($1::int[])`,
      [ids],
    )
    return new Map(rows.map(({ id, ...label }) => [id, label]))
  }

  async markDelivered(tx: Tx, receipts: readonly Receipt[]): Promise<void> {
    await prepared(
      tx,
      `update hub.inbox i set delivered_at = now() from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as c (person_id, after, seq)
       where i.person_id = c.person_id and i.seq > c.after and i.seq <= c.seq and i.delivered_at is null`,
      [
        receipts.map(receipt => receipt.personId),
        receipts.map(receipt => receipt.after),
        receipts.map(receipt => receipt.seq),
      ],
    )
  }

  /** How far a product's editions have come, in numbers of people; row-level security answers to the sender alone. */
  async reach(tx: Tx, productId: string): Promise<EditionReach[]> {
    return tx.query(
      `select e.category, count(*)::int as recipients, count(i.delivered_at)::int as delivered, count(i.acknowledged_at)::int as acknowledged
       from (select distinct on (category) id, category from hub.edition where product_id = $1::uuid order by category, recalled_at is null desc, released_at desc) e
         join hub.inbox i on i.edition_id = e.id and i.kind <> 'RECALLED' group by e.category`,
      [productId],
    )
  }
}
