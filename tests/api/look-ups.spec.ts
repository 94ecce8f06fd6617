/** What is looked up: who learns of which edition, in which spellings, and that hidden and absent are one answer. */
import { randomUUID } from 'node:crypto'
import { Actor } from '../support/actor.ts'
import { newImportId, productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { anIndicator } from '../taxii/contribution-checks.ts'
import { answerTo, bytesOf, refusalOf } from './answers.ts'
import { recall } from './steps.ts'

interface Line {
  readonly line: number
  readonly value: string
  readonly hits: readonly {
    stixId: string
    kind: string
    value: string
    byBlock: boolean
    related: { name: string }[]
  }[]
}

let hub: TestHub
let analyst: Actor
let officer: Actor
let friend: Actor
let member: Actor

const HITS = `query ($value: String!, $kind: String) { lookUp(value: $value, kind: $kind) {
  kind value byBlock editionId reference category tlp title stixId name confidence validFrom related { type name } } }`
const fresh = () => `${randomUUID().slice(0, 8)}.lookups.jp`
const naming = (domain: string, more: object = {}) =>
  anIndicator({ pattern: `[domain-name:value = '${domain}']`, ...more })

async function released(objects: readonly { id: string }[], edition: object = {}) {
  await analyst.importBundle(newImportId(), JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects }))
  const title = `t-${randomUUID()}`
  const draft = { title, stixIds: objects.map(({ id }) => id), ...edition }
  return release(analyst, officer, productOf(title, [draft]))
}
const hitsOf = async (who: Actor, value: string, kind: string | null = null) =>
  (await who.ask<{ lookUp: Line['hits'] }>(HITS, { value, kind })).lookUp
const post = (who: Actor, body: string, path = '/lookups', type = 'text/plain') =>
  fetch(who.url + path, { method: 'POST', body, headers: who.headers({ 'content-type': type }) })
async function linesOf(answer: Response): Promise<Line[]> {
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-ndjson'])
  return (await answer.text())
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Line)
}

beforeAll(async () => {
  hub = await startTestHub()
  analyst = hub.as('analyst-1')
  officer = hub.as('officer-1')
  friend = hub.as('hoshizora')
  member = hub.as('hoshiwatari-power-1')
}, 60_000)
afterAll(() => hub.stop(), 20_000)

describe('looking up a value', () => {
  it('finds it in any spelling, with what the edition says of it', async () => {
    const domain = fresh()
    const [rule, malware] = [
      naming(domain, { confidence: 80 }),
      {
        ...{ type: 'malware', spec_version: '2.1', id: `malware--${randomUUID()}`, is_family: false, name: 'Kage' },
        ...{ created: '2026-01-01T00:00:00.000Z', modified: '2026-01-01T00:00:00.000Z' },
      },
    ]
    const link = {
      ...{ type: 'relationship', spec_version: '2.1', id: `relationship--${randomUUID()}` },
      ...{ created: '2026-01-01T00:00:00.000Z', modified: '2026-01-01T00:00:00.000Z' },
      ...{ relationship_type: 'indicates', source_ref: rule.id, target_ref: malware.id },
    }
    const { editions } = await released([rule, malware, link])
    const [hit] = await hitsOf(friend, ` ${domain.toUpperCase()}. `)
    expect(hit).toMatchObject({
      ...{ kind: 'domain', value: domain, editionId: editions['NOTICE'], category: 'NOTICE', tlp: 'TLP:GREEN' },
      ...{ stixId: rule.id, confidence: 80, related: [{ type: 'malware', name: 'Kage' }] },
    })
    expect(await hitsOf(friend, domain, 'domain')).toHaveLength(1)
    expect(await hitsOf(friend, domain, 'file-name')).toEqual([])
    const { hits } = (await (await friend.get(`/lookups?value=${domain}`)).json()) as { hits: object[] }
    expect(hits).toMatchObject([hit])
  }, 60_000)

  it('[L02][L21] answers of what is above the reader as of what is nowhere, byte for byte', async () => {
    const [hidden, absent] = [fresh(), fresh()]
    await released([naming(hidden)], { secret: true })
    expect(await hitsOf(member, hidden)).toHaveLength(1)
    expect(await hitsOf(friend, hidden)).toEqual([])
    const asked = async (value: string) => [
      await answerTo(friend, HITS, { value }, [value]),
      await bytesOf(await friend.get(`/lookups?value=${value}`), [value]),
      await bytesOf(await post(friend, `${value}\n`), [value]),
      await bytesOf(await post(friend, `${value}\n`, '/lookups?all=true'), [value]),
    ]
    expect(await asked(hidden)).toEqual(await asked(absent))
  }, 60_000)

  it('[L33] finds nothing any more once the edition is recalled, nor before its embargo ends', async () => {
    const [taken, early] = [fresh(), fresh()]
    const { productId } = await released([naming(taken)])
    await released([naming(early)], { embargoUntil: new Date(Date.now() + 3_600_000).toISOString() })
    expect(await hitsOf(friend, taken)).toHaveLength(1)
    await recall(officer, productId)
    for (const value of [taken, early]) expect([value, await hitsOf(friend, value)]).toEqual([value, []])
  }, 60_000)
})

describe('looking up an address', () => {
  it('finds the blocks that contain it, says so, and tells nothing of blocks above the reader', async () => {
    const octet = Math.floor(Math.random() * 200)
    const block = (text: string) => anIndicator({ pattern: `[ipv4-addr:value = '${text}']` })
    await released([block(`198.${octet}.0.0/16`)])
    await released([block(`198.${octet}.7.0/24`)], { secret: true })
    const found = async (who: Actor, value: string, kind: string | null = null) =>
      (await hitsOf(who, value, kind)).map(({ value, byBlock, kind }) => [kind, value, byBlock])
    const wide = ['cidr', `198.${octet}.0.0/16`, true]
    expect(await found(friend, `198.${octet}.7.9`)).toEqual([wide])
    expect(await found(friend, `198.${octet}.7.9`, 'ipv4')).toEqual([wide])
    expect(await found(member, `198.${octet}.7[.]9`)).toEqual([['cidr', `198.${octet}.7.0/24`, true], wide])
    expect(await found(friend, `198.${octet}.0.0/16`)).toEqual([['cidr', `198.${octet}.0.0/16`, false]])
    expect(await found(friend, `198.${octet}.7.0/24`)).toEqual([])
    const at = async (value: string) => bytesOf(await friend.get(`/lookups?value=${value}`), [value])
    expect(await at(`198.${octet}.7.9`)).toEqual(await at(`198.${octet}.8.9`))
  }, 60_000)
})

describe('looking up what is stored', () => {
  const STORED = `query ($values: [String!]!) { lookUpStore(values: $values) { isComplete answers {
    value hits { kind value stixId fileName tlp revoked } } } }`
  it('[L02] finds for an analyst what was not released, and is a word that nobody else may say', async () => {
    const domain = fresh()
    const object = naming(domain)
    const bundle = { type: 'bundle', id: `bundle--${randomUUID()}`, objects: [object] }
    await analyst.importBundle(newImportId(), JSON.stringify(bundle), 'feed.json')
    const { lookUpStore } = await analyst.ask<{ lookUpStore: object }>(STORED, { values: [domain, fresh()] })
    expect(lookUpStore).toMatchObject({
      isComplete: true,
      answers: [{ hits: [{ kind: 'domain', stixId: object.id, fileName: 'feed.json', tlp: null }] }, { hits: [] }],
    })
    expect(await hitsOf(analyst, domain)).toEqual([])
    for (const who of [friend, member, hub.as('police-reader')])
      expect(await answerTo(who, STORED, { values: [domain] }, [domain])).toEqual(
        await answerTo(who, STORED, { values: [fresh()] }, []),
      )
  }, 60_000)
})

describe('looking up several over GraphQL', () => {
  const MANY = 'query ($values: [String!]!) { lookUpMany(values: $values) { value hits { kind value stixId } } }'
  it('[L21] answers each in its place, and of what is above the reader as of nothing', async () => {
    const [known, hidden] = [fresh(), fresh()]
    await released([naming(known)])
    await released([naming(hidden)], { secret: true })
    const { lookUpMany } = await friend.ask<{ lookUpMany: { value: string; hits: object[] }[] }>(MANY, {
      values: [hidden, known, fresh()],
    })
    expect(lookUpMany.map(({ value, hits }) => [value, hits.length]).slice(0, 2)).toEqual([
      [hidden, 0],
      [known, 1],
    ])
    const other = fresh()
    expect(await answerTo(friend, MANY, { values: [hidden] }, [hidden])).toEqual(
      await answerTo(friend, MANY, { values: [other] }, [other]),
    )
    const many = Array.from({ length: 501 }, () => 'x')
    expect((await refusalOf(await friend.asking(MANY, { values: many }))).reason).toBe('VALUES')
  }, 60_000)
})

describe('looking up many', () => {
  it('answers line by line in the order of the question, hits alone or all', async () => {
    const domain = fresh()
    await released([naming(domain)])
    const values = Array.from({ length: 5_000 }, (_, index) => (index === 4_321 ? domain : `n${index}.lookups.jp`))
    const body = values.join('\r\n')
    const known = await linesOf(await post(friend, body))
    expect(known.map(({ line, value }) => [line, value])).toEqual([[4_322, domain]])
    const all = await linesOf(await post(friend, body, '/lookups?all=true'))
    expect(all.map(({ value }) => value)).toEqual(values)
    expect(all.filter(({ hits }) => hits.length > 0)).toEqual(known)
  }, 60_000)

  it('refuses too many, too long and any other form, before anything is answered', async () => {
    const bodies: [string, string, string][] = [
      ['x\n'.repeat(100_001), 'text/plain', 'VALUES'],
      ['x'.repeat(5_000), 'text/plain', 'VALUE'],
      [`${'x'.repeat(4_000)}\n`.repeat(4_500), 'text/plain', 'VALUES'],
      ['{"values":[]}', 'application/json', 'CONTENT_TYPE'],
    ]
    for (const [body, type, reason] of bodies)
      expect((await refusalOf(await post(friend, body, '/lookups', type))).reason).toBe(reason)
    expect((await refusalOf(await friend.get('/lookups?value='))).reason).toBe('VALUE')
    expect((await refusalOf(await friend.get('/lookups?value=x&kind=ham'))).reason).toBe('KIND')
  }, 60_000)

  it('[L07] is for programs with keys: neither nobody nor a cookie comes in', async () => {
    const browser = await new Actor(hub.url, friend.account).signIn()
    for (const who of [hub.nobody(), browser])
      for (const answer of [await who.get('/lookups?value=x'), await post(who, 'x')]) expect(answer.status).toBe(401)
  }, 60_000)
})
