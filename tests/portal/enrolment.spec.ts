/**
 * How somebody comes into the council, in a real Chromium: the administrator registers an organisation and a person and
 * hands a link over; the person sets a password, pairs an authenticator and signs in. Screenshots as in journey.spec.ts.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { totpAt } from '@noroshi/membership'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, signInByForm, visit, type Visitor } from '../support/browser.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'

const PORTAL = fileURLToPath(new URL('../../apps/portal/dist', import.meta.url))
const SCREENSHOTS = process.env['NOROSHI_SCREENSHOTS']
const PASSWORD = '丘から丘へ狼煙を上げて知らせる夜'

async function shoot(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true })
}

describe('joining the council', () => {
  let hub: TestHub
  let browser: Browser
  let administrator: Visitor
  const visitors: Visitor[] = []
  const open = async (): Promise<Visitor> => {
    const visitor = await visit(browser, hub.url)
    visitors.push(visitor)
    return visitor
  }

  beforeAll(async () => {
    hub = await startTestHub({ portalDir: PORTAL })
    browser = await openBrowser()
    administrator = await open()
    await signInByForm(administrator, hub.account('administrator'))
  }, 90_000)
  afterAll(async () => {
    for (const { complaints, origins } of visitors) {
      // A refused sign-in or invitation is an answer, not a fault of the page.
      expect(complaints.filter(complaint => !/status of (400|401)/.test(complaint))).toEqual([])
      expect([...origins]).toEqual([hub.url])
    }
    await browser?.close()
    await hub?.stop()
  })

  async function register(organisation: string, kind: string, person: string, email: string): Promise<string> {
    const { page } = administrator
    await page.goto('/organisations')
    await page.getByRole('button', { name: '組織を登録' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('名称', { exact: false }).first().fill(organisation)
    await form.getByLabel('英語名称').fill('A new organisation')
    await form.getByLabel('種類').selectOption(kind)
    if (kind === 'MUNICIPALITY') await form.getByLabel('参加区分').selectOption('FRIEND')
    await shoot(page, 'register-organisation')
    await form.getByRole('button', { name: '登録する' }).click()
    await page.waitForURL('**/organisations/*')
    await page.getByRole('button', { name: '利用者を登録' }).click()
    await form.getByLabel('氏名').fill(person)
    await form.getByLabel('メールアドレス').fill(email)
    await form.getByRole('button', { name: '登録する' }).click()
    const link = (await page.getByTestId('invitation-link').textContent()) ?? ''
    await shoot(page, 'invitation')
    await page.getByRole('button', { name: '渡しました' }).click()
    await page.getByTestId('invitation-link').waitFor({ state: 'detached' })
    await page.getByText(email).waitFor()
    expect((await page.content()).includes(link.split('token=')[1] ?? '')).toBe(false)
    return link
  }

  it('begins with a link, takes the token out of the address, and ends at sign-in', async () => {
    const link = await register('暁電力', 'CORE_INFRASTRUCTURE_OPERATOR', '暁 光', 'hikari@dawn.example')
    const { page } = await open()
    const asked: string[] = []
    page.on('request', request => asked.push(request.url()))
    await page.goto(link)
    await page.getByText('暁 光').waitFor()
    expect(page.url()).toBe(`${hub.url}/enrol`)
    const token = link.split('token=')[1] ?? ''
    expect(asked.filter(url => url.includes(token))).toEqual([])

    const secret = ((await page.getByTestId('authenticator-key').textContent()) ?? '').replaceAll(' ', '')
    await page.locator('svg[role=img]').first().waitFor()
    const type = async (password: string, code: string) => {
      await page.getByLabel('新しいパスワード', { exact: true }).fill(password)
      await page.getByLabel('新しいパスワード（確認）').fill(password)
      await page.getByLabel('認証アプリに表示された6桁の数字').fill(code)
      await page.getByRole('button', { name: '登録する' }).click()
    }
    await type('hikari at the dawn', totpAt(secret, new Date()))
    await page.getByRole('alert').waitFor()
    await shoot(page, 'enrol-refused')
    await type(PASSWORD, totpAt(secret, new Date()))
    await page.getByText('登録が終わりました').waitFor()
    await shoot(page, 'enrolled')
    await page.getByRole('link', { name: 'サインインへ' }).click()
    await page.waitForURL('**/sign-in')
  }, 60_000)

  it('is without an authenticator for a friend, who can paste the link', async () => {
    const link = await register('暁市', 'MUNICIPALITY', '暁 望', 'nozomi@dawn.example')
    const { page } = await open()
    await page.goto('/enrol')
    await page.getByLabel('招待リンク、またはそのトークン').fill(link)
    await page.getByRole('button', { name: '手続を始める' }).click()
    await page.getByText('暁 望').waitFor()
    expect(await page.getByTestId('authenticator-key').count()).toBe(0)
    await page.getByLabel('新しいパスワード', { exact: true }).fill(PASSWORD)
    await page.getByLabel('新しいパスワード（確認）').fill(PASSWORD)
    await page.getByRole('button', { name: '登録する' }).click()
    await page.getByText('登録が終わりました').waitFor()

    await page.goto(link)
    await page.reload()
    await page.goto('/enrol')
    await page.getByLabel('招待リンク、またはそのトークン').fill(link)
    await page.getByRole('button', { name: '手続を始める' }).click()
    await page.getByText('この招待リンクは無効です').waitFor()
  }, 60_000)

  it('is in the hands of the administrator: roles, shutting out, letting in, inviting anew', async () => {
    const { page } = administrator
    await register('暁町', 'MUNICIPALITY', '暁 空', 'sora@dawn.example')
    const act = async (name: string) => {
      await page.getByRole('button', { name: '操作: 暁 空' }).click()
      await page.getByRole('menuitem', { name }).click()
    }
    const dialog = page.getByRole('dialog')
    await act('役割を変える')
    await dialog.getByLabel('組織管理者').check()
    await dialog.getByRole('button', { name: '保存' }).click()
    await page.getByText('役割を変えました').waitFor()
    await act('利用を停止')
    await dialog.getByRole('button', { name: '利用を停止' }).click()
    await page.getByText('無効', { exact: true }).waitFor()
    await act('利用を再開')
    await dialog.getByRole('button', { name: '利用を再開' }).click()
    await page.getByText('有効', { exact: true }).waitFor()
    await act('登録手続を再発行')
    await dialog.getByRole('button', { name: '登録手続を再発行' }).click()
    expect(await page.getByTestId('invitation-link').textContent()).toContain('/enrol#token=enrol_f_')
    await shoot(page, 'person-invited-anew')
  }, 60_000)
})
