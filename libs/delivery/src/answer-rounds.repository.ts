import type { Tx } from '@noroshi/database'
import type { AnswerStepKind, WaitingEdition } from './answer-rounds.ts'
import type { WrittenNews } from './plan.ts'

/** Somebody of an organisation has acknowledged or answered. */
const spoken = (edition: string, organisation: string) =>
  `(exists (select 1 from hub.impact_answer a where a.edition_id = ${edition} and a.organisation_id = ${organisation})
    or exists (select 1 from hub.inbox k join hub.person q on q.id = k.person_id
      where k.edition_id = ${edition} and k.kind <> 'RECALLED' and q.organisation_id = ${organisation} and k.acknowledged_at is not null))`

/** All SQL of what the worker does about answers that are waited for. */
export class AnswerRoundsRepository {
  /** In force, not taken back, not expired, told of: everything that may be waited for; and what was done. */
  async waiting(tx: Tx): Promise<(WaitingEdition & { now: Date })[]> {
    return tx.query(
      `select e.id, e.urgency, greatest(e.released_at, e.embargo_until) as "inForceAt", e.answer_by as "answerBy", now() as now,
         array(select r.step from hub.answer_round r where r.edition_id = e.id) as done
       from hub.edition e where e.recalled_at is null and e.answer_by > now() - interval '1 day' and e.released_at <= now()
         and (e.embargo_until is null or e.embargo_until <= now()) and (e.expires_at is null or e.expires_at > now())
       order by e.answer_by limit 1000`,
    )
  }

  /** Takes the round for this transaction; false when another has done it, or the edition has left force meanwhile. */
  async take(tx: Tx, editionId: string, step: AnswerStepKind): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `insert into hub.answer_round (edition_id, step) select e.id, $2 from hub.edition e
       where e.id = $1 and e.recalled_at is null and (e.expires_at is null or e.expires_at > now())
       on conflict do nothing returning edition_id`,
      [editionId, step],
    )
    return rows.length > 0
  }

  /** Notes the step for each organisation that was told and has said nothing; these. */
  async noteSilent(tx: Tx, editionId: string, step: AnswerStepKind): Promise<string[]> {
    const rows: { id: string }[] = await tx.query(
      `with silent as (
         select p.organisation_id from hub.inbox i join hub.person p on p.id = i.person_id
         where i.edition_id = $1 and i.kind <> 'RECALLED' group by p.organisation_id having count(i.acknowledged_at) = 0)
       insert into hub.answer_step (edition_id, organisation_id, step)
       select $1, s.organisation_id, $2 from silent s where not exists (select 1 from hub.impact_answer a where a.edition_id = $1 and a.organisation_id = s.organisation_id)
       on conflict do nothing returning organisation_id as id`,
      [editionId, step],
    )
    return rows.map(({ id }) => id)
  }

  /** Everybody of these organisations who was told, as they were told. */
  async toldOf(tx: Tx, editionId: string, organisationIds: readonly string[]): Promise<WrittenNews[]> {
    return tx.query(
      `select i.person_id as "personId", i.seq::float8 as seq, i.edition_id as "editionId", i.urgency, i.kind from hub.inbox i join hub.person p on p.id = i.person_id
       where i.edition_id = $1 and i.kind <> 'RECALLED' and p.active and p.organisation_id = any ($2::uuid[])`,
      [editionId, organisationIds],
    )
  }

  /**
   * Of those who were told, the contacts of their organisations: the first that was named, or, where none was, or they were not told or are
   * shut out, those who hold a role. Or the second that was named, and else nobody. The one place that says who a contact is.
   */
  async contactsOf(
    tx: Tx,
    editionId: string,
    organisationIds: readonly string[],
    which: 'FIRST' | 'SECOND',
  ): Promise<WrittenNews[]> {
    return tx.query(
      `with told as (
         select i.person_id, i.seq, i.edition_id, i.urgency, i.kind, p.organisation_id, p.roles from hub.inbox i join hub.person p on p.id = i.person_id
         where i.edition_id = $1 and i.kind <> 'RECALLED' and p.active and p.organisation_id = any ($2::uuid[])
       ), named as (
         select distinct on (e.organisation_id) e.organisation_id, case $3 when 'FIRST' then e.first_id else e.second_id end as person_id
         from hub.contacts_entry e where e.organisation_id = any ($2::uuid[]) order by e.organisation_id, e.at desc
       ), reachable as (
         select t.organisation_id, t.person_id from told t join named n using (organisation_id, person_id)
       )
       select t.person_id as "personId", t.seq::float8 as seq, t.edition_id as "editionId", t.urgency, t.kind from told t left join reachable r using (organisation_id)
       where t.person_id = r.person_id or ($3 = 'FIRST' and r.person_id is null
         and t.roles && array['ORGANISATION_ADMINISTRATOR', 'FRIEND_CONTACT', 'MEMBER_READER', 'RELEASING_OFFICER', 'ADMINISTRATOR'])`,
      [editionId, organisationIds, which],
    )
  }

  /** Whose turn it is. */
  async onDuty(tx: Tx): Promise<string | null> {
    const rows: { id: string }[] = await tx.query(
      `select person_id as id from hub.duty_turn where starts_at <= now() and ends_at > now() order by at desc limit 1`,
    )
    return rows[0]?.id ?? null
  }

  /** To somebody who was not told themselves. */
  async escalateTo(
    tx: Tx,
    personId: string,
    editionId: string,
    addresses: readonly { channel: string; endpointId: string | null }[],
  ): Promise<void> {
    await tx.query(
      `insert into hub.delivery (person_id, channel, endpoint_id, purpose, edition_id, kind, category, urgency, reference)
       select $1, a.channel, a.endpoint_id, 'ESCALATION', e.id, 'RELEASED', e.category, e.urgency, e.reference
       from hub.edition e cross join unnest($3::text[], $4::uuid[]) as a (channel, endpoint_id) where e.id = $2`,
      [personId, editionId, addresses.map(({ channel }) => channel), addresses.map(({ endpointId }) => endpointId)],
    )
  }

  /** Of what was escalated, that it has been answered since; how much. */
  async noteAnswered(tx: Tx): Promise<number> {
    const rows: unknown[] = await tx.query(
      `insert into hub.answer_step (edition_id, organisation_id, step)
       select s.edition_id, s.organisation_id, 'ANSWERED' from hub.answer_step s where s.step = 'DUTY' and s.at > now() - interval '31 days'
         and not exists (select 1 from hub.answer_step d where d.edition_id = s.edition_id and d.organisation_id = s.organisation_id and d.step = 'ANSWERED')
         and ${spoken('s.edition_id', 's.organisation_id')}
       on conflict do nothing returning 1`,
    )
    return rows.length
  }

  /** Rows of reminders and escalations that are no longer needed: the recipient's organisation, which was asked, has spoken. */
  async spoken(
    tx: Tx,
    rows: readonly { readonly id: string; readonly personId: string; readonly editionId: string }[],
  ): Promise<Set<string>> {
    const found: { id: string }[] = await tx.query(
      `select r.id from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as r (id, person_id, edition_id) join hub.person p on p.id = r.person_id
       where exists (select 1 from hub.answer_step s where s.edition_id = r.edition_id and s.organisation_id = p.organisation_id) and ${spoken('r.edition_id', 'p.organisation_id')}`,
      [rows.map(({ id }) => id), rows.map(({ personId }) => personId), rows.map(({ editionId }) => editionId)],
    )
    return new Set(found.map(({ id }) => id))
  }
}
