import { hashPassword } from './password.ts'
import { openTestCouncil } from './testing.ts'
import type { TestCouncil } from './testing.ts'
import { totpAt } from './totp.ts'
import type { Factors, SignedIn } from './words.ts'

const AT = new Date('2025-01-06T00:00:00.000Z')
const after = (minutes: number, seconds = 0) => new Date(AT.getTime() + (minutes * 60 + seconds) * 1000)
const wish = { name: ' TAXII ', scopes: ['read'] as const, expiresAt: after(60) }

let council: TestCouncil
const membership = () => council.membership

beforeAll(async () => {
  council = await openTestCouncil(AT)
}, 60_000)
afterAll(() => council.drop())

describe('an API key', () => {
  const signedIn = () => council.signIn('hoshizora-city-1', AT)
  const password = () => ({ password: council.account('hoshizora-city-1').password })
  it('is shown once and kept as a digest, and lets its person in with its scopes', async () => {
    const friend = await signedIn()
    const { key, apiKey } = await membership().createApiKey(friend, wish, password(), AT)
    expect(key).toMatch(/^noroshi_f_[\w-]{43}$/)
    expect(apiKey).toMatchObject({ name: 'TAXII', scopes: ['read'], revokedAt: null, lastUsedAt: null })
    expect(Object.keys(apiKey)).not.toContain('keyHash')
    const byKey = await membership().readerOfApiKey(key, after(1))
    expect(byKey).toMatchObject({ via: 'API_KEY', scopes: ['read'], accessKey: apiKey.id, expiresAt: after(60) })
    expect(byKey?.reader).toEqual(friend.reader)
    expect(await membership().readerOfSession(key, after(1))).toBeNull()
    const { rows } = await council.superuser.query(`select string_agg(k::text, ' ') as everything from hub.api_key k`)
    expect(rows[0].everything).not.toContain(key.slice(10))
  })

  it('ends when it expires, and when it is revoked, the first time for good', async () => {
    const friend = await signedIn()
    const { key } = await membership().createApiKey(friend, wish, password(), AT)
    expect(await membership().readerOfApiKey(key, after(59))).not.toBeNull()
    expect(await membership().readerOfApiKey(key, after(60))).toBeNull()

    const other = await membership().createApiKey(friend, wish, password(), AT)
    expect(await membership().revokeApiKey(friend, other.apiKey.id, after(1))).toMatchObject({ revokedAt: after(1) })
    expect(await membership().revokeApiKey(friend, other.apiKey.id, after(2))).toMatchObject({ revokedAt: after(1) })
    expect(await membership().readerOfApiKey(other.key, after(3))).toBeNull()
  })

  it('notes its use at most once a minute', async () => {
    const friend = await signedIn()
    const { key, apiKey } = await membership().createApiKey(friend, wish, password(), AT)
    const lastUsed = async () => (await membership().apiKeys(friend)).find(({ id }) => id === apiKey.id)?.lastUsedAt
    for (const at of [after(1), after(1, 59)]) await membership().readerOfApiKey(key, at)
    expect(await lastUsed()).toEqual(after(1))
    await membership().readerOfApiKey(key, after(2))
    expect(await lastUsed()).toEqual(after(2))
  })

  it('lets in where the disk has no room to note its use, and so does a session', async () => {
    const friend = await signedIn()
    const { key } = await membership().createApiKey(friend, wish, password(), AT)
    await council.superuser.query(
      `create function hub.is_full() returns trigger language plpgsql as $$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$`,
    )
    const noted = ['api_key', 'session']
    for (const table of noted)
      await council.superuser.query(
        `create trigger is_full before update on hub.${table} for each row execute function hub.is_full()`,
      )
    try {
      expect((await membership().readerOfApiKey(key, after(3)))?.via).toBe('API_KEY')
      expect((await membership().readerOfSession(friend.token, after(3)))?.via).toBe('SESSION')
    } finally {
      for (const table of noted) await council.superuser.query(`drop trigger is_full on hub.${table}`)
    }
  })

  it('may do no more than its person, for no more than a year, under a name', async () => {
    const friend = await signedIn()
    const refusal = (change: object) =>
      membership()
        .createApiKey(friend, { ...wish, ...change }, password(), AT)
        .catch((error: unknown) => error)
    expect(await refusal({ scopes: ['read', 'release'] })).toMatchObject({ code: 'INVALID_INPUT', field: 'scopes' })
    expect(await refusal({ scopes: [] })).toMatchObject({ code: 'INVALID_INPUT', field: 'scopes' })
    expect(await refusal({ expiresAt: AT })).toMatchObject({ code: 'INVALID_INPUT', field: 'expiresAt' })
    expect(await refusal({ expiresAt: new Date('2026-01-06T00:00:01Z') })).toMatchObject({ field: 'expiresAt' })
    expect(await refusal({ expiresAt: new Date(Number.NaN) })).toMatchObject({ field: 'expiresAt' })
    expect(await refusal({ name: '  ' })).toMatchObject({ code: 'INVALID_INPUT', field: 'name' })
  })

  it('looks after no keys, and nobody revokes another’s', async () => {
    const friend = await signedIn()
    const { key, apiKey } = await membership().createApiKey(friend, wish, password(), AT)
    const byKey = await membership().readerOfApiKey(key, AT)
    if (!byKey) throw new Error('the key should let in')
    await expect(membership().apiKeys(byKey)).rejects.toMatchObject({ code: 'FORBIDDEN', reason: 'SESSION_ONLY' })
    await expect(membership().createApiKey(byKey, wish, password(), AT)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(membership().revokeApiKey(byKey, apiKey.id, AT)).rejects.toMatchObject({ code: 'FORBIDDEN' })

    const other = await council.signIn('wakaba-hospital-1', AT)
    await expect(membership().revokeApiKey(other, apiKey.id, AT)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(membership().revokeApiKey(other, 'x', AT)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await membership().readerOfApiKey(key, AT)).not.toBeNull()
  })
})

describe('who makes an API key', () => {
  const codeOf = (local: string, at: Date): string => totpAt(council.account(local).totpSecret ?? '', at)
  const refusal = (signedIn: SignedIn, factors: Factors, at: Date): Promise<unknown> =>
    membership()
      .createApiKey(signedIn, wish, factors, at)
      .catch((thrown: unknown) => thrown)

  it('[AU-10] confirms it with password and a fresh code; whatever is wrong fails alike, and nothing is written', async () => {
    const member = await council.signIn('kazamidori-bank-1', AT)
    const { password } = council.account('kazamidori-bank-1')
    const at = after(0, 30)
    const fresh = codeOf('kazamidori-bank-1', at)
    const wrong: Factors[] = [
      { password: 'wrong', totp: fresh },
      { password: '', totp: fresh },
      { password: council.account('hoshizora-city-1').password, totp: fresh },
      { password },
      { password, totp: null },
      { password, totp: '' },
      { password, totp: codeOf('kazamidori-bank-1', AT) },
      { password, totp: codeOf('kazamidori-bank-1', after(2)) },
      { password, totp: codeOf('hoshiwatari-power-1', at) },
    ]
    const everything = async () => {
      const { rows } = await council.superuser.query<{ all: string }>(
        `select (select string_agg(k::text, ' ' order by k.id) from hub.api_key k) ||
                (select string_agg(c::text, ' ' order by c.person_id) from hub.credential c) as all`,
      )
      return rows[0].all
    }
    const before = await everything()
    const answers = new Set<string>()
    for (const factors of wrong) {
      const error = await refusal(member, factors, at)
      answers.add(JSON.stringify([String(error), error]))
    }
    expect([...answers]).toEqual([expect.stringContaining('CONFIRMATION_FAILED')])
    expect(await everything()).toBe(before)

    const { key } = await membership().createApiKey(member, wish, { password, totp: fresh }, at)
    expect(await membership().readerOfApiKey(key, at)).toMatchObject({ person: member.person })
    // The code has counted: not for another key, and not to sign in.
    expect(await refusal(member, { password, totp: fresh }, at)).toMatchObject({ reason: 'CONFIRMATION_FAILED' })
    await expect(council.signIn('kazamidori-bank-1', at)).rejects.toMatchObject({ reason: 'SIGN_IN_FAILED' })
  }, 20_000)

  it('uses up no code on a request that could not be', async () => {
    const member = await council.signIn('hoshiwatari-power-1', AT)
    const { password } = council.account('hoshiwatari-power-1')
    const factors = { password, totp: codeOf('hoshiwatari-power-1', after(1)) }
    await expect(membership().createApiKey(member, { ...wish, name: '' }, factors, after(1))).rejects.toMatchObject({
      field: 'name',
    })
    expect((await membership().createApiKey(member, wish, factors, after(1))).apiKey.name).toBe('TAXII')
  })

  it('is still in their session, which a password does not stand in for', async () => {
    const factors = { password: council.account('hoshizora-city-1').password }
    const friend = await council.signIn('hoshizora-city-1', AT)
    expect(await refusal(friend, factors, after(31))).toMatchObject({ reason: 'CONFIRMATION_FAILED' })
    await membership().signOut(friend.token, AT)
    expect(await refusal(friend, factors, AT)).toMatchObject({ reason: 'CONFIRMATION_FAILED' })
    expect(await refusal({ ...friend, accessKey: 'forged' }, factors, AT)).toMatchObject({
      reason: 'CONFIRMATION_FAILED',
    })
  })

  it.each([
    ['no key', 'CONFIRMATION_FAILED', (friend: SignedIn, factors: Factors) => refusal(friend, factors, AT)],
    [
      'no session',
      'SIGN_IN_FAILED',
      ({ person: { email } }: SignedIn, factors: Factors) =>
        membership()
          .signIn({ email, ...factors }, AT)
          .catch((thrown: unknown) => thrown),
    ],
  ])(
    'gets %s when their credential is replaced while the password is looked at',
    async (_, reason, attempt) => {
      const friend = await council.signIn('wakaba-hospital-1', AT)
      const { password } = council.account('wakaba-hospital-1')
      const { superuser } = council
      const isWaiting = async () => {
        const { rowCount } = await superuser.query(
          'select 1 from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))',
        )
        return rowCount !== 0
      }
      await superuser.query('begin')
      await superuser.query('update hub.credential set password_hash = $2 where person_id = $1', [
        friend.person.id,
        'another',
      ])
      const outcome = attempt(friend, { password })
      const giveUpAt = Date.now() + 15_000
      while (!(await isWaiting())) if (Date.now() > giveUpAt) throw new Error('waited in vain for the attempt to wait')
      await superuser.query('commit')
      expect(await outcome).toMatchObject({ reason })
      await superuser.query('update hub.credential set password_hash = $2 where person_id = $1', [
        friend.person.id,
        await hashPassword(password),
      ])
    },
    30_000,
  )
})
