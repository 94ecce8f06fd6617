/**
 * A council grows through its doors: an administrator registers organisations and people, the people enrol, sign in and
 * receive. Nobody else registers, and an invitation tells nothing to who does not hold it.
 */
import { Actor, type Listener } from '../support/actor.ts'
import { productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { totpAt } from '@noroshi/membership'
import { answerTo, bytesOf, INSIDES, refusalOf } from './answers.ts'
import { personIdOf } from './steps.ts'

const PASSWORD = '丘から丘へ狼煙を上げて知らせる夜'
const REGISTER_ORGANISATION =
  'mutation ($input: OrganisationInput!) { registerOrganisation(input: $input) { id state tier history { reason } } }'
const REGISTER_PERSON = `mutation ($organisationId: ID!, $input: PersonInput!) { registerPerson(organisationId: $organisationId, input: $input) {
  enrolmentToken expiresAt person { id email roles active clearance { rank } } } }`
const RENEW = 'mutation ($personId: ID!) { renewEnrolment(personId: $personId) { enrolmentToken expiresAt } }'
const MOVE =
  'mutation ($id: ID!, $to: MembershipState!) { moveMembership(organisationId: $id, to: $to, reason: "加入手続") { state } }'
const SAFEGUARDS =
  'mutation ($id: ID!, $until: DateTime) { recordSafeguards(organisationId: $id, validUntil: $until) { safeguardsValid } }'
const CLEARANCE = `mutation ($personId: ID!, $until: DateTime) {
  recordClearance(personId: $personId, rank: 2, validUntil: $until, verifiedBy: "適性評価担当") { clearance { valid } } }`

const POWER = {
  name: '東雲電力',
  nameEn: 'Shinonome Power',
  class: 'CORE_INFRASTRUCTURE_OPERATOR',
  tier: 'MEMBER',
  sectors: ['electricity'],
}
const CITY = {
  name: '東雲市',
  nameEn: 'Shinonome City',
  class: 'MUNICIPALITY',
  tier: 'FRIEND',
  sectors: [],
  prefecture: '東京都',
}
const MINISTRY = {
  name: '東雲省',
  nameEn: 'Ministry of Dawn',
  class: 'ADMINISTRATIVE_ORGAN',
  tier: 'GOVERNMENT',
  sectors: [],
}
const inAYear = new Date(Date.now() + 365 * 86_400_000).toISOString()

describe('the registry', () => {
  let hub: TestHub
  let administrator: Actor
  let addresses = 0

  beforeAll(async () => {
    hub = await startTestHub()
    administrator = await new Actor(hub.url, hub.account('administrator')).signIn()
  }, 60_000)
  const listeners: Listener[] = []
  afterAll(() => {
    for (const listener of listeners) listener.close()
    return hub.stop()
  })

  const registerOrganisation = async (input: object): Promise<string> =>
    (await administrator.ask(REGISTER_ORGANISATION, { input })).registerOrganisation.id
  const registerPerson = async (
    organisationId: string,
    roles: readonly string[],
    email = `new-${++addresses}@dawn.example`,
  ) =>
    (await administrator.ask(REGISTER_PERSON, { organisationId, input: { name: '東雲 あかり', email, roles } }))
      .registerPerson
  const post = (path: string, body: object) => hub.nobody().post(path, JSON.stringify(body))

  /** Joins as the portal does it, and comes back as somebody who can sign in. */
  async function enrol(token: string): Promise<Actor> {
    const offer = await (await post('/auth/enrolment', { token })).json()
    const secret: string | null = offer.totp?.secret ?? null
    const codes = secret ? { totpSecret: secret, totp: totpAt(secret, new Date()) } : {}
    const answer = await post('/auth/enrol', { token, password: PASSWORD, ...codes })
    expect([answer.status, await answer.text()]).toEqual([204, ''])
    const account = {
      name: offer.name,
      tier: offer.tier,
      roles: [],
      email: offer.email,
      password: PASSWORD,
      totpSecret: secret,
      apiKey: null,
    }
    return new Actor(hub.url, account)
  }
  /** The code that proved the authenticator is used up, so this is the next one. */
  const signIn = (actor: Actor) => actor.signIn(new Date(Date.now() + 30_000))
  async function activate(id: string): Promise<void> {
    for (const to of ['CONSENTED', 'OBLIGATIONS_SIGNED', 'SAFEGUARDS_VERIFIED', 'ACTIVE'])
      await administrator.ask(MOVE, { id, to })
  }

  it('lets organisations of each tier join step by step, and their people receive the next bulletin', async () => {
    const [power, city, ministry] = [
      await registerOrganisation(POWER),
      await registerOrganisation(CITY),
      await registerOrganisation(MINISTRY),
    ]
    const people = {
      member: await registerPerson(power, ['MEMBER_READER']),
      friend: await registerPerson(city, ['FRIEND_CONTACT']),
      official: await registerPerson(ministry, []),
    }
    expect(people.member.person).toMatchObject({ roles: ['MEMBER_READER'], active: true, clearance: { rank: 0 } })
    const [member, friend, official] = [
      await enrol(people.member.enrolmentToken),
      await enrol(people.friend.enrolmentToken),
      await enrol(people.official.enrolmentToken),
    ]
    // Enrolled, but nobody comes in before the organisation has done its part.
    await expect(signIn(member)).rejects.toThrow('401')

    await administrator.ask(MOVE, { id: power, to: 'CONSENTED' })
    await expect(administrator.ask(MOVE, { id: power, to: 'ACTIVE' })).rejects.toMatchObject({ reason: 'NO_SUCH_MOVE' })
    for (const to of ['OBLIGATIONS_SIGNED', 'SAFEGUARDS_VERIFIED']) await administrator.ask(MOVE, { id: power, to })
    await expect(administrator.ask(MOVE, { id: power, to: 'ACTIVE' })).rejects.toMatchObject({
      reason: 'SAFEGUARDS_MISSING',
    })
    await administrator.ask(SAFEGUARDS, { id: power, until: inAYear })
    await administrator.ask(MOVE, { id: power, to: 'ACTIVE' })
    await activate(city)
    await administrator.ask(SAFEGUARDS, { id: ministry, until: inAYear }) // government's own bodies need them too
    await activate(ministry)
    await administrator.ask(CLEARANCE, { personId: people.member.person.id, until: inAYear })
    await administrator.ask(CLEARANCE, { personId: people.official.person.id, until: inAYear })

    for (const actor of [member, friend, official]) listeners.push(await (await signIn(actor)).listen())
    await release(
      hub.as('analyst-1'),
      hub.as('officer-1'),
      productOf('暁', [
        { title: '暁 総合', commInfo: true },
        { title: '暁 提供用', secret: true },
        { title: '暁 周知等用' },
      ]),
    )
    for (const listener of listeners) await listener.until(() => listener.items.length > 0, 'the news')
    const titles = async (actor: Actor) =>
      (await actor.ask('{ editions { items { title } } }')).editions.items
        .map((item: { title: string }) => item.title)
        .sort()
    expect(await titles(member)).toEqual(['暁 周知等用', '暁 提供用'].sort())
    expect(await titles(friend)).toEqual(['暁 周知等用'])
    expect(await titles(official)).toEqual(['暁 周知等用', '暁 提供用', '暁 総合'].sort())
  }, 60_000)

  it('writes each step into the history of the organisation', async () => {
    const id = await registerOrganisation({ ...CITY, name: '東雲町' })
    const { person } = await registerPerson(id, ['FRIEND_CONTACT'])
    await administrator.ask('mutation ($personId: ID!) { deactivatePerson(personId: $personId) { active } }', {
      personId: person.id,
    })
    await administrator.ask('mutation ($personId: ID!) { reactivatePerson(personId: $personId) { active } }', {
      personId: person.id,
    })
    await administrator.ask('mutation ($personId: ID!) { assignRoles(personId: $personId, roles: []) { roles } }', {
      personId: person.id,
    })
    await administrator.ask(RENEW, { personId: person.id })
    const { organisation } = await administrator.ask(
      'query ($id: ID!) { organisation(id: $id) { history { fromState toState reason } people { active roles } } }',
      { id },
    )
    expect(organisation.history.map(({ reason }: { reason: string }) => reason.split('：')[0])).toEqual([
      '登録手続を再発行',
      '役割',
      '利用再開',
      '利用停止',
      '担当者を登録',
      '組織を登録',
    ])
    expect(organisation.people).toEqual([{ active: true, roles: [] }])
  })

  it('is closed to everybody but administrators', async () => {
    const personId = await personIdOf(hub, 'hoshizora')
    const organisationId = await registerOrganisation({ ...CITY, name: '東雲村' })
    const input = { name: '誰か', email: hub.account('wakaba').email, roles: [] }
    const { rows: before } = await hub.database.superuser.query('select count(*) from hub.membership_change')
    for (const actor of [
      await new Actor(hub.url, hub.account('analyst-1')).signIn(),
      await new Actor(hub.url, hub.account('hoshiwatari')).signIn(),
      await new Actor(hub.url, hub.account('wakaba')).signIn(),
      hub.nobody(),
    ]) {
      const code = actor.cookie ? /FORBIDDEN|NOT_FOUND/ : /UNAUTHENTICATED/
      for (const [query, variables] of [
        [REGISTER_ORGANISATION, { input: { ...CITY, name: '偽市' } }],
        [REGISTER_PERSON, { organisationId, input }],
        [RENEW, { personId }],
        ['mutation ($personId: ID!) { deactivatePerson(personId: $personId) { id } }', { personId }],
        ['mutation ($personId: ID!) { reactivatePerson(personId: $personId) { id } }', { personId }],
        ['mutation ($personId: ID!) { assignRoles(personId: $personId, roles: [ADMINISTRATOR]) { id } }', { personId }],
      ] as const) {
        const answer = await actor.asking(query, variables)
        expect((await refusalOf(answer)).code).toMatch(code)
      }
    }
    // To a member, whose address is taken and whose is not are one and the same.
    const member = await new Actor(hub.url, hub.account('kazamidori')).signIn()
    const register = (email: string) =>
      answerTo(member, REGISTER_PERSON, { organisationId, input: { ...input, email } })
    expect(await register(input.email)).toBe(await register('nobody@dawn.example'))
    const { rows: after } = await hub.database.superuser.query('select count(*) from hub.membership_change')
    expect(after).toEqual(before)
  }, 60_000)

  it('tells an administrator which field is at fault, also that an address is taken', async () => {
    const organisationId = await registerOrganisation({ ...CITY, name: '東雲郡' })
    const refusal = async (query: string, variables: object) => refusalOf(await administrator.asking(query, variables))
    const person = (more: object) => ({
      organisationId,
      input: { name: '誰か', email: 'x@dawn.example', roles: [], ...more },
    })
    expect(await refusal(REGISTER_PERSON, person({ email: hub.account('wakaba').email }))).toMatchObject({
      code: 'CONFLICT',
      field: 'email',
    })
    expect(await refusal(REGISTER_PERSON, person({ email: 'nonsense' }))).toMatchObject({
      code: 'INVALID_INPUT',
      field: 'email',
    })
    expect(await refusal(REGISTER_PERSON, person({ roles: ['ANALYST'] }))).toMatchObject({
      code: 'INVALID_INPUT',
      field: 'roles',
    })
    expect(await refusal(REGISTER_ORGANISATION, { input: { ...CITY, tier: 'GOVERNMENT' } })).toMatchObject({
      field: 'tier',
    })
    expect(await refusal(REGISTER_ORGANISATION, { input: { ...CITY, tier: 'PUBLIC' } })).toMatchObject({
      field: 'tier',
    })
    expect(await refusal(REGISTER_ORGANISATION, { input: { ...CITY, sectors: ['magic'] } })).toMatchObject({
      field: 'sectors',
    })
  })

  it('answers byte for byte alike to every token that opens nothing', async () => {
    const city = await registerOrganisation({ ...CITY, name: '東雲区' })
    const used = (await registerPerson(city, [])).enrolmentToken
    await enrol(used)
    const replaced = await registerPerson(city, [])
    await administrator.ask(RENEW, { personId: replaced.person.id })
    const expired = await registerPerson(city, [])
    await hub.database.superuser.query(
      `with moved as (update hub.enrolment set created_at = created_at - interval '8 days', expires_at = expires_at - interval '8 days'
                       where person_id = $1 returning created_at)
       update hub.person set invited_at = moved.created_at from moved where id = $1`,
      [expired.person.id],
    )
    const tokens = [used, replaced.enrolmentToken, expired.enrolmentToken, `enrol_m_${'A'.repeat(43)}`, 'nonsense', '']
    for (const [path, more] of [
      ['/auth/enrolment', {}],
      ['/auth/enrol', { password: 'short' }],
      ['/auth/enrol', { password: PASSWORD, totpSecret: 'A'.repeat(32), totp: '000000' }],
    ] as const) {
      const answers = await Promise.all(tokens.map(async token => bytesOf(await post(path, { token, ...more }))))
      expect(new Set(answers).size).toBe(1)
      expect(answers[0]).toContain('ENROLMENT_FAILED')
      expect(answers[0]).not.toMatch(INSIDES)
    }
  }, 60_000)

  it('gives a friend no authenticator, and everybody else none without a code that works', async () => {
    const friend = (await registerPerson(await registerOrganisation({ ...CITY, name: '東雲島' }), [])).enrolmentToken
    const totpSecret = 'A'.repeat(32)
    const own = { password: PASSWORD, totpSecret, totp: totpAt(totpSecret, new Date()) }
    expect(await (await post('/auth/enrolment', { token: friend })).json()).toMatchObject({
      tier: 'FRIEND',
      totp: null,
    })
    expect(await refusalOf(await post('/auth/enrol', { token: friend, ...own }))).toMatchObject({ field: 'totpSecret' })

    const member = (await registerPerson(await registerOrganisation({ ...POWER, name: '東雲第二電力' }), []))
      .enrolmentToken
    const { totp, email } = await (await post('/auth/enrolment', { token: member })).json()
    expect(totp.uri).toBe(
      `otpauth://totp/Noroshi:${encodeURIComponent(email)}?secret=${totp.secret}&issuer=Noroshi&algorithm=SHA1&digits=6&period=30`,
    )
    for (const [more, field] of [
      [{ password: 'fourteen chars' }, 'password'],
      [{ totpSecret: undefined }, 'totpSecret'],
      [{ totp: '000000' }, 'totp'],
    ] as const) {
      const attempt = { token: member, password: PASSWORD, totpSecret: totp.secret, totp: 'none', ...more }
      expect(await refusalOf(await post('/auth/enrol', attempt))).toMatchObject({ status: 400, field })
    }
    await enrol(member)
  })

  it('ends what somebody had before when they enrol anew, sockets too', async () => {
    const old = await new Actor(hub.url, hub.account('hibari')).signIn()
    const listener = await old.listen()
    listeners.push(listener)
    const byKey = hub.as('hibari')
    const personId = await personIdOf(hub, 'hibari')
    const { renewEnrolment } = await administrator.ask(RENEW, { personId })
    expect((await old.ask('{ me { personId } }')).me).toEqual({ personId })
    const anew = await enrol(renewEnrolment.enrolmentToken)
    await listener.until(() => !listener.socket.connected, 'the goodbye')
    for (const actor of [old, byKey]) expect((await actor.ask('{ me { personId } }')).me).toBeNull()
    expect((await (await signIn(anew)).ask('{ me { personId } }')).me).toEqual({ personId })
  }, 30_000)
})

describe('guessing tokens', () => {
  it('is slowed by the address it comes from', async () => {
    const hub = await startTestHub({ worker: false, signInsPerMinute: 5 })
    try {
      const statuses = []
      for (let time = 0; time < 7; time += 1)
        statuses.push((await hub.nobody().post('/auth/enrolment', JSON.stringify({ token: `guess ${time}` }))).status)
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429])
    } finally {
      await hub.stop()
    }
  }, 30_000)
})
