/** From a pasted report to the store, as an analyst does it, in Japanese, in English, and on a telephone. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { enter, openBrowser, type Visitor } from '../support/browser.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'
import { audit } from './audit.ts'

const PORTAL = fileURLToPath(new URL('../../apps/portal/dist', import.meta.url))
const SCREENSHOTS = process.env['NOROSHI_SCREENSHOTS']
const REPORT = `概要。感染端末の通信先はhxxp://evil-portal[.]co[.]jp/gateです。
次のアドレス（198.18.0[.]7、203[.]0[.]113[.]9）にも注意してください。google.com は正規のサイトです。
ハッシュ値: ${'0123456789abcdef'.repeat(4)}
<img src=x onerror=alert(1)> <b>bold.evil[.]jp</b>`

let hub: TestHub
let browser: Browser
const visitors: Visitor[] = []

async function shoot(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true })
}

beforeAll(async () => {
  hub = await startTestHub({ portalDir: PORTAL })
  browser = await openBrowser()
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

it('an analyst pastes a report, looks at what was found, corrects it, and stores what they accept', async () => {
  const analyst = await enter(browser, hub, 'analyst-1', { width: 1280, height: 900 })
  visitors.push(analyst)
  const { page } = analyst
  await page.goto('/extraction')
  await shoot(page, 'extraction-empty')
  await page.getByLabel('文書を貼り付ける').fill(REPORT)
  await page.getByRole('button', { name: '抽出する' }).click()
  await page.getByRole('status').filter({ hasText: '候補 6 件' }).waitFor()
  expect(await page.locator('mark').allTextContents()).toContain('hxxp://evil-portal[.]co[.]jp/gate')
  expect(await page.getByText('警告リストにあります').count()).toBeGreaterThan(0)
  await shoot(page, 'extraction-ja')
  expect(await audit(page)).toEqual([])

  await page.getByLabel('値（修正できます）').first().fill('http://evil-portal.co.jp/corrected')
  await page.getByRole('checkbox', { name: 'google.com を採用する' }).check()
  await page.getByText('警告リストにありますが採用します').waitFor()
  await page.getByRole('checkbox', { name: 'google.com を採用する' }).uncheck()
  await page.getByLabel('出典').fill('演習の報告書')
  await page.getByRole('button', { name: /STIX として保管する/ }).click()
  await page.waitForURL('**/imports/*')
  await page.getByText('演習の報告書').waitFor()
  await page.goto('/store')
  await page.getByText('http://evil-portal.co.jp/corrected').first().waitFor()
}, 90_000)

it('the page is there in English and fits a telephone', async () => {
  const analyst = await enter(browser, hub, 'officer-1', { width: 390, height: 844 })
  visitors.push(analyst)
  await analyst.context.addCookies([{ name: 'lang', value: 'en', url: hub.url }])
  const { page } = analyst
  await page.goto('/extraction')
  await page.getByLabel('Paste a document').fill(REPORT)
  await page.getByRole('button', { name: 'Extract' }).click()
  await page.getByRole('status').filter({ hasText: 'Candidates: 6' }).waitFor()
  await shoot(page, 'extraction-en-phone')
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
}, 60_000)
