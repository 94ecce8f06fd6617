/** An alert from its four fields to the last mail, in both languages. */
import { startMailServer, type MailServer } from '../support/mail.ts'
import { audit } from './audit.ts'
import { PHONE, shoot, stage } from './stage.ts'

let server: MailServer
beforeAll(async () => {
  server = await startMailServer()
})
afterAll(() => server.stop())
const portal = stage(undefined, undefined, {
  options: () => ({
    delivery: { portal: 'https://hub.example', mail: { server: server.url, from: '狼煙 <noreply@hub.example>' } },
  }),
})

it('an analyst writes an alert from a template, an officer presses once, and sees it arrive', async () => {
  const analyst = await portal.enter('analyst-1')
  await analyst.goto('/alerts')
  await analyst.getByText('発出を待っているものはありません').waitFor()
  await analyst.getByRole('combobox', { name: '定型文' }).click()
  await analyst.getByRole('option', { name: '攻撃が進行中' }).click()
  const submit = analyst.getByRole('button', { name: '発出を求める' })
  expect(await submit.isDisabled()).toBe(true)
  await analyst.getByRole('textbox', { name: '連絡先', exact: true }).fill('当直 03-0000-0000')
  await analyst.getByLabel('英語も付ける（任意）').check()
  await analyst.getByLabel('連絡先（英語）').fill('Duty officer 03-0000-0000')
  await shoot(analyst, 'alerts-write-ja')
  expect(await audit(analyst)).toEqual([])
  await submit.click()
  await analyst.getByText('作成者は自分の情報を発出できません', { exact: false }).waitFor()

  const officer = await portal.enter('officer-1')
  await officer.goto('/alerts')
  await officer.getByText('当直 03-0000-0000', { exact: false }).waitFor()
  await officer.getByRole('button', { name: '発出する…' }).click()
  const confirm = officer.getByRole('button', { name: /人に発出する/ })
  expect(await confirm.isDisabled()).toBe(true)
  await officer.getByLabel('承認を待てない理由（履歴に残ります）').fill('攻撃が続いているため。')
  await shoot(officer, 'alerts-press-ja')
  expect(await audit(officer)).toEqual([])
  await confirm.click()
  await officer.getByText('送信を終えました。').waitFor({ timeout: 60_000 })
  await officer.getByText('直近7日間に発出したもの').waitFor()
  await shoot(officer, 'alerts-progress-ja')
  expect(await audit(officer)).toEqual([])
  expect(server.mails.length).toBeGreaterThan(100)
}, 120_000)

it('says the same in English on a telephone, and nothing to who makes no products', async () => {
  const officer = await portal.enter('officer-2', PHONE, 'en')
  await officer.goto('/alerts')
  await officer.getByText('Whom it reaches').first().waitFor()
  await officer.getByRole('button', { name: 'Follow' }).click()
  await officer.getByText('All is sent.').waitFor()
  await shoot(officer, 'alerts-phone-en')
  expect(await audit(officer)).toEqual([])
  const member = await portal.enter('hoshiwatari-power-1')
  await member.goto('/alerts')
  await member.getByText('受信箱').first().waitFor()
  expect(await member.getByText('緊急周知').count()).toBe(0)
}, 60_000)
