import { readFile } from 'node:fs/promises'
import { newImportId, productOf, release, startTestHub, type TestHub } from '../support/hub.ts'

const POISON_IVY = new URL('../data/stix/poisonivy.json', import.meta.url)

describe('a released bulletin', () => {
  let hub: TestHub

  beforeAll(async () => {
    hub = await startTestHub()
  }, 60_000)
  afterAll(() => hub.stop())

  it('reaches each reader in the edition that the law gives them, on real indicators', async () => {
    const analyst = hub.as('analyst-1')
    const receipt = await analyst.importBundle(newImportId(), await readFile(POISON_IVY, 'utf8'))
    expect(receipt).toMatchObject({ state: 'DONE', stored: 155, refused: 0 })
    const { stixObjects } = await analyst.ask(
      '{ stixObjects(filter: { type: "indicator" }, first: 100) { items { id } } }',
    )
    const indicators = (stixObjects.items as { id: string }[]).map(item => item.id)

    const member = await hub.as('hoshiwatari').listen()
    const friend = await hub.as('wakaba').listen()
    const { editions } = await release(
      analyst,
      hub.as('officer-1'),
      productOf('Poison Ivy', [
        { title: '総合', commInfo: true, stixIds: indicators },
        { title: '提供用', secret: true, stixIds: indicators.slice(0, 10) },
        { title: '周知等用', audience: { everyone: true, toPublic: true } },
      ]),
    )
    await member.until(() => member.items.length > 0, "the member's news")
    await friend.until(() => friend.items.length > 0, "the friend's news")
    expect(member.items).toEqual([
      {
        seq: 1,
        kind: 'RELEASED',
        editionId: editions['PROVISION'],
        reference: expect.any(String),
        category: 'PROVISION',
        urgency: 'PRIORITY',
      },
    ])
    expect(friend.items).toMatchObject([
      { seq: 1, kind: 'RELEASED', editionId: editions['NOTICE'], category: 'NOTICE', title: '周知等用' },
    ])
    member.close()
    friend.close()

    const titles = async (prefix: string) => {
      const { editions: page } = await hub.as(prefix).ask('{ editions { items { title } } }')
      return (page.items as { title: string }[]).map(item => item.title).sort()
    }
    expect(await titles('nco-reader')).toEqual(['周知等用', '提供用', '総合'].sort())
    expect(await titles('hoshiwatari')).toEqual(['周知等用', '提供用'].sort())
    expect(await titles('wakaba')).toEqual(['周知等用'])
    expect(await (await hub.nobody().get('/public')).text()).toContain('周知等用')
    expect((await hub.nobody().get('/public/feed.json')).status).toBe(200)
  }, 60_000)
})
