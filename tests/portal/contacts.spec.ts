/** Whom to reach is named and confirmed; whom an emergency would not reach is seen before it, and whoever is on duty calls. In both languages. */
import { personIdOf, settled } from '../api/steps.ts'
import { productOf, release } from '../support/hub.ts'
import { audit } from './audit.ts'
import { PHONE, shoot, stage } from './stage.ts'

const portal = stage(async hub => {
  const makers = [hub.as('analyst-1'), hub.as('officer-1')] as const
  const { superuser } = hub.database
  // In doubt for every visitor alike, whatever the demonstration names.
  await superuser.query(
    `update hub.contacts_entry set at = now() - interval '200 days' where organisation_id = (select organisation_id from hub.person where id = $1)`,
    [await personIdOf(hub, 'wakaba')],
  )
  const alert = await release(
    ...makers,
    productOf('制御装置への攻撃', [{ title: '制御装置への攻撃', text: '## 概況\n\n確認してください。' }], {
      urgency: 'EMERGENCY',
    }),
  )
  await settled(hub)
  const [startsAt, endsAt] = [-1, 8].map(hours => new Date(Date.now() + hours * 3_600_000).toISOString())
  const turn = { personId: await personIdOf(hub, 'analyst-2'), startsAt, endsAt }
  await hub
    .as('officer-1')
    .ask('mutation ($input: DutyTurnInput!) { enterDutyTurn(input: $input) { id } }', { input: turn })
  const hoshizora = await personIdOf(hub, 'hoshizora')
  await superuser.query(
    `insert into hub.contacts_entry (organisation_id, first_id, duty_phone, duty_hours, entered_by)
     select organisation_id, id, '+81300001234', '24時間', id from hub.person where id = $1`,
    [hoshizora],
  )
  await superuser.query(
    `insert into hub.answer_step (edition_id, organisation_id, step) select $1, organisation_id, 'DUTY' from hub.person where id = $2`,
    [alert.editions['NOTICE'], hoshizora],
  )
})

it('a friend is reminded on every page, names whom to reach on a phone, and says that they are right', async () => {
  const page = await portal.enter('wakaba', PHONE)
  await page.goto('/')
  const reminder = page.getByRole('complementary', { name: '組織の連絡先' })
  await reminder.getByRole('link', { name: '連絡先を見る' }).click()
  await page.getByRole('heading', { level: 1, name: '連絡先' }).waitFor()
  await page.getByText('確認の期限切れ').waitFor()
  await shoot(page, 'contacts-overdue-ja')
  await page.getByLabel('当番電話').fill('03-1234-5678')
  await page.getByRole('button', { name: '連絡先を保存する' }).click()
  await page.getByText('電話番号は国番号から入力してください').waitFor()
  await page.getByLabel('当番電話').fill('+81 3 1234 5678')
  await page.getByLabel('第1連絡先').selectOption({ index: 1 })
  await page.getByLabel('第2連絡先').selectOption({ index: 0 })
  await page.getByRole('button', { name: '連絡先を保存する' }).click()
  await page.getByText('+81312345678').waitFor()
  await page.getByText('確認済み').waitFor()
  await page.getByRole('button', { name: '今も正しい' }).click()
  await page.getByText('確認しました。').waitFor()
  expect(await audit(page)).toEqual([])
  await page.goto('/')
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  expect(await page.getByRole('complementary', { name: '組織の連絡先' }).count()).toBe(0)
})

it('an analyst sees whom an emergency would not reach, where an alert is prepared and on a page, and saves it', async () => {
  const page = await portal.enter('analyst-1')
  await page.goto('/alerts')
  const count = page.getByRole('link', { name: /届かないおそれのある組織/ })
  await count.waitFor()
  await shoot(page, 'alerts-in-doubt-ja')
  await count.click()
  await page.getByRole('heading', { name: '緊急時に届かない組織' }).waitFor()
  await page.getByLabel('理由', { exact: true }).selectOption('NO_DUTY_PHONE')
  await page
    .getByRole('cell', { name: /当番電話なし/ })
    .first()
    .waitFor()
  await shoot(page, 'reachability-ja')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'CSV で保存' }).click()
  expect((await download).suggestedFilename()).toBe('noroshi-reachability.csv')
  expect(await audit(page)).toEqual([])
  await page.getByText('English', { exact: true }).first().click()
  await page.getByRole('heading', { name: 'Whom an emergency would not reach' }).waitFor()
  expect(await audit(page)).toEqual([])
  await shoot(page, 'reachability-en')
})

it('whoever is on duty is shown the telephone of an organisation that was escalated to them', async () => {
  const page = await portal.enter('analyst-2')
  await page.goto('/duty')
  await page.getByRole('link', { name: '+81300001234' }).waitFor()
  await page.getByText('受付：24時間').waitFor()
  expect(await audit(page)).toEqual([])
  await shoot(page, 'duty-phone-ja')
})

it('an administrator sees and names the contacts of any organisation', async () => {
  const page = await portal.enter('administrator')
  const { rows } = await portal.hub.database.superuser.query<{ id: string }>(
    'select organisation_id as id from hub.person where id = $1',
    [await personIdOf(portal.hub, 'wakaba')],
  )
  await page.goto(`/organisations/${rows[0].id}`)
  await page.getByRole('region', { name: '連絡先', exact: true }).getByText('+81312345678').waitFor()
  expect(await audit(page)).toEqual([])
  await shoot(page, 'organisation-contacts-ja')
})
