/**
 * Forms that are no uploads, sent by nobody in particular: the parser of forms works before anybody is asked who they are, so what
 * breaks it would break the hub for everybody. Each is refused, and nothing that everything shares is written to.
 */
import { randomUUID } from 'node:crypto'
import { newImportId, startTestHub, type TestHub } from '../../support/hub.ts'
import { INSIDES, refusalOf } from '../../api/answers.ts'
import { prove } from '../evidence.ts'
import { requestOf, sendRaw } from './raw.ts'

let hub: TestHub
beforeAll(async () => {
  hub = await startTestHub({ worker: false })
}, 60_000)
afterAll(() => hub.stop(), 20_000)

/** Own properties of everything that an object reaches through its prototype: what is shared by all. */
const shared = () =>
  [Object.prototype, Array.prototype, Function.prototype, String.prototype]
    .flatMap(prototype =>
      Reflect.ownKeys(prototype).flatMap(key => {
        const value: unknown = Object.getOwnPropertyDescriptor(prototype, key)?.value
        return [
          String(key),
          ...(typeof value === 'function' ? Reflect.ownKeys(value).map(own => `${String(key)}.${String(own)}`) : []),
        ]
      }),
    )
    .join(' ')
const before = shared()
afterEach(async () => {
  expect(shared()).toBe(before)
  expect((await hub.nobody().get('/health/ready')).status).toBe(200)
})

const B = 'boundary'
const part = (head: string, content: string) => `--${B}\r\n${head}\r\n\r\n${content}\r\n`
const field = (name: string, content: string) => part(`Content-Disposition: form-data; name="${name}"`, content)
const file = (more = '') => part(`Content-Disposition: form-data; name="0"; filename="a.json"${more}`, '{}')
const END = `--${B}--\r\n`
const operations = (more: object = {}) =>
  field(
    'operations',
    JSON.stringify({
      query: 'mutation ($id: ID!, $file: Upload!) { importBundle(id: $id, file: $file) { state } }',
      variables: { id: newImportId(), file: null },
      ...more,
    }),
  )
const map = (...paths: string[]) => field('map', JSON.stringify({ 0: paths }))
const FILE = map('variables.file')

const FORMS: readonly (readonly [string, () => string])[] = [
  ['is empty', () => ''],
  ['ends at once', () => END],
  ['never ends', () => operations() + FILE + file()],
  ['ends inside a file', () => operations() + FILE + file().slice(0, -4)],
  ['ends inside a head', () => `--${B}\r\nContent-Disposition: form-da`],
  ['has a head that is no head', () => operations() + FILE + part('nonsense', '{}') + END],
  ['has a control character in a head', () => operations() + FILE + file('\x01\x1b') + END],
  ['has NUL in a head', () => operations() + FILE + file('\0') + END],
  ['has a broken head and ends there', () => part('\x01', 'x')],
  ['has a head of a hundred kilobytes', () => operations() + FILE + file(`; x="${'y'.repeat(100_000)}"`) + END],
  ['has ten thousand headers in a part', () => part(Array.from({ length: 10_000 }, (_, i) => `X-${i}: y`).join('\r\n'), 'x') + END],
  ['has its fields the wrong way round', () => FILE + operations() + file() + END],
  ['has its file first', () => file() + operations() + FILE + END],
  ['has no map', () => operations() + file() + END],
  ['has no file', () => operations() + FILE + END],
  ['has two files', () => operations() + FILE + file() + file() + END],
  ['has a thousand files', () => operations() + FILE + file().repeat(1_000) + END],
  ['has a thousand fields', () => operations() + field('x', 'y').repeat(1_000) + FILE + file() + END],
  ['has operations that are a list', () => field('operations', '[{"query":"{ me { name } }"}]') + map('0.query') + file() + END],
  ['has operations that are no JSON', () => field('operations', '{') + FILE + file() + END],
  ['has operations of a megabyte', () => operations({ x: 'y'.repeat(1_000_000) }) + FILE + file() + END],
  ['has operations with a prototype', () => field('operations', '{"query":"{ me { name } }","__proto__":{"polluted":1},"variables":{"file":null}}') + FILE + file() + END],
  ['has a map that is a list', () => operations() + field('map', '[["variables.file"]]') + file() + END],
  ['has a map of ten thousand files', () => operations() + field('map', JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [i, ['variables.file']])))) + file() + END],
  ['has a map with a prototype', () => operations() + field('map', '{"__proto__":["variables.file"]}') + file() + END],
  ...[
    'query', 'variables', 'variables.', '.', '', 'variables.file.0', 'variables.id.x', 'extensions.x',
    '__proto__.polluted', 'variables.__proto__.polluted', 'constructor.prototype.polluted', 'variables.constructor.prototype.x',
    'hasOwnProperty.call', 'toString.polluted', 'valueOf.prototype', 'variables.hasOwnProperty.call', 'variables.toString.apply',
    '__defineGetter__.call', '__lookupGetter__.x', 'isPrototypeOf.call', 'toString.constructor.x', 'query.length', 'query.replace.call',
  ].map(path => [`leads to ${JSON.stringify(path)}`, () => operations() + map(path) + file() + END] as const),
] // prettier-ignore

describe('a form', () => {
  it.each(FORMS)('that %s is refused, and the hub lives', async (_says, form) => {
    for (const who of [hub.nobody(), hub.as('analyst-1')]) {
      const { text, statuses } = await sendRaw(
        hub.url,
        requestOf(
          hub.url,
          'POST /graphql',
          [
            `Content-Type: multipart/form-data; boundary=${B}`,
            ...Object.entries(who.headers()).map(([name, value]) => `${name}: ${value}`),
          ],
          form(),
        ),
      )
      expect([statuses.length, statuses[0] < 500 || text]).toEqual([1, true])
      expect(text).toMatch(/"errors":\[/)
      expect(text).not.toMatch(INSIDES)
      prove('broken uploads refused', 1)
    }
  })

  it.each([
    ['no boundary', 'multipart/form-data'],
    ['an empty boundary', 'multipart/form-data; boundary='],
    ['a boundary of a kilobyte', `multipart/form-data; boundary=${'b'.repeat(1_024)}`],
    ['two boundaries', `multipart/form-data; boundary=a; boundary=${B}`],
    ['a boundary with a blank', 'multipart/form-data; boundary="a b"'],
    ['another type after it', `multipart/form-data; boundary=${B}, application/json`],
  ])('whose type has %s is refused', async (_says, type) => {
    const { statuses } = await sendRaw(
      hub.url,
      requestOf(hub.url, 'POST /graphql', [`Content-Type: ${type}`], operations() + FILE + END),
    )
    expect([statuses.length, statuses[0] < 500]).toEqual([1, true])
  })

  it('whose file has a strange name is taken, and the name comes back as text alone', async () => {
    const analyst = hub.as('analyst-1')
    const bundle = JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects: [{}] })
    for (const name of [
      'x"\r\nSet-Cookie: a=b\r\n\r\n',
      '../../etc/passwd',
      'a\u202egnp.json',
      'x'.repeat(5_000),
      '=cmd|x',
      '狼煙.json',
    ]) {
      const id = newImportId()
      await analyst.importBundle(id, bundle, name)
      const answer = await analyst.asking('query ($id: ID!) { bundleImport(id: $id) { fileName state } }', { id })
      expect(answer.headers.getSetCookie()).toEqual([])
      const { data } = (await answer.json()) as { data: { bundleImport: { fileName: string } } }
      expect(data.bundleImport.fileName.length).toBeLessThanOrEqual(300)
      expect(data.bundleImport.fileName).not.toMatch(/\p{Cc}|^\.\./u)
    }
    const refusal = await refusalOf(
      await analyst.asking('query ($id: ID!) { bundleImport(id: $id) { state } }', { id: 'x' }),
    )
    expect(refusal.code).toBe('NOT_FOUND')
  })
})
