import type { Tx } from '@noroshi/database'
import { decodeCursor, iso, pageSize, toPage, type Page, type PageRequest } from '@noroshi/products'
import type {
  AnswerTimelineEntry,
  BoardCounts,
  BoardFilter,
  BoardOfEdition,
  BoardRow,
  HopTimes,
} from './answer-board.ts'

/**
 * One row for each organisation that was told of the edition $1, with the first time that it came so far; told, where that was
 * earlier, by what was sent without the hub. Row-level security answers to the edition's makers and to inspectors alone (L37).
 */
const BOARD = `
  told as materialized (
    select p.organisation_id, count(*)::int as people, min(i.created_at) as told_at, min(i.delivered_at) as delivered_at, min(i.acknowledged_at) as acknowledged_at
    from hub.inbox i join hub.person p on p.id = i.person_id where i.edition_id = $1 and i.kind <> 'RECALLED' group by p.organisation_id),
  sent as materialized (
    select p.organisation_id, min(d.sent_at) as sent_at, min(d.queued_at) filter (where d.purpose = 'REMINDER') as reminded_at
    from hub.delivery d join hub.person p on p.id = d.person_id where d.edition_id = $1 group by p.organisation_id),
  opened as materialized (
    select p.organisation_id, min(u.first_at) as opened_at
    from hub.edition_use u join hub.person p on p.id = u.person_id where u.edition_id = $1 and u.kind = 'OPENED' group by p.organisation_id),
  answered as materialized (
    select distinct on (a.organisation_id) a.* from hub.impact_answer a where a.edition_id = $1 order by a.organisation_id, a.at desc),
  escalated as materialized (
    select s.organisation_id, min(s.at) as escalated_at from hub.answer_step s where s.edition_id = $1 and s.step in ('CONTACTS', 'DUTY') group by s.organisation_id),
  board as materialized (
    select o.id as organisation_id, o.name as organisation, o.sectors, t.people, least(t.told_at, s.sent_at) as told_at, s.sent_at, t.delivered_at, u.opened_at, t.acknowledged_at, s.reminded_at, e.escalated_at,
      a.answer, coalesce(a.note, '') as note, a.action_state, coalesce(a.action_asked, '') as action_asked, coalesce(a.action_owner, '') as action_owner, a.action_due,
      a.at as answered_at, a.person_id as answered_by, t.acknowledged_at is null and a.at is null and n.answer_by <= now() as late
    from told t join hub.organisation o on o.id = t.organisation_id join hub.edition n on n.id = $1
      left join sent s using (organisation_id) left join opened u using (organisation_id) left join answered a using (organisation_id) left join escalated e using (organisation_id))`

const CONDITIONS: Readonly<Record<BoardFilter, string>> = {
  ALL: 'true',
  LATE: 'b.late',
  NO_ANSWER: 'b.answered_at is null',
  AFFECTED: `b.answer in ('AFFECTED', 'MITIGATED')`,
}

/** Who has not answered comes first, then the newest answers. */
const KEY = `coalesce(b.answered_at, 'epoch'::timestamptz + interval '8000 years')`

const HOPS = {
  SENT: 'sent_at',
  DELIVERED: 'delivered_at',
  OPENED: 'opened_at',
  ACKNOWLEDGED: 'acknowledged_at',
  ANSWERED: 'answered_at',
} as const

const HOP_ROWS = `lateral (values ${Object.entries(HOPS)
  .map(([hop, column], place) => `(${place}, '${hop}', extract(epoch from b.${column} - b.told_at))`)
  .join()}) as h (place, hop, seconds)`
const percentile = (share: number) => `round(percentile_cont(${share}) within group (order by h.seconds))::int`

/** All SQL about the board of answers. */
export class AnswerBoardRepository {
  /** The released editions of a product that the reader may follow. */
  async editions(tx: Tx, productId: string): Promise<Omit<BoardOfEdition, keyof BoardCounts>[]> {
    return tx.query(
      `select e.id as "editionId", e.category, e.reference, e.title, e.urgency, e.drill, ${iso('e.released_at')} as "releasedAt", ${iso('e.answer_by')} as "answerBy",
         case when not exists (select from hub.edition_correction c where c.edition_id = e.id) then ${iso('a.sent_at')} end as "sentWithoutHubAt"
       from hub.edition e left join hub.offline_alert a on a.product_id = e.product_id where e.product_id = $1::uuid order by e.recalled_at is not null, array_position(array['COMPREHENSIVE', 'PROVISION', 'NOTICE'], e.category), e.released_at desc limit 20`,
      [productId],
    )
  }

  async counts(tx: Tx, editionId: string): Promise<BoardCounts> {
    const of = (condition: string) => `count(*) filter (where ${condition})::int`
    const [row]: BoardCounts[] = await tx.query(
      `with ${BOARD} select count(*)::int as told, count(sent_at)::int as sent, count(delivered_at)::int as delivered, count(opened_at)::int as opened, count(acknowledged_at)::int as acknowledged,
         count(answered_at)::int as answered, ${of('late')} as late, ${of(`answer = 'NOT_AFFECTED'`)} as "notAffected", ${of(`answer = 'CHECKING'`)} as checking,
         ${of(`answer = 'AFFECTED'`)} as affected, ${of(`answer = 'MITIGATED'`)} as mitigated, ${of(`answer = 'CANNOT_SAY'`)} as "cannotSay" from board`,
      [editionId],
    )
    return row
  }

  /** The same by sector; an organisation of several stands in each. */
  async sectors(
    tx: Tx,
    editionId: string,
  ): Promise<(Pick<BoardCounts, 'told' | 'acknowledged' | 'answered' | 'late' | 'affected'> & { sector: string })[]> {
    return tx.query(
      `with ${BOARD} select s.sector, count(*)::int as told, count(acknowledged_at)::int as acknowledged, count(answered_at)::int as answered, count(*) filter (where late)::int as late,
         count(*) filter (where answer = 'AFFECTED')::int as affected from board b cross join lateral unnest(b.sectors) as s (sector) group by s.sector order by s.sector limit 50`,
      [editionId],
    )
  }

  /** How long each hop took, of all and by sector. */
  async hops(tx: Tx, editionId: string): Promise<HopTimes[]> {
    return tx.query(
      `with ${BOARD} select h.hop, s.sector, count(*)::int as organisations, ${percentile(0.5)} as median, ${percentile(0.9)} as p90, round(max(h.seconds))::int as worst
       from board b cross join ${HOP_ROWS} cross join lateral (select null as sector union all select unnest(b.sectors)) as s (sector)
       where h.seconds is not null group by h.place, h.hop, s.sector order by s.sector nulls first, h.place limit 300`,
      [editionId],
    )
  }

  /** One page of organisations, those who have not answered first; in one statement. */
  async page(tx: Tx, editionId: string, filter: BoardFilter, page: PageRequest): Promise<Page<BoardRow>> {
    const limit = pageSize(page, 50)
    const after = page.after ? decodeCursor(page.after, ['instant', 'uuid']) : [null, null]
    const rows: (BoardRow & { key: string })[] = await tx.query(
      `with ${BOARD}, paged as (
         select b.*, ${KEY} as key from board b where ${CONDITIONS[filter]} and ($2::timestamptz is null or (${KEY}, b.organisation_id) < ($2::timestamptz, $3::uuid))
         order by key desc, b.organisation_id desc limit ${limit + 1})
       select b.organisation_id as "organisationId", b.organisation, b.sectors, b.people, ${iso('b.told_at')} as "toldAt", ${iso('b.sent_at')} as "sentAt", ${iso('b.delivered_at')} as "deliveredAt",
         ${iso('b.opened_at')} as "openedAt", ${iso('b.acknowledged_at')} as "acknowledgedAt", ${iso('b.reminded_at')} as "remindedAt", ${iso('b.escalated_at')} as "escalatedAt", b.late as "isLate",
         b.answer, b.note, b.action_state as "actionState", b.action_asked as "actionAsked", b.action_owner as "actionOwner", b.action_due::text as "actionDue",
         ${iso('b.answered_at')} as "answeredAt", p.name as "answeredBy", b.key::text as key
       from paged b left join hub.person p on p.id = b.answered_by order by b.key desc, b.organisation_id desc`,
      [editionId, ...after],
    )
    return toPage(
      rows,
      limit,
      row => [row.key, row.organisationId],
      ({ key: _key, ...row }) => row,
    )
  }

  /** What was done about those who did not answer, the newest first. */
  async timeline(tx: Tx, editionId: string): Promise<AnswerTimelineEntry[]> {
    return tx.query(
      `select o.name as organisation, f.what, p.name as by, f.note, ${iso('f.at')} as at from (
         select s.organisation_id, s.step as what, null::uuid as person_id, '' as note, s.at from hub.answer_step s where s.edition_id = $1
         union all
         select n.organisation_id, coalesce(n.outcome, n.what), n.person_id, n.note, n.at from hub.duty_note n where n.edition_id = $1) f
       join hub.organisation o on o.id = f.organisation_id left join hub.person p on p.id = f.person_id order by f.at desc, o.name limit 500`,
      [editionId],
    )
  }

  /** Past drills of the reader's office, or all for inspectors, the newest first. */
  async drills(
    tx: Tx,
    page: PageRequest,
  ): Promise<
    Page<{
      editionId: string
      productId: string
      title: string
      reference: string
      category: string
      releasedAt: string
    }>
  > {
    const limit = pageSize(page, 20)
    const after = page.after ? decodeCursor(page.after, ['instant', 'uuid']) : [null, null]
    const rows: {
      editionId: string
      productId: string
      title: string
      reference: string
      category: string
      releasedAt: string
      key: string
    }[] = await tx.query(
      `select e.id as "editionId", e.product_id as "productId", e.title, e.reference, e.category, ${iso('e.released_at')} as "releasedAt", e.released_at::text as key
       from hub.edition e where e.drill and e.released_at <= now() and (e.owner_organisation_id = (select hub.drafting_organisation()) or (select hub.is_inspector()))
         and ($1::timestamptz is null or (e.released_at, e.id) < ($1::timestamptz, $2::uuid)) order by e.released_at desc, e.id desc limit ${limit + 1}`,
      after,
    )
    return toPage(
      rows,
      limit,
      row => [row.key, row.editionId],
      ({ key: _key, ...row }) => row,
    )
  }
}
