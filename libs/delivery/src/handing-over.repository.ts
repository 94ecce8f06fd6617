import type { Tx } from '@noroshi/database'
import { AWAITED } from '@noroshi/membership'
import type { Contacts, HandoverHold, Post, SuccessorFacts } from './handover.ts'
import { mayWork } from './handover.repository.ts'

/** One that is due, as the worker sees it. */
export interface DueHandover {
  readonly id: string
  readonly leaverId: string
  readonly successorId: string | null
  readonly effectiveOn: string
  readonly shutOut: boolean
  readonly heldBecause: HandoverHold | null
  readonly plannedBy: string
}

/** Who follows whom, and by whose plan. */
export interface Follower {
  readonly leaverId: string
  readonly successorId: string
  readonly plannedBy: string
}

/** The entry of an organisation's contacts that counts. */
export interface CurrentContacts extends Contacts {
  readonly id: string
  /** Those who came in by a hand-over before and have not confirmed. */
  readonly awaited: readonly string[]
}

const TODAY = `(now() at time zone 'Asia/Tokyo')::date`
const FOLLOWERS = `unnest($1::uuid[], $2::uuid[], $3::uuid[]) as m (leaver_id, successor_id, planned_by)`
const listed = (followers: readonly Follower[]) => [
  followers.map(one => one.leaverId),
  followers.map(one => one.successorId),
  followers.map(one => one.plannedBy),
]

/** All SQL with which the worker carries hand-overs out. Statements take all of a day at once, so that in a chain nothing goes over twice. */
export class HandingOverRepository {
  /** Organisations of which one is due. */
  async organisations(tx: Tx): Promise<string[]> {
    const rows: { id: string }[] = await tx.query(
      `select distinct organisation_id as id from hub.handover where state in ('PLANNED', 'HELD') and effective_on <= ${TODAY} order by 1`,
    )
    return rows.map(({ id }) => id)
  }

  /** Those of one organisation, held until the transaction ends, the earliest day first. */
  async due(tx: Tx, organisationId: string): Promise<DueHandover[]> {
    return tx.query(
      `select id, leaver_id as "leaverId", successor_id as "successorId", effective_on::text as "effectiveOn", shut_out as "shutOut", held_because as "heldBecause", planned_by as "plannedBy"
       from hub.handover where organisation_id = $1 and state in ('PLANNED', 'HELD') and effective_on <= ${TODAY} order by effective_on, id for update`,
      [organisationId],
    )
  }

  /** What stands of these people until the transaction ends: the registry shuts none of them out meanwhile. */
  async facts(tx: Tx, personIds: readonly string[]): Promise<Map<string, SuccessorFacts>> {
    const rows: (SuccessorFacts & { id: string })[] = await tx.query(
      `select p.id, p.active, exists (select 1 from hub.enrolled_person e where e.person_id = p.id) as enrolled
       from hub.person p where p.id = any ($1::uuid[]) order by p.id for update of p`,
      [personIds],
    )
    return new Map(rows.map(({ id, ...facts }) => [id, facts]))
  }

  async hold(tx: Tx, id: string, because: HandoverHold): Promise<void> {
    await tx.query(`update hub.handover set state = 'HELD', held_because = $2 where id = $1`, [id, because])
  }

  async done(tx: Tx, id: string, moved: readonly Post[]): Promise<void> {
    await tx.query(
      `update hub.handover set state = 'DONE', held_because = null, moved = $2, ended_at = now() where id = $1`,
      [id, moved],
    )
  }

  async contacts(tx: Tx, organisationId: string): Promise<CurrentContacts | undefined> {
    const rows: CurrentContacts[] = await tx.query(
      `select coalesce(e.continues, e.id) as id, e.first_id as "firstId", e.second_id as "secondId",
         ${AWAITED} as awaited
       from hub.contacts_entry e where e.organisation_id = $1 order by e.at desc limit 1`,
      [organisationId],
    )
    return rows[0]
  }

  /** @param continues the entry whose telephone still counts */
  async name(
    tx: Tx,
    organisationId: string,
    contacts: Contacts,
    continues: string,
    handedTo: readonly string[],
    plannedBy: string,
  ): Promise<void> {
    await tx.query(
      `insert into hub.contacts_entry (organisation_id, first_id, second_id, continues, handed_to, entered_by) values ($1, $2, $3, $4, $5, $6)`,
      [organisationId, contacts.firstId, contacts.secondId, continues, handedTo, plannedBy],
    )
  }

  /** Open cases, to whoever may work on them; the others stay. */
  async assignCases(tx: Tx, followers: readonly Follower[]): Promise<void> {
    await tx.query(
      `with assigned as (
         update hub.case_file c set assignee_id = m.successor_id, updated_at = clock_timestamp()
         from ${FOLLOWERS} join hub.person p on p.id = m.successor_id join hub.organisation o on o.id = p.organisation_id
         where c.assignee_id = m.leaver_id and c.state = 'OPEN' and ${mayWork('c', 'p', 'o')}
         returning c.id, m.planned_by, m.successor_id)
       insert into hub.case_entry (case_id, person_id, kind, assignee_id) select id, planned_by, 'ASSIGNED', successor_id from assigned`,
      listed(followers),
    )
  }

  /** What is left of turns of duty, but for the parts that somebody else was entered for since. */
  async passTurns(tx: Tx, followers: readonly Follower[]): Promise<void> {
    await tx.query(
      `insert into hub.duty_turn (person_id, starts_at, ends_at, entered_by)
       select r.successor_id, lower(r.part), upper(r.part), r.planned_by from (
         select m.successor_id, m.planned_by, unnest(tstzmultirange(tstzrange(greatest(t.starts_at, now()), t.ends_at))
           - coalesce((select range_agg(tstzrange(l.starts_at, l.ends_at)) from hub.duty_turn l where l.at > t.at), '{}')) as part
         from ${FOLLOWERS} join hub.duty_turn t on t.person_id = m.leaver_id
           join hub.person p on p.id = m.successor_id join hub.organisation o on o.id = p.organisation_id
         where t.ends_at > now() and p.active and p.tier = 'GOVERNMENT' and o.state = 'ACTIVE') r`,
      listed(followers),
    )
  }

  /** Shuts out, but those whom the registry alone may; with a line in the organisation's history for each. */
  async shutOut(tx: Tx, followers: readonly Follower[]): Promise<void> {
    await tx.query(
      `with out as (
         update hub.person p set active = false, invited_at = null from ${FOLLOWERS}, hub.organisation o
         where p.id = m.leaver_id and o.id = p.organisation_id and p.active and o.class <> 'OVERSIGHT_COMMITTEE'
           and not p.roles && array['ADMINISTRATOR', 'OVERSIGHT_INSPECTOR']
         returning o.id, o.state, o.tier, m.planned_by)
       insert into hub.membership_change (organisation_id, from_state, to_state, tier, reason, changed_by)
       select id, state, state, tier, '人事異動の引継ぎに伴い、前任者を利用停止', planned_by from out`,
      listed(followers),
    )
  }

  /** Withdraws what climbed to this person and was not sent; of which editions. */
  async withdrawEscalations(tx: Tx, personId: string): Promise<string[]> {
    const [rows]: [{ id: string }[], number] = await tx.query(
      `update hub.delivery set state = 'WITHDRAWN', reason = 'HANDED_OVER', ended_at = now()
       where person_id = $1 and purpose = 'ESCALATION' and seq is not null and state = 'QUEUED' returning edition_id as id`,
      [personId],
    )
    return [...new Set(rows.map(({ id }) => id))]
  }
}
