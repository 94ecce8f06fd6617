import type { Tx } from '@noroshi/database'
import { iso } from './edition.repository.ts'
import type { ProductState } from './product.ts'

/** What became of one mail of an alert that was sent without the hub. */
export interface OfflineOutcome {
  /** Digest of its address, as the journal has it. */
  readonly name: string
  readonly state: 'SENT' | 'BOUNCED' | 'FAILED'
  /** A code of ours; null of what was sent. */
  readonly reason: string | null
  /** ISO 8601. */
  readonly at: string
}

export interface OfflineAlertRow {
  /** Such as `NRA-7K3M-Q9TX`. */
  readonly alertId: string
  readonly sentAt: string
}

/** Whom it reached, in numbers of active people of active organisations but for the last. */
export interface OfflineReach {
  readonly sent: number
  /** Refused or not taken: the hub tells them again. */
  readonly notReached: number
  /** Not on the list by which it was sent. */
  readonly notListed: number
  /** Mails to nobody who is active now, or under another address. */
  readonly unmatched: number
}

/** An alert that was sent without the hub, as far as it was brought in. */
export interface SentAlert extends OfflineAlertRow, OfflineReach {
  readonly productId: string
  readonly state: ProductState
}

/** All SQL about alerts that were sent without the hub and brought in afterwards. Row-level security shows them with their product. */
export class OfflineAlertRepository {
  async insert(
    tx: Tx,
    productId: string,
    { id, at }: { readonly id: string; readonly at: string },
    { keyId, digest, personId }: { readonly keyId: string; readonly digest: string; readonly personId: string },
  ): Promise<void> {
    await tx.query(
      `insert into hub.offline_alert (product_id, alert_id, sent_at, key_id, digest, imported_by) values ($1, $2, $3, $4, $5, $6)`,
      [productId, id, at, keyId, digest, personId],
    )
  }

  /** Null of what was not sent without the hub. */
  async find(
    tx: Tx,
    { id: productId, state }: { readonly id: string; readonly state: ProductState },
  ): Promise<SentAlert | null> {
    const [row]: OfflineAlertRow[] = await tx.query(
      `select alert_id as "alertId", ${iso('sent_at')} as "sentAt" from hub.offline_alert where product_id = $1`,
      [productId],
    )
    return row ? { productId, state, ...row, ...(await this.#reach(tx, productId)) } : null
  }

  /** Over what was sent; undefined of what was not sent without the hub. */
  async digestOf(tx: Tx, productId: string): Promise<string | undefined> {
    const [row]: { digest: string }[] = await tx.query('select digest from hub.offline_alert where product_id = $1', [
      productId,
    ])
    return row?.digest
  }

  /** The same again changes nothing, and that something was sent stays so: no earlier than the alert, and not in the future. */
  async note(tx: Tx, productId: string, outcomes: readonly OfflineOutcome[]): Promise<void> {
    await tx.query(
      `insert into hub.offline_alert_recipient as r (product_id, name, state, reason, at)
       select a.product_id, o.name, o.state, o.reason, least(greatest(o.at, a.sent_at), now())
       from hub.offline_alert a, unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[]) as o (name, state, reason, at) where a.product_id = $1
       on conflict (product_id, name) do update set state = excluded.state, reason = excluded.reason, at = excluded.at where r.state <> 'SENT'`,
      [
        productId,
        outcomes.map(({ name }) => name),
        outcomes.map(({ state }) => state),
        outcomes.map(({ reason }) => reason),
        outcomes.map(({ at }) => at),
      ],
    )
  }

  async #reach(tx: Tx, productId: string): Promise<OfflineReach> {
    const [row]: OfflineReach[] = await tx.query(
      `with active as (
         select hub.offline_name(a.alert_id, p.email) as name
         from hub.offline_alert a cross join hub.person p join hub.organisation o on o.id = p.organisation_id
         where a.product_id = $1 and p.active and o.state = 'ACTIVE'
       ), noted as (select name, state from hub.offline_alert_recipient where product_id = $1)
       select count(*) filter (where a.name is not null and n.state = 'SENT')::int as sent,
         count(*) filter (where a.name is not null and n.state <> 'SENT')::int as "notReached",
         count(*) filter (where n.name is null)::int as "notListed", count(*) filter (where a.name is null)::int as unmatched
       from active a full join noted n using (name)`,
      [productId],
    )
    return row
  }
}
