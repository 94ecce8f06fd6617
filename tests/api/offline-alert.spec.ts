/** `noroshi contacts` and `noroshi alert`, as programs of their own: an alert to everybody while there is no hub and no database. */
import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { startTestHub } from '../support/hub.ts'
import type { MailServer } from '../support/mail.ts'
import { activeAddresses, CONFIRM, OfflineDesk } from './offline-steps.ts'
import { eventually } from './steps.ts'

const TEXT = `本日03:00頃から侵入が続いている。\n\n${'遠隔保守の経路を直ちに遮断してください。'.repeat(12)}\n\n-----END NOROSHI ALERT-----\nhttps://example.jp/`

let desk: OfflineDesk
let server: MailServer
let people: string[]
const at = (name: string) => desk.at(name)
const noroshi: OfflineDesk['noroshi'] = (call, settings) => desk.noroshi(call, settings)
const sending: OfflineDesk['sending'] = (journal, ...more) => desk.sending(journal, ...more)
const told = () => desk.told()

beforeAll(async () => {
  desk = await OfflineDesk.open(TEXT)
  server = desk.server
  const hub = await startTestHub({ worker: false })
  people = await activeAddresses(hub)
  await desk.exportContacts(hub)
  // From now on there is neither.
  await hub.stop()
}, 90_000)
afterAll(() => desk.close(), 20_000)
beforeEach(() => {
  server.mails.length = 0
  server.answer = () => 0
})

it('exports addresses and languages of who is active, no name and no organisation, for its owner alone', () => {
  expect(statSync(at('contacts')).mode & 0o777).toBe(0o600)
  const list = JSON.parse(readFileSync(at('contacts'), 'utf8')) as { contacts: Record<string, string>[] }
  expect(list.contacts.map(({ email }) => email).sort()).toEqual(people)
  for (const contact of list.contacts) expect(Object.keys(contact).sort()).toEqual(['email', 'language'])
})

it('tells everybody once, one message each, in a text that anybody can verify', async () => {
  expect(await noroshi(sending('once'))).toMatchObject({
    code: 0,
    out: expect.stringContaining(`${people.length} sent`),
  })
  expect(told()).toEqual(people)
  for (const { to, source } of server.mails) {
    expect(to).toHaveLength(1)
    expect(source).not.toMatch(/^(cc|bcc):/im)
  }
  const [{ text, subject }] = server.mails
  expect(subject).toMatch(/^\[狼煙 緊急\] 侵入が進行中 \(NRA-/)
  for (const line of text.split(/\r?\n/)) expect([...line].length).toBeLessThanOrEqual(76)
  writeFileSync(at('mail'), `転送します。\r\n\r\n${text.replaceAll('\n', '  \n')}\r\n-- \r\n署名`)
  const good = await noroshi(['alert', 'verify', at('mail'), at('key.pub')])
  expect([good.code, good.out]).toEqual([0, expect.stringContaining('https://example.jp/')])
  // Again: nobody is told twice.
  server.mails.length = 0
  expect((await noroshi(sending('once'))).code).toBe(0)
  expect(told()).toEqual([])
}, 60_000)

it.each([
  ['a changed word', (text: string) => text.replace('遮断', '維持'), 'NOT_GENUINE'],
  ['a line more', (text: string) => text.replace('Title:', 'Note: x\nTitle:'), 'NOT_GENUINE'],
  [
    'another key',
    (text: string) => text.replace(/^Key: ./m, letter => (letter.endsWith('0') ? 'Key: 1' : 'Key: 0')),
    'UNKNOWN_KEY',
  ],
  ['no signature', (text: string) => text.replace('SIGNATURE', 'X'), 'NO_ALERT'],
])('refuses %s', async (_what, change, reason) => {
  const { out } = await noroshi(sending('dry', '--dry-run'))
  writeFileSync(at('changed'), change(out))
  const bad = await noroshi(['alert', 'verify', at('changed'), at('key.pub')])
  expect([bad.code, bad.out]).toEqual([2, `BAD: do not trust this alert (${reason})\n`])
})

it('killed in the middle, and killed again, tells everybody once in the end', async () => {
  for (const part of [0.2, 0.6]) {
    const { child } = desk.start(sending('killed', '--concurrency', '2'))
    await eventually(() => server.mails.length > people.length * part, 'some mails', 30_000)
    child.kill('SIGKILL')
    await once(child, 'close')
    expect(server.mails.length).toBeLessThan(people.length)
  }
  const last = await noroshi(sending('killed'))
  expect([last.code, last.err]).toEqual([0, expect.stringContaining('were sent before')])
  expect([...new Set(told())]).toEqual(people)
  // What was taken in the very moment of being killed comes again under its name, by which a mailbox knows it for the same.
  const names = new Map(server.mails.map(({ messageId, to }) => [messageId, to.join()]))
  expect(names.size).toBe(people.length)
  expect(server.mails.length - people.length).toBeLessThanOrEqual(4)
}, 90_000)

it('says who was refused, and tries again what was not taken, with the next call', async () => {
  const [nobody, later] = people
  server.answer = recipient => (recipient === nobody ? 550 : recipient === later ? 451 : 0)
  const first = await noroshi(sending('refused'))
  expect([first.code, first.out]).toEqual([2, expect.stringContaining('1 refused for good, 1 not taken')])
  expect(first.out).toContain('SMTP_550: 1')
  server.answer = () => 0
  server.mails.length = 0
  expect((await noroshi(sending('refused'))).code).toBe(2)
  expect(told()).toEqual([later])
}, 90_000)

it('sends nothing without the sentence, without --offline, with a list that was changed, or as a rehearsal', async () => {
  const unconfirmed = sending('no').filter(word => word !== CONFIRM && word !== '--confirm')
  expect(await noroshi(unconfirmed)).toMatchObject({ code: 1, err: expect.stringContaining(CONFIRM) })
  expect((await noroshi(sending('no').filter(word => word !== '--offline'))).code).toBe(1)
  writeFileSync(at('forged'), readFileSync(at('contacts'), 'utf8').replace(people[0], 'somebody@else.example'))
  const forged = sending('no').map(word => (word === at('contacts') ? at('forged') : word))
  expect(await noroshi(forged)).toMatchObject({ code: 1, err: expect.stringContaining('its signature does not fit') })
  expect(await noroshi(sending('no', '--dry-run'))).toMatchObject({
    ...{ code: 0, out: expect.stringContaining(`${people.length} recipients; nothing was sent`) },
  })
  expect(told()).toEqual([])
}, 60_000)
