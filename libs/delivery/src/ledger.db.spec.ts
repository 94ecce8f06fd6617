/** The ledger on a real database, with as much waiting as after an alert to everybody. */
import { asSender } from '@noroshi/database/system-reader'
import { cloneDatabase, testCluster, type TestDatabase } from '@noroshi/database/testing'
import { demoCouncil, foundCouncil } from '@noroshi/membership'
import type { TakenDelivery } from './ledger.ts'
import { LedgerRepository } from './ledger.repository.ts'

const PEOPLE = 5_000

describe('the ledger', () => {
  let test: TestDatabase
  const rows = new LedgerRepository()

  beforeAll(async () => {
    test = await cloneDatabase(testCluster(), [], ['hub_migrator', 'hub_worker'])
    await foundCouncil(test.database, demoCouncil(new Date()).council, new Date())
    await test.superuser.query(
      `insert into hub.person (id, organisation_id, tier, name, email, roles)
       select gen_random_uuid(), (select id from hub.organisation where tier = 'FRIEND' limit 1), 'FRIEND', 'ledger', 'ledger-' || n || '@bench.example', array['FRIEND_CONTACT']
       from generate_series(1, $1::int) n`,
      [PEOPLE],
    )
    // Of each person four news: the third of them an emergency, the first the oldest.
    await test.superuser.query(
      `insert into hub.inbox (person_id, seq, tier, kind, edition_id, label_id, category, urgency, reference)
       select p.id, n, 'FRIEND', 'RELEASED', md5('edition ' || n)::uuid, 1, 'NOTICE', (array['ROUTINE', 'PRIORITY', 'EMERGENCY', 'PRIORITY'])[n], 'N-' || n
       from hub.person p cross join generate_series(1, 4) n where p.name = 'ledger'`,
    )
    await test.superuser.query(
      `insert into hub.delivery (person_id, seq, channel, edition_id, kind, category, urgency, reference, due_at)
       select person_id, seq, 'MAIL', edition_id, kind, category, urgency, reference, now() - interval '1 hour' + seq * interval '1 minute' + random() * interval '1 minute' from hub.inbox`,
    )
    await test.superuser.query('analyze hub.delivery')
  }, 120_000)
  afterAll(() => test.drop())

  const taking = (most: number) => asSender(test.database, tx => rows.take(tx, 'MAIL', most))

  it('is taken from the most urgent and oldest, without sorting what waits', async () => {
    await asSender(test.database, async tx => {
      let asked = ''
      // What `take` asks is what is explained.
      const heard = Object.assign(Object.create(tx) as typeof tx, {
        query: async (sql: string) => {
          asked = sql
          return []
        },
      })
      await rows.take(heard, 'MAIL', 100)
      const lines: { 'QUERY PLAN': string }[] = await tx.query(`explain (analyze, buffers) ${asked}`, ['MAIL'])
      const plan = lines.map(line => line['QUERY PLAN']).join('\n')
      expect(plan).not.toMatch(/-> {2}(Incremental )?Sort /)
      expect(plan).toMatch(/Merge Append[^>]*actual time=\S+ rows=100\./)
      throw new RolledBack()
    }).catch((error: unknown) => {
      if (!(error instanceof RolledBack)) throw error
    })
    const taken = (await taking(100)).map(({ delivery }) => delivery)
    expect(new Set(taken.map(({ urgency }) => urgency))).toEqual(new Set(['EMERGENCY']))
  })

  it('lets somebody else who took a row to send it keep it, whatever the one before says', async () => {
    const [first] = await taking(1)
    const due = async () =>
      (
        await test.superuser.query<{ state: string; due_at: Date; attempts: number }>(
          'select state, due_at, attempts from hub.delivery where id = $1',
          [first.delivery.id],
        )
      ).rows[0]
    await test.superuser.query('update hub.delivery set attempts = attempts + 1 where id = $1', [first.delivery.id])
    const before = await due()
    const again = { state: 'QUEUED', reason: 'TIMEOUT', waitSeconds: 15 } as const
    const settle = (delivery: TakenDelivery, outcome: typeof again | { state: 'SENT'; reason: null }) =>
      asSender(test.database, tx => rows.settle(tx, [delivery], new Map([[delivery.id, outcome]])))
    await settle(first.delivery, again)
    expect(await due()).toEqual(before)
    // That it was sent is true whoever holds it.
    await settle(first.delivery, { state: 'SENT', reason: null })
    expect((await due()).state).toBe('SENT')
  })
})

class RolledBack extends Error {}
