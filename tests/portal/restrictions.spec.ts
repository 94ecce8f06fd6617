/** An intake is reclassified after its consequences were shown, and an originator takes its consent back. In both languages. */
import { draft, releaseOnly, submit, type Drafted } from '../api/steps.ts'
import { productOf, release } from '../support/hub.ts'
import { audit } from './audit.ts'
import { PHONE, shoot, stage } from './stage.ts'

const TEXT = '当行の勘定系に対する侵入の試みを観測した。'
const TIERS = ['GOVERNMENT', 'MEMBER', 'FRIEND']
const FREE = { containsSecret: false, containsCommInfo: false, identifiesPerson: false, consentedTiers: TIERS }

let caseId = ''
let waiting: Drafted
const portal = stage(async hub => {
  const [analyst, officer] = [hub.as('analyst-1'), hub.as('officer-1')]
  caseId = (await analyst.ask('mutation { openCase(title: "たぬきの侵入") { id } }')).openCase.id
  await analyst.ask('mutation ($id: ID!, $input: IntakeInput!) { receiveIntake(id: $id, input: $input) { id } }', {
    id: caseId,
    input: {
      ...{ sourceType: 'COUNCIL', summary: '設定の誤りが狙われている。', originator: '協議会', ...FREE },
      receivedAt: '2026-02-01T00:00:00Z',
    },
  })
  const { intakes } = await analyst.ask('{ intakes { items { id } } }')
  const made = (title: string) => {
    const input = productOf(title, [{ title, originator: '協議会', consentedTiers: TIERS }])
    const [edition] = input.editions
    const fragments = edition.fragments.map(fragment => ({ ...fragment, intakes: [intakes.items[0].id] }))
    return { ...input, editions: [{ ...edition, fragments }] }
  }
  await release(analyst, officer, made('たぬきの警告'))
  await submit(analyst, await draft(analyst, made('たぬきの続報')))
  await draft(analyst, made('たぬきの下書き'))

  const bank = { originator: '風見鶏銀行（デモ）', consentedTiers: TIERS }
  waiting = await submit(analyst, await draft(analyst, productOf('x', [{ title: 'お知らせ', text: TEXT, ...bank }])))
  await analyst.ask(
    'mutation ($id: ID!, $version: Int!) { askConsent(productId: $id, version: $version, edition: 0, fragment: 0) { mayRecord } }',
    { id: waiting.id, version: waiting.version },
  )
})

it('an analyst sees what a reclassification would do, and does it', async () => {
  const page = await portal.enter('analyst-2')
  await page.goto(`/cases/${caseId}`)
  await page.getByRole('button', { name: '区分を変更' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('秘密情報を含む').check({ force: true })
  await dialog.getByText('たぬきの警告').waitFor()
  for (const what of ['回収', '差し戻し', '提出できません']) await dialog.getByText(what, { exact: true }).waitFor()
  expect(await dialog.getByRole('button', { name: '区分を変更し、回収する' }).isDisabled()).toBe(true)
  await dialog.getByLabel('理由（履歴に残ります）').fill('秘密に当たると判明した')
  await shoot(page, 'reclassify-preview-ja')
  expect(await audit(page)).toEqual([])
  await dialog.getByRole('button', { name: '区分を変更し、回収する' }).click()
  await dialog.getByText('区分を変更しました。').waitFor()
  await shoot(page, 'reclassify-done-ja')
  expect(await audit(page)).toEqual([])
  await dialog.getByRole('button', { name: '閉じる', exact: true }).last().click()
  await page.getByText('変更後:').waitFor()
  await shoot(page, 'reclassify-timeline-ja')
  expect(await audit(page)).toEqual([])
}, 90_000)

it('on a telephone, in English, an officer sees that a change loosens', async () => {
  const page = await portal.enter('officer-1', PHONE, 'en')
  await page.goto(`/cases/${caseId}`)
  await page.getByRole('button', { name: 'Reclassify' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('switch').first().uncheck({ force: true })
  await dialog.getByText('This restricts it less than before.').waitFor()
  await dialog.getByText('It touches no product.').waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  await shoot(page, 'reclassify-en-phone')
  expect(await audit(page)).toEqual([])
}, 90_000)

it('an originator takes its consent back, and its members read it no more', async () => {
  const bank = await portal.enter('kazamidori', PHONE)
  await bank.goto('/consents')
  await bank.getByRole('button', { name: '同意する' }).click()
  await bank.getByText('同意済み').waitFor()
  const [{ editionId }] = (await releaseOnly(portal.hub.as('officer-1'), waiting)).editions
  const member = portal.hub.as('hoshiwatari')
  const EDITION = 'query ($id: ID!) { edition(id: $id) { title } }'
  await member.ask(EDITION, { id: editionId })
  await bank.getByRole('button', { name: '同意を撤回する' }).click()
  await bank.getByText('同意を撤回しますか').waitFor()
  await shoot(bank, 'withdraw-ja-phone')
  expect(await audit(bank)).toEqual([])
  await bank.getByRole('dialog').getByRole('button', { name: '同意を撤回する' }).click()
  await bank.getByText('撤回済み').waitFor()
  await expect(member.ask(EDITION, { id: editionId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await bank.getByRole('dialog').waitFor({ state: 'detached' })
  await shoot(bank, 'withdrawn-ja-phone')
  expect(await audit(bank)).toEqual([])
}, 90_000)
