/** A member is asked whether its words may go further: shown the text alone, it agrees in one click, and the officer may release. */
import { draft, submit, type Drafted } from '../api/steps.ts'
import { productOf } from '../support/hub.ts'
import { audit } from './audit.ts'
import { PHONE, shoot, stage } from './stage.ts'

const TEXT = '当行の勘定系に対する侵入の試みを観測した。'

let product: Drafted
const portal = stage(async hub => {
  const analyst = hub.as('analyst-1')
  const edition = {
    ...{ title: '勘定系への侵入の試み', text: TEXT, originator: '風見鶏銀行（デモ）' },
    consentedTiers: ['GOVERNMENT', 'MEMBER', 'FRIEND'],
  }
  product = await submit(analyst, await draft(analyst, productOf('作業名は見せない', [edition])))
})

it('asks, is answered on the originator’s own page, and then stands in no release’s way', async () => {
  const officer = await portal.enter('officer-1')
  await officer.goto(`/products/${product.id}`)
  await officer.getByText('提供元が、この内容をこの範囲に届けることに同意していません').waitFor()
  await officer.getByRole('button', { name: '同意を求める' }).click()
  await officer.getByText('回答待ち').waitFor()
  await shoot(officer, 'consent-asked-ja')
  expect(await audit(officer)).toEqual([])

  const bank = await portal.enter('kazamidori', PHONE)
  await bank.goto('/consents')
  await bank.getByText(TEXT).waitFor()
  expect(await bank.textContent('body')).not.toContain('作業名は見せない')
  expect(await bank.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  await shoot(bank, 'consent-page-ja-phone')
  expect(await audit(bank)).toEqual([])
  await bank.getByRole('button', { name: '同意する' }).click()
  await bank.getByText('同意済み').waitFor()

  await officer.reload()
  await officer.getByText('発出を妨げるものはありません').waitFor()
  await officer.getByText('同意あり').waitFor()
}, 120_000)

it('another member is asked nothing, in English', async () => {
  const other = await portal.enter('hoshiwatari', undefined, 'en')
  await other.goto('/consents')
  await other.getByText('Nothing is asked of you').waitFor()
}, 90_000)
