/** The TAXII 2.1 server against the standard: the checker's MUSTs, as each kind of client, on a hub with something released. */
import { randomUUID } from 'node:crypto'
import type { Actor } from '../support/actor.ts'
import { newImportId, productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { anIndicator } from '../taxii/contribution-checks.ts'
import { checkTaxii } from '../taxii/checker.ts'
import { TaxiiClient } from '../taxii/client.ts'
import { settled } from './steps.ts'

let hub: TestHub
let analyst: Actor
let officer: Actor
const bundleOf = (objects: readonly object[]) =>
  JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects })

beforeAll(async () => {
  hub = await startTestHub()
  analyst = hub.as('analyst-1')
  officer = hub.as('officer-1')
  const [versioned, other] = [anIndicator(), anIndicator({ name: 'another' })]
  const observable = { type: 'ipv4-addr', id: `ipv4-addr--${randomUUID()}`, value: '192.0.2.1' }
  const later = { ...versioned, modified: '2026-02-01T00:00:00.123456789Z', name: 'again' }
  for (const objects of [[versioned, other, observable], [later]]) {
    await analyst.importBundle(newImportId(), bundleOf(objects))
    const stixIds = [versioned.id, other.id, observable.id]
    await release(
      analyst,
      officer,
      productOf('TAXII', [
        { title: '総合', commInfo: true, stixIds },
        { title: '提供', secret: true, stixIds },
        { title: '周知', stixIds, audience: { everyone: true, toPublic: true } },
      ]),
    )
  }
  await settled(hub)
}, 60_000)
afterAll(() => hub.stop(), 20_000)

/** Of each root the collections of whole categories, one of a kind that was released and one that is empty. */
const isChecked = ({ alias }: { alias?: string }) =>
  ['comprehensive', 'provision', 'notice', 'inbox', 'notice-bulletin', 'notice-advisory'].includes(alias ?? '')

describe('a TAXII 2.1 server', () => {
  it('does what the standard says it must, for an analyst', async () => {
    const password = hub.account('analyst-1').apiKey ?? ''
    const { checked, failed } = await checkTaxii({ url: hub.url, user: 'taxii', password }, isChecked)
    expect(failed).toEqual([])
    expect(checked).toBeGreaterThan(25)
  }, 180_000)

  it('does so for nobody in particular, who is shown the root of the public alone', async () => {
    const { failed } = await checkTaxii({ url: hub.url }, isChecked)
    expect(failed).toEqual([])
    expect(await new TaxiiClient({ url: hub.url }).roots()).toEqual([`${hub.url}/taxii2/public/`])
  }, 120_000)

  it.each([
    ['objects', 'objects/?match[version]=all'],
    ['manifest', 'manifest/?match[version]=all'],
    ['versions', 'objects/ID/versions/?match[spec_version]=2.1'],
  ])('pages the list of %s by `next`, and says on each page whether there is more', async (_, list) => {
    const client = new TaxiiClient({ url: hub.url })
    const notice = '/taxii2/public/collections/notice/'
    const indicators = await client.get(`${notice}objects/?match[type]=indicator&match[version]=first&limit=1`)
    const where = notice + list.replace('ID', indicators.body.objects[0].id)
    const itemsOf = ({ body }: { body: any }): unknown[] => body.objects ?? body.versions
    const pages = [await client.get(`${where}&limit=1`)]
    for (let { next } = pages[0].body; next !== undefined; { next } = pages[pages.length - 1].body)
      pages.push(await client.get(`${where}&limit=1&next=${next}`))
    expect(pages.map(({ body }) => body.more)).toEqual([...pages.slice(1).map(() => true), false])
    expect(pages.length).toBeGreaterThan(1)
    expect(pages.flatMap(itemsOf)).toEqual(itemsOf(await client.get(where)))
    expect((await client.get(`${notice}objects/?match[type]=campaign`)).text).toBe('{}')
  })
})
