import { can, editionSubject, type EditionFacts, type Reader } from '@noroshi/clearance'
import { randomEdition, seededRandom } from '@noroshi/clearance/testing'
import type { CircleRequest } from './circle.ts'
import { CirclesService } from './circles.service.ts'
import { openTestRegistry } from './registry-testing.ts'
import type { TestRegistry } from './registry-testing.ts'

const AT = new Date()

let registry: TestRegistry
let circles: CirclesService
beforeAll(async () => {
  registry = await openTestRegistry(AT)
  circles = new CirclesService(registry.council.database)
}, 60_000)
afterAll(() => registry.council.drop())

let names = 0
const circleOf = (more: Partial<CircleRequest>): CircleRequest => ({
  ...{ name: `回覧 ${++names}`, nameEn: `Circle ${names}`, purpose: '試験' },
  ...more,
})
const create = (more: Partial<CircleRequest>, reader: Reader = registry.administrator) =>
  circles.create(reader, circleOf(more))
const sorted = (ids: readonly string[]) => [...ids].sort()
const traits = { sectors: ['electricity'], prefecture: '東京都', size: null, capability: null } as const

/** What the rows say of who is in a circle, computed here a second time. */
async function expectedMembers(id: string): Promise<string[]> {
  const { superuser } = registry.council
  const { rows: found } = await superuser.query<Record<string, string[] | null>>(
    'select * from hub.circle where id = $1 and closed_at is null',
    [id],
  )
  const { rows } = await superuser.query<Record<string, string> & { sectors: string[] }>(
    'select * from hub.organisation',
  )
  const within = (list: string[] | null, value: string | null) =>
    !list?.length || (value !== null && list.includes(value))
  return found.flatMap(circle =>
    rows
      .filter(one =>
        circle['organisations']
          ? circle['organisations'].includes(one['id'])
          : within(circle['tiers'], one['tier']) &&
            within(circle['prefectures'], one['prefecture']) &&
            within(circle['sizes'], one['size']) &&
            within(circle['capabilities'], one['capability']) &&
            (!circle['sectors']?.length || one.sectors.some(sector => circle['sectors']?.includes(sector))),
      )
      .map(one => one['id']),
  )
}

/** A notice to this circle alone. */
const toldTo = (circle: string): EditionFacts => ({
  ...randomEdition(seededRandom(1)),
  ...{
    category: 'NOTICE',
    requiredRank: 0,
    toPublic: false,
    everyone: false,
    sectors: [],
    organisations: [],
    people: [],
  },
  ...{
    excludedOrganisations: [],
    excludedSectors: [],
    excludedPeople: [],
    consentedTiers: ['GOVERNMENT', 'MEMBER', 'FRIEND'],
    circles: [circle],
  },
  ...{ releasedAt: '2026-01-01T00:00:00Z', recalledAt: null, embargoUntil: null, expiresAt: null },
})
const reads = (reader: Reader, circle: string) => can(reader, 'read', editionSubject(toldTo(circle)), AT)

describe('who is in a circle', () => {
  it('is its roster, or whoever its rule holds for', async () => {
    const power = await registry.registerOrganisation({ name: '輪電力', nameEn: 'Ring Power' })
    const city = await registry.registerOrganisation({ ...registry.CITY, name: '輪市', nameEn: 'Ring City' })
    const small = await registry.registerOrganisation({
      name: '輪小',
      nameEn: 'Ring Small',
      size: 'SMALL',
      capability: 'AUTOMATED',
    })
    const made = [
      await create({ organisations: [power.id, city.id] }),
      await create({ sectors: ['electricity'], prefectures: ['東京都'] }),
      await create({ tiers: ['FRIEND'] }),
      await create({ sizes: ['SMALL', 'MICRO'], capabilities: ['AUTOMATED'] }),
    ]
    expect(made[0].members.map(({ id }) => id).sort()).toEqual(sorted([power.id, city.id]))
    expect(made[1].members.map(({ id }) => id)).toEqual(expect.arrayContaining([power.id, small.id]))
    expect(made[3].members.map(({ id }) => id)).toEqual([small.id])
    for (const { id, members } of made)
      expect(sorted(members.map(one => one.id))).toEqual(sorted(await expectedMembers(id)))
  })

  it('follows what an organisation is and what the circle is made of, whatever changes, as the rows say (60 changes at random)', async () => {
    const rng = seededRandom(18)
    const pick = <T>(from: readonly T[]): T => from[Math.floor(rng() * from.length)]
    const some = <T>(from: readonly T[]): T[] => from.filter(() => rng() < 0.4)
    const PLACES = ['東京都', '大阪府', '北海道']
    const SIZES = ['LARGE', 'MEDIUM', 'SMALL'] as const
    const SKILLS = ['BASIC', 'AUTOMATED', 'ANALYTIC'] as const
    const all: string[] = []
    for (let index = 0; index < 6; index += 1)
      all.push((await registry.registerOrganisation({ name: `偶然 ${index}`, nameEn: `Chance ${index}` })).id)
    const drawn = (): Partial<CircleRequest> =>
      rng() < 0.4
        ? { organisations: [pick(all), ...some(all)] }
        : {
            prefectures: [pick(PLACES)],
            sizes: some(SIZES),
            capabilities: some(SKILLS),
            sectors: some(['gas', 'electricity']),
          }
    const made = [await create(drawn()), await create(drawn()), await create(drawn())]
    for (let step = 0; step < 60; step += 1) {
      const index = Math.floor(rng() * made.length)
      if (rng() < 0.5)
        await registry.membership.recordTraits(
          registry.administrator,
          pick(all),
          {
            ...{ sectors: some(['gas', 'electricity']), prefecture: rng() < 0.2 ? null : pick(PLACES) },
            ...{ size: rng() < 0.2 ? null : pick(SIZES), capability: rng() < 0.2 ? null : pick(SKILLS) },
          },
          AT,
        )
      else if (rng() < 0.9)
        made[index] = await circles.change(
          registry.administrator,
          made[index].id,
          made[index].version,
          circleOf(drawn()),
          'x',
        )
      else {
        await circles.close(registry.administrator, made[index].id, made[index].version, 'x')
        made[index] = await create(drawn())
      }
      const now = await circles.list(registry.administrator)
      for (const { id, members } of now)
        expect(sorted(members.map(one => one.id))).toEqual(sorted(await expectedMembers(id)))
    }
  }, 60_000)

  it('misses nobody when organisations and circles come at the same time', async () => {
    await Promise.all([
      ...['一', '二', '三', '四'].map(name =>
        registry.registerOrganisation({ name: `同着${name}`, nameEn: `At once ${name}`, prefecture: '離れ島' }),
      ),
      ...[1, 2, 3, 4].map(() => create({ prefectures: ['離れ島'] })),
    ])
    const together = (await circles.list(registry.administrator)).filter(({ prefectures }) =>
      prefectures.includes('離れ島'),
    )
    expect(together.map(({ members }) => members.length)).toEqual([4, 4, 4, 4])
  })

  it('is not what somebody writes into the row', async () => {
    const circle = await create({ prefectures: ['どこでもない県'] })
    const { database } = registry.council
    await database.asReader(registry.administrator, tx =>
      tx.query(`update hub.organisation set circles = array[$1]::uuid[] where tier = 'MEMBER'`, [circle.id]),
    )
    const after = (await circles.list(registry.administrator)).find(({ id }) => id === circle.id)
    expect(after?.members).toEqual([])
  })
})

describe('a person of an organisation', () => {
  it('reads what a circle was told from when the organisation comes in until it leaves, at the next request', async () => {
    const power = (await registry.council.signIn('hoshiwatari-power-1', AT)).token
    const now = async () => {
      const signedIn = await registry.membership.readerOfSession(power, AT)
      if (!signedIn) throw new Error('the session is over')
      return signedIn.reader
    }
    const before = await now()
    const own = before.organisationId ?? ''
    const { id: other } = await registry.registerOrganisation({ name: '隣電力', nameEn: 'Next Power' })
    const circle = await create({ organisations: [other] })
    expect(reads(before, circle.id)).toBe(false)
    const joined = await circles.change(
      registry.administrator,
      circle.id,
      1,
      circleOf({ organisations: [other, own] }),
      '加入',
    )
    const inside = await now()
    expect(reads(inside, circle.id)).toBe(true)
    expect(inside.epoch).not.toBe(before.epoch)
    await circles.change(
      registry.administrator,
      circle.id,
      joined.version,
      circleOf({ organisations: [other] }),
      '離脱',
    )
    const outside = await now()
    expect(reads(outside, circle.id)).toBe(false)
    expect(outside.epoch).not.toBe(inside.epoch)
  })

  it('is told nothing of circles, and their login finds no table of them', async () => {
    const { database } = registry.council
    for (const local of ['kazamidori-bank-1', 'hoshizora-city-1']) {
      const { reader } = await registry.council.signIn(local, AT)
      await expect(circles.list(reader)).rejects.toMatchObject({ code: 'FORBIDDEN', reason: 'CIRCLES_ARE_GOVERNMENTS' })
      for (const table of ['circle', 'circle_change'])
        await expect(database.asReader(reader, tx => tx.query(`select 1 from hub.${table}`))).rejects.toThrow(
          'permission denied',
        )
    }
  })
})

describe('a change of a circle', () => {
  it('is of an administrator of the organ that answers for it, and leaves a line with a reason', async () => {
    const [circle] = [await create({ tiers: ['MEMBER'] })]
    await expect(create({ tiers: ['MEMBER'] }, registry.analyst)).rejects.toMatchObject({ reason: 'NOT_THE_OWNER' })
    expect((await circles.list(registry.analyst)).find(({ id }) => id === circle.id)?.mayChange).toBe(false)
    await expect(circles.close(registry.analyst, circle.id, 1, 'x')).rejects.toMatchObject({ reason: 'NOT_THE_OWNER' })
    await expect(circles.close(registry.administrator, circle.id, 1, ' ')).rejects.toMatchObject({ field: 'reason' })
    await expect(circles.close(registry.administrator, circle.id, 2, 'x')).rejects.toMatchObject({ code: 'CONFLICT' })
    const closed = await circles.close(registry.administrator, circle.id, 1, '役目を終えた')
    expect(closed).toMatchObject({ members: [], mayChange: false })
    await expect(circles.close(registry.administrator, circle.id, 2, 'x')).rejects.toMatchObject({
      reason: 'CIRCLE_CLOSED',
    })
    expect(await circles.changes(registry.analyst, circle.id)).toMatchObject([
      { what: 'CLOSED', reason: '役目を終えた', members: 0 },
      { what: 'CREATED', members: circle.members.length },
    ])
    await expect(circles.changes(registry.analyst, registry.administrator.personId ?? '')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('brings nobody’s own organisation into a circle that was told something already', async () => {
    const circle = await create({ tiers: ['MEMBER'] })
    const widened = circleOf({ tiers: ['GOVERNMENT', 'MEMBER'] })
    await expect(circles.change(registry.administrator, circle.id, 1, widened, 'x')).rejects.toMatchObject({
      reason: 'OWN_ORGANISATION',
    })
    const own = registry.administrator.organisationId ?? ''
    await expect(registry.membership.recordTraits(registry.administrator, own, traits, AT)).rejects.toMatchObject({
      reason: 'OWN_ORGANISATION',
    })
  })

  it('names the field at fault', async () => {
    const refused = (more: object) => expect(create(more)).rejects
    await refused({}).toMatchObject({ field: 'organisations', reason: 'ROSTER_OR_RULE' })
    await refused({ organisations: [registry.administrator.organisationId], tiers: ['MEMBER'] }).toMatchObject({
      reason: 'ROSTER_OR_RULE',
    })
    await refused({ organisations: [registry.administrator.personId] }).toMatchObject({
      reason: 'NO_SUCH_ORGANISATION',
    })
    await refused({ organisations: [] }).toMatchObject({ code: 'INVALID_INPUT', field: 'organisations' })
    await refused({ sectors: ['magic'] }).toMatchObject({ field: 'sectors', reason: 'NO_SUCH_SECTOR' })
    await refused({ sizes: ['HUGE'] }).toMatchObject({ code: 'INVALID_INPUT', field: 'sizes[0]' })
    await refused({ tiers: ['MEMBER'], name: 'a\u202eb' }).toMatchObject({ field: 'name' })
    const city = await registry.registerOrganisation({ ...registry.CITY, name: '欄市', nameEn: 'Field City' })
    const record = (more: object) =>
      expect(registry.membership.recordTraits(registry.administrator, city.id, { ...traits, ...more }, AT)).rejects
    await record({ sectors: ['magic'] }).toMatchObject({ field: 'sectors' })
    await record({ size: 'HUGE' }).toMatchObject({ field: 'size' })
  })
})
