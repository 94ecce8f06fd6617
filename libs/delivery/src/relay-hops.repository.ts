import type { Tx } from '@noroshi/database'
import { decodeCursor, iso, pageSize, toPage, type Page, type PageRequest } from '@noroshi/products'
import type { Downstream } from './downstream.ts'
import { COUNTED } from './relay.repository.ts'
import type { RelayBoard, RelayHop } from './relay.ts'

/** Who passes on, as government's administration sees it. */
export interface Intermediary {
  readonly organisationId: string
  readonly organisation: string
  readonly shownAs: string
  readonly atOnce: boolean
  readonly downstream: number
  readonly namedAt: string
  readonly endedAt: string | null
}

/** A recipient, with the organisation of the hub that it is. */
export interface LinkedDownstream extends Downstream {
  readonly organisationId: string | null
  readonly organisation: string | null
}

/** All SQL about hops and about who passes on, for government; row-level security shows makers numbers alone. */
export class RelayHopsRepository {
  /** The released NOTICEs of a product, the newest first. */
  async notices(tx: Tx, productId: string): Promise<Omit<RelayBoard, 'hops'>[]> {
    return tx.query(
      `select e.id as "editionId", e.reference, e.drill from hub.edition e where e.product_id = $1::uuid and e.category = 'NOTICE' order by e.released_at desc limit 5`,
      [productId],
    )
  }

  /**
   * One row for each intermediary that was told of the product or passed its edition on. Of a product: who may read more is told of the
   * edition that says most, and passes on the NOTICE.
   */
  async hops(tx: Tx, editionId: string): Promise<RelayHop[]> {
    return tx.query(
      `with of_product as materialized (
         select s.id from hub.edition e join hub.edition s on s.product_id = e.product_id where e.id = $1
       ), told as (
         select p.organisation_id, min(i.created_at) as told_at, min(i.acknowledged_at) as acknowledged_at
         from hub.inbox i join hub.person p on p.id = i.person_id where i.edition_id in (select id from of_product) and i.kind <> 'RECALLED'
           and p.organisation_id in (select m.organisation_id from hub.intermediary m) group by p.organisation_id
       ), opened as (
         select p.organisation_id, min(u.first_at) as opened_at from hub.edition_use u join hub.person p on p.id = u.person_id
         where u.edition_id in (select id from of_product) and u.kind = 'OPENED' group by p.organisation_id
       ), relays as materialized (select * from hub.relay r where r.edition_id = $1),
       passed as (select r.intermediary_id, min(r.queued_at) as relayed_at from relays r group by r.intermediary_id)
       select m.organisation_id as "intermediaryId", o.name as intermediary, ${iso('t.told_at')} as "toldAt", ${iso('u.opened_at')} as "openedAt",
         ${iso('t.acknowledged_at')} as "acknowledgedAt", ${iso('p.relayed_at')} as "relayedAt", c.*,
         coalesce((select jsonb_agg(x order by x.sector nulls last) from (
           select r.sector, count(*)::int as recipients, count(*) filter (where r.state in ('SENT', 'DELIVERED'))::int as sent, count(*) filter (where r.state in ('BOUNCED', 'FAILED'))::int as bounced,
             count(r.acknowledged_at)::int as acknowledged, round(percentile_cont(0.5) within group (order by extract(epoch from r.acknowledged_at - r.queued_at)))::int as "medianSeconds",
             round(max(extract(epoch from r.acknowledged_at - r.queued_at)))::int as "worstSeconds"
           from relays r where r.intermediary_id = m.organisation_id and r.kind <> 'RECALLED' group by r.sector) x), '[]') as sectors,
         coalesce((select jsonb_agg(x order by x.organisation) from (
           select g.name as organisation, r.state, ${iso('r.sent_at')} as "sentAt", ${iso('r.acknowledged_at')} as "acknowledgedAt"
           from relays r join hub.downstream_organisation k on k.downstream_id = r.downstream_id join hub.organisation g on g.id = k.organisation_id
           where r.intermediary_id = m.organisation_id and r.kind <> 'RECALLED' order by g.name limit 200) x), '[]') as organisations
       from hub.intermediary m join hub.organisation o on o.id = m.organisation_id
         left join told t on t.organisation_id = m.organisation_id left join opened u on u.organisation_id = m.organisation_id left join passed p on p.intermediary_id = m.organisation_id
         cross join lateral (select ${COUNTED} from relays r where r.intermediary_id = m.organisation_id) c
       where t.told_at is not null or p.relayed_at is not null order by o.name, o.id limit 500`,
      [editionId],
    )
  }

  async intermediaries(tx: Tx): Promise<Intermediary[]> {
    return tx.query(
      `select m.organisation_id as "organisationId", o.name as organisation, m.shown_as as "shownAs", m.at_once as "atOnce", ${iso('m.named_at')} as "namedAt", ${iso('m.ended_at')} as "endedAt",
         (select count(*)::int from hub.downstream d where d.intermediary_id = m.organisation_id and d.removed_at is null) as downstream
       from hub.intermediary m join hub.organisation o on o.id = m.organisation_id order by m.ended_at is not null, o.name, o.id limit 500`,
    )
  }

  /** @returns whether there is such an organisation */
  async name(tx: Tx, organisationId: string, shownAs: string): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `insert into hub.intermediary (organisation_id, shown_as, named_by) select o.id, $2, hub.current_person() from hub.organisation o where o.id = $1
       on conflict (organisation_id) do update set shown_as = excluded.shown_as, ended_at = null returning organisation_id`,
      [organisationId, shownAs],
    )
    return rows.length > 0
  }

  async end(tx: Tx, organisationId: string): Promise<boolean> {
    const [ended]: [unknown[], number] = await tx.query(
      `update hub.intermediary set ended_at = now() where organisation_id::text = $1 and ended_at is null returning organisation_id`,
      [organisationId],
    )
    return ended.length > 0
  }

  async downstream(tx: Tx, intermediaryId: string, page: PageRequest): Promise<Page<LinkedDownstream>> {
    const limit = pageSize(page, 50)
    const after = page.after ? decodeCursor(page.after, ['text', 'uuid']) : [null, null]
    const rows: LinkedDownstream[] = await tx.query(
      `select d.id, d.name, d.email, d.language, d.sector, ${iso('d.added_at')} as "addedAt", k.organisation_id as "organisationId", o.name as organisation
       from hub.downstream d left join hub.downstream_organisation k on k.downstream_id = d.id left join hub.organisation o on o.id = k.organisation_id
       where d.intermediary_id = $1::uuid and d.removed_at is null and ($2::text is null or (d.name, d.id) > ($2, $3::uuid)) order by d.name, d.id limit ${limit + 1}`,
      [intermediaryId, ...after],
    )
    return toPage(
      rows,
      limit,
      ({ name, id }) => [name, id],
      row => row,
    )
  }

  async link(
    tx: Tx,
    downstreamId: string,
    organisationId: string | null,
  ): Promise<'DONE' | 'NO_RECIPIENT' | 'NO_ORGANISATION'> {
    const known: unknown[] = await tx.query('select 1 from hub.downstream d where d.id = $1 and d.removed_at is null', [
      downstreamId,
    ])
    if (known.length === 0) return 'NO_RECIPIENT'
    await tx.query('delete from hub.downstream_organisation where downstream_id = $1', [downstreamId])
    if (organisationId === null) return 'DONE'
    const rows: unknown[] = await tx.query(
      `insert into hub.downstream_organisation (downstream_id, organisation_id, linked_by) select $1, o.id, hub.current_person() from hub.organisation o where o.id = $2 returning downstream_id`,
      [downstreamId, organisationId],
    )
    return rows.length > 0 ? 'DONE' : 'NO_ORGANISATION'
  }
}
