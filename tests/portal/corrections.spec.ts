/** A correction and a recall as their readers see them, and who had what as its makers and inspectors see it. In both languages. */
import { readFile } from 'node:fs/promises'
import { correct, recall, releaseOnly, revise, settled, submit } from '../api/steps.ts'
import { productOf, release, type Released } from '../support/hub.ts'
import { audit } from './audit.ts'
import { PHONE, shoot, stage } from './stage.ts'

const TEXT = '攻撃者は古い VPN 装置を狙っています。'
let corrected: Released & { now: string }
let recalled: Released
const portal = stage(async hub => {
  const makers = [hub.as('analyst-1'), hub.as('officer-1')] as const
  const inputOf = (title: string, text: string) => productOf('VPN', [{ title, text }])
  const made = await release(...makers, inputOf('VPN 装置への攻撃', `${TEXT}\n\n1.2 版以前が対象です。`))
  await settled(hub)
  const friend = hub.as('hoshizora')
  await friend.ask('query ($id: ID!) { edition(id: $id) { id } }', { id: made.editions['NOTICE'] })
  const { products } = await makers[0].ask('{ products { items { id version } } }')
  const { version } = products.items.find(({ id }: { id: string }) => id === made.productId)
  const opened = await correct(makers[0], { id: made.productId, version }, '対象の版に誤り')
  const revised = await revise(makers[0], opened, inputOf('VPN 装置への攻撃', `${TEXT}\n\n1.4 版以前が対象です。`))
  await submit(makers[0], revised)
  const { editions } = await releaseOnly(makers[1], revised)
  corrected = { ...made, now: editions[0].editionId }
  recalled = await release(...makers, inputOf('取り下げる情報', '誤った情報です。'))
  await settled(hub)
  await recall(makers[1], recalled.productId)
  await settled(hub)
})

it('a reader sees what changed since they read it, and where it came from', async () => {
  const page = await portal.enter('hoshizora')
  await page.goto(`/editions/${corrected.now}`)
  const change = page.getByRole('region', { name: /前の版からの変更/ })
  await change.waitFor()
  expect(await change.locator('del').allTextContents()).toEqual([expect.stringContaining('2')])
  expect(await change.locator('ins').allTextContents()).toEqual([expect.stringContaining('4')])
  await shoot(page, 'correction-ja')
  expect(await audit(page)).toEqual([])
}, 90_000)

it('says on a telephone, in English, that something was recalled, and takes word of its removal', async () => {
  const page = await portal.enter('hoshizora', PHONE, 'en')
  await page.goto('/')
  const removed = page.getByRole('button', { name: 'I have removed it' }).first()
  await removed.waitFor()
  await shoot(page, 'recalled-en-phone')
  expect(await audit(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  await removed.click()
  await page.getByText('Removal reported', { exact: false }).first().waitFor()
}, 90_000)

it('the makers see who had it, and save the list whole', async () => {
  const page = await portal.enter('analyst-1')
  await page.goto(`/products/${corrected.productId}`)
  const uses = page.getByRole('region', { name: '誰が読んだか' })
  await uses.getByRole('button', { name: '一覧を表示' }).click()
  await uses.getByRole('table').waitFor()
  const saving = page.waitForEvent('download')
  await uses.getByRole('button', { name: '全件を CSV で保存' }).click()
  const table = await readFile(await (await saving).path(), 'utf8')
  const [head, ...rows] = table.trimEnd().split('\r\n')
  expect(head).toBe(
    '\uFEFFreference,category,person,organisation,toldAt,openedAt,downloadedAt,pulledAt,acknowledgedAt,recalledAt,removedAt',
  )
  expect(rows.length).toBeGreaterThan(100)
  expect(rows.filter(row => row.includes('星空ヶ丘市'))).not.toEqual([])
  await shoot(page, 'uses-ja')
  expect(await audit(page)).toEqual([])
}, 90_000)

it('an inspector sees the same of one edition', async () => {
  const page = await portal.enter('inspector', undefined, 'en')
  await page.goto(`/inspection/${corrected.now}`)
  const uses = page.getByRole('region', { name: 'Who read it' })
  await uses.getByRole('button', { name: 'Show the list' }).click()
  await uses.getByRole('columnheader', { name: 'Pulled by machine' }).waitFor()
  await shoot(page, 'inspected-uses-en')
  expect(await audit(page)).toEqual([])
}, 90_000)
