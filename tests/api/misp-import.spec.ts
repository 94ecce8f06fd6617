/** A MISP event comes in by the door of bundles, leaves as an edition, and comes out as the event that it was; the receipt says what is lost. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Actor } from '../support/actor.ts'
import { newImportId, productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { anIndicator } from '../taxii/contribution-checks.ts'

const fileOf = (name: string) =>
  gunzipSync(readFileSync(new URL(`../data/misp/${name}.gz`, import.meta.url))).toString('utf8')

interface Remark {
  readonly kind: string
  readonly rule: string
  readonly section: string
  readonly path: string
  readonly message: string
  readonly messageJa: string
}

describe('importing a MISP event', () => {
  let hub: TestHub
  let analyst: Actor

  beforeAll(async () => {
    hub = await startTestHub()
    analyst = hub.as('analyst-1')
  }, 60_000)
  afterAll(() => hub.stop(), 20_000)

  async function take(content: string, strictness?: string) {
    const id = newImportId()
    const receipt = await analyst.importBundle(id, content, 'event.json', strictness)
    const { bundleImportRemarks } = await analyst.ask(
      'query ($id: ID!) { bundleImportRemarks(id: $id, first: 100) { items { kind rule section path message messageJa } } }',
      { id },
    )
    return { receipt, remarks: bundleImportRemarks.items as Remark[] }
  }

  it('stores what STIX can say, and says on the receipt what it cannot, in two languages', async () => {
    const { receipt, remarks } = await take(fileOf('signsight-misp-event.json'))
    expect(receipt).toMatchObject({ state: 'DONE', refused: 0, changed: 0, refusal: null })
    expect(receipt.stored).toBeGreaterThan(20)
    expect(remarks.map(({ kind }) => kind)).toEqual(remarks.map(() => 'LOSS'))
    expect(remarks).toContainEqual(
      expect.objectContaining({
        rule: 'misp-creator-email',
        section: 'MISP',
        path: '$.response[0].Event.event_creator_email',
      }),
    )
    const numbers = remarks.find(
      ({ rule, path }) => rule === 'misp-instance-number' && path.endsWith('Attribute[*].event_id'),
    )
    expect(numbers?.message).toMatch(/\(\d+ places\)$/)
    expect(numbers?.messageJa).toMatch(/（\d+か所）$/)
    const again = await take(fileOf('signsight-misp-event.json'))
    expect(again.receipt).toMatchObject({ state: 'DONE', stored: 0, known: receipt.stored })
  })

  it('gives an edition of its indicators out as MISP’s own attributes', async () => {
    const file = fileOf('misp-telebots.json')
    await take(file)
    const [{ Event }] = (JSON.parse(file) as { response: [{ Event: { Attribute: Record<string, unknown>[] } }] })
      .response
    const wanted = Event.Attribute.filter(one => one['to_ids'] === true).slice(0, 5)
    const { stixObjects } = await analyst.ask(
      'query ($ids: [ID!]) { stixObjects(filter: { ids: $ids }) { items { id } } }',
      { ids: wanted.map(one => `indicator--${String(one['uuid'])}`) },
    )
    expect(stixObjects.items).toHaveLength(5)
    const stixIds = stixObjects.items.map((one: { id: string }) => one.id)
    const orgs = await analyst.ask('{ stixObjects(filter: { type: "identity" }) { items { id name } } }')
    const circl = orgs.stixObjects.items.find((one: { name: string }) => one.name === 'CIRCL').id
    const title = 'telebots'
    const { editions } = await release(
      analyst,
      hub.as('officer-1'),
      productOf(title, [{ title, stixIds: [...stixIds, circl], audience: { everyone: true, toPublic: true } }]),
    )
    const answer = await fetch(`${hub.url}/public/editions/${Object.values(editions)[0] ?? ''}/misp`)
    const { Event: given } = (await answer.json()) as { Event: { Attribute: Record<string, unknown>[] } }
    const byUuid = (list: Record<string, unknown>[]) =>
      list.map(one => one).sort((one, other) => String(one['uuid']).localeCompare(String(other['uuid'])))
    const numbers = ['id', 'event_id', 'object_id', 'sharing_group_id']
    const without = (one: Record<string, unknown>) =>
      Object.fromEntries(Object.entries(one).filter(([name]) => !numbers.includes(name)))
    expect(byUuid(given.Attribute)).toEqual(byUuid(wanted.map(without)))
  })

  it('refuses what is nearly JSON, and says where', async () => {
    const { receipt } = await take(fileOf('malicious_pypi_packages.misp-event.json'))
    expect(receipt).toMatchObject({ state: 'REFUSED', stored: 0, refusal: { rule: 'invalid-json' } })
    expect(receipt.refusal.path).toMatch(/^\$\.response\[0\]\.Event\.Tag/)
    expect(receipt.refusal.messageJa).toMatch(/JSONとして正しくありません/)
    const twice = await take('{"Event": {"info": "a", "info": "b", "Attribute": []}}')
    expect(twice.receipt).toMatchObject({ state: 'REFUSED', refusal: { rule: 'duplicate-key', path: '$.Event' } })
  })

  it('refuses a document that is of no format it knows, or too large to be read whole', async () => {
    expect((await take('{"hello": 1}')).receipt).toMatchObject({ state: 'REFUSED', refusal: { rule: 'not-a-bundle' } })
    const large = JSON.stringify({ Event: { info: 'x', Attribute: [], padding: 'x'.repeat(9 * 1024 * 1024) } })
    expect((await take(large)).receipt).toMatchObject({ state: 'REFUSED', stored: 0 })
  })

  it('stores what breaks a MUST only where the importer says so, and with a warning', async () => {
    const broken = { ...anIndicator(), confidence: 101 }
    const bundle = JSON.stringify({ type: 'bundle', id: `bundle--${newImportId()}`, objects: [broken] })
    expect((await take(bundle)).receipt).toMatchObject({ stored: 0, refused: 1 })
    const lenient = await take(bundle, 'ACCEPT_WITH_WARNING')
    expect(lenient.receipt).toMatchObject({ stored: 1, refused: 0 })
    expect(lenient.remarks).toMatchObject([{ kind: 'WARNING', rule: 'out-of-range', path: '$.confidence' }])
  })
})
