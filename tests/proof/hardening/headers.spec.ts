/**
 * The headers of every kind of answer, to the letter: what is added or lost shows here. A content security policy is only looked for;
 * the portal's tests hold what it says.
 */
import { PERMISSIONS } from '@noroshi/api'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { productOf, release, startTestHub, type TestHub } from '../../support/hub.ts'
import { prove } from '../evidence.ts'
import { sendRaw } from './raw.ts'

let hub: TestHub
let portalDir: string
let edition: string
beforeAll(async () => {
  const outer = await mkdtemp(join(tmpdir(), 'noroshi-portal-'))
  portalDir = join(outer, 'portal')
  await mkdir(portalDir)
  await mkdir(join(portalDir, 'assets'))
  await writeFile(
    join(portalDir, 'index.html'),
    '<!doctype html><title>portal</title><script type="module" nonce="__NONCE__" src="/assets/index-abc.js"></script>',
  )
  await writeFile(join(portalDir, 'assets', 'index-abc.js'), 'export {}')
  await writeFile(join(portalDir, '..', 'noroshi-outside.txt'), 'outside')
  hub = await startTestHub({ worker: false, portalDir, operations: 'ANY', publicUrl: 'https://hub.example' })
  const editions = [{ title: 'notice', audience: { everyone: true, toPublic: true } }]
  edition = (await release(hub.as('analyst-1'), hub.as('officer-1'), productOf('notice', editions))).editions['NOTICE']
}, 60_000)
afterAll(async () => {
  await hub.stop()
  await rm(join(portalDir, '..'), { recursive: true })
}, 20_000)

const ALWAYS = {
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy': PERMISSIONS,
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
}
const JSON_ERROR = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }
const CACHED = { 'cache-control': 'public, max-age=60' }
/** What says how the answer travels, not what may be done with it. */
const OF_TRANSPORT = [
  'date',
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
  'last-modified',
  'accept-ranges',
  'etag',
]

type Ask = () => Promise<Response>
const friend = () => hub.as('wakaba')
// prettier-ignore
const KINDS: readonly (readonly [string, number, Record<string, string>, Ask])[] = [
  ['a page of the portal', 200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }, () => hub.nobody().get('/editions/x')],
  ['an asset of the portal', 200, { 'content-type': 'application/javascript; charset=utf-8', 'cache-control': 'public, max-age=31536000, immutable' }, () => hub.nobody().get('/assets/index-abc.js')],
  ['an answer of GraphQL', 200, JSON_ERROR, () => friend().asking('{ me { name } }')],
  ['an error of GraphQL', 200, JSON_ERROR, () => friend().asking('{ nothing }')],
  ['a request that GraphQL cannot read', 400, JSON_ERROR, () => friend().post('/graphql', '[')],
  ['a download', 200, { 'content-type': 'application/stix+json;version=2.1', 'cache-control': 'no-store', 'content-disposition': 'attachment' }, () => friend().get(`/editions/${edition}/bundle`)],
  ['a page for the public', 200, { ...CACHED, 'content-type': 'text/html; charset=utf-8', vary: 'accept-language' }, () => hub.nobody().get(`/public/editions/${edition}`)],
  ['a download for the public', 200, { ...CACHED, 'content-type': 'application/stix+json;version=2.1', 'content-disposition': 'attachment' }, () => hub.nobody().get(`/public/editions/${edition}/bundle`)],
  ['a feed in JSON', 200, { ...CACHED, 'content-type': 'application/feed+json; charset=utf-8', vary: 'host' }, () => hub.nobody().get('/public/feed.json')],
  ['a feed in Atom', 200, { ...CACHED, 'content-type': 'application/atom+xml; charset=utf-8', vary: 'host' }, () => hub.nobody().get('/public/feed.atom')],
  ['a health check', 200, JSON_ERROR, () => hub.nobody().get('/health/live')],
  ['what is nowhere', 404, JSON_ERROR, () => hub.nobody().get('/nothing')],
  ['what cannot be an address', 404, JSON_ERROR, () => hub.nobody().get('/%ff')],
  ['what needs a sign-in', 401, JSON_ERROR, () => hub.nobody().get(`/editions/${edition}/bundle`)],
  ['a failed sign-in', 401, JSON_ERROR, () => hub.nobody().post('/auth/sign-in', '{"email":"a@b.example","password":"x"}')],
  ['a request from another site', 403, JSON_ERROR, () => fetch(`${hub.url}/auth/sign-in`, { method: 'POST', headers: { origin: 'https://evil.example' } })],
  ['a body that is too large', 413, JSON_ERROR, () => hub.nobody().post('/auth/sign-in', 'x'.repeat(300_000))],
  ['a sign-in', 200, { ...JSON_ERROR, 'set-cookie': '__Host-noroshi' }, () => { const { email, password } = hub.account('hayate'); return hub.nobody().post('/auth/sign-in', JSON.stringify({ email, password })) }],
  ['a sign-out', 204, { 'cache-control': 'no-store', 'clear-site-data': '"cache", "cookies", "storage"', 'set-cookie': '__Host-noroshi' }, () => hub.nobody().post('/auth/sign-out', '{}')],
]

describe('an answer', () => {
  it.each(KINDS)('[L43][L49] that is %s has these headers and no others', async (_says, status, own, ask) => {
    const answer = await ask()
    const headers = Object.fromEntries([...answer.headers].filter(([name]) => !OF_TRANSPORT.includes(name)))
    const { 'content-security-policy': policy, ...others } = headers
    for (const name of ['content-disposition', 'set-cookie'])
      if (name in others) others[name] = others[name].split(/[;=]/)[0]
    expect({ status: answer.status, ...others }).toEqual({ status, ...ALWAYS, ...own })
    expect(policy).toContain("default-src 'none'")
    prove('kinds of answers whose headers are known', 1)
  })

  it('has no path out of the portal’s folder', async () => {
    for (const path of [
      '/../noroshi-outside.txt',
      '/assets/../../noroshi-outside.txt',
      '/assets/..%2f..%2fnoroshi-outside.txt',
      '/assets/%2e%2e/%2e%2e/noroshi-outside.txt',
      '/assets/..\\..\\noroshi-outside.txt',
      '/assets//../..//noroshi-outside.txt',
      '/%5c..%5cnoroshi-outside.txt',
      `/${portalDir}/../noroshi-outside.txt`,
      '/assets/',
      '/assets',
      '/.',
      '/index.html%00.js',
    ]) {
      const { text, statuses } = await sendRaw(
        hub.url,
        Buffer.from(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
      )
      expect([path, [400, 403, 404].includes(statuses[0]), text.endsWith('outside')]).toEqual([path, true, false])
    }
  })

  it('sends a browser nowhere else', async () => {
    for (const path of [
      '//evil.example',
      '/\\evil.example',
      '/assets',
      '/public/',
      '/graphql/',
      '/editions/..;/',
      '/?next=https://evil.example',
      '/sign-in?return=//evil.example',
    ]) {
      const { text, statuses } = await sendRaw(
        hub.url,
        Buffer.from(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
      )
      expect([path, statuses[0] >= 300 && statuses[0] < 400, /\r\n(location|refresh):/i.test(text)]).toEqual([
        path,
        false,
        false,
      ])
    }
  })
})
