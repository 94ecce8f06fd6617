/** Down the ladder: the next lower edition is made in one step, its tear-line text written, and the two compared. In both languages. */
import type { Page } from 'playwright-core'
import { draft, submit, type Drafted } from '../api/steps.ts'
import { productOf } from '../support/hub.ts'
import { audit } from './audit.ts'
import { PHONE, shoot, stage } from './stage.ts'

const FREE = { containsSecret: false, containsCommInfo: false, identifiesPerson: false }
const PRODUCT = {
  ...productOf('変電所への侵入', []),
  editions: [
    {
      title: '変電所への侵入（提供用）',
      summary: '変電所の監視制御装置への侵入について。',
      audience: { everyone: true },
      fragments: [
        { ...FREE, text: '攻撃者は十一月三日の未明に変電所の監視制御装置へ侵入した。', containsSecret: true },
        { ...FREE, text: '監視制御装置の更新を適用してください。' },
        { ...FREE, text: '侵入には保守用の回線が使われた。', containsSecret: true },
      ],
    },
  ],
}
const TEAR_LINE_TEXT = '監視制御装置を狙う攻撃が確認されています。'

let product: Drafted
const portal = stage(async hub => {
  product = await draft(hub.as('analyst-1'), PRODUCT)
})

it('an analyst makes the edition below, and writes what stands under the tear line', async () => {
  const page = await portal.enter('analyst-1')
  await page.goto(`/products/${product.id}/edit`)
  await page.getByRole('button', { name: /^下位の版を作る/ }).click()
  await page.getByText('上位の版のこの断片は、そのままでは載せられません').first().waitFor()
  expect(await page.getByText('秘密情報を含む').count()).toBe(2 + 3) // two reasons, beside the switches of three fragments
  await shoot(page, 'ladder-derive-ja')
  expect(await audit(page)).toEqual([])
  await page.getByLabel('表題（受け手に見えます）').fill('監視制御装置の点検のお願い')
  await page.getByLabel('要旨（受け手に見えます）').fill('監視制御装置の更新について。')
  await page.getByRole('textbox', { name: /^本文/ }).first().fill(TEAR_LINE_TEXT)
  await page.getByRole('button', { name: '断片 3 を削除' }).click()
  await page.getByRole('switch', { name: '区分に応じて届けられる全員' }).check()
  await page.getByRole('button', { name: '下書きを保存' }).click()
  await page
    .getByText(/保存しました（第 2 版）/)
    .first()
    .waitFor()
  // There is nothing below that the product has no edition of.
  await page.getByRole('button', { name: /^下位の版を作る/ }).waitFor({ state: 'detached' })
}, 90_000)

it('an officer sees what was kept, rewritten and removed', async () => {
  const stored = await portal.hub.as('analyst-1').ask('query ($id: ID!) { product(id: $id) { id version } }', product)
  await submit(portal.hub.as('analyst-1'), stored.product)
  const page = await openProduct(await portal.enter('officer-1'))
  await page.getByText('そのまま 1 ・ 書き直し 1 ・ 削除 1 ・ 新規 0').waitFor()
  await shoot(page, 'ladder-compare-ja')
  expect(await audit(page)).toEqual([])
}, 90_000)

it('reads the same in English on a telephone', async () => {
  const page = await openProduct(await portal.enter('analyst-2', PHONE, 'en'))
  await page.getByRole('tab', { name: 'NOTICE' }).click()
  await page.getByText('1 kept · 1 rewritten · 1 removed · 0 new').waitFor()
  await shoot(page, 'ladder-compare-en-phone')
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
}, 90_000)

async function openProduct(page: Page): Promise<Page> {
  await page.goto(`/products/${product.id}`)
  return page
}
