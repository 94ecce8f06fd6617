/** From a template to a hunt that organisations answer. In both languages. */
import { settled } from '../api/steps.ts'
import { productOf, release, type Released } from '../support/hub.ts'
import { audit } from './audit.ts'
import { PHONE, shoot, stage } from './stage.ts'

const SIGMA = `title: サービスの不審な子プロセス
logsource:
  product: windows
  category: process_creation
detection:
  selection:
    ParentImage|endswith: '\\services.exe'
  condition: selection`
const hunt = {
  ...{
    hypothesis: '正規の遠隔管理機能を使い、業務時間外に命令を実行している。',
    difficulty: 'MEDIUM',
    lookBackDays: 90,
  },
  requiredLogs: ['プロセス起動の記録（Sysmon 1 など）', 'プロキシの記録'],
  queries: [
    { language: 'SIGMA', title: 'サービスの不審な子プロセス', text: SIGMA },
    { language: 'STIX', title: '既知の通信先', text: "[domain-name:value = 'c2.kitsune-ops.net']" },
  ],
  ...{ containsSecret: false, containsCommInfo: false, identifiesPerson: false },
}

let released: Released
const portal = stage(async hub => {
  const product = productOf(
    '夜間の遠隔操作',
    [{ title: '夜間の遠隔操作を調べる', secret: true, text: '## 概況\n\n調べてください。' }],
    {
      kind: 'HUNT_PACKAGE',
    },
  )
  released = await release(hub.as('analyst-1'), hub.as('officer-1'), {
    ...product,
    editions: product.editions.map(edition => ({ ...edition, hunt })),
  })
  await settled(hub)
})

it('an author begins with a kind, is given its sections, and is told which line of a query is wrong', async () => {
  const page = await portal.enter('analyst-1')
  await page.goto('/products/new')
  const card = page.getByRole('region', { name: '調査パッケージ' })
  await card.waitFor()
  await shoot(page, 'templates-ja')
  expect(await audit(page)).toEqual([])
  await card.getByRole('button', { name: 'この種別で始める' }).click()
  await page.getByLabel('種別').waitFor()
  expect(await page.getByLabel('種別').inputValue()).toBe('HUNT_PACKAGE')
  expect(await page.getByRole('textbox', { name: '本文' }).first().inputValue()).toBe('## 概況\n\n')
  await page.getByLabel('作業名').fill('夜間の遠隔操作')
  await page.getByLabel('表題（受け手に見えます）').fill('調べてください')
  await page.getByLabel('要旨（受け手に見えます）').fill('概要')
  await page.getByLabel('仮説').fill(hunt.hypothesis)
  await page.getByLabel('必要なログ（1行に1つ）').fill(`${hunt.requiredLogs.join('\n')}\n\n`)
  await page.getByLabel('クエリの題名').fill('子プロセス')
  await page.getByLabel('クエリの本文').fill(SIGMA.replace('condition: selection', 'condition: selektion'))
  await page.getByRole('button', { name: '保存' }).click()
  await page
    .getByText(/SIGMA の8行目/)
    .first()
    .waitFor()
  await shoot(page, 'hunt-editor-error-ja')
  expect(await audit(page)).toEqual([])
  await page.getByLabel('クエリの本文').fill(SIGMA)
  await page.getByRole('button', { name: '保存' }).click()
  await page.waitForURL(/\/products\/[0-9a-f-]+\/edit/)
  // The page of the stored draft takes the place of the new one's.
  await page.reload()
  await page.getByRole('button', { name: '調査内容を外す' }).click()
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('この種別に必要なものがない').click()
  await page.getByText('調査内容とクエリ').waitFor()
  await shoot(page, 'hunt-lacking-ja')
}, 90_000)

it('an edition below is told that the hunt above was not taken along, and a digest is drafted', async () => {
  const analyst = portal.hub.as('analyst-1')
  const product = productOf('段', [{ title: '段の上', secret: true, text: '秘密' }], { kind: 'HUNT_PACKAGE' })
  const input = { ...product, editions: product.editions.map(edition => ({ ...edition, hunt })) }
  const { draftProduct } = await analyst.ask(
    'mutation ($input: ProductInput!) { draftProduct(input: $input) { id } }',
    { input },
  )
  const page = await portal.enter('analyst-2')
  await release(
    portal.hub.as('analyst-1'),
    portal.hub.as('officer-1'),
    productOf('周知', [{ title: '広く知らせること', text: '更新してください。' }]),
  )
  await page.goto('/products/new')
  await page.getByRole('button', { name: '期間を選んで一覧を作る' }).click()
  await page.getByLabel('終わり（日本時間、この時刻を含まない）').fill('2099-01-01T00:00')
  await page.getByRole('button', { name: '下書きを作る' }).click()
  await page.getByText('31日以内', { exact: false }).waitFor()
  const inAnHour = new Date(Date.now() + 10 * 3_600_000).toISOString().slice(0, 16)
  await page.getByLabel('終わり（日本時間、この時刻を含まない）').fill(inAnHour)
  await shoot(page, 'digest-ja')
  expect(await audit(page)).toEqual([])
  await page.getByRole('button', { name: '下書きを作る' }).click()
  await page.waitForURL(/\/products\/[0-9a-f-]+\/edit/)
  expect(await page.getByRole('textbox', { name: '本文' }).first().inputValue()).toContain('広く知らせること')

  await page.goto(`/products/${draftProduct.id}/edit`)
  await page
    .getByRole('button', { name: /下の版を作る|周知等用/ })
    .first()
    .click()
  await page.getByText('元の版の調査内容は引き継いでいません。', { exact: false }).waitFor()
  expect(await page.getByLabel('仮説').count()).toBe(0)
  await shoot(page, 'hunt-left-ja')
  await page.getByRole('button', { name: '元の版の調査内容を写す' }).click()
  expect(await page.getByLabel('仮説').inputValue()).toBe(hunt.hypothesis)
}, 90_000)

it('a member reads the hunt, fetches its queries and answers, in English on a telephone', async () => {
  const page = await portal.enter('hoshiwatari', PHONE, 'en')
  await page.goto(`/editions/${released.editions['PROVISION']}`)
  await page.getByRole('heading', { name: 'Hunt', exact: true }).waitFor()
  const file = page.waitForEvent('download')
  await page.getByRole('link', { name: /^Download NRS-.*-1\.yml$/ }).click()
  expect((await file).suggestedFilename()).toMatch(/^NRS-[0-9A-Z]{4}-[0-9A-Z]{4}-1\.yml$/)
  await page.getByRole('radio', { name: 'Found', exact: true }).check()
  await page.getByLabel('Looked from (Japan time)').fill('2026-01-01T00:00')
  await page.getByLabel('Note (to the office that wrote this alone)').first().fill('two machines')
  await shoot(page, 'hunt-edition-en-phone')
  expect(await audit(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  await page.getByRole('button', { name: 'Send the result' }).click()
  await page.getByText('The result was recorded.').waitFor()
  await page.getByText(/Found ・ .* ・ two machines/).waitFor()
}, 90_000)

it('another member sees nothing of that answer, and gives one', async () => {
  const page = await portal.enter('hibari')
  await page.goto(`/editions/${released.editions['PROVISION']}`)
  await page.getByRole('heading', { name: '調査の結果を教えてください' }).waitFor()
  expect(await page.getByText('two machines').count()).toBe(0)
  expect(await page.getByText('これまでの回答').count()).toBe(0)
  await page.getByRole('radio', { name: '確認できない' }).check()
  await shoot(page, 'hunt-edition-ja')
  expect(await audit(page)).toEqual([])
  await page.getByRole('button', { name: '結果を送る' }).click()
  await page.getByText('結果を記録しました。').waitFor()
}, 90_000)

it('the makers see who found something', async () => {
  const page = await portal.enter('officer-1')
  await page.goto(`/products/${released.productId}`)
  await page.getByRole('table', { name: '調査の回答' }).waitFor()
  await page.getByRole('button', { name: '組織ごとの回答' }).click()
  await page.getByText('two machines').waitFor()
  // Whoever reviews sees what goes out.
  await page.getByText('ParentImage|endswith', { exact: false }).waitFor()
  await shoot(page, 'hunt-returns-ja')
  expect(await audit(page)).toEqual([])
}, 90_000)
