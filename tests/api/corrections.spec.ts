import { randomUUID } from 'node:crypto'
import { anIndicator } from '../taxii/contribution-checks.ts'
import { TaxiiClient } from '../taxii/client.ts'
import type { Actor } from '../support/actor.ts'
import { newImportId, productOf, release, startTestHub, type Released, type TestHub } from '../support/hub.ts'
import { correct, editionsOf, inboxOf, personIdOf, recall, releaseOnly, revise, settled, submit } from './steps.ts'

const EARLIER = 'query ($id: ID!) { earlierEdition(id: $id) { id reference title summary body indicators { value } } }'
const HISTORY = 'query ($id: ID!) { editionHistory(id: $id) { what reference } }'
const REASON = '総合の版に誤り'

/** Takes a released product through a correction; resolves to its editions by category. */
async function corrected(
  [analyst, officer]: readonly [Actor, Actor],
  id: string,
  version: number,
  input: object,
): Promise<Record<string, string>> {
  const opened = await correct(analyst, { id, version }, REASON)
  const revised = await revise(analyst, opened, input)
  await submit(analyst, revised)
  const { editions } = await releaseOnly(officer, revised)
  return Object.fromEntries(
    editions.map((one: { category: string; editionId: string }) => [one.category, one.editionId]),
  )
}

describe('a correction', () => {
  let hub: TestHub
  let makers: readonly [Actor, Actor]
  let member: Actor
  let friend: Actor
  const three = (words: string, notice = words) => [
    { title: `総合 ${words}`, commInfo: true, text: `総合 ${words}` },
    { title: `提供 ${words}`, secret: true, text: `提供 ${words}` },
    { title: `周知 ${notice}`, text: `周知 ${notice}` },
  ]

  beforeAll(async () => {
    hub = await startTestHub()
    makers = [hub.as('analyst-1'), hub.as('officer-1')]
    member = hub.as('hoshiwatari-power-1')
    friend = hub.as('hoshizora')
  }, 60_000)
  afterAll(() => hub.stop())

  const first = async (title: string, editions: object[]): Promise<Released> => {
    const released = await release(...makers, productOf(title, editions as never))
    await settled(hub)
    return released
  }
  const newsOf = async (who: Actor, ...ids: string[]) =>
    (await inboxOf(who))
      .filter(({ editionId }) => ids.includes(editionId))
      .map(({ kind, editionId }) => [kind, editionId])

  it('replaces what changed, and tells exactly those who had it; of the rest nobody learns anything', async () => {
    const { productId, editions } = await first('訂正', three('誤', '不変'))
    const now = await corrected(makers, productId, 1, productOf('訂正', three('正', '不変') as never))
    await settled(hub)
    expect(now['NOTICE']).toBe(editions['NOTICE'])
    expect(now['PROVISION']).not.toBe(editions['PROVISION'])

    expect(await newsOf(member, ...Object.values(editions), ...Object.values(now))).toEqual([
      ['RELEASED', editions['PROVISION']],
      ['CORRECTED', now['PROVISION']],
    ])
    expect(await newsOf(friend, ...Object.values(editions), ...Object.values(now))).toEqual([
      ['RELEASED', editions['NOTICE']],
    ])
    const listed = await editionsOf(member)
    expect(listed).toContain(now['PROVISION'])
    expect(listed).not.toContain(editions['PROVISION'])
    await expect(
      member.ask('query ($id: ID!) { edition(id: $id) { id } }', { id: editions['PROVISION'] }),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    expect((await friend.ask(EARLIER, { id: editions['NOTICE'] })).earlierEdition).toBeNull()
    expect((await friend.ask(HISTORY, { id: editions['NOTICE'] })).editionHistory).toHaveLength(1)

    const { earlierEdition } = await member.ask(EARLIER, { id: now['PROVISION'] })
    expect(earlierEdition).toMatchObject({ id: editions['PROVISION'], title: '提供 誤', body: '提供 誤' })
    expect((await member.ask(HISTORY, { id: now['PROVISION'] })).editionHistory).toMatchObject([
      { what: 'RELEASED', reference: earlierEdition.reference },
      { what: 'CORRECTED' },
    ])
    const { product } = await makers[0].ask('query ($id: ID!) { product(id: $id) { state events { what note } } }', {
      id: productId,
    })
    expect(product).toMatchObject({ state: 'RELEASED' })
    expect(product.events.slice(-4)).toMatchObject([
      { what: 'CORRECTING', note: REASON },
      { what: 'REVISED' },
      { what: 'SUBMITTED' },
      { what: 'CORRECTED', note: '' },
    ])
  })

  it('[L45] is a first release to whoever never had what it corrects, and a withdrawal to whoever may not have the new', async () => {
    const only = (sector: string, words: string) =>
      productOf('相手', [
        { title: words, text: words, secret: true, audience: { everyone: false, sectors: [sector] } },
      ] as never)
    const [power, telecom] = [member, hub.as('hibari-telecom-1')]
    const released = await release(...makers, only('electricity', '誤'))
    await settled(hub)
    const old = released.editions['PROVISION']
    const now = (await corrected(makers, released.productId, 1, only('information-communication', '正')))['PROVISION']
    await settled(hub)
    expect(await newsOf(power, old, now)).toEqual([
      ['RELEASED', old],
      ['RECALLED', old],
    ])
    expect(await newsOf(telecom, old, now)).toEqual([['RELEASED', now]])
    expect((await telecom.ask(EARLIER, { id: now })).earlierEdition).toBeNull()
    expect((await telecom.ask(HISTORY, { id: now })).editionHistory).toMatchObject([{ what: 'RELEASED' }])
    await expect(power.ask(EARLIER, { id: now })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    // Back in the audience, they are told what changed since what they had; the other had the one between.
    const both = productOf('相手', [{ title: '再', text: '再', secret: true }] as never)
    const last = (await corrected(makers, released.productId, 3, both))['PROVISION']
    await settled(hub)
    expect(await newsOf(power, last)).toEqual([['CORRECTED', last]])
    expect((await power.ask(EARLIER, { id: last })).earlierEdition).toMatchObject({ id: old, title: '誤' })
    expect((await telecom.ask(EARLIER, { id: last })).earlierEdition).toMatchObject({ id: now, title: '正' })
  })

  it('compares with what the reader last opened, where they opened any', async () => {
    const words = (text: string) => productOf('開封', [{ title: text, text }] as never)
    const { productId, editions } = await first('開封', [{ title: '一', text: '一' }])
    await friend.ask('query ($id: ID!) { edition(id: $id) { id } }', { id: editions['NOTICE'] })
    const second = (await corrected(makers, productId, 1, words('二')))['NOTICE']
    await settled(hub)
    const third = (await corrected(makers, productId, 3, words('三')))['NOTICE']
    await settled(hub)
    expect((await friend.ask(EARLIER, { id: third })).earlierEdition).toMatchObject({ title: '一' })
    expect((await member.ask(EARLIER, { id: third })).earlierEdition).toMatchObject({ id: second, title: '二' })
  })

  it('that changes nothing releases nothing; and what is in correction can be recalled', async () => {
    const { productId, editions } = await first('取消', [{ title: '同', text: '同' }])
    expect(await corrected(makers, productId, 1, productOf('取消', [{ title: '同', text: '同' }] as never))).toEqual(
      editions,
    )
    await settled(hub)
    expect(await newsOf(friend, editions['NOTICE'])).toEqual([['RELEASED', editions['NOTICE']]])
    await correct(makers[0], { id: productId, version: 3 }, REASON)
    await recall(makers[1], productId)
    await settled(hub)
    expect(await newsOf(friend, editions['NOTICE'])).toEqual([
      ['RELEASED', editions['NOTICE']],
      ['RECALLED', editions['NOTICE']],
    ])
    await expect(correct(makers[0], { id: productId, version: 4 }, REASON)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('is released by a second person, who did not open it either, and has no embargo', async () => {
    const { productId } = await first('二人', [{ title: '旧', text: '旧' }])
    const opened = await correct(makers[1], { id: productId, version: 1 }, REASON)
    const revised = await revise(makers[0], opened, productOf('二人', [{ title: '新', text: '新' }] as never))
    await submit(makers[0], revised)
    await expect(releaseOnly(makers[1], revised)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await releaseOnly(hub.as('officer-2'), revised)
    const again = await revise(
      makers[0],
      await correct(makers[0], { id: productId, version: 3 }, REASON),
      productOf('二人', [{ title: '次', text: '次', embargoUntil: '2090-01-01T00:00:00Z' }] as never),
    )
    await submit(makers[0], again)
    await expect(releaseOnly(hub.as('officer-2'), again)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })

  it('leaves collections by a tombstone, and comes into them as its new version', async () => {
    const { productId, editions } = await first('収集', [{ title: '古', text: '古' }])
    const client = new TaxiiClient({ url: hub.url, user: 'siem', password: hub.account('hoshizora').apiKey ?? '' })
    const now = (await corrected(makers, productId, 1, productOf('収集', [{ title: '新', text: '新' }] as never)))[
      'NOTICE'
    ]
    await settled(hub)
    const { items } = await client.all('/taxii2/council/collections/notice/objects/', {})
    const reports: { id: string; revoked?: boolean; name: string }[] = items.filter((object: { id: string }) =>
      [`report--${editions['NOTICE']}`, `report--${now}`].includes(object.id),
    )
    expect(reports).toMatchObject([
      { id: `report--${editions['NOTICE']}`, revoked: true },
      { id: `report--${now}`, name: '新' },
    ])
  })

  it('whoever takes it by a collection or in a feed is in the report, and is told of the recall', async () => {
    const indicator = anIndicator()
    const bundle = { type: 'bundle', id: `bundle--${randomUUID()}`, objects: [indicator] }
    await makers[0].importBundle(newImportId(), JSON.stringify(bundle))
    const { productId, editions } = await first('機械', [{ title: '機', text: '機', stixIds: [indicator.id] }])
    const of = async (
      prefix: string,
    ): Promise<{ pulledAt: string | null; downloadedAt: string | null } | undefined> => {
      const person = await personIdOf(hub, prefix)
      const QUERY = `query ($id: ID!, $after: String) { editionUses(productId: $id, after: $after) { items { person { id } pulledAt downloadedAt } hasMore endCursor } }`
      for (let after: string | null = null, more = true; more;) {
        const { editionUses }: any = await makers[0].ask(QUERY, { id: productId, after })
        const own = editionUses.items.find((use: any) => use.person.id === person)
        if (own) return own
        ;[after, more] = [editionUses.endCursor, editionUses.hasMore]
      }
      return undefined
    }
    const [byCollection, byFeed] = ['hoshizora', 'wakaba']
    const taxii = new TaxiiClient({ url: hub.url, user: 'siem', password: hub.account('hoshizora').apiKey ?? '' })
    const path = '/taxii2/council/collections/notice/'
    await taxii.all(`${path}manifest/`)
    expect(await of(byCollection)).toMatchObject({ pulledAt: null })
    await taxii.all(`${path}objects/`)
    expect((await hub.as(byFeed).get('/feeds/csv')).status).toBe(200)
    for (const prefix of [byCollection, byFeed])
      expect(await of(prefix)).toMatchObject({ pulledAt: expect.any(String), downloadedAt: null })
    expect(await of('hayate')).toMatchObject({ pulledAt: null })
    await recall(makers[1], productId)
    await settled(hub)
    for (const prefix of [byCollection, byFeed])
      expect(await inboxOf(hub.as(prefix))).toContainEqual(
        expect.objectContaining({ editionId: editions['NOTICE'], kind: 'RECALLED' }),
      )
  }, 60_000)

  it('a recall is confirmed by each recipient, once, and nothing else can be', async () => {
    const { productId, editions } = await first('確認', [{ title: '確', text: '確' }])
    await friend.ask('query ($id: ID!) { edition(id: $id) { id } }', { id: editions['NOTICE'] })
    await recall(makers[1], productId)
    await settled(hub)
    const [told, gone] = (await inboxOf(friend)).filter(({ editionId }) => editionId === editions['NOTICE'])
    const CONFIRM = 'mutation ($seq: Float!) { confirmRemoval(seq: $seq) { seq removedAt acknowledgedAt } }'
    const { confirmRemoval } = await friend.ask(CONFIRM, { seq: gone.seq })
    expect(confirmRemoval.removedAt).not.toBeNull()
    expect((await friend.ask(CONFIRM, { seq: gone.seq })).confirmRemoval).toEqual(confirmRemoval)
    const USES =
      'query ($id: ID!, $after: String) { editionUses(productId: $id, after: $after) { items { person { name } toldAt openedAt recalledAt removedAt } hasMore endCursor } }'
    const uses: { removedAt: string | null }[] = []
    for (let after: string | null = null, more = true; more;) {
      const { editionUses }: any = await makers[0].ask(USES, { id: productId, after })
      uses.push(...editionUses.items)
      ;[after, more] = [editionUses.endCursor, editionUses.hasMore]
    }
    const removed = uses.filter(use => use.removedAt !== null)
    expect(removed).toHaveLength(1)
    expect(removed[0]).toMatchObject({ openedAt: expect.any(String), recalledAt: expect.any(String) })
    expect(uses.length).toBeGreaterThan(100)
    await expect(friend.ask(USES, { id: productId })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(hub.as('ministry-reader').ask(USES, { id: productId })).rejects.toBeDefined()
    // Inspectors see the same of one edition; nobody else does by their door.
    const INSPECTED =
      'query ($id: ID!, $after: String) { inspectEditionUses(editionId: $id, after: $after) { items { person { name } toldAt openedAt recalledAt removedAt } hasMore endCursor } }'
    const inspector = hub.as('inspector')
    const inspected: typeof uses = []
    for (let after: string | null = null, more = true; more;) {
      const { inspectEditionUses }: any = await inspector.ask(INSPECTED, { id: editions['NOTICE'], after })
      inspected.push(...inspectEditionUses.items)
      ;[after, more] = [inspectEditionUses.endCursor, inspectEditionUses.hasMore]
    }
    expect(inspected).toEqual(uses)
    await expect(inspector.ask(INSPECTED, { id: productId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    for (const other of [friend, makers[0]])
      await expect(other.ask(INSPECTED, { id: editions['NOTICE'] })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(friend.ask(CONFIRM, { seq: told.seq })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(friend.ask(CONFIRM, { seq: 100_000 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
