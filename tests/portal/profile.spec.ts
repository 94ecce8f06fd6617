/**
 * What a member's browser keeps on the disk after a whole session: nothing of what was read (WB-5, ASVS 14.3). The profile is
 * a real one, looked through file by file for a word that stands in the edition alone.
 */
import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync, inflateRawSync, inflateSync } from 'node:zlib'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { prove } from '../proof/evidence.ts'
import { launchOptions, settled, signInByForm, watched } from '../support/browser.ts'
import { newImportId, productOf, release, startTestHub, type TestHub } from '../support/hub.ts'

const PORTAL = fileURLToPath(new URL('../../apps/portal/dist', import.meta.url))
const SCREENSHOTS = process.env['NOROSHI_SCREENSHOTS']
const WORD = `kagaribi${randomUUID().replaceAll('-', '').slice(0, 10)}`

/** The word in the encodings in which a browser stores things. */
const FORMS: readonly Buffer[] = [
  Buffer.from(WORD),
  Buffer.from(WORD, 'utf16le'),
  Buffer.from(WORD, 'utf16le').swap16(),
  ...[0, 1, 2].map(shift => {
    const written = Buffer.from(' '.repeat(shift) + WORD).toString('base64')
    return Buffer.from(written.slice(shift === 0 ? 0 : 4, -4))
  }),
  Buffer.from(Buffer.from(WORD).toString('hex')),
]
const holds = (bytes: Buffer): boolean => FORMS.some(form => bytes.includes(form))

const unzlib = (packed: Buffer) => inflateSync(packed, { finishFlush: 2 })

/** The bytes, and whatever is packed in them from any place on. */
function holdsAnyhow(bytes: Buffer): boolean {
  if (holds(bytes)) return true
  for (const [magic, unpack] of [
    ['1f8b08', (gzipped: Buffer) => inflateRawSync(gzipped.subarray(10), { finishFlush: 2 })],
    ['7801', unzlib],
    ['789c', unzlib],
    ['78da', unzlib],
  ] as const)
    for (let at = bytes.indexOf(magic, 0, 'hex'); at >= 0; at = bytes.indexOf(magic, at + 1, 'hex'))
      try {
        if (holds(unpack(bytes.subarray(at)))) return true
      } catch {
        // It only began like something packed.
      }
  try {
    return holds(brotliDecompressSync(bytes))
  } catch {
    return false
  }
}

async function filesWithTheWord(folder: string): Promise<{ files: number; found: string[] }> {
  const found: string[] = []
  let files = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    files++
    const path = join(entry.parentPath, entry.name)
    if (holdsAnyhow(await readFile(path))) found.push(path.slice(folder.length))
  }
  return { files, found }
}

/** What a page holds now; one that is just being left is asked again once the next is there. */
async function shownBy(page: Page): Promise<string> {
  for (let tries = 0; tries < 20; tries += 1)
    try {
      return await page.content()
    } catch {
      await page.waitForLoadState('domcontentloaded')
    }
  throw new Error('the page never came to rest')
}

describe('a browser’s own files', () => {
  let hub: TestHub
  let folder: string
  let editionId: string
  let context: BrowserContext | undefined
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'noroshi-profile-'))
    hub = await startTestHub({ portalDir: PORTAL })
    const analyst = hub.as('analyst-1')
    const at = '2026-01-01T00:00:00.000Z'
    const indicator = {
      type: 'indicator',
      spec_version: '2.1',
      id: `indicator--${randomUUID()}`,
      created: at,
      modified: at,
      name: WORD,
      pattern: `[domain-name:value = '${WORD}.example']`,
      pattern_type: 'stix',
      valid_from: at,
    }
    await analyst.importBundle(
      newImportId(),
      JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects: [indicator] }),
    )
    const edition = {
      title: `表題 ${WORD}`,
      summary: `要旨 ${WORD}`,
      text: `## ${WORD}\n\n本文`,
      secret: true,
      stixIds: [indicator.id],
    }
    const { editions } = await release(analyst, hub.as('officer-1'), productOf('作業名', [edition]))
    editionId = editions['PROVISION'] ?? ''
  }, 90_000)
  afterAll(async () => {
    await hub?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const open = async (name: string) => {
    context = await chromium.launchPersistentContext(join(folder, name), {
      ...launchOptions(),
      locale: 'ja-JP',
      baseURL: hub.url,
      acceptDownloads: true,
      downloadsPath: join(folder, `${name}-downloads`),
    })
    return context
  }
  afterEach(() => context?.close())

  it('hold nothing of a secret edition after the session, nor does the button back show it', async () => {
    const context = await open('member')
    const visitor = await watched(context)
    const { page } = visitor
    await signInByForm(visitor, hub.account('hoshiwatari'))
    await page
      .getByRole('link', { name: new RegExp(WORD) })
      .first()
      .waitFor()
    // Looked for, found, read, printed, downloaded.
    await page.getByRole('searchbox').fill(WORD)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/editions*')
    await page
      .getByRole('link', { name: new RegExp(WORD) })
      .first()
      .click()
    await page.getByText(`${WORD}[.]example`).waitFor()
    expect(page.url()).toBe(`${hub.url}/editions/${editionId}`)
    expect(await page.locator('[data-testid=watermark]').count()).toBe(1)
    expect(await page.title()).not.toContain(WORD)
    if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, 'secret-edition.png') })
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('[data-testid=watermark]').isVisible()).toBe(true)
    if (SCREENSHOTS) await page.pdf({ path: join(SCREENSHOTS, 'secret-edition.pdf'), format: 'A4' })
    await page.emulateMedia({ media: null })
    const downloading = page.waitForEvent('download')
    await page.getByText('STIX をダウンロード').click()
    const download = await downloading
    expect((await readFile(await download.path(), 'utf8')).includes(WORD)).toBe(true)
    // Looked up, one and many, and left by the button back.
    await page.goto('/look-up')
    await page.getByLabel('値', { exact: true }).fill(`${WORD}[.]example`)
    await page.keyboard.press('Enter')
    await page.getByRole('status').filter({ hasText: '該当 1 件' }).waitFor()
    await page.getByRole('tab', { name: 'まとめて照合' }).click()
    await page.getByLabel('値（1 行に 1 つ）').fill(`${WORD}.example\nother.example`)
    await page.getByRole('button', { name: 'まとめて照合する' }).click()
    await page.getByRole('status').filter({ hasText: '2 件のうち 1 件が該当' }).waitFor()
    expect([page.url(), await page.title()].join(' ')).not.toContain(WORD)
    await page.goBack()
    await page.goForward()
    await page.reload()
    await settled(page)
    expect(
      await page.evaluate(async () => [
        localStorage.length,
        sessionStorage.length,
        (await indexedDB.databases()).length,
        (await caches.keys()).length,
        (await navigator.serviceWorker.getRegistrations()).length,
      ]),
    ).toEqual([0, 0, 0, 0, 0])

    await page.goto('/account')
    await page.getByRole('button', { name: 'サインアウト' }).last().click()
    expect((await hub.nobody().post('/auth/sign-out', '{}')).headers.get('clear-site-data')).toBe(
      '"cache", "cookies", "storage"',
    )
    await page.waitForURL('**/sign-in*')
    expect(await context.cookies()).toEqual([])
    for (let steps = 0; steps < 4; steps++) {
      await page.goBack({ waitUntil: 'load' }).catch(() => undefined)
      if (page.url() === 'about:blank') break // where the session began
      // It leads to the sign-in page, sooner or later: clearing what a browser keeps can hold its requests back for long. What counts
      // is that the secret is not there.
      const leads = page.waitForURL('**/sign-in*', { waitUntil: 'commit', timeout: 10_000 }).catch(() => undefined)
      expect(await shownBy(page)).not.toContain(WORD)
      await leads
      expect(await shownBy(page)).not.toContain(WORD)
    }
    await context.close()

    const { files, found } = await filesWithTheWord(join(folder, 'member'))
    expect(found).toEqual([])
    expect(files).toBeGreaterThan(50)
    prove('files of a browser searched for a secret', files)
  }, 180_000)

  it('would give it away, were it written anywhere', async () => {
    const context = await open('careless')
    const page = await context.newPage()
    await page.goto('/sign-in')
    await page.evaluate(word => {
      localStorage.setItem('draft', word)
      document.title = word
    }, WORD)
    await page.goto('/public')
    await context.close()
    expect((await filesWithTheWord(join(folder, 'careless'))).found.join(' ')).toMatch(/History/)
    const { deflateSync, gzipSync } = await import('node:zlib')
    for (const packed of [gzipSync(WORD), deflateSync(WORD)])
      expect(holdsAnyhow(Buffer.concat([Buffer.from('before'), packed, Buffer.from('after')]))).toBe(true)
    for (const text of [Buffer.from(`x${WORD}yz`).toString('base64'), Buffer.from(WORD).toString('hex')])
      expect(holds(Buffer.from(text))).toBe(true)
    expect(holdsAnyhow(Buffer.from('nothing'))).toBe(false)
  }, 90_000)
})
