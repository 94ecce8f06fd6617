/** The account page: a key or a certificate to which mail is encrypted, and a telephone with its code. In both languages. */
import { newCertificate } from '@noroshi/delivery/testing'
import { newIntakeKeys } from '@noroshi/intake'
import { eventually } from '../api/steps.ts'
import { newKey } from '../support/mail-cipher.ts'
import { startSmsGateway, type SmsGateway } from '../support/sms-gateway.ts'
import { audit } from './audit.ts'
import { PHONE, shoot, stage } from './stage.ts'

let gateway: SmsGateway
const sealing = newIntakeKeys()
beforeAll(async () => {
  gateway = await startSmsGateway()
})
afterAll(() => gateway.stop(), 20_000)
const portal = stage(() => Promise.resolve(), undefined, {
  options: () => ({
    phones: { publicKeyPem: sealing.publicPem, from: 'NOROSHI' },
    delivery: {
      portal: 'https://hub.example',
      mail: null,
      sms: { server: gateway.url, from: 'NOROSHI', privateKeyPem: sealing.privatePem },
    },
  }),
})

it('a friend has mail encrypted to a key, which says how long it lasts, and confirms a telephone', async () => {
  const page = await portal.enter('wakaba', PHONE)
  await page.goto('/account')
  const key = page.getByRole('region', { name: 'メールの暗号化（OpenPGP・S/MIME）' })
  await key.getByLabel('公開鍵または証明書').fill('ssh-ed25519 AAAA')
  await key.getByRole('button', { name: '登録', exact: true }).click()
  await key.getByText('でもありません').waitFor()
  const { publicKey } = await newKey('else@where.example', new Date(Date.now() - 1_000), 7 * 86_400)
  await key.getByLabel('公開鍵または証明書').fill(publicKey)
  await key.getByRole('button', { name: '登録', exact: true }).click()
  await key.getByText('あと7日で期限が切れます').waitFor()
  await key.getByText('あなたのメールアドレスは含まれていません').waitFor()

  const authority = newCertificate({ name: '試験認証局' })
  const until = new Date(Date.now() + 7 * 86_400_000 - 60_000)
  const { certificate } = newCertificate({ email: portal.hub.account('wakaba').email, until }, authority)
  const file = { name: 'own.cer', mimeType: 'application/pkix-cert', buffer: certificate.raw }
  await key.locator('input[type=file]').setInputFiles(file)
  await key.getByRole('button', { name: 'これに置き換える' }).click()
  await key.getByText('S/MIMEの証明書', { exact: false }).last().waitFor()
  await key.getByText('CN=試験認証局').waitFor()
  await key.getByText('あと7日で期限が切れます').waitFor()

  const phones = page.getByRole('region', { name: 'SMS（ショートメッセージ）' })
  await phones.getByLabel('名前').fill('当番の電話')
  await phones.getByLabel('電話番号').fill('+81 90 1234 5678')
  await phones.getByRole('button', { name: '確認コードを送る' }).click()
  await phones.getByLabel('確認コード', { exact: true }).fill('x')
  await shoot(page, 'keys-and-phones-ja-phone')
  expect(await audit(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  await eventually(() => gateway.messages.length > 0, 'the code')
  await phones.getByLabel('確認コード', { exact: true }).fill(/\d{6}/.exec(gateway.messages[0]?.text ?? '')?.[0] ?? '')
  await phones.getByRole('button', { name: '確認する' }).click()
  await phones.getByText('確認済み').waitFor()
  await phones.getByText('末尾 5678').waitFor()

  const english = await portal.enter('wakaba', undefined, 'en')
  await english.goto('/account')
  await english.getByText('It expires in 7 days').waitFor()
  await english.getByText('ends in 5678').waitFor()
  await shoot(english, 'keys-and-phones-en')
  expect(await audit(english)).toEqual([])
}, 120_000)
