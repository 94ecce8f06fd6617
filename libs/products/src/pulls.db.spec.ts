/** Pulls as they run: real servers on real sockets, a real database, the real store. */
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import type { SourceRequest } from '@noroshi/intake'
import { bundle, PullWorld, tool } from './testing.ts'

let world: PullWorld
beforeAll(async () => {
  world = await PullWorld.open()
}, 60_000)
afterAll(() => world.close())
beforeEach(() => {
  world.asked.length = 0
  world.clock += 86_400_000
})

const taxii = (response: ServerResponse, body: object) =>
  response.writeHead(200, { 'content-type': 'application/taxii+json;version=2.1' }).end(JSON.stringify(body))
const remarksOf = async (importId: string | null) =>
  (await world.store.remarks(world.analyst, importId ?? '', null, { first: 100, after: null }, world.at)).items

describe('a pull', () => {
  it('stores what is new, knows what is known under any source, and names source and pull for each object', async () => {
    const objects = [tool(), tool(), tool({ confidence: 101 })]
    world.answer = (_, response) => response.end(bundle(...objects))
    const one = await world.newSource()
    const first = await world.pulled(one)
    expect(first).toMatchObject({ state: 'DONE', objectsRead: 3, stored: 2, known: 0, refused: 1, importId: first.id })
    expect((await remarksOf(first.importId))[0]).toMatchObject({ kind: 'REFUSED', rule: 'out-of-range', position: 2 })
    expect((await world.store.list(world.analyst, { importId: first.id }, { first: 10 }, world.at)).items).toHaveLength(
      2,
    )
    const more = tool()
    world.answer = (_, response) => response.end(bundle(...objects, more))
    expect(await world.pulled(await world.newSource())).toMatchObject({ stored: 1, known: 2, refused: 1 })
    expect(await world.pulled(one)).toMatchObject({ stored: 0, known: 3 })
    const { rows } = await world.council.superuser.query<{ source: string }>(
      `select b.source_id as source from hub.stix_object o join hub.bundle_import b on b.id = o.import_id where o.stix_id = $1`,
      [objects[0]?.id],
    )
    expect(rows).toEqual([{ source: one }])
  })

  it('keeps what it may not revise as it is: not another’s object, not by revoking it, but its own', async () => {
    const theirs = tool()
    world.answer = (_, response) => response.end(bundle(theirs))
    await world.pulled(await world.newSource())
    const revoked = { ...theirs, modified: '2025-01-01T00:00:00.000Z', revoked: true }
    world.answer = (_, response) => response.end(bundle(revoked))
    const poison = await world.pulled(await world.newSource())
    expect(poison).toMatchObject({ stored: 0, refused: 1 })
    expect(await remarksOf(poison.importId)).toMatchObject([{ rule: 'held-by-another', stixId: theirs.id }])
    expect((await world.store.history(world.analyst, theirs.id, world.at)).versions).toHaveLength(1)
    expect(await world.pulled(await world.newSource({ revisesOthers: true }))).toMatchObject({ stored: 1, refused: 0 })
  })

  it('that revoked an object first does not keep away what an analyst imports', async () => {
    const squatted = tool({ revoked: true })
    world.answer = (_, response) => response.end(bundle(squatted))
    await world.pulled(await world.newSource())
    const chunks = (async function* () {
      yield Buffer.from(bundle({ ...squatted, revoked: false, modified: '2026-01-01T00:00:00.000Z' }))
    })()
    expect(
      await world.store.importBundle(
        world.analyst,
        { id: randomUUID(), fileName: 'x', bytesTotal: null, chunks },
        world.at,
      ),
    ).toMatchObject({ stored: 1, refused: 0 })
  })

  it('of a catalogue without dates stores nothing twice: of what changed a new version, once, whoever brings it', async () => {
    const text = await readFile(
      new URL('../../../tests/data/kev/known_exploited_vulnerabilities.json', import.meta.url),
      'utf8',
    )
    const catalogue = JSON.parse(text) as { dateReleased: string; vulnerabilities: { dueDate: string }[] }
    world.answer = (_, response) => response.end(JSON.stringify(catalogue))
    const id = await world.newSource()
    const { stored, objectsRead } = await world.pulled(id)
    expect(stored).toBe(objectsRead)
    catalogue.dateReleased = '2026-11-25T12:00:00.5Z'
    expect(await world.pulled(id)).toMatchObject({ stored: 0, changed: 0, known: stored })
    const [entry] = catalogue.vulnerabilities
    entry.dueDate = '2027-01-01'
    expect(await world.pulled(id)).toMatchObject({ stored: 1, changed: 0, known: stored - 1 })
    const page = await world.store.list(world.analyst, { text: 'CVE-2025-48384' }, { first: 10 }, world.at)
    const found = page.items.find(({ type }) => type === 'vulnerability')
    const { versions } = await world.store.history(world.analyst, found?.id ?? '', world.at)
    expect(versions.map(({ version }) => version)).toEqual(['2026-11-25T12:00:00.500Z', '2025-08-25T00:00:00.000Z'])
    catalogue.dateReleased = '2026-12-01T00:00:00Z'
    expect(await world.pulled(id)).toMatchObject({ stored: 0, changed: 0 })
    const chunks = (async function* () {
      yield Buffer.from(JSON.stringify(catalogue))
    })()
    const byHand = { id: randomUUID(), fileName: 'kev.json', bytesTotal: null, chunks }
    expect(await world.store.importBundle(world.analyst, byHand, world.at)).toMatchObject({
      stored: 0,
      changed: 0,
      known: stored,
    })
  })

  it('of JVN stores vulnerabilities with their software, and what did not change once', async () => {
    const text = await readFile(new URL('../../../tests/data/jvn/jvnrss.xml', import.meta.url), 'utf8')
    world.answer = (_, response) => response.writeHead(200, { 'content-type': 'text/xml' }).end(text)
    const id = await world.newSource()
    const { stored } = await world.pulled(id)
    expect(stored).toBeGreaterThan(4)
    world.answer = (_, response) =>
      response.end(text.replaceAll('2026-11-20T12:00:00', '2026-11-24T12:00:00').replace('存在します', '存在しました'))
    expect(await world.pulled(id)).toMatchObject({ stored: 2, changed: 0, refused: 0 })
    world.answer = (_, response) => response.end('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    const { failure } = await world.pulled(id)
    expect(failure).toMatchObject({ reason: 'UNREADABLE', message: expect.stringMatching(/^\$: .*\(xml-doctype\)$/) })
  })

  it('asks only when something may have changed, and once a day without trusting the ETag', async () => {
    const conditions: (string | undefined)[] = []
    let content = bundle(tool())
    world.answer = (request, response) => {
      conditions.push(request.headers['if-none-match'])
      if (request.headers['if-none-match'] === '"same"') response.writeHead(304).end()
      else response.writeHead(200, { etag: '"same"' }).end(content)
    }
    const id = await world.newSource()
    expect(await world.pulled(id)).toMatchObject({ stored: 1 })
    content = bundle(tool())
    expect(await world.pulled(id)).toMatchObject({ state: 'DONE', stored: 0, objectsRead: 0, importId: null })
    world.clock += 90_000_000
    expect(await world.pulled(id)).toMatchObject({ stored: 1 })
    expect(conditions).toEqual([undefined, '"same"', undefined])
  })

  it('that fails comes back later and later, no sooner than the server asks, and is healthy again after one that does not', async () => {
    const id = await world.newSource({ intervalSeconds: 600 })
    const dueIn = async () => (Date.parse((await world.healthOf(id)).dueAt ?? '') - world.clock) / 1_000
    await world.sources.setEnabled(world.administrator, id, true)
    for (const pause of [600, 1_200, 2_400]) {
      world.answer = (_, response) => response.writeHead(500).end()
      expect(await world.pulled(id)).toMatchObject({ state: 'FAILED', failure: { reason: 'SERVER_ERROR' } })
      expect(await dueIn()).toBe(pause)
    }
    world.answer = (_, response) => response.writeHead(429, { 'retry-after': '90000' }).end()
    await world.pulled(id)
    expect(await dueIn()).toBe(90_000)
    expect(await world.healthOf(id)).toMatchObject({
      state: 'FAILING',
      consecutiveFailures: 4,
      failure: { reason: 'TOO_MUCH' },
    })
    world.answer = (_, response) => response.end(bundle(tool()))
    await world.pulled(id)
    expect(await world.healthOf(id)).toMatchObject({ state: 'HEALTHY', consecutiveFailures: 0, failure: null })
    expect(await dueIn()).toBe(600)
    await world.sources.setEnabled(world.administrator, id, false)
    expect(await world.healthOf(id)).toMatchObject({ state: 'PAUSED', dueAt: null })
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
    world.answer = (_request, response) => response.end(content)
    const pull = await world.pulled(await world.newSource(more))
    expect(pull).toMatchObject({ state: 'FAILED', stored: 0, failure: { reason } })
    expect(pull.failure?.messageJa).toMatch(/[ぁ-ん]/)
  })

  it('makes indicators of tables and lists, reports of news, each stored once whatever it is called again', async () => {
    const host = `evil-${randomUUID()}.example`
    world.answer = (_, response) =>
      response.end(`# c2\nioc,memo\n${host},C2\n"hxxp://${host}/a,b",drop\nnonsense value,x\n`)
    const table = { kind: 'CSV', mapping: { value: 'ioc', description: 'memo' } } as const
    const first = await world.pulled(await world.newSource(table))
    expect(first).toMatchObject({ stored: 2, warnings: 1, objectsRead: 2 })
    expect(await world.pulled(await world.newSource(table))).toMatchObject({ stored: 0, known: 2 })
    const { items } = await world.store.list(world.analyst, { importId: first.id }, { first: 10 }, world.at)
    expect(items.map(({ type, name }) => [type, name])).toEqual([['indicator', host], ['indicator', `hxxp://${host}/a,b`]]) // prettier-ignore
    world.answer = (_, response) =>
      response.end(JSON.stringify({ data: { list: [{ v: '203.0.113.77' }, { v: { a: 1 } }, null] } }))
    expect(
      await world.pulled(await world.newSource({ kind: 'JSON', mapping: { items: 'data.list', value: 'v' } })),
    ).toMatchObject({
      stored: 1,
    })
    world.answer = (_, response) =>
      response.end(
        `<?xml version="1.0"?><rss><channel><title>t</title><item><title>警報 ${host}</title><link>https://x.example/1</link><description>&lt;b&gt;text&lt;/b&gt;</description></item><item><title>二</title><link>javascript:alert(1)</link></item></channel></rss>`,
      )
    expect(await world.pulled(await world.newSource({ kind: 'RSS', originator: host }))).toMatchObject({
      stored: 3,
      refused: 0,
    })
  })
})

describe('pulls of one source', () => {
  it('never run at once, and a worker that was killed in the middle loses and doubles nothing', async () => {
    const all = [tool(), tool(), tool(), tool()]
    let hold: (() => void) | undefined
    let isHolding: () => void = () => undefined
    const held = new Promise<void>(resolve => (isHolding = resolve))
    world.answer = (_, response, { searchParams }) => {
      const at = Number(searchParams.get('next') ?? 0)
      const send = () => taxii(response, { more: at < 3, next: String(at + 1), objects: [all[at]] })
      if (at !== 2 || hold) return void send()
      hold = send
      isHolding()
    }
    const id = await world.newSource({ kind: 'TAXII', url: `${world.origin}/root/`, collection: 'c' })
    await world.sources.pullNow(world.analyst, id)
    const killed = world.runner()
    const running = killed.pullNext()
    await held
    expect(await world.runner().pullNext()).toBe(false)
    expect(await world.healthOf(id)).toMatchObject({ state: 'RUNNING' })
    // As if the process had been killed: its lease runs out, and what it says afterwards counts no more.
    world.clock += 200_000
    world.asked.length = 0
    const next = await world.pulled(id)
    expect(next).toMatchObject({ state: 'DONE', stored: 2, known: 0 })
    expect(world.asked.map(path => new URL(path, world.origin).searchParams.get('next'))).toEqual(['2', '3'])
    hold?.()
    await running
    const { rows } = await world.council.superuser.query(
      `select stix_id from hub.stix_object where stix_id = any($1)`,
      [all.map(one => one.id)],
    )
    expect(rows).toHaveLength(4)
    const [last, before] = await world.sources.pulls(world.analyst, id, 10)
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
    world.answer = (_, response, { searchParams }) => {
      const at = Number(searchParams.get('next') ?? 0)
      if (at > 0 && isForgetful) return void response.writeHead(404).end()
      taxii(response, { more: at < 2, next: String(at + 1), objects: [all[at]] })
    }
    const id = await world.newSource({ kind: 'TAXII', url: `${world.origin}/root/`, collection: 'c' })
    await world.sources.setEnabled(world.administrator, id, true)
    expect(await world.pulled(id, world.runner(1))).toMatchObject({ stored: 1, objectsRead: 1 })
    expect((Date.parse((await world.healthOf(id)).dueAt ?? '') - world.clock) / 1_000).toBe(1)
    isForgetful = true
    const forgotten = await world.pulled(id)
    expect(forgotten).toMatchObject({ state: 'FAILED', known: 1, failure: { reason: 'NOT_FOUND' } })
    isForgetful = false
    expect(await world.pulled(id)).toMatchObject({ state: 'DONE', stored: 2 })
    await world.sources.setEnabled(world.administrator, id, false)
  })

  it('that keep the server waiting for an answer end in time', async () => {
    world.answer = () => undefined
    expect(await world.pulled(await world.newSource())).toMatchObject({ failure: { reason: 'TIMEOUT' } })
  })
})
