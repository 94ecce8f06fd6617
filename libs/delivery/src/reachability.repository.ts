import type { Tx } from '@noroshi/database'
import { AWAITED } from '@noroshi/membership'
import { decodeCursor, iso, pageSize, toPage, type Page, type PageRequest } from '@noroshi/products'
import {
  REACH_REASONS,
  UNREACHED_BY,
  type OrganisationReach,
  type ReachCounts,
  type ReachFigures,
  type ReachFilter,
} from './reachability.ts'

/** An address besides the mailbox that brought nothing for so long is in doubt. */
const SUCCESS_WITHIN = `interval '30 days'`
/** A drill that is longer ago says nothing of today. */
const DRILLS_WITHIN = `interval '400 days'`

/**
 * Of each of the `people` (id, organisation_id) who was ever sent a mail, news or about upkeep, what became of the last: it came back or was
 * given up, or not, and when.
 */
export const LAST_MAIL = `
  last_mail as materialized (
    select p.organisation_id, p.id, m.state in ('BOUNCED', 'FAILED') as came_back, m.ended_at
    from people p cross join lateral (select * from (
      (select d.state, d.ended_at, d.queued_at as at from hub.delivery d where d.person_id = p.id and d.channel = 'MAIL'
        and d.state in ('SENT', 'DELIVERED', 'BOUNCED', 'FAILED') order by d.seq desc nulls last limit 1)
      union all
      (select u.state, u.ended_at, u.mailed_at from hub.upkeep u where u.person_id = p.id
        and u.state in ('SENT', 'DELIVERED', 'BOUNCED', 'FAILED') order by u.mailed_at desc limit 1)) either order by at desc limit 1) m)`

/**
 * What the worker finds of every active organisation. MAIL_BOUNCED: to each of its people who were ever sent a mail, the last came back or was
 * given up. SOME_MAIL_BOUNCED: to some of them. NO_SUCCESS: it has an address besides mail that is older than that or fails, and to none of
 * them did anything arrive. A drill is unanswered when nobody of the organisation has acknowledged or answered the last one that it was told of
 * and that is over. $1: days that a confirmation is good.
 */
const FOUND = `
  people as materialized (
    select p.organisation_id, p.id from hub.person p where p.active),
  ${LAST_MAIL},
  mails as materialized (
    select m.organisation_id, bool_and(m.came_back) as bounced, bool_or(m.came_back) as bounced_once from last_mail m group by m.organisation_id),
  addresses as materialized (
    select p.organisation_id, coalesce(bool_or(a.last_sent_at > now() - ${SUCCESS_WITHIN}), false) as arrived,
      bool_or(a.created_at < now() - ${SUCCESS_WITHIN} or a.failing_since is not null or a.gone_at is not null) as tried
    from people p join hub.endpoint a on a.person_id = p.id where a.removed_at is null group by p.organisation_id),
  named as materialized (
    select distinct on (e.organisation_id) e.organisation_id, f.id as first_id, s.id as second_id, k.has_duty_phone,
      cardinality(${AWAITED}) > 0 as awaits,
      greatest(e.at, (select max(c.at) from hub.contacts_confirmation c where c.organisation_id = e.organisation_id)) as confirmed_at
    from hub.contacts_entry e join hub.contacts_entry k on k.id = coalesce(e.continues, e.id) left join people f on f.id = e.first_id left join people s on s.id = e.second_id
    order by e.organisation_id, e.at desc),
  drills as materialized (
    select e.id, e.answer_by from hub.edition e where e.drill and e.recalled_at is null and e.answer_by between now() - ${DRILLS_WITHIN} and now()),
  drilled as materialized (
    select distinct on (p.organisation_id) p.organisation_id, d.id, bool_or(i.acknowledged_at is not null) as spoken
    from drills d join hub.inbox i on i.edition_id = d.id and i.kind <> 'RECALLED' join hub.person p on p.id = i.person_id
    group by p.organisation_id, d.id, d.answer_by order by p.organisation_id, d.answer_by desc),
  silent as materialized (
    select d.organisation_id from drilled d where not d.spoken
      and not exists (select 1 from hub.impact_answer a where a.edition_id = d.id and a.organisation_id = d.organisation_id)),
  found as materialized (
    select o.id as organisation_id, array_remove(array[
      case when not exists (select 1 from people p where p.organisation_id = o.id) then 'NOBODY_ACTIVE' end,
      case when m.bounced and not coalesce(a.arrived, false) then 'MAIL_BOUNCED' end,
      case when m.bounced_once and not (m.bounced and not coalesce(a.arrived, false)) then 'SOME_MAIL_BOUNCED' end,
      case when n.first_id is null then 'NO_FIRST_CONTACT' end,
      case when n.second_id is null then 'NO_SECOND_CONTACT' end,
      case when n.has_duty_phone is not true then 'NO_DUTY_PHONE' end,
      case when n.confirmed_at + $1::int * interval '1 day' <= now() then 'NOT_CONFIRMED' end,
      case when n.awaits then 'SUCCESSOR_NOT_CONFIRMED' end,
      case when exists (select 1 from hub.handover h where h.organisation_id = o.id and h.state = 'HELD') then 'HANDOVER_HELD' end,
      case when a.tried and not a.arrived then 'NO_SUCCESS' end,
      case when s.organisation_id is not null then 'DRILL_UNANSWERED' end], null) as reasons
    from hub.organisation o left join mails m on m.organisation_id = o.id left join addresses a on a.organisation_id = o.id
      left join named n on n.organisation_id = o.id left join silent s on s.organisation_id = o.id
    where o.state = 'ACTIVE')`

const listed = (words: readonly string[]): string => `array[${words.map(word => `'${word}'`).join()}]`
const WANTED = `o.state = 'ACTIVE'`

/** All SQL about who an emergency would reach. Only those who prepare for one, and inspectors, are answered. */
export class ReachabilityRepository {
  /** Whether it is so long since the last look. One worker looks at a time: the others are told no. */
  async isDue(tx: Tx, seconds: number): Promise<boolean> {
    const [{ due }]: [{ due: boolean }] = await tx.query(
      `select coalesce((select max(r.computed_at) < now() - $1::int * interval '1 second' from hub.organisation_reach r), true)
         and pg_try_advisory_xact_lock(hashtext('noroshi reachability')) as due`,
      [seconds],
    )
    return due
  }

  /** Writes down what is found of every active organisation now, and to which people mail comes back. */
  async review(tx: Tx, goodForDays: number): Promise<void> {
    await tx.query(
      `with ${FOUND}, marked as (
         update hub.colleague c set mail_returned = m.came_back from (select p.id, coalesce(l.came_back, false) as came_back from people p left join last_mail l on l.id = p.id) m
         where c.person_id = m.id and c.mail_returned <> m.came_back)
       insert into hub.organisation_reach as r (organisation_id, level, reasons)
       select organisation_id, case when reasons && ${listed(UNREACHED_BY)} then 'UNREACHED' when cardinality(reasons) > 0 then 'DOUBTFUL' else 'REACHED' end, reasons from found
       on conflict (organisation_id) do update set level = excluded.level, reasons = excluded.reasons, computed_at = excluded.computed_at`,
      [goodForDays],
    )
  }

  /** Those that would not be reached first, then by name. */
  async page(tx: Tx, filter: ReachFilter, request: PageRequest): Promise<Page<OrganisationReach>> {
    const limit = pageSize(request, 50)
    const after = request.after ? decodeCursor(request.after, ['integer', 'text', 'uuid']) : [null, null, null]
    const rank = `case r.level when 'UNREACHED' then 0 when 'DOUBTFUL' then 1 else 2 end`
    const rows: (OrganisationReach & { rank: number })[] = await tx.query(
      `select o.id as "organisationId", o.name, o.name_en as "nameEn", o.tier, o.sectors, r.level, r.reasons, ${rank} as rank
       from hub.organisation_reach r join hub.organisation o on o.id = r.organisation_id
       where ${WANTED} and ($1::text is null and r.level <> 'REACHED' or r.level = $1) and ($2::text is null or $2 = any (r.reasons))
         and ($3::text is null or o.tier = $3) and ($4::text is null or $4 = any (o.sectors))
         and ($5::int is null or (${rank}, o.name collate "C", o.id) > ($5::int, $6::text collate "C", $7::uuid))
       order by rank, o.name collate "C", o.id limit ${limit + 1}`,
      [filter.level ?? null, filter.reason ?? null, filter.tier ?? null, filter.sector ?? null, ...after],
    )
    return toPage(
      rows,
      limit,
      row => [String(row.rank), row.name, row.organisationId],
      ({ rank: _rank, ...row }) => row,
    )
  }

  /** How many, of all, of each tier and of each sector; and of each reason. */
  async figures(tx: Tx): Promise<ReachFigures> {
    const counts: ReachCounts[] = await tx.query(
      `with every as materialized (
         select o.tier, o.sectors, r.level from hub.organisation_reach r join hub.organisation o on o.id = r.organisation_id where ${WANTED}),
       parts as (
         select 0 as place, 'ALL' as of, '' as name, level from every union all
         select 1, 'TIER', tier, level from every union all
         select 2, 'SECTOR', s.id, level from every cross join lateral unnest(sectors) as s (id))
       select of, name, count(*)::int as organisations, count(*) filter (where level = 'DOUBTFUL')::int as doubtful, count(*) filter (where level = 'UNREACHED')::int as unreached
       from parts group by place, of, name order by place, name`,
    )
    const reasons: { reason: (typeof REACH_REASONS)[number]; organisations: number }[] = await tx.query(
      `select w.reason, count(o.id)::int as organisations from unnest(${listed(REACH_REASONS)}) with ordinality w (reason, place)
         left join hub.organisation_reach r on w.reason = any (r.reasons) left join hub.organisation o on o.id = r.organisation_id and ${WANTED}
       group by w.reason, w.place order by w.place`,
    )
    const [{ computedAt }]: [{ computedAt: string | null }] = await tx.query(
      `select ${iso('max(r.computed_at)')} as "computedAt" from hub.organisation_reach r`,
    )
    return { counts, reasons, computedAt }
  }
}
