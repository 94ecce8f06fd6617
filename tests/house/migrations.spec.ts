/** What the migrations leave behind, asked of the server itself. */
import { LOGINS } from '@noroshi/database'
import { cloneDatabase, testCluster, type TestDatabase } from '@noroshi/database/testing'
import { membershipEntities } from '@noroshi/membership'
import { expectDocument } from '../support/documents.ts'

let clone: TestDatabase
beforeAll(async () => {
  clone = await cloneDatabase(testCluster(), membershipEntities, ['hub_migrator'])
}, 60_000)
afterAll(() => clone.drop())

const rows = async <T extends object>(sql: string): Promise<T[]> => (await clone.superuser.query<T>(sql)).rows
const names = async (sql: string): Promise<string[]> => (await rows<{ name: string }>(sql)).map(({ name }) => name)

describe('the schema after all migrations', () => {
  it('leaves TypeORM’s schema builder nothing to say about any entity of the house', async () => {
    const { upQueries } = await clone.database.asSystem('hub_migrator', 'test', tx =>
      tx.dataSource.driver.createSchemaBuilder().log(),
    )
    expect(upQueries.map(({ query }) => query)).toEqual([])
  })

  it('[L16] forces row-level security on every table but its own record of migrations', async () => {
    const open = await names(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'hub' and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)`,
    )
    expect(open).toEqual(['migration'])
  })

  it('holds nothing outside of its own schema', async () => {
    const elsewhere = await names(
      `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname not in ('hub', 'pg_catalog', 'information_schema') and n.nspname not like 'pg_%'`,
    )
    expect(elsewhere).toEqual([])
  })

  it('has no function that runs with its owner’s rights, but for one trigger that no login may call', async () => {
    const definers = await rows<{ name: string; result: string; callers: string[]; settings: string[] }>(
      `select n.nspname || '.' || p.proname as name, p.prorettype::regtype::text as result, p.proconfig as settings,
         array(select r.rolname::text from pg_roles r where r.rolname like 'hub%' and has_function_privilege(r.oid, p.oid, 'execute')) as callers
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')`,
    )
    const settings = ['search_path=pg_catalog, pg_temp']
    expect(definers).toEqual([{ name: 'hub.end_consent', result: 'trigger', callers: [], settings }])
  })

  it('[L14][L15] has no view, rule or foreign table that could go around a policy', async () => {
    expect(
      await names(
        `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'hub' and c.relkind in ('v', 'm', 'f')`,
      ),
    ).toEqual([])
    expect(await names(`select rulename as name from pg_rules where schemaname = 'hub'`)).toEqual([])
  })

  it('asks each policy’s setting once for a statement, not once for a row', async () => {
    const inline = await rows<{ policy: string; expression: string }>(
      `select tablename || '.' || policyname as policy, coalesce(qual, '') || ' ' || coalesce(with_check, '') as expression from pg_policies where schemaname = 'hub'`,
    )
    const wrong = inline.filter(({ expression }) =>
      /hub\.\w+\(/.test(expression.replace(/\( SELECT hub\.\w+\(\)( AS \w+)?\)/g, '')),
    )
    expect(wrong).toEqual([])
  })

  it('gives every policy to named logins, except on the three tables of reference', async () => {
    const forAll = await names(
      `select tablename as name from pg_policies where schemaname = 'hub' and roles = '{public}' order by 1`,
    )
    expect(forAll).toEqual(['clearance_level', 'industry', 'sector'])
  })

  it('grants nothing to everybody, and nobody a truncation', async () => {
    const granted = await names(
      `select distinct grantee || ' ' || privilege_type || ' ' || table_name as name from information_schema.table_privileges
       where table_schema = 'hub' and grantee <> 'hub_migrator' and (grantee = 'PUBLIC' or privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER'))`,
    )
    expect(granted).toEqual([])
  })
})

describe('docs/reach.md', () => {
  it('says what each login can reach', async () => {
    const reach = await rows<{ login: string; relation: string; privilege: string; columns: string[]; whole: boolean }>(
      `select l.login, c.relname as relation, v.privilege, array_agg(a.attname::text order by a.attnum) as columns,
         count(*) = (select count(*) from pg_attribute w where w.attrelid = c.oid and w.attnum > 0 and not w.attisdropped) as whole
       from unnest(array['${LOGINS.join("','")}']) with ordinality l (login, place)
       cross join (values ('SELECT', 1), ('INSERT', 2), ('UPDATE', 3)) v (privilege, number)
       join pg_namespace n on n.nspname = 'hub' join pg_class c on c.relnamespace = n.oid and c.relkind = 'r'
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where l.login <> 'hub_migrator' and has_column_privilege(l.login, c.oid, a.attnum, v.privilege)
       group by l.login, l.place, c.relname, c.oid, v.privilege, v.number order by l.place, c.relname, v.number`,
    )
    const deletes = await names(
      `select grantee || ' ' || table_name as name from information_schema.table_privileges
       where table_schema = 'hub' and privilege_type = 'DELETE' and grantee <> 'hub_migrator' order by 1`,
    )
    const tables = LOGINS.filter(login => login !== 'hub_migrator').map(login => {
      const own = reach.filter(one => one.login === login)
      const cell = (relation: string, privilege: string) => {
        const found = own.find(one => one.relation === relation && one.privilege === privilege)
        return found ? (found.whole ? 'all' : found.columns.map(column => `\`${column}\``).join(' ')) : ''
      }
      const lines = [...new Set(own.map(one => one.relation))].map(
        relation =>
          `| ${relation} | ${cell(relation, 'SELECT')} | ${cell(relation, 'INSERT')} | ${cell(relation, 'UPDATE')} | ${deletes.includes(`${login} ${relation}`) ? 'rows' : ''} |`,
      )
      return [
        `## ${login}`,
        '',
        '| table | reads | writes | changes | deletes |',
        '| --- | --- | --- | --- | --- |',
        ...lines,
      ].join('\n')
    })
    await expectDocument(
      'docs/reach.md',
      `# What each database login can reach

Written from the migrated database (\`UPDATE=1 npm test -- house\`); a test compares. Columns that a login may touch at all; which rows,
its policies decide (\`libs/database/migrations\`). No login may truncate, own or bypass anything. \`hub_migrator\` owns the schema; row-level
security is forced on it too, and only the tables of membership and of reference let it in.

${tables.join('\n\n')}
`,
    )
  })
})
