/** From one edition to the next lower one: what the hub says must go, and what it keeps of where a fragment came from. */
import { newImportId, productOf, startTestHub, type TestHub } from '../support/hub.ts'
import type { Actor } from '../support/actor.ts'
import { anIndicator } from '../taxii/contribution-checks.ts'
import { refusalOf } from './answers.ts'
import { draft, revise, type Drafted } from './steps.ts'

const TEAR_LINE = `query ($id: ID!, $from: InfoCategory!, $to: InfoCategory!) {
  tearLine(productId: $id, from: $from, to: $to) { key reasons { code detail } objects { stixId reasons { code detail } } }
}`
const FRAGMENTS = `query ($id: ID!) { product(id: $id) { editions { category fragments { key derivedFrom text } } } }`
const ABOVE = '11111111-1111-4111-8111-111111111111'
const OPEN = '22222222-2222-4222-8222-222222222222'
const SIGHTING = anIndicator({ pattern: "[domain-name:value = 'evil-grid.kitsune-ops.net']", name: 'evil-grid' })

describe('the ladder from one edition to the next', () => {
  let hub: TestHub
  let analyst: Actor
  beforeAll(async () => {
    hub = await startTestHub()
    analyst = hub.as('analyst-1')
    const bundle = { type: 'bundle', id: 'bundle--6a1d6d0e-2b3c-4d5e-8f60-718293a4b5c6', objects: [SIGHTING] }
    await analyst.importBundle(newImportId(), JSON.stringify(bundle))
  }, 60_000)
  afterAll(() => hub.stop())

  const FREE = { containsSecret: false, containsCommInfo: false, identifiesPerson: false }
  const secretPart = { ...FREE, key: ABOVE, text: '変電所へ侵入した。', containsSecret: true, stixIds: [SIGHTING.id] }
  const openPart = { ...FREE, key: OPEN, text: '更新を適用する。' }
  const above = {
    title: '変電所（提供）',
    summary: '概要',
    audience: { everyone: true },
    fragments: [secretPart, openPart],
  }
  const below = (...fragments: object[]) => ({
    ...{ title: '変電所（周知）', summary: '概要', audience: { everyone: true } },
    fragments,
  })
  const product = (...editions: object[]) => ({ ...productOf('変電所', []), editions })
  const tearLine = async (who: Actor, { id }: Drafted) =>
    (await who.ask(TEAR_LINE, { id, from: 'PROVISION', to: 'NOTICE' })).tearLine

  it('says of the stored version what must go, and why, and what may stay', async () => {
    const drafted = await draft(analyst, product(above))
    expect(await tearLine(analyst, drafted)).toEqual([
      {
        key: ABOVE,
        reasons: [{ code: 'SECRET', detail: null }],
        objects: [{ stixId: SIGHTING.id, reasons: [{ code: 'OF_FRAGMENT', detail: null }] }],
      },
      { key: OPEN, reasons: [], objects: [] },
    ])
  })

  it('keeps what each fragment was made from, through every version', async () => {
    const made = { ...openPart, key: undefined, derivedFrom: OPEN }
    const drafted = await draft(analyst, product(above, below(made)))
    const read = async () => (await analyst.ask(FRAGMENTS, { id: drafted.id })).product.editions[1].fragments
    const [first] = await read()
    expect(first).toEqual({ key: expect.stringMatching(/^[0-9a-f-]{36}$/), derivedFrom: OPEN, text: openPart.text })
    await revise(analyst, drafted, product(above, below({ ...made, ...first, text: '更新してください。' })))
    expect(await read()).toEqual([{ ...first, text: '更新してください。' }])
  })

  it.each([
    ['a fragment of no edition of the product', { derivedFrom: '33333333-3333-4333-8333-333333333333' }, 'derivedFrom'],
    ['no key at all', { derivedFrom: 'the one above' }, 'derivedFrom'],
    ['a key that another has', { key: ABOVE }, 'key'],
  ])('refuses %s, naming the fragment', async (_what, more, field) => {
    const input = product(above, below({ ...openPart, key: undefined, ...more }))
    const asking = analyst.asking('mutation ($input: ProductInput!) { draftProduct(input: $input) { id } }', { input })
    expect(await refusalOf(await asking)).toMatchObject({
      code: 'INVALID_INPUT',
      field: `editions[1].fragments[0].${field}`,
    })
  })

  it('leads downwards only, from an edition that there is', async () => {
    const { id } = await draft(analyst, product(above))
    for (const [from, to, refusal] of [
      ['NOTICE', 'PROVISION', { reason: 'NOT_BELOW', field: 'to' }],
      ['NOTICE', 'NOTICE', { reason: 'NOT_BELOW', field: 'to' }],
      ['COMPREHENSIVE', 'NOTICE', { reason: 'NO_SUCH_EDITION', field: 'from' }],
    ] as const)
      expect(await refusalOf(await analyst.asking(TEAR_LINE, { id, from, to }))).toMatchObject(refusal)
  })

  it('is for those who make the product alone', async () => {
    const drafted = await draft(analyst, product(above))
    const asked = { id: drafted.id, from: 'PROVISION', to: 'NOTICE' }
    for (const who of ['hoshiwatari', 'wakaba'])
      expect(await refusalOf(await hub.as(who).asking(TEAR_LINE, asked))).toMatchObject({ code: 'FORBIDDEN' })
  })
})
