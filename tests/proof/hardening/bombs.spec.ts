/**
 * Small requests that would cost much (IN-1, IN-2, IN-4): deep, long, many, repeated or compressed. Each is refused or taken at every
 * parser there is, while the hub goes on answering others, within bounded memory, and changes nothing that everything shares.
 */
import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { Actor } from '../../support/actor.ts'
import { newImportId, startTestHub, type TestHub } from '../../support/hub.ts'
import { INSIDES } from '../../api/answers.ts'
import { prove } from '../evidence.ts'
import { startProcess, type OwnProcess } from './process.ts'

/** What a supervisor would wait at most for a hub that lives. */
const LONGEST_SILENCE_MS = 5_000
/** The heap that the process has; what needs more ends it. Memory outside of the heap is small beside it. */
const HEAP_MB = 192
const MOST_GROWTH_MB = 256
const LONGEST_MS = 15_000

let hub: TestHub
let api: OwnProcess
let analyst: Actor
let before: number
let longestSilence = 0
let isWatching = true
let watched: Promise<void>
beforeAll(async () => {
  hub = await startTestHub({ worker: false })
  api = await startProcess('api', hub, { HUB_LOG_LEVEL: 'silent', NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` })
  analyst = new Actor(api.url, hub.account('analyst-1')).withKey()
  await analyst.importBundle(newImportId(), '{}')
  before = await api.memory()
  watched = (async () => {
    while (isWatching) {
      const asked = performance.now()
      await fetch(`${api.url}/health/live`).then(
        answer => answer.text(),
        () => undefined,
      )
      longestSilence = Math.max(longestSilence, performance.now() - asked)
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  })()
}, 60_000)
afterAll(async () => {
  isWatching = false
  await watched
  await api.stop()
  await hub.stop()
}, 20_000)

const deep = (open: string, close: string, levels: number, inner = '1') =>
  open.repeat(levels) + inner + close.repeat(levels)
const VALUES: readonly (readonly [string, string])[] = [
  ['a hundred thousand opening brackets', '['.repeat(100_000)],
  ['lists in lists, a hundred thousand deep', deep('[', ']', 100_000)],
  ['objects in objects, twenty thousand deep', deep('{"a":', '}', 20_000)],
  ['a string of two hundred kilobytes', `"${'x'.repeat(200_000)}"`],
  ['a string of escapes', `"${'\\u0041'.repeat(40_000)}"`],
  ['a key of two hundred kilobytes', `{"${'k'.repeat(200_000)}":1}`],
  ['a number of two hundred thousand digits', '9'.repeat(200_000)],
  ['a number beyond numbers', '1e999'],
  ['an exponent of a hundred thousand digits', `1e${'9'.repeat(100_000)}`],
  ['NaN', 'NaN'],
  ['Infinity', '-Infinity'],
  ['one key twenty thousand times', `{${Array.from({ length: 20_000 }, () => '"a":1').join(',')}}`],
  ['twenty thousand keys', `{${Array.from({ length: 20_000 }, (_, i) => `"${i}":1`).join(',')}}`],
  ['twenty thousand keys of one hash', `{${Array.from({ length: 20_000 }, (_, i) => `"${2 ** 31 + i}":1`).join(',')}}`],
  ['a hundred thousand nothings', `[${'0,'.repeat(100_000)}0]`],
  ['sixty thousand objects', `[${'{},'.repeat(60_000)}{}]`],
  ['a prototype', '{"__proto__":{"polluted":1}}'],
  ['a prototype in disguise', '{"\\u005f_proto__":{"polluted":1}}'],
  ['a constructor far inside', deep('{"a":', '}', 20, '{"constructor":{"prototype":{"polluted":1}}}')],
  ['bytes that are no text', '"\xff\xfe\xc0\xaf"'],
] // prettier-ignore

/** How each parser is reached: nobody in particular at the first four. */
const PARSERS: readonly (readonly [string, (value: string) => Promise<Response>])[] = [
  ['a question’s variables', value => send('/graphql', `{"query":"{ me { name } }","variables":{"a":${value}}}`)],
  ['what stands beside a question', value => send('/graphql', `{"query":"{ me { name } }","extensions":${value}}`)],
  ['a sign-in', value => send('/auth/sign-in', `{"email":"a@b.example","password":${value}}`)],
  ['a whole body', value => send('/auth/enrol', value)],
  [
    'an upload’s operations',
    value => upload(`{"query":"{ me { name } }","variables":{"file":null,"a":${value}}}`, 'x'),
  ],
]
const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'))
const send = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(api.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: bytes(body),
  })
function upload(operations: string, file: string): Promise<Response> {
  const form = new FormData()
  form.append('operations', operations)
  form.append('map', '{"0":["variables.file"]}')
  form.append('0', new Blob([file]), 'a.json')
  return fetch(`${api.url}/graphql`, { method: 'POST', body: form })
}

describe.each(VALUES)('%s', (_says, value) => {
  it.each(PARSERS)('is refused or taken, and quickly, in %s', async (_where, ask) => {
    const asked = performance.now()
    const answer = await ask(value)
    expect([answer.status < 500, performance.now() - asked < LONGEST_MS]).toEqual([true, true])
    expect(await answer.text()).not.toMatch(INSIDES)
    prove('bombs that did not go off', 1)
  })
})

const object = (more: string) =>
  `{"type":"indicator","spec_version":"2.1","id":"indicator--${randomUUID()}","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z",${more}}`
const good = () => object(`"pattern":"[url:value = 'x']"`)
const pattern = (text: string) => object(`"pattern":${JSON.stringify(text)}`)

describe('a bundle', () => {
  it.each<readonly [string, string]>([
    ...VALUES.map(([says, value]) => [says, object(`"pattern":"[url:value = 'x']","x_a":${value}`)] as const),
    ['a pattern of eight thousand brackets', pattern('['.repeat(8_000))],
    ['a pattern of eight thousand parentheses', pattern(`${'('.repeat(4_000)}[a:b = 1]${')'.repeat(4_000)}`)],
    ['a pattern that never ends', pattern(`[a:b = '${'x'.repeat(60_000)}`)],
    ['a pattern of backslashes', pattern(`[a:b = '${'\\'.repeat(60_000)}']`)],
    ['a pattern of alternatives', pattern(Array.from({ length: 4_000 }, () => '[a:b=1]').join(' OR '))],
    ['a pattern that would run for ever', pattern(`[a:b MATCHES '^(${'(a+)+'.repeat(20)})+$']`)],
    ['a pattern of blanks', pattern(`[a:b = 1]${' '.repeat(60_000)}x`)],
    ['a name of forty thousand ids', object(`"pattern":"[a:b=1]","name":"${'a--'.repeat(20_000)}"`)],
  ])('with %s in one object refuses or takes that object, and stores the others', async (_says, bomb) => {
    const asked = performance.now()
    const objects = [good(), bomb, good()].join(',')
    const receipt = await analyst.importBundle(
      newImportId(),
      bytes(`{"type":"bundle","id":"bundle--${randomUUID()}","objects":[${objects}]}`),
    )
    expect(performance.now() - asked).toBeLessThan(LONGEST_MS)
    // Brackets that never close leave nothing to go on with; everything else is the trouble of one object.
    if (receipt.state === 'DONE') expect([receipt.objectsRead, receipt.stored >= 2]).toEqual([3, true])
    else
      expect([receipt.state, receipt.stored <= 1, bomb.includes('['.repeat(100_000))]).toEqual(['REFUSED', true, true])
    prove('bombs that did not go off', 1)
  })

  it('of a hundred thousand tiny objects, or compressed, is read to its end or refused at its beginning', async () => {
    const head = `{"type":"bundle","id":"bundle--${randomUUID()}","objects":[`
    const tiny = await analyst.importBundle(newImportId(), `${head}${'{},'.repeat(99_999)}{}]}`)
    expect(tiny).toMatchObject({ state: 'DONE', objectsRead: 100_000, refused: 100_000, stored: 0 })
    const zipped = await analyst.importBundle(newImportId(), new Uint8Array(gzipSync(Buffer.alloc(50_000_000, '['))))
    expect(zipped).toMatchObject({ state: 'REFUSED' })
  }, 90_000)
})

describe('a body that is compressed', () => {
  it.each(['gzip', 'deflate', 'br', 'zstd', 'compress', 'gzip, gzip', 'identity, gzip'])(
    'is never unpacked: %s',
    async encoding => {
      const zipped = gzipSync(Buffer.from('{"query":"{ me { name } }"}')).toString('latin1')
      for (const path of ['/graphql', '/auth/sign-in']) {
        const answer = await send(path, zipped, { 'content-encoding': encoding })
        expect([path, answer.status]).toEqual([path, 400])
      }
    },
  )
})

it('the hub goes on answering all the while, in bounded memory', async () => {
  expect(api.isRunning()).toBe(true)
  expect(longestSilence).toBeLessThan(LONGEST_SILENCE_MS)
  expect((await api.memory()) - before).toBeLessThan(MOST_GROWTH_MB)
  // A changed prototype would show in every answer that is JSON.
  expect(await (await fetch(`${api.url}/health/live`)).json()).toEqual({ status: 'live' })
})
