/** What recipients say of an edition, and what its makers and contributors see of it. In both languages. */
import type { Page } from 'playwright-core'
import { eventually, settled } from '../api/steps.ts'
import { newImportId, productOf, release, type Released } from '../support/hub.ts'
import { anIndicator } from '../taxii/contribution-checks.ts'
import { audit } from './audit.ts'
import { PHONE, shoot, stage } from './stage.ts'

let released: Released
const portal = stage(async hub => {
  const seen = anIndicator({ pattern: "[domain-name:value = 'evil.kitsune-ops.net']", name: 'きつねの通信先' })
  const analyst = hub.as('analyst-1')
  await analyst.importBundle(
    newImportId(),
    JSON.stringify({ type: 'bundle', id: 'bundle--5ab0d9b4-7b4f-4c5e-9a53-0a1c6a1f3a11', objects: [seen] }),
  )
  released = await release(
    analyst,
    hub.as('officer-1'),
    productOf('きつね', [
      {
        title: '不審な通信',
        text: '遮断してください。',
        stixIds: [seen.id],
        originator: '西表 CERT',
        consentedTiers: ['GOVERNMENT', 'MEMBER', 'FRIEND'],
      },
    ]),
  )
  await settled(hub)
})
const isWithin = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)

it('a friend says that it was of use and reports a sighting, in English on a telephone', async () => {
  const page = await portal.enter('wakaba', PHONE, 'en')
  await page.goto(`/editions/${released.editions['NOTICE']}`)
  await page.getByText('Nobody has shared a report yet.').waitFor()
  await page.getByRole('radio', { name: 'Useful', exact: true }).check()
  await page.getByText('Blocked', { exact: true }).click()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByText('Your answer was recorded.').waitFor()
  await page.getByRole('button', { name: 'Report', exact: true }).click()
  await page.getByLabel('How often it was seen').fill('3')
  await page.getByRole('radio', { name: /recipients of this in numbers/ }).check()
  await shoot(page, 'feedback-en-phone')
  expect(await audit(page)).toEqual([])
  expect(await isWithin(page)).toBe(true)
  await page.getByRole('button', { name: 'Send the report' }).click()
  await page.getByText(/Your report: Seen ・ 3 times/).waitFor()
}, 90_000)

it('a member is shown the number, and not who it was', async () => {
  await eventually(async () => {
    const { rows } = await portal.hub.database.superuser.query('select 1 from hub.report_tally')
    return rows.length > 0
  }, 'the count')
  const page = await portal.enter('hoshiwatari')
  await page.goto(`/editions/${released.editions['NOTICE']}`)
  await page.getByText('ほかの受け手を含む報告: 観測した ・ 1 組織 ・ 3 回').waitFor()
  expect(await page.getByText('わかば', { exact: false }).count()).toBe(0)
  await page.getByText('対応なし', { exact: true }).click()
  await page.getByRole('button', { name: '回答を送る' }).click()
  await page.getByText('回答を記録しました。').waitFor()
  await shoot(page, 'feedback-ja')
  expect(await audit(page)).toEqual([])
}, 90_000)

it('the makers see it by field and by source, and take the sightings into the store', async () => {
  const page = await portal.enter('analyst-1')
  await page.goto(`/products/${released.productId}`)
  await page.getByRole('heading', { name: '受け手の評価と対応' }).waitFor()
  await page.getByRole('table', { name: '業種別' }).waitFor()
  await page.getByRole('rowheader', { name: '情報提供者: 西表 CERT' }).waitFor()
  await page.getByRole('button', { name: '回答の一覧' }).click()
  await page.getByText('遮断した', { exact: true }).waitFor()
  await page.getByRole('button', { name: '観測・誤検知の一覧' }).click()
  await page.getByText('きつねの通信先').first().waitFor()
  await shoot(page, 'usefulness-ja')
  expect(await audit(page)).toEqual([])
  await page.getByRole('button', { name: '観測を保管庫に取り込む' }).click()
  await page.getByText('新規 1 件、既知 0 件を取り込みました。').waitFor()
}, 90_000)

it('who contributed nothing yet is told how, and who did what became of it', async () => {
  const page = await portal.enter('hayate')
  await page.goto('/own-contributions')
  await page.getByText('提供した情報はまだありません').waitFor()
  expect(await audit(page)).toEqual([])
  const answer = await fetch(`${portal.hub.url}/taxii2/contributions/collections/inbox/objects/`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${portal.hub.account('hayate').apiKey}`,
      'content-type': 'application/taxii+json;version=2.1',
      accept: 'application/taxii+json;version=2.1',
    },
    body: JSON.stringify({ objects: [anIndicator({ name: '荷物の通知を装うもの' })] }),
  })
  expect(answer.status).toBe(202)
  await page.reload()
  await page.getByText('受領', { exact: true }).waitFor()
  await shoot(page, 'own-contributions-ja')
}, 90_000)
