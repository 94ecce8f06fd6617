/** How a reader is told outside the portal, and how far news came, as its makers see it. In both languages. */
import { settled } from '../api/steps.ts'
import { productOf, release, type Released } from '../support/hub.ts'
import { startMailServer, type MailServer } from '../support/mail.ts'
import { audit } from './audit.ts'
import { PHONE, shoot, stage } from './stage.ts'

let server: MailServer
let released: Released
beforeAll(async () => {
  server = await startMailServer()
  server.answer = recipient => (recipient.startsWith('wakaba') ? 550 : 0)
})
afterAll(() => server.stop(), 20_000)
const portal = stage(
  async hub => {
    const makers = [hub.as('analyst-1'), hub.as('officer-1')] as const
    released = await release(...makers, productOf('注意', [{ title: '夜間の攻撃に注意', text: '注意してください。' }]))
    await settled(hub)
  },
  undefined,
  {
    options: () => ({
      delivery: {
        portal: 'https://hub.example',
        mail: { server: server.url, from: '狼煙 <noreply@hub.example>' },
      },
    }),
  },
)

it('a friend chooses not to be mailed, and English, on a telephone', async () => {
  const page = await portal.enter('hoshizora', PHONE)
  await page.goto('/account')
  const choice = page.getByRole('region', { name: '通知の受け取り方' })
  const mail = choice.getByRole('switch', { name: 'メール' })
  expect(await mail.isChecked()).toBe(true)
  await shoot(page, 'told-by-ja-phone')
  expect(await audit(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  await mail.click()
  await page.getByText('受け取り方を保存しました。').first().waitFor()
  const isSaved = page.waitForResponse(answer => answer.request().postData()?.includes('PreferChannel') === true)
  await choice.getByText('English', { exact: true }).click()
  await isSaved
  await page.reload()
  await choice.waitFor()
  expect(await mail.isChecked()).toBe(false)
  expect(await choice.getByRole('radio', { name: 'English' }).isChecked()).toBe(true)
}, 90_000)

it('the makers see how many mails left, and which were refused', async () => {
  const page = await portal.enter('analyst-1', undefined, 'en')
  await page.goto(`/products/${released.productId}`)
  await page
    .getByRole('list', { name: 'News outside the portal' })
    .getByText(/Mail: .*\d+ sent ・ \d+ refused for good/)
    .waitFor()
  await shoot(page, 'channel-reach-en')
  expect(await audit(page)).toEqual([])
}, 90_000)
