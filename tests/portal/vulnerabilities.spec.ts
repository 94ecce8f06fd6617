/** What JVN publishes comes in by the import page, and an edition of it goes out as a CSAF advisory, in a real Chromium. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { readCsaf, readJvn } from '@noroshi/formats'
import type { Browser } from 'playwright-core'
import { openBrowser, signInByForm, visit } from '../support/browser.ts'
import { productOf, release, startTestHub, type TestHub } from '../support/hub.ts'

const JVNRSS = fileURLToPath(new URL('../data/jvn/jvnrss.xml', import.meta.url))
const PORTAL = fileURLToPath(new URL('../../apps/portal/dist', import.meta.url))

describe('documents on vulnerabilities in the portal', () => {
  let hub: TestHub
  let browser: Browser

  beforeAll(async () => {
    hub = await startTestHub({ portalDir: PORTAL })
    browser = await openBrowser()
  }, 90_000)
  afterAll(async () => {
    await browser?.close()
    await hub?.stop()
  })

  it('come in as XML and go out as CSAF, where there is a vulnerability to tell of', async () => {
    const analyst = await visit(browser, hub.url)
    await signInByForm(analyst, hub.account('analyst-1'))
    await analyst.page.goto('/imports')
    await analyst.page.locator('input[type=file]').setInputFiles(JVNRSS)
    await analyst.page.waitForURL('**/imports/*')
    await analyst.page.getByText('jvn-element').first().waitFor()

    const read = readJvn(await readFile(JVNRSS, 'utf8'))
    if (!read.ok) throw new Error('the sample is broken')
    const stixIds = read.value.objects.map(({ id }) => id)
    const [told, untold] = await Promise.all(
      [{ title: '例社製サーバの脆弱性', stixIds }, { title: '脆弱性のないお知らせ' }].map(async edition => {
        const { editions } = await release(
          hub.as('analyst-1'),
          hub.as('officer-1'),
          productOf(edition.title, [edition]),
        )
        return Object.values(editions)[0] ?? ''
      }),
    )
    const friend = await visit(browser, hub.url)
    await signInByForm(friend, hub.account('wakaba'))
    const { page } = friend
    await page.goto(`/editions/${told ?? ''}`)
    for (const [name, version] of [
      ['CSAF 2.1 をダウンロード', '2.1'],
      ['CSAF 2.0 をダウンロード', '2.0'],
    ] as const) {
      const downloading = page.waitForEvent('download')
      await page.getByText(name).click()
      const download = await downloading
      expect(download.suggestedFilename()).toMatch(/^nrs-[a-z0-9-]+\.json$/)
      const document: any = JSON.parse(await readFile(await download.path(), 'utf8'))
      expect(readCsaf(document)).toMatchObject({ ok: true })
      expect(document.document.csaf_version).toBe(version)
    }
    await page.goto(`/editions/${untold ?? ''}`)
    await page.getByText('MISP イベントをダウンロード').waitFor()
    expect(await page.getByText('CSAF').count()).toBe(0)
    expect(friend.complaints).toEqual([])
  }, 120_000)
})
