/** Reminders and escalations on a real database: once each, whoever is killed and however many work (PRV-4). */
import { Logger } from '@nestjs/common'
import { asDispatcher } from '@noroshi/database/system-reader'
import { cloneDatabase, testCluster, type TestDatabase } from '@noroshi/database/testing'
import { demoCouncil, foundCouncil, MembershipService } from '@noroshi/membership'
import { randomUUID } from 'node:crypto'
import { AnswerRoundsRepository } from './answer-rounds.repository.ts'
import { AnswerRoundsService } from './answer-rounds.service.ts'
import { DispatcherService } from './dispatcher.service.ts'
import { LedgerRepository } from './ledger.repository.ts'

const MAIL = { portal: 'https://hub.example', mail: { server: 'smtp://localhost:1', from: 'hub@hub.example' } }
const EDITION = `insert into hub.edition (id, reference, label_id, category, contains_secret, contains_comm_info, identifies_person, product_id, owner_organisation_id,
    kind, severity, urgency, title, summary, body, indicators, bundle, object_count, search_text, digest, signature, key_id, released_at, answer_by)
  values ($1, $2, $3, 'NOTICE', false, false, false, $4, $5, 'BULLETIN', 'HIGH', 'EMERGENCY', 't', 's', 'b', '[]', '{}', 0, 't', 'd', 's', 'k', now() - interval '3 hours', now() + $6::int * interval '1 minute')`

describe('the rounds', () => {
  let test: TestDatabase
  let rounds: AnswerRoundsService
  let author: { id: string; organisation_id: string }

  beforeAll(async () => {
    Logger.overrideLogger(false)
    test = await cloneDatabase(testCluster(), [], ['hub_migrator', 'hub_worker'])
    await foundCouncil(test.database, demoCouncil(new Date()).council, new Date())
    rounds = new AnswerRoundsService(test.database, MAIL)
    const { rows } = await test.superuser.query(
      `select id, organisation_id from hub.person where 'ANALYST' = any (roles) limit 1`,
    )
    author = rows[0]
  }, 60_000)
  afterAll(() => test.drop())

  /** An emergency to everyone, told to all; its time to answer ends so many minutes from now. */
  async function told(minutesLeft: number): Promise<string> {
    const [id, productId] = [randomUUID(), randomUUID()]
    await test.superuser.query(
      `insert into hub.product (id, owner_organisation_id, author_id, title, kind, severity, urgency, state) values ($1, $2, $3, 't', 'BULLETIN', 'HIGH', 'EMERGENCY', 'RELEASED')`,
      [productId, author.organisation_id, author.id],
    )
    const { rows } = await test.superuser.query(
      `insert into hub.label (category, required_rank, everyone, sectors, organisations, people, excluded_organisations, consented_tiers, to_public, digest)
       values ('NOTICE', 0, true, '{}', '{}', '{}', '{}', '{GOVERNMENT,MEMBER,FRIEND,PUBLIC}', false, decode(md5($1), 'hex')) returning id`,
      [id],
    )
    await test.superuser.query(EDITION, [
      id,
      `NRS-${id.slice(0, 8)}`,
      rows[0].id,
      productId,
      author.organisation_id,
      minutesLeft,
    ])
    await test.superuser.query(`insert into hub.outbox (kind, product_id) values ('RELEASED', $1)`, [productId])
    await new DispatcherService(test.database, new MembershipService(test.database), MAIL).dispatchDue()
    return id
  }

  const rowsOf = async (editionId: string, purpose: string): Promise<{ person_id: string; seq: string | null }[]> =>
    (
      await test.superuser.query(
        'select person_id, seq from hub.delivery where edition_id = $1 and purpose = $2 order by person_id',
        [editionId, purpose],
      )
    ).rows
  const count = async (sql: string, ...values: unknown[]): Promise<number> =>
    (await test.superuser.query<{ n: number }>(`select count(*)::int as n from ${sql}`, values)).rows[0].n

  it('remind everybody of an organisation that said nothing, and nobody of one where somebody took note', async () => {
    const id = await told(10)
    const { rows } = await test.superuser.query<{ person_id: string; organisation_id: string }>(
      `update hub.inbox i set acknowledged_at = now() from hub.person p where p.id = i.person_id and i.edition_id = $1
         and i.person_id = (select person_id from hub.inbox where edition_id = $1 order by person_id limit 1) returning i.person_id, p.organisation_id`,
      [id],
    )
    await rounds.runDue()
    const expected = await count(
      `hub.inbox i join hub.person p on p.id = i.person_id where i.edition_id = $1 and p.organisation_id <> $2`,
      id,
      rows[0].organisation_id,
    )
    expect(await rowsOf(id, 'REMINDER')).toHaveLength(expected)
    expect(expected).toBeGreaterThan(3)
    await rounds.runDue()
    expect(await rowsOf(id, 'REMINDER')).toHaveLength(expected)
  })

  it('are done once by two workers at once', async () => {
    const id = await told(10)
    const other = new AnswerRoundsService(test.database, MAIL)
    const done = await Promise.all([rounds.runDue(), other.runDue(), rounds.runDue()])
    expect(done.reduce((sum, one) => sum + one, 0)).toBe(1)
    const people = (await rowsOf(id, 'REMINDER')).map(row => row.person_id)
    expect(new Set(people).size).toBe(people.length)
    expect(people.length).toBe(await count('hub.inbox where edition_id = $1', id))
  })

  it('leave nothing of a round when its worker is killed within it, and do all of it later', async () => {
    const id = await told(10)
    const repository = new AnswerRoundsRepository()
    await asDispatcher(test.database, async tx => {
      expect(await repository.take(tx, id, 'HALF_TIME')).toBe(true)
      expect((await repository.noteSilent(tx, id, 'HALF_TIME')).length).toBeGreaterThan(0)
      throw new Error('killed')
    }).catch(() => undefined)
    expect(await count('hub.answer_round where edition_id = $1', id)).toBe(0)
    expect(await rounds.runDue()).toBe(1)
    expect(await rowsOf(id, 'REMINDER')).toHaveLength(await count('hub.inbox where edition_id = $1', id))
  })

  it('say nothing of what was taken back or has expired', async () => {
    const recalled = await told(10)
    const expired = await told(10)
    await test.superuser.query('update hub.edition set recalled_at = now() where id = $1', [recalled])
    await test.superuser.query(
      `alter table hub.edition disable trigger hold_edition; update hub.edition set expires_at = now() where id = '${expired}'; alter table hub.edition enable trigger hold_edition`,
    )
    await rounds.runDue()
    for (const id of [recalled, expired]) expect(await rowsOf(id, 'REMINDER')).toEqual([])
  })

  it('escalate to the first contact that was named, then to the second, and to those with a role where none can be told', async () => {
    const { rows } = await test.superuser.query<{ organisation: string; people: string[] }>(
      `select p.organisation_id as organisation, array_agg(p.id::text order by p.email) as people from hub.person p join hub.organisation o on o.id = p.organisation_id
       where p.tier = 'FRIEND' and p.active and o.state = 'ACTIVE' group by 1 having count(*) = 2 order by 1 limit 3`,
    )
    const [named, alone, gone] = rows
    const name = (organisation: string, first: string, second: string | null) =>
      test.superuser.query(
        'insert into hub.contacts_entry (organisation_id, first_id, second_id, entered_by) values ($1, $2, $3, $2)',
        [organisation, first, second],
      )
    await name(named.organisation, named.people[0], named.people[1])
    // The newest counts.
    await name(named.organisation, named.people[1], named.people[0])
    await name(alone.organisation, alone.people[0], null)
    await name(gone.organisation, gone.people[0], gone.people[1])
    const id = await told(-16)
    await test.superuser.query('update hub.person set active = false where id = $1', [gone.people[0]])
    const escalatedOf = async ({ people }: { people: string[] }) =>
      (await rowsOf(id, 'ESCALATION')).map(row => row.person_id).filter(person => people.includes(person))
    await rounds.runDue()
    expect(await escalatedOf(named)).toEqual([named.people[1]])
    expect(await escalatedOf(alone)).toEqual([alone.people[0]])
    expect(await escalatedOf(gone)).toEqual([gone.people[1]])

    // Whoever has spoken is not disturbed again.
    await test.superuser.query(
      'update hub.inbox set acknowledged_at = now() where edition_id = $1 and person_id = $2',
      [id, gone.people[1]],
    )
    await test.superuser.query(
      `alter table hub.edition disable trigger hold_edition; update hub.edition set answer_by = now() - interval '23 minutes' where id = '${id}'; alter table hub.edition enable trigger hold_edition`,
    )
    await rounds.runDue()
    expect((await escalatedOf(named)).toSorted()).toEqual(named.people.toSorted())
    expect(await escalatedOf(alone)).toEqual([alone.people[0]])
    expect(await escalatedOf(gone)).toEqual([gone.people[1]])
    expect(await count(`hub.answer_step where edition_id = $1 and step = 'SECOND_CONTACT'`, id)).toBeGreaterThan(3)
    await test.superuser.query('update hub.person set active = true where id = $1', [gone.people[0]])
  })

  it('escalate to contacts, and to whoever is on duty, and note when it was answered after all', async () => {
    const officer = (
      await test.superuser.query<{ id: string }>(
        `select id from hub.person where 'RELEASING_OFFICER' = any (roles) limit 1`,
      )
    ).rows[0].id
    await test.superuser.query(
      `insert into hub.duty_turn (person_id, starts_at, ends_at, entered_by) values ($1, now() - interval '2 hours', now() + interval '1 hour', $1), ($2, now() - interval '1 hour', now() + interval '1 hour', $1)`,
      [author.id, officer],
    )
    // What was told before has left, and holds up nothing to the same address.
    await test.superuser.query(
      `update hub.delivery set state = 'SENT', sent_at = now(), ended_at = now() where state = 'QUEUED'`,
    )
    const id = await told(-31)
    await rounds.runDue()
    const escalated = await rowsOf(id, 'ESCALATION')
    expect(escalated.filter(({ seq }) => seq === null).map(row => row.person_id)).toHaveLength(1)
    expect(escalated.filter(({ seq }) => seq !== null).length).toBeGreaterThan(3)
    const silent = await count(`hub.answer_step where edition_id = $1 and step = 'DUTY'`, id)
    expect(silent).toBeGreaterThan(3)
    await test.superuser.query(
      `insert into hub.impact_answer (edition_id, label_id, category, person_id, organisation_id, answer, note)
       select e.id, e.label_id, e.category, p.id, p.organisation_id, 'NOT_AFFECTED', '' from hub.edition e, hub.person p where e.id = $1 and p.tier = 'FRIEND' limit 1`,
      [id],
    )
    await rounds.runDue()
    expect(await count(`hub.answer_step where edition_id = $1 and step = 'ANSWERED'`, id)).toBe(1)
    // What had not left yet to that organisation is no longer needed.
    const spoken = await asDispatcher(test.database, async tx => {
      const taken = await new LedgerRepository().take(tx, 'MAIL', 10_000)
      return new AnswerRoundsRepository().spoken(
        tx,
        taken.map(({ delivery }) => delivery).filter(({ editionId }) => editionId === id),
      )
    })
    expect(spoken.size).toBeGreaterThan(0)
  })
})
