import { openTestRegistry } from './registry-testing.ts'
import type { TestRegistry } from './registry-testing.ts'

// The tables compare an enrolment's end with the server's clock, so these tests happen now and move on from here.
const AT = new Date()
const minutesOn = (minutes: number) => new Date(AT.getTime() + minutes * 60_000)

let registry: TestRegistry
beforeAll(async () => {
  registry = await openTestRegistry(AT)
}, 60_000)
afterAll(() => registry.council.drop())

describe('registering an organisation', () => {
  it('begins as APPLIED, with a line of history that names who did it', async () => {
    const { id, ...view } = await registry.registerOrganisation({ name: '  新電力 一 ' })
    expect(view).toMatchObject({ ...registry.POWER, name: '新電力 一', state: 'APPLIED', safeguardsValid: false })
    const { rows } = await registry.council.superuser.query(
      'select from_state, to_state, changed_by from hub.membership_change where organisation_id = $1',
      [id],
    )
    expect(rows).toEqual([{ from_state: null, to_state: 'APPLIED', changed_by: registry.administrator.personId }])
  })

  it('names the field at fault', async () => {
    const refused = (more: object) => expect(registry.registerOrganisation(more)).rejects
    await refused({ name: ' ' }).toMatchObject({ code: 'INVALID_INPUT', field: 'name' })
    await refused({ name: 'a\u0007b' }).toMatchObject({ code: 'INVALID_INPUT', field: 'name' })
    await refused({ prefecture: '東京\u202e都' }).toMatchObject({ field: 'prefecture', reason: 'HIDDEN_CHARACTER' })
    await refused({ class: 'PIRATE' }).toMatchObject({ code: 'INVALID_INPUT', field: 'class' })
    await refused({ sectors: ['electricity', 'magic'] }).toMatchObject({ field: 'sectors', reason: 'NO_SUCH_SECTOR' })
    await refused({ tier: 'GOVERNMENT' }).toMatchObject({ field: 'tier', reason: 'TIER_OF_CLASS' })
    await refused({ class: 'ADMINISTRATIVE_ORGAN' }).toMatchObject({ field: 'tier', reason: 'TIER_OF_CLASS' })
    await refused({ class: 'OVERSIGHT_COMMITTEE', tier: 'GOVERNMENT' }).toMatchObject({ field: 'class' })
    await refused({ state: 'ACTIVE' }).toMatchObject({ code: 'INVALID_INPUT' })
  })

  it('writes names in one way, and refuses one that people would take for another', async () => {
    const { name } = await registry.registerOrganisation({ name: 'か\u3099いこく通信', nameEn: 'Gaikoku Telecom' })
    expect(name).toBe('がいこく通信')
    const looksLike = (more: object) => expect(registry.registerOrganisation(more)).rejects
    await looksLike({ name: 'がいこく 通信' }).toMatchObject({ field: 'name', reason: 'NAME_CONFUSABLE' })
    await looksLike({ name: '乙', nameEn: 'Gaikоku Telecom' }).toMatchObject({
      field: 'nameEn',
      reason: 'NAME_CONFUSABLE',
    })
    const together = await Promise.allSettled(
      ['同時ガス', '同時 ガス', '同時ｶﾞｽ'].map(alike => registry.registerOrganisation({ name: alike })),
    )
    expect(together.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('is refused to all but administrators', async () => {
    const member = (await registry.council.signIn('hoshiwatari-power-1', AT)).reader
    for (const reader of [registry.analyst, member])
      await expect(registry.registerOrganisation({}, reader)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('registering a person', () => {
  it('gives them roles of their tier only', async () => {
    const { id } = await registry.registerOrganisation({ name: '新電力 二' })
    await expect(registry.registerPerson(id, { roles: ['ANALYST'] })).rejects.toMatchObject({ field: 'roles' })
    await expect(registry.registerPerson(id, { roles: ['KING'] })).rejects.toMatchObject({ field: 'roles[0]' })
    await expect(registry.registerPerson(id, { name: '新\u200b 太郎' })).rejects.toMatchObject({ field: 'name' })
    await expect(registry.registerPerson(id, { email: 'nobody' })).rejects.toMatchObject({ field: 'email' })
    const { person } = await registry.registerPerson(id, { email: 'Big.Letters@New.example', roles: ['MEMBER_READER'] })
    expect(person).toMatchObject({ email: 'big.letters@new.example', active: true, clearance: { rank: 0 } })
  })

  it('tells an administrator alone that an address is taken', async () => {
    const { id } = await registry.registerOrganisation({ name: '新電力 三' })
    const taken = { email: registry.council.account('hoshiwatari-power-1').email }
    await expect(registry.registerPerson(id, taken)).rejects.toMatchObject({ code: 'CONFLICT', field: 'email' })
    await expect(registry.registerPerson(id, taken, registry.analyst)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const nowhere = '00000000-0000-4000-8000-000000000000'
    await expect(registry.registerPerson(nowhere)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('is over for an organisation that has left', async () => {
    const { id } = await registry.registerOrganisation({ name: '新電力 四' })
    const { enrolmentToken } = await registry.registerPerson(id)
    await registry.membership.moveMembership(registry.administrator, id, 'WITHDRAWN', '取下げ', AT)
    await expect(registry.registerPerson(id)).rejects.toMatchObject({ reason: 'ORGANISATION_WITHDRAWN' })
    await expect(registry.enrol(enrolmentToken)).rejects.toMatchObject({ reason: 'ENROLMENT_FAILED' })
  })
})

describe('an administrator', () => {
  it('changes roles, which work at the next request, with a line of history', async () => {
    const reader = await registry.council.signIn('ministry-reader', AT)
    await registry.membership.assignRoles(registry.administrator, reader.person.id, ['ANALYST', 'ANALYST'], AT)
    const after = await registry.membership.readerOfSession(reader.token, AT)
    expect(after?.reader.roles).toEqual(['ANALYST'])
    expect(after?.reader.epoch).not.toBe(reader.reader.epoch)
    const { history } = await registry.membership.organisation(registry.administrator, reader.organisation.id, AT)
    expect(history[0]?.reason).toMatch(/^役割：.*（役割なし） → （ANALYST）$/)
    const friend = (await registry.council.signIn('wakaba-hospital-1', AT)).person.id
    await expect(
      registry.membership.assignRoles(registry.administrator, friend, ['RELEASING_OFFICER'], AT),
    ).rejects.toMatchObject({ field: 'roles' })
  })

  it('shuts a person out and lets them in again, and the invitation they had is void', async () => {
    const friend = await registry.council.signIn('hayate-logistics-1', AT)
    const { enrolmentToken } = await registry.membership.renewEnrolment(registry.administrator, friend.person.id, AT)
    expect(await registry.membership.deactivatePerson(registry.administrator, friend.person.id, AT)).toMatchObject({
      active: false,
    })
    expect(await registry.membership.readerOfSession(friend.token, AT)).toBeNull()
    await expect(
      registry.membership.renewEnrolment(registry.administrator, friend.person.id, AT),
    ).rejects.toMatchObject({
      reason: 'INACTIVE',
    })
    expect(await registry.membership.reactivatePerson(registry.administrator, friend.person.id, AT)).toMatchObject({
      active: true,
    })
    await expect(registry.enrol(enrolmentToken)).rejects.toMatchObject({ reason: 'ENROLMENT_FAILED' })
    expect(await registry.council.signIn('hayate-logistics-1', minutesOn(1))).toMatchObject({
      person: { id: friend.person.id },
    })
  })

  it('changes nothing about themselves, and shuts out nobody of the oversight committee', async () => {
    const { personId } = registry.administrator
    const { membership } = registry
    for (const verb of [
      () => membership.assignRoles(registry.administrator, personId, ['ADMINISTRATOR', 'ANALYST'], AT),
      () => membership.deactivatePerson(registry.administrator, personId, AT),
      () => membership.renewEnrolment(registry.administrator, personId, AT),
    ])
      await expect(verb()).rejects.toMatchObject({ code: 'FORBIDDEN', reason: 'ONESELF' })
    const inspector = (await registry.council.signIn('inspector', AT)).person.id
    for (const verb of [
      () => membership.assignRoles(registry.administrator, inspector, [], AT),
      () => membership.deactivatePerson(registry.administrator, inspector, AT),
    ])
      await expect(verb()).rejects.toMatchObject({ code: 'FORBIDDEN', reason: 'OVERSIGHT_UNRESTRICTED' })
  })

  it('remains, even when two remove each other at the same moment', async () => {
    const second = await registry.registerPerson(registry.administrator.organisationId, { roles: ['ADMINISTRATOR'] })
    const secret = await registry.enrol(second.enrolmentToken)
    const other = (await registry.signIn(second.person.email, secret, minutesOn(1))).reader
    const results = await Promise.allSettled([
      registry.membership.deactivatePerson(registry.administrator, other.personId, AT),
      registry.membership.assignRoles(other, registry.administrator.personId, [], AT),
    ])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    if (results[1].status === 'fulfilled')
      await registry.council.superuser.query(`update hub.person set roles = '{ADMINISTRATOR}' where id = $1`, [
        registry.administrator.personId,
      ])
  })

  it('is the only one who may do any of this', async () => {
    const friend = (await registry.council.signIn('hoshizora-city-1', AT)).person.id
    for (const verb of [
      () => registry.membership.assignRoles(registry.analyst, friend, [], AT),
      () => registry.membership.deactivatePerson(registry.analyst, friend, AT),
      () => registry.membership.reactivatePerson(registry.analyst, friend, AT),
      () => registry.membership.renewEnrolment(registry.analyst, friend, AT),
    ])
      await expect(verb()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})
