import { randomUUID } from 'node:crypto'
import type { Actor } from '../support/actor.ts'
import { newImportId, productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { anIndicator } from '../taxii/contribution-checks.ts'
import { draft } from './steps.ts'

const SIGNS =
  'query ($id: ID!) { qualitySigns(productId: $id) { kind category count items { stixId name value detail } } }'
const REFERENCE = 'query ($id: ID!) { edition(id: $id) { reference } }'

describe('signs that an edition would be of little use', () => {
  let hub: TestHub
  let analyst: Actor
  let officer: Actor
  const [harmless, told] = ['google.com', `told-${randomUUID().slice(0, 8)}.kitsune-ops.net`].map(value =>
    anIndicator({ pattern: `[domain-name:value = '${value}']`, description: '指令サーバ' }),
  )

  beforeAll(async () => {
    hub = await startTestHub()
    analyst = hub.as('analyst-1')
    officer = hub.as('officer-1')
    const bundle = { type: 'bundle', id: `bundle--${randomUUID()}`, objects: [harmless, told] }
    await analyst.importBundle(newImportId(), JSON.stringify(bundle))
  }, 60_000)
  afterAll(() => hub.stop())

  const signsOf = async (product: object) => {
    const { id } = await draft(analyst, product)
    return (await analyst.ask(SIGNS, { id })).qualitySigns
  }
  const edition = { title: '遮断', text: '遮断してください。' }

  it('name the object and the list', async () => {
    expect(await signsOf(productOf('x', [{ ...edition, stixIds: [harmless.id, told.id] }]))).toEqual([
      {
        ...{ kind: 'WARNING_LIST', category: 'NOTICE', count: 1 },
        items: [
          expect.objectContaining({
            stixId: harmless.id,
            value: 'google.com',
            detail: expect.stringMatching(/Cloudflare/),
          }),
        ],
      },
    ])
  })

  it('tell what readers know by now: of a wider edition, never of a narrower one, and not when it was recalled', async () => {
    const again = (secret: boolean) => productOf('再', [{ ...edition, secret, stixIds: [told.id] }])
    const kinds = async (secret: boolean) =>
      (await signsOf(again(secret))).map(({ kind, items }: any) => [kind, items[0].detail])
    const secret = await release(analyst, officer, again(true))
    const { edition: above } = await analyst.ask(REFERENCE, { id: secret.editions['PROVISION'] })
    expect(await kinds(false)).toEqual([])
    expect(await kinds(true)).toEqual([['KNOWN', above.reference]])

    const open = await release(analyst, officer, again(false))
    const { edition: below } = await analyst.ask(REFERENCE, { id: open.editions['NOTICE'] })
    expect(await kinds(false)).toEqual([['KNOWN', below.reference]])
    await officer.ask('mutation ($id: ID!) { recallProduct(id: $id, reason: "誤り") { state } }', {
      id: open.productId,
    })
    expect(await kinds(false)).toEqual([])
  })
})
