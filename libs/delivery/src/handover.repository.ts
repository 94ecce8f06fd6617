import type { Tx } from '@noroshi/database'
import { decodeCursor, iso, pageSize, toPage, type Page, type PageRequest } from '@noroshi/products'
import type { ContactPerson } from '@noroshi/membership'
import type { Handover, HandoverInput, HandoverWork } from './handover.ts'

type Shown = Omit<Handover, 'mayChange'>
type Ranked = Shown & { readonly rank: number }
const shownOf = ({ rank: _rank, ...row }: Ranked): Shown => row

/** What is to come before what is over. */
const RANK = `case when h.state in ('PLANNED', 'HELD') then 1 else 0 end`
const SHOWN = `select ${RANK} as rank, h.id, h.organisation_id as "organisationId", jsonb_build_object('id', l.person_id, 'name', l.name, 'active', l.active) as leaver,
    case when s.person_id is not null then jsonb_build_object('id', s.person_id, 'name', s.name, 'active', s.active) end as successor,
    h.effective_on::text as "effectiveOn", h.shut_out as "shutOut", h.reason, h.state, h.held_because as "heldBecause", h.moved, h.revision,
    b.name as "plannedBy", ${iso('h.planned_at')} as "plannedAt", ${iso('h.ended_at')} as "endedAt"
  from hub.handover h join hub.colleague l on l.person_id = h.leaver_id left join hub.colleague s on s.person_id = h.successor_id
    left join hub.colleague b on b.person_id = h.planned_by and b.organisation_id = h.organisation_id`

/** What is asked of a person who leaves or follows; roles and clearance are null unless the reader sees the directory. */
export interface PersonFacts {
  readonly id: string
  readonly enrolled: boolean | null
  readonly roles: readonly string[] | null
  readonly isCleared: boolean | null
  readonly isOversight: boolean | null
  /** Leaves the organisation at the latest on that day, by another hand-over. */
  readonly leaves: boolean
}

/** All SQL about hand-overs as people plan and see them. Row-level security shows them to those who plan and to the two whom each is about. */
export class HandoverRepository {
  /** Those of one organisation: what is to come first, then the latest. */
  async page(tx: Tx, organisationId: string, request: PageRequest): Promise<Page<Shown>> {
    const limit = pageSize(request)
    const after = request.after ? decodeCursor(request.after, ['integer', 'text', 'uuid']) : [null, null, null]
    const rows: Ranked[] = await tx.query(
      `${SHOWN} where h.organisation_id = $1 and ($2::int is null or (${RANK}, h.effective_on, h.id) < ($2::int, $3::date, $4::uuid))
       order by rank desc, h.effective_on desc, h.id desc limit ${limit + 1}`,
      [organisationId, ...after],
    )
    return toPage(rows, limit, row => [String(row.rank), row.effectiveOn, row.id], shownOf)
  }

  async find(tx: Tx, id: string): Promise<Shown | undefined> {
    const rows: Ranked[] = await tx.query(`${SHOWN} where h.id = $1`, [id])
    return rows.map(shownOf)[0]
  }

  async isPlanned(tx: Tx, leaverId: string): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `select 1 from hub.handover where leaver_id = $1 and state in ('PLANNED', 'HELD')`,
      [leaverId],
    )
    return rows.length > 0
  }

  async insert(
    tx: Tx,
    id: string,
    organisationId: string,
    input: HandoverInput,
    plannedBy: string | null,
  ): Promise<void> {
    await tx.query(
      `insert into hub.handover (id, organisation_id, leaver_id, successor_id, effective_on, shut_out, reason, planned_by) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        ...[id, organisationId, input.leaverId, input.successorId, input.effectiveOn, input.shutOut, input.reason],
        plannedBy,
      ],
    )
  }

  /** False when it was changed, carried out or called off since that revision. */
  async change(
    tx: Tx,
    id: string,
    revision: number,
    input: Omit<HandoverInput, 'leaverId'>,
    plannedBy: string | null,
  ): Promise<boolean> {
    const [rows]: [unknown[], number] = await tx.query(
      `update hub.handover set successor_id = $3, effective_on = $4, shut_out = $5, reason = $6, state = 'PLANNED', held_because = null,
         revision = revision + 1, planned_by = $7, planned_at = now()
       where id = $1 and revision = $2 and state in ('PLANNED', 'HELD') returning id`,
      [id, revision, input.successorId, input.effectiveOn, input.shutOut, input.reason, plannedBy],
    )
    return rows.length > 0
  }

  /** As `change`. */
  async callOff(tx: Tx, id: string, revision: number, by: string | null): Promise<boolean> {
    const [rows]: [unknown[], number] = await tx.query(
      `update hub.handover set state = 'CALLED_OFF', held_because = null, ended_at = now(), revision = revision + 1, planned_by = $3
       where id = $1 and revision = $2 and state in ('PLANNED', 'HELD') returning id`,
      [id, revision, by],
    )
    return rows.length > 0
  }

  /** @param isGovernment whose login sees the directory */
  async factsOf(
    tx: Tx,
    personIds: readonly string[],
    effectiveOn: string,
    isGovernment: boolean,
  ): Promise<PersonFacts[]> {
    const seen = isGovernment
      ? `exists (select 1 from hub.enrolled_person e where e.person_id = c.person_id) as enrolled, p.roles, o.class = 'OVERSIGHT_COMMITTEE' as "isOversight",
         p.clearance_rank > 0 and p.clearance_valid_until > now() as "isCleared"`
      : `null::boolean as enrolled, null::text[] as roles, null::boolean as "isOversight", null::boolean as "isCleared"`
    return tx.query(
      `select c.person_id as id, ${seen},
         exists (select 1 from hub.handover h where h.leaver_id = c.person_id and h.shut_out and h.state in ('PLANNED', 'HELD') and h.effective_on <= $2::date) as leaves
       from hub.colleague c ${isGovernment ? 'join hub.person p on p.id = c.person_id join hub.organisation o on o.id = p.organisation_id' : ''}
       where c.person_id = any ($1::uuid[])`,
      [personIds, effectiveOn],
    )
  }

  /** What of government's work would go over, as far as the reader sees it. */
  async workOf(tx: Tx, leaverId: string, successorId: string | null): Promise<HandoverWork> {
    const [row]: [HandoverWork] = await tx.query(
      `select count(*) filter (where may)::int as cases, count(*) filter (where not may)::int as "casesThatStay",
         (select count(*)::int from hub.duty_turn t where t.person_id = $1 and t.ends_at > now()) as "dutyTurns"
       from (select exists (select 1 from hub.person p join hub.organisation o on o.id = p.organisation_id
           where p.id = $2 and ${mayWork('c', 'p', 'o')}) as may
         from hub.case_file c where c.assignee_id = $1 and c.state = 'OPEN') work`,
      [leaverId, successorId],
    )
    return row
  }
}

/** As cases say who may work on one. */
export const mayWork = (file: string, person: string, organisation: string): string =>
  `${organisation}.id = ${file}.owner_organisation_id and ${person}.active and ${person}.roles && array['ANALYST', 'RELEASING_OFFICER']
   and ${person}.clearance_rank >= ${file}.required_rank and ${person}.clearance_valid_until > now() and ${organisation}.safeguards_valid_until > now()`

/** By name, for whoever is shown as one. */
export const personAmong = (people: readonly ContactPerson[], id: string | null): ContactPerson | null =>
  people.find(one => one.id === id) ?? null
