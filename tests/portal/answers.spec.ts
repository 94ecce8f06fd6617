/** An alert is answered in one press; its sender sees who did not, and whoever is on duty takes it up. In both languages. */
import { personIdOf, settled } from '../api/steps.ts'
import { productOf, release, type Released } from '../support/hub.ts'
import { audit } from './audit.ts'
import { PHONE, shoot, stage } from './stage.ts'

let drill: Released
let alert: Released
const portal = stage(async hub => {
  const makers = [hub.as('analyst-1'), hub.as('officer-1')] as const
  const editions = (title: string) => [
    { title: `${title}（提供）`, secret: true, text: '## 概況\n\n確認してください。' },
    { title: `${title}（周知）`, text: '## 概況\n\n確認してください。' },
  ]
  drill = await release(
    ...makers,
    productOf('セプター訓練', editions('セプター訓練'), { urgency: 'EMERGENCY', drill: true }),
  )
  alert = await release(
    ...makers,
    productOf('制御装置への攻撃', editions('制御装置への攻撃'), { urgency: 'EMERGENCY' }),
  )
  await settled(hub)
  const answer =
    'mutation ($id: ID!, $input: ImpactInput!) { answerImpact(editionId: $id, input: $input) { editionId } }'
  await hub.as('wakaba').ask(answer, { id: drill.editions['NOTICE'], input: { answer: 'NOT_AFFECTED' } })
  await hub.as('hayate').ask(answer, {
    id: alert.editions['NOTICE'],
    input: { answer: 'AFFECTED', note: '二台で確認', actionState: 'INTERIM', actionOwner: '情報システム部' },
  })
  const [startsAt, endsAt] = [-1, 8].map(hours => new Date(Date.now() + hours * 3_600_000).toISOString())
  const turn = { personId: await personIdOf(hub, 'analyst-2'), startsAt, endsAt }
  await hub
    .as('officer-1')
    .ask('mutation ($input: DutyTurnInput!) { enterDutyTurn(input: $input) { id } }', { input: turn })
  await hub.database.superuser.query(
    `insert into hub.answer_step (edition_id, organisation_id, step) select $1, organisation_id, 'DUTY' from hub.person where id = any ($2::uuid[])`,
    [alert.editions['NOTICE'], [await personIdOf(hub, 'wakaba'), await personIdOf(hub, 'hoshizora')]],
  )
})

it('a member answers in one press, and adds what is done about it', async () => {
  const page = await portal.enter('hoshiwatari')
  await page.goto(`/editions/${alert.editions['PROVISION']}`)
  const panel = page.getByRole('region', { name: '影響の回答' })
  await panel.getByText('回答期限').waitFor()
  await panel.getByRole('button', { name: '確認中' }).click()
  await panel.getByText('回答を送りました。').waitFor()
  await panel.getByRole('button', { name: '状況・対応を添える' }).click()
  await panel.getByLabel('対応状況').selectOption('INTERIM')
  await panel.getByLabel('担当', { exact: true }).fill('情報システム部')
  await panel.getByRole('button', { name: '添えて回答する' }).click()
  await panel.getByText('確認中 ・ 暫定').waitFor()
  await page.getByRole('button', { name: '確認済み' }).waitFor()
  expect(await audit(page)).toEqual([])
  await shoot(page, 'impact-answer-ja')
})

it('a friend sees the drill for what it is, and answers from the inbox', async () => {
  const page = await portal.enter('wakaba', PHONE)
  await page.goto('/')
  const row = page.getByRole('article').filter({ hasText: '【訓練】セプター訓練（周知）' })
  await row.getByText('訓練', { exact: true }).waitFor()
  await page.getByRole('button', { name: '影響を回答' }).first().click()
  await page.getByRole('menuitem', { name: '影響なし' }).click()
  await page.getByText('回答済み: 影響なし').waitFor()
  expect(await audit(page)).toEqual([])
  await shoot(page, 'inbox-answer-ja')
  await page.goto(`/editions/${drill.editions['NOTICE']}`)
  await page.getByText('【訓練】これは到達確認の訓練です').waitFor()
  expect(await audit(page)).toEqual([])
  await shoot(page, 'drill-edition-ja')
})

it('the sender sees on the board who has not answered, in both languages', async () => {
  const page = await portal.enter('analyst-1')
  await page.goto(`/products/${drill.productId}`)
  const board = page.getByRole('region', { name: '回答状況' })
  await board.getByRole('button', { name: '組織ごとに見る' }).last().click()
  await board.getByRole('button', { name: '分野別・経路別に見る' }).last().click()
  await board.getByRole('columnheader', { name: '最初の応答' }).waitFor()
  await board.getByRole('columnheader', { name: '中央値' }).waitFor()
  expect(await audit(page)).toEqual([])
  await shoot(page, 'board-drill-ja')
  await page.goto('/drills')
  await page.getByText('【訓練】セプター訓練（周知）').waitFor()
  expect(await audit(page)).toEqual([])
  await shoot(page, 'drills-ja')
  await page.getByText('English', { exact: true }).first().click()
  await page.getByRole('heading', { name: 'Past drills' }).waitFor()
  await shoot(page, 'drills-en')
})

it('whoever is on duty takes an organisation, notes the call, and closes it', async () => {
  const page = await portal.enter('analyst-2')
  await page.goto('/duty')
  const list = page.getByRole('region', { name: '対応が必要な組織' })
  const one = list.getByRole('article').first()
  await one.getByRole('button', { name: '引き受ける' }).click()
  await one.getByText('が対応中').waitFor()
  await one.getByLabel('連絡の結果').selectOption('NO_ANSWER')
  await one.getByLabel('内容', { exact: true }).fill('代表電話も不在')
  await one.getByRole('button', { name: '記録する' }).click()
  await one.getByText('代表電話も不在').waitFor()
  expect(await audit(page)).toEqual([])
  await shoot(page, 'duty-ja')
  const before = await list.getByRole('article').count()
  await one.getByRole('button', { name: '終了する' }).click()
  await page.waitForFunction(
    count => document.querySelectorAll('section[aria-label="対応が必要な組織"] article').length < count,
    before,
  )
})
