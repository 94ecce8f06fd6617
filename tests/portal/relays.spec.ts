/** A body that passes on keeps its list, presses, and sees who has not said that it arrived; who sent it sees numbers. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { settled } from '../api/steps.ts'
import { productOf, release, type Released } from '../support/hub.ts'
import { audit } from './audit.ts'
import { PHONE, shoot, stage } from './stage.ts'

let notice: Released
const portal = stage(async hub => {
  const makers = [hub.as('analyst-1'), hub.as('officer-1')] as const
  notice = await release(
    ...makers,
    productOf('遠隔保守を狙う攻撃に注意', [{ title: '遠隔保守を狙う攻撃に注意' }], { drill: true }),
  )
  await settled(hub)
})

it('is passed on at a press, and followed by name; one line that is wrong keeps a whole table out', async () => {
  const page = await portal.enter('noroshi-watch')
  await page.goto('/relay')
  const notices = page.getByRole('region', { name: '中継する情報' })
  await notices.getByRole('button', { name: '6 件の中継先へ中継する' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '中継する' }).click()
  await notices.getByText('中継先 6').waitFor()
  await notices.getByRole('button', { name: '中継先ごとに見る' }).click()
  await notices.getByRole('cell', { name: '霧雨ケーブルテレビ（デモ）' }).waitFor()
  await notices.getByRole('button', { name: '確認を記録' }).first().click()
  await notices.getByText('（電話など）').waitFor()
  expect(await audit(page)).toEqual([])
  await shoot(page, 'relay-ja')
  const list = page.getByRole('region', { name: /^中継先の名簿/ })
  const file = join(mkdtempSync(join(tmpdir(), 'relay-')), 'list.csv')
  writeFileSync(file, '名称,メール\n良い行,good@example.jp\n悪い行,no address\n')
  await list.locator('input[type=file]').setInputFiles(file)
  await list.getByText('3 行目').waitFor()
  expect(await audit(page)).toEqual([])
  await shoot(page, 'relay-faults-ja')
  const mended = `${file}.mended.csv`
  writeFileSync(mended, '名称,メール\n良い行,good@example.jp\n')
  await list.locator('input[type=file]').setInputFiles(mended)
  await list.getByText('1 件を登録しました').waitFor()
  await list.getByLabel('名称・宛先で探す').fill('ぜったいにない')
  await list.getByText('見つかりません').waitFor()
}, 60_000)

it('who sent it sees both hops in numbers, and no name of a recipient', async () => {
  const page = await portal.enter('analyst-1')
  await page.goto(`/products/${notice.productId}`)
  const hops = page.getByRole('region', { name: '中継の到達状況' })
  await hops.getByText('狼煙台観測センター（デモ）').waitFor()
  await hops.getByText('確認 1').waitFor()
  expect(await page.content()).not.toContain('霧雨')
  expect(await audit(page)).toEqual([])
  await hops.scrollIntoViewIfNeeded()
  await shoot(page, 'relay-hops-ja')
})

it('is nothing for anybody else, and the same in English on a phone', async () => {
  const page = await portal.enter('wakaba')
  await page.goto('/relay')
  await page.getByText('あなたの組織は中継団体ではありません').waitFor()
  expect(await page.getByRole('link', { name: '中継', exact: true }).count()).toBe(0)
  const phone = await portal.enter('noroshi-watch', PHONE)
  await phone.goto('/relay')
  await phone.getByRole('button', { name: '中継先ごとに見る' }).waitFor()
  expect(await audit(phone)).toEqual([])
  await shoot(phone, 'relay-phone-ja')
})

it('the administration names who passes on, and sees the list', async () => {
  const page = await portal.enter('administrator')
  const { rows } = await portal.hub.database.superuser.query<{ id: string }>(
    `select id from hub.organisation where name like '狼煙台%'`,
  )
  await page.goto(`/organisations/${rows[0].id}`)
  const council = page.getByRole('region', { name: '中継団体' })
  await council.getByRole('button', { name: '名簿を見る' }).click()
  await council.getByText('小川町役場').waitFor()
  await council.getByLabel('参加組織の名前の一部').first().fill('雲雀')
  await council.getByRole('button', { name: '探す' }).first().click()
  await council.getByRole('button', { name: /雲雀通信/ }).click()
  await council.getByText(/参加組織: 雲雀通信/).waitFor()
  expect(await audit(page)).toEqual([])
  await council.scrollIntoViewIfNeeded()
  await shoot(page, 'intermediary-ja')
})
