import { newImportId, productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import type { Actor } from '../support/actor.ts'
import { refusalOf } from './answers.ts'
import { draft, giveBack, releaseOnly, revise, submit, type Drafted } from './steps.ts'

const SECRET = '攻撃者は十一月三日の未明に変電所の監視制御装置へ侵入し、evil-grid.kitsune-ops.net と通信した。'
const slipping = (text: string) =>
  productOf('変電所', [
    { title: '変電所（提供）', secret: true, text: SECRET },
    { title: '変電所（周知）', text },
  ])
const RELEASE = `mutation ($id: ID!, $version: Int!) { releaseProduct(id: $id, version: $version) { state } }`
const LIST = `query ($id: ID!) { slips(productId: $id) { key kind category place before found after source { category place } overruled } }`
const OVERRULE = `mutation ($id: ID!, $version: Int!, $keys: [ID!]!, $reason: String!) {
  overruleSlips(id: $id, version: $version, keys: $keys, reason: $reason) { version events { what note by { name } } releaseObjections { code } }
}`

describe('what slipped from restricted material', () => {
  let hub: TestHub
  let analyst: Actor
  let officer: Actor
  beforeAll(async () => {
    hub = await startTestHub()
    analyst = hub.as('analyst-1')
    officer = hub.as('officer-1')
  }, 60_000)
  afterAll(() => hub.stop())

  const slips = async (who: Actor, { id }: Drafted) => (await who.ask(LIST, { id })).slips
  const inReview = async (text: string): Promise<Drafted> => {
    const drafted = await draft(analyst, slipping(text))
    await submit(analyst, drafted)
    return drafted
  }

  it('is shown to who makes the product, where it stands and where it comes from', async () => {
    const drafted = await draft(analyst, slipping('通信先 evil-grid[.]kitsune-ops[.]net を遮断してください。'))
    expect(await slips(analyst, drafted)).toEqual([
      {
        key: expect.stringMatching(/^[0-9a-f]{32}$/),
        ...{ kind: 'VALUE', category: 'NOTICE', place: 'fragments[0].text', overruled: false },
        ...{ before: '通信先 ', found: 'evil-grid[.]kitsune-ops[.]net', after: ' を遮断してください。' },
        source: { category: 'PROVISION', place: 'fragments[0].text' },
      },
    ])
    expect(await refusalOf(await hub.as('hoshiwatari').asking(LIST, { id: drafted.id }))).toMatchObject({
      code: 'FORBIDDEN',
    })
  })

  it('stops a release, by whatever officer, and lets it go when it was taken out', async () => {
    const drafted = await inReview('通信先 evil-grid.kitsune-ops.net を遮断してください。')
    expect(await refusalOf(await officer.asking(RELEASE, { id: drafted.id, version: drafted.version }))).toMatchObject({
      code: 'FORBIDDEN',
      reason: 'OPEN_SLIPS',
      field: 'editions[1]',
    })
    await giveBack(officer, drafted, '通信先が残っている')
    const mended = await revise(analyst, drafted, slipping('不審な通信を遮断してください。'))
    expect(await slips(analyst, mended)).toEqual([])
    await submit(analyst, mended)
    expect(await releaseOnly(officer, mended)).toMatchObject({ state: 'RELEASED' })
  })

  it('is let through by who could release it, with a reason, for that version alone', async () => {
    const drafted = await inReview('通信先 evil-grid.kitsune-ops.net を遮断してください。')
    const [{ key }] = await slips(officer, drafted)
    const asked = { id: drafted.id, version: drafted.version, keys: [key], reason: '一般に知られている。' }
    for (const [who, more, refusal] of [
      [analyst, {}, { code: 'FORBIDDEN' }],
      [officer, { keys: [] }, { code: 'INVALID_INPUT', reason: 'UNKNOWN_SLIP', field: 'keys[0]' }],
      [officer, { keys: [key, '0'] }, { code: 'INVALID_INPUT', reason: 'UNKNOWN_SLIP', field: 'keys[1]' }],
      [officer, { reason: '  ' }, { code: 'INVALID_INPUT', field: 'reason' }],
      [officer, { version: 99 }, { code: 'CONFLICT' }],
    ] as const)
      expect(await refusalOf(await who.asking(OVERRULE, { ...asked, ...more }))).toMatchObject(refusal)
    const { overruleSlips } = await officer.ask(OVERRULE, asked)
    expect(overruleSlips.events.at(-1)).toMatchObject({ what: 'OVERRULED', note: asked.reason })
    expect((await slips(officer, drafted)).map((slip: { overruled: boolean }) => slip.overruled)).toEqual([true])

    await giveBack(officer, drafted, 'もう一つ')
    const revised = await revise(
      analyst,
      drafted,
      slipping('通信先 evil-grid.kitsune-ops.net を必ず遮断してください。'),
    )
    await submit(analyst, revised)
    expect(await refusalOf(await officer.asking(RELEASE, { id: revised.id, version: revised.version }))).toMatchObject({
      reason: 'OPEN_SLIPS',
    })
    await officer.ask(OVERRULE, { ...asked, version: revised.version })
    expect(await releaseOnly(officer, revised)).toMatchObject({ state: 'RELEASED' })
  })

  it('is none any more once a notice told it to everybody', async () => {
    await release(analyst, officer, productOf('公知', [{ title: '公知', text: '公知' }]))
    const bundle = {
      type: 'bundle',
      id: 'bundle--0a0a0a0a-1111-4111-8111-111111111111',
      objects: [
        {
          ...{ type: 'domain-name', spec_version: '2.1', id: 'domain-name--3c10e93f-798e-552d-9bb5-d3f0d1a3b0a5' },
          value: 'known.kitsune-ops.net',
        },
      ],
    }
    const told = (text: string) =>
      productOf('公知', [
        { title: '公知（提供）', secret: true, text: `known.kitsune-ops.net ${text}` },
        { title: '公知（周知）', text: 'known.kitsune-ops.net を遮断してください。' },
      ])
    expect(await slips(analyst, await draft(analyst, told('一')))).toHaveLength(1)
    await analyst.importBundle(newImportId(), Buffer.from(JSON.stringify(bundle)))
    const notice = productOf('公知', [{ title: '公知', stixIds: [bundle.objects[0].id] }])
    await release(analyst, officer, notice)
    expect(await slips(analyst, await draft(analyst, told('二')))).toEqual([])
  })
})
