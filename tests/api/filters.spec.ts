/** The filter that a reader fetches: it holds what look-ups of that reader find, and nothing of what is not the reader's. */
import { randomUUID } from 'node:crypto'
import { mayHold, readFilterFile, spellingsOf, type FilterFile } from '@noroshi/indicators'
import { Actor } from '../support/actor.ts'
import { newImportId, productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { anIndicator } from '../taxii/contribution-checks.ts'
import { refusalOf } from './answers.ts'
import { recall } from './steps.ts'

let hub: TestHub
let analyst: Actor
let officer: Actor
let friend: Actor
let member: Actor

const PATH = '/lookups/filter'
const fresh = (count: number) => Array.from({ length: count }, () => `${randomUUID().slice(0, 13)}.filters.jp`)

/** Of 500 strangers none but false hits, one of 1,024 each: more than nine come once in 10⁸ times. */
const MOST_FALSE = 9

async function released(values: readonly string[], edition: object = {}) {
  const objects = values.map(value => anIndicator({ pattern: `[domain-name:value = '${value}']` }))
  await analyst.importBundle(newImportId(), JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects }))
  const title = `t-${randomUUID()}`
  const draft = { title, stixIds: objects.map(({ id }) => id), ...edition }
  return release(analyst, officer, productOf(title, [draft]))
}

async function fetched(who: Actor, etag?: string): Promise<FilterFile & { bytes: number; etag: string }> {
  const answer = await fetch(who.url + PATH, { headers: who.headers(etag ? { 'if-none-match': etag } : {}) })
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const read = readFilterFile(bytes)
  if ('fault' in read) throw new Error(read.fault)
  return { ...read, bytes: bytes.length, etag: answer.headers.get('etag') ?? '' }
}
const statusOf = async (who: Actor, etag: string) =>
  (await fetch(who.url + PATH, { headers: who.headers({ 'if-none-match': etag }) })).status
const heldBy = ({ filter }: FilterFile, values: readonly string[]) =>
  values.filter(value => mayHold(filter, value)).length

beforeAll(async () => {
  hub = await startTestHub({ publicUrl: 'https://hub.example' })
  analyst = hub.as('analyst-1')
  officer = hub.as('officer-1')
  friend = hub.as('hoshizora')
  member = hub.as('hoshiwatari-power-1')
}, 60_000)
afterAll(() => hub.stop(), 20_000)

describe('the filter of a reader', () => {
  const [open, sealed, classified] = [fresh(500), fresh(500), fresh(500)]
  beforeAll(async () => {
    await released(open)
    await released(sealed, { secret: true })
    await released(classified, { secret: true, commInfo: true })
  }, 120_000)

  it('[L02] holds all that the reader finds by asking, and of the rest no more than strangers', async () => {
    const values = [...open, ...sealed, ...classified]
    for (const [who, tier, count] of [
      [friend, 'FRIEND', 500],
      [member, 'MEMBER', 1_000],
      [analyst, 'GOVERNMENT', 1_500],
    ] as const) {
      const answer = await fetch(`${who.url}/lookups`, {
        ...{ method: 'POST', body: values.join('\n'), headers: who.headers({ 'content-type': 'text/plain' }) },
      })
      const found = (await answer.text())
        .split('\n')
        .flatMap(line => (line ? (JSON.parse(line) as { value: string }).value : []))
      expect([tier, found.length]).toEqual([tier, count])
      const file = await fetched(who)
      expect(file.facts).toMatchObject({ tier, count, hub: 'https://hub.example' })
      expect(heldBy(file, found)).toBe(count)
      const rest = values.filter(value => !found.includes(value))
      expect(heldBy(file, rest)).toBeLessThanOrEqual(MOST_FALSE)
    }
  }, 120_000)

  it('holds values in the one spelling that every writing of them comes to', async () => {
    const { filter } = await fetched(friend)
    expect(spellingsOf(` ${open[0].toUpperCase()}. `, null).some(value => mayHold(filter, value))).toBe(true)
  })

  it('[L02][L12] stays the same, byte for byte, whatever is released that is not the reader’s', async () => {
    const before = await fetched(friend)
    await released(fresh(300), { secret: true })
    expect(await statusOf(friend, before.etag)).toBe(304)
    expect(await fetched(friend, '"other"')).toEqual(before)
    expect((await fetched(member)).facts.count).toBeGreaterThan(1_000)
  }, 60_000)

  it('[L33] loses what is recalled, and does not hold what is embargoed', async () => {
    const [taken, early] = [fresh(200), fresh(200)]
    const { productId } = await released(taken)
    await released(early, { embargoUntil: new Date(Date.now() + 3_600_000).toISOString() })
    const before = await fetched(friend)
    expect([heldBy(before, taken), before.facts.count]).toEqual([200, 700])
    expect(heldBy(before, early)).toBeLessThanOrEqual(MOST_FALSE)
    await recall(officer, productId)
    expect(await statusOf(friend, before.etag)).toBe(200)
    const after = await fetched(friend)
    expect([after.facts.count, heldBy(after, taken) <= MOST_FALSE]).toEqual([500, true])
  }, 60_000)

  it('[L12] is of the same size and count for readers of the same, and otherwise another for each', async () => {
    const [one, other] = [await fetched(friend), await fetched(hub.as('wakaba'))]
    expect([one.facts.count, one.bytes]).toEqual([other.facts.count, other.bytes])
    expect(one.filter.key).not.toEqual(other.filter.key)
    expect(one.filter.bits).not.toEqual(other.filter.bits)
    expect(one.etag).not.toBe(other.etag)
  })

  it('[L33] holds nothing of what its reader could read before the clearance ended', async () => {
    const reader = hub.as('hoshiwatari-power-1')
    const before = await fetched(reader)
    expect(heldBy(before, sealed)).toBe(500)
    await hub.database.superuser.query(
      `update hub.person set clearance_valid_until = now() - interval '1 minute' where email = $1`,
      [hub.account('hoshiwatari-power-1').email],
    )
    expect(heldBy(await fetched(reader, before.etag), sealed)).toBeLessThanOrEqual(MOST_FALSE)
  })
})

describe('its door', () => {
  it('makes one for all who wait for the same, and answers others meanwhile', async () => {
    const asked = await Promise.all(Array.from({ length: 20 }, () => fetched(hub.as('hayate'))))
    expect(new Set(asked.map(({ etag }) => etag)).size).toBe(1)
  }, 60_000)

  it('[L07] is for programs with keys: neither nobody nor a cookie comes in, and a key needs the scope "read"', async () => {
    const browser = await new Actor(hub.url, friend.account).signIn()
    for (const who of [hub.nobody(), browser]) expect((await who.get(PATH)).status).toBe(401)
    const { key } = await browser.makeKey(['contribute'])
    expect((await refusalOf(await new Actor(hub.url).withKey(key).get(PATH))).reason).toBe('SCOPE')
  })

  it('is not there where nothing signs filters', async () => {
    const answers = [await hub.nobody().get(`${PATH}s`), await friend.get(`${PATH}s`)]
    expect(answers.map(({ status }) => status)).toEqual([404, 404])
  })

  it('names the keys that it signs with, apart from those of releases', async () => {
    const { downloadKeys, signingKeys } = await friend.ask(
      '{ downloadKeys { keyId publicKey use } signingKeys { keyId use } }',
    )
    const { facts } = await fetched(friend)
    expect(downloadKeys).toMatchObject([{ keyId: facts.keyId, use: 'DOWNLOAD' }])
    expect(signingKeys).toMatchObject([{ use: 'RELEASE' }])
    expect(signingKeys[0].keyId).not.toBe(facts.keyId)
  })
})
