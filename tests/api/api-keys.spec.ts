/** Keys: made by who confirms it with their factors, good for what their scopes say, and nothing once they are over. */
import { Actor, NEW_KEY, nextStep } from '../support/actor.ts'
import { newImportId, productOf, startTestHub, type TestHub } from '../support/hub.ts'
import { answerTo, refusalOf } from './answers.ts'

const ME = '{ me { email } }'
const wish = (more: object) => ({
  ...{ name: '試験', scopes: ['read'], expiresAt: new Date(Date.now() + 86_400_000).toISOString() },
  ...more,
})

let hub: TestHub
/** Another process of the same hub, which takes few tries. */
let slow: TestHub
beforeAll(async () => {
  hub = await startTestHub()
  slow = await startTestHub({ beside: hub, worker: false, signInsPerMinute: 6 })
}, 60_000)
afterAll(async () => {
  await slow.stop()
  await hub.stop()
})

/** As if time had passed: more is made in a few seconds here than there are codes for. */
const forgetCodes = (of: TestHub, prefix: string) =>
  of.database.superuser.query(
    'update hub.credential set totp_last_step = 0 where person_id = (select id from hub.person where email = $1)',
    [of.account(prefix).email],
  )

describe('making an API key', () => {
  const keysOf = async (who: Actor): Promise<number> =>
    (await who.ask<{ apiKeys: unknown[] }>('{ apiKeys { id } }')).apiKeys.length

  it('[AU-10] takes the password and a fresh code: with anything less a session gets the same bytes, and no key', async () => {
    const used = new Date()
    const member = await new Actor(hub.url, hub.account('hoshiwatari')).signIn(used)
    const before = await keysOf(member)
    const right = member.factors(nextStep())
    const wrong = [
      { password: 'wrong', totp: right.totp },
      { password: `${right.password} `, totp: right.totp },
      { password: '', totp: right.totp },
      { password: hub.account('kazamidori').password, totp: right.totp },
      { password: right.password },
      { password: right.password, totp: null },
      { password: right.password, totp: '' },
      { password: right.password, totp: 'abcdef' },
      member.factors(used), // the code that signed in
      member.factors(new Date(Date.now() + 600_000)),
      { password: 'wrong' },
    ]
    const answers = new Set<string>()
    for (const factors of wrong) answers.add(await answerTo(member, NEW_KEY, wish(factors)))
    expect([...answers]).toHaveLength(1)
    expect(await refusalOf(await member.asking(NEW_KEY, wish(wrong[0])))).toMatchObject({
      ...{ status: 200, code: 'FORBIDDEN', reason: 'CONFIRMATION_FAILED', field: 'password' },
    })
    expect(await keysOf(member)).toBe(before)

    const { key } = await member.makeKey()
    expect((await hub.nobody().withKey(key).ask(ME)).me.email).toBe(member.account?.email)
    expect(await keysOf(member)).toBe(before + 1)
  }, 30_000)

  it('takes a code once, also from two at the same moment, and then not to sign in either', async () => {
    const member = await new Actor(hub.url, hub.account('kazamidori')).signIn()
    const at = nextStep()
    const factors = member.factors(at)
    const tries = await Promise.all([1, 2, 3].map(async () => (await member.asking(NEW_KEY, wish(factors))).json()))
    expect(tries.filter((answer: any) => answer.data !== null)).toHaveLength(1)
    expect(new Set(tries.map((answer: any) => answer.errors?.[0].extensions.reason))).toEqual(
      new Set([undefined, 'CONFIRMATION_FAILED']),
    )
    await expect(new Actor(hub.url, member.account).signIn(at)).rejects.toThrow('401')
  })

  it('asks a friend, who has no codes, for the password alone, and says in their language what is wrong', async () => {
    const friend = await new Actor(hub.url, hub.account('wakaba')).signIn()
    const refused = await fetch(`${hub.url}/graphql`, {
      method: 'POST',
      headers: friend.headers({ 'content-type': 'application/json', 'accept-language': 'ja' }),
      body: JSON.stringify({ query: NEW_KEY, variables: wish({ password: 'kasumitanuki' }) }),
    })
    const text = await refused.clone().text()
    expect(text).not.toContain('kasumitanuki')
    expect((await refusalOf(refused)).message).toMatch(/パスワードまたは認証コードが正しくありません/)
    expect((await friend.makeKey()).key).toMatch(/^noroshi_f_/)
  })

  it('cannot be left out or sent as something else', async () => {
    const friend = await new Actor(hub.url, hub.account('wakaba')).signIn()
    for (const more of [{}, { password: null }, { password: { not: '' } }, { password: ['', ''] }])
      expect((await refusalOf(await friend.asking(NEW_KEY, wish(more)))).code).toBe('INVALID_INPUT')
  })

  it('[L33] is no place to guess: the tries count with those of signing in, by address and account', async () => {
    const friend = await new Actor(hub.url, hub.account('hayate')).signIn()
    const ridden = new Actor(slow.url, friend.account)
    ridden.cookie = friend.cookie
    const reasons: string[] = []
    for (let i = 0; i < 6; i += 1)
      reasons.push((await refusalOf(await ridden.asking(NEW_KEY, wish({ password: `guess ${i}` })))).reason)
    expect(reasons).toEqual([...Array.from({ length: 5 }, () => 'CONFIRMATION_FAILED'), 'SIGN_IN_TOO_OFTEN'])
    await expect(ridden.makeKey()).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
    await expect(new Actor(slow.url, friend.account).signIn()).rejects.toThrow('429')
  })
})

describe('an API key', () => {
  const keyOf = async (owner: Actor, scopes: string[]): Promise<Actor> =>
    hub.nobody().withKey((await owner.makeKey(scopes)).key)
  let owner: Actor
  let friend: Actor
  beforeAll(async () => {
    owner = await new Actor(hub.url, hub.account('officer-1')).signIn()
    friend = await new Actor(hub.url, hub.account('hoshizora')).signIn()
  })

  it('does what its scopes say and nothing else', async () => {
    const doors: [string, (who: Actor) => Promise<unknown>][] = [
      ['read', who => who.ask('{ editions { hasMore } }')],
      ['read', who => who.ask('{ inbox { lastSeq } }')],
      ['read', who => who.ask('{ organisations { hasMore } }')],
      ['read', who => who.ask('mutation { socketTicket }')],
      ['acknowledge', who => who.ask('mutation { acknowledge(seq: 1) { seq } }')],
      ['import', who => who.importBundle(newImportId(), '{}')],
      ['import', who => who.ask('{ bundleImports { hasMore } }')],
      [
        'draft',
        who =>
          who.ask('mutation ($input: ProductInput!) { draftProduct(input: $input) { id } }', {
            input: productOf('x', []),
          }),
      ],
      ['draft', who => who.ask('{ products { hasMore } }')],
      ['draft', who => who.ask('{ stixObjects { hasMore } }')],
      ['release', who => who.ask('mutation { releaseProduct(id: "x", version: 1) { id } }')],
      ['release', who => who.ask('mutation { recallProduct(id: "x", reason: "x") { id } }')],
      [
        'administer',
        who => who.ask('mutation { moveMembership(organisationId: "x", to: SUSPENDED, reason: "x") { id } }'),
      ],
      ['administer', who => who.ask('mutation { recordClearance(personId: "x", rank: 0) { id } }')],
    ]
    for (const scope of ['read', 'acknowledge', 'import', 'draft', 'release']) {
      await forgetCodes(hub, 'officer-1')
      const who = await keyOf(owner, [scope])
      for (const [needed, ask] of doors) {
        const outcome = await ask(who).then(
          () => 'done',
          (error: { reason?: string }) => error.reason,
        )
        if (needed === scope) expect(outcome).not.toBe('SCOPE')
        else expect([needed, outcome]).toEqual([needed, 'SCOPE'])
      }
    }
  })

  it('cannot be made to do more than its person, nor to last more than a year', async () => {
    for (const scope of ['import', 'draft', 'release', 'administer'])
      await expect(keyOf(friend, ['read', scope])).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        reason: 'SCOPE_NOT_ALLOWED',
      })
    await expect(keyOf(friend, [])).rejects.toMatchObject({ reason: 'NO_SCOPE' })
    for (const expiresAt of [new Date(Date.now() - 1_000), new Date(Date.now() + 370 * 86_400_000)])
      await expect(
        friend.ask(NEW_KEY, wish({ ...friend.factors(), expiresAt: expiresAt.toISOString() })),
      ).rejects.toMatchObject({ reason: 'BAD_EXPIRY' })
  })

  it('[L01] is not looked after by a key, and nobody sees or ends another’s', async () => {
    const key = await keyOf(friend, ['read', 'acknowledge'])
    const { apiKeys } = await friend.ask('{ apiKeys { id name scopes } }')
    expect(apiKeys.length).toBeGreaterThan(0)
    await expect(key.ask('{ apiKeys { id } }')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(key.ask(NEW_KEY, wish(friend.factors()))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(
      key.ask('mutation ($id: ID!) { revokeApiKey(id: $id) { id } }', { id: apiKeys[0].id }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' })
    for (const id of [apiKeys[0].id, '6ba7b810-9dad-41d1-80b4-00c04fd430c8', 'x'])
      await expect(owner.ask('mutation ($id: ID!) { revokeApiKey(id: $id) { id } }', { id })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      })
    expect((await key.ask(ME)).me.email).toBe(friend.account?.email)
  })

  it('[L59] is nothing any more once revoked, expired or altered, and works in the header alone', async () => {
    const unknown = await answerTo(hub.nobody().withKey(`noroshi_f_${'A'.repeat(43)}`), '{ editions { hasMore } }')
    const { key, id } = await friend.makeKey()
    expect((await fetch(`${hub.url}/editions/x/bundle?key=${key}&access_token=${key}`)).status).toBe(401)
    expect(
      (
        await fetch(`${hub.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-api-key': key },
          body: '{"query":"{ editions { hasMore } }"}',
        }).then(refusalOf)
      ).code,
    ).toBe('UNAUTHENTICATED')
    for (const altered of [
      key.slice(0, -1),
      `${key}A`,
      key.replace('_f_', '_g_'),
      key.toUpperCase(),
      key.replace('noroshi_', ''),
      key.replace('noroshi_', 'ticket_'),
    ])
      expect(await answerTo(hub.nobody().withKey(altered), '{ editions { hasMore } }')).toBe(unknown)
    await friend.ask('mutation ($id: ID!) { revokeApiKey(id: $id) { revokedAt } }', { id })
    expect(await answerTo(hub.nobody().withKey(key), '{ editions { hasMore } }')).toBe(unknown)
    const other = await keyOf(friend, ['read'])
    await hub.database.superuser.query(
      `update hub.api_key set expires_at = now() where expires_at > now() and name = '試験'`,
    )
    expect(await answerTo(other, '{ editions { hasMore } }')).toBe(unknown)
    const { rows } = await hub.database.superuser.query('select 1 from hub.api_key where key_hash = $1', [key])
    expect(rows).toEqual([])
  })
})
