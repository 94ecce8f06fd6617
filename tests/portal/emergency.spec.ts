/** A large-scale incident from its declaration to the review of what went out without the usual approvals, in both languages. */
import type { Page } from 'playwright-core'
import { draft, releaseNow, submit, type Drafted } from '../api/steps.ts'
import { productOf } from '../support/hub.ts'
import { audit } from './audit.ts'
import { PHONE, shoot, stage } from './stage.ts'

const BANNER = '大規模障害対応時の体制です'
let product: Drafted
let early: Drafted
const portal = stage(async hub => {
  const analyst = hub.as('analyst-1')
  const sealed = {
    title: '変電所への攻撃',
    summary: '制御系への侵入',
    text: '遠隔保守の経路を直ちに遮断してください。',
    secret: true,
  }
  const inReview = async (title: string, more: object = {}) =>
    submit(analyst, await draft(analyst, productOf(title, [sealed], more)))
  product = await inReview('変電所への攻撃')
  early = await inReview('変電所への攻撃の第一報', { urgency: 'EMERGENCY' })
  await releaseNow(hub.as('officer-2'), early, '停止が始まったため。')
  await hub.database.superuser.query(`update hub.after_review set at = at - interval '8 days'`)
})

it('an officer reviews what went out, and declares the mode, which everybody at work sees and nobody else', async () => {
  const page = await portal.enter('officer-1')
  await page.goto('/after-reviews')
  await page.getByText('通常時', { exact: true }).waitFor()
  await page.getByText('期限超過', { exact: true }).first().waitFor()
  await page.getByText('未審査 1 件（期限超過あり）').first().waitFor({ state: 'attached' })
  await shoot(page, 'after-reviews-ja')
  expect(await audit(page)).toEqual([])
  await reviewAndRecall(page)
  await page.goto('/after-reviews')
  await declare(page)
  const analyst = await portal.enter('analyst-2')
  await analyst.goto('/products')
  await analyst.getByText(BANNER).waitFor()
  await shoot(analyst, 'emergency-banner-ja')
  expect(await audit(analyst)).toEqual([])
  const member = await portal.enter('hoshiwatari-power-1')
  await member.goto('/after-reviews')
  await member.getByText('受信箱').first().waitFor()
  expect(await member.getByText('大規模').count()).toBe(0)
  expect(await member.getByText('事後審査').count()).toBe(0)
}, 90_000)

async function reviewAndRecall(page: Page): Promise<void> {
  await page.getByRole('button', { name: '事後審査を行う…' }).click()
  await page.getByLabel('取り下げ').check()
  await page.getByLabel('所見（記録に残ります）').fill('対象の地域が誤っていた。')
  await shoot(page, 'after-review-decision-ja')
  expect(await audit(page)).toEqual([])
  await page.getByRole('button', { name: '記録して取り下げる' }).click()
  await page.getByText('未審査のものはありません').waitFor()
  await page.getByText('審査済み', { exact: true }).click()
  await page.getByText('対象の地域が誤っていた。').waitFor()
  await shoot(page, 'after-reviews-done-ja')
  await page.goto(`/products/${early.id}`)
  await page.getByText('対象の地域が誤っていた。').waitFor()
}

async function declare(page: Page): Promise<void> {
  await page.getByRole('button', { name: '大規模障害対応時に切り替える…' }).click()
  const confirm = page.getByRole('button', { name: '大規模障害対応時への切替え' })
  expect(await confirm.isDisabled()).toBe(true)
  await page.getByLabel('理由（記録に残ります）').fill('複数の変電所で停止。関係機関の要請による。')
  await shoot(page, 'emergency-declare-ja')
  expect(await audit(page)).toEqual([])
  await confirm.click()
  await page.getByText(BANNER).waitFor()
  await page.getByRole('button', { name: '切替えの記録' }).click()
  await page.getByText('複数の変電所で停止。関係機関の要請による。').nth(1).waitFor()
  await shoot(page, 'emergency-mode-ja')
  expect(await audit(page)).toEqual([])
}

it('the releaser is told before what is left out, and asked why it cannot wait', async () => {
  const page = await portal.enter('officer-2')
  await page.goto(`/products/${product.id}`)
  await page.getByText('緊急の経路で発出します').waitFor()
  await shoot(page, 'emergency-product-ja')
  expect(await audit(page)).toEqual([])
  await page.getByRole('button', { name: '発出する' }).first().click()
  const release = page.getByRole('dialog').getByRole('button', { name: /名に発出する/ })
  await page.getByRole('dialog').getByText('省く承認: 内容審査 1 名').waitFor()
  expect(await release.isDisabled()).toBe(true)
  await page.getByLabel('承認を待てない理由（履歴に残ります）').fill('停止が広がっており、一刻を争うため。')
  await shoot(page, 'emergency-release-ja')
  expect(await audit(page)).toEqual([])
  await release.click()
  await page.getByText('停止が広がっており、一刻を争うため。').waitFor()
  await page.goto('/after-reviews')
  await page.getByText(/関わった人、または権限のない人は審査できません/).waitFor()
  expect(await page.getByRole('button', { name: '事後審査を行う…' }).count()).toBe(0)
}, 90_000)

it('fits a telephone, in English, for the inspector', async () => {
  const page = await portal.enter('inspector', PHONE, 'en')
  await page.goto('/after-reviews?state=DONE')
  await page.getByText('The hub is in the mode of a large-scale incident').waitFor()
  await page.getByText('Recall', { exact: true }).waitFor()
  await shoot(page, 'after-reviews-en-phone')
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  expect(await audit(page)).toEqual([])
}, 90_000)
