/** When and of what people are told outside the portal, as they wish it: put off, gathered, never lost; and why they were told. */
import { Actor } from '../support/actor.ts'
import { productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { startMailServer, type MailServer } from '../support/mail.ts'
import { eventually, nextTryNow, personIdOf, recall, settled } from './steps.ts'

let server: MailServer
let hub: TestHub
let friend: Actor
let friendId: string
const PORTAL = 'https://hub.example'
beforeAll(async () => {
  server = await startMailServer()
  hub = await startTestHub({
    delivery: { portal: PORTAL, mail: { server: server.url, from: '狼煙 <noreply@hub.example>' } },
  })
  friend = await new Actor(hub.url, hub.account('wakaba')).signIn()
  friendId = await personIdOf(hub, 'wakaba')
}, 60_000)
afterAll(async () => {
  await hub.stop()
  await server.stop()
}, 20_000)
beforeEach(async () => {
  server.mails.length = 0
  server.answer = () => 0
  await wish({})
})

const NOTHING = {
  ...{ timeZone: 'Asia/Tokyo', quietFrom: null, quietUntil: null, quietDaysOff: false, priorityBreaksQuiet: false },
  ...{ digest: 'NONE', digestHour: 9, digestWeekday: 1, mutedUntil: null },
  ...{ sectors: [], kinds: [], minSeverity: null, actors: [], technologies: [] },
}
const FIELDS = `timeZone quietFrom quietUntil quietDaysOff priorityBreaksQuiet digest digestHour digestWeekday mutedUntil sectors kinds minSeverity actors technologies`
const SAVE = `mutation ($input: WishesInput!) { saveWishes(input: $input) { ${FIELDS} } }`
const wish = async (wishes: object, who = friend) =>
  (await who.ask(SAVE, { input: { ...NOTHING, ...wishes } })).saveWishes
const makers = () => [hub.as('analyst-1'), hub.as('officer-1')] as const
const toldToOne = async (
  title: string,
  more: { urgency?: string; severity?: string; kind?: string } = {},
  edition: object = {},
) =>
  release(
    ...makers(),
    productOf(title, [{ title, text: title, audience: { everyone: false, people: [friendId] }, ...edition }], {
      urgency: 'ROUTINE',
      ...more,
    }),
  )
const rowsOf = async (editionId: string) =>
  (
    await hub.database.superuser.query<{
      id: string
      kind: string
      state: string
      reason: string | null
      put_off: string | null
      due: boolean
      sent_with: string | null
    }>(
      `select id, kind, state, reason, put_off, due_at <= now() as due, sent_with from hub.delivery where edition_id = $1 order by seq`,
      [editionId],
    )
  ).rows
const newsOf = (released: { editions: Record<string, string> }) => rowsOf(released.editions['NOTICE'])
/** Resolves when nothing that is due is waiting. */
const sent = async () => {
  await settled(hub)
  await eventually(
    async () => {
      const { rows } = await hub.database.superuser.query<{ waiting: number }>(
        `select count(*)::int as waiting from hub.delivery where state = 'QUEUED' and (put_off_until is null or put_off_until <= now())`,
      )
      return rows[0].waiting === 0
    },
    'the mails',
    30_000,
  )
}
/** As if the time had come to which these were put off. */
const come = async () => {
  await hub.database.superuser.query(
    `update hub.delivery set put_off_until = now(), due_at = now() where state = 'QUEUED' and put_off is not null`,
  )
  await sent()
}

it('keeps what each person wishes, for them alone, and refuses what makes no sense by its field, in their language', async () => {
  const wishes = {
    ...{ quietFrom: '22:00', quietUntil: '07:00', quietDaysOff: true, digest: 'DAILY', timeZone: 'Europe/London' },
    ...{
      kinds: ['ADVISORY'],
      sectors: ['electricity'],
      minSeverity: 'MEDIUM',
      actors: ['Kasumi'],
      technologies: ['VPN'],
    },
  }
  const kept = { ...NOTHING, ...wishes, actors: ['kasumi'], technologies: ['vpn'] }
  expect(await wish(wishes)).toEqual(kept)
  expect((await friend.ask(`{ wishes { ${FIELDS} } }`)).wishes).toEqual(kept)
  const other = await new Actor(hub.url, hub.account('hoshizora')).signIn()
  expect((await other.ask(`{ wishes { ${FIELDS} } }`)).wishes).toEqual(NOTHING)
  for (const [field, more, says] of [
    ['timeZone', { timeZone: 'Tokyo' }, 'タイムゾーン'],
    ['quietUntil', { quietFrom: '22:00' }, '始まりと終わり'],
    ['mutedUntil', { mutedUntil: '2099-01-01T00:00:00Z' }, '31日以内'],
    ['sectors[0]', { sectors: ['nowhere'] }, '分野'],
  ] as const) {
    const input = { ...NOTHING, ...more }
    await expect(wish(more)).rejects.toMatchObject({ code: 'INVALID_INPUT', field })
    const response = await fetch(`${hub.url}/graphql`, {
      method: 'POST',
      headers: friend.headers({ 'content-type': 'application/json', 'accept-language': 'ja' }),
      body: JSON.stringify({ query: SAVE, variables: { input } }),
    })
    expect(await response.text()).toContain(says)
  }
  // A stolen key shall not silence anybody.
  await expect(wish({}, hub.as('wakaba'))).rejects.toMatchObject({ code: 'FORBIDDEN' })
}, 60_000)

it('[L42] gathers what is not urgent into one mail, of a notice its title, of anything above no word, with the rights of that moment', async () => {
  const member = await new Actor(hub.url, hub.account('hoshiwatari')).signIn()
  const memberId = await personIdOf(hub, 'hoshiwatari')
  await wish({ digest: 'DAILY' }, member)
  const toMember = (title: string, more: object = {}) =>
    release(
      ...makers(),
      productOf(title, [{ title, text: title, audience: { everyone: false, people: [memberId] }, ...more }], {
        urgency: 'ROUTINE',
      }),
    )
  const notice = await toMember('朝まで待つ周知')
  const sealed = await toMember('kasumitanuki の手口', { secret: true })
  const taken = await toMember('取り消される周知')
  await sent()
  expect(server.mails).toEqual([])
  for (const released of [notice, sealed, taken])
    expect(await rowsOf(Object.values(released.editions)[0])).toMatchObject([
      { state: 'QUEUED', put_off: 'DIGEST', due: false },
    ])
  await recall(makers()[1], taken.productId)
  await sent()
  // That it was taken back is told at once: what was never sent of it is not.
  expect(await newsOf(taken)).toMatchObject([
    { kind: 'RELEASED', state: 'WITHDRAWN', reason: 'TAKEN_BACK' },
    { kind: 'RECALLED', state: 'SENT' },
  ])
  server.mails.length = 0
  await come()
  expect(server.mails).toHaveLength(1)
  const [{ subject, text, to, source }] = server.mails
  expect(subject).toBe('[狼煙 まとめ] 新しい情報が2件あります')
  expect(to).toEqual([hub.account('hoshiwatari').email])
  expect(text).toContain('朝まで待つ周知')
  for (const { editions } of [notice, sealed])
    expect(text).toContain(`${PORTAL}/editions/${Object.values(editions)[0]}`)
  expect(source + subject + text).not.toMatch(/kasumitanuki|PROVISION|提供用|取り消される/)
  const [first] = await newsOf(notice)
  expect(first).toMatchObject({ state: 'SENT', sent_with: null })
  expect(await rowsOf(sealed.editions['PROVISION'])).toMatchObject([{ state: 'SENT', sent_with: first.id }])
  await wish({}, member)
}, 120_000)

it('[L47] leaves out of the one mail what its recipient may no longer have', async () => {
  await wish({ digest: 'WEEKLY' })
  const stays = await toldToOne('残る周知')
  const goes = await toldToOne('なくなる周知')
  await sent()
  // Taken back so that nobody is told of it: what is asked at sending is the edition itself.
  await hub.database.superuser.query(`update hub.edition set recalled_at = now(), recall_reason = 'x' where id = $1`, [
    goes.editions['NOTICE'],
  ])
  await come()
  expect(server.mails.map(({ subject }) => subject)).toEqual([expect.stringContaining('残る周知')])
  expect(await newsOf(goes)).toMatchObject([{ state: 'WITHDRAWN', reason: 'NO_RIGHT' }])
  expect(await newsOf(stays)).toMatchObject([{ state: 'SENT' }])
}, 60_000)

it('ends all of one mail as that mail did, and tries all of it again', async () => {
  // Half a day from now, wherever on the clock that is.
  await wish({ digest: 'DAILY', timeZone: 'UTC', digestHour: (new Date().getUTCHours() + 12) % 24 })
  const one = await toldToOne('一つ目')
  const two = await toldToOne('二つ目')
  await sent()
  const answers = [451, 0]
  server.answer = () => answers.shift() ?? 0
  const soon = setInterval(() => void nextTryNow(hub), 100)
  await come().finally(() => clearInterval(soon))
  expect(server.mails).toHaveLength(1)
  expect(await newsOf(one)).toMatchObject([{ state: 'SENT' }])
  expect(await newsOf(two)).toMatchObject([{ state: 'SENT' }])
}, 60_000)

it('an emergency breaks through everything, a priority through a digest, and the rest waits for its turn behind neither', async () => {
  await wish({ digest: 'DAILY' })
  const routine = await toldToOne('待つ')
  const priority = await toldToOne('優先', { urgency: 'PRIORITY' })
  await sent()
  expect(server.mails.map(({ subject }) => subject)).toEqual([expect.stringContaining('優先')])
  expect(await newsOf(priority)).toMatchObject([{ state: 'SENT' }])
  await wish({ mutedUntil: new Date(Date.now() + 3_600_000).toISOString() })
  const muted = await toldToOne('優先でも待つ', { urgency: 'PRIORITY' })
  await toldToOne('緊急', { urgency: 'EMERGENCY' })
  await sent()
  expect(server.mails.map(({ subject }) => subject)).toEqual([
    expect.stringContaining('優先'),
    expect.stringContaining('緊急'),
  ])
  expect(await newsOf(muted)).toMatchObject([{ state: 'QUEUED', put_off: 'MUTED', due: false }])
  // Changed wishes take effect on what waits already, of one person together.
  expect(await newsOf(routine)).toMatchObject([{ state: 'QUEUED', put_off: 'MUTED' }])
  await wish({})
  await sent()
  expect(await newsOf(routine)).toMatchObject([{ state: 'SENT', put_off: null }])
  expect(await newsOf(muted)).toMatchObject([{ state: 'SENT', put_off: null }])
}, 60_000)

it('mutes without losing: what is not subscribed stands in the inbox, and in the ledger with why', async () => {
  await wish({ minSeverity: 'CRITICAL' })
  const low = await toldToOne('低い', { severity: 'LOW' })
  await toldToOne('高い', { severity: 'CRITICAL' })
  await sent()
  await toldToOne('低い緊急', { severity: 'LOW', urgency: 'EMERGENCY' })
  await sent()
  expect(server.mails.map(({ subject }) => subject)).toEqual([
    expect.stringContaining('高い'),
    expect.stringContaining('低い緊急'),
  ])
  expect(await newsOf(low)).toMatchObject([{ state: 'WITHDRAWN', reason: 'NOT_SUBSCRIBED' }])
  const { inboxLatest } = await friend.ask('{ inboxLatest(first: 3) { items { editionId } } }')
  expect(inboxLatest.items.map(({ editionId }: { editionId: string }) => editionId)).toContain(low.editions['NOTICE'])
  // What waits is judged anew, too.
  await wish({ digest: 'DAILY' })
  const waiting = await toldToOne('待つうちに要らない', { severity: 'LOW' })
  await settled(hub)
  await wish({ digest: 'DAILY', minSeverity: 'HIGH' })
  expect(await newsOf(waiting)).toMatchObject([{ state: 'WITHDRAWN', reason: 'NOT_SUBSCRIBED' }])
}, 60_000)

/** Runs `work` while nobody can write into this table; `isHeld` says whether somebody who has the friend's numbers locked waits for it. */
async function whileNobodyWrites(
  table: string,
  work: (isHeld: () => Promise<boolean>) => Promise<void>,
): Promise<void> {
  const { superuser } = hub.database
  await superuser.query(`begin; lock table ${table} in share mode`)
  try {
    await work(async () => {
      await superuser.query('savepoint look')
      const free = await superuser.query('select from hub.inbox_counter where person_id = $1 for update skip locked', [friendId]) // prettier-ignore
      await superuser.query('rollback to savepoint look')
      return free.rowCount === 0
    })
  } finally {
    await superuser.query('commit')
  }
}
const inHalfASecond = async (one: Promise<unknown>) =>
  Promise.race([one.then(() => 'done'), new Promise(resolve => setTimeout(() => resolve('waits'), 500))])

it('plans by what is wished when both are done, whichever of dispatcher and wish came first', async () => {
  await toldToOne('前のもの')
  await sent()
  // Nothing is taken to be sent meanwhile.
  await hub.database.superuser.query(
    `create function hub.leave_it() returns trigger language plpgsql as 'begin return null; end';
     create trigger leave_it before update on hub.delivery for each row when (new.attempts > old.attempts) execute function hub.leave_it()`,
  )
  let saved: Promise<unknown> = Promise.resolve()
  let first: { editions: Record<string, string> } = { editions: {} }
  await whileNobodyWrites('hub.delivery', async isHeld => {
    first = await toldToOne('計画の途中で希望が変わる')
    await eventually(isHeld, 'the dispatcher')
    saved = wish({ digest: 'DAILY' })
    expect(await inHalfASecond(saved)).toBe('waits')
  })
  await saved
  await settled(hub)
  expect(await newsOf(first)).toMatchObject([{ state: 'QUEUED', put_off: 'DIGEST' }])
  let second: typeof first = { editions: {} }
  await whileNobodyWrites('hub.wishes', async isHeld => {
    saved = wish({ digest: 'WEEKLY', minSeverity: 'CRITICAL' })
    await eventually(isHeld, 'the wish')
    second = await toldToOne('希望の途中で配られる', { severity: 'LOW' })
    const planned = eventually(async () => (await newsOf(second)).length > 0, 'the dispatcher', 30_000)
    expect(await inHalfASecond(planned)).toBe('waits')
    saved = Promise.all([saved, planned])
  })
  await saved
  await settled(hub)
  expect(await newsOf(second)).toMatchObject([{ state: 'WITHDRAWN', reason: 'NOT_SUBSCRIBED' }])
  expect(await newsOf(first)).toMatchObject([{ state: 'WITHDRAWN', reason: 'NOT_SUBSCRIBED' }])
  await hub.database.superuser.query('drop trigger leave_it on hub.delivery; drop function hub.leave_it()')
}, 60_000)

it('gathers a burst of more than twenty in ten minutes', async () => {
  for (let index = 0; index < 22; index += 1) await toldToOne(`続々 ${index}`)
  await sent()
  const { rows } = await hub.database.superuser.query<{ count: number }>(
    `select count(*)::int as count from hub.delivery where put_off = 'BURST' and state = 'QUEUED' and person_id = $1`,
    [friendId],
  )
  expect(rows[0].count).toBeGreaterThan(1)
  server.mails.length = 0
  await come()
  expect(server.mails.map(({ subject }) => subject)).toEqual([`[狼煙 まとめ] 新しい情報が${rows[0].count}件あります`])
}, 120_000)

it('says what would happen now, and keeps nothing of it', async () => {
  const { tryWishes } = await friend.ask(
    'query ($input: WishesInput!) { tryWishes(input: $input) { urgency channel at putOff isUnwished } }',
    { input: { ...NOTHING, mutedUntil: new Date(Date.now() + 3_600_000).toISOString() } },
  )
  expect(tryWishes).toEqual([
    { urgency: 'EMERGENCY', channel: 'MAIL', at: null, putOff: null, isUnwished: false },
    { urgency: 'PRIORITY', channel: 'MAIL', at: expect.any(String), putOff: 'MUTED', isUnwished: false },
    { urgency: 'ROUTINE', channel: 'MAIL', at: expect.any(String), putOff: 'MUTED', isUnwished: false },
  ])
  expect((await friend.ask('{ wishes { mutedUntil } }')).wishes).toEqual({ mutedUntil: null })
})

it('[L38] says to each reader why they were told, by what concerns them alone, and to nobody of anybody else’s', async () => {
  const WHY =
    'query ($seq: Float!) { whyTold(seq: $seq) { audience { way name } ways { channel purpose state putOff putOffUntil reason } } }'
  const seqOf = async (editionId: string) =>
    (await friend.ask('query ($id: ID!) { inboxItemOf(editionId: $id) { seq } }', { id: editionId })).inboxItemOf.seq
  await wish({ digest: 'DAILY' })
  const others = await personIdOf(hub, 'hoshizora')
  const { editions } = await toldToOne('なぜ', {}, { audience: { everyone: false, people: [friendId, others] } })
  await settled(hub)
  const seq = Number(await seqOf(editions['NOTICE']))
  expect((await friend.ask(WHY, { seq })).whyTold).toEqual({
    audience: [{ way: 'PERSON', name: null }],
    ways: [
      {
        ...{ channel: 'MAIL', purpose: 'NEWS', state: 'QUEUED', putOff: 'DIGEST', putOffUntil: expect.any(String) },
        reason: null,
      },
    ],
  })
  for (const missing of [seq + 100, 0, 0.5])
    await expect(friend.ask(WHY, { seq: missing })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const everybody = await release(...makers(), productOf('みんなへ', [{ title: 'みんなへ' }], { urgency: 'PRIORITY' }))
  await sent()
  expect((await friend.ask(WHY, { seq: await seqOf(everybody.editions['NOTICE']) })).whyTold).toMatchObject({
    audience: [{ way: 'EVERYONE' }],
    ways: [{ channel: 'MAIL', state: 'SENT' }],
  })
}, 60_000)
