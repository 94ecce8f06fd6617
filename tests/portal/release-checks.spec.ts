/** What is found before a release: an officer lets slips through with a reason, an analyst takes out what is of little use. In both languages. */
import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { draft, submit, type Drafted } from '../api/steps.ts'
import { approveFor } from '../support/approving.ts'
import { newImportId, productOf } from '../support/hub.ts'
import { anIndicator } from '../taxii/contribution-checks.ts'
import { audit } from './audit.ts'
import { PHONE, shoot, stage } from './stage.ts'

const SECRET = '攻撃者は十一月三日の未明に変電所の監視制御装置へ侵入し、evil-grid.kitsune-ops.net と通信した。'
const PRODUCT = productOf('変電所への侵入', [
  { title: '変電所への侵入（提供用）', secret: true, text: SECRET },
  {
    title: '監視制御装置の点検のお願い',
    text: '攻撃者は十一月三日の未明に変電所の監視制御装置へ侵入しました。通信先 evil-grid[.]kitsune-ops[.]net を遮断してください。',
  },
])

let product: Drafted
const portal = stage(async hub => {
  product = await draft(hub.as('analyst-1'), PRODUCT)
})
const open = async (page: Page): Promise<Page> => {
  await page.goto(`/products/${product.id}`)
  return page
}

it('the author is shown what slipped, in English on a telephone, and cannot let it through', async () => {
  const page = await open(await portal.enter('analyst-1', PHONE, 'en'))
  await page.getByText('Possible slips: 2 (2 open)').waitFor()
  expect(await page.locator('mark').allTextContents()).toContain('evil-grid[.]kitsune-ops[.]net')
  expect(await page.getByRole('button', { name: /through/ }).count()).toBe(0)
  await shoot(page, 'slips-en-phone')
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
}, 90_000)

it('an officer cannot release it before they let it through with a reason', async () => {
  await submit(portal.hub.as('analyst-1'), product)
  await approveFor([portal.hub.as('analyst-1')], product)
  const page = await open(await portal.enter('officer-1'))
  await page.getByText('混入の疑い 2 件（未解決 2 件）').waitFor()
  expect(await page.getByRole('button', { name: '発出する' }).isDisabled()).toBe(true)
  await shoot(page, 'slips-ja')
  expect(await audit(page)).toEqual([])
  await page.getByRole('checkbox', { name: '未解決のものをすべて選ぶ' }).check()
  await page.getByRole('button', { name: '選んだ 2 件を認める…' }).click()
  await page.getByLabel('認める理由').fill('報道で広く知られている。')
  await shoot(page, 'slips-overrule-ja')
  await page.getByRole('button', { name: '認める', exact: true }).click()
  await page.getByText('混入の疑い 2 件（未解決 0 件）').waitFor()
  await page.getByText('報道で広く知られている。').waitFor()
  await page.getByRole('button', { name: '発出する' }).click()
  await page.getByRole('button', { name: /名に発出/ }).click()
  await page.getByText('発出済み').first().waitFor()
}, 90_000)

it('an analyst takes out what is of little use, where it is shown', async () => {
  const harmless = anIndicator({ pattern: "[domain-name:value = 'google.com']", name: '検索サイト' })
  const bundle = { type: 'bundle', id: `bundle--${randomUUID()}`, objects: [harmless] }
  const analyst = portal.hub.as('analyst-1')
  await analyst.importBundle(newImportId(), JSON.stringify(bundle))
  const { id } = await draft(
    analyst,
    productOf('点検', [{ title: '観測', text: '観測した。', stixIds: [harmless.id] }]),
  )
  const page = await portal.enter('analyst-2')
  await page.goto(`/products/${id}/edit`)
  for (const sign of ['警告リストにある値 ・ 1 件', '説明のない指標 ・ 1 件', '対処が書かれていない'])
    await page.getByRole('button', { name: sign }).click()
  await page.getByText('Top 200 domains').waitFor()
  await shoot(page, 'quality-ja')
  expect(await audit(page)).toEqual([])
  await page.getByRole('button', { name: 'この版から外す' }).first().click()
  await page.getByRole('button', { name: '下書きを保存' }).click()
  await page.getByRole('button', { name: '警告リストにある値 ・ 1 件' }).waitFor({ state: 'detached' })
}, 90_000)
