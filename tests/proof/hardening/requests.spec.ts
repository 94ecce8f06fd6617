/**
 * Requests that are no requests: methods that nobody declared, two readings of where one ends (request smuggling), hosts and
 * headers as no browser sends them. Each is refused, the connection is closed, and nothing that was hidden inside it is done.
 */
import { randomBytes } from 'node:crypto'
import { startTestHub, type TestHub } from '../../support/hub.ts'
import { textOf } from '../../support/sources.ts'
import { INSIDES } from '../../api/answers.ts'
import { prove } from '../evidence.ts'
import { requestOf, sendRaw } from './raw.ts'

let hub: TestHub
beforeAll(async () => {
  hub = await startTestHub({ worker: false })
}, 60_000)
afterAll(() => hub.stop(), 20_000)
afterEach(async () => {
  expect((await hub.nobody().get('/health/ready')).status).toBe(200)
})

const CANARY = `kasumi${randomBytes(4).toString('hex')}`
const DECLARED = [...textOf('docs/access.md').matchAll(/`([A-Z]+ \S+)`/g)].map(([, door]) => door)
const PATHS = [
  ...[...textOf('docs/access.md').matchAll(/`(?:GET|POST) (\S+)`/g)].map(([, path]) => path.replace(':id', 'x')),
  ...['/graphql', '/socket.io/', '/', '*', '/nothing'],
]
const METHODS = [
  ...['TRACE', 'CONNECT', 'TRACK', 'DEBUG', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY', 'PURGE', 'SEARCH'],
  ...['PROPFIND', 'MKCOL', 'COPY', 'MOVE', 'LOCK', 'LINK', 'SOURCE', 'PRI', 'FOO', 'get', 'POST\t'],
]

describe('a method that nobody declared', () => {
  it.each(METHODS)('is refused everywhere, and nothing of the request comes back: %j', async method => {
    const paths = PATHS.filter(path => !DECLARED.includes(`${method} ${path}`))
    const answers = await Promise.all(
      paths.map(path => sendRaw(hub.url, requestOf(hub.url, `${method} ${path}?${CANARY}`, [`X-Echo: ${CANARY}`]))),
    )
    for (const [index, { text, statuses, closed }] of answers.entries()) {
      expect([paths[index], statuses.length <= 1, [400, 404].includes(statuses[0] ?? 400), closed]).toEqual([
        ...[paths[index], true, true, true],
      ])
      expect(text).not.toContain(CANARY)
      expect(text).not.toMatch(/\r\nallow:|access-control-allow/i)
    }
    prove('undeclared methods refused', answers.length)
  })
})

const HIDDEN = `GET /health/live HTTP/1.1\r\nHost: hidden.example\r\n\r\n`
const JSON_TYPE = 'Content-Type: application/json'
const NAME = '{"query":"{ me { name } }"}'
const CHUNKED = `${NAME.length.toString(16)}\r\n${NAME}\r\n0\r\n\r\n`
/** Requests of which two readers could disagree where they end, or what they ask. */
const DOUBTFUL: readonly (readonly [string, readonly string[], string])[] = [
  ['a length and chunks', ['Content-Length: 6', 'Transfer-Encoding: chunked'], `0\r\n\r\n${HIDDEN}`],
  ['chunks and a length', ['Transfer-Encoding: chunked', 'Content-Length: 6'], `0\r\n\r\n${HIDDEN}`],
  ['two lengths', [`Content-Length: ${NAME.length}`, 'Content-Length: 2'], NAME + HIDDEN],
  ['one length twice', [`Content-Length: ${NAME.length}`, `Content-Length: ${NAME.length}`], NAME + HIDDEN],
  ['a list of lengths', [`Content-Length: ${NAME.length}, ${NAME.length}`], NAME + HIDDEN],
  ['a length with a sign', [`Content-Length: +${NAME.length}`], NAME + HIDDEN],
  ['a length below nothing', ['Content-Length: -1'], NAME + HIDDEN],
  ['a length in sixteens', ['Content-Length: 0x1b'], NAME + HIDDEN],
  ['a length with a blank inside', ['Content-Length: 2 7'], NAME + HIDDEN],
  ['a length beyond numbers', ['Content-Length: 99999999999999999999'], NAME + HIDDEN],
  ['chunks twice', ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], CHUNKED + HIDDEN],
  ['chunks that are not last', ['Transfer-Encoding: chunked, identity'], CHUNKED + HIDDEN],
  ['chunks of another kind', ['Transfer-Encoding: xchunked'], CHUNKED + HIDDEN],
  ['chunks before a blank and a colon', ['Transfer-Encoding : chunked'], CHUNKED + HIDDEN],
  ['chunks behind a vertical tab', ['Transfer-Encoding: \vchunked'], CHUNKED + HIDDEN],
  ['chunks in a folded line', ['Transfer-Encoding:\r\n chunked', 'Content-Length: 6'], `0\r\n\r\n${HIDDEN}`],
  ['a chunk in sixteens twice', ['Transfer-Encoding: chunked'], `0x1b\r\n${NAME}\r\n0\r\n\r\n${HIDDEN}`],
  ['a chunk below nothing', ['Transfer-Encoding: chunked'], `-1b\r\n${NAME}\r\n0\r\n\r\n${HIDDEN}`],
  ['a chunk beyond numbers', ['Transfer-Encoding: chunked'], `fffffffffffffffff\r\n${NAME}\r\n0\r\n\r\n${HIDDEN}`],
  ['a chunk that is longer than said', ['Transfer-Encoding: chunked'], `2\r\n${NAME}\r\n0\r\n\r\n${HIDDEN}`],
  ['a chunk that ends in a line feed alone', ['Transfer-Encoding: chunked'], `1b\n${NAME}\n0\n\n${HIDDEN}`],
  ['a carriage return alone in a header', [`X-A: b\rTransfer-Encoding: chunked`], CHUNKED + HIDDEN],
  ['a line feed alone in a header', [`X-A: b\nTransfer-Encoding: chunked`, 'Content-Length: 6'], `0\r\n\r\n${HIDDEN}`],
  ['NUL in a header', ['X-A: b\0c'], NAME],
  ['NUL in the name of a header', ['X\0A: b'], NAME],
  ['a header without a name', [': b'], NAME],
  ['a header without a colon', ['nonsense'], NAME],
  ['two hosts', ['Host: 127.0.0.1', 'Host: evil.example'], NAME],
  ['one host twice', ['Host: evil.example', 'Host: evil.example'], NAME],
  ['no host', ['Host:'], NAME],
  ['a host with markup', ['Host: evil.example"><script>'], NAME],
  ['a host with a path', ['Host: evil.example/x?'], NAME],
  ['a host with a name before it', ['Host: hub@evil.example'], NAME],
  ['a list of hosts', ['Host: 127.0.0.1, evil.example'], NAME],
  ['a header of twenty kilobytes', [`X-A: ${'b'.repeat(20_000)}`], NAME],
  ['two thousand headers', Array.from({ length: 2_000 }, (_, i) => `X-${i}: abcd`), NAME],
]

describe('a request that can be read in two ways', () => {
  it.each(DOUBTFUL)('is refused, and the connection with it: %s', async (_says, headers, body) => {
    const bytes = requestOf(hub.url, 'POST /graphql', ['Connection: keep-alive', JSON_TYPE, ...headers], body)
    const { text, statuses, closed } = await sendRaw(hub.url, bytes)
    expect([statuses.length, [400, 413, 431].includes(statuses[0]), closed]).toEqual([1, true, true])
    expect(text).not.toMatch(/"status":"live"|"me"/)
    expect(text).not.toMatch(INSIDES)
    prove('doubtful requests refused', 1)
  })

  it.each([
    ['HTTP/1.2', 'GET /health/live HTTP/1.2\r\nHost: x\r\n\r\n'],
    ['HTTP/2 without asking', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['no HTTP at all', '\0\0\0\0\r\n\r\n'],
    ['an address of forty kilobytes', `GET /${'x'.repeat(40_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ['a blank in the address', 'GET /health/live /x HTTP/1.1\r\nHost: x\r\n\r\n'],
    [
      'an upgrade to another protocol',
      `POST /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n${JSON_TYPE}\r\nContent-Length: ${NAME.length}\r\n\r\n${NAME}`,
    ],
    [
      'a socket where there is none',
      'GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    ],
  ])('is refused when it speaks %s', async (_says, bytes) => {
    const { text, statuses, closed } = await sendRaw(hub.url, Buffer.from(bytes, 'latin1'))
    expect([closed, statuses.filter(status => status < 400)]).toEqual([true, []])
    expect(text).not.toMatch(/"status":"live"|"me"/)
  })

  it('asks the hub and nobody else when it names another in its address', async () => {
    for (const target of [
      'http://evil.example/health/live',
      '//evil.example/health/live',
      'evil.example:443',
      'http:///health/live',
      'file:///etc/passwd',
    ]) {
      const { text, statuses } = await sendRaw(hub.url, requestOf(hub.url, `GET ${target}`))
      expect([target, [200, 400, 404].includes(statuses[0])]).toEqual([target, true])
      expect(text).not.toMatch(/evil\.example|\r\nlocation:|root:/i)
    }
  })
})
