/**
 * What a reader sees is in the order of what a reader sees: by the time of release and the id, so that nothing hidden (a label, a
 * product, a rank, an audience) can be read off the order, and a page ends where the list says.
 */
import { productOf, release, startTestHub, type TestHub } from '../../support/hub.ts'
import { settled } from '../../api/steps.ts'

interface Item {
  readonly id: string
  readonly releasedAt: string
}
const PAGE =
  'query ($after: String, $text: String) { editions(first: 2, after: $after, filter: { text: $text }) { items { id releasedAt } endCursor hasMore } }'

describe('the order of a list', () => {
  let hub: TestHub
  beforeAll(async () => {
    hub = await startTestHub()
    // Labels in turn, so that no order of theirs is the order of release; words differ in how often they occur.
    const audiences = [
      { everyone: true, toPublic: true },
      { everyone: true },
      { everyone: false, sectors: ['medical'] },
    ]
    for (let count = 0; count < 7; count += 1)
      await release(
        hub.as('analyst-1'),
        hub.as('officer-1'),
        productOf(`順序 ${count}`, [
          { title: `順序 ${'順序 '.repeat((count * 3) % 5)}`, audience: audiences[(count * 2) % 3] },
        ]),
      )
    await settled(hub)
  }, 90_000)
  afterAll(() => hub.stop(), 20_000)

  const listed = async (prefix: string, text: string | null): Promise<Item[]> => {
    const items: Item[] = []
    let after: string | null = null
    do {
      const { editions }: { editions: { items: Item[]; endCursor: string | null; hasMore: boolean } } = await hub
        .as(prefix)
        .ask(PAGE, { after, text })
      items.push(...editions.items)
      after = editions.hasMore ? editions.endCursor : null
    } while (after !== null)
    return items
  }

  it.each(['wakaba', 'hoshiwatari', 'nco-reader'])(
    '[L05][L31] is the order of release for %s, whatever is asked, page by page',
    async prefix => {
      for (const text of [null, '順序', '順']) {
        const items = await listed(prefix, text)
        expect(items.length).toBeGreaterThan(3)
        const byRelease = [...items].sort((one, other) =>
          one.releasedAt === other.releasedAt
            ? one.id < other.id
              ? 1
              : -1
            : one.releasedAt < other.releasedAt
              ? 1
              : -1,
        )
        expect(items).toEqual(byRelease)
        expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
      }
    },
  )
})
