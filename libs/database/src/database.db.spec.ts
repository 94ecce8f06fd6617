/*
 * In whose name a transaction runs, and that nothing of it stays on a pooled connection.
 */
import { randomUUID } from 'node:crypto'
import { publicReader, type Reader } from '@noroshi/clearance'
import { Database, type Ask, type Tx } from './database.ts'
import { loginOfTier } from './logins.ts'
import { asPusher } from './system-reader.ts'
import { cloneDatabase, testCluster, type TestDatabase } from './testing.ts'

interface Context {
  readonly login: string
  readonly person: string | null
  readonly credential: string | null
  readonly purpose: string | null
}

let clone: TestDatabase
let narrow: Database
beforeAll(async () => {
  clone = await cloneDatabase(testCluster())
  narrow = await Database.open({ ...clone.address, passwords: clone.passwords, poolSize: 2 })
}, 60_000)
afterAll(async () => {
  await narrow.close()
  await clone.drop()
})

const contextOf = async (tx: Tx): Promise<Context> => {
  const rows = await tx.query<[Context]>(
    `select current_user::text as login, hub.current_person()::text as person,
       hub.presented_credential() as credential, hub.system_purpose() as purpose`,
  )
  return rows[0]
}
const somebody = (tier: Reader['tier'] = 'MEMBER'): Reader => ({
  ...publicReader(),
  tier,
  personId: randomUUID(),
  organisationId: randomUUID(),
})
const NOBODY = { person: null, credential: null, purpose: null }

describe('a transaction', () => {
  it('runs on the login of the reader’s tier, in the name of the reader', async () => {
    for (const tier of ['GOVERNMENT', 'MEMBER', 'FRIEND'] as const) {
      const reader = somebody(tier)
      expect(await narrow.asReader(reader, contextOf)).toEqual({
        ...NOBODY,
        login: loginOfTier(tier),
        person: reader.personId,
      })
    }
    expect(await narrow.asReader(publicReader(), contextOf)).toEqual({ ...NOBODY, login: 'hub_public' })
  })

  it('of a stranger names nobody but what they present, until they become the person who was found', async () => {
    const id = randomUUID()
    const seen = await narrow.asStranger('FRIEND', 'digest', async (tx, become) => {
      const before = await contextOf(tx)
      await become(id)
      return { before, after: await contextOf(tx) }
    })
    expect(seen.before).toEqual({ ...NOBODY, login: 'hub_friend', credential: 'digest' })
    expect(seen.after).toEqual({
      ...NOBODY,
      login: 'hub_friend',
      credential: 'digest',
      person: id,
    })
  })

  it('of the house itself names its purpose and no person', async () => {
    expect(await asPusher(narrow, 'MEMBER', contextOf)).toEqual({ ...NOBODY, login: 'hub_member', purpose: 'push' })
  })

  it('may nest one of TypeORM’s, which neither opens nor ends it', async () => {
    const marked = async (tx: Tx) =>
      (await tx.query<[{ mark: string | null }]>(`select current_setting('hub.test', true) as mark`))[0].mark
    const mark = (tx: Tx, level: string) => tx.query(`select set_config('hub.test', $1, true)`, [level])
    const seen = await narrow.asReader(somebody(), async tx => {
      await mark(tx, 'outer')
      await tx.transaction(async inner => mark(inner, 'kept'))
      await tx
        .transaction(async inner => {
          await mark(inner, 'undone')
          throw new Error('no')
        })
        .catch(() => undefined)
      return marked(tx)
    })
    expect(seen).toBe('kept')
    expect(await narrow.asReader(somebody(), marked)).toBeFalsy()
  })

  it('may be planned once for all parameters, and then leaves the connection as it was', async () => {
    const settings = async (tx: Tx) =>
      (
        await tx.query<[{ mode: string; bitmaps: string }]>(
          `select current_setting('plan_cache_mode') as mode, current_setting('enable_bitmapscan') as bitmaps`,
        )
      )[0]
    const reader = somebody()
    expect(await narrow.asReader(reader, settings, 'walk')).toEqual({ mode: 'force_generic_plan', bitmaps: 'off' })
    expect(await narrow.asReader(reader, settings, 'once')).toEqual({ mode: 'force_generic_plan', bitmaps: 'on' })
    expect(await narrow.asReader(reader, settings)).toEqual({ mode: 'auto', bitmaps: 'on' })
  })

  it('is undone when its work fails, and the failure goes on to the caller', async () => {
    const failure = new Error('no')
    await expect(
      narrow.asSystem('hub_migrator', 'test', async tx => {
        await tx.query(`insert into hub.sector (id, name_ja, name_en, position) values ('x', '', '', 99)`)
        throw failure
      }),
    ).rejects.toBe(failure)
    const { rowCount } = await clone.superuser.query(`select from hub.sector where id = 'x'`)
    expect(rowCount).toBe(0)
  })
})

describe('a pooled connection', () => {
  it('[L50] never runs in another’s name: 16 people, many transactions at once, on two connections, some of which fail', async () => {
    const people = Array.from({ length: 16 }, () => somebody())
    const foreign: unknown[] = []
    let done = 0
    await Promise.all(
      people.map(async (reader, number) => {
        for (let round = 0; round < 40; round += 1) {
          const kind = (number * 7 + round * 3) % 5
          const work = async (tx: Tx) => {
            const first = await contextOf(tx)
            if (kind === 1) throw new Error('fails on its own')
            if (kind === 2) await tx.query('select 1 / 0')
            const again = await contextOf(tx)
            for (const seen of [first, again])
              if (seen.person !== reader.personId || seen.credential) foreign.push({ reader, seen })
          }
          const alone = async (tx: Tx) => {
            const seen = await contextOf(tx)
            if (seen.person) foreign.push({ seen })
          }
          await (kind === 4 ? narrow.asStranger('MEMBER', 'x', alone) : narrow.asReader(reader, work)).catch(
            (error: unknown) => expect(String(error)).toMatch(/fails on its own|division by zero/),
          )
          done += 1
        }
      }),
    )
    expect(done).toBe(640)
    expect(foreign).toEqual([])
  }, 60_000)

  it('keeps nothing once its transaction has ended, well or badly', async () => {
    const one = await Database.open({
      ...clone.address,
      passwords: { hub_member: clone.passwords.hub_member },
      poolSize: 1,
    })
    const settings = (tx: Tx) =>
      tx.query<object[]>(
        `select pg_backend_pid() as pid, current_setting('hub.person_id', true) as person, current_setting('hub.purpose', true) as purpose`,
      )
    let outside: unknown
    await one.asReader(somebody(), async tx => {
      // The transaction ends under us, as it would in a driver's bug: what follows runs outside of any.
      await tx.query('commit')
      outside = await settings(tx)
      await tx.query('begin')
    })
    expect(outside).toEqual([expect.objectContaining({ person: '', purpose: '' })])
    await one.asReader(somebody(), tx => tx.query('select 1 / 0')).catch(() => undefined)
    expect(await one.asStranger('MEMBER', '', settings)).toEqual([expect.objectContaining({ person: '', purpose: '' })])
    await one.close()
  })
})

describe('a question in one round trip', () => {
  const asked = (ask: Ask) =>
    ask<Context>(
      `select current_user::text as login, hub.current_person()::text as person, hub.presented_credential() as credential, hub.system_purpose() as purpose`,
      [],
    )
  const inTransaction = (ask: Ask) => ask<{ id: string | null }>(`select txid_current()::text as id`, [])

  it('is one transaction, in the name of who asks', async () => {
    const reader = somebody('FRIEND')
    const [[seen], [first], [again]] = await narrow.askAsReader(reader, ask =>
      Promise.all([asked(ask), inTransaction(ask), inTransaction(ask)]),
    )
    expect(seen).toEqual({ ...NOBODY, login: 'hub_friend', person: reader.personId })
    expect(again).toEqual(first)
    const [stranger] = await narrow.askAsStranger('MEMBER', 'digest', asked)
    expect(stranger).toEqual({ ...NOBODY, login: 'hub_member', credential: 'digest' })
  })

  it('asks nothing after its end, and leaves nothing behind, however it ends', async () => {
    const one = await Database.open({
      ...clone.address,
      passwords: { hub_member: clone.passwords.hub_member },
      poolSize: 1,
    })
    const late = one.askAsReader(somebody(), async ask => {
      await asked(ask)
      return asked(ask)
    })
    await expect(late).rejects.toThrow('before the first answer')
    await expect(one.askAsReader(somebody(), ask => ask('select 1 / 0', []))).rejects.toThrow('division by zero')
    await expect(one.askAsReader(somebody(), () => Promise.reject(new Error('fails on its own')))).rejects.toThrow(
      'fails on its own',
    )
    const sync = () => {
      throw new Error('fails at once')
    }
    await expect(one.askAsReader(somebody(), sync)).rejects.toThrow('fails at once')
    const [seen] = await one.askAsStranger('MEMBER', '', asked)
    expect(seen).toEqual({ ...NOBODY, login: 'hub_member' })
    await one.close()
  })
})

describe('statements in one round trip', () => {
  const single = () =>
    Database.open({ ...clone.address, passwords: { hub_member: clone.passwords.hub_member }, poolSize: 1 })

  it('answer each what it was asked, in any order, however many rows it has', async () => {
    const one = await single()
    for (let time = 0; time < 3; time += 1) {
      const answers = await one.askAsReader(somebody(), ask =>
        Promise.all([
          ask('select n from generate_series(1, $1::int) n', [3]),
          ask('select 1 where false', []),
          ask(`set local work_mem = '5MB'`, []),
          ask('select n from generate_series(1, $1::int) n', [1]),
        ]),
      )
      expect(answers).toEqual([[{ n: 1 }, { n: 2 }, { n: 3 }], [], [], [{ n: 1 }]])
    }
    await one.close()
  })

  it('fail with one that fails, and can be asked again on the same connection', async () => {
    const one = await single()
    const [before, fails, after] = ['select 1 as before', 'select 1 / $1::int as fails', 'select 2 as after']
    for (let time = 0; time < 3; time += 1) {
      const asked: Promise<unknown>[] = []
      const failing = one.askAsReader(somebody(), ask => {
        asked.push(ask(before, []), ask(fails, [0]), ask(after, []))
        return Promise.all(asked)
      })
      await expect(failing).rejects.toThrow('division by zero')
      expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual([
        ...['fulfilled', 'rejected', 'rejected'],
      ])
      const whole = one.askAsReader(somebody(), ask => Promise.all([ask(before, []), ask(fails, [1]), ask(after, [])]))
      expect(await whole).toEqual([[{ before: 1 }], [{ fails: 1 }], [{ after: 2 }]])
      await expect(one.askAsReader(somebody(), ask => ask('select nonsense', []))).rejects.toThrow('nonsense')
    }
    await one.close()
  })

  it('all fail when the connection ends beneath them', async () => {
    const one = await single()
    const ended = one.askAsReader(somebody(), ask =>
      Promise.all([ask('select pg_terminate_backend(pg_backend_pid())', []), ask('select 1', [])]),
    )
    await expect(ended).rejects.toThrow()
    expect(await one.askAsReader(somebody(), ask => ask('select 1 as again', []))).toEqual([{ again: 1 }])
    await one.close()
  })
})

describe('a login that this process does not hold', () => {
  it('serves nobody, and answers as if there were nothing', async () => {
    const friendsOnly = await Database.open({ ...clone.address, passwords: { hub_friend: clone.passwords.hub_friend } })
    expect(friendsOnly.tiers).toEqual(['FRIEND'])
    expect(friendsOnly.serves('GOVERNMENT')).toBe(false)
    for (const refused of [
      friendsOnly.asReader(somebody('GOVERNMENT'), contextOf),
      friendsOnly.asStranger('MEMBER', '', contextOf),
      asPusher(friendsOnly, 'GOVERNMENT', contextOf),
    ])
      await expect(refused).rejects.toMatchObject({ code: 'NOT_FOUND', reason: 'NOT_FOUND' })
    await friendsOnly.close()
  })

  it('cannot be put on by the one that it does hold', async () => {
    for (const login of ['hub_government', 'hub_migrator', 'postgres'])
      await expect(narrow.asReader(somebody(), tx => tx.query(`set role ${login}`))).rejects.toThrow(
        'permission denied',
      )
    // Turned off, row-level security makes a statement fail rather than show more.
    await expect(
      narrow.asReader(somebody(), async tx => {
        await tx.query('set local row_security = off')
        return tx.query('select id from hub.edition')
      }),
    ).rejects.toThrow('row-level security')
  })
})

describe('what stands behind a stranger', () => {
  it('is the one row that carries the presented value, of their own tier', async () => {
    const [mine, other] = ['a'.repeat(64), 'b'.repeat(64)]
    const organisation = randomUUID()
    const person = randomUUID()
    await clone.superuser.query(
      `insert into hub.organisation (id, name, name_en, class, tier, state) values ($1, '', '', 'VENDOR', 'MEMBER', 'ACTIVE')`,
      [organisation],
    )
    await clone.superuser.query(
      `insert into hub.person (id, organisation_id, tier, name, email, roles) values ($1, $2, 'MEMBER', '', 'p@example', '{}')`,
      [person, organisation],
    )
    await clone.superuser.query(
      `insert into hub.session (token_hash, person_id, tier, expires_at) select unnest($1::text[]), $2, 'MEMBER', now() + interval '1 hour'`,
      [[mine, other], person],
    )
    const seen = (tier: 'MEMBER' | 'FRIEND', credential: string) =>
      narrow.asStranger(tier, credential, tx =>
        tx.query<{ hash: string }[]>('select token_hash as hash from hub.session'),
      )
    expect(await seen('MEMBER', mine)).toEqual([{ hash: mine }])
    expect(await seen('MEMBER', 'c'.repeat(64))).toEqual([])
    expect(await seen('MEMBER', '')).toEqual([])
    expect(await seen('FRIEND', mine)).toEqual([])
    const people = (credential: string) =>
      narrow.asStranger('MEMBER', credential, tx => tx.query<{ email: string }[]>('select email from hub.person'))
    expect(await people('p@example')).toEqual([{ email: 'p@example' }])
    expect(await people(mine)).toEqual([])
  })
})
