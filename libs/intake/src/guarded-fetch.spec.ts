/** Against servers that want us elsewhere, or for ever; over real sockets. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createRaw, type AddressInfo, type Server as RawServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { FetchRefused } from './fetch.errors.ts'
import { guardedFetch, type Address, type FetchPolicy } from './guarded-fetch.ts'

const servers: (Server | RawServer)[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
})
const portOf = (server: Server | RawServer) => (server.address() as AddressInfo).port

async function serving(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
  const server = createServer(handler)
  servers.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  return portOf(server)
}

const HERE: Address = { address: '127.0.0.1', family: 4 }
const OUTSIDE: Address = { address: '93.184.215.14', family: 4 }
/** A policy that lets these ports of the name peer.test be asked, which only our own resolver knows. */
const peers = (ports: readonly number[], more: FetchPolicy = {}): FetchPolicy => ({
  allowedOrigins: ports.map(port => `http://peer.test:${port}`),
  resolve: () => Promise.resolve([HERE]),
  ...more,
})
const got = async (policy: FetchPolicy, url: string, headers: Record<string, string> = {}): Promise<string> => {
  try {
    const answer = await guardedFetch(policy)(url, { method: 'GET', headers, signal: new AbortController().signal })
    return `${answer.status} ${await answer.text()}`
  } catch (error) {
    return error instanceof FetchRefused ? error.reason : String(error)
  }
}

describe('a name', () => {
  it('is resolved once, and the connection is made to what was looked at', async () => {
    let asked = 0
    const port = await serving((request, response) => response.end(request.headers.host))
    const policy = peers([port], { resolve: () => Promise.resolve([asked++ === 0 ? HERE : OUTSIDE]) })
    expect(await got(policy, `http://peer.test:${port}/`)).toBe(`200 peer.test:${port}`)
    expect(asked).toBe(1)
  })

  it.each<[string, readonly Address[]]>([
    ['a private address', [{ address: '10.0.0.1', family: 4 }]],
    ['a public and a private one', [OUTSIDE, HERE]],
    ['the metadata of a cloud', [{ address: '169.254.169.254', family: 4 }]],
    ['IPv6 loopback', [{ address: '::1', family: 6 }]],
    ['a mapped address', [{ address: '::ffff:127.0.0.1', family: 6 }]],
  ])('that has %s is not asked', async (_, addresses) => {
    expect(await got({ resolve: () => Promise.resolve(addresses) }, 'https://rebind.example/')).toBe('ADDRESS')
  })

  it('that has no address, or a resolver that says nothing, is told as what it is', async () => {
    expect(await got({ resolve: () => Promise.resolve([]) }, 'https://none.example/')).toBe('NO_SUCH_HOST')
    expect(await got({ resolve: () => Promise.reject(new Error('x')) }, 'https://none.example/')).toBe('NO_SUCH_HOST')
    const never = () => new Promise<readonly Address[]>(() => undefined)
    expect(await got({ resolve: never, timeoutSeconds: 0.1 }, 'https://none.example/')).toBe('TIMEOUT')
    expect(await got({}, 'https://localhost/')).toBe('ADDRESS')
  })
})

describe('a redirect', () => {
  it('is followed to where the policy lets it, without credentials for another origin', async () => {
    const heard: (string | undefined)[] = []
    const end = await serving((request, response) => {
      heard.push(request.headers.authorization, request.headers.cookie)
      response.end('here')
    })
    const middle = await serving((request, response) => {
      heard.push(request.headers.authorization)
      const own = request.url === '/a'
      response.writeHead(302, { location: own ? '/b' : `http://peer.test:${end}/` }).end()
    })
    const headers = { authorization: 'Bearer secret', Cookie: 'secret' }
    expect(await got(peers([middle, end]), `http://peer.test:${middle}/a`, headers)).toBe('200 here')
    expect(heard).toEqual(['Bearer secret', 'Bearer secret', undefined, undefined])
  })

  it.each([
    ['http://127.0.0.1:1/', 'NOT_HTTPS'],
    ['https://127.0.0.1:1/', 'ADDRESS'],
    ['https://0x7f000001/', 'ADDRESS'],
    ['https://inside.test/', 'ADDRESS'],
    ['https://user@example.com/', 'USER_INFO'],
    ['file:///etc/passwd', 'URL'],
    ['https://[', 'REDIRECTS'],
    ['/again', 'REDIRECTS'],
  ])('to %s is refused: %s', async (location, reason) => {
    const port = await serving((_, response) => response.writeHead(307, { location }).end())
    expect(await got(peers([port]), `http://peer.test:${port}/`)).toBe(reason)
  })
})

describe('an answer', () => {
  it('is unpacked, and has no other packing than the one that was asked for', async () => {
    const port = await serving((request, response) => {
      const packed = request.url === '/gzip' ? gzipSync('unpacked') : Buffer.from('x')
      response.writeHead(200, { 'content-encoding': request.url?.slice(1) ?? '' }).end(packed)
    })
    expect(await got(peers([port]), `http://peer.test:${port}/gzip`)).toBe('200 unpacked')
    expect(await got(peers([port]), `http://peer.test:${port}/br`)).toBe('ENCODING')
    expect(await got(peers([port]), `http://peer.test:${port}/gzip,gzip`)).toBe('ENCODING')
  })

  it('ends at the limit, also when a small one unpacks to a large one', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    expect(bomb.length).toBeLessThan(60_000)
    let sent = 0
    const port = await serving((request, response) => {
      if (request.url === '/bomb') return void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) sent += 65_536
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    })
    const policy = peers([port], { mostBytes: 1_000_000 })
    expect(await got(policy, `http://peer.test:${port}/bomb`)).toBe('TOO_LARGE')
    expect(await got(policy, `http://peer.test:${port}/endless`)).toBe('TOO_LARGE')
    expect(sent).toBeLessThan(20_000_000)
  })

  it.each([
    ['says nothing', ''],
    ['sends its head a letter at a time', 'HTTP/1.1 200 OK\r\nx-long: '],
    ['sends its body a letter at a time', 'HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n'],
  ])('of a server that %s is waited for no longer than the limit', async (_, head) => {
    const raw = createRaw(socket => {
      socket.on('error', () => undefined)
      socket.resume().write(head)
      const drip = setInterval(() => head && socket.write('a'), 20)
      socket.on('close', () => clearInterval(drip))
    })
    servers.push(raw.listen(0, '127.0.0.1'))
    await once(raw, 'listening')
    const begun = performance.now()
    expect(await got(peers([portOf(raw)], { timeoutSeconds: 0.3 }), `http://peer.test:${portOf(raw)}/`)).toBe('TIMEOUT')
    expect(performance.now() - begun).toBeLessThan(3_000)
  })

  it('that breaks off, is no HTTP, or has too large a head is unreachable', async () => {
    for (const text of [
      'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc',
      'hello',
      `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`,
    ]) {
      const raw = createRaw(socket => {
        socket.on('error', () => undefined)
        socket.once('data', () => socket.end(text))
      })
      servers.push(raw.listen(0, '127.0.0.1'))
      await once(raw, 'listening')
      expect(await got(peers([portOf(raw)]), `http://peer.test:${portOf(raw)}/`)).toBe('UNREACHABLE')
    }
  })

  it('without a body is one', async () => {
    const port = await serving((_, response) => response.writeHead(304, { etag: '"a"' }).end())
    expect(await got(peers([port]), `http://peer.test:${port}/`)).toBe('304 ')
  })
})
