/** From a pasted report to the store, as an analyst does it, in Japanese, in English, and on a telephone. */
import { audit } from './audit.ts'
import { PHONE, shoot, stage } from './stage.ts'

const REPORT = `概要。感染端末の通信先はhxxp://evil-portal[.]co[.]jp/gateです。
次のアドレス（198.18.0[.]7、203[.]0[.]113[.]9）にも注意してください。google.com は正規のサイトです。
ハッシュ値: ${'0123456789abcdef'.repeat(4)}
<img src=x onerror=alert(1)> <b>bold.evil[.]jp</b>`

const portal = stage()

it('an analyst pastes a report, looks at what was found, corrects it, and stores what they accept', async () => {
  const page = await portal.enter('analyst-1')
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
  const page = await portal.enter('officer-1', PHONE, 'en')
  await page.goto('/extraction')
  await page.getByLabel('Paste a document').fill(REPORT)
  await page.getByRole('button', { name: 'Extract' }).click()
  await page.getByRole('status').filter({ hasText: 'Candidates: 6' }).waitFor()
  await shoot(page, 'extraction-en-phone')
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
}, 60_000)
