/** Who plans a hand-over and who sees it, in the service and, whatever it is asked, in the database. */
import type { Reader } from '@noroshi/clearance'
import { asDispatcher } from '@noroshi/database/system-reader'
import { randomUUID } from 'node:crypto'
import type { Handover } from './handover.ts'
import { openTestHandovers, type TestHandovers } from './handover-testing.ts'

let test: TestHandovers
beforeAll(async () => {
  test = await openTestHandovers(asDispatcher)
}, 60_000)
afterAll(() => test.council.drop())
afterEach(() => test.council.superuser.query('delete from hub.handover_event; delete from hub.handover'))

const POWER = 'hoshiwatari-power'
const planning = async (from: string, to: string | null, more: object = {}) => ({
  leaverId: await test.idOf(from),
  successorId: to === null ? null : await test.idOf(to),
  ...{ effectiveOn: test.dayFromNow(30), reason: '定期異動', ...more },
})
async function planned(): Promise<Handover> {
  return test.handovers.plan(await test.readerOf(`${POWER}-2`), null, await planning(`${POWER}-1`, `${POWER}-3`))
}
const listOf = async (reader: Reader) => (await test.handovers.list(reader, null, {})).items

describe('a hand-over', () => {
  it('is planned by the organisation’s administrator, and seen by whoever leaves, follows or administers', async () => {
    const made = await planned()
    expect(made).toMatchObject({ state: 'PLANNED', heldBecause: null, revision: 1, mayChange: true, shutOut: false })
    for (const local of [`${POWER}-1`, `${POWER}-3`])
      expect(await listOf(await test.readerOf(local))).toEqual([{ ...made, mayChange: false }])
    const administrator = await test.readerOf('administrator')
    const seen = await test.handovers.list(administrator, made.organisationId, {})
    expect(seen.items).toEqual([made])
  })

  it('is planned by the council’s administration for any organisation, whose people are not told by whom', async () => {
    const administrator = await test.readerOf('administrator')
    const { organisationId } = await test.readerOf(`${POWER}-1`)
    await test.handovers.plan(administrator, organisationId, await planning(`${POWER}-1`, null))
    const [seen] = await listOf(await test.readerOf(`${POWER}-1`))
    expect(seen).toMatchObject({ plannedBy: null, successor: null })
  })

  it('is not known to other colleagues, and is planned, changed and called off by none of them', async () => {
    const made = await test.handovers.plan(
      await test.readerOf(`${POWER}-2`),
      ...([null, await planning(`${POWER}-1`, null)] as const),
    )
    const colleague = await test.readerOf(`${POWER}-3`)
    expect(await listOf(colleague)).toEqual([])
    await expect(test.handovers.callOff(colleague, made.id, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const refused = { code: 'FORBIDDEN', reason: 'CONTACTS_NAMED_BY_COORDINATOR' }
    const input = await planning(`${POWER}-1`, `${POWER}-3`)
    await expect(test.handovers.plan(colleague, null, input)).rejects.toMatchObject(refused)
    const leaver = await test.readerOf(`${POWER}-1`)
    await expect(test.handovers.callOff(leaver, made.id, 1)).rejects.toMatchObject(refused)
  })

  it('of another organisation is answered as what is not there, and is in no row that the database gives', async () => {
    const made = await planned()
    const { leaverId, ...change } = await planning(`${POWER}-1`, `${POWER}-3`)
    for (const local of ['kazamidori-bank-2', 'wakaba-hospital-1', 'analyst-1', 'officer-1', 'inspector']) {
      const reader = await test.readerOf(local)
      for (const id of [made.id, randomUUID()])
        for (const asked of [test.handovers.change(reader, id, 1, change), test.handovers.callOff(reader, id, 1)])
          await expect(asked).rejects.toMatchObject({ code: 'NOT_FOUND' })
      for (const id of [made.organisationId, randomUUID()])
        for (const asked of [
          test.handovers.list(reader, id, {}),
          test.handovers.preview(reader, id, { leaverId }),
          test.handovers.work(reader, id, { leaverId }),
          test.handovers.plan(reader, id, { leaverId, ...change }),
        ])
          await expect(asked).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await test.council.database.asReader(reader, async tx => {
        for (const table of ['handover', 'handover_event'])
          expect(await tx.query(`select 1 from hub.${table}`)).toEqual([])
        expect(await tx.query(`update hub.handover set reason = 'x' returning id`)).toEqual([[], 0])
      })
      await expect(
        test.council.database.asReader(reader, tx =>
          tx.query(
            `insert into hub.handover (id, organisation_id, leaver_id, effective_on, shut_out, reason, planned_by) values ($1, $2, $3, now(), false, 'x', $4)`,
            [randomUUID(), made.organisationId, leaverId, reader.personId],
          ),
        ),
      ).rejects.toThrow(/row-level/)
    }
  })

  it('is of people of that organisation, on a day to come, with a reason, and one at a time for each who leaves', async () => {
    const coordinator = await test.readerOf(`${POWER}-2`)
    const good = await planning(`${POWER}-1`, `${POWER}-3`)
    const [stranger] = [await test.idOf('kazamidori-bank-1')]
    for (const [field, wrong] of [
      ['leaverId', { leaverId: stranger }],
      ['leaverId', { leaverId: randomUUID() }],
      ['successorId', { successorId: stranger }],
      ['successorId', { successorId: good.leaverId }],
      ['effectiveOn', { effectiveOn: test.dayFromNow(-1) }],
      ['effectiveOn', { effectiveOn: test.dayFromNow(400) }],
      ['effectiveOn', { effectiveOn: '1 April' }],
      ['reason', { reason: ' ' }],
    ] as const)
      await expect(test.handovers.plan(coordinator, null, { ...good, ...wrong })).rejects.toMatchObject({
        ...{ code: 'INVALID_INPUT', field },
      })
    const plans = await Promise.allSettled([1, 2, 3].map(() => test.handovers.plan(coordinator, null, good)))
    expect(plans.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const one of plans)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'CONFLICT', reason: 'ALREADY_PLANNED' })
  })

  it('is changed and called off before its day, by who saw it as it is, and keeps what it was', async () => {
    const coordinator = await test.readerOf(`${POWER}-2`)
    const made = await planned()
    const { leaverId: _, ...change } = await planning(`${POWER}-1`, `${POWER}-2`, { shutOut: true })
    const changed = await test.handovers.change(coordinator, made.id, 1, change)
    expect(changed).toMatchObject({ revision: 2, shutOut: true, successor: { id: await test.idOf(`${POWER}-2`) } })
    const stale = { code: 'CONFLICT', reason: 'CHANGED_MEANWHILE' }
    await expect(test.handovers.change(coordinator, made.id, 1, change)).rejects.toMatchObject(stale)
    expect(await test.handovers.callOff(coordinator, made.id, 2)).toMatchObject({
      state: 'CALLED_OFF',
      mayChange: false,
    })
    const over = { code: 'CONFLICT', reason: 'HANDOVER_OVER' }
    await expect(test.handovers.callOff(coordinator, made.id, 3)).rejects.toMatchObject(over)
    const events = await test.rowsOf('select state, shut_out from hub.handover_event order by at')
    expect(events).toEqual([
      { state: 'PLANNED', shut_out: false },
      { state: 'PLANNED', shut_out: true },
      { state: 'CALLED_OFF', shut_out: true },
    ])
    await planned()
  })

  it('is changed once by two at the same instant', async () => {
    const [one, other] = [await test.readerOf(`${POWER}-2`), await test.readerOf('administrator')]
    const made = await planned()
    const { leaverId: _, ...change } = await planning(`${POWER}-1`, null)
    const tries = await Promise.allSettled([
      test.handovers.change(one, made.id, 1, change),
      test.handovers.callOff(other, made.id, 1),
    ])
    expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  it('shuts out no administrator of the council and no inspector', async () => {
    const administrator = await test.readerOf('administrator')
    for (const local of ['administrator', 'inspector']) {
      const { organisationId, personId: leaverId } = await test.readerOf(local)
      const input = { leaverId, effectiveOn: test.today(), reason: '異動', shutOut: true }
      await expect(test.handovers.plan(administrator, organisationId, input)).rejects.toMatchObject({
        ...{ code: 'INVALID_INPUT', field: 'shutOut' },
      })
    }
  })

  it('is listed by pages, what is to come first', async () => {
    const coordinator = await test.readerOf(`${POWER}-2`)
    for (let count = 0; count < 4; count += 1) await test.handovers.callOff(coordinator, (await planned()).id, 1)
    const last = await planned()
    const ids: string[] = []
    for (let after: string | null = null, more = true; more;) {
      const page = await test.handovers.list(coordinator, null, { first: 2, after })
      ids.push(...page.items.map(({ id }) => id))
      ;[after, more] = [page.endCursor, page.hasMore]
    }
    expect(ids[0]).toBe(last.id)
    expect(new Set(ids).size).toBe(5)
    expect(ids).toHaveLength(5)
  })
})

describe('a preview', () => {
  it('lists what goes over and what stands against it, and writes nothing', async () => {
    const coordinator = await test.readerOf(`${POWER}-2`)
    const [first, second] = [await test.idOf(`${POWER}-1`), await test.idOf(`${POWER}-3`)]
    await test.contacts.name(coordinator, null, { firstId: first, secondId: second, dutyPhone: '+81312345678' })
    const preview = (leaverId: string, successorId: string | null) =>
      test.handovers.preview(coordinator, null, { leaverId, successorId })
    expect(await preview(first, second)).toMatchObject({
      ...{ posts: ['FIRST_CONTACT'], firstAfter: { id: second }, secondAfter: null, hasDutyPhone: true },
      warnings: ['NO_SECOND_AFTER'],
    })
    expect(await preview(first, null)).toMatchObject({ firstAfter: { id: first }, warnings: ['NO_SUCCESSOR'] })
    const own = await test.idOf(`${POWER}-2`)
    expect(await preview(own, second)).toMatchObject({ posts: [], warnings: ['NOTHING_GOES_OVER'] })
    expect(await test.rowsOf('select 1 from hub.handover')).toEqual([])
  })

  it('tells whoever sees the directory which roles and clearance do not go over, and nobody else', async () => {
    const administrator = await test.readerOf('administrator')
    const { organisationId, personId: leaverId } = await test.readerOf('analyst-1')
    const [other] = await test.rowsOf<{ id: string }>(
      `select id from hub.person where organisation_id = $1 and clearance_rank = 0 and active and not 'ANALYST' = any (roles) limit 1`,
      organisationId,
    )
    const preview = await test.handovers.preview(administrator, organisationId, { leaverId, successorId: other.id })
    expect(preview.warnings).toEqual(expect.arrayContaining(['SUCCESSOR_LACKS_ROLES', 'SUCCESSOR_LACKS_CLEARANCE']))
    await test.council.superuser.query('update hub.person set clearance_rank = 0, roles = $2 where id = $1', [
      ...[await test.idOf(`${POWER}-3`), '{}'],
    ])
    const coordinator = await test.readerOf(`${POWER}-2`)
    const pair = { leaverId: await test.idOf(`${POWER}-1`), successorId: await test.idOf(`${POWER}-3`) }
    expect((await test.handovers.preview(coordinator, null, pair)).warnings.join()).not.toMatch(/LACKS/)
    expect(await test.handovers.work(coordinator, null, pair)).toEqual({ cases: 0, casesThatStay: 0, dutyTurns: 0 })
  })
})
