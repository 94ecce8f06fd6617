/**
 * Looking values up, as a friend, a member and an analyst do it: one and many, defanged, by block, from a file, and nothing of what was asked
 * for in the address, the title or the storage. In Japanese, in English, and on a telephone.
 */
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { settled } from '../support/browser.ts'
import { newImportId, productOf, release, type TestHub } from '../support/hub.ts'
import { anIndicator } from '../taxii/contribution-checks.ts'
import { audit } from './audit.ts'
import { PHONE, shoot, stage } from './stage.ts'

const WORD = `kagaribi${randomUUID().replaceAll('-', '').slice(0, 8)}`
const HOSTILE = '=HYPERLINK("https://xss.example")<img src=x onerror=alert(1)>'

async function ask(page: Page, value: string): Promise<void> {
  await page.getByLabel('値', { exact: true }).fill(value)
  await page.keyboard.press('Enter')
}
const at = '2026-01-01T00:00:00.000Z'
const store = (hub: TestHub, objects: object[], fileName: string) =>
  hub
    .as('analyst-1')
    .importBundle(newImportId(), JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects }), fileName)

const portal = stage(
  async hub => {
    const [analyst, officer] = [hub.as('analyst-1'), hub.as('officer-1')]
    const open = anIndicator({
      ...{ pattern: `[domain-name:value = '${WORD}.example']`, name: HOSTILE, confidence: 80 },
      valid_until: '2026-02-01T00:00:00.000Z',
    })
    const malware = {
      ...{ type: 'malware', spec_version: '2.1', id: `malware--${randomUUID()}`, created: at, modified: at },
      ...{ is_family: true, name: '影' },
    }
    const link = {
      ...{ type: 'relationship', spec_version: '2.1', id: `relationship--${randomUUID()}`, created: at, modified: at },
      ...{ relationship_type: 'indicates', source_ref: open.id, target_ref: malware.id },
    }
    const block = anIndicator({ pattern: "[ipv4-addr:value = '198.18.64.0/18']", name: '踏み台の一帯' })
    const secret = anIndicator({ pattern: `[domain-name:value = 'secret-${WORD}.example']`, name: '秘密の指標' })
    await store(hub, [open, malware, link, block, secret], 'released.json')
    await store(
      hub,
      [anIndicator({ pattern: `[domain-name:value = 'stored-${WORD}.example']`, name: '未発出' })],
      'feed.json',
    )
    await release(
      analyst,
      officer,
      productOf('公開', [{ title: '遮断のお願い', stixIds: [open.id, malware.id, link.id, block.id] }]),
    )
    await release(analyst, officer, productOf('秘密', [{ title: '構成員向け', secret: true, stixIds: [secret.id] }]))
  },
  async ({ page }) => {
    // Browsers write these to the disk.
    expect(page.url()).toBe(`${portal.hub.url}/look-up`)
    expect(await page.title()).toMatch(/^(照合|Look up) – /)
    const kept = await page.evaluate(() => [
      localStorage.length,
      sessionStorage.length,
      JSON.stringify(history.state ?? '').includes('kagaribi'),
      [...document.querySelectorAll('main input:not([type=checkbox],[type=file]),main textarea')].every(
        field => field.getAttribute('autocomplete') === 'off' || field.getAttribute('aria-hidden') === 'true',
      ),
    ])
    expect(kept).toEqual([0, 0, false, true])
  },
)

async function as(prefix: string, ...how: [viewport?: typeof PHONE, language?: 'en']): Promise<Page> {
  const page = await portal.enter(prefix, ...how)
  await page.goto('/look-up')
  await settled(page)
  return page
}

it('a friend looks one value up as it stands in a mail, and is told what is known of it', async () => {
  const page = await as('hayate')
  await shoot(page, 'look-up-empty')
  await ask(page, `hxxp://${WORD}[.]example/`)
  await page.getByRole('status').filter({ hasText: '該当なし' }).waitFor()
  await ask(page, `${WORD.toUpperCase()}[.]example`)
  await page.getByRole('status').filter({ hasText: '該当 1 件' }).waitFor()
  for (const text of ['遮断のお願い', '80 / 100', '有効期限切れ', 'malware: 影', `${WORD}[.]example`, 'TLP:GREEN'])
    await page.getByText(text).first().waitFor()
  await shoot(page, 'look-up-hit')
  expect(await audit(page)).toEqual([])
  await ask(page, '198.18.100[.]7')
  await page.getByText('ブロックで該当').waitFor()
  await page.getByText('198[.]18[.]64[.]0/18').first().waitFor()
  expect(await page.getByText('保管庫').count()).toBe(0)
}, 90_000)

it('[L02] what is above a friend and what is nowhere look alike, and say nothing of more', async () => {
  const page = await as('hayate')
  const said = async (value: string) => {
    await ask(page, value)
    await page.getByRole('status').filter({ hasText: value }).waitFor()
    return (await page.locator('main').innerText()).replaceAll(value, 'VALUE')
  }
  const hidden = await said(`secret-${WORD}.example`)
  expect(hidden).toContain('閲覧できる情報の中には見つかりませんでした')
  expect(hidden).toBe(await said(`absent-${WORD}.example`))
  await shoot(page, 'look-up-none')
}, 60_000)

it('an analyst also sees what is stored and not released', async () => {
  const page = await as('analyst-1')
  await ask(page, `stored-${WORD}.example`)
  await page.getByRole('heading', { name: '保管庫での該当' }).waitFor()
  await page.getByRole('link', { name: '未発出' }).waitFor()
  await page.getByRole('link', { name: 'feed.json' }).waitFor()
  await shoot(page, 'look-up-store')
  await ask(page, `${WORD}.example`)
  await page.getByText('保管庫にも該当はありません').waitFor()
}, 60_000)

it('a list is looked up with progress, shown as a table, and taken along without formulas', async () => {
  const page = await as('analyst-2')
  await page.getByRole('tab', { name: 'まとめて照合' }).click()
  const values = ['=cmd|calc', `${WORD}[.]example`, `stored-${WORD}.example`, '198.18.100.7', '198.18.100.7']
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'log.txt', mimeType: 'text/plain', buffer: Buffer.from(values.join('\r\n')) })
  await page.getByRole('button', { name: 'まとめて照合する' }).click()
  await page.getByRole('status').filter({ hasText: '4 件のうち 3 件が該当' }).waitFor()
  expect(await page.getByRole('row').count()).toBe(4)
  await shoot(page, 'look-up-many')
  await page.getByRole('switch', { name: '該当した値だけを表示' }).click()
  await page.getByRole('rowheader', { name: '=cmd|calc' }).waitFor()
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'CSV をダウンロード' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe('noroshi-look-up.csv')
  const [head, ...rows] = (await readFile(await download.path(), 'utf8')).slice(1).trimEnd().split('\r\n')
  expect(head.split(',').slice(0, 4)).toEqual(['asked', 'found_in', 'kind', 'value'])
  expect(rows.map(row => row.split(',').slice(0, 2))).toEqual([
    ["'=cmd|calc", ''],
    [`${WORD}[.]example`, 'edition'],
    [`stored-${WORD}.example`, 'store'],
    ['198.18.100.7', 'edition'],
  ])
  expect(rows[1]).toContain(`"'=HYPERLINK(`)
  expect(await audit(page)).toEqual([])
  await page.getByRole('button', { name: '結果を消す' }).click()
  expect(await page.getByRole('table').count()).toBe(0)
}, 90_000)

it('a list is broken off when somebody wants it to be', async () => {
  const page = await as('hayate')
  await page.getByRole('tab', { name: 'まとめて照合' }).click()
  let asked = 0
  const { promise: isBroken, resolve: letGo } = Promise.withResolvers<undefined>()
  await page.route('**/graphql', async route => {
    asked += 1
    if (asked > 2) await isBroken
    await route.continue().catch(() => undefined) // it was broken off
  })
  const list = Array.from({ length: 2_000 }, (_, index) => `n${index}.${WORD}.example`).join('\n')
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'log.txt', mimeType: 'text/plain', buffer: Buffer.from(list) })
  await page.getByRole('button', { name: 'まとめて照合する' }).click()
  await page.getByRole('progressbar').waitFor()
  await page.getByRole('button', { name: '中止する' }).click()
  await page.getByRole('status').filter({ hasText: '中止しました' }).waitFor()
  letGo(undefined)
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  expect(asked).toBeLessThan(10)
}, 60_000)

it('the page is there in English, fits a telephone, and is used by the keyboard alone', async () => {
  const page = await as('hoshiwatari', PHONE, 'en')
  await page.getByLabel('Value', { exact: true }).focus()
  await page.keyboard.type(`secret-${WORD}[.]example`)
  await page.keyboard.press('Enter')
  await page.getByRole('status').filter({ hasText: 'Hits for' }).waitFor()
  await page.getByRole('link', { name: '構成員向け' }).waitFor()
  await shoot(page, 'look-up-en-phone')
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  await page.getByRole('tab', { name: 'One value' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.getByLabel('Values, one a line').fill(`secret-${WORD}.example\nother.example`)
  await page.getByRole('button', { name: 'Look them all up' }).press('Enter')
  await page.getByRole('status').filter({ hasText: 'Found: 1 of 2' }).waitFor()
  await shoot(page, 'look-up-many-en-phone')
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
}, 60_000)
