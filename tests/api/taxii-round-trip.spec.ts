/** MITRE ATT&CK for ICS, two releases of it, released by the hub and read back over TAXII: every version, in order, to the byte. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { newImportId, productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { TaxiiClient } from '../taxii/client.ts'
import { settled } from './steps.ts'

interface AttackObject {
  readonly id: string
  readonly modified?: string
  readonly created?: string
}
const sourceOf = (version: string): string =>
  readFileSync(new URL(`../data/attack/ics-attack-${version}.json`, import.meta.url), 'utf8')
const keyOf = ({ id, modified, created }: AttackObject): string => `${id} ${modified ?? created ?? ''}`
const ids = (objects: readonly AttackObject[]) => objects.map(({ id }) => id)

const identityOf = ({ id }: { id: string }) => ({
  ...{ type: 'identity', spec_version: '2.1', id, name: 'withdrawn or not' },
  ...{ created: '2026-01-01T00:00:00.000Z', modified: '2026-01-01T00:00:00.000Z' },
})

let hub: TestHub
const released: AttackObject[][] = []
/** Editions carry the hub's own report, identity and marking besides. */
const isTheirs = ({ id }: AttackObject) => released.some(objects => ids(objects).includes(id))

beforeAll(async () => {
  hub = await startTestHub()
  const [analyst, officer] = [hub.as('analyst-1'), hub.as('officer-1')]
  for (const version of ['17.1', '18.1']) {
    const source = sourceOf(version)
    const receipt = await analyst.importBundle(newImportId(), source)
    expect(receipt).toMatchObject({ state: 'DONE', refused: 0 })
    const { objects } = JSON.parse(source) as { objects: AttackObject[] }
    released.push(objects)
    await release(analyst, officer, productOf(version, [{ title: version, secret: true, stixIds: ids(objects) }]))
  }
  await settled(hub)
}, 180_000)
afterAll(() => hub.stop(), 20_000)

const objectsOf = async (query: Record<string, string>, limits: readonly number[]) => {
  const password = hub.account('hoshiwatari-power-1').apiKey ?? ''
  const client = new TaxiiClient({ url: hub.url, password })
  const { answers, items } = await client.all('/taxii2/council/collections/provision/objects/', query, limits)
  return { answers, items: (items as AttackObject[]).filter(isTheirs) }
}

describe('ATT&CK through the hub', () => {
  it('comes back deep-equal, in order, every version, with limits that change from page to page', async () => {
    const [older, newer] = released
    const known = new Set(older.map(keyOf))
    const expected = [...older, ...newer.filter(object => !known.has(keyOf(object)))]
    expect(expected.length).toBeGreaterThan(older.length)
    const { answers, items } = await objectsOf({ 'match[version]': 'all' }, [100, 1, 999, 37, 250])
    expect(items).toHaveLength(expected.length)
    expect(items).toEqual(expected)
    expect(answers.length).toBeGreaterThan(7)
  }, 60_000)

  it('comes back in the sender’s own bytes', async () => {
    const source = sourceOf('17.1')
    const { answers } = await objectsOf({ 'match[version]': 'first' }, [50])
    const begin = source.indexOf('{', source.indexOf('"objects"'))
    const end = source.indexOf(`"${released[0][1].id}"`)
    expect(end - begin).toBeGreaterThan(100)
    expect(answers[0].text).toContain(source.slice(begin, source.lastIndexOf('}', end) + 1))
  }, 60_000)

  it('shows the last version of each object when nobody asks for others', async () => {
    const [older, newer] = released
    const last = new Map([...older, ...newer].map(object => [object.id, keyOf(object)]))
    const { items } = await objectsOf({}, [1_000])
    expect(items.map(keyOf).sort()).toEqual([...last.values()].sort())
    const one = newer.find(object => !older.some(old => keyOf(old) === keyOf(object)) && ids(older).includes(object.id))
    const { items: only } = await objectsOf(
      { 'match[id]': one?.id ?? randomUUID(), 'match[version]': 'first,last' },
      [10],
    )
    expect(only.map(keyOf)).toEqual([keyOf(older.find(({ id }) => id === one?.id) ?? older[0]), keyOf(one ?? older[0])])
  }, 60_000)
})

describe('ATT&CK over TAXII alone', () => {
  it('is written by a member and read back deep-equal, in order, every version; withdrawn, it is gone, and analysts still have it', async () => {
    const client = new TaxiiClient({ url: hub.url, password: hub.account('hoshiwatari-power-1').apiKey ?? '' })
    const inbox = '/taxii2/contributions/collections/inbox/'
    const [older, newer] = released
    for (const objects of released)
      for (let from = 0; from < objects.length; from += 300) {
        const sent = objects.slice(from, from + 300)
        const { status, body } = await client.post(`${inbox}objects/`, { objects: sent })
        expect([status, body.success_count, body.failure_count]).toEqual([202, sent.length, 0])
      }
    const known = new Set(older.map(keyOf))
    const expected = [...older, ...newer.filter(object => !known.has(keyOf(object)))]
    const { items } = await client.all(`${inbox}objects/`, { 'match[version]': 'all' }, [1_000, 333, 7])
    expect(items).toEqual(expected)
    const manifest = await client.all(`${inbox}manifest/`, { 'match[version]': 'all' }, [700])
    expect(manifest.items.map(({ id, version }) => `${id} ${version}`)).toEqual(expected.map(keyOf))
    const dates = manifest.items.map(({ date_added }) => date_added)
    expect(dates).toEqual([...new Set(dates)].sort())

    const [first] = older
    expect((await client.send(`${inbox}objects/${first.id}/`, { method: 'DELETE' })).status).toBe(200)
    expect((await client.get(`${inbox}objects/${first.id}/`)).status).toBe(404)
    const analyst = hub.as('analyst-1')
    const sent = await analyst.ask('{ contributions(first: 50) { items { id } } }')
    const seen = await analyst.ask(
      'query ($id: ID!) { contributedObjects(id: $id, first: 1) { items { stixId document withdrawnAt } } }',
      { id: sent.contributions.items.at(-1).id },
    )
    expect(seen.contributedObjects.items).toEqual([
      { stixId: first.id, document: expect.stringContaining(first.id), withdrawnAt: expect.any(String) },
    ])
  }, 120_000)

  it('is nothing to another organisation, not even when it sends the same', async () => {
    const client = new TaxiiClient({ url: hub.url, password: hub.account('wakaba').apiKey ?? '' })
    const inbox = '/taxii2/contributions/collections/inbox/'
    const [, second] = released[0]
    expect((await client.get(`${inbox}objects/`)).text).toBe('{}')
    expect((await client.send(`${inbox}objects/${second.id}/`, { method: 'DELETE' })).status).toBe(404)
    await client.post(`${inbox}objects/`, { objects: [second] })
    expect((await client.get(`${inbox}objects/`)).body.objects).toEqual([second])
  })

  it('is not taken into the store once its sender has withdrawn it', async () => {
    const client = new TaxiiClient({ url: hub.url, password: hub.account('wakaba').apiKey ?? '' })
    const inbox = '/taxii2/contributions/collections/inbox/'
    const sent = [randomUUID(), randomUUID()].map(uuid => ({ id: `identity--${uuid}` }))
    const status = await client.post(`${inbox}objects/`, { objects: sent.map(identityOf) })
    expect(status.body.success_count).toBe(2)
    const analyst = hub.as('analyst-1')
    const store = () =>
      analyst.ask('mutation ($id: ID!) { storeContribution(id: $id) { stored refused } }', { id: status.body.id })
    for (const { id } of sent)
      expect((await client.send(`${inbox}objects/${id}/`, { method: 'DELETE' })).status).toBe(200)
    await expect(store()).rejects.toMatchObject({ code: 'CONFLICT' })
    await client.post(`${inbox}objects/`, { objects: sent.map(identityOf) })
    const [{ id }] = (await analyst.ask('{ contributions(first: 1) { items { id } } }')).contributions.items
    await client.send(`${inbox}objects/${sent[0].id}/`, { method: 'DELETE' })
    const { storeContribution } = await analyst.ask(
      'mutation ($id: ID!) { storeContribution(id: $id) { stored refused } }',
      { id },
    )
    expect(storeContribution).toEqual({ stored: 1, refused: 0 })
  })
})
