/** An alert to everybody: written in four fields by one person, pressed by another, once, and followed until it is there. */
import type { Actor } from '../support/actor.ts'
import { productOf, startTestHub, type TestHub } from '../support/hub.ts'
import { startMailServer, type MailServer } from '../support/mail.ts'
import { refusalOf } from './answers.ts'
import { DECLARE } from './emergency-steps.ts'
import { eventually, recall, releaseNow, revise, settled } from './steps.ts'

const PREPARE = `mutation ($input: AlertInput!, $key: ID!) { prepareAlert(input: $input, key: $key) { id version state urgency editions { category audience { everyone toPublic } } } }`
const LIST = '{ alerts { id version title titleEn summary state author { name } objections { code } } }'
const REACH = '{ alertReach { organisations people byMailAlone organisationsWithoutAnybody } }'
const PROGRESS = `query ($id: ID!) { alertProgress(productId: $id) { state told isDispatched channels { channel queued sent failed withdrawn perSecond remainingSeconds failures { reason count } } } }`
const WORDS = {
  title: '変電所の遠隔保守を狙う攻撃が進行中',
  happened: '本日03:00頃から、遠隔保守の経路を使った侵入が続いている。',
  toDo: '遠隔保守の経路を直ちに遮断し、記録を保全してください。',
  contact: '国家サイバー統括室 当直 03-0000-0000',
}
const ENGLISH = { title: 'Attack', happened: 'Since 03:00.', toDo: 'Close the path.', contact: 'Duty officer' }

let server: MailServer
let hub: TestHub
beforeAll(async () => {
  server = await startMailServer()
  hub = await startTestHub({
    delivery: { portal: 'https://hub.example', mail: { server: server.url, from: '狼煙 <noreply@hub.example>' } },
  })
}, 60_000)
afterAll(async () => {
  await hub.stop()
  await server.stop()
}, 20_000)
beforeEach(() => {
  server.mails.length = 0
})

let keys = 0
const prepare = async (who: Actor, input: object = WORDS, key = `press-key-${++keys}`) =>
  (await who.ask(PREPARE, { input, key })).prepareAlert
const alertOf = async (who: Actor, id: string) =>
  (await who.ask(LIST)).alerts.find((alert: { id: string }) => alert.id === id)
const progressOf = async (who: Actor, id: string) => (await who.ask(PROGRESS, { id })).alertProgress
const isSent = async (who: Actor, id: string) => {
  const { channels } = await progressOf(who, id)
  return channels.length > 0 && channels.every(({ queued }: { queued: number }) => queued === 0)
}

it('is written by one, pressed by another, and tells every active person by every channel once', async () => {
  const [analyst, officer] = [hub.as('analyst-1'), hub.as('officer-1')]
  const alert = await prepare(analyst, { ...WORDS, english: ENGLISH })
  expect(alert).toMatchObject({
    ...{ state: 'IN_REVIEW', urgency: 'EMERGENCY' },
    editions: [{ category: 'NOTICE', audience: { everyone: true, toPublic: false } }],
  })
  expect(await alertOf(officer, alert.id)).toMatchObject({ title: WORDS.title, titleEn: ENGLISH.title, objections: [] })
  const { alertReach } = await officer.ask(REACH)
  const { rows } = await hub.database.superuser.query<{ people: number }>(
    `select count(*)::int as people from hub.person p join hub.organisation o on o.id = p.organisation_id where p.active and o.state = 'ACTIVE'`,
  )
  expect(alertReach.people).toBe(rows[0].people)
  // Pressed twice at once, as by a finger that trembles.
  await Promise.all([
    releaseNow(officer, alert, '攻撃が続いているため'),
    releaseNow(officer, alert, '攻撃が続いているため'),
  ])
  await settled(hub)
  await eventually(() => isSent(officer, alert.id), 'the mails', 60_000)
  expect(await progressOf(officer, alert.id)).toMatchObject({
    ...{ state: 'RELEASED', told: alertReach.people, isDispatched: true },
    channels: [
      {
        channel: 'MAIL',
        queued: 0,
        sent: alertReach.people,
        failed: 0,
        withdrawn: 0,
        remainingSeconds: 0,
        failures: [],
      },
    ],
  })
  expect(new Set(server.mails.flatMap(({ to }) => to)).size).toBe(alertReach.people)
  expect(server.mails).toHaveLength(alertReach.people)
  for (const { subject, text } of server.mails) {
    expect(subject).toContain('緊急')
    for (const part of [WORDS.happened, WORDS.toDo, WORDS.contact]) expect(text).toContain(part)
  }
  server.mails.length = 0
  await recall(officer, alert.id)
  await eventually(() => server.mails.length === alertReach.people, 'the recall', 60_000)
}, 150_000)

it('is written once under one key, however often it is sent, and by each person apart', async () => {
  const [one, other] = [hub.as('analyst-1'), hub.as('analyst-2')]
  const [first, again] = await Promise.all([prepare(one, WORDS, 'the-same-key'), prepare(one, WORDS, 'the-same-key')])
  expect(again.id).toBe(first.id)
  expect((await prepare(one, { ...WORDS, title: '別の題' }, 'the-same-key')).id).toBe(first.id)
  expect((await prepare(other, WORDS, 'the-same-key')).id).not.toBe(first.id)
})

it('[L62] is not released by who wrote it, in no mode', async () => {
  const officer = hub.as('officer-1')
  const alert = await prepare(officer)
  expect((await alertOf(officer, alert.id)).objections).toMatchObject([
    { code: 'SAME_PERSON_AS_AUTHOR' },
    { code: 'SAME_PERSON_AS_SUBMITTER' },
  ])
  const release = `mutation { releaseProduct(id: "${alert.id}", version: ${alert.version}, reason: "x") { id } }`
  expect(await refusalOf(await officer.asking(release, {}))).toMatchObject({ reason: 'SAME_PERSON_AS_AUTHOR' })
  await officer.ask(DECLARE, { reason: '大規模障害', hours: 1 })
  expect(await refusalOf(await officer.asking(release, {}))).toMatchObject({ reason: 'SAME_PERSON_AS_AUTHOR' })
  const another = hub.as('officer-2')
  expect((await alertOf(another, alert.id)).objections).toEqual([])
  expect((await releaseNow(another, alert, '待てない')).state).toBe('RELEASED')
})

it('lists nothing that is not a notice to everybody', async () => {
  const analyst = hub.as('analyst-1')
  const alert = await prepare(analyst)
  const version: number = (await alertOf(analyst, alert.id)).version
  await analyst.ask(`mutation { returnProduct(id: "${alert.id}", version: ${version}, reason: "x") { id } }`)
  await revise(
    analyst,
    { id: alert.id, version },
    productOf('秘密', [{ title: '秘密', secret: true }], { urgency: 'EMERGENCY' }),
  )
  await analyst.ask(`mutation { submitProduct(id: "${alert.id}", version: ${version + 1}) { id } }`)
  expect(await alertOf(hub.as('officer-1'), alert.id)).toBeUndefined()
})

it.each([
  ['no key', WORDS, '', 'key'],
  ['no title', { ...WORDS, title: ' ' }, 'a-good-key', 'title'],
  ['too long a text', { ...WORDS, toDo: 'あ'.repeat(1_401) }, 'a-good-key', 'toDo'],
])('refuses %s, naming the field', async (_what, input, key, field) => {
  expect(await refusalOf(await hub.as('analyst-1').asking(PREPARE, { input, key }))).toMatchObject({
    ...{ code: 'INVALID_INPUT', field },
  })
})

it('is for those who make products', async () => {
  for (const prefix of ['hoshiwatari', 'wakaba', 'inspector']) {
    const who = hub.as(prefix)
    for (const query of [LIST, REACH])
      expect(await refusalOf(await who.asking(query, {}))).toMatchObject({ code: 'FORBIDDEN' })
    expect(await refusalOf(await who.asking(PREPARE, { input: WORDS, key: 'a-good-key' }))).toMatchObject({
      code: 'FORBIDDEN',
    })
  }
})
