/*
 * The hub refuses to serve when a wall is missing, and names it. Each test breaks one wall of a clone of its own kind and
 * opens a login. Attributes of logins belong to the whole cluster, so this file has a cluster of its own.
 */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Database } from './database.ts'
import { startEmbedded, type EmbeddedServer } from './embedded.ts'
import { LOGINS, type Login } from './logins.ts'
import { cloneDatabase, makeTestCluster, removeEmbedded, type TestDatabase } from './testing.ts'

let folder: string
let server: EmbeddedServer
let clone: TestDatabase
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'noroshi-walls-'))
  server = await startEmbedded(folder)
  clone = await cloneDatabase(await makeTestCluster(server), [], [])
}, 60_000)
afterAll(async () => {
  await clone.drop()
  await server.stop()
  await removeEmbedded(folder)
}, 60_000)

const open = async (login: Login): Promise<void> => {
  const database = await Database.open({
    ...clone.address,
    passwords: { [login]: clone.passwords[login] },
    poolSize: 1,
  })
  await database.close()
}
const run = (sql: string) => clone.superuser.query(sql)

/** Breaks a wall, sees the refusal, mends it, and sees that the hub serves again. */
async function refusedFor(login: Login, breaking: string, mending: string, problem: string): Promise<void> {
  await run(breaking)
  try {
    await expect(open(login)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      reason: 'WALL_MISSING',
      message: expect.stringContaining(problem),
    })
    await expect(open(login)).rejects.toThrow(login)
  } finally {
    await run(mending)
  }
  await open(login)
}

describe('while all walls stand', () => {
  it('every login is served', async () => {
    for (const login of LOGINS) await open(login)
  })
})

describe('a login is refused, and the wall named,', () => {
  it('[L16] when a table it reaches has no row-level security', () =>
    refusedFor(
      'hub_public',
      'create table hub.leaflet (text text); grant select on hub.leaflet to hub_public',
      'drop table hub.leaflet',
      'no forced row-level security on hub.leaflet',
    ))

  it('when row-level security is enabled but not forced, so that the owner would go around it', () =>
    refusedFor(
      'hub_member',
      'alter table hub.edition no force row level security',
      'alter table hub.edition force row level security',
      'no forced row-level security on hub.edition',
    ))

  it('when it reaches one column of an open table, in whatever schema', () =>
    refusedFor(
      'hub_friend',
      'create table public.leaflet (a text, b text); grant select (b) on public.leaflet to hub_friend',
      'drop table public.leaflet',
      'no forced row-level security on public.leaflet',
    ))

  it('when everybody may read a table, without a grant of its own', () =>
    refusedFor(
      'hub_worker',
      'create table hub.leaflet (text text); grant select on hub.leaflet to public',
      'drop table hub.leaflet',
      'no forced row-level security on hub.leaflet',
    ))

  it('when it may truncate, because TRUNCATE asks no policy', () =>
    refusedFor(
      'hub_government',
      'grant truncate on hub.edition to hub_government',
      'revoke truncate on hub.edition from hub_government',
      'may truncate edition',
    ))

  it('[L15] when a view reads with its owner’s rights', () =>
    refusedFor(
      'hub_friend',
      'create view hub.titles as select title from hub.edition; grant select on hub.titles to hub_friend',
      'drop view hub.titles',
      'view without security_invoker: titles',
    ))

  it('but not when the view reads with its caller’s rights', async () => {
    await run('create view hub.titles with (security_invoker) as select title from hub.edition')
    await run('grant select on hub.titles to hub_friend')
    await open('hub_friend')
    await run('drop view hub.titles')
  })

  it('[L14] when a materialised view keeps rows that no policy guards', () =>
    refusedFor(
      'hub_friend',
      'create materialized view hub.titles as select title from hub.edition; grant select on hub.titles to hub_friend',
      'drop materialized view hub.titles',
      'materialised view or foreign table: titles',
    ))

  it('when a function runs with its owner’s rights', () =>
    refusedFor(
      'hub_public',
      `create function hub.peek() returns bigint language sql security definer as 'select count(*) from hub.edition'`,
      'drop function hub.peek()',
      "function with its owner's rights: peek",
    ))

  it('when it may bypass row-level security', () =>
    refusedFor(
      'hub_friend',
      'alter role hub_friend bypassrls',
      'alter role hub_friend nobypassrls',
      'login may bypass row-level security',
    ))

  it('when it is a superuser', () =>
    refusedFor(
      'hub_friend',
      'alter role hub_friend superuser',
      'alter role hub_friend nosuperuser',
      'login may bypass row-level security',
    ))

  it('when it may create roles', () =>
    refusedFor(
      'hub_friend',
      'alter role hub_friend createrole',
      'alter role hub_friend nocreaterole',
      'login may create roles, databases or replicas',
    ))

  it('when it is a member of another login, whose rows it could then put on', () =>
    refusedFor(
      'hub_friend',
      'grant hub_government to hub_friend',
      'revoke hub_government from hub_friend',
      'login is a member of hub_government',
    ))

  it('when it owns a table', () =>
    refusedFor(
      'hub_friend',
      'alter table hub.sector owner to hub_friend',
      'alter table hub.sector owner to hub_migrator; grant select on hub.sector to hub_friend',
      'login owns sector',
    ))

  it('when the server may lose what was committed', () =>
    refusedFor(
      'hub_government',
      'alter role hub_government set synchronous_commit = off',
      'alter role hub_government reset synchronous_commit',
      'server keeps no promise: synchronous_commit = off',
    ))

  it('when nobody has run the migrations', async () => {
    await run('alter schema hub rename to hidden')
    try {
      await expect(open('hub_public')).rejects.toThrow('the schema hub is missing: run the migrations')
    } finally {
      await run('alter schema hidden rename to hub')
    }
    await open('hub_public')
  })

  it('together with every other wall that is missing', async () => {
    await run('alter table hub.edition no force row level security; alter table hub.label no force row level security')
    try {
      await expect(open('hub_member')).rejects.toThrow(/hub\.(edition|label); .*hub\.(edition|label)/)
    } finally {
      await run('alter table hub.edition force row level security; alter table hub.label force row level security')
    }
  })
})
