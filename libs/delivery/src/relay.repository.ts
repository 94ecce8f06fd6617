import type { Tx } from '@noroshi/database'
import { decodeCursor, iso, pageSize, toPage, type Page, type PageRequest } from '@noroshi/products'
import type { Downstream, DownstreamInput, KnownSector } from './downstream.ts'
import type { RelayCounts, RelayDesk, RelayNotice, RelayRow } from './relay.ts'

const count = (condition: string) => `count(*) filter (where ${condition})::int`

/** Of rows `r` of the ledger of relays. */
export const COUNTS: Readonly<Record<keyof RelayCounts, string>> = {
  recipients: count(`r.kind <> 'RECALLED'`),
  queued: count(`r.kind <> 'RECALLED' and r.state = 'QUEUED'`),
  sent: count(`r.kind <> 'RECALLED' and r.state in ('SENT', 'DELIVERED')`),
  bounced: count(`r.kind <> 'RECALLED' and r.state in ('BOUNCED', 'FAILED')`),
  withdrawn: count(`r.kind <> 'RECALLED' and r.state in ('WITHDRAWN', 'EXPIRED')`),
  acknowledged: count(`r.kind <> 'RECALLED' and r.acknowledged_at is not null`),
  recallSent: count(`r.kind = 'RECALLED' and r.state in ('SENT', 'DELIVERED')`),
  recallAcknowledged: count(`r.kind = 'RECALLED' and r.acknowledged_at is not null`),
}
export const COUNTED = Object.entries(COUNTS)
  .map(([name, sql]) => `${sql} as "${name}"`)
  .join(', ')

const IN_FORCE = `e.category = 'NOTICE' and e.released_at <= now() and e.recalled_at is null and (e.embargo_until is null or e.embargo_until <= now()) and (e.expires_at is null or e.expires_at > now())
  and l.id = any ((select hub.readable_labels())::int[]) and l.organisations = '{}' and l.circles = '{}' and l.people = '{}' and 'FRIEND' = any (l.consented_tiers)`

const SHOWN = `d.id, d.name, d.email, d.language, d.sector, ${iso('d.added_at')} as "addedAt"`

/** All SQL about what an intermediary passes on; row-level security shows each its own. */
export class RelayRepository {
  /** Of which intermediary the reader is a coordinator; undefined: of none. */
  async desk(tx: Tx): Promise<RelayDesk | undefined> {
    const rows: RelayDesk[] = await tx.query(
      `select m.organisation_id as "intermediaryId", m.shown_as as "shownAs", m.at_once as "atOnce",
         (select count(*)::int from hub.downstream d where d.intermediary_id = m.organisation_id and d.removed_at is null) as downstream
       from hub.intermediary m where m.organisation_id = (select hub.relaying_organisation())`,
    )
    return rows[0]
  }

  async consent(tx: Tx, intermediaryId: string, atOnce: boolean): Promise<void> {
    await tx.query(
      `update hub.intermediary set at_once = $2, at_once_by = hub.current_person(), at_once_at = now() where organisation_id = $1 and at_once <> $2`,
      [intermediaryId, atOnce],
    )
  }

  /** Nobody else writes the list until the transaction ends. */
  async hold(tx: Tx, intermediaryId: string): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('downstream ' || $1, 0))`, [intermediaryId])
  }

  async sectors(tx: Tx): Promise<KnownSector[]> {
    return tx.query('select id, name_ja as "nameJa", name_en as "nameEn" from hub.sector')
  }

  /** By name; `text` is looked for in names and addresses. */
  async list(tx: Tx, intermediaryId: string, text: string, page: PageRequest): Promise<Page<Downstream>> {
    const limit = pageSize(page, 50)
    const after = page.after ? decodeCursor(page.after, ['text', 'uuid']) : [null, null]
    const rows: Downstream[] = await tx.query(
      `select ${SHOWN} from hub.downstream d where d.intermediary_id = $1::uuid and d.removed_at is null and position(lower($2) in lower(d.name || ' ' || d.email)) > 0
         and ($3::text is null or (d.name, d.id) > ($3, $4::uuid)) order by d.name, d.id limit ${limit + 1}`,
      [intermediaryId, text, ...after],
    )
    return toPage(
      rows,
      limit,
      ({ name, id }) => [name, id],
      row => row,
    )
  }

  async find(tx: Tx, id: string): Promise<Downstream | undefined> {
    const rows: Downstream[] = await tx.query(
      `select ${SHOWN} from hub.downstream d where d.id::text = $1 and d.removed_at is null`,
      [id],
    )
    return rows[0]
  }

  /** Adds those whose address is not in the list. @returns their ids */
  async add(tx: Tx, intermediaryId: string, rows: readonly DownstreamInput[]): Promise<string[]> {
    const added: { id: string }[] = await tx.query(
      `insert into hub.downstream (intermediary_id, name, email, language, sector, added_by)
       select $1, r.name, r.email, r.language, r.sector, hub.current_person() from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as r (name, email, language, sector)
       on conflict (intermediary_id, email) where removed_at is null do nothing returning id`,
      [
        intermediaryId,
        rows.map(({ name }) => name),
        rows.map(({ email }) => email),
        rows.map(({ language }) => language),
        rows.map(({ sector }) => sector),
      ],
    )
    return added.map(({ id }) => id)
  }

  /** @returns whether it was there */
  async remove(tx: Tx, id: string): Promise<boolean> {
    const [removed]: [{ id: string }[], number] = await tx.query(
      `update hub.downstream set removed_at = now() where id::text = $1 and intermediary_id = (select hub.relaying_organisation()) and removed_at is null returning id`,
      [id],
    )
    return removed.length > 0
  }

  /** NOTICEs that may be passed on and those that were, the newest first. */
  async notices(
    tx: Tx,
    intermediaryId: string,
    page: PageRequest,
    editionId: string | null = null,
  ): Promise<Page<RelayNotice>> {
    const limit = pageSize(page)
    const after = page.after ? decodeCursor(page.after, ['instant', 'uuid']) : [null, null]
    const rows: (RelayNotice & { key: string })[] = await tx.query(
      `with force as (
         select e.id, e.reference, e.title, e.urgency, greatest(e.released_at, e.embargo_until) as at, e.label_id from hub.edition e join hub.label l on l.id = e.label_id
         where ${IN_FORCE} and (l.everyone or l.sectors <> '{}')
       ), passed as (
         select r.edition_id, min(r.reference) as reference, min(r.urgency) as urgency, min(r.queued_at) as at from hub.relay r where r.intermediary_id = $1 group by r.edition_id
       ), listed as (
         select f.* from force f
         union all select p.edition_id, p.reference, null, p.urgency, p.at, null from passed p where not exists (select 1 from force f where f.id = p.edition_id)
       ), paged as (
         select * from listed where ($4::uuid is null or id = $4::uuid) and ($2::timestamptz is null or (at, id) < ($2::timestamptz, $3::uuid)) order by at desc, id desc limit ${limit + 1}
       ), sectors as (
         select d.sector, array_agg(d.id) as ids from hub.downstream d where d.intermediary_id = $1 and d.removed_at is null group by d.sector
       )
       select p.id as "editionId", p.reference, p.title, p.urgency, starts_with(p.reference, 'DRILL-') as drill, ${iso('p.at')} as at, p.at::text as key, c.*,
         coalesce((select sum((select count(*) from unnest(s.ids) as i (id) where not exists (select 1 from hub.relay r where r.edition_id = p.id and r.downstream_id = i.id)))
           from sectors s, hub.label l where l.id = p.label_id and hub.may_be_relayed(l, s.sector)), 0)::int as waiting
       from paged p cross join lateral (
         select ${iso('min(r.queued_at)')} as "relayedAt", ${COUNTED} from hub.relay r where r.edition_id = p.id and r.intermediary_id = $1) c
       order by p.at desc, p.id desc`,
      [intermediaryId, ...after, editionId],
    )
    return toPage(
      rows,
      limit,
      row => [row.key, row.editionId],
      ({ key: _key, ...row }) => row,
    )
  }

  /** Writes a row for each recipient that it may go to and has not gone to. @returns how many */
  async pass(tx: Tx, intermediaryId: string, editionId: string): Promise<number> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('relay ' || $1, 0))`, [editionId])
    const rows: unknown[] = await tx.query(
      `insert into hub.relay (edition_id, label_id, kind, urgency, reference, intermediary_id, downstream_id, sector, relayed_by)
       select e.id, e.label_id, 'RELEASED', e.urgency, e.reference, d.intermediary_id, d.id, d.sector, hub.current_person()
       from hub.edition e join hub.label l on l.id = e.label_id join hub.downstream d on d.intermediary_id = $1 and d.removed_at is null
       where e.id = $2::uuid and ${IN_FORCE} and hub.may_be_relayed(l, d.sector)
         and not exists (select 1 from hub.relay r where r.edition_id = e.id and r.downstream_id = d.id)
       on conflict do nothing returning id`,
      [intermediaryId, editionId],
    )
    if (rows.length > 0) await tx.query(`select pg_notify('hub_inbox', '')`)
    return rows.length
  }

  /** What became of one NOTICE with each recipient: those who have not said that it arrived first. */
  async rows(tx: Tx, intermediaryId: string, editionId: string, page: PageRequest): Promise<Page<RelayRow>> {
    const limit = pageSize(page, 50)
    const after = page.after ? decodeCursor(page.after, ['integer', 'text', 'uuid']) : [null, null, null]
    const rows: (RelayRow & { key: number })[] = await tx.query(
      `select r.id, d.name, d.email, r.sector, r.kind, r.state, r.reason, ${iso('r.queued_at')} as "queuedAt", ${iso('r.sent_at')} as "sentAt",
         ${iso('r.acknowledged_at')} as "acknowledgedAt", r.acknowledged_by is not null as "notedByHand", (r.acknowledged_at is not null)::int as key
       from hub.relay r join hub.downstream d on d.id = r.downstream_id
       where r.intermediary_id = $1 and r.edition_id = $2::uuid and ($3::int is null or ((r.acknowledged_at is not null)::int, d.name, r.id) > ($3::int, $4, $5::uuid))
       order by key, d.name, r.id limit ${limit + 1}`,
      [intermediaryId, editionId, ...after],
    )
    return toPage(
      rows,
      limit,
      row => [String(row.key), row.name, row.id],
      ({ key: _key, ...row }) => row,
    )
  }

  /** @returns whether the row was there and had not been acknowledged */
  async note(tx: Tx, relayId: string): Promise<boolean> {
    const [noted]: [{ id: string }[], number] = await tx.query(
      `update hub.relay set acknowledged_at = now(), acknowledged_by = hub.current_person()
       where id::text = $1 and intermediary_id = (select hub.relaying_organisation()) and acknowledged_at is null returning id`,
      [relayId],
    )
    return noted.length > 0
  }

  /** By whoever presents a token: row-level security shows the row that it is of. */
  async acknowledge(tx: Tx, digest: string): Promise<boolean> {
    const [noted]: [{ id: string }[], number] = await tx.query(
      `update hub.relay r set acknowledged_at = now() from hub.relay_token t where t.digest = $1 and t.relay_id = r.id and r.acknowledged_at is null returning r.id`,
      [digest],
    )
    return noted.length > 0
  }
}
