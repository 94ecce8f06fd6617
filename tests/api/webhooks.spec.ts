/** News by webhook: signed, thin, once; and what becomes of it when the server of its owner does not take it. */
import { productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { postingTo, startWebhookSink, type WebhookSink } from '../support/webhook-sink.ts'
import { eventually, recall, settled } from './steps.ts'
import { HEADERS, isSignedByHub, isSignedWith, REGISTER, webhookSteps } from './webhook-steps.ts'

let sink: WebhookSink
let hub: TestHub
beforeAll(async () => {
  sink = await startWebhookSink()
  hub = await startTestHub(postingTo(sink.policy))
}, 60_000)
afterAll(async () => {
  await hub.stop()
  await sink.stop()
}, 20_000)
beforeEach(async () => {
  await hub.database.superuser.query('update hub.endpoint set removed_at = now() where removed_at is null')
  sink.hooks.length = 0
  sink.answer = () => 204
})

const here = () => ({ hub, sink })
const { change, ended, endpointsOf, hooksAt, inBrowser, makers, nextTryNow, registered, rowsOf, toThese, until } =
  webhookSteps(here)

it('[L60] says of anything above NOTICE that it is there, signs it, and sends no header that is not listed', async () => {
  const member = await registered('hibari')
  const friend = await registered('wakaba')
  const { productId, editions } = await toThese(['hibari'], 'kasumitanuki の手口', { secret: true })
  const notice = await toThese(['wakaba'], '夜間の攻撃に注意')
  await ended(member.id)
  await ended(friend.id)
  const { webhookKeys } = await hub.nobody().ask('{ webhookKeys { keyId publicKey use } }')
  const [thin] = hooksAt('/hibari')
  const [row] = await rowsOf(member.id)
  expect(row).toMatchObject({ state: 'DELIVERED', reason: null, attempts: 1 })
  expect(JSON.parse(thin.body)).toEqual({
    type: 'noroshi.news',
    data: {
      ...{ id: row.id, kind: 'RELEASED', urgency: 'ROUTINE', reference: expect.stringMatching(/^NRS-/) },
      link: `https://hub.example/editions/${editions['PROVISION']}`,
    },
  })
  const [told] = hooksAt('/wakaba')
  expect(JSON.parse(told.body)).toMatchObject({
    data: { title: '夜間の攻撃に注意', summary: '夜間の攻撃に注意 – summary' },
  })
  expect(JSON.parse(told.body).data.link).toBe(`https://hub.example/editions/${notice.editions['NOTICE']}`)
  for (const [hook, own, other] of [
    [thin, member, friend],
    [told, friend, member],
  ] as const) {
    expect(Object.keys(hook.headers).sort()).toEqual(HEADERS)
    expect(hook.headers['webhook-id']).toBe(JSON.parse(hook.body).data.id)
    expect(Math.abs(Number(hook.headers['webhook-timestamp']) - Date.now() / 1_000)).toBeLessThan(60)
    expect([isSignedWith(hook, own.secret), isSignedWith(hook, other.secret)]).toEqual([true, false])
    expect(isSignedByHub(hook, webhookKeys[0].publicKey)).toBe(true)
    expect(isSignedByHub({ ...hook, body: `${hook.body} ` }, webhookKeys[0].publicKey)).toBe(false)
  }
  await recall(makers()[1], notice.productId)
  await recall(makers()[1], productId)
  await ended(friend.id, 2)
  await ended(member.id, 2)
  const recalled = hooksAt('/wakaba').at(-1)
  expect(JSON.parse(recalled?.body ?? '')).toMatchObject({ data: { kind: 'RECALLED', link: 'https://hub.example/' } })
  expect(recalled?.body).not.toContain('夜間')
  const everything = sink.hooks.map(({ body, headers }) => body + JSON.stringify(headers)).join('\n')
  expect(everything).not.toMatch(/kasumitanuki|PROVISION|COMPREHENSIVE|NOTICE|whsec_/)
  for (const { secret } of [member, friend]) expect(everything).not.toContain(secret.replace('whsec_', ''))
}, 90_000)

it('[L60] belongs to its owner alone, who is shown its host and its secret once', async () => {
  const { id, secret } = await registered('wakaba', '/hook?token=himitsu')
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  const [own] = await endpointsOf('wakaba')
  expect(own).toMatchObject({ id, host: new URL(sink.origin).host, state: 'NEW', trial: null })
  expect(JSON.stringify(await endpointsOf('wakaba'))).not.toMatch(/himitsu|whsec/)
  const { rows } = await hub.database.superuser.query('select a::text as text from hub.endpoint a where id = $1', [id])
  expect(rows[0].text).not.toMatch(/himitsu|whsec/)
  for (const other of ['hoshizora', 'hibari', 'analyst-1']) {
    expect(await endpointsOf(other)).toEqual([])
    for (const name of ['removeEndpoint', 'tryEndpoint', 'resumeEndpoint'])
      await expect(change(other, name, id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const actor = await inBrowser(other)
    for (const query of [
      'mutation ($id: ID!) { rotateEndpointSecret(id: $id) { secret } }',
      'mutation ($id: ID!) { renameEndpoint(id: $id, name: "x") { id } }',
      'mutation ($id: ID!) { replayDeadLetters(endpointId: $id) }',
      'query ($id: ID!) { deadLetters(endpointId: $id) { id } }',
    ])
      await expect(actor.ask(query, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  }
  expect(await endpointsOf('wakaba')).toEqual([own])
  await expect(hub.as('wakaba').ask(REGISTER, { input: { channel: 'WEBHOOK', name: 'x', url: sink.origin } })).rejects.toMatchObject({ code: 'FORBIDDEN' }) // prettier-ignore
}, 60_000)

it.each([
  ['http://hooks.example/', 'NOT_HTTPS'],
  ['https://127.0.0.1/', 'ADDRESS'],
  ['https://0x7f.1/', 'ADDRESS'],
  ['https://[::ffff:169.254.169.254]/', 'ADDRESS'],
  ['https://10.0.0.1/', 'ADDRESS'],
  ['https://user:password@hooks.example/', 'USER_INFO'],
  ['javascript:alert(1)', 'URL'],
])('refuses %s at once: %s', async (url, reason) => {
  const input = { channel: 'WEBHOOK', name: 'x', url }
  await expect((await inBrowser('wakaba')).ask(REGISTER, { input })).rejects.toMatchObject({
    ...{ code: 'INVALID_INPUT', reason, field: 'url' },
  })
})

it('looks where a name leads at each sending, and goes to no inner address and after no redirect', async () => {
  const elsewhere = await registered('wakaba', '', { url: 'https://inside.example/' })
  const redirecting = await registered('hibari', '/away')
  sink.answer = (_, response) => void response.writeHead(307, { location: `${sink.origin}/stolen` }).end()
  await toThese(['wakaba', 'hibari'], '内側へ')
  await until(elsewhere.id, ([row]) => row?.reason !== null && row?.attempts > 0, 'a try')
  await until(redirecting.id, ([row]) => row?.reason !== null && row?.attempts > 0, 'a try')
  expect((await rowsOf(elsewhere.id))[0]).toMatchObject({ state: 'QUEUED', reason: 'ADDRESS' })
  expect((await rowsOf(redirecting.id))[0]).toMatchObject({ state: 'QUEUED', reason: 'REDIRECTS' })
  expect(sink.hooks.map(({ path }) => path)).toEqual(['/away'])
}, 60_000)

it('nobody has more than ten, and a removed one is told nothing more', async () => {
  const first = await registered('wakaba', '/0')
  for (let index = 1; index < 10; index += 1) await registered('wakaba', `/${index}`)
  await expect(registered('wakaba', '/10')).rejects.toMatchObject({ code: 'CONFLICT', reason: 'TOO_MANY_ENDPOINTS' })
  await change('wakaba', 'removeEndpoint', first.id)
  const last = await registered('wakaba', '/10')
  await toThese(['wakaba'], '九と一')
  await ended(last.id)
  await eventually(() => Promise.resolve(sink.hooks.length >= 10), 'the others')
  expect(sink.hooks.map(({ path }) => path).sort()).toEqual([
    '/1',
    '/10',
    '/2',
    '/3',
    '/4',
    '/5',
    '/6',
    '/7',
    '/8',
    '/9',
  ])
}, 90_000)

it('is tried before anything happens, and says how that went', async () => {
  const { id, secret } = await registered('hibari', '/try')
  const trialOf = async () => (await endpointsOf('hibari'))[0].trial
  const tried = async () => {
    await change('hibari', 'tryEndpoint', id)
    await eventually(async () => (await trialOf()).endedAt !== null, 'the trial')
    return trialOf()
  }
  expect(await tried()).toMatchObject({ reason: null })
  expect(JSON.parse(sink.hooks[0].body)).toEqual({
    type: 'noroshi.trial',
    data: { id: sink.hooks[0].headers['webhook-id'], link: 'https://hub.example/account' },
  })
  expect(isSignedWith(sink.hooks[0], secret)).toBe(true)
  sink.answer = () => 404
  expect(await tried()).toMatchObject({ reason: 'HTTP_404' })
}, 60_000)

it('signs with the old secret beside the new one until its time is over', async () => {
  const { id, secret: old } = await registered('hibari', '/rotate')
  const rotate = async (hours: number): Promise<string> =>
    (
      await (
        await inBrowser('hibari')
      ).ask('mutation ($id: ID!, $hours: Int!) { rotateEndpointSecret(id: $id, oldValidHours: $hours) { secret } }', {
        id,
        hours,
      })
    ).rotateEndpointSecret.secret
  const newer = await rotate(1)
  const signers = async (title: string) => {
    const many = (await rowsOf(id)).length
    await toThese(['hibari'], title)
    await ended(id, many + 1)
    const hook = sink.hooks.at(-1)
    if (!hook) throw new Error('nothing came')
    return [old, newer, newest].map(secret => isSignedWith(hook, secret))
  }
  let newest = newer
  expect(await signers('二つの鍵')).toEqual([true, true, true])
  newest = await rotate(0)
  expect(await signers('一つの鍵')).toEqual([false, false, true])
  await expect(rotate(169)).rejects.toMatchObject({ code: 'INVALID_INPUT', field: 'oldValidHours' })
}, 60_000)

it('tries again what was not taken, waits as long as it is asked to, and is gone when it says so', async () => {
  const { id } = await registered('hibari', '/again')
  const answers = [500, 404, 302]
  sink.answer = () => answers.shift() ?? 204
  const soon = setInterval(() => void nextTryNow(), 100)
  await toThese(['hibari'], 'あとで届く')
  await ended(id).finally(() => clearInterval(soon))
  expect((await rowsOf(id))[0]).toMatchObject({ state: 'DELIVERED', attempts: 4 })
  expect(new Set(sink.hooks.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  expect(new Set(sink.hooks.map(({ body }) => body)).size).toBe(1)

  sink.answer = (_, response) => void response.writeHead(429, { 'retry-after': '7200' }).end('x'.repeat(1_000_000))
  await toThese(['hibari'], '待たされる')
  await until(id, rows => rows[1]?.reason === 'HTTP_429', 'the refusal')
  const { rows } = await hub.database.superuser.query(
    `select extract(epoch from due_at - now())::int as seconds from hub.delivery where endpoint_id = $1 and state = 'QUEUED'`,
    [id],
  )
  expect(rows[0].seconds).toBeGreaterThan(7_100)
  expect((await endpointsOf('hibari'))[0]).toMatchObject({ state: 'FAILING', lastReason: 'HTTP_429' })

  sink.answer = () => 410
  await nextTryNow()
  await ended(id, 2)
  expect((await rowsOf(id))[1]).toMatchObject({ state: 'BOUNCED', reason: 'ENDPOINT_GONE' })
  expect((await endpointsOf('hibari'))[0]).toMatchObject({ state: 'GONE' })
  const before = sink.hooks.length
  await toThese(['hibari'], 'もうない')
  await settled(hub)
  expect([(await rowsOf(id)).length, sink.hooks.length]).toEqual([2, before])
}, 90_000)

it('waits while its server fails and fails, is shown so, and goes on when its owner says so', async () => {
  const { id } = await registered('hibari', '/down')
  sink.answer = () => 500
  await toThese(['hibari'], '一つ目')
  const soon = setInterval(() => void nextTryNow(), 100)
  await eventually(async () => (await endpointsOf('hibari'))[0].state === 'PAUSED', 'the pause', 30_000).finally(() =>
    clearInterval(soon),
  )
  await toThese(['hibari'], '二つ目')
  await settled(hub)
  const tries = sink.hooks.length
  expect(tries).toBe(5)
  const [paused] = await endpointsOf('hibari')
  expect(Date.parse(paused.pausedUntil)).toBeGreaterThan(Date.now())
  expect(Date.parse(paused.failingSince)).toBeLessThan(Date.now())
  expect((await rowsOf(id)).map(({ state }) => state)).toEqual(['QUEUED', 'QUEUED'])

  sink.answer = () => 204
  expect(await change('hibari', 'resumeEndpoint', id)).toMatchObject({ pausedUntil: null })
  await ended(id, 2)
  expect((await rowsOf(id)).map(({ state }) => state)).toEqual(['DELIVERED', 'DELIVERED'])
  expect(sink.hooks).toHaveLength(tries + 2)
  expect((await endpointsOf('hibari'))[0]).toMatchObject({ state: 'WORKING', failingSince: null, lastReason: null })

  // Who asks to be left alone for two hours is, also by whoever resumes.
  await hub.database.superuser.query('update hub.endpoint set failures = 4 where id = $1', [id])
  sink.answer = (_, response) => void response.writeHead(503, { 'retry-after': '7200' }).end()
  await toThese(['hibari'], '三つ目')
  await until(id, rows => rows[2]?.reason === 'HTTP_503', 'the refusal')
  expect(await change('hibari', 'resumeEndpoint', id)).toMatchObject({ pausedUntil: null })
  const { rows } = await hub.database.superuser.query(
    `select extract(epoch from due_at - now())::int as seconds from hub.delivery where endpoint_id = $1 and state = 'QUEUED'`,
    [id],
  )
  expect(rows[0].seconds).toBeGreaterThan(7_100)
}, 90_000)

it('[L47] what was given up its owner sees and sends again, with the rights of then', async () => {
  const { id } = await registered('hibari', '/dead')
  sink.answer = () => 500
  const kept = await toThese(['hibari'], '届けたい', { secret: true })
  const taken = await toThese(['hibari'], '取り消される', { secret: true })
  await until(id, rows => rows.length === 2 && rows[0].reason !== null, 'a try')
  // As after two days.
  await hub.database.superuser.query(
    `update hub.delivery set state = 'FAILED', reason = 'HTTP_500', ended_at = now(), queued_at = queued_at - interval '3 days' where endpoint_id = $1`,
    [id],
  )
  await hub.database.superuser.query('update hub.endpoint set failures = 0, open_until = null where id = $1', [id])
  sink.answer = () => 204
  const owner = await inBrowser('hibari')
  const letters = async (): Promise<any[]> =>
    (
      await owner.ask(
        'query ($id: ID!) { deadLetters(endpointId: $id) { id endpointId kind urgency reference attempts reason endedAt } }',
        { id },
      )
    ).deadLetters
  const dead = await letters()
  expect(dead).toHaveLength(2)
  expect(dead[0]).toMatchObject({ endpointId: id, kind: 'RELEASED', urgency: 'ROUTINE', reason: 'HTTP_500' })
  expect(JSON.stringify(dead)).not.toMatch(/届けたい|PROVISION/)
  expect((await endpointsOf('hibari'))[0].deadLetters).toBe(2)
  const REPLAY = 'mutation ($id: ID!) { replayDeadLetter(id: $id) }'
  for (const other of ['wakaba', 'analyst-1'])
    await expect((await inBrowser(other)).ask(REPLAY, { id: dead[0].id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await recall(makers()[1], taken.productId)
  await ended(id, 3)
  sink.hooks.length = 0
  // The first try after it is not the last.
  sink.answer = () => (sink.hooks.length === 1 ? 503 : 204)
  expect(await owner.ask('mutation ($id: ID!) { replayDeadLetters(endpointId: $id) }', { id })).toEqual({ replayDeadLetters: 2 }) // prettier-ignore
  const soon = setInterval(() => void nextTryNow(), 100)
  await ended(id, 3).finally(() => clearInterval(soon))
  expect((await rowsOf(id)).map(({ state, reason }) => [state, reason])).toEqual([
    ['DELIVERED', null],
    ['WITHDRAWN', 'NO_RIGHT'],
    ['DELIVERED', null],
  ])
  expect(sink.hooks.map(({ body }) => JSON.parse(body).data.link)).toEqual(
    Array.from({ length: 2 }, () => `https://hub.example/editions/${kept.editions['PROVISION']}`),
  )
  expect(await letters()).toEqual([])
  await expect(owner.ask(REPLAY, { id: dead[0].id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
}, 90_000)

it('one server that never answers keeps back nobody else', async () => {
  const dead = await registered('hibari', '/hanging')
  const alive = await registered('wakaba', '/alive')
  sink.answer = ({ path }) => (path === '/hanging' ? undefined : 204)
  await toThese(['hibari'], '待つ')
  await eventually(() => Promise.resolve(hooksAt('/hanging').length === 1), 'the hanging request')
  await Promise.all([1, 2, 3].map(index => toThese(['wakaba'], `待たない ${index}`)))
  await ended(alive.id, 3)
  // Within the ten seconds for which it is waited for.
  const [waiting] = await rowsOf(dead.id)
  expect(waiting).toMatchObject({ state: 'QUEUED', reason: null })
  await until(dead.id, ([row]) => row.reason === 'TIMEOUT', 'the end of its time')
}, 90_000)

it('two workers send nothing twice', async () => {
  const second = await startTestHub({ beside: hub, ...postingTo(sink.policy) })
  try {
    const owners = ['wakaba', 'hoshizora', 'hibari', 'analyst-1', 'officer-1']
    const mine = await Promise.all(
      owners.flatMap(owner => [registered(owner, `/${owner}/1`), registered(owner, `/${owner}/2`)]),
    )
    await Promise.all(
      Array.from({ length: 4 }, (_, index) =>
        release(...makers(), productOf(`二つの働き手 ${index}`, [{ title: `二つ ${index}` }])),
      ),
    )
    await settled(hub)
    const waiting = async () =>
      (
        await hub.database.superuser.query<{ id: string; state: string }>(
          'select id, state from hub.delivery where endpoint_id = any ($1::uuid[])',
          [mine.map(({ id }) => id)],
        )
      ).rows
    await eventually(async () => (await waiting()).every(({ state }) => state === 'DELIVERED'), 'all of it', 30_000)
    const told = await waiting()
    expect(told.length).toBeGreaterThanOrEqual(24)
    expect(sink.hooks.map(({ headers }) => headers['webhook-id']).sort()).toEqual(told.map(({ id }) => id).sort())
  } finally {
    await second.stop()
  }
}, 120_000)

it('a chat is told the same in its own shape, and calls nobody', async () => {
  const shapes = ['SLACK', 'TEAMS', 'MATTERMOST']
  const mine = await Promise.all(shapes.map(shape => registered('wakaba', `/${shape}`, { channel: 'CHAT', shape })))
  expect(mine.map(({ secret }) => secret)).toEqual([null, null, null])
  await toThese(['wakaba'], '<!channel> @all **注意** [x](https://evil.example)')
  for (const { id } of mine) await ended(id)
  for (const shape of shapes) {
    const [{ body, headers }] = hooksAt(`/${shape}`)
    expect(Object.keys(headers).filter(name => name.startsWith('webhook'))).toEqual([])
    expect(body).toContain('https://hub.example/editions/')
    expect(body).toContain('注意')
  }
  const text = (shape: string): string => JSON.parse(hooksAt(`/${shape}`)[0].body).text
  expect(text('SLACK')).toContain('&lt;!channel&gt; @\u200ball')
  expect(text('MATTERMOST')).toContain(
    '\\<\\!channel\\> @\u200ball \\*\\*注意\\*\\* \\[x\\]\\(https\\:\\/\\/evil\\.example\\)',
  )
  await expect(registered('wakaba', '/x', { shape: 'SLACK' })).rejects.toMatchObject({ field: 'shape' })
  await expect(registered('wakaba', '/x', { channel: 'CHAT' })).rejects.toMatchObject({ field: 'shape' })
}, 60_000)
