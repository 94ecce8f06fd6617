/** Our own client at our own server, over the network: what organisations that write programs would see. */
import { readFileSync } from 'node:fs'
import { TaxiiClient } from '@noroshi/client'
import { newImportId, productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { settled } from './steps.ts'

let hub: TestHub
let client: TaxiiClient
const bundle = readFileSync(new URL('../data/stix/poisonivy.json', import.meta.url), 'utf8')
const { objects } = JSON.parse(bundle) as { objects: { id: string }[] }

beforeAll(async () => {
  hub = await startTestHub()
  const [analyst, officer] = [hub.as('analyst-1'), hub.as('officer-1')]
  await analyst.importBundle(newImportId(), bundle)
  const stixIds = objects.map(({ id }) => id)
  await release(analyst, officer, productOf('毒', [{ title: '毒', secret: true, stixIds }]))
  await settled(hub)
  const token = hub.account('hoshiwatari-power-1').apiKey ?? ''
  client = new TaxiiClient(hub.url, { credentials: { kind: 'bearer', token } })
}, 120_000)
afterAll(() => hub.stop(), 20_000)

const rootNamed = async (name: string): Promise<string> => {
  const discovery = await client.discovery()
  return (discovery.ok && discovery.value.apiRoots.find(root => root.endsWith(`/${name}/`))) || 'missing:'
}

it('discovers the roots and their collections', async () => {
  const root = await rootNamed('council')
  expect(await client.apiRoot(root)).toMatchObject({ ok: true, value: { maxContentLength: expect.any(Number) } })
  const collections = await client.collections(root)
  expect(collections.ok && collections.value.map(({ alias }) => alias)).toContain('provision')
  expect(await client.collection(root, 'provision')).toMatchObject({ ok: true, value: { canRead: true } })
  expect(await client.collection(root, 'comprehensive')).toMatchObject({ ok: false, fault: { kind: 'NOT_FOUND' } })
})

it('reads every object once, in order, with pages of any size, and the manifest says the same', async () => {
  const root = await rootNamed('council')
  for (const limit of [1, 7, 1_000]) {
    const texts: string[] = []
    for await (const page of client.objects(root, 'provision', { limit, versions: ['all'] })) {
      expect(page).toMatchObject({ ok: true })
      if (page.ok) texts.push(...page.value.items.map(item => ('text' in item ? item.text : '')))
    }
    const received = texts.map(text => JSON.parse(text) as { id: string })
    const theirs = new Set(objects.map(({ id }) => id))
    expect(received.filter(({ id }) => theirs.has(id))).toEqual(objects)
    const listed: string[] = []
    for await (const page of client.manifest(root, 'provision', { limit, versions: ['all'] }))
      if (page.ok) listed.push(...page.value.items.map(({ id }) => id))
    expect(listed).toEqual(received.map(({ id }) => id))
  }
}, 60_000)

it('goes on from where it was, finds nothing new, and is refused without its key', async () => {
  const root = await rootNamed('council')
  let from = {}
  for await (const page of client.objects(root, 'provision')) if (page.ok) from = page.value.cursor ?? {}
  const again = []
  for await (const page of client.objects(root, 'provision', {}, { from })) again.push(page)
  expect(again).toEqual([{ ok: true, value: { items: [], more: false, cursor: from } }])
  const nobody = new TaxiiClient(hub.url)
  expect(await nobody.collections(root)).toMatchObject({ ok: false, fault: { kind: 'UNAUTHORISED', status: 401 } })
})

it('contributes objects and is told which of them were taken', async () => {
  const token = hub.account('hoshiwatari-power-1').apiKey ?? ''
  const user = new TaxiiClient(hub.url, { credentials: { kind: 'basic', user: 'siem', password: token } })
  const texts = [JSON.stringify(objects[0]), JSON.stringify({ ...objects[0], id: 'tool--x' })]
  const added = await user.add(await rootNamed('contributions'), 'inbox', texts)
  expect(added).toMatchObject({
    ok: true,
    value: { status: 'complete', successCount: 1, failures: [{ id: 'tool--x' }] },
  })
})
