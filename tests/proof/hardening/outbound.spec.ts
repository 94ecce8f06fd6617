/**
 * Nothing goes out (IN-7): the hub asks no other server anything, whatever it is told about addresses. When something is built that
 * does, the first test fails, and what is due is the corpus of forged addresses (server-side request forgery).
 */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { Actor } from '../../support/actor.ts'
import { newImportId, productOf, release, startTestHub, type TestHub } from '../../support/hub.ts'
import { allFiles, importsOf, textOf } from '../../support/sources.ts'
import { settled } from '../../api/steps.ts'
import { prove } from '../evidence.ts'
import { requestOf, sendRaw } from './raw.ts'

const CLIENTS =
  /^(node:)?(http|https|http2|net|tls|dgram|dns|dns\/promises|child_process|cluster)$|^(undici|axios|got|ky|node-fetch|superagent|request|nodemailer|smpp|ws|socket\.io-client|@nestjs\/axios|mqtt|ioredis)(\/|$)/
const CALLS = /\bfetch\(|\bnew (WebSocket|EventSource|XMLHttpRequest)\b|\bsendBeacon\(|\b(importScripts|eval)\(/
/** Servers listen with these, and one client is the operator's own. Everything else asks PostgreSQL, through pg alone. */
const LISTED: Readonly<Record<string, string>> = {
  'libs/database/src/embedded.ts': 'starts the embedded PostgreSQL and looks for a free port',
  'apps/api/src/delivery/push.gateway.ts': 'the type of the server that sockets share',
  'apps/api/src/health/front-door.ts': 'listens beside itself for whoever comes to the api, and connects to nobody',
  'apps/api/src/door/upload.ts': 'the type of a request',
  'apps/worker/src/worker.ts': 'listens for health checks',
  'libs/delivery/src/mail-channel.ts':
    'speaks to the one mail server that the operator names; nobody else names an address to it',
  'libs/delivery/src/mail-encryption.ts': 'writes a message, and sends none',
  'libs/delivery/src/smpp-link.ts': 'speaks to the one gateway of short messages that the operator names',
  'libs/delivery/src/sms-channel.ts': 'through that link alone; a number is no address to it',
  'libs/delivery/src/smpp.d.ts': 'types',
  'libs/delivery/src/posting.ts': 'posts to servers that people name, through the guard of libs/intake alone',
  'libs/delivery/src/web-push-channel.ts': 'pushes through the guard that is given a policy, as sources are asked',
  'libs/intake/src/address-rule.ts': 'knows addresses and asks none',
  'libs/intake/src/guarded-fetch.ts':
    'asks foreign servers, after looking where that leads (its own tests hold the corpus)',
  'libs/intake/src/document-fetch.ts': 'asks through the guard that it is given',
  'libs/client/src/news-socket.ts': 'the socket of whoever follows a hub from outside',
  'apps/cli/src/start.ts': 'the supervisor looks for a free port and asks its own hub whether it is ready',
  'apps/cli/src/supervisor.ts': 'starts api and worker',
}

it('no source of a server imports a client or asks for an address, outside the listed places', () => {
  const servers = allFiles().filter(
    path => /^(libs|apps\/(api|worker|cli))\/.*\.ts$/.test(path) && !/\.spec\.ts$|\/testing\.ts$/.test(path),
  )
  const code = (path: string) => textOf(path).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  const asking = servers.filter(path => importsOf(path).some(name => CLIENTS.test(name)) || CALLS.test(code(path)))
  // A new place? Then the corpus of forged addresses is due: private, link-local, mapped, decimal, octal, rebinding, redirects.
  expect(asking.filter(path => !(path in LISTED))).toEqual([])
  expect(Object.keys(LISTED).filter(path => !asking.includes(path))).toEqual([])
  expect(servers.length).toBeGreaterThan(100)
})

it('a hub that is told addresses everywhere connects to none of them', async () => {
  const connections: string[] = []
  const canary = createServer(socket => {
    connections.push(String(socket.remotePort))
    socket.destroy()
  }).listen(0, '127.0.0.1')
  await once(canary, 'listening')
  const { port } = canary.address() as AddressInfo // it listens on a port
  const told = new Set<string>()
  const url = (path: string) => {
    told.add(path)
    return `http://127.0.0.1:${port}/${path}`
  }
  const hub: TestHub = await startTestHub()
  try {
    const [analyst, officer] = [hub.as('analyst-1'), hub.as('officer-1')]
    const administrator = await new Actor(hub.url, hub.account('administrator')).signIn()
    const created = { spec_version: '2.1', created: '2026-01-01T00:00:00.000Z', modified: '2026-01-01T00:00:00.000Z' }
    const references = ['external', 'schema'].map(name => ({
      source_name: name,
      url: url(name),
      description: url(name),
    }))
    const definition = `extension-definition--${randomUUID()}`
    const indicator = { ...created, type: 'indicator', id: `indicator--${randomUUID()}`, name: url('name'), description: `![x](${url('image')})`, pattern: `[url:value = '${url('pattern')}']`, pattern_type: 'stix', valid_from: '2026-01-01T00:00:00Z', external_references: references, labels: [url('label')] } // prettier-ignore
    const objects = [
      indicator,
      { type: 'url', spec_version: '2.1', id: `url--${randomUUID()}`, value: url('observed') },
      { type: 'artifact', spec_version: '2.1', id: `artifact--${randomUUID()}`, url: url('artifact'), hashes: { 'SHA-256': 'a'.repeat(64) } },
      { ...created, type: 'extension-definition', id: definition, created_by_ref: `identity--${randomUUID()}`, name: 'x', schema: url('schema.json'), version: '1.0.0', extension_types: ['property-extension'], external_references: references },
      { ...created, type: 'malware', id: `malware--${randomUUID()}`, name: 'x', is_family: false, extensions: { [definition]: { extension_type: 'property-extension', $ref: url('ref'), $schema: url('draft') } } },
    ] // prettier-ignore
    const receipt = await analyst.importBundle(newImportId(), JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects, $schema: url('bundle') }), url('file.json')) // prettier-ignore
    expect(receipt).toMatchObject({ state: 'DONE', objectsRead: objects.length })
    expect(receipt.stored).toBeGreaterThanOrEqual(3)
    const text = `${url('text')} [link](${url('link')}) ![image](${url('image')}) <${url('auto')}> <img src="${url('img')}">`
    const edition = {
      title: url('title'),
      summary: url('summary'),
      text,
      stixIds: [indicator.id],
      audience: { everyone: true, toPublic: true },
    }
    const { editions } = await release(analyst, officer, productOf(url('product'), [edition]))
    const input = {
      name: url('organisation'),
      nameEn: url('en'),
      class: 'MUNICIPALITY',
      tier: 'FRIEND',
      sectors: [],
      prefecture: '東京都',
    }
    const { registerOrganisation } = await administrator.ask('mutation ($input: OrganisationInput!) { registerOrganisation(input: $input) { id } }', { input }) // prettier-ignore
    await administrator.ask(
      'mutation ($id: ID!, $input: PersonInput!) { registerPerson(organisationId: $id, input: $input) { enrolmentToken } }',
      {
        id: registerOrganisation.id,
        input: { name: url('person'), email: `somebody@127.0.0.1.nip.example`, roles: [] },
      },
    )
    await settled(hub)
    for (const path of [
      `/public/editions/${editions['NOTICE']}`,
      '/public/feed.atom',
      '/public/feed.json',
      `/editions/${editions['NOTICE']}/bundle`,
    ])
      expect((await hub.as('wakaba').get(path)).status).toBe(200)
    for (const target of [url('proxy'), `//127.0.0.1:${port}/`])
      await sendRaw(hub.url, requestOf(hub.url, `GET ${target}`, [`Referer: ${url('referer')}`, `X-Original-URL: ${url('original')}`, `X-Forwarded-Host: 127.0.0.1:${port}`, `Host: 127.0.0.1:${port}`])) // prettier-ignore
    await sendRaw(hub.url, requestOf(hub.url, `CONNECT 127.0.0.1:${port}`))
    await hub
      .nobody()
      .post('/auth/sign-in', JSON.stringify({ email: `x@127.0.0.1:${port}`, password: url('password') }))
    expect(connections).toEqual([])
    prove('addresses told and not visited', told.size)
    await fetch(url('by-us')).catch(() => undefined)
    expect(connections).toHaveLength(1) // the canary hears
  } finally {
    await hub.stop()
    canary.close()
  }
}, 60_000)
