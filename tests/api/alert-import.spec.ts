/** `noroshi alert import`: what was sent while there was no hub, brought into it once it is back, by the real program. */
import { signedText, type OfflineAlert } from '@noroshi/products'
import { readFileSync, writeFileSync } from 'node:fs'
import type { Actor } from '../support/actor.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'
import { refused, REVIEW, reviewOf, WHY } from './emergency-steps.ts'
import { activeAddresses, OfflineDesk } from './offline-steps.ts'
import { correct, everythingSent, eventually, giveBack, inboxOf, recall, releaseNow, revise } from './steps.ts'

const TEXT = `本日03:00頃から、遠隔保守の経路を使った侵入が続いている。\n\n${'遠隔保守の経路を直ちに遮断してください。'.repeat(12)}\n\nhttps://example.jp/`
const PRODUCT = `query ($id: ID!) { product(id: $id) { id version state urgency releaseObjections { code }
  editions { title category fragments { key text } audience { everyone } } } }`
const LIST = '{ alerts { id version title state objections { code } sentWithoutHub { alertId sentAt } } }'
const PROGRESS = `query ($id: ID!) { alertProgress(productId: $id) { told channels { channel queued sent failed withdrawn failures { reason count } } } }`
const BOARD = `query ($id: ID!) { answerBoard(productId: $id) { editionId sentWithoutHubAt told sent acknowledged } }`
const ORGANISATIONS = `query ($id: ID!, $edition: ID!) { answersOf(productId: $id, editionId: $edition) { items { toldAt sentAt } } }`
const BRING_IN = 'mutation ($input: SentAlertInput!) { bringInAlert(input: $input) { productId state } }'
const NOTE = `mutation ($id: ID!, $outcomes: [AlertOutcomeInput!]!, $areAll: Boolean!) { noteAlertOutcomes(productId: $id, outcomes: $outcomes, areAll: $areAll) { productId state sent } }`

const SUBMIT = 'mutation ($id: ID!, $version: Int!) { submitProduct(id: $id, version: $version) { id } }'
// As the answers of an Actor are.
type Marked = any

let desk: OfflineDesk
let hub: TestHub
let analyst: Actor
let officer: Actor
let listed: string[]
let began: string
/** Refused for good, not taken, gone since, and under another address since. */
let [bounced, failed, gone, moved]: string[] = []

beforeAll(async () => {
  desk = await OfflineDesk.open(TEXT)
  const before = await startTestHub({ worker: false })
  listed = await activeAddresses(before)
  await desk.exportContacts(before)
  // It is attacked, and out.
  await before.freeze()
  ;[bounced, failed, gone, moved] = listed.filter(email => !/analyst|officer|inspector|admin|hoshiwatari/.test(email))
  began = new Date().toISOString()
  desk.server.answer = recipient => (recipient === bounced ? 550 : recipient === failed ? 451 : 0)
  expect((await desk.noroshi(desk.sending('journal'))).code).toBe(2)
  expect(desk.told()).toEqual(listed.filter(email => email !== bounced && email !== failed))
  desk.server.answer = () => 0
  desk.server.mails.length = 0
  hub = await startTestHub({
    from: before,
    alertKeyPems: [readFileSync(desk.at('key.pub'), 'utf8')],
    delivery: { portal: 'https://hub.example', mail: { server: desk.server.url, from: '狼煙 <noreply@hub.example>' } },
  })
  await before.database.drop()
  const sql = hub.database.superuser
  await sql.query('update hub.person set active = false where email = $1', [gone])
  await sql.query(`update hub.person set email = 'moved@example.jp' where email = $1`, [moved])
  analyst = hub.as('analyst-1')
  officer = hub.as('officer-1')
}, 180_000)
afterAll(async () => {
  await hub.stop()
  await desk.close()
}, 30_000)

const asAnalyst = () => ({ HUB_URL: hub.url, HUB_API_KEY: hub.account('analyst-1').apiKey ?? '' })
const importing = (journal: string, key = 'key.pub', ...more: string[]) =>
  desk.noroshi(['alert', 'import', desk.at(journal), desk.at(key), ...more], asAnalyst())
const productsIn = async () => (await hub.database.superuser.query('select from hub.product')).rows.length
/** The same product in other words. */
const otherWords = ({ editions: [{ title, fragments, audience }] }: Marked) => ({
  ...{ title, kind: 'BULLETIN', severity: 'CRITICAL', urgency: 'EMERGENCY' },
  editions: [
    {
      ...{ title, audience, summary: '別の文' },
      fragments: [
        {
          key: fragments[0].key,
          text: '別の文',
          containsSecret: false,
          containsCommInfo: false,
          identifiesPerson: false,
        },
      ],
    },
  ],
})
const productIn = (out: string) => /product: ([0-9a-f-]{36})/.exec(out)?.[1] ?? ''
const productOf = async (id: string) => (await analyst.ask(PRODUCT, { id })).product
const alertOf = async (who: Actor, id: string) =>
  (await who.ask(LIST)).alerts.find((alert: { id: string }) => alert.id === id)
const read = (name: string) => readFileSync(desk.at(name), 'utf8')
const once = <T>(work: () => Promise<T>): (() => Promise<T>) => {
  let done: Promise<T> | undefined
  return () => (done ??= work())
}
/** The product as which it was brought in. */
const imported = once(async () => {
  const { code, out } = await importing('journal')
  expect(code).toBe(0)
  return productIn(out)
})
const released = once(async () => {
  const id = await imported()
  await releaseNow(officer, await productOf(id), WHY)
  await everythingSent(hub, 60_000)
  return id
})
const headOf = (journal: string) => JSON.parse(read(journal).split('\n')[0]) as { alert: OfflineAlert } // written by the program
const alertIn = () => headOf('journal').alert

it('refuses what was changed, what another key signed, and the journal of another alert; nothing is brought in', async () => {
  writeFileSync(desk.at('tampered'), read('journal.txt').replace('遮断', '維持'))
  writeFileSync(desk.at('changed'), read('journal').replace('遮断', '維持'))
  await desk.done(['alert', 'key', desk.at('foreign')])
  const foreign = { ...alertIn(), title: '偽', text: '偽の緊急周知' }
  writeFileSync(desk.at('forged'), `${JSON.stringify({ alert: foreign })}\n`)
  writeFileSync(desk.at('forged.txt'), signedText(foreign, read('foreign')))
  for (const [call, says] of [
    [importing('journal', 'key.pub', '--mail', desk.at('tampered')), 'NOT_GENUINE'],
    [importing('journal', 'foreign.pub'), 'UNKNOWN_KEY'],
    [importing('changed', 'key.pub', '--mail', desk.at('journal.txt')), 'is the journal of another alert'],
    // The program was told to believe this key; the hub was not.
    [importing('forged', 'foreign.pub'), 'HUB_ALERT_PUBLIC_KEY_FILE'],
  ] as const)
    expect(await call).toMatchObject({ code: 1, out: '', err: expect.stringContaining(says) })
  // Nor past the program.
  const tampered = { signedText: read('tampered'), alert: alertIn() }
  expect(await refused(analyst, BRING_IN, { input: tampered })).toMatchObject({
    reason: 'NOT_GENUINE',
    field: 'signedText',
  })
  const other = { signedText: read('journal.txt'), alert: { ...alertIn(), title: '別の題' } }
  expect(await refused(analyst, BRING_IN, { input: other })).toMatchObject({ reason: 'NOT_WHAT_WAS_SIGNED' })
  expect(await productsIn()).toBe(0)
}, 60_000)

it('is for those who make products', async () => {
  const input = { signedText: read('journal.txt'), alert: alertIn() }
  for (const prefix of ['hoshiwatari', 'wakaba', 'inspector'])
    expect(await refused(hub.as(prefix), BRING_IN, { input })).toMatchObject({ code: 'FORBIDDEN' })
})

it('begun and left half-way, then brought in, and again: one alert, with what became of each mail, that another person releases', async () => {
  const input = { signedText: read('journal.txt'), alert: alertIn() }
  const { productId: id, state } = (await analyst.ask(BRING_IN, { input })).bringInAlert
  expect(state).toBe('DRAFT')
  const first = JSON.parse(read('journal').split('\n')[1]) as { to: string; state: string; at: string } // written by the program
  const outcomes = [{ name: first.to, state: first.state, at: first.at }]
  await analyst.ask(NOTE, { id, outcomes, areAll: false })

  const done = await importing('journal')
  expect(done).toMatchObject({ code: 0, err: '' })
  expect(productIn(done.out)).toBe(id)
  expect(await importing('journal')).toEqual(done)
  const numbers = [...done.out.matchAll(/: (\d+)$/gm)].map(([, number]) => Number(number))
  // Two were not reached; who was deactivated is nobody, and who has another address is somebody who was not on the list.
  expect(numbers).toEqual([listed.length - 4, 2, 1, 2])

  const product = await productOf(id)
  expect(product).toMatchObject({
    ...{ state: 'IN_REVIEW', urgency: 'EMERGENCY' },
    editions: [
      { title: '侵入が進行中', category: 'NOTICE', fragments: [{ text: TEXT }], audience: { everyone: true } },
    ],
  })
  const { id: alertId, at: sentAt } = alertIn()
  expect(await alertOf(officer, id)).toMatchObject({ objections: [], sentWithoutHub: { alertId, sentAt } })
  expect((await alertOf(analyst, id)).objections.length).toBeGreaterThan(0)
  // From now on the hub tells the rest.
  const again = await desk.noroshi(desk.sending('journal'))
  expect(again).toMatchObject({ code: 1, err: expect.stringContaining(id) })
  await everythingSent(hub)
  expect(desk.told()).toEqual([])
}, 90_000)

it('is released with a reason by somebody else, and reviewed afterwards by somebody without a part in it', async () => {
  const product = await productOf(await imported())
  const release =
    'mutation ($id: ID!, $version: Int!, $reason: String) { releaseProduct(id: $id, version: $version, reason: $reason) { id } }'
  expect(await refused(analyst, release, { ...product, reason: WHY })).toMatchObject({ code: 'FORBIDDEN' })
  expect(await refused(officer, release, product)).toMatchObject({ reason: 'EMERGENCY_REASON' })
  await released()
  const review = await reviewOf(hub.as('officer-2'), product)
  expect(review).toMatchObject({ leftOut: { AUTHORISATION: 1 }, mayReview: true })
  for (const who of [analyst, officer]) expect(await reviewOf(who, product)).toMatchObject({ mayReview: false })
  await hub.as('officer-2').ask(REVIEW, { id: review.id, finding: 'UPHELD', note: '妥当だった。' })
}, 90_000)

it('is mailed to those alone who have it not, stands on the board as it came, and is taken note of', async () => {
  const id = await released()
  const people = await activeAddresses(hub)
  expect(desk.told()).toEqual([bounced, failed, 'moved@example.jp'].sort())
  const { alertProgress } = await officer.ask(PROGRESS, { id })
  expect(alertProgress).toMatchObject({
    told: people.length,
    channels: [{ channel: 'MAIL', queued: 0, sent: people.length, failed: 0, withdrawn: 0, failures: [] }],
  })
  const { rows } = await hub.database.superuser.query<{ email: string; sent_at: Date; reason: string | null }>(
    `select p.email, d.sent_at, d.reason from hub.delivery d join hub.person p on p.id = d.person_id where d.channel = 'MAIL'`,
  )
  const offline = rows.filter(({ reason }) => reason === 'SENT_WITHOUT_HUB')
  expect(offline).toHaveLength(listed.length - 4)
  const left = Date.parse(began)
  for (const { sent_at: sentAt } of offline) expect(sentAt.getTime()).toBeGreaterThanOrEqual(left)
  const [board] = (await officer.ask(BOARD, { id })).answerBoard
  expect(board).toMatchObject({ sent: board.told, acknowledged: 0 })
  const { answersOf } = await officer.ask(ORGANISATIONS, { id, edition: board.editionId })
  // Told when the mail came, not when the hub did.
  for (const { toldAt, sentAt } of answersOf.items) expect(toldAt <= sentAt).toBe(true)

  const reader = hub.as('hoshiwatari')
  const [news] = await inboxOf(reader)
  expect(news).toMatchObject({ kind: 'RELEASED', edition: { title: '侵入が進行中' } })
  await reader.ask('mutation ($seq: Float!) { acknowledge(seq: $seq) { seq } }', news)
  expect((await officer.ask(BOARD, { id })).answerBoard[0].acknowledged).toBe(1)
}, 90_000)

it('corrected, is told to who was told, and to who holds no more than the mail of then as what is new', async () => {
  const id = await released()
  desk.server.mails.length = 0
  await hub.database.superuser.query('update hub.person set active = true where email = $1', [gone])
  const corrected = await correct(analyst, await productOf(id), '連絡先を加える')
  await revise(analyst, corrected, otherWords(await productOf(id)))
  await analyst.ask(SUBMIT, await productOf(id))
  await releaseNow(officer, await productOf(id))
  await everythingSent(hub, 60_000)
  expect(desk.told()).toEqual(await activeAddresses(hub))
  expect((await officer.ask(BOARD, { id })).answerBoard.map((one: Marked) => one.sentWithoutHubAt)).toEqual([
    null,
    alertIn().at,
  ])
}, 90_000)

it('brought in once more, changes nothing; recalled, everybody who was told is told', async () => {
  const id = await released()
  desk.server.mails.length = 0
  const again = await importing('journal')
  expect(again).toMatchObject({ code: 0, out: expect.stringContaining('released already') })
  expect(productIn(again.out)).toBe(id)
  await everythingSent(hub)
  expect(desk.told()).toEqual([])
  const people = await activeAddresses(hub)
  await recall(officer, id)
  await eventually(() => desk.told().length === people.length, 'the recall', 60_000)
  expect(desk.told()).toEqual(people)
}, 90_000)

it('does not go out in other words under the name of what was sent', async () => {
  desk.server.mails.length = 0
  await desk.noroshi(desk.sending('second'))
  const before = await productsIn()
  // Killed as soon as it has begun.
  const { child } = desk.start(['alert', 'import', desk.at('second'), desk.at('key.pub')], asAnalyst())
  await eventually(async () => (await productsIn()) > before, 'the draft')
  child.kill('SIGKILL')
  const id = productIn((await importing('second')).out)
  expect(await productsIn()).toBe(before + 1)
  const product = await productOf(id)
  await giveBack(officer, product, '直してください')
  const revised = await revise(analyst, product, otherWords(product))
  await analyst.ask(SUBMIT, revised)
  expect((await alertOf(officer, id)).objections).toEqual([{ code: 'NOT_AS_SENT' }])
  await expect(releaseNow(officer, revised, WHY)).rejects.toMatchObject({ reason: 'NOT_AS_SENT' })
}, 60_000)
