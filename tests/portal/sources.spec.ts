/**
 * What comes in by itself, in a real Chromium: an administrator tries a source out and saves it, an analyst has it pulled and reads its
 * receipt, and takes what an organisation contributed into the store. Screenshots as in journey.spec.ts.
 */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { newIntakeKeys } from '@noroshi/intake'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, signInByForm, visit, type Visitor } from '../support/browser.ts'
import { newImportId, startTestHub, type TestHub } from '../support/hub.ts'
import { TaxiiClient } from '../taxii/client.ts'

const PORTAL = fileURLToPath(new URL('../../apps/portal/dist', import.meta.url))
const SCREENSHOTS = process.env['NOROSHI_SCREENSHOTS']
const SECRET = 'ひみつではない:pass-3f1c'

let hub: TestHub
let browser: Browser
let feed: Server
let feedUrl = ''
const visitors: Visitor[] = []

async function shoot(page: Page, name: string): Promise<void> {
  if (!SCREENSHOTS) return
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true })
  await page.setViewportSize({ width: 390, height: 844 })
  await page.screenshot({ path: join(SCREENSHOTS, `${name}-phone.png`), fullPage: true })
  await page.setViewportSize({ width: 1280, height: 900 })
}
const open = async (): Promise<Visitor> => {
  const visitor = await visit(browser, hub.url)
  visitors.push(visitor)
  return visitor
}

beforeAll(async () => {
  feed = createServer((request, response) => {
    if (request.headers.authorization === undefined) response.writeHead(401).end()
    else response.end('ioc,memo\nc2.example,C2\n203.0.113.9,走査\nなし,x\n')
  }).listen(0, '127.0.0.1')
  await once(feed, 'listening')
  const origin = `http://127.0.0.1:${(feed.address() as AddressInfo).port}`
  feedUrl = `${origin}/iocs.csv`
  const keys = newIntakeKeys()
  hub = await startTestHub({
    portalDir: PORTAL,
    pulls: { policy: { allowedOrigins: [origin] }, privateKeyPem: keys.privatePem },
    sources: { publicKeyPem: keys.publicPem, allowedOrigins: [origin] },
  })
  browser = await openBrowser()
}, 90_000)
afterAll(async () => {
  for (const { complaints, origins } of visitors) {
    expect(complaints).toEqual([])
    expect([...origins]).toEqual([hub.url])
  }
  await browser?.close()
  await hub?.stop()
  feed?.close()
})

it('a source is tried out, saved, pulled and read about, and its credential is never shown', async () => {
  const administrator = await open()
  await signInByForm(administrator, hub.account('administrator'))
  const { page } = administrator
  await page.goto('/sources')
  await page.getByText('情報源はまだありません').waitFor()
  await shoot(page, 'sources-empty')
  await page.getByRole('button', { name: '情報源を追加' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('名称', { exact: false }).first().fill('隣国CERTのIoC一覧')
  await form.getByLabel('種類').selectOption('CSV')
  await form.getByLabel('URL').fill(feedUrl)
  await form.getByLabel('値の列または場所').fill('ioc')
  await form.getByLabel('説明の列または場所').fill('memo')
  await form.getByRole('textbox', { name: '提供元' }).fill('隣国CERT')
  await form.getByRole('button', { name: '試しに取得する' }).click()
  await form.getByText('認証情報が受け付けられませんでした').waitFor()
  await form.getByLabel('認証', { exact: true }).selectOption('basic')
  await form.getByLabel('認証情報（保存後は表示できません）').fill(SECRET)
  await form.getByRole('button', { name: '試しに取得する' }).click()
  await form.getByText('最初のページに 2 件あります').waitFor()
  await shoot(page, 'source-form')
  await form.getByRole('button', { name: '保存する' }).click()
  await page.getByRole('link', { name: '隣国CERTのIoC一覧' }).click()
  await page.getByText('認証情報：basic（表示できません）').waitFor()
  expect(await page.content()).not.toContain('pass-3f1c')
  await page.getByRole('button', { name: '再開する' }).click()
  await page.getByRole('button', { name: '休止する' }).waitFor()

  const analyst = await open()
  await signInByForm(analyst, hub.account('analyst-1'))
  await analyst.page.goto('/sources')
  expect(await analyst.page.getByRole('button', { name: '情報源を追加' }).count()).toBe(0)
  await analyst.page.getByRole('link', { name: '隣国CERTのIoC一覧' }).click()
  await analyst.page.getByRole('button', { name: '今すぐ取得' }).click()
  await analyst.page.getByRole('link', { name: '受領結果' }).first().waitFor({ timeout: 20_000 })
  await shoot(analyst.page, 'source')
  await analyst.page.goto('/sources')
  await analyst.page.getByText('正常').waitFor()
  await shoot(analyst.page, 'sources')
  await analyst.page.goBack()
  await analyst.page.getByRole('link', { name: '受領結果' }).first().click()
  await analyst.page.getByText('行の値が、アドレス、ドメイン名、ハッシュ、URLのいずれでもありません。').waitFor()
  await shoot(analyst.page, 'source-receipt')
  await analyst.context.addCookies([{ name: 'lang', value: 'en', url: hub.url }])
  await analyst.page.goto('/sources')
  await analyst.page.getByText('Healthy').waitFor()
  await shoot(analyst.page, 'sources-en')
}, 120_000)

it('a contribution is looked at and taken into the store under its originator’s name', async () => {
  const client = new TaxiiClient({ url: hub.url, password: hub.account('hoshiwatari-power-1').apiKey ?? '' })
  const object = { type: 'tool', spec_version: '2.1', id: `tool--${newImportId()}`, created: '2026-01-01T00:00:00.000Z', modified: '2026-01-01T00:00:00.000Z', name: '寄与された道具' } // prettier-ignore
  await client.post('/taxii2/contributions/collections/inbox/objects/', {
    objects: [object, { ...object, id: 'tool--x' }],
  })
  const officer = await open()
  await signInByForm(officer, hub.account('officer-1'))
  const { page } = officer
  await page.goto('/contributions')
  await page.getByRole('button', { name: '内容を見る' }).click()
  await page.getByText('寄与された道具').waitFor()
  await shoot(page, 'contributions')
  await page.getByRole('button', { name: '保管庫に取り込む' }).click()
  await page.getByRole('link', { name: '取込済み' }).click()
  await page.getByText('情報提供：').waitFor()
}, 60_000)
