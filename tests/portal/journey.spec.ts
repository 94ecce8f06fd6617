/**
 * The main job as people do it, in a real Chromium: the analyst imports and drafts, the releasing officer compares and
 * releases, members and friends read it as it arrives. Screenshots go to the folder named in NOROSHI_SCREENSHOTS, if any.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { Actor, nextStep } from '../support/actor.ts'
import { openBrowser, settled, signInByForm, visit, type Visitor } from '../support/browser.ts'
import { productOf, release, startTestHub, type TestHub } from '../support/hub.ts'

const POISON_IVY = fileURLToPath(new URL('../data/stix/poisonivy.json', import.meta.url))
const PORTAL = fileURLToPath(new URL('../../apps/portal/dist', import.meta.url))
const SCREENSHOTS = process.env['NOROSHI_SCREENSHOTS']

async function shoot(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true })
}

describe('the portal', () => {
  let hub: TestHub
  let browser: Browser
  const visitors: Visitor[] = []

  const open = async (viewport?: { width: number; height: number }, locale?: string): Promise<Visitor> => {
    // With what fades and slides, as most people see it.
    const visitor = await visit(browser, hub.url, viewport, locale, 'no-preference')
    visitors.push(visitor)
    return visitor
  }
  const signedIn = async (prefix: string, viewport?: { width: number; height: number }): Promise<Visitor> => {
    const visitor = await open(viewport)
    await signInByForm(visitor, hub.account(prefix))
    return visitor
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
    for (const [index, { page, context, complaints, violations, origins }] of visitors.splice(0).entries()) {
      await shoot(page, `last-${expect.getState().currentTestName?.replaceAll(' ', '-').slice(0, 40)}-${index}`)
      // A refused sign-in or a page that is not there is an answer, not a fault of the page.
      expect(complaints.filter(complaint => !/status of (401|404)/.test(complaint))).toEqual([])
      expect(violations).toEqual([])
      expect([...origins]).toEqual([hub.url])
      await context.close()
    }
  })

  it('says what is wrong when sign-in is refused, and lets the right person in', async () => {
    const { page } = await open()
    await page.goto('/')
    await page.waitForURL('**/sign-in*')
    await page.getByLabel('メールアドレス').fill('nobody@ncc.example')
    await page.locator('input[type=password]').fill('not the password')
    await page.locator('button[type=submit]').click()
    await page.getByRole('alert').waitFor()
    await shoot(page, 'sign-in-refused')
  }, 60_000)

  it('takes a bundle from the analyst to the member, through four eyes, live', async () => {
    const member = await signedIn('hoshiwatari')
    await member.page.getByText('まだ届いた情報はありません').waitFor()

    const { page } = await signedIn('analyst-1', { width: 1400, height: 1000 })
    await page.goto('/imports')
    await page.locator('input[type=file]').setInputFiles(POISON_IVY)
    await page.waitForURL('**/imports/*')
    await page.getByText('155').first().waitFor()
    await shoot(page, 'import-receipt')

    await page.goto('/products/new')
    await page.getByRole('button', { name: '白紙から始める' }).click()
    await page.getByLabel('作業名').fill('Poison Ivy を用いた活動')
    await page.getByLabel('表題').fill('Poison Ivy の活動（構成員向け）')
    await page.getByLabel('要旨').fill('通信先の遮断をお願いします。')
    await page.getByRole('textbox', { name: '本文（Markdown）' }).fill('## 対処\n\n次の通信先を遮断してください。')
    await page.getByText('秘密情報も通信情報も含まないため').waitFor()
    await page.getByLabel('秘密情報を含む').check({ force: true })
    await page.getByText('構成員までに限られます').waitFor()
    await page.getByRole('button', { name: '保管庫から選ぶ' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('名称または ID').fill('wubangtu')
    await dialog.getByLabel(/indicator: 3q\.wubangtu/).check()
    await dialog.getByRole('button', { name: '選んだものを使う' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByLabel('区分に応じて届けられる全員').check({ force: true })
    await page.getByRole('button', { name: '下書きを保存' }).click()
    await page.waitForURL('**/products/*/edit')
    await page.getByText('届く相手の事前確認').waitFor()
    await page
      .getByText(/組織 ・ \d+ 名/)
      .first()
      .waitFor()
    await shoot(page, 'analyst-draft-with-preview')
    await page.getByRole('button', { name: '審査を依頼' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '審査を依頼' }).click()
    await page.waitForURL(address => /\/products\/[0-9a-f-]+$/.test(address.pathname))

    const officer = await signedIn('officer-1', { width: 1400, height: 1000 })
    await officer.page.goto(new URL(page.url()).pathname)
    await officer.page.getByText('別の人の承認が必要です').waitFor()
    const reviewer = await signedIn('analyst-2', { width: 1400, height: 1000 })
    await reviewer.page.goto(new URL(page.url()).pathname)
    await reviewer.page.getByRole('button', { name: 'この内容を承認する' }).click()
    await reviewer.page.getByText('承認を記録しました').waitFor()
    await shoot(reviewer.page, 'approval')
    await officer.page.reload()
    await officer.page.getByText('発出を妨げるものはありません').waitFor()
    await shoot(officer.page, 'release-comparison')
    await officer.page.getByRole('button', { name: '発出する' }).click()
    await officer.page.getByRole('button', { name: /名に発出する/ }).click()

    await member.page.getByRole('link', { name: /Poison Ivy の活動/ }).waitFor()
    await shoot(member.page, 'member-inbox-live')
    await member.page.getByRole('link', { name: /Poison Ivy の活動/ }).click()
    await member.page.getByText('提供用総合整理分析情報').first().waitFor()
    await member.page.getByText('3q[.]wubangtu[.]info').waitFor()
    const download = member.page.waitForEvent('download')
    await member.page.getByText('STIX をダウンロード').click()
    expect((await download).suggestedFilename()).toMatch(/^NRS-.*\.json$/)
    await shoot(member.page, 'edition')
    await member.page.getByRole('button', { name: '確認しました' }).click()
    await member.page.getByText('確認済み').first().waitFor()

    await officer.page.reload()
    await officer.page.getByText('到達状況').waitFor()
    await shoot(officer.page, 'reach')
  }, 120_000)

  it("never lets a friend's page say that more exists", async () => {
    const friend = await signedIn('wakaba', { width: 375, height: 800 })
    await release(
      hub.as('analyst-1'),
      hub.as('officer-1'),
      productOf('x', [{ title: '構成員限りの表題', secret: true }, { title: '遠隔操作型マルウェアへの注意喚起' }]),
    )
    await friend.page
      .getByRole('link', { name: /注意喚起/ })
      .first()
      .waitFor()
    await shoot(friend.page, 'friend-inbox-phone')
    for (const place of ['/', '/editions', '/account']) {
      await friend.page.goto(place)
      await settled(friend.page)
      const seen = await friend.page.content()
      expect(seen).not.toMatch(/構成員限りの表題|提供用|総合整理分析情報を含む|COMPREHENSIVE|PROVISION/)
      // Nothing is cut off at the width of a phone.
      expect(await friend.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
    }
    await friend.page.goto('/products')
    await friend.page.getByText('見つかりません').first().waitFor()
    expect(await friend.page.content()).not.toMatch(/作成・審査|構成員限りの表題/)
  }, 90_000)

  it('makes an API key for who confirms it once more, and says at the field what is wrong', async () => {
    const { page } = await signedIn('kirinomiya')
    await page.goto('/account')
    await page.getByRole('button', { name: 'API キーを作る' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/名前/).fill('試験')
    await dialog.locator('input[autocomplete="current-password"]').fill('違うパスワード')
    const { password, totp } = new Actor(hub.url, hub.account('kirinomiya')).factors(nextStep())
    await dialog.locator('input[autocomplete="one-time-code"]').fill(totp ?? '')
    await dialog.getByRole('button', { name: '作成' }).click()
    await dialog.getByText('パスワードまたは認証コードが正しくない').waitFor()
    await shoot(page, 'key-refused')
    await dialog.locator('input[autocomplete="current-password"]').fill(password)
    await dialog.getByRole('button', { name: '作成' }).click()
    await dialog.getByText(/^noroshi_m_/).waitFor()
    await shoot(page, 'key-made')
    const friend = await signedIn('hayate', { width: 375, height: 800 })
    await friend.page.goto('/account')
    await friend.page.getByRole('button', { name: 'API キーを作る' }).click()
    const ofFriend = friend.page.getByRole('dialog')
    await ofFriend.getByLabel(/名前/).fill('試験')
    await ofFriend.locator('input[autocomplete="current-password"]').fill(hub.account('hayate').password)
    expect(await ofFriend.locator('input[autocomplete="one-time-code"]').count()).toBe(0)
    await shoot(friend.page, 'friend-key-phone')
    await ofFriend.getByRole('button', { name: '作成' }).click()
    await ofFriend.getByText(/^noroshi_f_/).waitFor()
  }, 90_000)

  it('shows the inspector every edition, and the administrator the organisations but no secret', async () => {
    const inspector = await signedIn('inspector')
    await inspector.page.goto('/inspection')
    await inspector.page.getByText('構成員限りの表題').first().waitFor()
    await shoot(inspector.page, 'inspection')
    const administrator = await signedIn('administrator')
    await administrator.page.goto('/organisations')
    await administrator.page.getByText('サイバー通信情報監理委員会（デモ）').waitFor()
    await shoot(administrator.page, 'organisations')
    await administrator.page.goto('/editions')
    await settled(administrator.page)
    expect(await administrator.page.content()).not.toContain('構成員限りの表題')
  }, 90_000)

  it('speaks English when asked to', async () => {
    const { page } = await open(undefined, 'en-US')
    await page.goto('/sign-in')
    await page.getByText('English').click()
    await page.getByRole('button', { name: /sign in/i }).waitFor()
    await shoot(page, 'sign-in-english')
  }, 60_000)

  it('keeps nothing in the browser that outlives the session', async () => {
    const { page } = await signedIn('kazamidori')
    await settled(page)
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0])
    await page.goto('/account')
    await page.getByRole('button', { name: 'サインアウト' }).last().click()
    await page.waitForURL('**/sign-in*')
    await page.goto('/')
    await page.waitForURL('**/sign-in*')
  }, 60_000)
})
