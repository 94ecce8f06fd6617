import { generateSync } from 'otplib'
import { Actor } from '../support/actor.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'
import { bytesOf, refusalOf } from './answers.ts'

const ME = '{ me { email } }'

describe('signing in', () => {
  let hub: TestHub
  beforeAll(async () => {
    hub = await startTestHub()
  }, 60_000)
  afterAll(() => hub.stop())

  const signIn = (body: object, headers: Record<string, string> = {}, url = hub.url) =>
    fetch(`${url}/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-noroshi-request': '1', ...headers },
      body: JSON.stringify(body),
    })
  /** A right code; each step counts once, so tests of one account take different ones. */
  const codeOf = (prefix: string, steps = 0) =>
    generateSync({ secret: hub.account(prefix).totpSecret ?? '', epoch: Math.floor(Date.now() / 1000) + steps * 30 })

  it('[L39] gives a cookie that scripts cannot read and other sites cannot send, and names nothing but the tier', async () => {
    const { email, password } = hub.account('wakaba')
    const answer = await signIn({ email, password })
    const [cookie, ...others] = answer.headers.getSetCookie()
    expect(others).toEqual([])
    const [pair, ...flags] = cookie.split('; ')
    expect(pair).toMatch(/^noroshi=f_[A-Za-z0-9_-]{43}$/)
    expect(flags.map(flag => flag.split('=')[0]).sort()).toEqual(['Expires', 'HttpOnly', 'Path', 'SameSite'])
    expect(flags).toEqual(expect.arrayContaining(['Path=/', 'SameSite=Strict']))
    expect(await answer.json()).toEqual({ tier: 'FRIEND' })
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it('[L21][L38] fails alike, to the byte, whatever is wrong', async () => {
    const member = hub.account('hoshiwatari')
    const friend = hub.account('wakaba')
    const suspended = hub.account('nijinohashi')
    const wrong = [
      { email: member.email, password: 'wrong', totp: codeOf('hoshiwatari') },
      { email: member.email, password: member.password },
      { email: member.email, password: member.password, totp: '000000' },
      { email: member.email, password: member.password, totp: '' },
      { email: member.email, password: member.password, totp: 'abcdef' },
      { email: member.email, password: member.password, totp: codeOf('hoshiwatari', 20) },
      { email: friend.email, password: 'wrong' },
      { email: friend.email, password: member.password },
      { email: 'nobody@ncc.example', password: member.password },
      { email: `${member.email}.`, password: member.password, totp: codeOf('hoshiwatari') },
      { email: "' or 1=1 --", password: "' or 1=1 --" },
      { email: suspended.email, password: suspended.password, totp: codeOf('nijinohashi') },
      { email: 'hoshiwatari-power-3@ncc.example', password: member.password, totp: codeOf('hoshiwatari') },
    ]
    const answers = new Set<string>()
    for (const body of wrong) answers.add(await bytesOf(await signIn(body)))
    expect([...answers]).toHaveLength(1)
    expect(await refusalOf(await signIn(wrong[0]))).toMatchObject({
      status: 401,
      code: 'UNAUTHENTICATED',
      reason: 'SIGN_IN_FAILED',
    })
    const japanese = new Set(
      await Promise.all(wrong.map(async body => bytesOf(await signIn(body, { 'accept-language': 'ja' })))),
    )
    expect([...japanese]).toEqual([expect.stringContaining('正しくありません')])
  }, 30_000)

  it('takes a one-time code once, also from two at the same moment', async () => {
    const { email, password } = hub.account('kazamidori')
    const body = { email, password, totp: codeOf('kazamidori') }
    const statuses = (await Promise.all([signIn(body), signIn(body), signIn(body)])).map(answer => answer.status)
    expect(statuses.sort()).toEqual([200, 401, 401])
    expect((await signIn(body)).status).toBe(401)
    expect((await signIn({ ...body, totp: codeOf('kazamidori', -1) })).status).toBe(401)
  })

  it('refuses more than what is asked for, and what is not text', async () => {
    const { email, password } = hub.account('wakaba')
    for (const body of [
      { email, password, role: 'ADMINISTRATOR' },
      { email: { $ne: '' }, password },
      { email: [email], password },
      { email, password: [password] },
      { email, password: 1 },
      { email, password, totp: 123456 },
      { email: 'x'.repeat(10_000), password },
      { email, password: 'x'.repeat(10_000) },
    ])
      expect([400, 401]).toContain((await signIn(body)).status)
    expect((await signIn({ email: `  ${email.toUpperCase()} `, password })).status).toBe(200)
    expect((await signIn({ email, password: `${password} ` })).status).toBe(401)
    expect(
      (
        await fetch(`${hub.url}/auth/sign-in?email=${email}&password=${password}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{}',
        })
      ).status,
    ).toBe(400)
    expect((await hub.nobody().get(`/auth/sign-in?email=${email}&password=${password}`)).status).toBe(404)
  })

  it('cannot be done from another site in the victim’s browser', async () => {
    const { email, password } = hub.account('wakaba')
    const form = new URLSearchParams({ email, password })
    const multipart = new FormData()
    for (const [name, value] of form) multipart.append(name, value)
    for (const body of [form, multipart])
      expect((await fetch(`${hub.url}/auth/sign-in`, { method: 'POST', body })).headers.getSetCookie()).toEqual([])
    const asText = await fetch(`${hub.url}/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ email, password }),
    })
    expect(asText.headers.getSetCookie()).toEqual([])
  })

  describe('with a cookie', () => {
    let friend: Actor
    beforeAll(async () => {
      friend = await new Actor(hub.url, hub.account('wakaba')).signIn()
    })

    const post = (path: string, headers: Record<string, string>, body: BodyInit = JSON.stringify({ query: ME })) =>
      fetch(hub.url + path, { method: 'POST', headers: { cookie: friend.cookie ?? '', ...headers }, body })
    const JSON_TYPE = { 'content-type': 'application/json' }
    const OURS = { 'x-noroshi-request': '1' }

    it.each([
      ['without our header', { ...JSON_TYPE }],
      ['with our header and a foreign Origin', { ...JSON_TYPE, ...OURS, origin: 'https://evil.example' }],
      ['with an Origin of null', { ...JSON_TYPE, ...OURS, origin: 'null' }],
      ['with an Origin that only begins like ours', { ...JSON_TYPE, ...OURS, origin: 'http://127.0.0.1.evil.example' }],
      ['marked cross-site by the browser', { ...JSON_TYPE, ...OURS, 'sec-fetch-site': 'cross-site' }],
      ['marked same-site, from a neighbouring host', { ...JSON_TYPE, ...OURS, 'sec-fetch-site': 'same-site' }],
      ['marked none, from the address bar', { ...JSON_TYPE, ...OURS, 'sec-fetch-site': 'none' }],
    ])('a request %s is refused at every door', async (_title, headers) => {
      for (const path of ['/graphql', '/auth/sign-in', '/auth/sign-out', '/nothing'])
        expect(await refusalOf(await post(path, headers))).toMatchObject({
          status: 403,
          code: 'FORBIDDEN',
          reason: 'CROSS_SITE',
        })
      expect(await friend.ask(ME)).toEqual({ me: { email: friend.account?.email } })
    })

    it('an upload needs our header too', async () => {
      const form = new FormData()
      form.append('operations', JSON.stringify({ query: ME }))
      form.append('map', '{}')
      expect((await refusalOf(await post('/graphql', {}, form))).reason).toBe('CROSS_SITE')
    })

    it('a request from our own pages is answered, and reading by GET never runs a query', async () => {
      expect(
        (await post('/graphql', { ...JSON_TYPE, ...OURS, origin: hub.url, 'sec-fetch-site': 'same-origin' })).status,
      ).toBe(200)
      expect((await friend.get(`/graphql?query=${encodeURIComponent(ME)}`)).status).toBe(404)
      expect((await friend.get(`/graphql?query=${encodeURIComponent('mutation { socketTicket }')}`)).status).toBe(404)
    })

    it('signing out ends the session at once, and clears what the browser kept', async () => {
      const leaving = await new Actor(hub.url, hub.account('hayate')).signIn()
      const answer = await leaving.post('/auth/sign-out', '{}')
      expect(answer.status).toBe(204)
      expect(answer.headers.getSetCookie()[0]).toMatch(/^noroshi=;.*Expires=Thu, 01 Jan 1970/)
      expect(answer.headers.get('clear-site-data')).toContain('"cache"')
      expect(await leaving.ask(ME)).toEqual({ me: null })
      await expect(leaving.ask('{ editions { hasMore } }')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
      expect((await leaving.post('/auth/sign-out', '{}')).status).toBe(204)
    })

    it('a cookie that is none of ours is nobody', async () => {
      for (const cookie of [
        'noroshi=',
        'noroshi=x',
        `noroshi=f_${'A'.repeat(43)}`,
        `noroshi=g_${friend.cookie?.slice(10)}`,
        `noroshi=${friend.cookie?.slice(8)}x`,
        'noroshi=%00',
        `other=${friend.cookie?.slice(8)}`,
        `noroshi=${hub.account('wakaba').apiKey}`,
      ]) {
        const nobody = hub.nobody()
        nobody.cookie = cookie
        expect(await nobody.ask(ME)).toEqual({ me: null })
      }
    })
  })

  it('gives a Secure __Host- cookie behind TLS, and knows no other', async () => {
    const https = await startTestHub({ beside: hub, worker: false, publicUrl: 'https://hub.example' })
    const { email, password } = hub.account('wakaba')
    const answer = await signIn({ email, password }, {}, https.url)
    const [cookie] = answer.headers.getSetCookie()
    expect(cookie).toMatch(/^__Host-noroshi=f_/)
    expect(cookie.split('; ')).toEqual(expect.arrayContaining(['Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/']))
    expect(cookie).not.toContain('Domain')
    expect(answer.headers.get('strict-transport-security')).toContain('includeSubDomains')
    const friend = new Actor(https.url, hub.account('wakaba'))
    friend.cookie = cookie.split(';')[0].replace('__Host-', '')
    expect(await friend.ask(ME)).toEqual({ me: null })
    friend.cookie = cookie.split(';')[0]
    expect(await friend.ask(ME)).toEqual({ me: { email } })
    await https.stop()
  })

  it('[L33] is slowed down by address, in the caller’s language, the same for known and unknown accounts', async () => {
    const slow = await startTestHub({ beside: hub, worker: false, signInsPerMinute: 6 })
    const tries = []
    for (let i = 0; i < 8; i += 1)
      tries.push(
        await signIn(
          { email: `nobody-${i}@ncc.example`, password: 'x' },
          { 'accept-language': 'ja', 'x-forwarded-for': `203.0.113.${i}` },
          slow.url,
        ),
      )
    expect(tries.map(answer => answer.status)).toEqual([401, 401, 401, 401, 401, 401, 429, 429])
    expect(tries[7].headers.get('retry-after')).toBe('60')
    const refusal = await refusalOf(tries[7])
    expect(refusal).toMatchObject({ code: 'TOO_MANY_REQUESTS', reason: 'SIGN_IN_TOO_OFTEN' })
    expect(refusal.message).toMatch(/\d+秒待ってからお試しください/)
    const { email, password } = hub.account('hayate')
    expect((await signIn({ email, password }, {}, slow.url)).status).toBe(429)
    expect((await slow.as('hayate').asking(ME)).status).toBe(200)
    await slow.stop()
    const own = await startTestHub({ beside: hub, worker: false, signInsPerMinute: 15 })
    const known = []
    for (let i = 0; i < 7; i += 1)
      known.push((await signIn({ email: i % 2 ? email : email.toUpperCase(), password: 'x' }, {}, own.url)).status)
    expect(known).toEqual([401, 401, 401, 401, 401, 429, 429])
    expect(
      (await signIn({ email: hub.account('wakaba').email, password: hub.account('wakaba').password }, {}, own.url))
        .status,
    ).toBe(200)
    await own.stop()
  }, 30_000)
})
