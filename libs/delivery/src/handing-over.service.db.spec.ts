/** Posts go over on their day: once, whoever is killed and however many work, and with a contact at every moment. */
import { asDispatcher, asHandingOver } from '@noroshi/database/system-reader'
import { randomUUID } from 'node:crypto'
import { HandingOverRepository } from './handing-over.repository.ts'
import { openTestHandovers, type TestHandovers } from './handover-testing.ts'
import type { Handover } from './handover.ts'
import { ReachReviewService } from './reach-review.service.ts'

const POWER = 'hoshiwatari-power'
let test: TestHandovers
let ids: readonly [first: string, coordinator: string, second: string]
let organisationId: string

beforeAll(async () => {
  test = await openTestHandovers(asDispatcher)
  ids = [await test.idOf(`${POWER}-1`), await test.idOf(`${POWER}-2`), await test.idOf(`${POWER}-3`)]
  organisationId = String((await test.readerOf(`${POWER}-1`)).organisationId)
}, 60_000)
afterAll(() => test.council.drop())
beforeEach(async () => {
  const { superuser } = test.council
  await superuser.query(
    'delete from hub.handover_event; delete from hub.handover; delete from hub.contacts_confirmation',
  )
  await superuser.query(
    `update hub.person set active = true where not active; delete from hub.membership_change where reason like '人事異動%'`,
  )
  const input = { firstId: ids[0], secondId: ids[1], dutyPhone: '+81312345678', dutyHours: '24時間' }
  await test.contacts.name(await test.readerOf(`${POWER}-2`), null, input)
})

async function plan(leaverId: string, successorId: string | null, more: object = {}): Promise<Handover> {
  const input = { leaverId, successorId, effectiveOn: test.today(), reason: '定期異動', ...more }
  return test.handovers.plan(await test.readerOf(`${POWER}-2`), null, input)
}
const stateOf = async (id: string) =>
  (await test.rowsOf('select state, held_because, moved from hub.handover where id = $1', id))[0]
const named = async () => {
  const { first, second, dutyPhone, standing } = await test.contacts.of(await test.readerOf(`${POWER}-2`), null)
  return { first: first?.id ?? null, second: second?.id ?? null, dutyPhone, standing }
}
const DONE = (...moved: string[]) => ({ state: 'DONE', held_because: null, moved })
const setActive = (id: string, active: boolean) =>
  test.council.superuser.query('update hub.person set active = $2 where id = $1', [id, active])
const reasons = async () => {
  await new ReachReviewService(test.council.database, { goodForDays: 180 }).reviewDue(0)
  const [row] = await test.rowsOf<{ reasons: string[] }>(
    'select reasons from hub.organisation_reach where organisation_id = $1',
    organisationId,
  )
  return row.reasons
}

describe('on its day, a post', () => {
  it('goes over with its telephone, and is in doubt until whoever follows says that it is right', async () => {
    const { id } = await plan(ids[0], ids[2])
    expect(await test.workers[0].runDue()).toBe(1)
    expect(await stateOf(id)).toEqual(DONE('FIRST_CONTACT'))
    const after = { first: ids[2], second: ids[1], dutyPhone: '+81312345678' }
    expect(await named()).toEqual({ ...after, standing: 'HANDED_OVER' })
    expect(await reasons()).toContain('SUCCESSOR_NOT_CONFIRMED')
    // Nobody says it for them.
    await expect(test.contacts.confirm(await test.readerOf(`${POWER}-2`), null)).rejects.toMatchObject({
      reason: 'NOT_A_CONTACT',
    })
    await test.contacts.confirm(await test.readerOf(`${POWER}-3`), null)
    expect(await named()).toEqual({ ...after, standing: 'RIGHT' })
    expect(await reasons()).not.toContain('SUCCESSOR_NOT_CONFIRMED')
    const events = await test.rowsOf('select state, person_id from hub.handover_event order by at')
    expect(events).toEqual([
      { state: 'PLANNED', person_id: ids[1] },
      { state: 'DONE', person_id: null },
    ])
  })

  it('stays before it, and after it was called off', async () => {
    const { id } = await plan(ids[0], ids[2], { effectiveOn: test.dayFromNow(1) })
    expect(await test.workers[0].runDue()).toBe(0)
    await test.handovers.callOff(await test.readerOf(`${POWER}-2`), id, 1)
    await test.makeDue(id)
    expect(await test.workers[0].runDue()).toBe(0)
    expect(await named()).toMatchObject({ first: ids[0], standing: 'RIGHT' })
  })

  it('goes over once by many workers, also of days on which none ran, in the order of the days', async () => {
    const later = await plan(ids[2], ids[0])
    const earlier = await plan(ids[0], ids[2])
    await test.makeDue(later.id, 2)
    await test.makeDue(earlier.id, 9)
    const [one, other] = test.workers
    const done = await Promise.all([one.runDue(), other.runDue(), one.runDue()])
    expect(done.reduce((sum, count) => sum + count, 0)).toBe(2)
    expect(await named()).toMatchObject({ first: ids[0], second: ids[1] })
    const [{ n }] = await test.rowsOf<{ n: number }>(
      `select count(*)::int as n from hub.contacts_entry where organisation_id = $1 and continues is not null and at > now() - interval '1 minute' and handed_to && $2::uuid[]`,
      organisationId,
      [ids[0]],
    )
    expect(n).toBe(1)
  })

  it('stays as it is when the worker is killed within it, and goes over later', async () => {
    const { id } = await plan(ids[0], ids[2], { shutOut: true })
    const rows = new HandingOverRepository()
    await asHandingOver(test.council.database, async tx => {
      expect(await rows.due(tx, organisationId)).toHaveLength(1)
      await rows.shutOut(tx, [{ leaverId: ids[0], successorId: ids[2], plannedBy: ids[1] }])
      await rows.done(tx, id, ['FIRST_CONTACT'])
      throw new Error('killed')
    }).catch(() => undefined)
    expect(await stateOf(id)).toEqual({ state: 'PLANNED', held_because: null, moved: [] })
    expect(await named()).toMatchObject({ first: ids[0] })
    expect(await test.workers[1].runDue()).toBe(1)
    expect(await named()).toMatchObject({ first: ids[2] })
  })

  it('goes along a chain of the same day without anybody going twice', async () => {
    await plan(ids[0], ids[1])
    await plan(ids[1], ids[2])
    expect(await test.workers[0].runDue()).toBe(2)
    expect(await named()).toMatchObject({ first: ids[1], second: ids[2], standing: 'HANDED_OVER' })
  })

  it('goes over from somebody who was shut out meanwhile', async () => {
    const { id } = await plan(ids[0], ids[2])
    await setActive(ids[0], false)
    await test.workers[0].runDue()
    expect(await stateOf(id)).toEqual(DONE('FIRST_CONTACT'))
    expect(await named()).toMatchObject({ first: ids[2] })
  })

  it('that somebody else was named to meanwhile is theirs', async () => {
    const { id } = await plan(ids[0], ids[2])
    await test.contacts.name(await test.readerOf(`${POWER}-2`), null, { firstId: ids[1] })
    await test.workers[0].runDue()
    expect(await stateOf(id)).toEqual(DONE())
    expect(await named()).toMatchObject({ first: ids[1], second: null, standing: 'RIGHT' })
  })
})

describe('a hand-over that is due', () => {
  it('is held and shown without a successor, keeps the contact, and goes on when one is named', async () => {
    const { id } = await plan(ids[0], null)
    expect(await test.workers[0].runDue()).toBe(0)
    expect(await test.workers[1].runDue()).toBe(0)
    expect(await stateOf(id)).toMatchObject({ state: 'HELD', held_because: 'NO_SUCCESSOR' })
    expect(await named()).toMatchObject({ first: ids[0] })
    expect(await reasons()).toContain('HANDOVER_HELD')
    // Held again and again is said once.
    expect(await test.rowsOf(`select 1 from hub.handover_event where state = 'HELD'`)).toHaveLength(1)
    await test.makeDue(id, 5)
    const [{ day }] = await test.rowsOf<{ day: string }>('select effective_on::text as day from hub.handover')
    const input = { successorId: ids[2], effectiveOn: day, reason: '後任者決定' }
    const changed = await test.handovers.change(await test.readerOf(`${POWER}-2`), id, 1, input)
    expect(changed).toMatchObject({ state: 'PLANNED', heldBecause: null })
    expect(await test.workers[0].runDue()).toBe(1)
    expect(await named()).toMatchObject({ first: ids[2] })
    expect(await reasons()).not.toContain('HANDOVER_HELD')
  })

  it('is held while whoever follows is shut out or has not enrolled, and goes over as soon as they may', async () => {
    const { id } = await plan(ids[0], ids[2])
    await setActive(ids[2], false)
    await test.workers[0].runDue()
    expect(await stateOf(id)).toMatchObject({ held_because: 'SUCCESSOR_INACTIVE' })
    await setActive(ids[2], true)
    await test.council.superuser.query('delete from hub.enrolled_person where person_id = $1', [ids[2]])
    await test.workers[0].runDue()
    expect(await stateOf(id)).toMatchObject({ held_because: 'SUCCESSOR_NOT_ENROLLED' })
    await test.council.superuser.query('insert into hub.enrolled_person (person_id) values ($1)', [ids[2]])
    expect(await test.workers[0].runDue()).toBe(1)
    expect(await named()).toMatchObject({ first: ids[2] })
  })

  it('waits for the registry that shuts out whoever follows at the same instant, and is held', async () => {
    const { id } = await plan(ids[0], ids[2])
    const { superuser } = test.council
    await superuser.query('begin')
    await superuser.query('update hub.person set active = false where id = $1', [ids[2]])
    const running = test.workers[0].runDue()
    // It waits for the registry's row.
    for (let looks = 0, waiting = 0; waiting === 0 && looks < 2_000; looks += 1)
      waiting = (await test.rowsOf('select 1 from pg_locks where not granted')).length
    await superuser.query('commit')
    expect(await running).toBe(0)
    expect(await stateOf(id)).toMatchObject({ held_because: 'SUCCESSOR_INACTIVE' })
    expect(await named()).toMatchObject({ first: ids[0] })
  })

  it('and is changed at the same instant, goes over as it was or as it is', async () => {
    for (let tries = 0; tries < 5; tries += 1) {
      const { id } = await plan(ids[0], ids[2])
      const input = { successorId: ids[1], effectiveOn: test.today(), reason: '変更' }
      const [changed] = await Promise.allSettled([
        test.handovers.change(await test.readerOf(`${POWER}-2`), id, 1, input),
        test.workers[0].runDue(),
      ])
      await test.workers[1].runDue()
      expect(await named()).toMatchObject({ first: changed.status === 'fulfilled' ? ids[1] : ids[2] })
      if (changed.status === 'rejected') expect(changed.reason).toMatchObject({ code: 'CONFLICT' })
      await test.contacts.name(await test.readerOf(`${POWER}-2`), null, { firstId: ids[0], secondId: ids[1] })
    }
  })

  it('leaves no moment without a first contact, while it is carried out and named at once', async () => {
    await plan(ids[0], ids[2])
    const coordinator = await test.readerOf(`${POWER}-2`)
    const looking = async () => {
      for (let looks = 0; looks < 20; looks += 1) {
        const { first } = await test.contacts.of(coordinator, null)
        expect(first?.active).toBe(true)
      }
    }
    await Promise.all([looking(), test.workers[0].runDue(), test.workers[1].runDue(), looking()])
    expect(await named()).toMatchObject({ first: ids[2] })
  })
})

describe('whoever leaves', () => {
  it('is shut out in the same moment where that was planned, which the history says, and else is not', async () => {
    const { membership } = test.council
    const session = await test.council.signIn(`${POWER}-1`, new Date())
    await plan(ids[0], ids[2], { shutOut: true })
    await test.workers[0].runDue()
    expect(await membership.readerOfSession(session.token, new Date())).toBeNull()
    const [{ active }] = await test.rowsOf<{ active: boolean }>(
      'select active from hub.colleague where person_id = $1',
      ids[0],
    )
    expect(active).toBe(false)
    const lines = await test.rowsOf(
      `select changed_by from hub.membership_change where organisation_id = $1 and reason like '人事異動%'`,
      organisationId,
    )
    expect(lines).toEqual([{ changed_by: ids[1] }])
  })

  it('passes open cases to whoever may work on them, and turns of duty that nobody else has taken since', async () => {
    const analyst = await test.readerOf('analyst-1')
    const office = String(analyst.organisationId)
    const [follower] = await test.rowsOf<{ id: string }>(
      `select id from hub.person where organisation_id = $1 and id <> $2 and active and 'ANALYST' = any (roles) order by clearance_rank desc limit 1`,
      office,
      analyst.personId,
    )
    const { superuser } = test.council
    await superuser.query(
      `update hub.person set clearance_rank = 2, clearance_valid_until = now() + interval '1 day', clearance_verified_by = 'x' where id = $1`,
      [follower.id],
    )
    await superuser.query(
      `insert into hub.case_file (owner_organisation_id, title, required_rank, state, assignee_id, created_by)
       values ($1, 'may', 2, 'OPEN', $2, $2), ($1, 'beyond', 3, 'OPEN', $2, $2), ($1, 'closed', 1, 'CLOSED', $2, $2)`,
      [office, analyst.personId],
    )
    await superuser.query(
      `insert into hub.duty_turn (person_id, starts_at, ends_at, entered_by, at) values
         ($1, now() - interval '1 hour', now() + interval '10 hours', $1, now() - interval '2 hours'),
         ($2, now() + interval '4 hours', now() + interval '5 hours', $1, now() - interval '1 hour'),
         ($1, now() - interval '9 hours', now() - interval '8 hours', $1, now() - interval '2 hours')`,
      [analyst.personId, await test.idOf('officer-1')],
    )
    const administrator = await test.readerOf('administrator')
    const pair = { leaverId: String(analyst.personId), successorId: follower.id }
    expect(await test.handovers.work(administrator, office, pair)).toMatchObject({ cases: 0, dutyTurns: 1 })
    const made = await test.handovers.plan(administrator, office, {
      ...{ ...pair, effectiveOn: test.today(), reason: '異動' },
    })
    expect(await test.workers[0].runDue()).toBe(1)
    expect(await stateOf(made.id)).toEqual(DONE())
    const cases = await test.rowsOf(`select title, assignee_id from hub.case_file order by title`)
    expect(cases).toEqual([
      { title: 'beyond', assignee_id: analyst.personId },
      { title: 'closed', assignee_id: analyst.personId },
      { title: 'may', assignee_id: follower.id },
    ])
    expect(await test.rowsOf('select kind, assignee_id, person_id from hub.case_entry')).toEqual([
      { kind: 'ASSIGNED', assignee_id: follower.id, person_id: administrator.personId },
    ])
    const turns = await test.rowsOf<{ hours: number }>(
      `select round(extract(epoch from ends_at - starts_at) / 3600)::int as hours from hub.duty_turn where person_id = $1 order by starts_at`,
      follower.id,
    )
    expect(turns.map(({ hours }) => hours)).toEqual([4, 5])
  })
})

describe('what climbed to whoever held the post', () => {
  it('and was not sent, climbs to whoever holds it, if they were told of it themselves', async () => {
    const [told, untold] = [randomUUID(), randomUUID()]
    const { superuser } = test.council
    const toldOf = async (personId: string, seq: number, editionId: string) => {
      await superuser.query(
        `insert into hub.inbox (person_id, seq, tier, kind, edition_id, label_id, category, urgency, reference) values ($1, $2, 'MEMBER', 'RELEASED', $3, 1, 'NOTICE', 'EMERGENCY', 'NRS-1')`,
        [personId, seq, editionId],
      )
    }
    await superuser.query('set session_replication_role = replica')
    await toldOf(ids[0], 901, told)
    await toldOf(ids[0], 902, untold)
    await toldOf(ids[2], 901, told)
    await superuser.query('set session_replication_role = origin')
    await superuser.query(
      `insert into hub.delivery (person_id, seq, channel, purpose, edition_id, kind, category, urgency, reference, due_at)
       select person_id, seq, 'MAIL', 'ESCALATION', edition_id, kind, category, urgency, reference, now() + interval '1 hour' from hub.inbox where person_id = $1 and seq > 900`,
      [ids[0]],
    )
    await plan(ids[0], ids[2])
    await test.workers[0].runDue()
    const rows = await test.rowsOf<{ person_id: string; state: string; edition_id: string }>(
      `select person_id, state, edition_id from hub.delivery where purpose = 'ESCALATION' and edition_id = any ($1::uuid[])`,
      [told, untold],
    )
    expect(rows.filter(row => row.person_id === ids[2] && row.state === 'QUEUED')).toEqual([
      { person_id: ids[2], state: 'QUEUED', edition_id: told },
    ])
    expect(rows.filter(row => row.edition_id === told && row.person_id === ids[0])).toEqual([
      { person_id: ids[0], state: 'WITHDRAWN', edition_id: told },
    ])
    // Of what nobody else may know, whoever has a role in it is told still: here, whoever was.
    expect(rows.some(row => row.person_id === ids[2] && row.edition_id === untold)).toBe(false)
  })
})

describe('the worker', () => {
  it('changes people, cases, turns and contacts for this alone, lets nobody in, and reads no telephone, name or reason', async () => {
    const { database } = test.council
    const { id } = await plan(ids[0], ids[2])
    for (const sql of [
      `update hub.person set active = false where id = '${ids[0]}' returning id`,
      `update hub.handover set state = 'DONE', ended_at = now() where id = '${id}' returning id`,
      `update hub.case_file set assignee_id = '${ids[0]}' returning id`,
    ])
      expect(await asDispatcher(database, tx => tx.query(sql))).toEqual([[], 0])
    await setActive(ids[0], false)
    for (const sql of [
      `update hub.person set active = true where id = '${ids[0]}' returning id`,
      `update hub.person set active = false where 'ADMINISTRATOR' = any (roles) returning id`,
      `insert into hub.contacts_entry (organisation_id, first_id, entered_by) values ('${organisationId}', '${ids[2]}', '${ids[1]}')`,
    ])
      await expect(asHandingOver(database, tx => tx.query(sql))).rejects.toThrow(/row-level/)
    for (const sql of [
      'select duty_phone from hub.contacts_entry',
      'select name from hub.colleague',
      'select reason from hub.handover',
      'select title from hub.case_file',
      'select note from hub.case_entry',
    ])
      await expect(asHandingOver(database, tx => tx.query(sql))).rejects.toThrow(/permission denied/)
  })
})
