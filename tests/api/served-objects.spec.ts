/** Whatever leaves the hub as STIX 2.1, by any door and for any reader, is valid by the standard and stands on its own. */
import { readFileSync } from 'node:fs'
import { danglingReferences, parseObject, TLP_MARKINGS } from '@noroshi/stix'
import { newImportId, productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { TaxiiClient } from '../taxii/client.ts'
import { recall, settled } from './steps.ts'

const sourceOf = (path: string): string => readFileSync(new URL(`../data/${path}`, import.meta.url), 'utf8')
const READERS = ['officer-1', 'hoshiwatari-power-1', 'wakaba'] as const

let hub: TestHub
let idsOf: Record<'attack' | 'poisonivy', string[]>
let publicEditionId: string

beforeAll(async () => {
  hub = await startTestHub()
  const [analyst, officer] = [hub.as('analyst-1'), hub.as('officer-1')]
  const store = async (path: string) => {
    const source = sourceOf(path)
    expect(await analyst.importBundle(newImportId(), source)).toMatchObject({ state: 'DONE' })
    const { objects } = JSON.parse(source) as { objects: { id: string }[] }
    return objects.map(({ id }) => id)
  }
  idsOf = {
    attack: await store('attack/ics-attack-18.1.json'),
    poisonivy: await store('stix/poisonivy.json'),
  }
  await release(
    analyst,
    officer,
    productOf('three editions', [
      { title: 'whole', commInfo: true, stixIds: [...idsOf.attack, ...idsOf.poisonivy] },
      { title: 'provided', secret: true, stixIds: idsOf.attack },
      { title: 'noticed', stixIds: idsOf.poisonivy, audience: { everyone: true, toPublic: true } },
    ]),
  )
  const words = productOf('words alone', [{ title: 'words alone', audience: { everyone: true, toPublic: true } }])
  publicEditionId = (await release(analyst, officer, words)).editions['NOTICE']
  await settled(hub)
}, 180_000)
afterAll(() => hub.stop(), 20_000)

/** The text of each object by itself: as strictly read as anything that comes in. */
function faultsOf(objects: readonly unknown[]): unknown[] {
  return objects.flatMap(object => {
    const read = parseObject(JSON.stringify(object))
    return read.ok ? [] : [read.refused]
  })
}
const tlpIds = new Set<string>(TLP_MARKINGS.map(({ object }) => object.id))
const tlpsOn = (object: any): string[] => (object.object_marking_refs ?? []).filter((id: string) => tlpIds.has(id))

async function served(client: TaxiiClient): Promise<Map<string, any[]>> {
  const lists = new Map<string, any[]>()
  for (const root of await client.roots())
    for (const { id, can_read: canRead } of await client.collections(root))
      if (canRead) {
        const list = `${root}collections/${id}/objects/`
        lists.set(list, (await client.all(list, { 'match[version]': 'all' }, [500])).items)
      }
  return lists
}
const taxiiOf = (reader?: string) =>
  new TaxiiClient({ url: hub.url, password: reader && (hub.account(reader).apiKey ?? undefined) })

describe('what a TAXII client is served', () => {
  it.each([...READERS, undefined])('is valid STIX 2.1, and no two collections disagree about it (%s)', async reader => {
    const lists = await served(taxiiOf(reader))
    const all = [...lists.values()].flat()
    expect(all.length).toBeGreaterThan(100)
    expect(faultsOf(all)).toEqual([])
    const versions = new Map<string, unknown>()
    for (const object of all) {
      const key = `${object.id} ${object.modified ?? ''}`
      expect(object).toEqual(versions.get(key) ?? object)
      versions.set(key, object)
      expect(tlpsOn(object).length).toBeLessThanOrEqual(1)
    }
  })

  it('refers to nothing that the reader is not served, in any collection', async () => {
    for (const reader of [...READERS, undefined])
      for (const [list, objects] of await served(taxiiOf(reader)))
        expect([reader, list, danglingReferences(objects)]).toEqual([reader, list, []])
  })

  it('goes on being valid when an edition was recalled: the report is shown once more, revoked', async () => {
    const officer = hub.as('officer-1')
    const { productId } = await release(
      hub.as('analyst-1'),
      officer,
      productOf('wrong', [{ title: 'wrong', stixIds: idsOf.poisonivy }]),
    )
    await settled(hub)
    await recall(officer, productId)
    await settled(hub)
    const all = [...(await served(taxiiOf('wakaba'))).values()].flat()
    expect(all.filter(({ revoked }) => revoked === true).length).toBeGreaterThan(0)
    expect(faultsOf(all)).toEqual([])
  })
})

describe('a bundle that is downloaded', () => {
  const EDITIONS = '{ editions { items { id } } }'

  it.each(READERS)('is valid, complete in itself and named once (%s)', async reader => {
    const actor = hub.as(reader)
    const { editions } = await actor.ask(EDITIONS)
    expect(editions.items.length).toBeGreaterThan(0)
    for (const { id } of editions.items) {
      const { objectCount } = (await actor.ask('query ($id: ID!) { edition(id: $id) { objectCount } }', { id })).edition
      const bundle = JSON.parse(await (await actor.get(`/editions/${id}/bundle`)).text())
      expect(Object.keys(bundle).sort()).toEqual(['id', 'objects', 'type'])
      expect(bundle.id).toMatch(/^bundle--[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      const { objects } = bundle
      const report = objects.find((object: { id: string }) => object.id === `report--${id}`)
      expect(report.object_refs).toHaveLength(Math.max(1, objectCount))
      expect(faultsOf(objects)).toEqual([])
      expect(danglingReferences(objects)).toEqual([])
    }
  })

  it('tells of an edition of words alone by its report, which refers to who releases it', async () => {
    const bundle = JSON.parse(await (await hub.nobody().get(`/public/editions/${publicEditionId}/bundle`)).text())
    const types = bundle.objects.map(({ type }: { type: string }) => type)
    expect(types).toEqual(['identity', 'marking-definition', 'marking-definition', 'report'])
    expect(bundle.objects[3]).toMatchObject({ object_refs: [bundle.objects[0].id] })
  })
})
