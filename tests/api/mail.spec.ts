/** News by mail: everybody who is told in the portal is told by mail, once, of no more than they may be told there. */
import { Database } from '@noroshi/database'
import { testCluster } from '@noroshi/database/testing'
import { noteMailReturn } from '@noroshi/delivery'
import { Actor } from '../support/actor.ts'
import { productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { startMailServer, type Mail, type MailServer } from '../support/mail.ts'
import { eventually, everythingSent, nextTryNow, personIdOf, recall, settled } from './steps.ts'

let server: MailServer
let hub: TestHub
const RETURN_KEY = 'nobody knows this key of thirty-two'
const PORTAL = 'https://hub.example'
beforeAll(async () => {
  server = await startMailServer()
  hub = await startTestHub({
    delivery: {
      portal: PORTAL,
      mail: {
        server: server.url,
        from: '狼煙 <noreply@hub.example>',
        returns: { address: 'return@hub.example', key: RETURN_KEY },
      },
    },
  })
}, 60_000)
afterAll(async () => {
  await hub.stop()
  await server.stop()
}, 20_000)
beforeEach(() => {
  server.mails.length = 0
  server.answer = () => 0
})

const sent = () => everythingSent(hub)
const makers = () => [hub.as('analyst-1'), hub.as('officer-1')] as const
const toOne = async (prefix: string, title: string, more: object = {}, urgency = 'ROUTINE') =>
  release(
    ...makers(),
    productOf(
      title,
      [{ title, text: title, audience: { everyone: false, people: [await personIdOf(hub, prefix)] }, ...more }],
      { urgency },
    ),
  )
const rowsOf = async (editionId: string) =>
  (
    await hub.database.superuser.query<{ state: string; reason: string | null; attempts: number }>(
      'select state, reason, attempts from hub.delivery where edition_id = $1 order by seq',
      [editionId],
    )
  ).rows

it('[L42] tells each recipient once, alone, a NOTICE in its words and anything above it in none', async () => {
  const { productId, editions } = await release(
    ...makers(),
    productOf('夜の攻撃', [
      { title: 'kasumitanuki の手口', secret: true, text: 'kasumitanuki' },
      { title: '夜間の攻撃に注意', text: '周知の本文' },
    ]),
  )
  await sent()
  const inboxes = await hub.database.superuser.query<{ edition_id: string; email: string; category: string }>(
    `select i.edition_id, i.category, p.email from hub.inbox i join hub.person p on p.id = i.person_id where i.edition_id = any ($1::uuid[])`,
    [Object.values(editions)],
  )
  expect(inboxes.rows.length).toBeGreaterThan(100)
  expect(server.mails.map(({ to }) => to.join()).sort()).toEqual(inboxes.rows.map(({ email }) => email).sort())
  const mailTo = (email: string) => server.mails.filter(({ to }) => to.includes(email))
  for (const { email, category, edition_id: id } of inboxes.rows) {
    const [mail]: Mail[] = mailTo(email)
    expect(mail.text).toContain(`${PORTAL}/editions/${id}`)
    expect(mail.source).not.toMatch(/^(cc|bcc):/im)
    if (category === 'NOTICE') {
      expect(mail.subject).toMatch(/^\[狼煙 優先\] 夜間の攻撃に注意 \(NRS-/)
      expect(mail.text).not.toContain('周知の本文')
    } else {
      expect(mail.subject).toMatch(/^\[狼煙 優先\] 新しい情報があります \(NRS-/)
      expect(mail.text).toContain('内容はこのメールには記載していません')
    }
  }
  const everything = server.mails.map(({ source, subject, text }) => source + subject + text).join('\n')
  expect(everything).not.toContain('kasumitanuki')
  expect(everything).not.toMatch(/PROVISION|提供用|COMPREHENSIVE/)

  server.mails.length = 0
  await recall(makers()[1], productId)
  await sent()
  expect(server.mails).toHaveLength(inboxes.rows.length)
  for (const { subject, text } of server.mails) {
    expect(subject).toContain('情報が取り消されました')
    expect(subject + text).not.toContain('夜間')
  }
}, 120_000)

it('[L47] asks the rights of the moment of sending: what was recalled or taken away meanwhile does not leave', async () => {
  server.answer = () => 451
  const recalled = await toOne('hoshizora', '直後に取り消す')
  await settled(hub)
  await eventually(
    async () => (await rowsOf(recalled.editions['NOTICE'])).some(({ reason }) => reason !== null),
    'a try',
  )
  await recall(makers()[1], recalled.productId)
  await settled(hub)
  server.answer = () => 0
  await hub.database.superuser.query(`update hub.delivery set due_at = now() where state = 'QUEUED'`)
  await sent()
  expect(await rowsOf(recalled.editions['NOTICE'])).toEqual([
    { state: 'WITHDRAWN', reason: 'NO_RIGHT', attempts: 2 },
    { state: 'SENT', reason: null, attempts: 1 },
  ])
  expect(server.mails.map(({ text }) => text).join()).not.toContain('直後に取り消す')
}, 60_000)

it('tries again what was refused for now, and gives up what was refused for good', async () => {
  const answers = [451, 452, 0]
  server.answer = () => answers.shift() ?? 0
  const { editions } = await toOne('wakaba', 'あとで届く')
  const soon = setInterval(() => void nextTryNow(hub), 100)
  await sent().finally(() => clearInterval(soon))
  expect(await rowsOf(editions['NOTICE'])).toEqual([{ state: 'SENT', reason: null, attempts: 3 }])
  expect(server.mails).toHaveLength(1)

  server.answer = () => 550
  const gone = await toOne('wakaba', '届かない')
  await sent()
  expect(await rowsOf(gone.editions['NOTICE'])).toEqual([{ state: 'BOUNCED', reason: 'SMTP_550', attempts: 1 }])
}, 60_000)

it('who wishes no mail gets none but of an emergency, and in the language they wish', async () => {
  const friend = await new Actor(hub.url, hub.account('wakaba')).signIn()
  const PREFER =
    'mutation ($enabled: Boolean!, $language: MailLanguage!) { preferChannel(channel: MAIL, enabled: $enabled, language: $language) { channel enabled language } }'
  const preferences = async () =>
    (await friend.ask('{ channelPreferences { channel enabled language } }')).channelPreferences
  expect(await preferences()).toEqual([{ channel: 'MAIL', enabled: true, language: 'ja' }])
  await friend.ask(PREFER, { enabled: false, language: 'en' })
  expect(await preferences()).toEqual([{ channel: 'MAIL', enabled: false, language: 'en' }])
  await expect(hub.as('wakaba').ask(PREFER, { enabled: true, language: 'ja' })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
  const quiet = await toOne('wakaba', '静かに')
  await toOne('wakaba', '至急の注意', {}, 'EMERGENCY')
  await sent()
  expect(await rowsOf(quiet.editions['NOTICE'])).toEqual([{ state: 'WITHDRAWN', reason: 'UNWISHED', attempts: 0 }])
  expect(server.mails.map(({ subject }) => subject)).toEqual([
    expect.stringMatching(/^\[Noroshi Emergency\] 至急の注意 \(/),
  ])
  expect(server.mails[0].text).toMatch(/^The council has provided/)
  await friend.ask(PREFER, { enabled: true, language: 'ja' })
}, 60_000)

it('[L37] shows its makers, and nobody else, how far it came', async () => {
  const { productId } = await toOne('wakaba', '届き方')
  await sent()
  const REACH =
    'query ($id: ID!) { channelReach(productId: $id) { category channel queued sent bounced failed withdrawn } }'
  const { channelReach } = await hub.as('analyst-1').ask(REACH, { id: productId })
  expect(channelReach).toEqual([
    { category: 'NOTICE', channel: 'MAIL', queued: 0, sent: 1, bounced: 0, failed: 0, withdrawn: 0 },
  ])
  for (const prefix of ['wakaba', 'hoshiwatari', 'ministry-reader'])
    await expect(hub.as(prefix).ask(REACH, { id: productId })).rejects.toMatchObject({
      code: expect.stringMatching(/^(FORBIDDEN|NOT_FOUND)$/),
    })
}, 60_000)

it('two workers send nothing twice', async () => {
  const second = await startTestHub({
    beside: hub,
    delivery: { portal: PORTAL, mail: { server: server.url, from: 'hub@hub.example' } },
  })
  try {
    const titles = Array.from({ length: 5 }, (_, index) => `二つの働き手 ${index}`)
    await Promise.all(titles.map(title => release(...makers(), productOf(title, [{ title }]))))
    await sent()
    const told = await hub.database.superuser.query<{ id: string }>(
      `select d.id from hub.delivery d join hub.notice_words w on w.edition_id = d.edition_id where w.title like '二つの働き手%'`,
    )
    expect(told.rows.length).toBeGreaterThan(500)
    expect(server.mails.map(({ messageId }) => messageId).sort()).toEqual(
      told.rows.map(({ id }) => `<${id}@hub.example>`).sort(),
    )
  } finally {
    await second.stop()
  }
}, 120_000)

it('a title cannot add a header or a recipient', async () => {
  await toOne('wakaba', '注意 Bcc: <x@evil.example>, "a" <b@evil.example>')
  await sent()
  expect(server.mails).toHaveLength(1)
  expect(server.mails[0].to).toEqual([hub.account('wakaba').email])
  expect(server.mails[0].source).not.toMatch(/^bcc/im)
}, 60_000)

const reportOf = (action: string, status: string) =>
  `Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n` +
  `Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; x@example.jp\r\nAction: ${action}\r\nStatus: ${status}\r\n\r\n--b--\r\n`
/** Gives the hub what came back to an address. */
async function back(recipient: string, message: string): Promise<boolean> {
  const worker = await Database.open({
    ...hub.database.address,
    poolSize: 1,
    passwords: { hub_worker: testCluster().passwords.hub_worker },
  })
  try {
    return await noteMailReturn(worker, RETURN_KEY, { recipient, message })
  } finally {
    await worker.close()
  }
}

it('takes the report that comes back for a mail, for that one alone, and none that was forged', async () => {
  const { editions } = await toOne('wakaba', '戻ってくる')
  const other = await toOne('hoshizora', '届く')
  await sent()
  const mailTo = (prefix: string) => {
    const mail = server.mails.find(({ to }) => to.includes(hub.account(prefix).email))
    if (!mail) throw new Error(`no mail to ${prefix}`)
    return mail
  }
  const [gone, arrived] = [mailTo('wakaba'), mailTo('hoshizora')]
  expect(gone.from).toMatch(/^return\+[a-z2-7]{50}@hub\.example$/)
  expect(gone.source).toContain('noreply@hub.example')
  expect(gone.reporting).toEqual({ ret: 'HDRS', envid: gone.messageId.slice(1).split('@')[0] })
  const failed = reportOf('failed', '5.1.1')
  const forged = gone.from.replace(/\+(.)/, (_, first: string) => `+${first === 'a' ? 'b' : 'a'}`)
  for (const address of [forged, 'return@hub.example', hub.account('wakaba').email])
    expect(await back(address, failed)).toBe(false)
  expect(await back(gone.from, reportOf('delayed', '4.4.1'))).toBe(false)
  expect(await rowsOf(editions['NOTICE'])).toEqual([{ state: 'SENT', reason: null, attempts: 1 }])
  expect(await back(gone.from, failed)).toBe(true)
  expect(await rowsOf(editions['NOTICE'])).toEqual([{ state: 'BOUNCED', reason: 'STATUS_5.1.1', attempts: 1 }])
  expect(await back(gone.from, reportOf('delivered', '2.0.0'))).toBe(false)
  expect(await rowsOf(other.editions['NOTICE'])).toMatchObject([{ state: 'SENT' }])
  expect(await back(arrived.from, reportOf('delivered', '2.0.0'))).toBe(true)
  expect(await rowsOf(other.editions['NOTICE'])).toMatchObject([{ state: 'DELIVERED' }])
}, 60_000)

it('what came back of a mail of several news came back of each', async () => {
  const friend = await new Actor(hub.url, hub.account('hoshizora')).signIn()
  await friend.ask(
    `mutation { saveWishes(input: { timeZone: "Asia/Tokyo", quietDaysOff: false, priorityBreaksQuiet: false, digest: DAILY, digestHour: 9, digestWeekday: 1,
       sectors: [], kinds: [], actors: [], technologies: [] }) { digest } }`,
  )
  const both = [await toOne('hoshizora', '一つ目'), await toOne('hoshizora', '二つ目')]
  await settled(hub)
  await hub.database.superuser.query(
    `update hub.delivery set put_off_until = now(), due_at = now() where state = 'QUEUED' and put_off is not null`,
  )
  await sent()
  expect(server.mails).toHaveLength(1)
  expect(await back(server.mails[0].from, reportOf('failed', '5.2.2'))).toBe(true)
  for (const { editions } of both)
    expect(await rowsOf(editions['NOTICE'])).toEqual([{ state: 'BOUNCED', reason: 'STATUS_5.2.2', attempts: 1 }])
}, 60_000)
