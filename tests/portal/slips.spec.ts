/** An officer sees what slipped into a wider edition where it stands, lets it through with a reason, and releases; in both languages. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { draft, submit, type Drafted } from '../api/steps.ts'
import { enter, openBrowser, type Visitor } from '../support/browser.ts'
import { productOf, startTestHub, type TestHub } from '../support/hub.ts'
import { audit } from './audit.ts'

const PORTAL = fileURLToPath(new URL('../../apps/portal/dist', import.meta.url))
const SCREENSHOTS = process.env['NOROSHI_SCREENSHOTS']
const SECRET = '攻撃者は十一月三日の未明に変電所の監視制御装置へ侵入し、evil-grid.kitsune-ops.net と通信した。'
const PRODUCT = productOf('変電所への侵入', [
  { title: '変電所への侵入（提供用）', secret: true, text: SECRET },
  {
    title: '監視制御装置の点検のお願い',
    text: '攻撃者は十一月三日の未明に変電所の監視制御装置へ侵入しました。通信先 evil-grid[.]kitsune-ops[.]net を遮断してください。',
  },
])

let hub: TestHub
let browser: Browser
let product: Drafted
const visitors: Visitor[] = []

async function shoot(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true })
}

beforeAll(async () => {
  hub = await startTestHub({ portalDir: PORTAL })
  browser = await openBrowser()
  product = await draft(hub.as('analyst-1'), PRODUCT)
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await hub?.stop()
})
afterEach(async () => {
  for (const { context, complaints, violations, dialogs } of visitors.splice(0)) {
    expect([complaints, violations, dialogs]).toEqual([[], [], []])
    await context.close()
  }
})

const pageOf = async (prefix: string, width: number, language?: 'en'): Promise<Page> => {
  const visitor = await enter(browser, hub, prefix, { width, height: 900 })
  visitors.push(visitor)
  if (language) await visitor.context.addCookies([{ name: 'lang', value: language, url: hub.url }])
  await visitor.page.goto(`/products/${product.id}`)
  return visitor.page
}

it('the author is shown what slipped, in English on a telephone, and cannot let it through', async () => {
  const page = await pageOf('analyst-1', 390, 'en')
  await page.getByText('Possible slips: 2 (2 open)').waitFor()
  expect(await page.locator('mark').allTextContents()).toContain('evil-grid[.]kitsune-ops[.]net')
  expect(await page.getByRole('button', { name: /through/ }).count()).toBe(0)
  await shoot(page, 'slips-en-phone')
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
}, 90_000)

it('an officer cannot release it before they let it through with a reason', async () => {
  await submit(hub.as('analyst-1'), product)
  const page = await pageOf('officer-1', 1280)
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
