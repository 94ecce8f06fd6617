/** An originator takes its consent back, and what rests on it ends in the same transaction (CLR-5). */
import { randomUUID } from 'node:crypto'
import { Actor } from '../support/actor.ts'
import { approveFor } from '../support/approving.ts'
import { productOf, startTestHub, type TestHub } from '../support/hub.ts'
import { answerTo, refusalOf } from './answers.ts'
import { inForce, productAsMade, reads, recallReasonOf } from './restriction-steps.ts'
import { draft, inboxOf, releaseNow, releaseOnly, settled, submit, type Drafted } from './steps.ts'

const BANK = '風見鶏銀行（デモ）'
const WITHDRAW = `mutation ($id: ID!, $note: String) { withdrawConsent(id: $id, note: $note) { id agreed withdrawnAt } }`

describe('the consent of an originator', () => {
  let hub: TestHub
  let analyst: Actor
  let officer: Actor
  let member: Actor
  const TEXT = '当行の勘定系に対する侵入の試みを観測した。'
  const ASK = `mutation ($id: ID!, $version: Int!) { askConsent(productId: $id, version: $version, edition: 0, fragment: 0) { requests { id } } }`
  const ANSWER = 'mutation ($id: ID!) { answerConsent(id: $id, agree: true, note: "") { agreed } }'
  let bank: Actor
  beforeAll(async () => {
    hub = await startTestHub()
    ;[analyst, officer, member] = [hub.as('analyst-1'), hub.as('officer-1'), hub.as('hoshiwatari')]
    bank = await new Actor(hub.url, hub.account('kazamidori')).signIn()
  }, 60_000)
  afterAll(() => hub.stop())
  const productNow = (id: string) => productAsMade(analyst, id)
  const agreed = async (): Promise<{ product: Drafted; requestId: string }> => {
    const tiers = { originator: BANK, consentedTiers: ['GOVERNMENT', 'MEMBER', 'FRIEND'] }
    const input = productOf('商品名は秘密', [{ title: 'お知らせ', text: TEXT, ...tiers }])
    const product = await submit(analyst, await draft(analyst, input))
    const { askConsent } = await analyst.ask(ASK, { id: product.id, version: product.version })
    const requestId: string = askConsent.requests.at(-1).id
    await bank.ask(ANSWER, { id: requestId })
    return { product, requestId }
  }

  it('[L17] is taken back with one word: what rests on it is recalled at once, and its originator learns nothing of it', async () => {
    const { product, requestId } = await agreed()
    const { editions } = await releaseOnly(officer, product)
    expect(await reads(member, editions[0].editionId)).toBe(true)
    const { withdrawConsent } = await bank.ask(WITHDRAW, { id: requestId, note: '調査のため' })
    expect(withdrawConsent).toMatchObject({ agreed: true, withdrawnAt: expect.any(String) })
    for (const who of [member, hub.as('wakaba'), bank]) expect(await reads(who, editions[0].editionId)).toBe(false)
    const now = await productNow(product.id)
    expect(now.state).toBe('RECALLED')
    expect(now.events.at(-1)).toMatchObject({ what: 'RECALLED', note: expect.stringContaining('調査のため') })
    expect(await recallReasonOf(hub, editions[0].editionId)).not.toContain('同意')
    await settled(hub)
    expect((await inboxOf(member)).at(-1)).toMatchObject({ kind: 'RECALLED', editionId: editions[0].editionId })
    const again = await bank.ask(WITHDRAW, { id: requestId })
    expect(again.withdrawConsent.withdrawnAt).toBe(withdrawConsent.withdrawnAt)
    expect((await productNow(product.id)).events).toHaveLength(now.events.length)
  })

  it('is missing again once it was taken back: what is in review goes back, and is released on a new one alone', async () => {
    const { product, requestId } = await agreed()
    await bank.ask(WITHDRAW, { id: requestId })
    const now = await productNow(product.id)
    expect(now).toMatchObject({ state: 'DRAFT' })
    expect(now.events.at(-1).what).toBe('RETURNED')
    await submit(analyst, product)
    await expect(releaseOnly(officer, product)).rejects.toMatchObject({ reason: 'CONSENT_MISSING' })
    const { askConsent } = await analyst.ask(ASK, { id: product.id, version: product.version })
    await bank.ask(ANSWER, { id: askConsent.requests.at(-1).id })
    expect((await releaseOnly(officer, product)).state).toBe('RELEASED')
  })

  it('[L38] is nobody else’s to take back, and only what was given can be', async () => {
    const { product, requestId } = await agreed()
    const { editions } = await releaseOnly(officer, product)
    const stranger = await new Actor(hub.url, hub.account('hoshiwatari')).signIn()
    const absent = randomUUID()
    expect(await answerTo(stranger, WITHDRAW, { id: requestId }, [requestId])).toBe(
      await answerTo(stranger, WITHDRAW, { id: absent }, [absent]),
    )
    expect(await reads(member, editions[0].editionId)).toBe(true)
    expect(await refusalOf(await hub.as('kazamidori').asking(WITHDRAW, { id: requestId }))).toMatchObject({
      ...{ code: 'FORBIDDEN', reason: 'SCOPE' },
    })
    const other = await submit(
      analyst,
      await draft(
        analyst,
        productOf('別', [{ title: '別', text: '別の文', originator: BANK, consentedTiers: ['MEMBER'] }]),
      ),
    )
    const { askConsent } = await analyst.ask(ASK, { id: other.id, version: other.version })
    const open = await bank.asking(WITHDRAW, { id: askConsent.requests.at(-1).id })
    expect(await refusalOf(open)).toMatchObject({ code: 'CONFLICT', reason: 'NOT_AGREED' })
  })

  it('is not outrun by a release either', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { product, requestId } = await agreed()
      await approveFor([analyst, officer], product)
      await Promise.allSettled([releaseNow(officer, product), bank.ask(WITHDRAW, { id: requestId })])
      expect(await inForce(hub, product.id)).toEqual([])
    }
  })
})
