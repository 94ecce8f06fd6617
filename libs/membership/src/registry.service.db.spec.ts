import { invite, parseFoundingFile, withInvitedAdministrators } from './founding-file.ts'
import { foundCouncil } from './founding.ts'
import { cloneDatabase, testCluster } from '@noroshi/database/testing'
import { MembershipService } from './membership.service.ts'
import { digestOf } from './token.ts'
import { openTestCouncil } from './testing.ts'
import type { TestCouncil } from './testing.ts'
import { totpAt } from './totp.ts'
import type { NewSession } from './words.ts'

// The tables compare an enrolment's end with the server's clock, so these tests happen now and move on from here.
const AT = new Date()
const minutesOn = (minutes: number) => new Date(AT.getTime() + minutes * 60_000)
const PASSWORD = 'a long enough passphrase'

let council: TestCouncil
let administrator: NewSession['reader']
let analyst: NewSession['reader']
let addresses = 0
const newAddress = () => `person-${++addresses}@new.example`

beforeAll(async () => {
  council = await openTestCouncil(AT)
  administrator = (await council.signIn('administrator', AT)).reader
  analyst = (await council.signIn('analyst-1', AT)).reader
}, 60_000)
afterAll(() => council.drop())

const POWER = {
  name: '新電力',
  nameEn: 'New Power',
  class: 'CORE_INFRASTRUCTURE_OPERATOR',
  tier: 'MEMBER',
  sectors: ['electricity'],
  competentMinistry: '経済産業省',
  prefecture: '東京都',
} as const
const CITY = { ...POWER, name: '新市', nameEn: 'New City', class: 'MUNICIPALITY', tier: 'FRIEND', sectors: [] } as const
const registerOrganisation = (more: object = {}, reader = administrator) =>
  council.membership.registerOrganisation(reader, { ...POWER, ...more }, AT)
const registerPerson = (organisationId: string, more: object = {}, reader = administrator) =>
  council.membership.registerPerson(
    reader,
    organisationId,
    { name: '新 太郎', email: newAddress(), roles: ['MEMBER_READER'], ...more },
    AT,
  )
const organisationOf = async (name: string) => {
  const { items } = await council.membership.organisations(administrator, { text: name }, {}, AT)
  return items[0]?.id ?? ''
}
/** Enrols as a person would: pairs the offered secret, types the code it shows. */
async function enrol(token: string, at = AT, password = PASSWORD) {
  const { totp } = await council.membership.offerEnrolment(token, at)
  const codes = totp && { totpSecret: totp.secret, totp: totpAt(totp.secret, at) }
  await council.membership.enrol({ token, password, ...codes }, at)
  return totp?.secret ?? null
}
const signIn = (email: string, secret: string | null, at: Date) =>
  council.membership.signIn({ email, password: PASSWORD, totp: secret && totpAt(secret, at) }, at)

describe('registering an organisation', () => {
  it('begins as APPLIED, with a line of history that names who did it', async () => {
    const { id, ...view } = await registerOrganisation({ name: '  新電力 一 ' })
    expect(view).toMatchObject({ ...POWER, name: '新電力 一', state: 'APPLIED', safeguardsValid: false })
    const { rows } = await council.superuser.query(
      'select from_state, to_state, changed_by from hub.membership_change where organisation_id = $1',
      [id],
    )
    expect(rows).toEqual([{ from_state: null, to_state: 'APPLIED', changed_by: administrator.personId }])
  })

  it('names the field at fault', async () => {
    const refused = (more: object) => expect(registerOrganisation(more)).rejects
    await refused({ name: ' ' }).toMatchObject({ code: 'INVALID_INPUT', field: 'name' })
    await refused({ name: 'a\u0007b' }).toMatchObject({ code: 'INVALID_INPUT', field: 'name' })
    await refused({ class: 'PIRATE' }).toMatchObject({ code: 'INVALID_INPUT', field: 'class' })
    await refused({ sectors: ['electricity', 'magic'] }).toMatchObject({ field: 'sectors', reason: 'NO_SUCH_SECTOR' })
    await refused({ tier: 'GOVERNMENT' }).toMatchObject({ field: 'tier', reason: 'TIER_OF_CLASS' })
    await refused({ class: 'ADMINISTRATIVE_ORGAN' }).toMatchObject({ field: 'tier', reason: 'TIER_OF_CLASS' })
    await refused({ class: 'OVERSIGHT_COMMITTEE', tier: 'GOVERNMENT' }).toMatchObject({ field: 'class' })
    await refused({ state: 'ACTIVE' }).toMatchObject({ code: 'INVALID_INPUT' })
  })

  it('is refused to all but administrators', async () => {
    const member = (await council.signIn('hoshiwatari-power-1', AT)).reader
    for (const reader of [analyst, member])
      await expect(registerOrganisation({}, reader)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('registering a person', () => {
  it('gives them roles of their tier only', async () => {
    const { id } = await registerOrganisation({ name: '新電力 二' })
    await expect(registerPerson(id, { roles: ['ANALYST'] })).rejects.toMatchObject({ field: 'roles' })
    await expect(registerPerson(id, { roles: ['KING'] })).rejects.toMatchObject({ field: 'roles[0]' })
    await expect(registerPerson(id, { email: 'nobody' })).rejects.toMatchObject({ field: 'email' })
    const { person } = await registerPerson(id, { email: 'Big.Letters@New.example', roles: ['MEMBER_READER'] })
    expect(person).toMatchObject({ email: 'big.letters@new.example', active: true, clearance: { rank: 0 } })
  })

  it('tells an administrator alone that an address is taken', async () => {
    const { id } = await registerOrganisation({ name: '新電力 三' })
    const taken = { email: council.account('hoshiwatari-power-1').email }
    await expect(registerPerson(id, taken)).rejects.toMatchObject({ code: 'CONFLICT', field: 'email' })
    await expect(registerPerson(id, taken, analyst)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const nowhere = '00000000-0000-4000-8000-000000000000'
    await expect(registerPerson(nowhere)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('is over for an organisation that has left', async () => {
    const { id } = await registerOrganisation({ name: '新電力 四' })
    const { enrolmentToken } = await registerPerson(id)
    await council.membership.moveMembership(administrator, id, 'WITHDRAWN', '取下げ', AT)
    await expect(registerPerson(id)).rejects.toMatchObject({ reason: 'ORGANISATION_WITHDRAWN' })
    await expect(enrol(enrolmentToken)).rejects.toMatchObject({ reason: 'ENROLMENT_FAILED' })
  })
})

describe('enrolment', () => {
  it('lets a person of each tier set their own credential and sign in once their organisation is active', async () => {
    const ministry = await organisationOf('国家サイバー統括室')
    const city = (await registerOrganisation(CITY)).id
    for (const state of ['CONSENTED', 'OBLIGATIONS_SIGNED', 'SAFEGUARDS_VERIFIED', 'ACTIVE'] as const)
      await council.membership.moveMembership(administrator, city, state, '加入', AT)
    const people = [
      await registerPerson(ministry, { roles: ['ANALYST'] }),
      await registerPerson(await organisationOf('星渡電力')),
      await registerPerson(city, { roles: ['FRIEND_CONTACT'] }),
    ]
    for (const { person, enrolmentToken } of people) {
      const secret = await enrol(enrolmentToken)
      expect(secret === null).toBe(person.roles.includes('FRIEND_CONTACT'))
      const session = await signIn(person.email, secret, minutesOn(1))
      expect(session.person.id).toBe(person.id)
    }
    expect(people.map(({ enrolmentToken }) => enrolmentToken.slice(0, 8))).toEqual(['enrol_g_', 'enrol_m_', 'enrol_f_'])
  })

  it('keeps no token in clear, and uses up the code that proved the authenticator', async () => {
    const { person, enrolmentToken } = await registerPerson(await organisationOf('星渡電力'))
    const secret = await enrol(enrolmentToken)
    await expect(signIn(person.email, secret, AT)).rejects.toMatchObject({ reason: 'SIGN_IN_FAILED' })
    const { rows } = await council.superuser.query(
      `select e.token_hash, e.used_at, e::text || c::text as everything
         from hub.enrolment e join hub.credential c using (person_id) where person_id = $1`,
      [person.id],
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ token_hash: digestOf(enrolmentToken), used_at: AT })
    expect(rows[0].everything).not.toContain(enrolmentToken)
    expect(rows[0].everything).not.toContain(PASSWORD)
  })

  it('answers alike to an unknown, used, replaced, expired and foreign token', async () => {
    const power = await organisationOf('星渡電力')
    const used = await registerPerson(power)
    await enrol(used.enrolmentToken)
    const replaced = await registerPerson(power)
    await council.membership.renewEnrolment(administrator, replaced.person.id, minutesOn(1))
    const open = await registerPerson(power)
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
          council.membership.offerEnrolment(presented, instant).catch((error: unknown) => error),
          council.membership.enrol(attempt, instant).catch((error: unknown) => error),
        ]
      }),
    )
    for (const refusal of refusals) expect(refusal).toEqual(refusals[0])
    expect(refusals[0]).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'ENROLMENT_FAILED' })
  })

  it('asks for a good password and a working authenticator, and stays open until it gets both', async () => {
    const { enrolmentToken: token } = await registerPerson(await organisationOf('星渡電力'), {
      email: 'saburo@new.example',
    })
    const { totp } = await council.membership.offerEnrolment(token, AT)
    const totpSecret = totp?.secret ?? ''
    const good = { token, password: PASSWORD, totpSecret, totp: totpAt(totpSecret, AT) }
    const attempt = (more: object) => council.membership.enrol({ ...good, ...more }, AT)
    await expect(attempt({ password: 'short' })).rejects.toMatchObject({ field: 'password', reason: 'TOO_SHORT' })
    await expect(attempt({ password: 'I am Saburo of power' })).rejects.toMatchObject({ reason: 'HOLDS_ACCOUNT_NAME' })
    await expect(attempt({ totpSecret: null })).rejects.toMatchObject({ field: 'totpSecret' })
    await expect(attempt({ totpSecret: 'AAAA' })).rejects.toMatchObject({ field: 'totpSecret' })
    await expect(attempt({ totp: totpAt(totpSecret, minutesOn(9)) })).rejects.toMatchObject({ field: 'totp' })
    await attempt({})
  })

  it('gives a friend no authenticator, not even their own', async () => {
    const { id } = await registerOrganisation({ ...CITY, name: '新市 二' })
    const { enrolmentToken: token } = await registerPerson(id, { roles: ['FRIEND_CONTACT'] })
    expect((await council.membership.offerEnrolment(token, AT)).totp).toBeNull()
    const totpSecret = 'A'.repeat(32)
    const attempt = { token, password: PASSWORD, totpSecret, totp: totpAt(totpSecret, AT) }
    await expect(council.membership.enrol(attempt, AT)).rejects.toMatchObject({ reason: 'FRIEND_WITHOUT_TOTP' })
  })

  it('counts once, however many try at once', async () => {
    const { enrolmentToken: token } = await registerPerson(await organisationOf('星渡電力'))
    const { totp } = await council.membership.offerEnrolment(token, AT)
    const totpSecret = totp?.secret ?? ''
    const attempt = () =>
      council.membership.enrol({ token, password: PASSWORD, totpSecret, totp: totpAt(totpSecret, AT) }, AT)
    const results = await Promise.allSettled([attempt(), attempt(), attempt()])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ reason: 'ENROLMENT_FAILED' })
  })

  it('leaves the old sign-in good until the renewed token is used, then ends every old access', async () => {
    const before = await council.signIn('kazamidori-bank-1', AT)
    const { apiKey } = council.account('kazamidori-bank-1')
    const { enrolmentToken } = await council.membership.renewEnrolment(administrator, before.person.id, AT)
    expect(await council.membership.readerOfSession(before.token, AT)).not.toBeNull()
    const secret = await enrol(enrolmentToken)
    expect(await council.membership.readerOfSession(before.token, AT)).toBeNull()
    expect(await council.membership.readerOfApiKey(apiKey ?? '', AT)).toBeNull()
    await expect(council.signIn('kazamidori-bank-1', minutesOn(1))).rejects.toMatchObject({ reason: 'SIGN_IN_FAILED' })
    expect((await signIn(before.person.email, secret, minutesOn(2))).person.id).toBe(before.person.id)
  })
})

describe('an administrator', () => {
  it('changes roles, which work at the next request, with a line of history', async () => {
    const reader = await council.signIn('ministry-reader', AT)
    await council.membership.assignRoles(administrator, reader.person.id, ['ANALYST', 'ANALYST'], AT)
    const after = await council.membership.readerOfSession(reader.token, AT)
    expect(after?.reader.roles).toEqual(['ANALYST'])
    expect(after?.reader.epoch).not.toBe(reader.reader.epoch)
    const { history } = await council.membership.organisation(administrator, reader.organisation.id, AT)
    expect(history[0]?.reason).toMatch(/^役割：.*（役割なし） → （ANALYST）$/)
    const friend = (await council.signIn('wakaba-hospital-1', AT)).person.id
    await expect(
      council.membership.assignRoles(administrator, friend, ['RELEASING_OFFICER'], AT),
    ).rejects.toMatchObject({ field: 'roles' })
  })

  it('shuts a person out and lets them in again, and the invitation they had is void', async () => {
    const friend = await council.signIn('hayate-logistics-1', AT)
    const { enrolmentToken } = await council.membership.renewEnrolment(administrator, friend.person.id, AT)
    expect(await council.membership.deactivatePerson(administrator, friend.person.id, AT)).toMatchObject({
      active: false,
    })
    expect(await council.membership.readerOfSession(friend.token, AT)).toBeNull()
    await expect(council.membership.renewEnrolment(administrator, friend.person.id, AT)).rejects.toMatchObject({
      reason: 'INACTIVE',
    })
    expect(await council.membership.reactivatePerson(administrator, friend.person.id, AT)).toMatchObject({
      active: true,
    })
    await expect(enrol(enrolmentToken)).rejects.toMatchObject({ reason: 'ENROLMENT_FAILED' })
    expect(await council.signIn('hayate-logistics-1', minutesOn(1))).toMatchObject({ person: { id: friend.person.id } })
  })

  it('changes nothing about themselves, and shuts out nobody of the oversight committee', async () => {
    const { personId } = administrator
    const { membership } = council
    for (const verb of [
      membership.assignRoles(administrator, personId, ['ADMINISTRATOR', 'ANALYST'], AT),
      membership.deactivatePerson(administrator, personId, AT),
      membership.renewEnrolment(administrator, personId, AT),
    ])
      await expect(verb).rejects.toMatchObject({ code: 'FORBIDDEN', reason: 'ONESELF' })
    const inspector = (await council.signIn('inspector', AT)).person.id
    for (const verb of [
      membership.assignRoles(administrator, inspector, [], AT),
      membership.deactivatePerson(administrator, inspector, AT),
    ])
      await expect(verb).rejects.toMatchObject({ code: 'FORBIDDEN', reason: 'OVERSIGHT_UNRESTRICTED' })
  })

  it('remains, even when two remove each other at the same moment', async () => {
    const second = await registerPerson(administrator.organisationId, { roles: ['ADMINISTRATOR'] })
    const secret = await enrol(second.enrolmentToken)
    const other = (await signIn(second.person.email, secret, minutesOn(1))).reader
    const results = await Promise.allSettled([
      council.membership.deactivatePerson(administrator, other.personId, AT),
      council.membership.assignRoles(other, administrator.personId, [], AT),
    ])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    if (results[1].status === 'fulfilled')
      await council.superuser.query(`update hub.person set roles = '{ADMINISTRATOR}' where id = $1`, [
        administrator.personId,
      ])
  })

  it('is the only one who may do any of this', async () => {
    const friend = (await council.signIn('hoshizora-city-1', AT)).person.id
    for (const verb of [
      council.membership.assignRoles(analyst, friend, [], AT),
      council.membership.deactivatePerson(analyst, friend, AT),
      council.membership.reactivatePerson(analyst, friend, AT),
      council.membership.renewEnrolment(analyst, friend, AT),
    ])
      await expect(verb).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('the second wall', () => {
  const asAdministrator = (sql: string, parameters: unknown[] = []) =>
    council.database.asReader(administrator, tx => tx.query(sql, parameters))
  const invitation = `insert into hub.enrolment (token_hash, person_id, tier, created_at, expires_at) values ($1, $2, $3, now(), now() + interval '1 day')`

  it('lets an administrator write an invitation and read none', async () => {
    const friend = (await council.signIn('hoshizora-city-1', minutesOn(1))).person.id
    await asAdministrator(invitation, ['written', friend, 'FRIEND'])
    expect(await asAdministrator('select * from hub.enrolment')).toEqual([])
    await expect(asAdministrator(invitation, ['own', administrator.personId, 'GOVERNMENT'])).rejects.toThrow(
      'row-level',
    )
    await expect(
      council.database.asReader(analyst, tx => tx.query(invitation, ['x', friend, 'FRIEND'])),
    ).rejects.toThrow('row-level')
  })

  it('gives an administrator no hand on a credential, a clearance of a new person, or a state of a new organisation', async () => {
    const friend = (await council.signIn('hoshizora-city-1', minutesOn(2))).person.id
    const credential = `insert into hub.credential (person_id, tier, password_hash) values ($1, 'FRIEND', 'x')`
    await expect(asAdministrator(credential, [friend])).rejects.toThrow('row-level')
    await expect(
      asAdministrator(
        `insert into hub.organisation (id, name, name_en, class, tier, state) values (gen_random_uuid(), 'x', 'x', 'VENDOR', 'MEMBER', 'ACTIVE')`,
      ),
    ).rejects.toThrow('permission denied')
    await expect(
      asAdministrator(
        `insert into hub.person (id, organisation_id, tier, name, email, roles, clearance_rank) values (gen_random_uuid(), $1, 'GOVERNMENT', 'x', 'x', '{}', 2)`,
        [administrator.organisationId],
      ),
    ).rejects.toThrow('permission denied')
  })

  it('keeps administrators from their own roles and account, and from shutting out an inspector', async () => {
    const { personId } = administrator
    const inspector = (await council.signIn('inspector', minutesOn(1))).person.id
    for (const [sql, id] of [
      [`update hub.person set roles = '{ADMINISTRATOR,RELEASING_OFFICER}' where id = $1`, personId],
      ['update hub.person set active = false where id = $1', personId],
      ['update hub.person set active = false where id = $1', inspector],
    ] as const)
      await expect(asAdministrator(sql, [id])).rejects.toThrow('row-level')
  })

  it('lets nobody replace a credential or see their sessions without presenting their own open enrolment', async () => {
    const { reader, tier, id } = await council
      .signIn('hoshiwatari-power-1', minutesOn(1))
      .then(session => ({ reader: session.reader, tier: session.reader.tier, id: session.person.id }))
    const replace = `insert into hub.credential (person_id, tier, password_hash, totp_secret) values ($1, $2, 'x', 'x')`
    const gone = await council.database.asReader(reader, tx =>
      tx.query<[unknown, number]>('delete from hub.credential where person_id = $1', [id]),
    )
    expect(gone[1]).toBe(0)
    await expect(council.database.asReader(reader, tx => tx.query(replace, [id, tier]))).rejects.toThrow('row-level')

    const colleague = await registerPerson(reader.organisationId)
    const presented = digestOf(colleague.enrolmentToken)
    const asColleague = <T>(personId: string, work: (sql: string) => Promise<T>, sql: string) =>
      council.database.asStranger('MEMBER', presented, async (tx, become) => {
        await become({ id: personId, organisationId: '' })
        return work === undefined ? null : tx.query(sql, [personId])
      })
    const deletes = 'delete from hub.credential where person_id = $1'
    expect(await asColleague(id, async () => null, deletes)).toEqual([[], 0])
    expect(await asColleague(id, async () => null, 'select 1 from hub.session where person_id = $1')).toEqual([])
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
