/** News by Web Push, to a push service that opens what it takes as a browser does. */
import { newVapidKeys, vapidPoint } from '@noroshi/delivery'
import { newIntakeKeys } from '@noroshi/intake'
import { Actor } from '../support/actor.ts'
import { productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { startPushService, type PushService, type Subscription } from '../support/push-service.ts'
import { eventually, personIdOf, recall, settled } from './steps.ts'

const PORTAL = 'https://hub.example'
const ADD =
  'mutation ($input: PushDeviceInput!) { addPushDevice(input: $input) { id name service digest createdAt lastSentAt } }'
let service: PushService
let hub: TestHub
let member: Actor
let friend: Actor
beforeAll(async () => {
  const [vapid, sealing] = [newVapidKeys(), newIntakeKeys()]
  service = await startPushService(vapidPoint(vapid.publicPem))
  const { origin, authorities } = service
  hub = await startTestHub({
    push: {
      publicKeyPem: sealing.publicPem,
      vapidPoint: vapidPoint(vapid.publicPem),
      allowedOrigins: [origin, 'https://127.0.0.1:9', 'https://10.0.0.1'],
    },
    delivery: {
      portal: PORTAL,
      mail: null,
      webPush: {
        vapidKeyPem: vapid.privatePem,
        privateKeyPem: sealing.privatePem,
        policy: { allowedOrigins: [origin], authorities },
      },
    },
  })
  member = await new Actor(hub.url, hub.account('hoshiwatari')).signIn()
  friend = await new Actor(hub.url, hub.account('wakaba')).signIn()
}, 60_000)
afterAll(async () => {
  await hub.stop()
  await service.stop()
}, 20_000)
beforeEach(() => {
  service.pushed.length = 0
  service.answer = () => ({ status: 201 })
})

const add = async (who: Actor, subscription: Subscription, name = '端末') =>
  (await who.ask(ADD, { input: { ...subscription, name } })).addPushDevice
const devices = async (who: Actor) => (await who.ask('{ pushDevices { id name service digest } }')).pushDevices
const remove = (who: Actor, id: string) => who.ask('mutation ($id: ID!) { removePushDevice(id: $id) }', { id })
const rows = async (productId: string) =>
  (
    await hub.database.superuser.query<{ state: string; reason: string | null; attempts: number; wait: number }>(
      `select d.state, d.reason, d.attempts, extract(epoch from d.due_at - now())::float8 as wait from hub.delivery d join hub.edition e on e.id = d.edition_id
       where e.product_id = $1 order by d.seq`,
      [productId],
    )
  ).rows
const ended = async (productId: string) => {
  await settled(hub)
  await eventually(async () => (await rows(productId)).every(({ state }) => state !== 'QUEUED'), 'the pushes', 20_000)
  return rows(productId)
}
const makers = () => [hub.as('analyst-1'), hub.as('officer-1')] as const
const toFriend = async (title: string, urgency = 'ROUTINE') => {
  const audience = { everyone: false, people: [await personIdOf(hub, 'wakaba')] }
  return release(...makers(), productOf(title, [{ title, audience }], { urgency }))
}

it('[L41] a browser is pushed the title of a NOTICE, and of anything above it that there is something; all of one length', async () => {
  const [ofMember, ofFriend] = [await service.subscribe(), await service.subscribe()]
  const made = [await add(member, ofMember), await add(friend, ofFriend)]
  const { productId, editions } = await release(
    ...makers(),
    productOf('夜の攻撃', [
      { title: 'kasumitanuki の手口', secret: true, text: 'kasumitanuki' },
      { title: '夜間の攻撃に注意', text: '周知の本文' },
    ]),
  )
  expect(await ended(productId)).toMatchObject([{ state: 'SENT' }, { state: 'SENT' }])
  const pushedTo = (subscription: Subscription) => {
    const found = service.pushed.filter(({ path }) => subscription.endpoint.endsWith(path))
    expect(found).toHaveLength(1)
    return found[0]
  }
  const [above, notice] = [pushedTo(ofMember), pushedTo(ofFriend)]
  expect(JSON.parse(above.text)).toEqual({
    title: '狼煙: 新しい情報があります',
    body: expect.stringMatching(/^優先 ・ NRS-[\w-]+$/),
    path: `/editions/${editions['PROVISION']}`,
    tag: expect.stringMatching(/^[\w-]{32}$/),
    language: 'ja',
    isUrgent: false,
  })
  expect(JSON.parse(notice.text)).toMatchObject({
    title: '狼煙: 夜間の攻撃に注意',
    path: `/editions/${editions['NOTICE']}`,
  })
  expect(service.pushed.map(({ text }) => text).join()).not.toMatch(/kasumitanuki|本文|PROVISION|COMPREHENSIVE/)
  expect(above.length).toBe(notice.length)
  expect(above.headers).toMatchObject({ ttl: '259200', urgency: 'normal', 'content-encoding': 'aes128gcm' })
  expect(above.claims).toMatchObject({ aud: service.origin, sub: PORTAL })
  // What is told of the same news later takes its place; nobody can tell that two people were told of the same.
  expect(above.headers['topic']).not.toBe(notice.headers['topic'])
  service.pushed.length = 0
  await recall(makers()[1], productId)
  await ended(productId)
  expect(service.pushed.map(({ headers }) => headers['topic']).sort()).toEqual(
    [above.headers['topic'], notice.headers['topic']].sort(),
  )
  for (const { text } of service.pushed)
    expect(JSON.parse(text)).toMatchObject({ title: '狼煙: 情報が取り消されました', path: '/' })
  for (const [index, who] of [member, friend].entries()) await remove(who, made[index].id)
}, 90_000)

it('[L47] nothing is pushed of what was recalled before it left', async () => {
  const subscription = await service.subscribe()
  const { id } = await add(friend, subscription)
  service.answer = () => ({ status: 503, headers: { 'retry-after': '5' } })
  const { productId } = await toFriend('直後に取り消す')
  await settled(hub)
  await eventually(async () => (await rows(productId)).some(({ reason }) => reason !== null), 'a try')
  await recall(makers()[1], productId)
  await settled(hub)
  service.answer = () => ({ status: 201 })
  await hub.database.superuser.query(`update hub.delivery set due_at = now() where state = 'QUEUED'`)
  await hub.database.superuser.query('update hub.endpoint set open_until = null')
  expect(await ended(productId)).toMatchObject([{ state: 'WITHDRAWN', reason: 'NO_RIGHT' }, { state: 'SENT' }])
  expect(service.pushed.map(({ text }) => text).join()).not.toContain('直後に取り消す')
  await remove(friend, id)
}, 60_000)

it('waits as long as a push service asks, and forgets a browser that is no more', async () => {
  const { id } = await add(friend, await service.subscribe())
  service.answer = () => ({ status: 429, headers: { 'retry-after': '120' } })
  const { productId } = await toFriend('混雑', 'EMERGENCY')
  await settled(hub)
  await eventually(async () => (await rows(productId))[0]?.reason === 'HTTP_429', 'an answer')
  const [{ state, wait }] = await rows(productId)
  expect(state).toBe('QUEUED')
  expect(wait).toBeGreaterThan(100)
  service.answer = () => ({ status: 410 })
  await hub.database.superuser.query(`update hub.delivery set due_at = now() where state = 'QUEUED'`)
  expect(await ended(productId)).toMatchObject([{ state: 'BOUNCED', reason: 'ENDPOINT_GONE' }])
  expect(await devices(friend)).toEqual([])
  await expect(remove(friend, id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const later = await toFriend('もう届かない')
  await settled(hub)
  expect(await rows(later.productId)).toEqual([])
}, 60_000)

it('takes only what a browser could have given, from sessions, and shows nobody the address again', async () => {
  const subscription = await service.subscribe()
  await expect(hub.as('wakaba').ask(ADD, { input: { ...subscription, name: 'x' } })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
  const wrong: [Partial<Subscription>, string][] = [
    [{ endpoint: 'https://169.254.169.254/latest' }, 'ADDRESS'],
    [{ endpoint: 'http://push.example/' }, 'NOT_HTTPS'],
    [{ p256dh: Buffer.alloc(65, 4).toString('base64url') }, 'CUSTOM'],
    [{ auth: 'AAAA' }, 'CUSTOM'],
  ]
  for (const [part, reason] of wrong)
    await expect(add(friend, { ...subscription, ...part })).rejects.toMatchObject({ code: 'INVALID_INPUT', reason })
  const first = await add(friend, subscription, '前の名前')
  const second = await add(friend, subscription, '今の名前')
  expect(await devices(friend)).toEqual([
    { id: second.id, name: '今の名前', service: new URL(service.origin).host, digest: first.digest },
  ])
  expect(await devices(member)).toEqual([])
  await expect(remove(member, second.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const { rows: stored } = await hub.database.superuser.query<{ row: string }>(
    'select row_to_json(e)::text as row from hub.endpoint e where id = $1',
    [second.id],
  )
  expect(stored[0].row).not.toContain(subscription.endpoint)
  expect(stored[0].row).not.toContain(subscription.auth)
  for (let more = 1; more < 10; more += 1) await add(friend, await service.subscribe())
  await expect(add(friend, await service.subscribe())).rejects.toMatchObject({ reason: 'TOO_MANY_DEVICES' })
  for (const { id } of await devices(friend)) await remove(friend, id)
}, 60_000)

it('[IN-7] a subscription whose push service leads inside is not asked', async () => {
  // The api of this test allows these; the worker, which asks, does not.
  await add(friend, { ...(await service.subscribe()), endpoint: 'https://127.0.0.1:9/send' })
  const { productId } = await toFriend('内側へは送らない')
  await settled(hub)
  await eventually(async () => (await rows(productId))[0]?.reason === 'ADDRESS', 'a refusal')
  for (const { id } of await devices(friend)) await remove(friend, id)
}, 60_000)
