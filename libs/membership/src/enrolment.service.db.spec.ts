import { cloneDatabase, testCluster } from '@noroshi/database/testing'
import { parseFoundingFile, withInvitedAdministrators } from './founding-file.ts'
import { foundCouncil, invite } from './founding.ts'
import { MembershipService } from './membership.service.ts'
import { openTestRegistry } from './registry-testing.ts'
import type { TestRegistry } from './registry-testing.ts'
import { digestOf } from './token.ts'
import { totpAt } from './totp.ts'

// The tables compare an enrolment's end with the server's clock, so these tests happen now and move on from here.
const AT = new Date()
const minutesOn = (minutes: number) => new Date(AT.getTime() + minutes * 60_000)

let registry: TestRegistry
beforeAll(async () => {
  registry = await openTestRegistry(AT)
}, 60_000)
afterAll(() => registry.council.drop())

describe('enrolment', () => {
  it('lets a person of each tier set their own credential and sign in once their organisation is active', async () => {
    const ministry = await registry.idOf('国家サイバー統括室')
    const city = (await registry.registerOrganisation(registry.CITY)).id
    for (const state of ['CONSENTED', 'OBLIGATIONS_SIGNED', 'SAFEGUARDS_VERIFIED', 'ACTIVE'] as const)
      await registry.membership.moveMembership(registry.administrator, city, state, '加入', AT)
    const people = [
      await registry.registerPerson(ministry, { roles: ['ANALYST'] }),
      await registry.registerPerson(await registry.idOf('星渡電力')),
      await registry.registerPerson(city, { roles: ['FRIEND_CONTACT'] }),
    ]
    for (const { person, enrolmentToken } of people) {
      const secret = await registry.enrol(enrolmentToken)
      expect(secret === null).toBe(person.roles.includes('FRIEND_CONTACT'))
      const session = await registry.signIn(person.email, secret, minutesOn(1))
      expect(session.person.id).toBe(person.id)
    }
    expect(people.map(({ enrolmentToken }) => enrolmentToken.slice(0, 8))).toEqual(['enrol_g_', 'enrol_m_', 'enrol_f_'])
  })

  it('keeps no token in clear, and uses up the code that proved the authenticator', async () => {
    const { person, enrolmentToken } = await registry.registerPerson(await registry.idOf('星渡電力'))
    const secret = await registry.enrol(enrolmentToken)
    await expect(registry.signIn(person.email, secret, AT)).rejects.toMatchObject({ reason: 'SIGN_IN_FAILED' })
    const { rows } = await registry.council.superuser.query(
      `select e.token_hash, e.used_at, e::text || c::text as everything
         from hub.enrolment e join hub.credential c using (person_id) where person_id = $1`,
      [person.id],
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ token_hash: digestOf(enrolmentToken), used_at: AT })
    expect(rows[0].everything).not.toContain(enrolmentToken)
    expect(rows[0].everything).not.toContain(registry.PASSWORD)
  })

  it('answers alike to an unknown, used, replaced, expired and foreign token', async () => {
    const power = await registry.idOf('星渡電力')
    const used = await registry.registerPerson(power)
    await registry.enrol(used.enrolmentToken)
    const replaced = await registry.registerPerson(power)
    await registry.membership.renewEnrolment(registry.administrator, replaced.person.id, minutesOn(1))
    const open = await registry.registerPerson(power)
    const refusals = await Promise.all(
      [
        [`enrol_m_${'A'.repeat(43)}`, AT],
        ['nonsense', AT],
        [used.enrolmentToken, AT],
        [replaced.enrolmentToken, minutesOn(1)],
        [open.enrolmentToken, minutesOn(7 * 24 * 60)],
        [open.enrolmentToken.replace('_m_', '_f_'), AT],
      ].flatMap(([token, at]) => {
        const [presented, instant] = [String(token), new Date(at ?? AT)]
        const attempt = { token: presented, password: 'short', totpSecret: null, totp: null }
        return [
          registry.membership.offerEnrolment(presented, instant).catch((error: unknown) => error),
          registry.membership.enrol(attempt, instant).catch((error: unknown) => error),
        ]
      }),
    )
    for (const refusal of refusals) expect(refusal).toEqual(refusals[0])
    expect(refusals[0]).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'ENROLMENT_FAILED' })
  })

  it('asks for a good password and a working authenticator, and stays open until it gets both', async () => {
    const { enrolmentToken: token } = await registry.registerPerson(await registry.idOf('星渡電力'), {
      email: 'saburo@new.example',
    })
    const { totp } = await registry.membership.offerEnrolment(token, AT)
    const totpSecret = totp?.secret ?? ''
    const good = { token, password: registry.PASSWORD, totpSecret, totp: totpAt(totpSecret, AT) }
    const attempt = (more: object) => registry.membership.enrol({ ...good, ...more }, AT)
    await expect(attempt({ password: 'short' })).rejects.toMatchObject({ field: 'password', reason: 'TOO_SHORT' })
    await expect(attempt({ password: 'I am Saburo of power' })).rejects.toMatchObject({ reason: 'HOLDS_ACCOUNT_NAME' })
    await expect(attempt({ totpSecret: null })).rejects.toMatchObject({ field: 'totpSecret' })
    await expect(attempt({ totpSecret: 'AAAA' })).rejects.toMatchObject({ field: 'totpSecret' })
    await expect(attempt({ totp: totpAt(totpSecret, minutesOn(9)) })).rejects.toMatchObject({ field: 'totp' })
    await attempt({})
  })

  it('gives a friend no authenticator, not even their own', async () => {
    const { id } = await registry.registerOrganisation({ ...registry.CITY, name: '新市 二' })
    const { enrolmentToken: token } = await registry.registerPerson(id, { roles: ['FRIEND_CONTACT'] })
    expect((await registry.membership.offerEnrolment(token, AT)).totp).toBeNull()
    const totpSecret = 'A'.repeat(32)
    const attempt = { token, password: registry.PASSWORD, totpSecret, totp: totpAt(totpSecret, AT) }
    await expect(registry.membership.enrol(attempt, AT)).rejects.toMatchObject({ reason: 'FRIEND_WITHOUT_TOTP' })
  })

  it('counts once, however many try at once', async () => {
    const { enrolmentToken: token } = await registry.registerPerson(await registry.idOf('星渡電力'))
    const { totp } = await registry.membership.offerEnrolment(token, AT)
    const totpSecret = totp?.secret ?? ''
    const attempt = () =>
      registry.membership.enrol({ token, password: registry.PASSWORD, totpSecret, totp: totpAt(totpSecret, AT) }, AT)
    const results = await Promise.allSettled([attempt(), attempt(), attempt()])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ reason: 'ENROLMENT_FAILED' })
  })

  it('leaves the old sign-in good until the renewed token is used, then ends every old access', async () => {
    const before = await registry.council.signIn('kazamidori-bank-1', AT)
    const { apiKey } = registry.council.account('kazamidori-bank-1')
    const { enrolmentToken } = await registry.membership.renewEnrolment(registry.administrator, before.person.id, AT)
    expect(await registry.membership.readerOfSession(before.token, AT)).not.toBeNull()
    const secret = await registry.enrol(enrolmentToken)
    expect(await registry.membership.readerOfSession(before.token, AT)).toBeNull()
    expect(await registry.membership.readerOfApiKey(apiKey ?? '', AT)).toBeNull()
    await expect(registry.council.signIn('kazamidori-bank-1', minutesOn(1))).rejects.toMatchObject({
      reason: 'SIGN_IN_FAILED',
    })
    expect((await registry.signIn(before.person.email, secret, minutesOn(2))).person.id).toBe(before.person.id)
  })
})

describe('a council founded from a file', () => {
  it('is entered by its administrator, who was invited, and by whom an operator invites anew', async () => {
    const clone = await cloneDatabase(testCluster())
    try {
      const person = { name: '管理 花子', email: 'admin@real.example', roles: ['ADMINISTRATOR'] }
      const file = {
        organisations: [
          {
            name: '室',
            nameEn: 'Office',
            class: 'ADMINISTRATIVE_ORGAN',
            tier: 'GOVERNMENT',
            sectors: [],
            people: [person],
          },
        ],
      }
      const { council: founding, invited } = withInvitedAdministrators(parseFoundingFile(file), AT)
      expect(await foundCouncil(clone.database, founding, AT)).toBe(true)
      const membership = new MembershipService(clone.database)
      const again = await invite(clone.database, 'Admin@real.example', minutesOn(1))
      for (const [token, works] of [
        [invited[0]?.enrolmentToken ?? '', false],
        [again.enrolmentToken, true],
      ] as const) {
        const offered = membership.offerEnrolment(token, minutesOn(1))
        if (works)
          expect(await offered).toMatchObject({ email: 'admin@real.example', organisation: '室', tier: 'GOVERNMENT' })
        else await expect(offered).rejects.toMatchObject({ reason: 'ENROLMENT_FAILED' })
      }
      await expect(invite(clone.database, 'nobody@real.example', AT)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    } finally {
      await clone.drop()
    }
  }, 30_000)

  it('is refused when an organisation names a field that is not there', async () => {
    const clone = await cloneDatabase(testCluster())
    try {
      const file = {
        organisations: [
          {
            ...{ name: '室', nameEn: 'Office', class: 'ADMINISTRATIVE_ORGAN', tier: 'GOVERNMENT', sectors: ['magic'] },
            people: [{ name: '管理', email: 'a@real.example', roles: ['ADMINISTRATOR'] }],
          },
        ],
      }
      await expect(foundCouncil(clone.database, parseFoundingFile(file), AT)).rejects.toMatchObject({
        field: 'organisations[0].sectors',
      })
    } finally {
      await clone.drop()
    }
  })
})
