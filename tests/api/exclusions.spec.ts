/** Who is left out of an edition: a sector with all its organisations, and a person whichever way they would be addressed. */
import { release, productOf, startTestHub, type TestHub } from '../support/hub.ts'
import type { Actor } from '../support/actor.ts'
import { answerTo } from './answers.ts'
import { draft, editionsOf, inboxOf, personIdOf, settled, submit, releaseOnly } from './steps.ts'
import { randomUUID } from 'node:crypto'

let hub: TestHub
let analyst: Actor
let officer: Actor
let friend: { id: string; organisationId: string }
let circle: string

beforeAll(async () => {
  hub = await startTestHub()
  analyst = hub.as('analyst-1')
  officer = hub.as('officer-1')
  const { rows } = await hub.database.superuser.query<{ id: string; organisationId: string }>(
    `select id, organisation_id as "organisationId" from hub.person where id = $1`,
    [await personIdOf(hub, 'wakaba')],
  )
  friend = rows[0]
  // In two sectors, of which one at a time is addressed and left out.
  await hub.database.superuser.query(`update hub.organisation set sectors = '{water,rail}' where id = $1`, [
    friend.organisationId,
  ])
  circle = randomUUID()
  await hub.database.superuser.query(
    `insert into hub.circle (id, owner_organisation_id, name, name_en, purpose, organisations, created_at)
     select $1, id, 'circle', 'circle', 'purpose', $2, now() from hub.organisation where tier = 'GOVERNMENT' limit 1`,
    [circle, [friend.organisationId]],
  )
}, 60_000)
afterAll(() => hub.stop(), 20_000)

/** The ways by which the friend would be addressed. */
const ways = (): object[] => [
  { everyone: true },
  { everyone: false, sectors: ['rail'] },
  { everyone: false, circles: [circle] },
  { everyone: false, organisations: [friend.organisationId] },
  { everyone: false, people: [friend.id] },
]
const READ = 'query ($id: ID!) { edition(id: $id) { title } }'

describe('who is left out', () => {
  it.each([
    ['a person', () => ({ excludedPeople: [friend.id] })],
    ['a sector of theirs, though another is addressed', () => ({ excludedSectors: ['water'] })],
  ])('[L17] as %s gets it by no way of being addressed, and never learns of it', async (_who, exclusion) => {
    const before = [await editionsOf(hub.as('wakaba')), await inboxOf(hub.as('wakaba'))]
    const addressed: string[] = []
    for (const way of ways()) {
      const open = await release(analyst, officer, productOf('open', [{ title: '届く', audience: way }]))
      addressed.push(open.editions['NOTICE'])
      const audience = { ...way, ...exclusion() }
      const { editions } = await release(analyst, officer, productOf('closed', [{ title: '除外', audience }]))
      await settled(hub)
      const id = editions['NOTICE']
      const nothing = randomUUID()
      expect(await answerTo(hub.as('wakaba'), READ, { id }, [id])).toBe(
        await answerTo(hub.as('wakaba'), READ, { id: nothing }, [nothing]),
      )
    }
    // The same ways without the exclusion do reach them: the test could fail.
    expect((await editionsOf(hub.as('wakaba'))).sort()).toEqual([...(before[0] as string[]), ...addressed].sort())
    const told = (await inboxOf(hub.as('wakaba'))).map(({ seq, editionId }) => [seq, editionId])
    expect(told.slice(before[1].length).map(([, id]) => id)).toEqual(addressed)
    expect(told.map(([seq]) => seq)).toEqual(told.map((_, index) => index + 1))
  })

  it('is said beforehand with the reason, to those who make it alone', async () => {
    const audience = { everyone: true, excludedPeople: [friend.id], excludedSectors: ['electricity'] }
    const drafted = await draft(analyst, productOf('preview', [{ title: '除外', audience }]))
    const { audiencePreview, product } = await analyst.ask(
      'query ($id: ID!) { audiencePreview(productId: $id) { leftOut { personId condition receives } } product(id: $id) { editions { audience { excludedSectors excludedPeople } namedPeople { id name } } } }',
      drafted,
    )
    expect(audiencePreview.leftOut).toEqual(
      expect.arrayContaining([
        { personId: friend.id, condition: 'PERSON_NOT_EXCLUDED', receives: null },
        { personId: await personIdOf(hub, 'hoshiwatari'), condition: 'SECTOR_NOT_EXCLUDED', receives: null },
      ]),
    )
    expect(product.editions[0].audience).toEqual({ excludedSectors: ['electricity'], excludedPeople: [friend.id] })
    expect(product.editions[0].namedPeople).toEqual([{ id: friend.id, name: expect.stringMatching(/./) }])
    await submit(analyst, drafted)
    await releaseOnly(officer, drafted)
    await settled(hub)
    const { rows } = await hub.database.superuser.query<{ told: string }>(
      `select i.person_id as told from hub.inbox i join hub.edition e on e.id = i.edition_id where e.product_id = $1`,
      [drafted.id],
    )
    const told = rows.map(row => row.told)
    expect(told).toContain(await personIdOf(hub, 'hoshizora'))
    expect(told).not.toContain(friend.id)
    expect(told).not.toContain(await personIdOf(hub, 'hoshiwatari'))
  })
})
