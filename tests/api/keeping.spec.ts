import { Actor } from '../support/actor.ts'
import { productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { refusalOf } from './answers.ts'
import { editionsOf, inboxOf, recall, settled } from './steps.ts'

const PAGE =
  'query ($first: Int, $after: String, $filter: EditionFilter) { editions(first: $first, after: $after, filter: $filter) { items { id title releasedAt } endCursor hasMore } editionCount(filter: $filter) }'
const ACKNOWLEDGE = 'mutation ($seq: Float!) { acknowledge(seq: $seq) { seq acknowledgedAt deliveredAt editionId } }'

describe('what was kept', () => {
  let hub: TestHub
  let analyst: Actor
  let officer: Actor

  beforeAll(async () => {
    hub = await startTestHub()
    analyst = hub.as('analyst-1')
    officer = hub.as('officer-1')
  }, 60_000)
  afterAll(() => hub.stop())

  const notice = (title: string, more: object = {}) => release(analyst, officer, productOf(title, [{ title, ...more }]))

  it('is found by two letters of Japanese, in either width, in either case, by every word and by parts of words', async () => {
    const { editions } = await notice('ＶＰＮ装置 ㈱ﾃｽﾄ の脆弱性', {
      summary: '緊急のお知らせ',
      text: 'Attackers exploit CVE-2026-12345 in FortiGate.\n侵入経路の遮断を推奨します。Café naïve',
    })
    await notice('別の件')
    const [id] = Object.values(editions)
    const friend = hub.as('wakaba')
    for (const text of [
      '脆弱',
      '弱性',
      '緊急',
      '遮断',
      'VPN',
      'vpn',
      'ｖｐｎ',
      'テスト',
      'ﾃｽﾄ',
      '(株)',
      '㈱',
      'cve-2026-12345',
      'CVE-2026',
      '12345',
      'fortigate',
      'FORTIGATE exploit',
      'exploit　脆弱',
      '  侵入   経路 ',
      'ＣＶＥ－２０２６',
      'café',
    ])
      expect([text, await editionsOf(friend, { text })]).toEqual([text, [id]])
    for (const text of [
      '脆弱 存在しない語',
      'vpnn',
      '性弱',
      'CVE-2026-12346',
      '%',
      '_',
      '脆弱%',
      '\\',
      '*',
      '脆弱|別',
      '"脆弱"',
      "'",
    ])
      expect([text, await editionsOf(friend, { text })]).toEqual([text, []])
    expect((await editionsOf(friend, { text: '' })).length).toBe(2)
    expect((await editionsOf(friend, { text: '　 ' })).length).toBe(2)
  })

  it('is filtered by kind, severity, urgency and time, and counted the same', async () => {
    const { editions } = await release(
      analyst,
      officer,
      productOf('filters', [{ title: 'filters' }], { kind: 'ADVISORY', severity: 'LOW', urgency: 'EMERGENCY' }),
    )
    const [id] = Object.values(editions)
    const friend = hub.as('wakaba')
    const { editions: all } = await friend.ask(PAGE, {})
    const releasedAt = all.items.find((item: { id: string }) => item.id === id).releasedAt
    for (const filter of [
      { kind: 'ADVISORY' },
      { severity: 'LOW' },
      { urgency: 'EMERGENCY' },
      { kind: 'ADVISORY', severity: 'LOW', urgency: 'EMERGENCY', text: 'filters' },
      { releasedAfter: releasedAt },
      { releasedAfter: releasedAt, releasedBefore: new Date(Date.parse(releasedAt) + 1).toISOString() },
    ]) {
      const { editions: found, editionCount } = await friend.ask(PAGE, { filter })
      expect([filter, found.items.map((item: { id: string }) => item.id), editionCount]).toEqual([filter, [id], 1])
    }
    expect(await editionsOf(friend, { kind: 'ADVISORY', severity: 'HIGH' })).toEqual([])
    expect(await editionsOf(friend, { releasedBefore: releasedAt, releasedAfter: releasedAt })).toEqual([])
  })

  /** Ten at a time: each verb for all of them in one request. */
  async function tenNotices(titles: readonly string[]): Promise<string[]> {
    const all = async (who: Actor, verb: (index: number) => string, types: string, variables: object) =>
      Object.values<any>(
        await who.ask(`mutation (${types}) { ${titles.map((_, i) => `p${i}: ${verb(i)}`).join(' ')} }`, variables),
      )
    const each = (type: string) => titles.map((_, i) => `$v${i}: ${type}`).join(', ')
    const inputs = Object.fromEntries(titles.map((title, i) => [`v${i}`, productOf(title, [{ title }])]))
    const drafted = await all(analyst, i => `draftProduct(input: $v${i}) { id }`, each('ProductInput!'), inputs)
    const ids = Object.fromEntries(drafted.map(({ id }, i) => [`v${i}`, id]))
    await all(analyst, i => `submitProduct(id: $v${i}, version: 1) { id }`, each('ID!'), ids)
    const released = await all(
      officer,
      i => `releaseProduct(id: $v${i}, version: 1) { editions { editionId } }`,
      each('ID!'),
      ids,
    )
    return released.map(({ editions }) => editions[0].editionId)
  }

  it('is paged whole and without repeats through 250 editions, while new ones are released', async () => {
    const friend = hub.as('wakaba')
    const made: string[] = []
    const make = async (count: number, name: string) => {
      for (let i = 0; i < count; i += 10)
        made.push(...(await tenNotices(Array.from({ length: 10 }, (_, j) => `${name} ${i + j}`))))
    }
    await make(250, 'paging')
    const before = new Set(made)
    const seen: string[] = []
    let after: string | null = null
    let last = '9999'
    const making = make(30, 'meanwhile')
    do {
      const { editions }: any = await friend.ask(PAGE, { first: 17, after })
      for (const item of editions.items) {
        expect(item.releasedAt <= last).toBe(true)
        last = item.releasedAt
        seen.push(item.id)
      }
      after = editions.hasMore ? editions.endCursor : null
    } while (after)
    await making
    expect(new Set(seen).size).toBe(seen.length)
    expect([...before].filter(id => !seen.includes(id))).toEqual([])
    expect((await friend.ask(PAGE, { filter: { text: 'paging' } })).editionCount).toBe(250)
    const cursors = await Promise.all(
      ['wakaba', 'hoshiwatari'].map(
        async prefix => (await hub.as(prefix).ask(PAGE, { first: 100 })).editions.endCursor,
      ),
    )
    expect(cursors[0]).toBe(cursors[1]) // a place in time, which tells of nothing in between
    await settled(hub)
  }, 120_000)

  it('has inboxes whose numbers have no gap and no repeat, and pages of them that meet', async () => {
    await settled(hub)
    const friend = hub.as('wakaba')
    const numbers: number[] = []
    let after = 0
    for (;;) {
      const { inbox } = await friend.ask(
        'query ($after: Float) { inbox(after: $after, first: 73) { items { seq } lastSeq hasMore unacknowledged } }',
        { after },
      )
      numbers.push(...inbox.items.map((item: { seq: number }) => item.seq))
      expect(inbox.unacknowledged).toBe(inbox.lastSeq)
      if (!inbox.hasMore) break
      after = numbers[numbers.length - 1]
    }
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => i + 1))
    expect(numbers.length).toBeGreaterThan(250)
    const backwards: number[] = []
    let before: number | null = null
    do {
      const { inboxLatest }: any = await friend.ask(
        'query ($before: Float) { inboxLatest(before: $before, first: 91) { items { seq } hasMore } }',
        { before },
      )
      backwards.push(...inboxLatest.items.map((item: { seq: number }) => item.seq))
      before = inboxLatest.hasMore ? backwards[backwards.length - 1] : null
    } while (before !== null)
    expect(backwards.reverse()).toEqual(numbers)
  })

  it('is acknowledged once, by whom it was sent to, and nobody acknowledges for another', async () => {
    const friend = hub.as('wakaba')
    const first = await friend.ask(ACKNOWLEDGE, { seq: 1 })
    expect(first.acknowledge).toEqual({
      seq: 1,
      acknowledgedAt: expect.any(String),
      deliveredAt: expect.any(String),
      editionId: expect.any(String),
    })
    const repeats = await Promise.all(Array.from({ length: 5 }, () => friend.ask(ACKNOWLEDGE, { seq: 1 })))
    for (const repeat of repeats) expect(repeat).toEqual(first)
    const { inbox } = await friend.ask('{ inbox(first: 1) { lastSeq unacknowledged } }')
    expect(inbox.unacknowledged).toBe(inbox.lastSeq - 1)
    expect((await inboxOf(hub.as('hayate')))[0].acknowledgedAt).toBeNull()
    for (const seq of [0, 100_000, Number.MAX_SAFE_INTEGER])
      await expect(friend.ask(ACKNOWLEDGE, { seq })).rejects.toMatchObject({ code: 'NOT_FOUND' })

    // Only the finance sector hears of this one, under a number that others may not have reached.
    const { editions } = await release(
      analyst,
      officer,
      productOf('finance', [{ title: 'finance', secret: true, audience: { everyone: false, sectors: ['finance'] } }]),
    )
    await settled(hub)
    const bank = hub.as('kazamidori')
    const { inboxLatest } = await bank.ask('{ inboxLatest(first: 1) { items { seq editionId } } }')
    const [item] = inboxLatest.items
    expect(item.editionId).toBe(editions['PROVISION'])
    const power = hub.as('hoshiwatari')
    await expect(power.ask(ACKNOWLEDGE, { seq: item.seq })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const { rows } = await hub.database.superuser.query(
      'select count(*)::int as n from hub.inbox where edition_id = $1 and acknowledged_at is not null',
      [item.editionId],
    )
    expect(rows).toEqual([{ n: 0 }])
  })

  it('is inspected whole, recalled or not, by oversight alone: not by the administrator, not by who released it', async () => {
    const { productId, editions } = await release(
      analyst,
      officer,
      productOf('to inspect', [
        {
          title: 'inspect 総合',
          commInfo: true,
          requiredRank: 2,
          audience: { everyone: false, people: [], sectors: ['gas'] },
        },
        { title: 'inspect 提供', secret: true, audience: { everyone: false, sectors: ['gas'] } },
        { title: 'inspect 周知', audience: { everyone: false, sectors: ['gas'] } },
      ]),
    )
    await recall(officer, productId)
    const ids = Object.values(editions).sort()
    const LIST = '{ inspectEditions(filter: { text: "inspect" }, first: 100) { items { id category } hasMore } }'
    const ONE = 'query ($id: ID!) { inspectEdition(id: $id) { id title body recalledAt digest } }'
    const inspector = hub.as('inspector')
    expect((await inspector.ask(LIST)).inspectEditions.items.map((item: { id: string }) => item.id).sort()).toEqual(ids)
    for (const id of ids) {
      expect((await inspector.ask(ONE, { id })).inspectEdition).toMatchObject({ id, recalledAt: expect.any(String) })
      expect((await inspector.get(`/inspection/editions/${id}/bundle`)).status).toBe(200)
    }
    const administrator = await new Actor(hub.url, hub.account('administrator')).signIn()
    for (const who of [
      administrator,
      officer,
      analyst,
      hub.as('nco-reader'),
      hub.as('police-reader'),
      hub.as('hoshiwatari'),
      hub.as('wakaba'),
    ]) {
      expect((await who.ask(LIST)).inspectEditions.items).toEqual([])
      for (const id of ids) {
        expect((await refusalOf(await who.asking(ONE, { id }))).code).toBe('NOT_FOUND')
        expect((await who.get(`/inspection/editions/${id}/bundle`)).status).toBe(404)
        expect((await refusalOf(await who.asking('query ($id: ID!) { edition(id: $id) { id } }', { id }))).code).toBe(
          'NOT_FOUND',
        )
      }
    }
    const all: string[] = []
    let after: string | null = null
    do {
      const { inspectEditions }: any = await inspector.ask(
        'query ($after: String) { inspectEditions(first: 100, after: $after) { items { id } endCursor hasMore } }',
        { after },
      )
      all.push(...inspectEditions.items.map((item: { id: string }) => item.id))
      after = inspectEditions.hasMore ? inspectEditions.endCursor : null
    } while (after)
    const { rows } = await hub.database.superuser.query('select count(*)::int as n from hub.edition')
    expect(all).toHaveLength(rows[0].n)
  })
})
