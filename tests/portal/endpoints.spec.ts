/** People's own webhooks and chats on the account page, posted to for real: what they are shown of them, and what they may do. */
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { eventually } from '../api/steps.ts'
import { isSignedByHub, isSignedWith, webhookSteps } from '../api/webhook-steps.ts'
import { enter, openBrowser } from '../support/browser.ts'
import { startTestHub } from '../support/hub.ts'
import { postingTo, startWebhookSink, type WebhookSink } from '../support/webhook-sink.ts'
import { audit } from './audit.ts'
import { DESKTOP, PHONE, shoot, stage } from './stage.ts'

let sink: WebhookSink
beforeAll(async () => {
  sink = await startWebhookSink()
})
afterAll(() => sink.stop(), 20_000)
// A refused address is an answer with a status.
const portal = stage(undefined, undefined, { options: () => postingTo(sink.policy), refused: /status of 400/ })
const { ended, hooksAt, nextTryNow, toThese, until } = webhookSteps(() => ({ hub: portal.hub, sink }))
beforeEach(async () => {
  await portal.hub.database.superuser.query('update hub.endpoint set removed_at = now() where removed_at is null')
  sink.hooks.length = 0
  sink.answer = () => 204
})

const sectionOf = (page: Page, name = '通知先（Webhook・チャット）') => page.getByRole('region', { name })
const rowOf = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name }).first()
const idOf = async (name: string): Promise<string> => {
  const { rows } = await portal.hub.database.superuser.query<{ id: string }>(
    'select id from hub.endpoint where name = $1 and removed_at is null',
    [name],
  )
  return rows[0].id
}

/** As its owner does it; returns the secret that is shown, null of a chat. */
async function registerHere(page: Page, name: string, path: string, shape?: string): Promise<string | null> {
  await page.getByRole('button', { name: '通知先を登録' }).click()
  const dialog = page.getByRole('dialog', { name: '通知先を登録' })
  if (shape !== undefined) {
    await dialog.getByText('チャット（人向け）').click()
    await dialog.getByLabel('チャットの形式').selectOption(shape)
  }
  await dialog.getByLabel('名前').fill(name)
  await dialog.getByLabel('宛先URL').fill(sink.origin + path)
  await dialog.getByRole('button', { name: '登録する' }).click()
  const shown = shape === undefined ? dialog.getByLabel('署名鍵', { exact: true }) : dialog.getByText('を登録しました')
  await shown.waitFor()
  const secret = shape === undefined ? await shown.innerText() : null
  await dialog
    .getByRole('button', { name: shape === undefined ? '保管しました' : '閉じる' })
    .last()
    .click()
  await dialog.waitFor({ state: 'detached' })
  return secret
}
const speak = async (page: Page, language: 'ja' | 'en'): Promise<void> => {
  await page.context().addCookies([{ name: 'lang', value: language, url: portal.hub.url }])
  await page.reload()
}
const tryHere = async (page: Page, name: string, outcome: RegExp): Promise<void> => {
  await page.getByRole('button', { name: `${name}を試す` }).click()
  await rowOf(page, name).getByRole('status').filter({ hasText: outcome }).waitFor({ timeout: 20_000 })
}

it('[L60] registers a webhook, shows its key once, and what was tried can be verified with what was shown', async () => {
  const page = await portal.enter('wakaba')
  await page.goto('/account')
  const section = sectionOf(page)
  await section.getByText('通知先はまだありません。').waitFor()
  await shoot(page, 'endpoints-empty-ja')
  await section.getByRole('button', { name: '通知先を登録' }).click()
  const dialog = page.getByRole('dialog', { name: '通知先を登録' })
  await dialog.getByLabel('名前').fill('監視センターの受け口')
  for (const [url, sentence] of [
    ['http://hooks.example/', 'httpsだけを利用できます'],
    ['https://10.0.0.1/', '公開アドレスではなく'],
    ['監視センター', '取得できるURLではありません'],
  ]) {
    await dialog.getByLabel('宛先URL').fill(url)
    await dialog.getByRole('button', { name: '登録する' }).click()
    await dialog.getByText(sentence).waitFor()
    expect(await dialog.getByLabel('宛先URL').getAttribute('aria-invalid')).toBe('true')
  }
  await shoot(page, 'endpoint-refused-ja')
  await dialog.getByLabel('宛先URL').fill(`${sink.origin}/hook?token=himitsu`)
  await dialog.getByRole('button', { name: '登録する' }).click()
  const key = dialog.getByLabel('署名鍵', { exact: true })
  const secret = await key.innerText()
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  const publicKey = `${await dialog.getByLabel('公開鍵（Ed25519、PEM）').innerText()}\n`
  const { webhookKeys } = await portal.hub.as('wakaba').ask('{ webhookKeys { keyId publicKey } }')
  expect(publicKey).toBe(webhookKeys[0].publicKey)
  await dialog.getByText(webhookKeys[0].keyId).waitFor()
  await shoot(page, 'endpoint-key-once-ja')
  expect(await audit(page)).toEqual([])
  await dialog.getByRole('button', { name: '署名鍵をコピー' }).click()
  await dialog.getByRole('button', { name: 'コピーしました' }).waitFor()
  await dialog.getByRole('button', { name: '保管しました' }).click()
  await rowOf(page, '監視センターの受け口').getByText('未送信').waitFor()
  // The portal may not read what was copied; whoever pastes it does.
  await section.getByRole('button', { name: '通知先を登録' }).click()
  await dialog.getByLabel('名前').press('ControlOrMeta+V')
  expect(await dialog.getByLabel('名前').inputValue()).toBe(secret)
  await dialog.getByRole('button', { name: 'やめる' }).click()

  await tryHere(page, '監視センターの受け口', /試し送りが届きました/)
  const [hook] = sink.hooks
  expect([hook.path, isSignedWith(hook, secret), isSignedByHub(hook, publicKey)]).toEqual([
    '/hook?token=himitsu',
    true,
    true,
  ])
  sink.answer = () => 404
  await tryHere(page, '監視センターの受け口', /届きませんでした.*宛先が見つかりません/)
  await page.reload()
  await rowOf(page, '監視センターの受け口').getByText(new URL(sink.origin).host).waitFor()
  expect(await page.content()).not.toMatch(/whsec_[A-Za-z0-9]|himitsu/)
  await section.getByRole('button', { name: '署名の確かめ方' }).click()
  await page.getByRole('dialog', { name: '署名の確かめ方' }).getByText(webhookKeys[0].keyId).waitFor()
}, 120_000)

it('renames, changes the key with both counting for a while, and removes only after asking', async () => {
  const page = await portal.enter('wakaba')
  await page.goto('/account')
  const old = await registerHere(page, '受け口', '/rotate')
  await page.getByRole('button', { name: '受け口の名前を変える' }).click()
  const rename = page.getByRole('dialog', { name: '名前を変える' })
  await rename.getByLabel('名前').fill('夜間の受け口')
  await rename.getByRole('button', { name: '保存' }).click()
  await page.getByRole('button', { name: '夜間の受け口の署名鍵を変える' }).click()
  const rotate = page.getByRole('dialog', { name: '署名鍵を変える' })
  await rotate.getByLabel('古い鍵も使える時間').selectOption('72')
  await shoot(page, 'endpoint-rotate-ja')
  await rotate.getByRole('button', { name: '新しい署名鍵を作る' }).click()
  const newer = await rotate.getByLabel('署名鍵', { exact: true }).innerText()
  const [, until = ''] = /^(.*) までは、古い鍵による署名も付きます。$/m.exec(await rotate.innerText()) ?? []
  expect(Math.abs(Date.parse(`${until.replace(' JST', '')} +0900`) - Date.now() - 72 * 3_600_000)).toBeLessThan(120_000)
  await rotate.getByRole('button', { name: '保管しました' }).click()
  await tryHere(page, '夜間の受け口', /届きました/)
  expect([old, newer].map(secret => isSignedWith(sink.hooks[0], secret ?? ''))).toEqual([true, true])

  // What its owner writes is text, in the list, in each dialog and in what is spoken of it.
  const hostile = '"><img src=x onerror=alert(1) class=xssmark>'
  await page.getByRole('button', { name: '夜間の受け口の名前を変える' }).click()
  await rename.getByLabel('名前').fill(hostile)
  await rename.getByRole('button', { name: '保存' }).click()
  await rename.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: `${hostile}を削除する` }).click()
  const remove = page.getByRole('dialog', { name: '削除' })
  await remove.getByText(`「${hostile}」`).waitFor()
  expect(await audit(page)).toEqual([])
  await remove.getByRole('button', { name: 'やめる' }).click()
  await remove.waitFor({ state: 'detached' })
  expect(await rowOf(page, hostile).isVisible()).toBe(true)
  await page.getByRole('button', { name: `${hostile}を削除する` }).click()
  await remove.getByRole('button', { name: '削除' }).click()
  await sectionOf(page).getByText('通知先はまだありません。').waitFor()
}, 120_000)

it('shows how each fares, resumes what was paused, and says so in both languages and on a telephone', async () => {
  const page = await portal.enter('hibari')
  await page.goto('/account')
  await registerHere(page, '動いている', '/alive')
  await registerHere(page, '止まっている', '/down')
  await registerHere(page, 'もうない', '/gone')
  await registerHere(page, '当番のチャット', '/chat', 'TEAMS')
  const statuses: Record<string, number> = { '/alive': 204, '/chat': 200, '/gone': 410 }
  sink.answer = ({ path }) => statuses[path] ?? 500
  await toThese(['hibari'], '一つ目')
  const soon = setInterval(() => void nextTryNow(), 100)
  const down = await idOf('止まっている')
  const isPaused = async () => {
    const { rows } = await portal.hub.database.superuser.query(
      'select 1 from hub.endpoint where id = $1 and open_until > now()',
      [down],
    )
    return rows.length > 0
  }
  await eventually(isPaused, 'five failures', 30_000).finally(() => clearInterval(soon))
  for (const name of ['動いている', '当番のチャット', 'もうない']) await ended(await idOf(name))
  await page.reload()
  await rowOf(page, '止まっている').getByText('一時停止中').waitFor()
  await rowOf(page, '止まっている').getByText('宛先のサーバーの内部で問題が起きています（応答 500）。').waitFor()
  await rowOf(page, '動いている').getByText('正常').waitFor()
  await rowOf(page, 'もうない').getByText('宛先なし').waitFor()
  expect(await rowOf(page, 'もうない').getByRole('button').count()).toBe(2)
  await rowOf(page, '当番のチャット').getByText('Microsoft Teams').waitFor()
  expect(await page.getByRole('button', { name: '当番のチャットの署名鍵を変える' }).count()).toBe(0)
  await shoot(page, 'endpoints-states-ja')
  expect(await audit(page)).toEqual([])
  await page.setViewportSize(PHONE)
  await shoot(page, 'endpoints-states-ja-phone')
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  await page.setViewportSize(DESKTOP)
  await speak(page, 'en')
  await rowOf(page, '止まっている')
    .getByText(/nothing is sent until .* JST/)
    .waitFor()
  await rowOf(page, 'もうない').getByText('Gone').waitFor()
  await shoot(page, 'endpoints-states-en')
  expect(await audit(page)).toEqual([])

  await speak(page, 'ja')
  sink.answer = () => 204
  await page.getByRole('button', { name: '止まっているへの送信を再開する' }).click()
  await ended(down)
  await page.reload()
  await rowOf(page, '止まっている').getByText('正常').waitFor()
}, 180_000)

it('[L47] lists what was given up, and has one of it or all of it sent again', async () => {
  const page = await portal.enter('hoshizora')
  await page.goto('/account')
  await registerHere(page, '受け口', '/dead')
  const id = await idOf('受け口')
  sink.answer = () => 500
  for (const title of ['一つ目', '二つ目', '三つ目']) await toThese(['hoshizora'], title, {}, 'PRIORITY')
  await until(id, rows => rows.length === 3 && rows[0].reason !== null, 'a try')
  // As after two days.
  await portal.hub.database.superuser.query(
    `update hub.delivery set state = 'FAILED', reason = 'HTTP_500', ended_at = now(), queued_at = queued_at - interval '3 days' where endpoint_id = $1`,
    [id],
  )
  await portal.hub.database.superuser.query('update hub.endpoint set failures = 0, open_until = null where id = $1', [
    id,
  ])
  sink.answer = () => 204
  sink.hooks.length = 0
  await page.reload()
  await page.getByRole('button', { name: '届かなかったもの 3 件' }).click()
  const dialog = page.getByRole('dialog', { name: '受け口に届かなかったもの' })
  const replayOne = dialog.getByRole('button', { name: /^NRS-.*を送り直す$/ })
  await replayOne.first().waitFor()
  expect(await replayOne.count()).toBe(3)
  await shoot(page, 'dead-letters-ja')
  expect(await audit(page)).toEqual([])
  await speak(page, 'en')
  await page.getByRole('button', { name: '3 not delivered' }).click()
  await page.getByText('Its server has a problem of its own (answer 500).').first().waitFor()
  await shoot(page, 'dead-letters-en')

  await speak(page, 'ja')
  await page.getByRole('button', { name: '届かなかったもの 3 件' }).click()
  await replayOne.first().click()
  await replayOne.nth(2).waitFor({ state: 'detached' })
  expect(await replayOne.count()).toBe(2)
  await dialog.getByRole('button', { name: 'すべて送り直す' }).click()
  await dialog.getByText('届かなかったものはありません。').waitFor()
  await until(id, rows => rows.every(({ state }) => state === 'DELIVERED'), 'all of it')
  expect(hooksAt('/dead')).toHaveLength(3)
}, 180_000)

it('offers nothing where the hub posts to nobody', async () => {
  const bare = await startTestHub({
    beside: portal.hub,
    worker: false,
    portalDir: fileURLToPath(new URL('../../apps/portal/dist', import.meta.url)),
  })
  const browser = await openBrowser()
  try {
    const { page } = await enter(browser, bare, 'wakaba')
    await page.goto('/account')
    await sectionOf(page).getByText('この狼煙では通知先を登録できません。').waitFor()
    expect(await page.getByRole('button', { name: '通知先を登録' }).count()).toBe(0)
  } finally {
    await browser.close()
    await bare.stop()
  }
}, 90_000)
