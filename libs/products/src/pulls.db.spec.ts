/** Pulls as they run: real servers on real sockets, a real database, the real store. The runner stands a floor below the store. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Logger } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import {
  newIntakeKeys,
  PullRunnerService,
  PullSettings,
  SourcesService,
  SourceSettings,
  type SourceRequest,
} from '@noroshi/intake'
import { openTestCouncil, type TestCouncil } from '@noroshi/membership/testing'
import { StixStoreService } from './stix-store.service.ts'

const AT = new Date()
const keys = newIntakeKeys()
let council: TestCouncil
let store: StixStoreService
let sources: SourcesService
let administrator: Reader
let analyst: Reader
let origin = ''
/** What the foreign server answers; each test says it. */
let answer: (request: IncomingMessage, response: ServerResponse, url: URL) => void
let clock = AT.getTime()
const asked: string[] = []

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://x')
  asked.push(`${request.url}`)
  answer(request, response, url)
})

class Settings extends PullSettings {
  readonly policy = { allowedOrigins: [origin], timeoutSeconds: 2, mostBytes: 4_000_000 }
  readonly privateKeyPem: string | undefined = keys.privatePem
  override readonly now = () => new Date(clock)
  override readonly chance = () => 1
  constructor(override readonly mostObjects = 100_000) {
    super()
  }
}
const runner = (mostObjects?: number) => new PullRunnerService(council.database, store, new Settings(mostObjects))

beforeAll(async () => {
  Logger.overrideLogger(false)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  council = await openTestCouncil(AT)
  store = new StixStoreService(council.database)
  class Allowed extends SourceSettings {
    readonly publicKeyPem = keys.publicPem
    readonly allowedOrigins = [origin]
  }
  sources = new SourcesService(council.database, new Allowed())
  administrator = (await council.signIn('administrator', AT)).reader
  analyst = (await council.signIn('analyst-1', AT)).reader
}, 60_000)
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await council.drop()
})
beforeEach(() => {
  asked.length = 0
  clock += 86_400_000
})

const times = { created: '2024-01-01T00:00:00.000Z', modified: '2024-01-01T00:00:00.000Z' }
const tool = (more: object = {}) => ({
  type: 'tool',
  spec_version: '2.1',
  id: `tool--${randomUUID()}`,
  ...times,
  name: 'x',
  ...more,
})
const bundle = (...objects: object[]) => JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects })
const taxii = (response: ServerResponse, body: object, headers: Record<string, string> = {}) =>
  response
    .writeHead(200, { 'content-type': 'application/taxii+json;version=2.1', ...headers })
    .end(JSON.stringify(body))

async function newSource(more: Partial<SourceRequest> = {}) {
  const request: SourceRequest = {
    name: `源 ${randomUUID()}`,
    kind: 'DOCUMENT',
    url: `${origin}/feed`,
    intervalSeconds: 3600,
    originator: '外国のCERT',
    ...more,
  }
  const { id } = await sources.create(administrator, request)
  return id
}
/** Pulls this source, and only it, now. */
async function pulled(id: string, by = runner()) {
  const { id: pullId } = await sources.pullNow(analyst, id)
  expect(await by.pullNext()).toBe(true)
  return sources.pull(analyst, pullId)
}
const healthOf = async (id: string) => (await sources.find(analyst, id, new Date(clock))).health
const remarksOf = async (importId: string | null) =>
  (await store.remarks(analyst, importId ?? '', null, { first: 100, after: null }, AT)).items

describe('a pull', () => {
  it('stores what is new, knows what is known under any source, and names source and pull for each object', async () => {
    const objects = [tool(), tool(), tool({ confidence: 101 })]
    answer = (_, response) => response.end(bundle(...objects))
    const one = await newSource()
    const first = await pulled(one)
    expect(first).toMatchObject({ state: 'DONE', objectsRead: 3, stored: 2, known: 0, refused: 1, importId: first.id })
    expect((await remarksOf(first.importId))[0]).toMatchObject({ kind: 'REFUSED', rule: 'out-of-range', position: 2 })
    expect((await store.list(analyst, { importId: first.id }, { first: 10 }, AT)).items).toHaveLength(2)
    const more = tool()
    answer = (_, response) => response.end(bundle(...objects, more))
    expect(await pulled(await newSource())).toMatchObject({ stored: 1, known: 2, refused: 1 })
    expect(await pulled(one)).toMatchObject({ stored: 0, known: 3 })
    const { rows } = await council.superuser.query<{ source: string }>(
      `select b.source_id as source from hub.stix_object o join hub.bundle_import b on b.id = o.import_id where o.stix_id = $1`,
      [objects[0]?.id],
    )
    expect(rows).toEqual([{ source: one }])
  })

  it('keeps what it may not revise as it is: not another’s object, not by revoking it, but its own', async () => {
    const theirs = tool()
    answer = (_, response) => response.end(bundle(theirs))
    await pulled(await newSource())
    const revoked = { ...theirs, modified: '2025-01-01T00:00:00.000Z', revoked: true }
    answer = (_, response) => response.end(bundle(revoked))
    const poison = await pulled(await newSource())
    expect(poison).toMatchObject({ stored: 0, refused: 1 })
    expect(await remarksOf(poison.importId)).toMatchObject([{ rule: 'held-by-another', stixId: theirs.id }])
    expect((await store.history(analyst, theirs.id, AT)).versions).toHaveLength(1)
    expect(await pulled(await newSource({ revisesOthers: true }))).toMatchObject({ stored: 1, refused: 0 })
  })

  it('that revoked an object first does not keep away what an analyst imports', async () => {
    const squatted = tool({ revoked: true })
    answer = (_, response) => response.end(bundle(squatted))
    await pulled(await newSource())
    const chunks = (async function* () {
      yield Buffer.from(bundle({ ...squatted, revoked: false, modified: '2026-01-01T00:00:00.000Z' }))
    })()
    expect(
      await store.importBundle(analyst, { id: randomUUID(), fileName: 'x', bytesTotal: null, chunks }, AT),
    ).toMatchObject({ stored: 1, refused: 0 })
  })

  it('asks only when something may have changed, and once a day without trusting the ETag', async () => {
    const conditions: (string | undefined)[] = []
    let content = bundle(tool())
    answer = (request, response) => {
      conditions.push(request.headers['if-none-match'])
      if (request.headers['if-none-match'] === '"same"') response.writeHead(304).end()
      else response.writeHead(200, { etag: '"same"' }).end(content)
    }
    const id = await newSource()
    expect(await pulled(id)).toMatchObject({ stored: 1 })
    content = bundle(tool())
    expect(await pulled(id)).toMatchObject({ state: 'DONE', stored: 0, objectsRead: 0, importId: null })
    clock += 90_000_000
    expect(await pulled(id)).toMatchObject({ stored: 1 })
    expect(conditions).toEqual([undefined, '"same"', undefined])
  })

  it('that fails comes back later and later, no sooner than the server asks, and is healthy again after one that does not', async () => {
    const id = await newSource({ intervalSeconds: 600 })
    const dueIn = async () => (Date.parse((await healthOf(id)).dueAt ?? '') - clock) / 1_000
    await sources.setEnabled(administrator, id, true)
    for (const pause of [600, 1_200, 2_400]) {
      answer = (_, response) => response.writeHead(500).end()
      expect(await pulled(id)).toMatchObject({ state: 'FAILED', failure: { reason: 'SERVER_ERROR' } })
      expect(await dueIn()).toBe(pause)
    }
    answer = (_, response) => response.writeHead(429, { 'retry-after': '90000' }).end()
    await pulled(id)
    expect(await dueIn()).toBe(90_000)
    expect(await healthOf(id)).toMatchObject({
      state: 'FAILING',
      consecutiveFailures: 4,
      failure: { reason: 'TOO_MUCH' },
    })
    answer = (_, response) => response.end(bundle(tool()))
    await pulled(id)
    expect(await healthOf(id)).toMatchObject({ state: 'HEALTHY', consecutiveFailures: 0, failure: null })
    expect(await dueIn()).toBe(600)
    await sources.setEnabled(administrator, id, false)
    expect(await healthOf(id)).toMatchObject({ state: 'PAUSED', dueAt: null })
  })

  it.each<[string, string, Partial<SourceRequest>, string | Buffer]>([
    ['no JSON', 'UNREADABLE', {}, '{'],
    ['no known format', 'UNREADABLE', {}, '{"a":1}'],
    ['text of another encoding', 'UNREADABLE', {}, Buffer.from([0x22, 0xff, 0x22])],
    ['too much', 'TOO_LARGE', {}, Buffer.alloc(5_000_000, 0x20)],
    [
      'XML with entities',
      'UNREADABLE',
      { kind: 'RSS' },
      '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><item><title>&b;</title></item></rss>',
    ],
    [
      'XML that reads a file',
      'UNREADABLE',
      { kind: 'RSS' },
      '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss>&a;</rss>',
    ],
    ['XML of endless depth', 'UNREADABLE', { kind: 'RSS' }, '<a>'.repeat(100_000)],
    ['a table without the column', 'UNREADABLE', { kind: 'CSV', mapping: { value: 'ioc' } }, 'ip,port\n1.1.1.1,80\n'],
    ['JSON of endless depth', 'UNREADABLE', {}, `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
  ])('of %s is refused with its reason (%s), and nothing is stored', async (_, reason, more, content) => {
    // prettier-ignore
    answer = (_request, response) => response.end(content)
    const pull = await pulled(await newSource(more))
    expect(pull).toMatchObject({ state: 'FAILED', stored: 0, failure: { reason } })
    expect(pull.failure?.messageJa).toMatch(/[ぁ-ん]/)
  })

  it('makes indicators of tables and lists, reports of news, each stored once whatever it is called again', async () => {
    const host = `evil-${randomUUID()}.example`
    answer = (_, response) => response.end(`# c2\nioc,memo\n${host},C2\n"hxxp://${host}/a,b",drop\nnonsense value,x\n`)
    const table = { kind: 'CSV', mapping: { value: 'ioc', description: 'memo' } } as const
    const first = await pulled(await newSource(table))
    expect(first).toMatchObject({ stored: 2, warnings: 1, objectsRead: 2 })
    expect(await pulled(await newSource(table))).toMatchObject({ stored: 0, known: 2 })
    const { items } = await store.list(analyst, { importId: first.id }, { first: 10 }, AT)
    expect(items.map(({ type, name }) => [type, name])).toEqual([['indicator', host], ['indicator', `hxxp://${host}/a,b`]]) // prettier-ignore
    answer = (_, response) =>
      response.end(JSON.stringify({ data: { list: [{ v: '203.0.113.77' }, { v: { a: 1 } }, null] } }))
    expect(await pulled(await newSource({ kind: 'JSON', mapping: { items: 'data.list', value: 'v' } }))).toMatchObject({
      stored: 1,
    })
    answer = (_, response) =>
      response.end(
        `<?xml version="1.0"?><rss><channel><title>t</title><item><title>警報 ${host}</title><link>https://x.example/1</link><description>&lt;b&gt;text&lt;/b&gt;</description></item><item><title>二</title><link>javascript:alert(1)</link></item></channel></rss>`,
      )
    expect(await pulled(await newSource({ kind: 'RSS', originator: host }))).toMatchObject({ stored: 3, refused: 0 })
  })
})

describe('pulls of one source', () => {
  it('never run at once, and a worker that was killed in the middle loses and doubles nothing', async () => {
    const all = [tool(), tool(), tool(), tool()]
    let hold: (() => void) | undefined
    let isHolding: () => void = () => undefined
    const held = new Promise<void>(resolve => (isHolding = resolve))
    answer = (_, response, { searchParams }) => {
      const at = Number(searchParams.get('next') ?? 0)
      const send = () => taxii(response, { more: at < 3, next: String(at + 1), objects: [all[at]] })
      if (at !== 2 || hold) return void send()
      hold = send
      isHolding()
    }
    const id = await newSource({ kind: 'TAXII', url: `${origin}/root/`, collection: 'c' })
    await sources.pullNow(analyst, id)
    const killed = runner()
    const running = killed.pullNext()
    await held
    expect(await runner().pullNext()).toBe(false)
    expect(await healthOf(id)).toMatchObject({ state: 'RUNNING' })
    // As if the process had been killed: its lease runs out, and what it says afterwards counts no more.
    clock += 200_000
    asked.length = 0
    const next = await pulled(id)
    expect(next).toMatchObject({ state: 'DONE', stored: 2, known: 0 })
    expect(asked.map(path => new URL(path, origin).searchParams.get('next'))).toEqual(['2', '3'])
    hold?.()
    await running
    const { rows } = await council.superuser.query(`select stix_id from hub.stix_object where stix_id = any($1)`, [
      all.map(one => one.id),
    ])
    expect(rows).toHaveLength(4)
    const [last, before] = await sources.pulls(analyst, id, 10)
    expect([last?.state, before?.state, before?.failure?.reason, before?.stored]).toEqual([
      'DONE',
      'FAILED',
      'BROKEN_OFF',
      2,
    ])
  })

  it('begin a forgotten walk again, and go on at once where one had its limit', async () => {
    const all = [tool(), tool(), tool()]
    let isForgetful = false
    answer = (_, response, { searchParams }) => {
      const at = Number(searchParams.get('next') ?? 0)
      if (at > 0 && isForgetful) return void response.writeHead(404).end()
      taxii(response, { more: at < 2, next: String(at + 1), objects: [all[at]] })
    }
    const id = await newSource({ kind: 'TAXII', url: `${origin}/root/`, collection: 'c' })
    await sources.setEnabled(administrator, id, true)
    expect(await pulled(id, runner(1))).toMatchObject({ stored: 1, objectsRead: 1 })
    expect((Date.parse((await healthOf(id)).dueAt ?? '') - clock) / 1_000).toBe(1)
    isForgetful = true
    const forgotten = await pulled(id)
    expect(forgotten).toMatchObject({ state: 'FAILED', known: 1, failure: { reason: 'NOT_FOUND' } })
    isForgetful = false
    expect(await pulled(id)).toMatchObject({ state: 'DONE', stored: 2 })
    await sources.setEnabled(administrator, id, false)
  })

  it('that keep the server waiting for an answer end in time', async () => {
    answer = () => undefined
    expect(await pulled(await newSource())).toMatchObject({ failure: { reason: 'TIMEOUT' } })
  })
})

describe('a credential', () => {
  it('goes to its source alone, is read by nobody, and does not follow the URL elsewhere', async () => {
    const heard: (string | undefined)[] = []
    answer = (request, response) => {
      heard.push(request.headers.authorization)
      response.end(bundle(tool()))
    }
    const secret = `user:pass-${randomUUID()}`
    const id = await newSource({ credential: { kind: 'basic', secret } })
    expect(await pulled(id)).toMatchObject({ state: 'DONE' })
    expect(heard).toEqual([`Basic ${Buffer.from(secret).toString('base64')}`])
    const everything = JSON.stringify([await sources.find(administrator, id), await sources.changes(administrator, id)])
    expect(everything).toContain('"credentialKind":"basic"')
    expect(everything).not.toContain(secret.slice(5))
    const { rows } = await council.superuser.query(`select to_jsonb(s) as row from hub.source s where id = $1`, [id])
    expect(JSON.stringify(rows)).not.toContain(secret.slice(5))
    await council.superuser.query(`update hub.source set url = replace(url, '127.0.0.1', 'localhost') where id = $1`, [
      id,
    ])
    expect(await pulled(id)).toMatchObject({ state: 'FAILED', failure: { reason: 'CREDENTIAL' } })
    const request = {
      name: randomUUID(),
      kind: 'DOCUMENT',
      url: 'https://elsewhere.example/',
      intervalSeconds: 600,
      originator: 'x',
    } as const
    expect(await sources.revise(administrator, id, request)).toMatchObject({ credentialKind: null })
  })
})

describe('a trial', () => {
  it('says what would come, and stores nothing', async () => {
    const object = tool()
    answer = (_, response) => response.end(bundle(object, tool({ confidence: 101 })))
    const request = {
      name: 'x',
      kind: 'DOCUMENT',
      url: `${origin}/feed`,
      intervalSeconds: 600,
      originator: 'x',
    } as const
    const { id } = await sources.tryOut(administrator, null, request, new Date(clock))
    expect(await runner().pullNext()).toBe(true)
    expect(await sources.pull(administrator, id)).toMatchObject({
      state: 'DONE',
      found: {
        objects: 2,
        refused: 1,
        types: [{ type: 'tool', count: 2 }],
        rules: [{ rule: 'out-of-range', count: 1 }],
      },
    })
    await expect(store.history(analyst, object.id, AT)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const { id: refused } = await sources.tryOut(
      administrator,
      null,
      { ...request, url: 'https://localhost/' },
      new Date(clock),
    )
    await runner().pullNext()
    expect(await sources.pull(administrator, refused)).toMatchObject({
      state: 'FAILED',
      failure: { reason: 'ADDRESS' },
    })
  })
})

describe('sources', () => {
  it('are administered by administrators, seen and pulled by analysts, and nobody else’s business', async () => {
    const id = await newSource()
    const request = {
      name: randomUUID(),
      kind: 'DOCUMENT',
      url: 'https://x.example/',
      intervalSeconds: 600,
      originator: 'x',
    } as const
    await expect(sources.create(analyst, request)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(sources.setEnabled(analyst, id, true)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    for (const prefix of ['hoshiwatari-power-1', 'inspector']) {
      const { reader } = await council.signIn(prefix, AT)
      await expect(sources.list(reader)).rejects.toMatchObject({ code: 'FORBIDDEN' })
      expect(
        await council.database.asReader({ ...reader, tier: 'GOVERNMENT' }, tx => tx.query('select id from hub.source')),
      ).toEqual(prefix === 'inspector' ? expect.any(Array) : [])
    }
    expect((await sources.list(analyst)).map(source => source.id)).toContain(id)
  })

  it('are as restrictive as can be unless somebody says otherwise, and their history says who said so', async () => {
    const name = `源 ${randomUUID()}`
    const id = await newSource({ name })
    expect(await sources.find(analyst, id)).toMatchObject({
      category: 'COMPREHENSIVE',
      containsSecret: true,
      tlp: 'TLP:RED',
      enabled: false,
      health: { state: 'PAUSED' },
    })
    const open = {
      name,
      kind: 'DOCUMENT',
      url: 'https://x.example/',
      intervalSeconds: 600,
      originator: 'x',
      containsSecret: false,
      containsCommInfo: false,
      identifiesPerson: false,
      tlp: 'TLP:CLEAR',
    } as const
    expect(await sources.revise(administrator, id, open)).toMatchObject({ category: 'NOTICE' })
    const [latest] = await sources.changes(analyst, id)
    expect(latest?.changes).toContainEqual({ field: 'containsSecret', from: true, to: false })
    await expect(sources.create(administrator, { ...open, name: name.toUpperCase() })).rejects.toMatchObject({
      code: 'CONFLICT',
      field: 'name',
    })
    for (const [wrong, field] of [
      [{ url: 'http://x.example/' }, 'url'],
      [{ intervalSeconds: 5 }, 'intervalSeconds'],
      [{ kind: 'CSV' }, 'mapping'],
      [{ kind: 'TAXII' }, 'collection'],
      [{ credential: { kind: 'basic', secret: 'x' } }, 'credential'],
    ] as const)
      // prettier-ignore
      await expect(sources.create(administrator, { ...open, name: 'y', ...wrong })).rejects.toMatchObject({ code: 'INVALID_INPUT', field })
  })
})
