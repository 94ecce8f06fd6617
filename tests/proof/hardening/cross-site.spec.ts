/**
 * Requests that a page of another site can make a reader's browser send (WB-2): every form of them, at every door that changes
 * something, with a session that could do it. None changes a row, none is allowed to be read elsewhere, none signs anybody in.
 */
import { createHash, randomUUID } from 'node:crypto'
import { Actor, NEW_KEY } from '../../support/actor.ts'
import { productOf, release, startTestHub, type TestHub } from '../../support/hub.ts'
import { textOf } from '../../support/sources.ts'
import { prove } from '../evidence.ts'
import { requestOf, sendRaw } from './raw.ts'
import { rowsOf } from './rows.ts'

const OWN = 'https://hub.example'
const OURS = { 'x-noroshi-request': '1' }
const JSON_TYPE = { 'content-type': 'application/json' }
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' }
const BOUNDARY = 'evil'

interface Door {
  /** As docs/access.md lists it, where that is not its address. */
  readonly route?: string
  readonly path: string
  readonly body: Record<string, unknown>
}
interface Form {
  readonly says: string
  readonly method?: string
  readonly headers?: Record<string, string>
  /** What is sent to a door; JSON when nothing is said. */
  readonly body?: (door: Door) => string
  /** Where it is sent, when not to the door's own address. */
  readonly path?: (door: Door) => string
  /** Without a cookie this is what a program sends, and no page can: it is sent with one alone. */
  readonly withCookieAlone?: true
}

const query = (door: Door): string =>
  new URLSearchParams(
    Object.entries(door.body).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  ).toString()
const multipart = (fields: Record<string, unknown>): string =>
  `${Object.entries(fields)
    .map(
      ([name, value]) =>
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${typeof value === 'string' ? value : JSON.stringify(value)}\r\n`,
    )
    .join('')}--${BOUNDARY}--\r\n`
const upload = (door: Door): string =>
  multipart({ operations: { query: 'mutation { socketTicket }', variables: {}, ...door.body }, map: {} })
const from = (origin: string): Record<string, string> => ({ ...JSON_TYPE, ...OURS, origin })

const FORMS: readonly Form[] = [
  { says: 'a form as browsers send it', headers: { ...FORM_TYPE, origin: 'https://evil.example' }, body: query },
  { says: 'a form without an Origin', headers: FORM_TYPE, body: query },
  {
    says: 'a form with parts',
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: door => multipart(door.body),
  },
  {
    says: 'an upload to GraphQL',
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, 'sec-fetch-site': 'cross-site' },
    body: upload,
  },
  { says: 'a form of plain text that is JSON', headers: { 'content-type': 'text/plain' } },
  {
    says: 'a form of plain text whose one field is JSON',
    headers: { 'content-type': 'text/plain', origin: 'null' },
    body: door => JSON.stringify({ ...door.body, x: '=' }),
  },
  { says: 'JSON said to be text besides', headers: { 'content-type': 'text/plain; application/json' } },
  { says: 'JSON under no type, as a Blob without a type is sent' },
  { says: 'JSON without our header', headers: JSON_TYPE, withCookieAlone: true },
  { says: 'JSON from another site', headers: from('https://evil.example') },
  { says: 'JSON from a sandboxed frame, whose Origin is null', headers: from('null') },
  { says: 'JSON from a file or a redirect, whose Origin is empty', headers: from('') },
  { says: 'JSON from a neighbouring host', headers: from('https://blog.hub.example') },
  { says: 'JSON from a host that begins like ours', headers: from('https://hub.example.evil.example') },
  { says: 'JSON from a host that ends like ours', headers: from('https://evil-hub.example') },
  { says: 'JSON from our host without TLS', headers: from('http://hub.example') },
  { says: 'JSON from another port of our host', headers: from('https://hub.example:8443') },
  { says: 'JSON from our host with a dot at its end', headers: from('https://hub.example.') },
  { says: 'JSON from an Origin that names two', headers: from(`${OWN} https://evil.example`) },
  {
    says: 'JSON that says where our host is',
    headers: {
      ...from('https://evil.example'),
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'host=evil.example;proto=https',
    },
  },
  {
    says: 'JSON that the browser calls cross-site',
    headers: { ...JSON_TYPE, ...OURS, 'sec-fetch-site': 'cross-site' },
  },
  { says: 'JSON that the browser calls same-site', headers: { ...from(OWN), 'sec-fetch-site': 'same-site' } },
  { says: 'JSON from the address bar', headers: { ...from(OWN), 'sec-fetch-site': 'none' } },
  { says: 'JSON of which the browser says something new', headers: { ...from(OWN), 'sec-fetch-site': 'Same-Origin' } },
  { says: 'an address with the question in it', method: 'GET', path: door => `${door.path}?${query(door)}` },
  {
    says: 'an address that is told to be a POST',
    method: 'GET',
    headers: { 'x-http-method-override': 'POST', 'x-http-method': 'POST', 'x-method-override': 'POST' },
    path: door => `${door.path}?_method=POST&${query(door)}`,
  },
  { says: 'a HEAD with the question in it', method: 'HEAD', path: door => `${door.path}?${query(door)}` },
  {
    says: 'the question whether JSON may be sent',
    method: 'OPTIONS',
    headers: {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,x-noroshi-request',
      'access-control-request-private-network': 'true',
    },
  },
  { says: 'a PUT', method: 'PUT', headers: from('https://evil.example') },
  {
    says: 'a POST that is told to be a GET',
    headers: { ...JSON_TYPE, 'x-http-method-override': 'GET' },
    withCookieAlone: true,
  },
]

const listed = (): string[] => [...textOf('docs/access.md').matchAll(/`POST (\S+)`/g)].map(([, path]) => path)
const isTaxii = (path: string): boolean => path.startsWith('/taxii2/')
/** Doors that a cookie does not open, so that nobody in particular asks. */
const isForPrograms = (path: string): boolean => isTaxii(path) || path.startsWith('/lookups')

let hub: TestHub
let friend: Actor
let attacker: { email: string; password: string }
let doors: readonly Door[]
let enrolmentToken: string
beforeAll(async () => {
  hub = await startTestHub({ worker: false, publicUrl: OWN })
  friend = await new Actor(hub.url, hub.account('hoshizora')).signIn()
  const administrator = await new Actor(hub.url, hub.account('administrator')).signIn()
  const { rows } = await hub.database.superuser.query<{ id: string }>(`select id from hub.person where email = $1`, [
    hub.account('wakaba').email,
  ])
  enrolmentToken = (
    await administrator.ask('mutation ($id: ID!) { renewEnrolment(personId: $id) { enrolmentToken } }', {
      id: rows[0].id,
    })
  ).renewEnrolment.enrolmentToken
  const { email, password } = hub.account('hayate')
  attacker = { email, password }
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString()
  const confirmed = { name: 'x', scopes: ['read'], expiresAt, password: hub.account('hoshizora').password }
  doors = [
    { path: '/graphql', body: { query: 'mutation { socketTicket }' } },
    { path: '/graphql', body: { query: NEW_KEY, variables: confirmed } },
    { path: '/auth/sign-in', body: attacker },
    { path: '/auth/sign-out', body: {} },
    { path: '/auth/enrolment', body: { token: enrolmentToken } },
    { path: '/auth/enrol', body: { token: enrolmentToken, password: '丘から丘へ狼煙を上げて知らせる夜' } },
    { path: '/relayed', body: { token: await relayedToken(hub) } },
    { path: '/lookups', body: { value: '192.0.2.1' } },
    { path: '/lookups/sbom', body: { bomFormat: 'CycloneDX', specVersion: '1.6' } },
    ...listed()
      .filter(isTaxii)
      .map(route => ({ route, path: `${route.replace(':collection', randomUUID())}/`, body: { objects: [] } })),
  ]
}, 60_000)
afterAll(() => hub.stop(), 20_000)

/** Of a mail that somebody downstream of an intermediary holds. */
async function relayedToken(at: TestHub): Promise<string> {
  const { editions } = await release(at.as('analyst-1'), at.as('officer-1'), productOf('中継', [{ title: '中継' }]))
  const token = 'T'.repeat(43)
  await at.database.superuser.query(
    `with r as (insert into hub.relay (edition_id, label_id, kind, urgency, reference, intermediary_id, downstream_id)
       select e.id, e.label_id, 'RELEASED', e.urgency, e.reference, d.intermediary_id, d.id from hub.edition e, hub.downstream d where e.id = $1 limit 1 returning id)
     insert into hub.relay_token (digest, relay_id, expires_at) select $2, id, now() + interval '1 day' from r`,
    [editions['NOTICE'], createHash('sha256').update(`relay ${token}`).digest('hex')],
  )
  return token
}

/** Opening it is no press: the page is the same whatever the address says. */
const isPage = (form: Form, door: Door): boolean =>
  door.path === '/relayed' && (form.method === 'GET' || form.method === 'HEAD')

/** As a browser would send it; by hand, because `fetch` sets some of these headers itself. */
async function send(form: Form, door: Door, cookie: string | undefined) {
  const method = form.method ?? 'POST'
  const body = method === 'GET' || method === 'HEAD' ? '' : (form.body ?? (({ body }) => JSON.stringify(body)))(door)
  const headers = Object.entries({ ...form.headers, ...(cookie ? { cookie } : {}) }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  return sendRaw(hub.url, requestOf(hub.url, `${method} ${(form.path ?? (({ path }) => path))(door)}`, headers, body))
}

it('knows every door that takes a POST', () => {
  expect([...new Set(doors.map(({ route, path }) => route ?? path))].sort()).toEqual([...listed(), '/graphql'].sort())
})

describe('a request from another site', () => {
  it.each(FORMS)('changes nothing and may not be read there: $says', async form => {
    const before = await rowsOf(hub)
    const cookies = form.withCookieAlone ? [friend.cookie] : [friend.cookie, undefined]
    for (const door of doors)
      for (const cookie of cookies) {
        const { text, statuses } = await send(form, door, cookie)
        expect([door.path, text]).toEqual([
          door.path,
          expect.not.stringMatching(/\r\n(access-control-allow|set-cookie)/i),
        ])
        expect([
          door.path,
          cookie,
          statuses.length,
          [
            400,
            403,
            404,
            ...(isForPrograms(door.path) ? [401, 406] : []),
            ...(isPage(form, door) ? [200] : []),
          ].includes(statuses[0]),
        ]).toEqual([door.path, cookie, 1, true])
      }
    expect(await rowsOf(hub)).toEqual(before)
    expect((await friend.ask('{ me { email } }')).me.email).toBe(friend.account?.email)
    prove('cross-site requests refused', doors.length * cookies.length)
  })

  it('is what these are, and the same from our own page is done', async () => {
    for (const door of doors.slice(0, 2)) {
      const before = await rowsOf(hub)
      const form = { says: '', headers: { ...from(OWN), 'sec-fetch-site': 'same-origin' } }
      const { statuses, text } = await send(form, door, friend.cookie)
      expect([statuses, text]).toEqual([[200], expect.not.stringContaining('"errors"')])
      expect(await rowsOf(hub)).not.toEqual(before)
    }
  })
})
