import { DataSource } from 'typeorm'
import { dataSourceOptions } from '@noroshi/database'
import { demoCouncil, foundCouncil, isEmpty, membershipEntities } from './index.ts'
import { openTestCouncil } from './testing.ts'
import type { TestCouncil } from './testing.ts'

const AT = new Date('2025-01-06T00:00:00.000Z')
const LATER = new Date('2025-01-06T00:05:00.000Z')
const NEXT_YEAR = new Date('2026-01-06T00:00:00.000Z')

let council: TestCouncil
let administrator: Awaited<ReturnType<TestCouncil['signIn']>>['reader']
let analyst: typeof administrator
const idOf = async (name: string) => {
  const page = await council.membership.organisations(administrator, { text: name }, {}, AT)
  return page.items[0]?.id ?? ''
}

beforeAll(async () => {
  council = await openTestCouncil(AT)
  administrator = (await council.signIn('administrator', AT)).reader
  analyst = (await council.signIn('analyst-1', AT)).reader
}, 60_000)
afterAll(() => council.drop())

describe('founding', () => {
  it('founds a council once, and changes nothing the second time', async () => {
    expect(await isEmpty(council.database)).toBe(false)
    const before = await council.superuser.query('select count(*) from hub.person')
    expect(await foundCouncil(council.database, demoCouncil(AT).council, AT)).toBe(false)
    const after = await council.superuser.query('select count(*) from hub.person')
    expect(after.rows).toEqual(before.rows)
  })

  it('keeps no password, code secret or key of an account in clear, but the secret that codes are computed from', async () => {
    const { password, apiKey } = council.account('officer-1')
    const { rows } = await council.superuser.query(
      `select string_agg(t, ' ') as everything from (
         select c::text as t from hub.credential c union all select k::text from hub.api_key k union all select p::text from hub.person p) x`,
    )
    expect(rows[0].everything).not.toContain(password)
    expect(rows[0].everything).not.toContain(apiKey)
  })

  it('leaves TypeORM’s schema builder nothing to say', async () => {
    const { address, passwords } = council
    const options = dataSourceOptions(address, 'hub_migrator', passwords.hub_migrator, membershipEntities)
    const source = await new DataSource(options).initialize()
    const { upQueries } = await source.driver.createSchemaBuilder().log()
    await source.destroy()
    expect(upQueries.map(({ query }) => query)).toEqual([])
  })
})

describe('the reference tables', () => {
  it('list 15 fields, 15 unverified industries and three levels, to anybody', async () => {
    const everybody = await council.membership.referenceData(null)
    expect(everybody.sectors).toHaveLength(15)
    expect(everybody.sectors.filter(({ ministry }) => ministry === null).map(({ id }) => id)).toEqual([
      'chemistry',
      'petroleum',
    ])
    expect(everybody.industries.map(({ verified }) => verified)).toEqual(Array(15).fill(false))
    expect(everybody.clearanceLevels.map(({ code }) => code)).toEqual(['NONE', 'RESTRICTED', 'CONFIDENTIAL'])
    expect(await council.membership.referenceData(analyst)).toEqual(everybody)
  })
})

describe('me', () => {
  it('tells an analyst who they are and what they may do', async () => {
    const me = await council.membership.me(await council.signIn('analyst-2', AT), AT)
    expect(me).toMatchObject({ tier: 'GOVERNMENT', roles: ['ANALYST'], email: 'analyst-2@ncc.example' })
    expect(me.clearance).toMatchObject({ rank: 2, level: 'CONFIDENTIAL', valid: true })
    expect(me.abilities).toEqual({ draft: true, release: false, useStore: true, inspect: false, administer: false })
  })

  it('tells the inspector, the administrator and a friend of their own abilities alone', async () => {
    const abilitiesOf = async (local: string) =>
      (await council.membership.me(await council.signIn(local, LATER), LATER)).abilities
    const none = { draft: false, release: false, useStore: false, inspect: false, administer: false }
    expect(await abilitiesOf('inspector')).toEqual({ ...none, inspect: true })
    expect(await abilitiesOf('administrator')).toEqual({ ...none, administer: true })
    expect(await abilitiesOf('wakaba-hospital-1')).toEqual(none)
  })

  it('says that an expired clearance is not valid', async () => {
    const me = await council.membership.me(await council.signIn('amanogawa-bank-1', AT), AT)
    expect(me.clearance).toMatchObject({ rank: 1, valid: false })
  })
})

describe('the directory', () => {
  it('is paged by name without gap or repetition', async () => {
    const names: string[] = []
    let after: string | null = null
    do {
      const page = await council.membership.organisations(analyst, {}, { first: 30, after }, AT)
      names.push(...page.items.map(({ name }) => name))
      after = page.hasMore ? page.endCursor : null
    } while (after)
    expect(names).toHaveLength(4 + 26 + 40)
    expect(new Set(names).size).toBe(names.length)
  })

  it('is narrowed by text, tier, field and state', async () => {
    const count = async (filter: Parameters<typeof council.membership.organisations>[1]) =>
      (await council.membership.organisations(analyst, filter, { first: 200 }, AT)).items.length
    expect(await count({ tier: 'MEMBER' })).toBe(26)
    expect(await count({ tier: 'MEMBER', sector: 'finance' })).toBe(3)
    expect(await count({ state: 'SUSPENDED' })).toBe(1)
    expect(await count({ text: 'TELECOM' })).toBe(1)
    expect(await count({ text: '%' })).toBe(0)
  })

  it('refuses a page that is too long and a cursor that no page ended with', async () => {
    const ask = (page: { first?: number; after?: string }) => council.membership.organisations(analyst, {}, page, AT)
    await expect(ask({ first: 0 })).rejects.toMatchObject({ code: 'INVALID_INPUT', field: 'first' })
    await expect(ask({ after: 'nonsense' })).rejects.toMatchObject({ code: 'INVALID_INPUT', field: 'after' })
    await expect(ask({ after: 'WyJhIiwiYiJd' })).rejects.toMatchObject({ code: 'INVALID_INPUT', field: 'after' })
  })

  it('shows one organisation with its people and history', async () => {
    const id = await idOf('星渡電力')
    const view = await council.membership.organisation(analyst, id, AT)
    expect(view).toMatchObject({ tier: 'MEMBER', sectors: ['electricity'], state: 'ACTIVE', safeguardsValid: true })
    expect(view.people).toHaveLength(3)
    expect(view.history).toMatchObject([{ fromState: null, toState: 'ACTIVE' }])
  })

  it('is closed to members and friends, whatever they ask for', async () => {
    const id = await idOf('星渡電力')
    for (const local of ['kazamidori-bank-1', 'hayate-logistics-1']) {
      const { reader } = await council.signIn(local, AT)
      await expect(council.membership.organisations(reader, {}, {}, AT)).rejects.toMatchObject({ code: 'FORBIDDEN' })
      await expect(council.membership.organisation(reader, id, AT)).rejects.toMatchObject({ code: 'FORBIDDEN' })
      await expect(council.membership.organisation(reader, 'x', AT)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
  })

  it('answers NOT_FOUND for what is not there and for what is no id', async () => {
    const nowhere = '00000000-0000-4000-8000-000000000000'
    for (const id of [nowhere, 'x'])
      await expect(council.membership.organisation(analyst, id, AT)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('administration', () => {
  it('moves a membership step by step and writes each into the history', async () => {
    const id = await idOf('狸小路')
    await council.membership.moveMembership(administrator, id, 'SUSPENDED', ' 連絡が取れない ', LATER)
    const view = await council.membership.moveMembership(administrator, id, 'ACTIVE', '回復', LATER)
    expect(view.history.map(({ fromState, toState, reason }) => [fromState, toState, reason])).toEqual([
      ['SUSPENDED', 'ACTIVE', '回復'],
      ['ACTIVE', 'SUSPENDED', '連絡が取れない'],
      [null, 'ACTIVE', '協議会の設立'],
    ])
    await council.membership.moveMembership(administrator, id, 'WITHDRAWN', '脱退', LATER)
    await expect(council.membership.moveMembership(administrator, id, 'ACTIVE', '復帰', LATER)).rejects.toMatchObject({
      code: 'CONFLICT',
      reason: 'NO_SUCH_MOVE',
    })
  })

  it('makes a member active with valid safeguards only', async () => {
    const id = await idOf('虹ノ橋カード')
    const activate = () => council.membership.moveMembership(administrator, id, 'ACTIVE', '解除', LATER)
    await council.membership.recordSafeguards(administrator, id, null, LATER)
    await expect(activate()).rejects.toMatchObject({ code: 'CONFLICT', reason: 'SAFEGUARDS_MISSING' })
    const view = await council.membership.recordSafeguards(administrator, id, NEXT_YEAR, LATER)
    expect(view).toMatchObject({ state: 'SUSPENDED', safeguardsValid: true, safeguardsValidUntil: NEXT_YEAR })
    expect(view.history).toHaveLength(3)
    expect((await activate()).state).toBe('ACTIVE')
  })

  it('suspends the oversight committee for nobody, nor withdraws it, in the service and in the table', async () => {
    const id = await idOf('監理委員会')
    for (const to of ['SUSPENDED', 'WITHDRAWN'] as const)
      await expect(council.membership.moveMembership(administrator, id, to, '不都合', LATER)).rejects.toMatchObject({
        code: 'FORBIDDEN',
        reason: 'OVERSIGHT_UNRESTRICTED',
      })
    await expect(
      council.superuser.query(`update hub.organisation set state = 'SUSPENDED' where id = $1`, [id]),
    ).rejects.toThrow('organisation_oversight_unrestricted')
  })

  it('lets no administrator lock out their own organisation', async () => {
    await expect(
      council.membership.moveMembership(administrator, administrator.organisationId, 'SUSPENDED', '誤り', LATER),
    ).rejects.toMatchObject({ code: 'FORBIDDEN', reason: 'OWN_ORGANISATION' })
  })

  it('asks for a reason and a date in the future, naming the field', async () => {
    const id = await idOf('星渡電力')
    await expect(council.membership.moveMembership(administrator, id, 'SUSPENDED', '  ', LATER)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      field: 'reason',
    })
    await expect(council.membership.recordSafeguards(administrator, id, AT, LATER)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      field: 'validUntil',
    })
  })

  it('is refused to an analyst, and an unknown organisation is not found', async () => {
    const id = await idOf('星渡電力')
    await expect(council.membership.moveMembership(analyst, id, 'SUSPENDED', '理由', AT)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    const nowhere = '00000000-0000-4000-8000-000000000000'
    await expect(council.membership.recordSafeguards(administrator, nowhere, null, AT)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('records a clearance with its verifier, raises the epoch, and withdraws it wholly', async () => {
    const uncleared = await council.signIn('ministry-uncleared', AT)
    const { personId } = uncleared.reader
    const record = { rank: 1, validUntil: NEXT_YEAR, verifiedBy: '適性評価担当' }
    const cleared = await council.membership.recordClearance(administrator, personId, record, LATER)
    expect(cleared.clearance).toEqual({ ...record, level: 'RESTRICTED', valid: true })
    const again = await council.membership.readerOfSession(uncleared.token, LATER)
    expect(again?.reader).toMatchObject({ clearanceRank: 1, clearanceValidUntil: NEXT_YEAR.toISOString() })
    expect(again?.reader.epoch).not.toBe(uncleared.reader.epoch)

    const withdrawn = await council.membership.recordClearance(administrator, personId, { rank: 0 }, LATER)
    expect(withdrawn.clearance).toEqual({ rank: 0, level: 'NONE', validUntil: null, verifiedBy: null, valid: false })
    const { history } = await council.membership.organisation(administrator, uncleared.organisation.id, LATER)
    expect(history.map(({ reason }) => reason).filter(reason => reason.startsWith('クリアランス'))).toHaveLength(2)
  })

  it('refuses an incomplete clearance, an unknown level, one for a friend, and one’s own', async () => {
    const ministry = (await council.signIn('ministry-reader', AT)).reader.personId
    const friend = (await council.signIn('hoshizora-city-1', AT)).reader.personId
    const complete = { rank: 1, validUntil: NEXT_YEAR, verifiedBy: '担当' }
    const record = (personId: string, change: object) =>
      council.membership.recordClearance(administrator, personId, { ...complete, ...change }, LATER)
    await expect(record(ministry, { rank: 9 })).rejects.toMatchObject({ field: 'rank', reason: 'NO_SUCH_LEVEL' })
    await expect(record(ministry, { validUntil: null })).rejects.toMatchObject({ field: 'validUntil' })
    await expect(record(ministry, { validUntil: AT })).rejects.toMatchObject({ field: 'validUntil' })
    await expect(record(ministry, { verifiedBy: ' ' })).rejects.toMatchObject({ field: 'verifiedBy' })
    await expect(record(friend, {})).rejects.toMatchObject({ reason: 'FRIEND_WITHOUT_CLEARANCE' })
    await expect(record(administrator.personId, {})).rejects.toMatchObject({
      code: 'FORBIDDEN',
      reason: 'OWN_CLEARANCE',
    })
    await expect(record('x', {})).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(council.membership.recordClearance(analyst, ministry, complete, LATER)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })
})

describe('the Readers of the council', () => {
  it('name every active person for an audience preview', async () => {
    const people = await council.database.asReader(analyst, tx => council.membership.peopleOfCouncil(tx))
    const { rows } = await council.superuser.query('select count(*)::int as active from hub.person where active')
    expect(people).toHaveLength(rows[0].active)
    const analystAgain = people.find(({ reader }) => reader.personId === analyst.personId)
    expect(analystAgain).toMatchObject({ reader: analyst, organisationName: '国家サイバー統括室（デモ）' })
  })

  it('are the same to the worker, whose login may not read a name', async () => {
    const preview = await council.database.asReader(analyst, tx => council.membership.peopleOfCouncil(tx))
    const dispatch = await council.database.asSystem('hub_worker', 'dispatch', tx =>
      council.membership.readersForDispatch(tx),
    )
    const byId = (a: { personId: string | null }, b: { personId: string | null }) =>
      String(a.personId).localeCompare(String(b.personId))
    expect([...dispatch].sort(byId)).toEqual(preview.map(({ reader }) => reader).sort(byId))
    await expect(
      council.database.asSystem('hub_worker', 'dispatch', tx => tx.query('select name from hub.person')),
    ).rejects.toThrow('permission denied')
  })
})
