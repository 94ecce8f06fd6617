/**
 * Values where others are expected: lists for single values, prototypes in query strings, line ends in whatever could come back in a
 * header or make an address. Each is refused or is text; no answer has a header, and no feed an address, that a caller wrote.
 */
import type { Actor } from '../../support/actor.ts'
import { productOf, release, startTestHub, type TestHub } from '../../support/hub.ts'
import { INSIDES, refusalOf } from '../../api/answers.ts'
import { prove } from '../evidence.ts'
import { requestOf, sendRaw } from './raw.ts'

let hub: TestHub
let friend: Actor
let edition: string
const NASTY = `x"\r\nSet-Cookie: noroshi=evil\r\n\r\n<script>`
beforeAll(async () => {
  hub = await startTestHub({ worker: false })
  friend = hub.as('wakaba')
  const editions = [{ title: `a"; filename=evil.exe; x="`, audience: { everyone: true, toPublic: true } }]
  edition = (await release(hub.as('analyst-1'), hub.as('officer-1'), productOf('notice', editions))).editions['NOTICE']
}, 60_000)
afterAll(() => hub.stop(), 20_000)

const rest = Object.keys(Object.prototype)
afterEach(() => {
  expect(Object.keys(Object.prototype)).toEqual(rest)
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

describe('a list where one value belongs', () => {
  it.each(['text=a&text=b', 'after=a&after=b', 'text=a&text=b&text=c', 'text=&text=', 'after=x&text=a&after=x'])(
    'is refused in an address: %s',
    async query => {
      const answer = await hub.nobody().get(`/public?${query}`)
      expect(await refusalOf(answer)).toMatchObject({
        status: 400,
        code: 'INVALID_INPUT',
        field: query.slice(0, query.indexOf('=')),
      })
    },
  )

  it.each([
    'text[]=a',
    'text[0]=a&text[1]=b',
    'text[$ne]=',
    '__proto__[polluted]=1',
    '__proto__.polluted=1',
    'constructor[prototype][polluted]=1',
    'constructor.prototype.polluted=1',
    'toString=x&hasOwnProperty=y&__proto__=z',
    ...[`text=${'%2525'.repeat(500)}`, 'a=1&'.repeat(2_000), '&&&===', 'text=%E3%81'],
  ])('is a name that nobody asks for, or text: %s', async query => {
    const answer = await hub.nobody().get(`/public?${query}`)
    expect([200, 400]).toContain(answer.status)
    expect(await answer.text()).not.toMatch(INSIDES)
  })

  const DOORS: readonly (readonly [string, Record<string, unknown>])[] = [
    ['/auth/sign-in', { email: 'a@b.example', password: 'x', totp: '000000' }],
    ['/auth/enrolment', { token: 'x' }],
    ['/auth/enrol', { token: 'x', password: 'x', totpSecret: 'x', totp: '000000' }],
  ]
  it.each(DOORS)('is refused in a body: %s', async (path, good) => {
    for (const name of Object.keys(good))
      for (const value of [
        [good[name]],
        [[good[name]]],
        { 0: good[name] },
        { $ne: '' },
        { toString: 'x' },
        1,
        true,
        {},
        [],
      ]) {
        const answer = await hub.nobody().post(path, JSON.stringify({ ...good, [name]: value }))
        expect([name, value, answer.status === 400 || answer.status === 401]).toEqual([name, value, true])
        expect(answer.headers.getSetCookie()).toEqual([])
        expect(await answer.text()).not.toMatch(INSIDES)
      }
    for (const body of [[good], JSON.stringify(good), 1, null, true, { ...good, polluted: 1 }])
      expect([400, 401]).toContain((await hub.nobody().post(path, JSON.stringify(body))).status)
    prove('wrong shapes refused', Object.keys(good).length * 9 + 6)
  })

  it('is refused in a question', async () => {
    const query = 'query ($id: ID!) { edition(id: $id) { id } }'
    const name = '{ me { name } }'
    for (const body of [
      ...[[edition], [[edition]], { id: edition }, { $ne: '' }, true, null].map(id => ({ query, variables: { id } })),
      ...[[{ id: edition }], [], 'x', 1, true].map(variables => ({ query, variables })),
      ...[['A'], {}, 1, true].map(operationName => ({ query: name, operationName })),
      ...[[name], { toString: name }, 1, true].map(query => ({ query })),
    ]) {
      const answer = await friend.post('/graphql', JSON.stringify(body))
      expect([body, await answer.clone().text()]).toEqual([body, expect.not.stringMatching(INSIDES)])
      expect([body, (await refusalOf(answer)).code]).toEqual([body, 'INVALID_INPUT'])
    }
  })
})

it('a body that is nested without end is refused at every door', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  for (const path of ['/graphql', '/auth/sign-in', '/auth/sign-out', '/auth/enrol'])
    expect(await refusalOf(await friend.post(path, `{"a":${deep}}`))).toMatchObject({
      status: 400,
      code: 'INVALID_INPUT',
    })
})

/** Names of the headers of an answer, as they went over the wire. */
const headerNames = (text: string): string[] =>
  text
    .slice(0, text.indexOf('\r\n\r\n'))
    .split('\r\n')
    .slice(1)
    .map(line => line.slice(0, line.indexOf(':')).toLowerCase())

describe('a line end in what a caller writes', () => {
  it('makes no header, wherever it stands', async () => {
    const encoded = encodeURIComponent(NASTY)
    const plain = new Set(headerNames((await sendRaw(hub.url, requestOf(hub.url, 'GET /public'))).text))
    for (const name of ['content-disposition', 'vary']) plain.add(name)
    for (const [path, headers] of [
      [`/public?text=${encoded}`, []],
      [`/public?after=${encoded}`, []],
      [`/public/editions/${encoded}`, []],
      [`/public/editions/${encoded}/bundle`, []],
      [`/public/editions/${edition}/bundle?filename=${encoded}`, []],
      [`/${encoded}`, []],
      [`/${'%0d%0aset-cookie:%20a=b'.repeat(20)}`, []],
      [
        '/public',
        ['Accept-Language: ja\x0bset-cookie', 'X-Request-Id: evil', 'Request-Id: evil', 'X-Correlation-Id: evil'],
      ],
    ] as const) {
      const { text, statuses } = await sendRaw(hub.url, requestOf(hub.url, `GET ${path}`, headers))
      expect([path, statuses.length, headerNames(text).filter(name => !plain.has(name))]).toEqual([path, 1, []])
      expect(text.slice(0, text.indexOf('\r\n\r\n'))).not.toContain('evil')
    }
  })

  it('[L43] makes no name of a download: it is made of the hub’s own reference alone', async () => {
    for (const path of [`/public/editions/${edition}/bundle`, `/editions/${edition}/bundle`])
      expect((await friend.get(path)).headers.get('content-disposition')).toMatch(
        /^attachment; filename="[A-Z0-9-]{4,40}\.json"$/,
      )
  })

  it('and a host that is none make no address in a feed', async () => {
    for (const host of [
      'evil.example"><script>alert(1)</script>',
      "evil.example' x='",
      'evil.example/%0d%0a',
      'a b',
      '[::1',
      'x:y',
      '',
    ])
      for (const path of ['/public/feed.atom', '/public/feed.json'])
        expect([host, (await sendRaw(hub.url, requestOf(hub.url, `GET ${path}`, [`Host: ${host}`]))).statuses]).toEqual(
          [host, [400]],
        )
    const { text } = await sendRaw(
      hub.url,
      requestOf(hub.url, 'GET /public/feed.json', ['X-Forwarded-Host: evil.example', 'Forwarded: host=evil.example']),
    )
    expect(text).toContain(`${hub.url}/public/editions/${edition}`)
    expect(text).not.toContain('evil.example')
  })
})
