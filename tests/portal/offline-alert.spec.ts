/** What was sent while there was no hub, as those see it who release it and follow it, in both languages. */
import { alertKey, ReleaseKey, signedText } from '@noroshi/products'
import { createHash } from 'node:crypto'
import { startMailServer, type MailServer } from '../support/mail.ts'
import { audit } from './audit.ts'
import { PHONE, shoot, stage } from './stage.ts'

const KEY = ReleaseKey.newPem()

let server: MailServer
beforeAll(async () => {
  server = await startMailServer()
})
afterAll(() => server.stop())
const portal = stage(undefined, undefined, {
  options: () => ({
    alertKeyPems: [alertKey(KEY).publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    delivery: { portal: 'https://hub.example', mail: { server: server.url, from: '狼煙 <noreply@hub.example>' } },
  }),
})

it('shows what was sent without the hub, and whom it reached, before and after somebody releases it', async () => {
  const [at, text] = [new Date(Date.now() - 3_600_000).toISOString(), '遠隔保守の経路を直ちに遮断してください。']
  const alert = { id: 'NRA-7K3M-Q9TX', at, title: '狼煙が停止中に進行した攻撃', text }
  const { rows } = await portal.hub.database.superuser.query<{ email: string }>(
    'select email from hub.person order by email',
  )
  const outcomes = rows.slice(3).map(({ email }, index) => ({
    name: createHash('sha256').update(`${alert.id}\0${email.toLowerCase()}`).digest('hex').slice(0, 32),
    ...(index < 2 ? { state: 'FAILED', reason: 'SMTP_451' } : { state: 'SENT' }),
    at,
  }))
  const maker = portal.hub.as('analyst-1')
  const { bringInAlert } = await maker.ask(
    'mutation ($input: SentAlertInput!) { bringInAlert(input: $input) { productId } }',
    { input: { signedText: signedText(alert, KEY), alert } },
  )
  await maker.ask(
    'mutation ($id: ID!, $outcomes: [AlertOutcomeInput!]!) { noteAlertOutcomes(productId: $id, outcomes: $outcomes, areAll: true) { state } }',
    { id: bringInAlert.productId, outcomes },
  )
  const officer = await portal.enter('officer-1')
  await officer.goto('/alerts')
  await officer.getByText('狼煙を経由せずに送信').first().waitFor()
  await officer.getByText('メールが届かなかった人 2').waitFor()
  await officer.getByRole('button', { name: '発出する…' }).click()
  await officer.getByText('狼煙が止まっている間にメールで送信済みです', { exact: false }).waitFor()
  await officer.getByLabel('承認を待てない理由（履歴に残ります）').fill('送信済みのため。')
  await shoot(officer, 'alerts-offline-press-ja')
  expect(await audit(officer)).toEqual([])
  await officer.getByRole('button', { name: /人に発出する/ }).click()
  await officer.getByText('送信を終えました。').waitFor({ timeout: 60_000 })
  expect(server.mails.length).toBeLessThanOrEqual(5)
  await officer.goto(`/products/${bringInAlert.productId}`)
  await officer.getByText('狼煙を経由せずに送信').first().waitFor()
  await shoot(officer, 'alerts-offline-board-ja')
  expect(await audit(officer)).toEqual([])

  const other = await portal.enter('officer-2', PHONE, 'en')
  await other.goto('/alerts')
  await other.getByText('Sent without the hub').first().waitFor()
  await shoot(other, 'alerts-offline-phone-en')
  expect(await audit(other)).toEqual([])
}, 120_000)
