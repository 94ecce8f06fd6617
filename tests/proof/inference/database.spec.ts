/**
 * What PostgreSQL itself would tell somebody who had a tier's login: statistics, other sessions, notifications. A fault of your own,
 * to see it found: `PROOF_SQL_MUTATION='grant …' npm run -s jest -- --selectProjects proof --testPathPatterns inference/database`.
 */
import { cloneDatabase, testCluster, type TestDatabase } from '@noroshi/database/testing'
import { loginOfTier } from '@noroshi/database'
import { TIERS } from '@noroshi/clearance'
import { Client } from 'pg'
import { allFiles, textOf } from '../../support/sources.ts'

const CANARY = 'kasumitanuki'
let clone: TestDatabase
const logins = new Map<string, Client>()
beforeAll(async () => {
  const cluster = testCluster()
  clone = await cloneDatabase(cluster, [], [])
  const mutation = process.env['PROOF_SQL_MUTATION']
  if (mutation) await clone.superuser.query(mutation)
  await clone.superuser.query(
    `insert into hub.organisation (id, name, name_en, class, tier, sectors, state)
     select gen_random_uuid(), 'x', 'x', 'VENDOR', 'MEMBER', '{gas}', 'ACTIVE' from generate_series(1, 50)`,
  )
  for (const login of TIERS.map(loginOfTier)) {
    const client = new Client({ ...clone.address, user: login, password: cluster.passwords[login] })
    await client.connect()
    logins.set(login, client)
  }
}, 60_000)
afterAll(async () => {
  for (const client of logins.values()) await client.end()
  await clone.drop()
})
const each = async (work: (client: Client, login: string) => Promise<void>) => {
  for (const [login, client] of logins) await work(client, login)
}

describe('a tier’s login', () => {
  it('[L25] learns nothing from the planner’s statistics of any guarded table', async () => {
    await clone.superuser.query('analyze')
    const told = async (client: Client) =>
      (
        await client.query<{ tablename: string }>(
          `select distinct s.tablename from pg_stats s where s.schemaname = 'hub' and s.tablename not in ('sector', 'industry', 'clearance_level')`,
        )
      ).rows
    expect(await told(clone.superuser)).toContainEqual({ tablename: 'organisation' }) // there is something to tell
    await each(async (client, login) => {
      expect([login, await told(client)]).toEqual([login, []])
    })
    const { rows } = await clone.superuser.query<{ version: number }>(
      `select current_setting('server_version_num')::int as version`,
    )
    expect(rows[0].version).toBeGreaterThanOrEqual(150_014) // CVE-2025-8713
  })

  it('[L26] does not see what another login’s session asks', async () => {
    const busy = clone.superuser.query(`select pg_sleep(0.3), '${CANARY}'`)
    await each(async (client, login) => {
      const { rows } = await client.query<{ query: string }>(
        'select query from pg_stat_activity where usename <> current_user',
      )
      expect([login, rows.filter(({ query }) => query?.includes(CANARY))]).toEqual([login, []])
    })
    await busy
  })

  it('[L27] hears of a notification that there is one, and nothing in it, since everybody may listen', async () => {
    const sources = allFiles().filter(file => /^(libs|apps)\/.*\.(ts|sql)$/.test(file) && !file.includes('.spec.'))
    const told = sources.flatMap(file =>
      [...textOf(file).matchAll(/pg_notify\(([^)]*)\)|\bNOTIFY\s+(\w+\s*,.*)/g)].map(([whole]) => `${file}: ${whole}`),
    )
    expect(told.length).toBeGreaterThan(0)
    expect(told.filter(one => !/pg_notify\('?[\w$]+'?(::text)?, ''(::text)?\)$/.test(one))).toEqual([])

    const heard: string[] = []
    await each(async client => {
      client.on('notification', ({ channel, payload }) => heard.push(`${channel}: ${payload}`))
      for (const channel of ['hub_rights', 'hub_inbox', 'hub_outbox']) await client.query(`listen ${channel}`)
    })
    await clone.superuser.query(`update hub.organisation set state = 'SUSPENDED'`)
    await each(async client => {
      await client.query('select 1')
    }) // a notification comes with the next answer at the latest
    expect([...new Set(heard)]).toEqual(['hub_rights: '])
    expect(heard.length).toBe(logins.size)
  })

  it('[L22][L23] meets no name that somebody else could have taken, and no parent but itself', async () => {
    // What a tier below government may insert, and the unique keys and parents it could be asked by.
    const { rows } = await clone.superuser.query<{ table: string; columns: string[] }>(
      `select c.relname as table, array_agg(distinct a.attname::text) as columns
       from (select conrelid as relation, conkey as keys from pg_constraint where contype = 'f'
             union all select indrelid, indkey::int2[] from pg_index where indisunique) k
         join pg_class c on c.oid = k.relation join pg_attribute a on a.attrelid = c.oid and a.attnum = any (k.keys)
       where c.relnamespace = 'hub'::regnamespace and has_any_column_privilege('hub_member', c.oid, 'INSERT')
       group by 1 order by 1`,
    )
    // Ids and digests that the hub makes at random; the person who asks, their organisation and what they just contributed, to which
    // the policies hold an insertion before any key is looked at.
    const random = new Set(['id', 'token_hash', 'key_hash', 'ticket_hash', 'person_id', 'tier'])
    for (const own of ['organisation_id', 'contribution_id', 'position', 'answered_by', 'withdrawn_by', 'number'])
      random.add(own)
    // What was said of an edition, or answered to a request, by whom the policies show it, and of nothing else: what they may not see
    // they cannot insert about, whether it is there or not.
    const ofWhatTheySee: Record<string, readonly string[]> = {
      consent_answer: ['request_id'],
      consent_withdrawal: ['request_id'],
      edition_feedback: ['edition_id', 'label_id', 'category'],
      edition_use: ['edition_id', 'kind', 'day'],
      impact_answer: ['edition_id', 'label_id', 'category'],
      hunt_answer: ['edition_id', 'label_id', 'category'],
      indicator_report: ['edition_id', 'label_id', 'category'],
      // People of their own organisation, of which the key names them; and themselves. That one continues another, the worker alone says.
      contacts_entry: ['first_id', 'second_id', 'entered_by', 'continues'],
      handover: ['leaver_id', 'successor_id', 'planned_by'],
      // What they planned themselves.
      handover_event: ['handover_id'],
      // In the list of the intermediary that they coordinate, which they see whole; sectors are reference.
      downstream: ['added_by', 'email', 'intermediary_id', 'sector'],
      // Of an edition that they may read, to a recipient in that list, by themselves.
      relay: [
        'edition_id',
        'label_id',
        'category',
        'kind',
        'intermediary_id',
        'downstream_id',
        'relayed_by',
        'acknowledged_by',
      ],
      // A channel of their own.
      person_channel: ['channel'],
    }
    expect(
      rows
        .map(({ table, columns }) => [
          table,
          columns.filter(column => !random.has(column) && !ofWhatTheySee[table]?.includes(column)),
        ])
        .filter(([, columns]) => columns.length > 0),
    ).toEqual([])
    expect(rows.length).toBeGreaterThan(0)
  })
})
