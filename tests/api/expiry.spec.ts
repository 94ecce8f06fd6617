/** What has expired is told to those who had it, and to nobody else; what will is listed for its makers. */
import { randomUUID } from 'node:crypto'
import type { Actor } from '../support/actor.ts'
import { productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { answerTo } from './answers.ts'
import { correct, expireNow, inboxOf, recall, releaseOnly, revise, settled, submit } from './steps.ts'

const READ = 'query ($id: ID!) { edition(id: $id) { title } }'
const PRODUCT = 'query ($id: ID!) { product(id: $id) { version } }'
const EXPIRED = 'query ($id: ID!) { expiredEdition(id: $id) { id reference expiredAt zone } }'
const ITEM =
  'query ($id: ID!) { inboxItemOf(editionId: $id) { kind reference edition { id } expired { reference expiredAt zone } } }'
const HOUR = 3_600_000

let hub: TestHub
let analyst: Actor
let officer: Actor
beforeAll(async () => {
  hub = await startTestHub()
  analyst = hub.as('analyst-1')
  officer = hub.as('officer-1')
}, 60_000)
afterAll(() => hub.stop(), 20_000)

const notice = (more: object = {}, audience: object = { everyone: true, toPublic: true }) =>
  productOf('期限', [{ title: '期限の試験', audience, ...more }])

describe('an edition that has expired', () => {
  const released = async (audience?: object) => {
    const expiresAt = new Date(Date.now() + 5 * 24 * HOUR).toISOString()
    const { productId, editions } = await release(analyst, officer, notice({ expiresAt }, audience))
    await settled(hub)
    return { productId, id: editions['NOTICE'] }
  }

  it('is told so to who was told of it or opened it, and to nobody else', async () => {
    const { id } = await released({ everyone: false, sectors: ['electricity'] })
    const reader = hub.as('hoshiwatari')
    const { edition } = await reader.ask('query ($id: ID!) { edition(id: $id) { reference } }', { id })
    expect((await reader.ask(EXPIRED, { id })).expiredEdition).toBeNull()
    expect((await reader.ask(ITEM, { id })).inboxItemOf).toMatchObject({ edition: { id }, expired: null })
    await expireNow(hub, id)
    expect(await answerTo(reader, READ, { id })).toContain('NOT_FOUND')
    const { expiredEdition } = await reader.ask(EXPIRED, { id })
    expect(expiredEdition).toMatchObject({ id, reference: edition.reference, zone: 'Asia/Tokyo' })
    expect(Date.parse(expiredEdition.expiredAt)).toBeLessThan(Date.now())
    expect((await reader.ask(ITEM, { id })).inboxItemOf).toMatchObject({
      ...{ edition: null, expired: { reference: edition.reference, zone: 'Asia/Tokyo' } },
    })
    // Whoever never had it hears what they would hear of nothing.
    const nothing = randomUUID()
    for (const prefix of ['wakaba', 'hibari', 'ministry-reader'])
      for (const query of [EXPIRED, ITEM, READ])
        expect(await answerTo(hub.as(prefix), query, { id }, [id])).toBe(
          await answerTo(hub.as(prefix), query, { id: nothing }, [nothing]),
        )
  })

  it('and was opened without being told of it is known to who opened it', async () => {
    const { id } = await released()
    await hub.database.superuser.query('delete from hub.inbox where edition_id = $1', [id])
    await hub.as('wakaba').ask(READ, { id })
    await expireNow(hub, id)
    expect((await hub.as('wakaba').ask(EXPIRED, { id })).expiredEdition).toMatchObject({ id })
    expect((await hub.as('hoshizora').ask(EXPIRED, { id })).expiredEdition).toBeNull()
  })

  it('and is then recalled is told as recalled; corrected, it has not ended', async () => {
    const one = await released()
    await expireNow(hub, one.id)
    await recall(officer, one.productId)
    await settled(hub)
    expect((await hub.as('wakaba').ask(EXPIRED, one)).expiredEdition).toBeNull()
    expect((await inboxOf(hub.as('wakaba'))).at(-1)).toMatchObject({ kind: 'RECALLED', editionId: one.id })

    const two = await released()
    await expireNow(hub, two.id)
    const { version } = (await analyst.ask(PRODUCT, { id: two.productId })).product
    const opened = await correct(analyst, { id: two.productId, version }, '有効期限の延長')
    const later = new Date(Date.now() + 60 * 24 * HOUR).toISOString()
    await releaseOnly(officer, await submit(analyst, await revise(analyst, opened, notice({ expiresAt: later }))))
    await settled(hub)
    expect((await hub.as('wakaba').ask(EXPIRED, two)).expiredEdition).toBeNull()
    expect((await inboxOf(hub.as('wakaba'))).at(-1)).toMatchObject({ kind: 'CORRECTED' })
  })

  it('or will is listed for its makers, the next first, and for nobody else', async () => {
    const LIST =
      'query ($past: Boolean, $first: Int, $after: String) { expiringEditions(past: $past, first: $first, after: $after) { items { id productId productState title expiresAt expiresZone } endCursor hasMore } }'
    const [soon, gone] = [await released(), await released()]
    await expireNow(hub, gone.id)
    const far = await release(
      analyst,
      officer,
      notice({ expiresAt: new Date(Date.now() + 31 * 24 * HOUR).toISOString() }),
    )
    const idsOf = async (past: boolean) => {
      const ids: string[] = []
      const times: string[] = []
      let after: string | null = null
      do {
        const { expiringEditions }: any = await analyst.ask(LIST, { past, first: 2, after })
        ids.push(...expiringEditions.items.map((item: { id: string }) => item.id))
        times.push(...expiringEditions.items.map((item: { expiresAt: string }) => item.expiresAt))
        after = expiringEditions.hasMore ? expiringEditions.endCursor : null
      } while (after)
      expect(times).toEqual(past ? [...times].sort().reverse() : [...times].sort())
      return ids
    }
    const [next, past] = [await idsOf(false), await idsOf(true)]
    expect([next.includes(soon.id), next.includes(gone.id), next.includes(far.editions['NOTICE'])]).toEqual([
      true,
      false,
      false,
    ])
    expect([past.includes(soon.id), past.includes(gone.id)]).toEqual([false, true])
    for (const prefix of ['wakaba', 'hoshiwatari', 'ministry-reader'])
      expect(await answerTo(hub.as(prefix), LIST)).toContain('FORBIDDEN')
  })
})
