/** The index of what is stored: written with the object, read by analysts alone, and caught up with what was stored before it. */
import { randomUUID } from 'node:crypto'
import type { Reader } from '@noroshi/clearance'
import { openTestCouncil, type TestCouncil } from '@noroshi/membership/testing'
import { StixStoreService } from './stix-store.service.ts'
import { StoreLookUpsService } from './store-look-ups.service.ts'

// Row-level security has the clock of the database, so the council is of today.
const AT = new Date()
const DAY_ONE = '2026-01-01T00:00:00.000Z'

let council: TestCouncil
let store: StixStoreService
let lookUps: StoreLookUpsService
let analyst: Reader

beforeAll(async () => {
  council = await openTestCouncil(AT)
  store = new StixStoreService(council.database)
  lookUps = new StoreLookUpsService(council.database, store)
  analyst = (await council.signIn('analyst-1', AT)).reader
}, 60_000)
afterAll(() => council.drop())

const fresh = () => `${randomUUID().slice(0, 8)}.stored.jp`
const indicator = (pattern: string, more: object = {}) => ({
  ...{ type: 'indicator', spec_version: '2.1', id: `indicator--${randomUUID()}`, created: DAY_ONE, modified: DAY_ONE },
  ...{ pattern, pattern_type: 'stix', valid_from: DAY_ONE, name: 'x', ...more },
})
async function stored(...objects: object[]): Promise<void> {
  const bytes = Buffer.from(JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects }))
  const chunks = (async function* () {
    await Promise.resolve()
    yield bytes
  })()
  const incoming = { id: randomUUID(), fileName: 'x.json', bytesTotal: bytes.length, chunks }
  expect(await store.importBundle(analyst, incoming, AT)).toMatchObject({ state: 'DONE', stored: objects.length })
}
const hitsOf = async (...values: string[]) =>
  (await lookUps.lookUp(analyst, values, AT)).answers.map(({ hits }) => hits)

describe('what is stored', () => {
  it('is found as soon as it is stored, in any spelling, with what is said of it and where it came from', async () => {
    const domain = fresh()
    const amber = 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421'
    const object = indicator(`[domain-name:value = '${domain}']`, { confidence: 70, object_marking_refs: [amber] })
    await stored(object)
    const [[hit], none] = await hitsOf(`hxxp://${domain}`.replace('hxxp://', '').replace('.', '[.]'), fresh())
    expect(hit).toMatchObject({
      ...{ kind: 'domain', value: domain, byBlock: false, stixId: object.id, type: 'indicator', confidence: 70 },
      ...{ tlp: 'TLP:AMBER', fileName: 'x.json', sourceId: null, originator: null, revoked: false },
    })
    expect(none).toEqual([])
  })

  it('is found by its current content alone, and said to be revoked when it was', async () => {
    const [before, after] = [fresh(), fresh()]
    const object = indicator(`[domain-name:value = '${before}']`)
    await stored(object)
    const later = { ...object, modified: '2026-02-01T00:00:00.000Z', pattern: `[domain-name:value = '${after}']` }
    await stored(later)
    expect(await hitsOf(before, after)).toMatchObject([[], [{ stixId: object.id }]])
    await stored({ ...later, modified: '2026-03-01T00:00:00.000Z', revoked: true })
    expect(await hitsOf(after)).toMatchObject([[{ stixId: object.id, revoked: true }]])
  })

  it('is found once, however many of its spellings are asked for, and by a block that contains the address', async () => {
    const last = Math.floor(Math.random() * 200)
    const [block, exact] = [
      indicator(`[ipv4-addr:value ISSUBSET '203.${last}.0.0/16' OR ipv4-addr:value = '203.${last}.0.0/16']`),
      indicator(`[ipv4-addr:value = '203.${last}.7.9' OR ipv4-addr:value = '203.${last}.7.9/32']`),
    ]
    await stored(block, exact)
    const [hits, ofBlock, other] = await hitsOf(`203.${last}.7[.]9`, `203.${last}.99.0/16`, `204.${last}.7.9`)
    expect(hits.map(({ stixId, byBlock, value }) => [stixId, byBlock, value])).toEqual([
      [exact.id, false, `203.${last}.7.9`],
      [block.id, true, `203.${last}.0.0/16`],
    ])
    expect(ofBlock).toMatchObject([{ stixId: block.id, byBlock: false }])
    expect(other).toEqual([])
  })

  it('is for those who may see the store: nobody else may ask, and the rows are not there for them', async () => {
    const domain = fresh()
    await stored(indicator(`[domain-name:value = '${domain}']`))
    for (const who of ['administrator', 'hoshiwatari-power-1', 'hayate-logistics-1']) {
      const { reader } = await council.signIn(who, AT)
      await expect(lookUps.lookUp(reader, [domain], AT)).rejects.toMatchObject({ code: 'FORBIDDEN' })
      const seen = council.database.asReader(reader, tx => tx.query('select count(*)::int as n from hub.stix_value'))
      if (reader.tier === 'GOVERNMENT') expect(await seen).toEqual([{ n: 0 }])
      else await expect(seen).rejects.toThrow(/permission denied/)
    }
  })
})

describe('what was stored before there was an index', () => {
  it('is caught up with by whoever looks up, whole, once, and the answer says meanwhile that it may lack some', async () => {
    const domains = Array.from({ length: 1_200 }, fresh)
    await stored(...domains.map(domain => indicator(`[domain-name:value = '${domain}']`)))
    await council.superuser.query('delete from hub.stix_value')
    await council.superuser.query(
      'update hub.stix_value_backlog set stored_before = now(), finished_at = null, stix_id = null',
    )
    const first = await lookUps.lookUp(analyst, [domains[0]], AT)
    expect(first).toMatchObject({ isComplete: false, answers: [{ hits: [] }] })
    await lookUps.catchUp(analyst)
    const later = await lookUps.lookUp(analyst, [domains[0], domains[700], domains[1_199]], AT)
    expect(later.isComplete).toBe(true)
    expect(later.answers.map(({ hits }) => hits.length)).toEqual([1, 1, 1])
  })
})
