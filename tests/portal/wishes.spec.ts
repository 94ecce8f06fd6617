/** When and of what a reader is told outside the portal, what that would do now, and why they were told. In both languages. */
import { everythingSent } from '../api/steps.ts'
import { productOf, release } from '../support/hub.ts'
import { startMailServer, type MailServer } from '../support/mail.ts'
import { audit } from './audit.ts'
import { PHONE, shoot, stage } from './stage.ts'

let server: MailServer
beforeAll(async () => {
  server = await startMailServer()
})
afterAll(() => server.stop(), 20_000)
const portal = stage(
  async hub => {
    const makers = [hub.as('analyst-1'), hub.as('officer-1')] as const
    await release(...makers, productOf('注意', [{ title: '夜間の攻撃に注意', text: '注意してください。' }]))
    await everythingSent(hub, 60_000)
  },
  undefined,
  {
    options: () => ({
      delivery: { portal: 'https://hub.example', mail: { server: server.url, from: '狼煙 <noreply@hub.example>' } },
    }),
  },
)

it('a friend sleeps at night, reads one mail a day, and sees at once what that does', async () => {
  const page = await portal.enter('hoshizora', PHONE)
  await page.goto('/account')
  const form = page.getByRole('region', { name: '知らせる時間と範囲' })
  const preview = form.getByRole('region', { name: '今、情報が届いたら' })
  await preview.getByText('優先 ・ メール: すぐに届きます').waitFor()
  await form.getByLabel('メールのまとめ方（通常の情報）').selectOption('DAILY')
  await preview.getByText(/通常 ・ メール: .*に届きます（まとめて届く）/).waitFor()
  await form.getByLabel('始まり').fill('00:00')
  await form.getByLabel('終わり').fill('23:59')
  await preview.getByText(/優先 ・ メール: .*に届きます（静かな時間帯）/).waitFor()
  await preview.getByText('緊急 ・ メール: すぐに届きます').waitFor()
  await shoot(page, 'wishes-ja-phone')
  expect(await audit(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  await form.getByRole('button', { name: '保存する' }).click()
  await page.getByText('保存しました。待っている通知にも反映しました。').first().waitFor()
  await page.reload()
  await form.waitFor()
  expect(await form.getByLabel('始まり').inputValue()).toBe('00:00')
  // What makes no sense is refused by its field.
  await form.getByLabel('終わり').fill('')
  await form.getByRole('button', { name: '保存する' }).click()
  await form.getByText('静かな時間帯は、始まりと終わりの両方を指定してください。').first().waitFor()
}, 120_000)

it.each([
  ['ja', '届いた理由', 'この区分の全員に宛てられた情報です。', /メール: .*に送信/],
  ['en', 'Why this came', 'Everybody of this tier.', /Mail: sent at/],
] as const)(
  'a friend reads why something came: %s',
  async (language, press, audience, way) => {
    const page = await portal.enter('wakaba', undefined, language)
    await page.goto('/')
    await page.getByRole('button', { name: press }).first().click()
    await page.getByText(audience).waitFor()
    await page.getByText(way).waitFor()
    await shoot(page, `why-told-${language}`)
    expect(await audit(page)).toEqual([])
  },
  90_000,
)
