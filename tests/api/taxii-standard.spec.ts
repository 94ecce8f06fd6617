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
})
