/** A case from its opening to its end, and a fragment that is made from what came in. In both languages. */
import { draft, type Drafted } from '../api/steps.ts'
import { productOf } from '../support/hub.ts'
import { audit } from './audit.ts'
import { PHONE, shoot, stage } from './stage.ts'

let product: Drafted
const portal = stage(async hub => {
  product = await draft(
    hub.as('analyst-1'),
    productOf('きつねの警告', [{ title: 'きつね', text: '遮断してください。' }]),
  )
})

it('an analyst opens a case, records what came in, notes, links, assigns and closes it', async () => {
  const page = await portal.enter('analyst-1')
  await page.goto('/cases')
  await page.getByText('案件はありません').waitFor()
  expect(await audit(page)).toEqual([])
  await page.getByRole('button', { name: '案件を開く' }).click()
  await page.getByLabel('件名').fill('きつねの侵入')
  await page.getByRole('button', { name: '案件を開く' }).last().click()
  await page.getByRole('heading', { name: 'きつねの侵入' }).waitFor()
  await page.getByRole('tab', { name: '受領' }).click()
  await page.getByLabel('内容の要約').fill('変電所で侵入の跡が見つかった。')
  await page.getByLabel('情報提供者').first().fill('星渡電力')
  await page.getByRole('button', { name: '受領を記録' }).click()
  await page.getByText('変電所で侵入の跡が見つかった。').waitFor()
  await page.getByRole('tab', { name: 'メモ' }).click()
  await page.getByRole('textbox', { name: 'メモ' }).fill('電話で確かめた。')
  await page.getByRole('button', { name: 'メモを追加' }).click()
  await page.getByText('電話で確かめた。').waitFor()
  await page.getByRole('tab', { name: '関連付け' }).click()
  await page.getByLabel('ID・番号・名称').fill('CVE-2026-1234')
  await page.getByRole('button', { name: '関連を追加' }).click()
  await page.getByText('CVE-2026-1234').waitFor()
  await shoot(page, 'case-ja')
  expect(await audit(page)).toEqual([])
  await page.getByRole('button', { name: '終了する' }).click()
  await page.getByLabel('理由（履歴に残ります）').fill('収束した')
  await page.getByRole('button', { name: '終了する' }).click()
  await page.getByRole('button', { name: '再開する' }).waitFor()
}, 90_000)

it('a fragment names what it was made from, and is refused while it is less restricted', async () => {
  const page = await portal.enter('analyst-2')
  await page.goto(`/products/${product.id}/edit`)
  await page.getByRole('combobox', { name: '元になった受領情報' }).click()
  await page.getByRole('option', { name: /きつねの侵入/ }).click()
  await page.getByRole('button', { name: '下書きを保存' }).click()
  await page.getByText(/断片には、元の受領情報と同じ印が必要です。文章を書き直した場合/).waitFor()
  await shoot(page, 'provenance-ja')
  expect(await audit(page)).toEqual([])
}, 90_000)

it('fits a telephone, in English', async () => {
  const page = await portal.enter('officer-1', PHONE, 'en')
  await page.goto('/cases')
  await page.getByText('Closed', { exact: true }).first().click()
  await page.getByRole('link', { name: 'きつねの侵入' }).click()
  await page.getByText('Incident report').waitFor()
  await shoot(page, 'case-en-phone')
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
}, 90_000)
