/*
 * Migrations, and the promises that the schema itself holds whoever writes: immutability, computed categories.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { migrate } from './migrate.ts'
import { prepareServer } from './prepare.ts'
import { cloneDatabase, testCluster, type TestDatabase } from './testing.ts'

let clone: TestDatabase
beforeAll(async () => {
  clone = await cloneDatabase(testCluster())
  await clone.superuser.query('set session_replication_role = replica') // rows without their surroundings
}, 60_000)
afterAll(() => clone.drop())

describe('migrating', () => {
  it('a second time does nothing', async () => {
    expect(await migrate(clone.address, clone.passwords.hub_migrator)).toEqual([])
  })

  it('an empty database twice at once runs each migration once', async () => {
    const { adminUrl, host, port, passwords } = testCluster()
    const database = `noroshi_${randomBytes(6).toString('hex')}`
    await prepareServer(adminUrl, database, passwords)
    await prepareServer(adminUrl, database, passwords) // safe to repeat
    try {
      const both = await Promise.all([1, 2].map(() => migrate({ host, port, database }, passwords.hub_migrator)))
      const [ran] = both.filter(names => names.length > 0)
      expect(both.flat()).toEqual(ran)
      expect(ran.length).toBeGreaterThanOrEqual(6)
    } finally {
      await clone.superuser.query(`drop database ${database} with (force)`)
    }
  }, 60_000)
})

const RECALL = `update hub.edition set recalled_at = now(), recall_reason = 'x' where id = $1`

async function release(category = 'NOTICE', secret = false, comm = false, person = false): Promise<string> {
  const id = randomUUID()
  const rank = category === 'NOTICE' ? 0 : 1
  const label = await clone.superuser.query<{ id: number }>(
    `insert into hub.label (category, required_rank, everyone, sectors, organisations, people, excluded_organisations, consented_tiers, to_public, digest)
     values ($1, $2, true, '{}', '{}', '{}', '{}', '{}', false, $3) returning id`,
    [category, rank, id],
  )
  await clone.superuser.query(
    `insert into hub.edition (id, reference, label_id, category, contains_secret, contains_comm_info, identifies_person, product_id, owner_organisation_id,
       kind, severity, urgency, title, summary, body, indicators, bundle, object_count, search_text, digest, signature, key_id, released_at)
     values ($1::uuid, $1::uuid::text, $2, $3, $4, $5, $6, $7, $7, '', '', '', '', '', '', '[]', '', 0, '', '', '', '', now())`,
    [id, label.rows[0].id, category, secret, comm, person, randomUUID()],
  )
  return id
}

describe('a released edition', () => {
  let id: string
  beforeAll(async () => {
    id = await release()
    await clone.superuser.query('set session_replication_role = origin') // triggers again
  })

  it('is changed by nobody, not by a superuser, in no column but its recall', async () => {
    const { rows } = await clone.superuser.query<{ name: string; type: string }>(
      `select column_name as name, data_type as type from information_schema.columns where table_schema = 'hub' and table_name = 'edition'`,
    )
    const other = (type: string) =>
      ({ boolean: 'true', integer: '-1', jsonb: `'[1]'`, uuid: 'gen_random_uuid()', text: `'other'` })[type] ??
      `now() - interval '1 day'`
    const columns = rows.filter(({ name }) => !name.startsWith('recall'))
    expect(columns.length).toBeGreaterThan(20)
    for (const { name, type } of columns)
      await expect(
        clone.superuser.query(`update hub.edition set ${name} = ${other(type)} where id = $1`, [id]),
      ).rejects.toThrow('a released edition is immutable')
  })

  it('is changed and deleted by no login at all, whatever it is told', async () => {
    for (const tier of ['GOVERNMENT', 'MEMBER', 'FRIEND', 'PUBLIC'] as const)
      for (const sql of [`update hub.edition set title = ''`, 'delete from hub.edition', 'truncate hub.edition'])
        await expect(clone.database.asStranger(tier, '', tx => tx.query(sql))).rejects.toThrow('permission denied')
  })

  it('is recalled once, and stays as it was recalled', async () => {
    await clone.superuser.query(RECALL, [id])
    await expect(clone.superuser.query(RECALL, [id])).rejects.toThrow('a recalled edition does not change')
    await expect(
      clone.superuser.query(`update hub.edition set recalled_at = null where id = $1`, [id]),
    ).rejects.toThrow('a recalled edition does not change')
  })
})

describe('a category', () => {
  const BOTH = [true, false]
  const computed = (secret: boolean, comm: boolean, person: boolean) =>
    comm || person ? 'COMPREHENSIVE' : secret ? 'PROVISION' : 'NOTICE'

  it('is what the flags make it, in all 24 combinations, and nothing else is stored (CLR-1)', async () => {
    await clone.superuser.query('set session_replication_role = replica')
    for (const secret of BOTH)
      for (const comm of BOTH)
        for (const person of BOTH)
          for (const category of ['COMPREHENSIVE', 'PROVISION', 'NOTICE']) {
            const stored = release(category, secret, comm, person)
            if (category === computed(secret, comm, person)) await stored
            else await expect(stored).rejects.toThrow('edition_category_is_computed')
          }
  })

  it('of a draft is held alike', async () => {
    for (const secret of BOTH)
      for (const comm of BOTH)
        for (const person of BOTH)
          for (const category of ['COMPREHENSIVE', 'PROVISION', 'NOTICE']) {
            const stored = clone.superuser.query(
              `insert into hub.edition_draft (product_id, position, category, contains_secret, contains_comm_info, identifies_person, required_rank, title, summary,
                 everyone, sectors, organisations, people, excluded_organisations, to_public) values ($1, 0, $2, $3, $4, $5, $6, '', '', true, '{}', '{}', '{}', '{}', false)`,
              [randomUUID(), category, secret, comm, person, category === 'NOTICE' ? 0 : 1],
            )
            if (category === computed(secret, comm, person)) await stored
            else await expect(stored).rejects.toThrow('edition_draft_category_is_computed')
          }
  })

  it('of an edition is its label’s, and a label is never public above NOTICE nor sealed without a rank', async () => {
    await clone.superuser.query('set session_replication_role = origin')
    const id = await release().catch((error: unknown) => error)
    expect(String(id)).toContain('foreign key') // there is no such product; the label is asked likewise below
    const label = (category: string, rank: number, toPublic: boolean) =>
      clone.superuser.query(
        `insert into hub.label (category, required_rank, everyone, sectors, organisations, people, excluded_organisations, consented_tiers, to_public, digest)
         values ($1, $2, true, '{}', '{}', '{}', '{}', '{}', $3, $4)`,
        [category, rank, toPublic, randomUUID()],
      )
    for (const [category, rank, toPublic] of [
      ['COMPREHENSIVE', 0, false],
      ['PROVISION', 0, false],
      ['NOTICE', 1, false],
      ['COMPREHENSIVE', 1, true],
      ['PROVISION', 1, true],
    ] as const)
      await expect(label(category, rank, toPublic)).rejects.toThrow('label_check')
    await label('NOTICE', 0, true)
  })
})
