/** One edition for analysts and executives, in Japanese and English: written, kept in step, reviewed, and read in either way. */
import { draft, releaseOnly, submit, type Drafted } from '../api/steps.ts'
import { productOf, release } from '../support/hub.ts'
import { audit } from './audit.ts'
import { PHONE, shoot, stage } from './stage.ts'

const FREE = { containsSecret: false, containsCommInfo: false, identifiesPerson: false }
const KEY = '11111111-1111-4111-8111-111111111111'
const INTENT = '22222222-2222-4222-8222-222222222222'
const PRODUCT = {
  ...productOf('保守回線の点検', []),
  editions: [
    {
      title: '保守回線の点検のお願い',
      titleEn: { text: 'Please inspect maintenance lines' },
      summary: '保守用の回線を経由した侵入が確認されています。',
      summaryEn: { text: 'Intrusions through maintenance lines have been confirmed.' },
      audience: { everyone: true },
      fragments: [
        { ...FREE, key: KEY, text: '保守用の回線の認証の記録を、過去90日分点検してください。' },
        { ...FREE, key: INTENT, part: 'INTENT', text: '停止を伴わずに侵入の有無を確かめることが目的です。' },
        {
          ...FREE,
          text: 'Inspect the authentication logs of maintenance lines for the past 90 days.',
          language: 'en',
          translationOf: KEY,
        },
        { ...FREE, text: 'The aim is to find intrusions without an outage.', language: 'en', translationOf: INTENT },
      ],
    },
  ],
}

let product: Drafted
let plainId: string
let released: string
const portal = stage(async hub => {
  const [analyst, officer] = [hub.as('analyst-1'), hub.as('officer-1')]
  const plain = await release(
    analyst,
    officer,
    productOf('別件', [{ title: '別件のお知らせ', summary: '別件の概要。', text: '別件の本文。' }]),
  )
  plainId = plain.editions['NOTICE'] ?? ''
  product = await draft(analyst, PRODUCT)
})

it('an analyst adds what executives decide, and sees that a translation fell behind', async () => {
  const page = await portal.enter('analyst-1')
  await page.goto(`/products/${product.id}/edit`)
  await page.getByText('英訳 4 / 4').waitFor()
  await page.getByRole('button', { name: '決めることを加える' }).click()
  await page
    .getByRole('group', { name: '断片 3 ・ 経営層向け：決めること' })
    .getByRole('textbox', { name: /^本文/ })
    .fill('点検のために夜間の作業を認めるか。')
  await page.getByText('英訳 4 / 5').waitFor()
  await page
    .getByRole('group', { name: '断片 1' })
    .getByRole('textbox', { name: '本文（Markdown）', exact: true })
    .fill('保守用の回線の認証の記録を、過去180日分点検してください。')
  await page.getByText('訳が古い 1').waitFor()
  await page.getByText('この英訳の後に、日本語が変わりました。').waitFor()
  await page.getByRole('button', { name: '下書きを保存' }).click()
  await page
    .getByText(/保存しました（第 2 版）/)
    .first()
    .waitFor()
  // What makes it of less use is told before the release.
  await page.getByRole('button', { name: /訳が古い ・ 1 件/ }).click()
  await shoot(page, 'texts-editor-ja')
  expect(await audit(page)).toEqual([])
}, 90_000)

it('mends the English, after which it is in step again', async () => {
  const page = await portal.enter('analyst-2')
  await page.goto(`/products/${product.id}/edit`)
  await page.getByText('訳が古い 1').waitFor()
  const english = page.getByRole('group', { name: '断片 1' }).getByRole('textbox', { name: /^本文の英訳/ })
  await english.fill('Inspect the authentication logs of maintenance lines for the past 180 days.')
  await page.getByText('訳が古い 1').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: '下書きを保存' }).click()
  await page
    .getByText(/保存しました（第 3 版）/)
    .first()
    .waitFor()
  await page.getByRole('button', { name: /英訳のない本文 ・ 1 件/ }).waitFor()
  expect(await page.getByRole('button', { name: /訳が古い ・/ }).count()).toBe(0)
}, 90_000)

it('an officer sees for whom and in which language each text is', async () => {
  await submit(portal.hub.as('analyst-1'), { id: product.id, version: 3 })
  const page = await portal.enter('officer-1')
  await page.goto(`/products/${product.id}`)
  await page.getByText('経営層向け ・ 決めること').waitFor()
  await page.getByText('Please inspect maintenance lines').waitFor()
  await shoot(page, 'texts-review-ja')
  expect(await audit(page)).toEqual([])
  const { editions } = await releaseOnly(portal.hub.as('officer-1'), { id: product.id, version: 3 })
  released = editions[0].editionId
}, 90_000)

it('a reader goes from one text to the other, and the choice is remembered', async () => {
  const page = await portal.enter('wakaba')
  await page.goto(`/editions/${released}`)
  await page.getByText('過去180日分点検してください。').waitFor()
  expect(await page.getByText('夜間の作業を認めるか').count()).toBe(0)
  await page.getByText('経営層向け', { exact: true }).click()
  await page.getByRole('heading', { name: '決めること' }).waitFor()
  await page.getByText('夜間の作業を認めるか').waitFor()
  expect(await page.getByText('過去180日分').count()).toBe(0)
  await shoot(page, 'texts-executive-ja')
  await page.getByText('English', { exact: true }).last().click()
  await page.getByRole('heading', { name: 'Please inspect maintenance lines' }).waitFor()
  await page.getByRole('heading', { name: 'What to decide' }).waitFor()
  await page.getByText('The aim is to find intrusions without an outage.').waitFor()
  expect(await page.getByText('英訳はありません。', { exact: true }).count()).toBe(1)
  await shoot(page, 'texts-executive-en')
  expect(await audit(page)).toEqual([])
  const pdf = await page.getByRole('link', { name: 'PDF' }).getAttribute('href')
  expect(pdf).toBe(`/editions/${released}/pdf?for=executive&language=en`)
  // Another edition, which has neither: it is shown as it is, and says so.
  await page.goto(`/editions/${plainId}`)
  await page.getByText('経営層向けの本文はありません。').waitFor()
  await page.getByText('英訳はありません。日本語で表示しています。').waitFor()
  await page.getByText('別件の本文。').waitFor()
}, 90_000)

it('reads in the language of the portal where nothing was chosen, on a telephone', async () => {
  const page = await portal.enter('hoshizora', PHONE, 'en')
  await page.goto(`/editions/${released}`)
  await page.getByText('for the past 180 days.').waitFor()
  await shoot(page, 'texts-analyst-en-phone')
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  expect(await audit(page)).toEqual([])
}, 90_000)
