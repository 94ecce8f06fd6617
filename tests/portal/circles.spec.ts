/** Circles in the portal: an administrator makes one by rule, a drafter addresses it and sees what it adds up to. In both languages. */
import { draft } from '../api/steps.ts'
import { productOf } from '../support/hub.ts'
import { audit } from './audit.ts'
import { PHONE, shoot, stage } from './stage.ts'

const portal = stage()

it('an administrator makes a circle by rule and sees who is in it', async () => {
  const page = await portal.enter('administrator')
  await page.goto('/circles')
  await page.getByText('回覧先グループはまだありません').waitFor()
  await page.getByRole('button', { name: '回覧先グループを作る' }).click()
  await page.getByLabel('名称（日本語）').fill('鳥取の回覧')
  await page.getByLabel('名称（英語）').fill('Tottori circle')
  await page.getByLabel('目的').fill('鳥取県のフレンズへの連絡')
  await page.getByLabel('参加組織に示す名称（日本語・任意）').fill('鳥取の皆さまへ')
  expect(await page.getByRole('button', { name: '作成', exact: true }).isDisabled()).toBe(true)
  await page.getByLabel('参加組織に示す名称（英語・任意）').fill('To Tottori')
  await page.getByRole('radio', { name: '条件に合う組織' }).check()
  await page.getByRole('checkbox', { name: 'フレンズ' }).check()
  await page.getByLabel('都道府県（「、」区切り）').fill('鳥取県')
  await shoot(page, 'circle-form-ja')
  expect(await audit(page)).toEqual([])
  await page.getByRole('button', { name: '作成', exact: true }).click()
  const circle = page.getByRole('article', { name: '鳥取の回覧' })
  await circle.getByRole('button', { name: '参加組織を見る' }).click()
  await circle.getByText('星空ヶ丘市').waitFor()
  await circle.getByText('参加組織に示す名称: 鳥取の皆さまへ').waitFor()
  await circle.getByRole('button', { name: '変更の履歴' }).click()
  await circle.getByText('作成', { exact: false }).first().waitFor()
  await shoot(page, 'circles-ja')
  expect(await audit(page)).toEqual([])
}, 90_000)

it('a drafter sees circles in English on a telephone, and changes none', async () => {
  const page = await portal.enter('analyst-1', PHONE, 'en')
  await page.goto('/circles')
  await page.getByRole('article', { name: 'Tottori circle' }).getByText('Rule: Friend ＋ 鳥取県').waitFor()
  expect(await page.getByRole('button', { name: /Change…|Close…|New circle/ }).count()).toBe(0)
  await shoot(page, 'circles-en-phone')
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
}, 90_000)

it('the author picks it, and sees whom it reaches and what they would know', async () => {
  const analyst = portal.hub.as('analyst-1')
  const { id } = await draft(analyst, productOf('回覧', [{ title: '点検のお願い', audience: { everyone: false } }]))
  const page = await portal.enter('analyst-2')
  await page.goto(`/products/${id}/edit`)
  await page.getByRole('main').getByLabel('回覧先グループ').first().click()
  await page.getByRole('option', { name: /鳥取の回覧/ }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '下書きを保存' }).click()
  await page.getByText('保存しました', { exact: false }).first().waitFor()
  await page.goto(`/products/${id}`)
  await page
    .getByRole('button', { name: /周知等用/ })
    .last()
    .click()
  await page.getByRole('button', { name: /^星空ヶ丘市.* が何を知ることになるかを見る$/ }).click()
  await page.getByText('これまでに提供されたものはありません。').waitFor()
  await shoot(page, 'would-learn-ja')
  expect(await audit(page)).toEqual([])
}, 90_000)
