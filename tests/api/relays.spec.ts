/** What an intermediary passes on: to whom, once, of no more than a NOTICE, and how far it came at each hop (PRV-7, ACT-10, WGX-4). */
import { Actor } from '../support/actor.ts'
import { productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { startMailServer, type Mail, type MailServer } from '../support/mail.ts'
import { answerTo, refusalOf } from './answers.ts'
import { correct, eventually, personIdOf, recall, releaseNow, revise, settled, submit } from './steps.ts'

const DESK = '{ relayDesk { intermediaryId shownAs atOnce downstream } }'
const LIST = `query ($text: String, $first: Int, $after: String) { downstream(text: $text, first: $first, after: $after) { items { id name email language sector } endCursor hasMore } }`
const ADD = 'mutation ($input: DownstreamInput!) { addDownstream(input: $input) { id name email } }'
const REMOVE = 'mutation ($id: ID!) { removeDownstream(id: $id) }'
const IMPORT =
  'mutation ($table: String!) { importDownstream(table: $table) { added known faults { line field message messageJa } } }'
const COUNTS = 'waiting recipients queued sent bounced withdrawn acknowledged recallSent recallAcknowledged'
const NOTICES = `{ relayNotices { items { editionId reference title drill relayedAt ${COUNTS} } } }`
const RELAY = `mutation ($id: ID!) { relayNotice(editionId: $id) { editionId relayedAt ${COUNTS} } }`
const ROWS =
  'query ($id: ID!) { relayRows(editionId: $id) { items { id name kind state acknowledgedAt notedByHand } } }'
const NOTE = 'mutation ($id: ID!) { noteRelayed(id: $id) }'
const AT_ONCE = 'mutation ($on: Boolean!) { relayAtOnce(atOnce: $on) { atOnce } }'
const HOPS = `query ($id: ID!) { relayHops(productId: $id) { editionId reference drill hops { intermediary toldAt openedAt acknowledgedAt relayedAt recipients queued sent bounced
  acknowledged recallSent sectors { sector recipients sent acknowledged medianSeconds } organisations { organisation state acknowledgedAt } } } }`
const NAME = 'mutation ($input: IntermediaryInput!) { nameIntermediary(input: $input) { organisationId shownAs } }'
const END = 'mutation ($id: ID!) { endIntermediary(organisationId: $id) { organisationId endedAt } }'
const OF = 'query ($id: ID!) { downstreamOf(intermediaryId: $id) { items { id name email organisation } } }'
const LINK = 'mutation ($id: ID!, $organisationId: ID) { linkDownstream(id: $id, organisationId: $organisationId) }'

let server: MailServer
let hub: TestHub
let analyst: Actor
let officer: Actor
let ceptoar: Actor
let administrator: Actor
let watch: string
beforeAll(async () => {
  server = await startMailServer()
  hub = await startTestHub({
    delivery: { portal: 'https://hub.example', mail: { server: server.url, from: '狼煙 <noreply@hub.example>' } },
  })
  ;[analyst, officer] = [hub.as('analyst-1'), hub.as('officer-1')]
  ceptoar = await new Actor(hub.url, hub.account('noroshi-watch')).signIn()
  administrator = await new Actor(hub.url, hub.account('administrator')).signIn()
  watch = (await ceptoar.ask(DESK)).relayDesk.intermediaryId
}, 60_000)
afterAll(async () => {
  await hub.stop()
  await server.stop()
}, 20_000)
beforeEach(async () => {
  await ceptoar.ask(AT_ONCE, { on: false })
  server.mails.length = 0
  server.answer = () => 0
})

const relayed = (to?: string): Mail[] =>
  server.mails.filter(
    mail =>
      /^(【訓練】|\[DRILL\] )?\[(狼煙 中継|Noroshi relay)/.test(mail.subject) &&
      (to === undefined || mail.to.includes(to)),
  )
const noticeOf = async (title: string, more: object = {}, edition: object = {}) => {
  const made = await release(analyst, officer, productOf(title, [{ title, ...edition }], more))
  await settled(hub)
  return { ...made, id: made.editions['NOTICE'] }
}
const rowOf = async (id: string) =>
  (await ceptoar.ask(NOTICES)).relayNotices.items.find((one: { editionId: string }) => one.editionId === id)
const passed = async (id: string) => {
  await eventually(async () => (await rowOf(id)).queued === 0, 'the relays', 30_000)
  return rowOf(id)
}
const tokenIn = (mail: Mail) => {
  const token = /\/relayed\?token=([A-Za-z0-9_-]{43})\s/.exec(mail.text)?.[1]
  if (token === undefined) throw new Error('a mail without a token')
  return token
}
const press = (token: string, more: Record<string, string> = {}) =>
  fetch(`${hub.url}/relayed`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: hub.url, ...more },
    body: new URLSearchParams({ token }),
  })
const hopOf = async (productId: string, who = analyst) => {
  const [board] = (await who.ask(HOPS, { id: productId })).relayHops
  return board.hops.find((hop: { intermediary: string }) => hop.intermediary.startsWith('狼煙台'))
}

it('[PRV-7] one press passes a NOTICE on: to each recipient once, alone, whole, and in plain text', async () => {
  const { id } = await noticeOf('遠隔保守を狙う攻撃')
  expect(await rowOf(id)).toMatchObject({ recipients: 0, waiting: 6, relayedAt: null })
  await ceptoar.ask(RELAY, { id })
  await ceptoar.ask(RELAY, { id })
  expect(await passed(id)).toMatchObject({ recipients: 6, waiting: 0, sent: 6, acknowledged: 0 })
  const mails = relayed()
  expect(new Set(mails.map(({ to }) => to.join())).size).toBe(6)
  expect(mails).toHaveLength(6)
  for (const mail of mails) {
    expect(mail.to).toHaveLength(1)
    expect(mail.source).toMatch(/content-type: text\/plain; charset=utf-8/i)
    expect(mail.source).not.toMatch(/multipart|text\/html/i)
    expect(mail.text).toContain('遠隔保守を狙う攻撃 – summary')
    expect(mail.text).toContain('狼煙台観測センター')
  }
  expect(relayed('harbour-exchange.downstream@ncc.example')[0].text).toContain('To acknowledge')
})

it('opening the link acknowledges nothing, a press does once, and every token that is not good is answered alike', async () => {
  const { id } = await noticeOf('押さなければ確認にならない')
  await ceptoar.ask(RELAY, { id })
  await passed(id)
  const [mail] = relayed()
  const token = tokenIn(mail)
  const { rows } = await hub.database.superuser.query<{ text: string }>(
    `select (select string_agg(t::text, ' ') from hub.relay_token t) || (select string_agg(r::text, ' ') from hub.relay r) as text`,
  )
  expect(rows[0].text).not.toContain(token)
  for (let opened = 0; opened < 3; opened += 1) {
    const page = await fetch(`${hub.url}/relayed?token=${token}`)
    expect(page.headers.get('content-security-policy')).toContain(
      "script-src 'none'".replace('script-src', 'default-src'),
    )
    expect(await page.text()).toContain('<form method="post"')
  }
  await fetch(`${hub.url}/relayed?token=${token}`, { method: 'HEAD' })
  expect(await rowOf(id)).toMatchObject({ acknowledged: 0 })
  expect(await (await press(token)).text()).toContain('確認を記録しました')
  expect(await rowOf(id)).toMatchObject({ acknowledged: 1 })
  const not = async (bad: string) => {
    const answer = await press(bad)
    return { status: answer.status, text: await answer.text() }
  }
  const used = await not(token)
  expect(used.text).toContain('すでに使われたか')
  await hub.database.superuser.query(`update hub.relay_token set expires_at = now() - interval '1 second'`)
  for (const bad of [tokenIn(relayed()[1]), 'A'.repeat(43), '', "' or 1=1", 'x'.repeat(5_000)])
    expect(await not(bad)).toEqual(used)
  expect(await rowOf(id)).toMatchObject({ acknowledged: 1 })
})

it('[WB-2] takes the press from no other site, and in no other form', async () => {
  const { id } = await noticeOf('よその画面から')
  await ceptoar.ask(RELAY, { id })
  await passed(id)
  const token = tokenIn(relayed()[0])
  const elsewhere: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'null', 'sec-fetch-site': 'same-site' },
  ]
  for (const headers of elsewhere) expect((await press(token, headers)).status).toBe(403)
  for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x'])
    expect((await press(token, { 'content-type': type })).status).toBe(400)
  expect((await press(token, { 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  expect(await rowOf(id)).toMatchObject({ acknowledged: 1 })
})

it('a coordinator sees who has not said that it arrived, by name, and notes what they hear by telephone', async () => {
  const { id } = await noticeOf('電話で確かめる')
  await ceptoar.ask(RELAY, { id })
  await passed(id)
  await press(tokenIn(relayed('suzumushi-net.downstream@ncc.example')[0]))
  const rows = async () => (await ceptoar.ask(ROWS, { id })).relayRows.items
  const [first] = await rows()
  expect(first.acknowledgedAt).toBeNull()
  await ceptoar.ask(NOTE, { id: first.id })
  expect(await refusalOf(await ceptoar.asking(NOTE, { id: first.id }))).toMatchObject({ code: 'NOT_FOUND' })
  const noted = (await rows()).filter((row: { acknowledgedAt: string | null }) => row.acknowledgedAt !== null)
  expect(noted.map((row: { notedByHand: boolean }) => row.notedByHand).sort()).toEqual([false, true])
})

it('passes on nothing above NOTICE, nothing that is addressed to somebody in particular, and nothing to a sector that it is not for', async () => {
  const sealed = await release(analyst, officer, productOf('秘密の版', [{ title: '秘密の版', secret: true }]))
  const one = await noticeOf(
    '一人だけに',
    {},
    { audience: { everyone: false, people: [await personIdOf(hub, 'noroshi-watch')] } },
  )
  for (const id of [sealed.editions['PROVISION'], one.id])
    expect(await refusalOf(await ceptoar.asking(RELAY, { id }))).toMatchObject({ code: 'NOT_FOUND' })
  const some = await noticeOf(
    '情報通信だけに',
    {},
    { audience: { everyone: false, sectors: ['information-communication'] } },
  )
  await ceptoar.ask(RELAY, { id: some.id })
  expect(await passed(some.id)).toMatchObject({ recipients: 4, sent: 4 })
  const without = await noticeOf(
    '自治体を除く',
    {},
    { audience: { everyone: true, excludedSectors: ['government-administration'] } },
  )
  await ceptoar.ask(RELAY, { id: without.id })
  // Whose sector nobody said may be of the one that is left out.
  expect(await passed(without.id)).toMatchObject({ recipients: 4 })
  expect(relayed('ogawa-town.downstream@ncc.example')).toEqual([])
  // The table itself refuses what the application would.
  await expect(
    hub.database.superuser.query(
      `insert into hub.relay (edition_id, label_id, category, kind, urgency, reference, intermediary_id, downstream_id)
       select e.id, e.label_id, e.category, 'RELEASED', e.urgency, e.reference, d.intermediary_id, d.id from hub.edition e, hub.downstream d where e.id = $1 limit 1`,
      [sealed.editions['PROVISION']],
    ),
  ).rejects.toThrow('relay_category_check')
})

it('what is taken back is taken back from exactly those who had it, also when they left the list', async () => {
  const { id, productId } = await noticeOf('取り消される情報')
  server.answer = to => (to.startsWith('ogawa-town') ? 550 : 0)
  await ceptoar.ask(RELAY, { id })
  expect(await passed(id)).toMatchObject({ sent: 5, bounced: 1 })
  const { items } = (await ceptoar.ask(LIST, { text: 'misaki' })).downstream
  await ceptoar.ask(REMOVE, { id: items[0].id })
  const again = {
    name: '岬灯台放送（デモ）',
    email: 'misaki-broadcast.downstream@ncc.example',
    sector: 'information-communication',
  }
  server.mails.length = 0
  await recall(officer, productId)
  await settled(hub)
  await eventually(() => relayed().length === 5, 'the recalls', 30_000)
  expect(relayed('ogawa-town.downstream@ncc.example')).toEqual([])
  for (const mail of relayed()) {
    expect(mail.subject).toMatch(/取消し|Recalled/)
    expect(mail.text).not.toContain('取り消される情報')
  }
  await eventually(async () => (await rowOf(id)).recallSent === 5, 'the ledger')
  await press(tokenIn(relayed()[0]))
  expect(await rowOf(id)).toMatchObject({ title: null, sent: 5, recallSent: 5, recallAcknowledged: 1, acknowledged: 0 })
  expect(await hopOf(productId)).toMatchObject({ recallSent: 5 })
  await ceptoar.ask(ADD, { input: again })
  expect(await refusalOf(await ceptoar.asking(RELAY, { id }))).toMatchObject({ code: 'NOT_FOUND' })
})

it('a correction goes to those who had what it corrects, and to nobody twice', async () => {
  const { id, productId } = await noticeOf('訂正の前')
  await ceptoar.ask(RELAY, { id })
  await passed(id)
  server.mails.length = 0
  const { product } = await analyst.ask('query ($id: ID!) { product(id: $id) { id version } }', { id: productId })
  const begun = await correct(analyst, product, '誤りの訂正')
  const revised = await revise(analyst, begun, productOf('訂正の後', [{ title: '訂正の後' }]))
  await submit(analyst, revised).then(reviewed => releaseNow(officer, reviewed))
  await settled(hub)
  await eventually(() => relayed().length === 6, 'the corrections', 30_000)
  for (const mail of relayed()) expect(mail.text).toMatch(/訂正|corrected/)
  const items = (await ceptoar.ask(NOTICES)).relayNotices.items
  const after = items.find((one: { title: string | null }) => one.title === '訂正の後')
  expect(after).toMatchObject({ recipients: 6, waiting: 0 })
  expect(await rowOf(id)).toMatchObject({ title: null, recallSent: 0 })
})

it('[WGX-4] a drill goes on at once where that was consented to, says what it is, and is measured hop by hop', async () => {
  const before = await noticeOf('同意より前', { urgency: 'EMERGENCY' })
  await ceptoar.ask(AT_ONCE, { on: true })
  const quiet = await noticeOf('急がないもの')
  const drill = await noticeOf('セプター訓練', { drill: true, urgency: 'ROUTINE' })
  await eventually(() => relayed().length === 6, 'the drill', 30_000)
  for (const mail of relayed()) {
    expect(mail.subject).toMatch(/訓練|DRILL/)
    expect(mail.subject).toContain('DRILL-')
    expect(mail.text).toMatch(/これは到達確認の訓練です|This is a reachability drill/)
  }
  await press(tokenIn(relayed('kirisame-cable.downstream@ncc.example')[0]))
  const watcher = hub.as('noroshi-watch')
  await watcher.ask(
    'mutation ($id: ID!, $input: ImpactInput!) { answerImpact(editionId: $id, input: $input) { editionId } }',
    {
      ...{ id: drill.id, input: { answer: 'NOT_AFFECTED' } },
    },
  )
  await passed(drill.id)
  const hop = await hopOf(drill.productId)
  expect(hop).toMatchObject({ recipients: 6, sent: 6, acknowledged: 1, organisations: [] })
  for (const at of [hop.toldAt, hop.acknowledgedAt, hop.relayedAt])
    expect(Date.parse(at)).toBeLessThanOrEqual(Date.now())
  expect(hop.sectors).toContainEqual(
    expect.objectContaining({ sector: 'information-communication', recipients: 4, acknowledged: 1 }),
  )
  expect((await analyst.ask(HOPS, { id: drill.productId })).relayHops[0].drill).toBe(true)
  // What was there before the consent, and what is not urgent, waits for a press.
  for (const { id } of [before, quiet]) expect(await rowOf(id)).toMatchObject({ recipients: 0, relayedAt: null })
})

it('[L37] who sent it sees numbers, its administration the list, and nobody else that anybody is downstream', async () => {
  const { id, productId } = await noticeOf('誰の中継先か')
  await ceptoar.ask(RELAY, { id })
  await passed(id)
  const { items } = (await administrator.ask(OF, { id: watch })).downstreamOf
  expect(items).toHaveLength(6)
  const { rows } = await hub.database.superuser.query<{ id: string; name: string }>(
    `select id, name from hub.organisation where name like '雲雀通信%'`,
  )
  const [linked] = items.filter(({ email }: { email: string }) => email.startsWith('suzumushi'))
  await administrator.ask(LINK, { id: linked.id, organisationId: rows[0].id })
  const seen = JSON.stringify(await hopOf(productId))
  expect(seen).toContain(rows[0].name)
  expect(seen).not.toMatch(/霧雨|鈴虫|downstream@/)
  // The intermediary is not told which of its recipients are organisations of the hub.
  expect(JSON.stringify((await ceptoar.ask(LIST)).downstream)).not.toContain(rows[0].name)
  await administrator.ask(LINK, { id: linked.id, organisationId: null })
  expect((await hopOf(productId)).organisations).toEqual([])
  const friend = await new Actor(hub.url, hub.account('wakaba')).signIn()
  for (const other of [friend, hub.as('hoshiwatari'), analyst, officer]) {
    expect((await other.ask(DESK)).relayDesk).toBeNull()
    for (const [query, variables] of [
      [LIST, {}],
      [ROWS, { id }],
      [RELAY, { id }],
      [NOTE, { id: watch }],
    ] as const) {
      const answer = await answerTo(other, query, variables)
      expect(answer).not.toMatch(/霧雨|鈴虫|downstream@/)
      expect(answer).toMatch(/NOT_FOUND|FORBIDDEN/)
    }
  }
  expect(await refusalOf(await friend.asking(HOPS, { id: productId }))).toMatchObject({
    code: expect.stringMatching(/NOT_FOUND|FORBIDDEN/),
  })
  for (const query of [OF, END])
    expect(await refusalOf(await ceptoar.asking(query, { id: watch }))).toMatchObject({ code: 'NOT_FOUND' })
})

it('an intermediary whose part has ended, or who is removed meanwhile, has nothing sent; another is named by the administration alone', async () => {
  const { rows } = await hub.database.superuser.query<{ id: string }>(
    `select id from hub.organisation where name like '若葉ノ森%'`,
  )
  const friend = await new Actor(hub.url, hub.account('wakaba')).signIn()
  const input = { organisationId: rows[0].id, shownAs: '医療セプター' }
  expect(await refusalOf(await friend.asking(NAME, { input }))).toMatchObject({ code: 'NOT_FOUND' })
  await administrator.ask(NAME, { input })
  expect((await friend.ask(DESK)).relayDesk).toMatchObject({ shownAs: '医療セプター', atOnce: false, downstream: 0 })
  const { id } = await noticeOf('まだ誰もいない')
  expect(await refusalOf(await friend.asking(RELAY, { id }))).toMatchObject({
    code: 'CONFLICT',
    reason: 'NOBODY_DOWNSTREAM',
  })
  await friend.ask(ADD, { input: { name: '診療所', email: 'Clinic@Example.jp' } })
  server.answer = to => (to === 'clinic@example.jp' ? 451 : 0)
  await friend.ask(RELAY, { id })
  await eventually(async () => {
    const { rows: tried } = await hub.database.superuser.query(
      'select 1 from hub.relay where edition_id = $1 and reason is not null',
      [id],
    )
    return tried.length > 0
  }, 'the first try')
  await administrator.ask(END, { id: rows[0].id })
  expect((await friend.ask(DESK)).relayDesk).toBeNull()
  await hub.database.superuser.query(`update hub.relay set due_at = now() where state = 'QUEUED'`)
  await eventually(async () => {
    const { rows: ended } = await hub.database.superuser.query<{ state: string }>(
      'select state from hub.relay where edition_id = $1',
      [id],
    )
    return ended[0].state === 'WITHDRAWN'
  }, 'the end')
})

it('takes a table of recipients whole or not at all, and says what is wrong in which line', async () => {
  const before: number = (await ceptoar.ask(DESK)).relayDesk.downstream
  const bad =
    '名称,メールアドレス,言語,分野\r\n良い行,good@example.jp,ja,\r\n,no-name@example.jp,,\r\n宛先なし,not an address,ja,\r\n分野なし,a@example.jp,fr,宇宙\r\n二度,good@example.jp,,\r\n'
  const { importDownstream: refused } = await ceptoar.ask(IMPORT, { table: bad })
  expect(refused).toMatchObject({ added: 0, known: 0 })
  expect(refused.faults.map(({ line, field }: { line: number; field: string }) => [line, field])).toEqual([
    [3, 'name'],
    [4, 'email'],
    [5, 'language'],
    [6, 'email'],
  ])
  expect((await ceptoar.ask(DESK)).relayDesk.downstream).toBe(before)
  for (const table of ['', 'name\nx', 'a"b\n"', 'name,email\n'])
    expect((await ceptoar.ask(IMPORT, { table })).importDownstream.faults).toHaveLength(1)
  const good =
    '\uFEFFname,email,language,sector\nAlpha,alpha@example.jp,en,information-communication\n"Beta, Inc.",beta@example.jp,,情報通信\nKirisame,kirisame-cable.downstream@ncc.example,,\n'
  expect((await ceptoar.ask(IMPORT, { table: good })).importDownstream).toEqual({ added: 2, known: 1, faults: [] })
  const { items } = (await ceptoar.ask(LIST, { text: 'BETA' })).downstream
  expect(items).toMatchObject([{ name: 'Beta, Inc.', language: 'ja', sector: 'information-communication' }])
  expect(await refusalOf(await ceptoar.asking(ADD, { input: { name: 'x', email: 'alpha@example.jp' } }))).toMatchObject(
    { code: 'CONFLICT', field: 'email' },
  )
  for (const [input, field] of [
    [{ name: '', email: 'x@example.jp' }, 'name'],
    [{ name: 'x', email: 'x@example.jp\nBcc: y@example.jp' }, 'email'],
    [{ name: 'x', email: 'x@example.jp', sector: 'space' }, 'sector'],
  ] as const)
    expect(await refusalOf(await ceptoar.asking(ADD, { input }))).toMatchObject({ code: 'INVALID_INPUT', field })
  const seen: string[] = []
  let after: string | null = null
  do {
    const page: any = (await ceptoar.ask(LIST, { first: 3, after })).downstream
    seen.push(...page.items.map(({ email }: { email: string }) => email))
    after = page.hasMore ? page.endCursor : null
  } while (after)
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen).toHaveLength(before + 2)
})
