/** A process whose clock is not the database's. */
import { randomUUID } from 'node:crypto'
import { publicReader, type Reader } from '@noroshi/clearance'
import { Database } from './database.ts'
import { MOST_DIFFERENCE_MS, ClockAgreement } from './clock-agreement.ts'
import { asHousekeeper } from './system-reader.ts'
import { cloneDatabase, testCluster, type TestDatabase } from './testing.ts'

const DAY_MS = 86_400_000
const DIFFERS = { code: 'UNAVAILABLE', reason: 'CLOCK' }
const member: Reader = { ...publicReader(), tier: 'MEMBER', personId: randomUUID(), organisationId: randomUUID() }

describe('a process whose clock differs from the database’s', () => {
  let test: TestDatabase
  let database: Database
  let aheadMs = 0
  const said: string[] = []

  beforeAll(async () => {
    test = await cloneDatabase(testCluster())
    const clocks = new ClockAgreement(
      () => Date.now() + aheadMs,
      sentence => void said.push(sentence),
    )
    database = await Database.open({ ...test.address, passwords: test.passwords, poolSize: 2, clocks })
  }, 60_000)
  afterAll(async () => {
    await database.close()
    await test.drop()
  })
  beforeEach(async () => {
    aheadMs = 0
    await note('agrees')
    said.length = 0
  })

  const note = (mark: string) =>
    asHousekeeper(database, 'MEMBER', async tx => {
      await tx.query(`select pg_advisory_xact_lock(1), set_config('hub.test', $1, true)`, [mark])
      return mark
    })

  it.each([
    ['a day ahead', DAY_MS],
    ['a day behind', -DAY_MS],
    ['a little more than five minutes ahead', MOST_DIFFERENCE_MS + 5_000],
    ['a little more than five minutes behind', -MOST_DIFFERENCE_MS - 5_000],
  ])('answers nothing and is not ready while it is %s, and goes on by itself afterwards', async (_, difference) => {
    aheadMs = difference
    await expect(note('lost')).rejects.toMatchObject(DIFFERS)
    await expect(database.asReader(member, async () => 'read')).rejects.toMatchObject(DIFFERS)
    await expect(database.askAsReader(member, async ask => ask('select 1', []))).rejects.toMatchObject(DIFFERS)
    expect(await database.isReady()).toBe(false)
    aheadMs = 0
    expect(await note('kept')).toBe('kept')
    expect(await database.isReady()).toBe(true)
    expect(said).toHaveLength(2)
  })

  it('takes back what was done while it did not know yet', async () => {
    await test.superuser.query('create table public.noted (id int)')
    await test.superuser.query('grant usage on schema public to hub_member')
    await test.superuser.query('grant insert on public.noted to hub_member')
    const insert = asHousekeeper(database, 'MEMBER', async tx => {
      await tx.query('insert into public.noted values (1)')
      aheadMs = DAY_MS // the clock jumps while the transaction is under way
    })
    await expect(insert).rejects.toMatchObject(DIFFERS)
    expect((await test.superuser.query('select id from public.noted')).rows).toEqual([])
  })

  it('says so too when what was decided by the wrong clock is a refusal', async () => {
    aheadMs = DAY_MS
    const refuse = async () => Promise.reject(new Error('expired'))
    await expect(database.asReader(member, refuse)).rejects.toMatchObject(DIFFERS)
    await expect(database.askAsReader(member, refuse)).rejects.toMatchObject(DIFFERS)
  })

  it('works with a difference that any two machines have', async () => {
    for (const difference of [60_000, -60_000]) {
      aheadMs = difference
      expect(await note('kept')).toBe('kept')
    }
    expect(said).toEqual([])
  })

  it('takes no long answer for a difference', async () => {
    const clocks = new ClockAgreement(Date.now, sentence => void said.push(sentence))
    const compare = clocks.asking()
    const askedAt = Date.now() - MOST_DIFFERENCE_MS + 5
    await new Promise(resolve => setTimeout(resolve, 60))
    expect(() => compare(new Date(askedAt))).not.toThrow()
    expect(() => compare(new Date(askedAt - 1_000))).toThrow('clocks')
  })

  it('answers nothing while both went back since it started, and goes on when they have caught up', () => {
    let [wallMs, passedMs] = [Date.UTC(2026, 10, 29), 0]
    const clocks = new ClockAgreement(
      () => wallMs,
      sentence => void said.push(sentence),
      () => passedMs,
    )
    const ask = () => clocks.asking()(new Date(wallMs))
    const passes = (milliseconds: number) => {
      wallMs += milliseconds
      passedMs += milliseconds
    }
    expect(ask).not.toThrow()
    passes(3_600_000)
    wallMs -= DAY_MS
    expect(ask).toThrow('clocks')
    expect(said).toEqual([expect.stringContaining('went back by 86400 s')])
    passes(3_600_000)
    wallMs += DAY_MS
    expect(ask).not.toThrow()
    // Forwards it may go: a machine that slept finds itself there.
    wallMs += DAY_MS
    expect(ask).not.toThrow()
    wallMs -= DAY_MS
    expect(ask).not.toThrow()
  })
})
