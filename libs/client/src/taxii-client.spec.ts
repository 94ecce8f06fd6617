/** The client against servers that are wrong on purpose, over real sockets. Against our own server it is tried at the doors. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { TaxiiClient, type TaxiiClientOptions } from './taxii-client.ts'
import type { TaxiiQuery } from './taxii-pages.ts'
import type { TaxiiWalk } from './taxii-client.ts'

type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => void

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
})

const TYPE = 'application/taxii+json;version=2.1'

async function serving(handler: Handler): Promise<string> {
  const server = createServer((request, response) =>
    handler(request, response, new URL(request.url ?? '/', 'http://x')),
  )
  servers.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const send = (response: ServerResponse, body: unknown, headers: Record<string, string> = {}, status = 200) =>
  response.writeHead(status, { 'content-type': TYPE, ...headers }).end(JSON.stringify(body))

const tool = (name: string) => ({ type: 'tool', id: `tool--${name}`, name })
const date = (second: number) => `2026-01-01T00:00:${String(second).padStart(2, '0')}.000001Z`
const dates = (first: number, last: number) => ({
  'x-taxii-date-added-first': date(first),
  'x-taxii-date-added-last': date(last),
})

/** Names received, and how the walk ended. */
async function walked(url: string, query: TaxiiQuery = {}, walk: TaxiiWalk = {}, options: TaxiiClientOptions = {}) {
  const names: string[] = []
  let cursor: object | null = null
  let ended = 'DONE'
  for await (const page of new TaxiiClient(url, options).objects(`${url}/root/`, 'c', query, walk)) {
    if (!page.ok) ended = page.fault.kind
    else {
      names.push(...page.value.items.map(item => ('text' in item ? JSON.parse(item.text).name : item.refused.rule)))
      cursor = page.value.cursor
    }
  }
  return { names, ended, cursor }
}

describe('a walk through a collection', () => {
  it('follows `next` with the filters it began with, and ends at the last date', async () => {
    const asked: string[] = []
    const url = await serving((_, response, { search, searchParams }) => {
      asked.push(decodeURIComponent(search))
      const at = Number(searchParams.get('next') ?? 1)
      send(
        response,
        { more: at < 3, ...(at < 3 ? { next: String(at + 1) } : {}), objects: [tool(`n${at}`)] },
        dates(at, at),
      )
    })
    const query = { addedAfter: date(0), limit: 1, versions: ['all'] }
    const { names, ended, cursor } = await walked(url, query)
    expect([names, ended]).toEqual([['n1', 'n2', 'n3'], 'DONE'])
    expect(cursor).toEqual({ addedAfter: date(3), last: date(3) })
    const filters = `added_after=${date(0)}&limit=1`
    expect(asked).toEqual([`?${filters}&match[version]=all`, `?${filters}&next=2&match[version]=all`, `?${filters}&next=3&match[version]=all`]) // prettier-ignore
  })

  it('goes on from a place in the middle after any absence', async () => {
    const url = await serving((_, response, { searchParams }) => {
      const at = Number(searchParams.get('next') ?? 1)
      send(response, { more: at < 3, next: String(at + 1), objects: [tool(`n${at}`)] }, dates(at, at))
    })
    const client = new TaxiiClient(url)
    const first = await client.objects(`${url}/root/`, 'c').next()
    const from = first.value?.ok ? (first.value.value.cursor ?? {}) : {}
    expect(from).toEqual({ next: '2', last: date(1) })
    expect(await walked(url, {}, { from })).toMatchObject({ names: ['n2', 'n3'], ended: 'DONE' })
  })

  it('goes on by the last date where the server gives no `next`', async () => {
    const url = await serving((_, response, { searchParams }) => {
      const after = searchParams.get('added_after')
      if (after === date(2)) send(response, { objects: [tool('c')] }, dates(3, 3))
      else send(response, { more: true, objects: [tool('a'), tool('b')] }, dates(1, 2))
    })
    expect(await walked(url)).toEqual({
      names: ['a', 'b', 'c'],
      ended: 'DONE',
      cursor: { addedAfter: date(3), last: date(3) },
    })
  })

  it('takes an empty collection for what it is, keeps its place, and reads each object by itself', async () => {
    expect(await walked(await serving((_, response) => send(response, {})), { addedAfter: date(7) })).toEqual({
      names: [],
      ended: 'DONE',
      cursor: { addedAfter: date(7), last: date(7) },
    })
    const url = await serving((_, response) => {
      response
        .writeHead(200, { 'content-type': TYPE })
        .end('{"objects":[{"name":"good"},{"__proto__":1},{"a":1,"a":2},7]}')
    })
    const { names } = await walked(url)
    expect(names).toHaveLength(4)
    expect(names[0]).toBe('good')
  })
})

describe('a server that is wrong', () => {
  it.each<[string, string, number, Handler]>([
    [
      'the same page for ever, with the same `next`',
      'REPEATED_PAGE',
      1,
      (_, r) => send(r, { more: true, next: 'x', objects: [tool('a')] }),
    ],
    [
      'the same page for ever, with another `next` each time',
      'REPEATED_PAGE',
      1,
      (_, r) => send(r, { more: true, next: String(Math.random()), objects: [tool('a')] }).end(),
    ],
    [
      'pages in a circle',
      'REPEATED_PAGE',
      3,
      (_, r, u) => {
        const at = u.searchParams.get('next') ?? 'a'
        send(r, { more: true, next: at === 'a' ? 'b' : 'a', objects: [tool(at)] })
      },
    ],
    [
      'always more, and new each time',
      'TOO_MANY_PAGES',
      5,
      (_, r, u) => {
        const at = Number(u.searchParams.get('next') ?? 0) + 1
        send(r, { more: true, next: String(at), objects: [tool(`n${at}`)] })
      },
    ],
    ['more without objects', 'MORE_WITHOUT_OBJECTS', 0, (_, r) => send(r, { more: true, next: 'x' })],
    ['more without saying where', 'CANNOT_CONTINUE', 1, (_, r) => send(r, { more: true, objects: [tool('a')] })],
    [
      'a cut inside of one instant',
      'CANNOT_CONTINUE',
      2,
      (_, r) => send(r, { more: true, objects: [tool('a'), tool('b')] }, dates(1, 1)),
    ],
    [
      'dates that go backwards',
      'OUT_OF_ORDER',
      1,
      (_, r, u) => {
        const again = u.searchParams.has('next')
        send(r, { more: !again, next: 'x', objects: [tool(again ? 'b' : 'a')] }, again ? dates(1, 2) : dates(5, 6))
      },
    ],
    ['a `next` that is no text', 'NOT_TAXII', 0, (_, r) => send(r, { more: true, next: 7, objects: [tool('a')] })],
    [
      'a page without end',
      'TOO_LARGE',
      0,
      (_, r) => {
        r.writeHead(200, { 'content-type': TYPE })
        const go = () => {
          while (r.write('a'.repeat(65_536)));
          r.once('drain', go)
        }
        go()
      },
    ],
    [
      'half a page',
      'NOT_TAXII',
      0,
      (_, r) => {
        r.writeHead(200, { 'content-type': TYPE }).end('{"objects":[{"name":"a"}')
      },
    ],
    [
      'a page that breaks off',
      'UNREACHABLE',
      0,
      (_, r) => {
        r.writeHead(200, { 'content-type': TYPE, 'content-length': '1000' }).write('{"objects":[')
        setImmediate(() => r.destroy())
      },
    ],
    ['objects that are no list', 'NOT_TAXII', 0, (_, r) => send(r, { objects: { a: 1 } })],
    [
      'another media type',
      'NOT_TAXII',
      0,
      (_, r) => {
        r.writeHead(200, { 'content-type': 'text/html' }).end('<p>')
      },
    ],
    [
      'another version of TAXII',
      'NOT_TAXII',
      0,
      (_, r) => send(r, {}, { 'content-type': 'application/taxii+json;version=2.0' }),
    ],
    [
      'text that is not UTF-8',
      'NOT_TAXII',
      0,
      (_, r) => {
        r.writeHead(200, { 'content-type': TYPE }).end(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))
      },
    ],
    ['silence', 'TIMEOUT', 0, () => undefined],
    [
      'a drop at a time',
      'TIMEOUT',
      0,
      (_, r) => {
        r.writeHead(200, { 'content-type': TYPE })
        const drip = setInterval(() => r.write(' '), 50)
        r.on('close', () => clearInterval(drip))
      },
    ],
    ['401', 'UNAUTHORISED', 0, (_, r) => send(r, {}, {}, 401)],
    ['403', 'FORBIDDEN', 0, (_, r) => send(r, {}, {}, 403)],
    ['404', 'NOT_FOUND', 0, (_, r) => send(r, {}, {}, 404)],
    ['406', 'REFUSED', 0, (_, r) => send(r, {}, {}, 406)],
    ['500', 'SERVER_ERROR', 0, (_, r) => send(r, {}, {}, 500)],
  ])('that sends %s is a fault of the kind %s, and what came before it is good', async (_, kind, received, handler) => {
    // prettier-ignore
    const limits = { timeoutSeconds: kind === 'TIMEOUT' ? 0.4 : 20, mostBytes: 200_000 }
    const { names, ended } = await walked(await serving(handler), {}, { mostPages: 5 }, limits)
    expect([ended, names.length]).toEqual([kind, received])
  })

  it('that asks for a pause is told how long', async () => {
    const now = () => new Date('2026-01-01T00:00:00Z')
    for (const [header, seconds] of [
      ['120', 120],
      ['Thu, 01 Jan 2026 00:01:00 GMT', 60],
      ['soon', undefined],
      ['-5', 0],
    ]) {
      // prettier-ignore
      const url = await serving((_, response) => send(response, {}, { 'retry-after': String(header) }, 429))
      const found = await new TaxiiClient(url, { now }).discovery()
      expect(found).toMatchObject({ ok: false, fault: { kind: 'TOO_MUCH', status: 429 } })
      expect(found.ok ? null : found.fault.retryAfterSeconds).toBe(seconds)
    }
  })

  it('that is not there is unreachable, and whoever breaks off is told so', async () => {
    expect(await new TaxiiClient('http://127.0.0.1:1').discovery()).toMatchObject({ fault: { kind: 'UNREACHABLE' } })
    const silent = await serving(() => undefined)
    const asked = new TaxiiClient(silent, { signal: AbortSignal.timeout(20) }).discovery()
    expect(await asked).toMatchObject({ ok: false, fault: { kind: 'ABORTED' } })
  })
})

describe('what a client tells', () => {
  it('is its credentials, to the server it was made for and to no other', async () => {
    const heard: [string, string | undefined][] = []
    const other = await serving((request, response) => {
      heard.push(['other', request.headers.authorization])
      send(response, { collections: [] })
    })
    const url = await serving((request, response) => {
      heard.push(['own', request.headers.authorization])
      send(response, { title: 'x', api_roots: [`${other}/root`, '/own/', 'ftp://x/', 'http://u:p@x/'] })
    })
    const basic = { kind: 'basic', user: '利用者', password: 'pä:ss' } as const
    const client = new TaxiiClient(url, { credentials: basic })
    const discovery = await client.discovery()
    expect(discovery.ok && discovery.value.apiRoots).toEqual([`${other}/root/`, `${url}/own/`])
    for (const root of discovery.ok ? discovery.value.apiRoots : []) await client.collections(root)
    await new TaxiiClient(url, { credentials: { kind: 'bearer', token: 'secret' } }).discovery()
    const expected = `Basic ${Buffer.from('利用者:pä:ss').toString('base64')}`
    expect(heard).toEqual([['own', expected], ['other', undefined], ['own', expected], ['own', 'Bearer secret']]) // prettier-ignore
  })

  it('is objects as they are, whose status it follows until the server is done', async () => {
    const waits: number[] = []
    const status = { id: 's1', total_count: 2, success_count: 1, failure_count: 1, pending_count: 0, failures: [{ id: 'tool--b', message: 'no' }] } // prettier-ignore
    let body = ''
    let polls = 0
    const url = await serving((request, response) => {
      if (request.method === 'POST') {
        request.on('data', (chunk: Buffer) => (body += chunk.toString()))
        request.on('end', () => send(response, { ...status, status: 'pending', success_count: 0, failure_count: 0, pending_count: 2 }, { 'retry-after': '7' }, 202)) // prettier-ignore
      } else send(response, { ...status, status: (polls += 1) < 2 ? 'pending' : 'complete' })
    })
    const wait = async (seconds: number) => void waits.push(seconds)
    const added = await new TaxiiClient(url, { wait }).add(`${url}/root/`, 'inbox', [
      '{"id":"tool--a"}',
      '{ "id":"tool--b" }',
    ])
    expect(added).toMatchObject({ ok: true, value: { successCount: 1, failures: [{ id: 'tool--b', message: 'no' }] } })
    expect(body).toBe('{"objects":[{"id":"tool--a"},{ "id":"tool--b" }]}')
    expect(waits).toEqual([7, 1])
    polls = -100
    const never = await new TaxiiClient(url, { wait }).add(`${url}/root/`, 'inbox', [])
    expect(never).toMatchObject({ ok: false, fault: { kind: 'NOT_FINISHED' } })
  })
})
