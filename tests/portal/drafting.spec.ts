/** A new draft, on a slow machine: between the form of a new one and the page of a stored one nothing that somebody does is lost. */
import { shoot, stage } from './stage.ts'

const portal = stage()

it('holds the form while a new draft is stored, and asks for its review as soon as the button may be pressed', async () => {
  const page = await portal.enter('analyst-1')
  await page.goto('/products/new')
  await page.getByRole('button', { name: '白紙から始める' }).click()
  await page.getByLabel('作業名').fill('遅い端末からの下書き')
  await page.getByLabel('表題').fill('遅い端末からの下書き')
  await page.getByLabel('要旨').fill('要旨')
  await page.getByRole('textbox', { name: '本文（Markdown）' }).fill('本文')
  await page.getByLabel('区分に応じて届けられる全員').check({ force: true })

  let store = () => {}
  const isMeantToBeStored = new Promise<void>(resolve => (store = resolve))
  await page.route('**/graphql', async route => {
    if (route.request().postData()?.includes('draftProduct(')) await isMeantToBeStored
    await route.continue()
  })
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 10 })
  await page.getByRole('button', { name: '下書きを保存' }).click()
  await page.locator('button[data-loading]').waitFor()
  expect(await page.getByLabel('作業名').isDisabled()).toBe(true)
  await shoot(page, 'drafting-held-ja')
  store()
  await page.getByRole('button', { name: '審査を依頼' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '審査を依頼' }).click()
  await page.waitForURL(address => /\/products\/[0-9a-f-]+$/.test(address.pathname))
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  await page.getByRole('heading', { name: '遅い端末からの下書き' }).first().waitFor()
}, 120_000)
