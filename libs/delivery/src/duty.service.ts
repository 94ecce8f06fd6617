import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { Database, isUuid, type Tx } from '@noroshi/database'
import { HubError, notFound, parseInput } from '@noroshi/errors'
import { decodeCursor, iso, pageSize, toPage, type Page, type PageRequest } from '@noroshi/products'
import { dutyNoteInput, turnInput, type DutyTurn, type Escalation } from './duty.ts'

const MOST_TURNS = 100

/** The roster, and what was escalated to whoever is on duty. Row-level security says who writes and who sees what. */
@Injectable()
export class DutyService {
  constructor(private readonly database: Database) {}

  /** Turns that are not over, the next first. */
  roster(reader: Reader): Promise<DutyTurn[]> {
    return this.database.asReader(reader, tx => this.#roster(tx))
  }

  /** By officers, administrators and whoever is on duty. @throws HubError FORBIDDEN, INVALID_INPUT */
  async enter(reader: Reader, value: unknown): Promise<DutyTurn[]> {
    const { personId, startsAt, endsAt } = parseInput(turnInput, value)
    return this.database.asReader(reader, async tx => {
      const [{ may, known }]: { may: boolean; known: boolean }[] = await tx.query(
        `select (select hub.releasing_organisation()) is not null or (select hub.is_administrator()) or (select hub.is_on_duty()) as may,
           exists (select 1 from hub.person p join hub.organisation o on o.id = p.organisation_id where p.id = $1 and p.active and p.tier = 'GOVERNMENT' and o.state = 'ACTIVE') as known`,
        [personId],
      )
      if (!may) throw notTheirs()
      if (!known) throw notOfGovernment()
      await tx.query(
        `insert into hub.duty_turn (person_id, starts_at, ends_at, entered_by) values ($1, $2::timestamptz, $3::timestamptz, $4)`,
        [personId, startsAt, endsAt, reader.personId],
      )
      return this.#roster(tx)
    })
  }

  /** What is open, or all of the last month, the newest first: to whoever is on duty, of editions that they may read. */
  escalations(reader: Reader, openOnly: boolean, page: PageRequest): Promise<Page<Escalation>> {
    const limit = pageSize(page)
    const after = page.after ? decodeCursor(page.after, ['instant', 'uuid', 'uuid']) : [null, null, null]
    return this.database.asReader(reader, async tx => {
      const rows: (Escalation & { key: string })[] = await tx.query(
        `${ESCALATIONS} where s.step = 'DUTY' and s.at > now() - interval '31 days' and (not $4 or (d.at is null and c.at is null))
           and ($1::timestamptz is null or (s.at, s.edition_id, s.organisation_id) < ($1::timestamptz, $2::uuid, $3::uuid))
         order by s.at desc, s.edition_id desc, s.organisation_id desc limit ${limit + 1}`,
        [...after, openOnly],
      )
      return toPage(
        rows,
        limit,
        row => [row.key, row.editionId, row.organisationId],
        ({ key: _key, ...row }) => row,
      )
    })
  }

  /** Takes one, says how a call went, or closes it. @throws HubError NOT_FOUND, also for whoever is not on duty */
  async note(reader: Reader, editionId: string, organisationId: string, value: unknown): Promise<Escalation> {
    const { what, outcome, note } = parseInput(dutyNoteInput, value)
    if (!isUuid(editionId) || !isUuid(organisationId)) throw notFound()
    return this.database.asReader(reader, async tx => {
      const [{ may }]: { may: boolean }[] = await tx.query('select hub.is_on_duty() as may')
      if (!may || !(await this.#find(tx, editionId, organisationId))) throw notFound()
      await tx.query(
        `insert into hub.duty_note (edition_id, organisation_id, person_id, what, outcome, note) values ($1, $2, $3, $4, $5, $6)`,
        [editionId, organisationId, reader.personId, what, outcome, note],
      )
      const found = await this.#find(tx, editionId, organisationId)
      if (!found) throw notFound()
      return found
    })
  }

  async #find(tx: Tx, editionId: string, organisationId: string): Promise<Escalation | undefined> {
    const rows: (Escalation & { key: string })[] = await tx.query(
      `${ESCALATIONS} where s.step = 'DUTY' and s.edition_id = $1 and s.organisation_id = $2`,
      [editionId, organisationId],
    )
    return rows[0]
  }

  #roster(tx: Tx): Promise<DutyTurn[]> {
    return tx.query(
      `select t.id, t.person_id as "personId", p.name as person, ${iso('t.starts_at')} as "startsAt", ${iso('t.ends_at')} as "endsAt", e.name as "enteredBy", ${iso('t.at')} as "enteredAt",
         t.id = (select n.id from hub.duty_turn n where n.starts_at <= now() and n.ends_at > now() order by n.at desc limit 1) is true as "isNow"
       from hub.duty_turn t join hub.person p on p.id = t.person_id join hub.person e on e.id = t.entered_by
       where t.ends_at > now() order by t.starts_at, t.at limit ${MOST_TURNS}`,
    )
  }
}

const ESCALATIONS = `select s.edition_id as "editionId", e.reference, e.title, e.urgency, e.drill, ${iso('e.answer_by')} as "answerBy", s.organisation_id as "organisationId", o.name as organisation,
    f.name as "firstContact", z.name as "secondContact", named.duty_phone as "dutyPhone", coalesce(named.duty_hours, '') as "dutyHours",
    ${iso('s.at')} as "escalatedAt", ${iso('d.at')} as "answeredAt", t.name as "takenBy", ${iso('c.at')} as "closedAt", s.at::text as key,
    coalesce((select jsonb_agg(jsonb_build_object('what', n.what, 'outcome', n.outcome, 'note', n.note, 'by', p.name, 'at', ${iso('n.at')}) order by n.at)
      from (select * from hub.duty_note m where m.edition_id = s.edition_id and m.organisation_id = s.organisation_id order by m.at desc limit 50) n join hub.person p on p.id = n.person_id), '[]') as notes
  from hub.answer_step s join hub.edition e on e.id = s.edition_id join hub.organisation o on o.id = s.organisation_id
    left join lateral (select e.first_id, e.second_id, k.duty_phone, k.duty_hours from hub.contacts_entry e join hub.contacts_entry k on k.id = coalesce(e.continues, e.id)
      where e.organisation_id = s.organisation_id order by e.at desc limit 1) named on true
    left join hub.person f on f.id = named.first_id and f.active left join hub.person z on z.id = named.second_id and z.active
    left join hub.answer_step d on d.edition_id = s.edition_id and d.organisation_id = s.organisation_id and d.step = 'ANSWERED'
    left join lateral (select p.name from hub.duty_note n join hub.person p on p.id = n.person_id
      where n.edition_id = s.edition_id and n.organisation_id = s.organisation_id and n.what = 'TAKEN' order by n.at desc limit 1) t on true
    left join lateral (select n.at from hub.duty_note n where n.edition_id = s.edition_id and n.organisation_id = s.organisation_id and n.what = 'CLOSED' order by n.at desc limit 1) c on true`

const notTheirs = () =>
  new HubError(
    'FORBIDDEN',
    'NOT_ON_DUTY',
    'The roster is written by releasing officers, administrators and whoever is on duty.',
    undefined,
    '当番表を変更できるのは、発出責任者・管理者・当番中の人だけです。',
  )

const notOfGovernment = () =>
  new HubError(
    'INVALID_INPUT',
    'UNKNOWN_PERSON',
    'Whoever is on duty is an active person of government.',
    'personId',
    '当番には、政府側の有効な利用者を指定してください。',
  )
