/** Whom to reach is named and confirmed; whom an emergency would not reach is seen before it, and whoever is on duty calls. In both languages. */
import { eventually, personIdOf, settled } from '../api/steps.ts'
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
  const isLookedAt = 'select 1 from hub.organisation_reach limit 1'
  const { superuser } = portal.hub.database
  await eventually(async () => (await superuser.query(isLookedAt)).rows.length > 0, 'the first look', 30_000)
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

it('a friend plans who follows, sees what goes over, changes the day, and after it whoever follows is asked to confirm', async () => {
  const { superuser } = portal.hub.database
  const leaver = await personIdOf(portal.hub, 'wakaba')
  const { rows } = await superuser.query<{ id: string; name: string; organisation_id: string }>(
    `insert into hub.enrolled_person (person_id) select p.id from hub.person p where p.id <> $1
       and p.organisation_id = (select organisation_id from hub.person where id = $1) on conflict (person_id) do update set person_id = excluded.person_id
     returning person_id as id, (select name from hub.person where id = person_id) as name, (select organisation_id from hub.person where id = $1)`,
    [leaver],
  )
  await superuser.query(
    `insert into hub.contacts_entry (organisation_id, first_id, duty_phone, entered_by) values ($1, $2, '+81312345678', $2)`,
    [rows[0].organisation_id, leaver],
  )
  const page = await portal.enter('wakaba')
  await page.goto('/contacts')
  await page.getByText('引継ぎの予定はありません').waitFor()
  const form = page.getByRole('region', { name: '引継ぎを登録する' })
  await form.getByLabel('前任者（離れる人）').selectOption(leaver)
  await form.getByText('後任者が未定です', { exact: false }).waitFor()
  await form.getByLabel('後任者', { exact: true }).selectOption(rows[0].id)
  await form.getByText(`第1連絡先 ${rows[0].name}`, { exact: false }).waitFor()
  await form.locator('input[type=date]').fill('2020-04-01')
  await form.getByLabel('理由').fill('4月1日付の定期異動')
  await form.getByRole('button', { name: '引継ぎを登録する' }).click()
  await form.getByText('今日（日本時間）から', { exact: false }).waitFor()
  await shoot(page, 'handover-form-ja')
  const [today, later] = [0, 90].map(days =>
    new Date(Date.now() + days * 86_400_000 + 9 * 3_600_000).toISOString().slice(0, 10),
  )
  await form.locator('input[type=date]').fill(later)
  await form.getByRole('button', { name: '引継ぎを登録する' }).click()
  const planned = page.getByRole('article')
  await planned.getByText('予定', { exact: true }).waitFor()
  expect(await audit(page)).toEqual([])
  await shoot(page, 'handover-planned-ja')
  await page.goto('/')
  await page.getByRole('complementary', { name: '引継ぎの予定' }).getByText(later, { exact: false }).waitFor()
  await page.getByRole('complementary', { name: '引継ぎの予定' }).getByRole('link', { name: '連絡先を見る' }).click()
  await planned.getByRole('button', { name: '変更する' }).click()
  await planned.locator('input[type=date]').fill(today)
  await planned.getByRole('button', { name: '変更を保存する' }).click()
  await planned.getByText(today, { exact: false }).waitFor()
  await settledHandover()
  await page.reload()
  await planned.getByText('実施済み', { exact: true }).waitFor()
  await page.getByText('後任者の確認待ち').waitFor()
  await page.getByText('+81312345678').waitFor()
  expect(await audit(page)).toEqual([])
  await page.getByText('English', { exact: true }).first().click()
  await page.getByRole('heading', { name: 'Hand-over of posts' }).waitFor()
  await page.getByText('Carried out', { exact: true }).waitFor()
  expect(await audit(page)).toEqual([])
  await shoot(page, 'handover-done-en')

  const board = await portal.enter('officer-1')
  await superuser.query(`update hub.organisation_reach set computed_at = now() - interval '2 minutes'`)
  const isFound = `select 1 from hub.organisation_reach where 'SUCCESSOR_NOT_CONFIRMED' = any (reasons)`
  await eventually(
    async () => (await superuser.query(isFound)).rows.length > 0,
    'a look at whom one would reach',
    30_000,
  )
  await board.goto('/reachability')
  await board.getByLabel('理由', { exact: true }).selectOption('SUCCESSOR_NOT_CONFIRMED')
  await board
    .getByRole('cell', { name: /引継ぎ後、後任者が未確認/ })
    .first()
    .waitFor()
  await shoot(board, 'handover-reachability-ja')
}, 120_000)

/** Until the worker has carried out what is due. */
async function settledHandover(): Promise<void> {
  await eventually(async () => {
    const { rows } = await portal.hub.database.superuser.query(`select 1 from hub.handover where state = 'PLANNED'`)
    return rows.length === 0
  }, 'the hand-over')
}
