/** Who is left out and when an edition holds, in the portal: the author, the officer who decides for a stated time, the reader of what has expired. */
import type { Page } from 'playwright-core'
import { approveFor } from '../support/approving.ts'
import { draft, settled, submit } from '../api/steps.ts'
import { productOf, release } from '../support/hub.ts'
import { audit } from './audit.ts'
import { PHONE, shoot, stage } from './stage.ts'

// A time that does not exist is refused, and what has expired is not there.
const portal = stage(undefined, undefined, { refused: /status of (400|404)/ })
const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)

it('the author leaves out a sector and a person, and says an embargo in a zone of their own', async () => {
  const { id } = await draft(portal.hub.as('analyst-1'), productOf('除外', [{ title: '除外と解禁の試験' }]))
  const page = await portal.enter('analyst-1')
  await page.goto(`/products/${id}/edit`)
  await page.getByRole('main').getByLabel('除外する分野', { exact: false }).first().click()
  await page.getByRole('option', { name: /^電[力気]$/ }).click()
  await page.keyboard.press('Escape')
  await page.getByLabel('除外する人: 組織から選ぶ').first().fill('若葉')
  await page.getByRole('option', { name: /若葉/ }).first().click()
  // What is still fading would be taken for what opens next.
  await page.locator('[role=option]:visible').first().waitFor({ state: 'hidden' })
  await page.getByLabel('除外する人', { exact: true }).first().click()
  await page.locator('[role=option]:visible').first().click()
  await page.keyboard.press('Escape')
  await page.getByLabel('解禁日時', { exact: true }).fill('2027-03-14T02:30')
  await page.getByLabel('解禁日時の時間帯').first().fill('New_York')
  await page.getByRole('option', { name: 'America/New_York' }).click()
  await page.getByRole('button', { name: '下書きを保存' }).click()
  // Clocks there are put forward over it.
  await page.getByText('この時刻は存在しません', { exact: false }).waitFor()
  await page.getByLabel('解禁日時', { exact: true }).fill('2027-03-14T03:30')
  await page.getByRole('button', { name: '下書きを保存' }).click()
  await page.getByText('保存しました', { exact: false }).first().waitFor()
  await shoot(page, 'times-editor-ja')
  expect(await audit(page)).toEqual([])
  await page.goto(`/products/${id}`)
  await page.getByText('2027/03/14 03:30 (America/New_York)').first().waitFor()
  await page.getByRole('button', { name: /届かない人/ }).click()
  await page.getByText('個人として除外されていない').first().waitFor()
  await page.getByText('分野が除外されていない').first().waitFor()
  await shoot(page, 'times-left-out-ja')
  expect(await audit(page)).toEqual([])
}, 90_000)

it('an officer releases for a stated time, finds it in the list, and calls it off', async () => {
  const ready = await submit(
    portal.hub.as('analyst-1'),
    await draft(portal.hub.as('analyst-1'), productOf('予約', [{ title: '予約発出の試験' }])),
  )
  await approveFor([portal.hub.as('officer-1')], ready)
  const page = await portal.enter('officer-1')
  await page.goto(`/products/${ready.id}`)
  await page.getByRole('button', { name: '予約発出…' }).click()
  const dialog = page.getByRole('dialog')
  const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)
  await dialog.getByLabel('発出する日時', { exact: true }).fill(`${day}T09:00`)
  await shoot(page, 'times-schedule-ja')
  expect(await audit(page)).toEqual([])
  await dialog.getByRole('button', { name: 'この日時で予約する' }).click()
  await page.getByText('予約済み').first().waitFor()
  const said = `${day.replaceAll('-', '/')} 09:00 JST`
  await page.getByText(said).first().waitFor()
  await shoot(page, 'times-scheduled-ja')
  await page.goto('/products?state=SCHEDULED')
  await page.getByRole('link', { name: '予約', exact: true }).waitFor()
  await page.getByText(said).first().waitFor()
  await shoot(page, 'times-products-ja')
  expect(await audit(page)).toEqual([])
  await page.goto(`/products/${ready.id}`)
  await page.getByRole('button', { name: '予約を中止…' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill('見合わせ')
  await page.getByRole('dialog').getByRole('button', { name: '予約を中止…' }).click()
  await page.getByText('審査中').first().waitFor()
  await page.getByText('見合わせ').first().waitFor()
}, 90_000)

it('a maker sees what expires, and prolongs it; a reader sees that what they had has expired', async () => {
  const hub = portal.hub
  const expiresAt = new Date(Date.now() + 86_400_000 * 9).toISOString()
  const [analyst, officer] = [hub.as('analyst-1'), hub.as('officer-1')]
  await release(analyst, officer, productOf('延長', [{ title: 'まもなく期限', expiresAt }]))
  const { editions } = await release(analyst, officer, productOf('終了', [{ title: '期限切れ', expiresAt }]))
  const id = editions['NOTICE']
  await settled(hub)
  const reader = await portal.enter('wakaba', PHONE)
  await reader.goto(`/editions/${id}`)
  await reader.getByText('有効期限', { exact: false }).first().waitFor()
  await shoot(reader, 'times-edition-ja-phone')
  await hub.database.superuser.query(
    `begin; set local session_replication_role = replica;
     update hub.edition set expires_at = now() - interval '1 minute' where id = '${id}';
     update hub.edition_expiry set expires_at = now() - interval '1 minute' where edition_id = '${id}'; commit`,
  )
  await reader.goto(`/editions/${id}`)
  await reader.getByText('有効期限が切れた情報です').waitFor()
  await shoot(reader, 'times-expired-ja-phone')
  expect(await audit(reader)).toEqual([])
  await reader.goto('/')
  await reader.getByText('有効期限が切れた情報です').waitFor()
  await shoot(reader, 'times-inbox-ja-phone')
  expect([await fits(reader), await audit(reader)]).toEqual([true, []])

  const english = await portal.enter('analyst-2', PHONE, 'en')
  await english.goto('/expiring')
  await english.getByText('まもなく期限').waitFor()
  await shoot(english, 'times-expiring-en-phone')
  expect([await fits(english), await audit(english)]).toEqual([true, []])
  const maker = await portal.enter('officer-2')
  await maker.goto('/expiring?past=1')
  await maker.getByText('期限切れ').nth(1).waitFor()
  await shoot(maker, 'times-expired-list-ja')
  await maker.getByText('30日以内に期限', { exact: true }).click()
  await maker.getByRole('button', { name: '延長する…' }).click()
  await shoot(maker, 'times-prolong-ja')
  expect(await audit(maker)).toEqual([])
  await maker.getByRole('dialog').getByRole('button', { name: '延長する…' }).click()
  await maker.waitForURL(/\/products\/.*\/edit$/)
  await maker.getByLabel('有効期限', { exact: true }).waitFor()
}, 90_000)
