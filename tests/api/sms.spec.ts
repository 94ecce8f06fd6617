/** News by short message, through a real SMPP gateway that refuses, breaks and reports. */
import { newIntakeKeys } from '@noroshi/intake'
import { Actor } from '../support/actor.ts'
import { productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { startSmsGateway, type SmsGateway } from '../support/sms-gateway.ts'
import { eventually, nextTryNow, personIdOf, recall, settled } from './steps.ts'

const ADD = `mutation ($input: PhoneInput!) { addPhone(input: $input) { id name lastDigits confirmedAt codeSentAt codeReason } }`
const NUMBER = '+819012345678'
let gateway: SmsGateway
let hub: TestHub
let friend: Actor
let member: Actor
beforeAll(async () => {
  const sealing = newIntakeKeys()
  gateway = await startSmsGateway()
  hub = await startTestHub({
    phones: { publicKeyPem: sealing.publicPem, from: 'NOROSHI' },
    delivery: {
      portal: 'https://hub.example',
      mail: null,
      sms: { server: gateway.url, from: 'NOROSHI', privateKeyPem: sealing.privatePem },
    },
  })
  friend = await new Actor(hub.url, hub.account('wakaba')).signIn()
  member = await new Actor(hub.url, hub.account('hoshiwatari')).signIn()
}, 60_000)
afterAll(async () => {
  await hub.stop()
  await gateway.stop()
}, 20_000)
beforeEach(async () => {
  gateway.messages.length = 0
  gateway.answer = () => 0
  // Who was sent a code an hour ago may be sent another.
  await hub.database.superuser.query(`update hub.endpoint set created_at = created_at - interval '2 days'`)
})

const add = async (who: Actor, number = NUMBER) => (await who.ask(ADD, { input: { name: '携帯', number } })).addPhone
const confirm = async (who: Actor, id: string, code: string) =>
  (
    await who.ask('mutation ($id: ID!, $code: String!) { confirmPhone(id: $id, code: $code) { confirmedAt } }', {
      id,
      code,
    })
  ).confirmPhone
const remove = (who: Actor, id: string) => who.ask('mutation ($id: ID!) { removePhone(id: $id) }', { id })
const phones = async (who: Actor) =>
  (await who.ask('{ phones { id lastDigits confirmedAt codeSentAt codeReason } }')).phones
/** Adds a telephone and says the code that came. */
const confirmed = async (who: Actor, number = NUMBER): Promise<string> => {
  const { id } = await add(who, number)
  await eventually(() => Promise.resolve(gateway.messages.length > 0), 'the code')
  await confirm(who, id, codeIn(gateway.messages.splice(0)[0]?.text))
  return id
}
const codeIn = (text = ''): string => /\d{6}/.exec(text)?.[0] ?? ''
const makers = () => [hub.as('analyst-1'), hub.as('officer-1')] as const
const toFriend = async (title: string, urgency = 'EMERGENCY') => {
  const audience = { everyone: false, people: [await personIdOf(hub, 'wakaba')] }
  return release(...makers(), productOf(title, [{ title, audience }], { urgency }))
}
const rows = async (productId: string) =>
  (
    await hub.database.superuser.query<{ state: string; reason: string | null; attempts: number }>(
      `select d.state, d.reason, d.attempts from hub.delivery d join hub.edition e on e.id = d.edition_id where e.product_id = $1 order by d.seq`,
      [productId],
    )
  ).rows
const until = async (productId: string, state: string) => {
  await settled(hub)
  await eventually(async () => (await rows(productId)).some(row => row.state === state), state, 20_000)
  return rows(productId)
}
const retryNow = () => nextTryNow(hub)

it('[PRV-2] a telephone is told of what is urgent after its owner said the code, in one segment, and the gateway’s report is kept', async () => {
  const { id } = await add(friend)
  await eventually(async () => (await phones(friend))[0]?.codeSentAt !== null, 'the code')
  const [code] = gateway.messages.splice(0)
  expect(code).toMatchObject({ to: NUMBER, from: 'NOROSHI', fromType: 5, coding: 8 })
  const before = await toFriend('確認の前')
  await settled(hub)
  expect(await rows(before.productId)).toEqual([])
  await confirm(friend, id, codeIn(code?.text))
  expect(await phones(friend)).toMatchObject([{ lastDigits: '5678', codeReason: null }])

  const { productId, editions } = await toFriend('夜間の攻撃に注意してください')
  await until(productId, 'SENT')
  const [told] = gateway.messages
  expect(told?.text).toMatch(/^狼煙【緊急】: 夜間の攻撃に注意してください NRS-[\w-]+ hub\.example$/)
  expect(told?.text).not.toContain(editions['NOTICE'] ?? '-')
  expect(told?.text.length).toBeLessThanOrEqual(70)
  expect(await gateway.report(told?.id ?? '', 'ENROUTE')).toBe(0)
  expect((await rows(productId))[0]?.state).toBe('SENT')
  expect(await gateway.report(told?.id ?? '', 'DELIVRD')).toBe(0)
  expect(await rows(productId)).toMatchObject([{ state: 'DELIVERED', reason: null }])
  // What is told twice changes nothing any more.
  await gateway.report(told?.id ?? '', 'UNDELIV', true)
  expect(await rows(productId)).toMatchObject([{ state: 'DELIVERED' }])

  const routine = await toFriend('急がない知らせ', 'ROUTINE')
  await settled(hub)
  expect(await rows(routine.productId)).toEqual([])
  gateway.messages.length = 0
  await recall(makers()[1], productId)
  await settled(hub)
  await eventually(() => Promise.resolve(gateway.messages.length > 0), 'the recall')
  expect(gateway.messages[0]?.text).toMatch(/情報の取消し NRS-/)
  expect(gateway.messages[0]?.text).not.toContain('夜間')
  await remove(friend, id)
}, 90_000)

it('[L41] of anything above NOTICE it says that there is something, and its reference', async () => {
  const id = await confirmed(member, '+1 (202) 555-0100')
  const { productId } = await release(
    ...makers(),
    productOf('夜の攻撃', [
      { title: 'kasumitanuki の手口', secret: true, text: 'kasumitanuki' },
      { title: '夜間の攻撃に注意', text: '周知の本文' },
    ]),
  )
  await until(productId, 'SENT')
  expect(gateway.messages.map(({ to, text }) => [to, text])).toEqual([
    ['+12025550100', expect.stringMatching(/^狼煙【優先】: 新しい情報 NRS-[\w-]+ hub\.example$/)],
  ])
  await remove(member, id)
}, 60_000)

it('a gateway that is busy or breaks is tried again, one that refuses a number for good is not, and a failure is reported', async () => {
  const id = await confirmed(friend)
  gateway.answer = () => 0x58
  const busy = await toFriend('混雑')
  await settled(hub)
  await eventually(async () => (await rows(busy.productId))[0]?.reason === 'SMPP_00000058', 'a refusal')
  gateway.answer = () => 'DROP'
  await retryNow()
  await eventually(async () => (await rows(busy.productId))[0]?.reason === 'CONNECTION', 'a broken line', 20_000)
  gateway.answer = () => 0
  await eventually(
    async () => {
      await retryNow()
      return (await rows(busy.productId))[0]?.state === 'SENT'
    },
    'the message',
    20_000,
  )
  await gateway.report(gateway.messages.at(-1)?.id ?? '', 'UNDELIV', true)
  expect(await rows(busy.productId)).toMatchObject([{ state: 'BOUNCED', reason: 'SMS_UNDELIV' }])
  gateway.answer = () => 0x0b
  const refused = await toFriend('番号なし')
  expect(await until(refused.productId, 'BOUNCED')).toMatchObject([{ reason: 'SMPP_0000000B', attempts: 1 }])
  await remove(friend, id)
}, 90_000)

it('hears reports on a new line after the old one broke', async () => {
  const id = await confirmed(friend)
  const { productId } = await toFriend('切断の後')
  await until(productId, 'SENT')
  gateway.drop()
  await eventually(() => Promise.resolve(gateway.bound() === 1), 'a new session', 20_000)
  await gateway.report(gateway.messages[0]?.id ?? '', 'DELIVRD', true)
  expect(await rows(productId)).toMatchObject([{ state: 'DELIVERED' }])
  await remove(friend, id)
}, 60_000)

it('a number is confirmed by its own code alone, in five answers, and few codes are sent', async () => {
  for (const number of ['090-1234-5678', '+0123456789', '+81', '+81901234567890123'])
    await expect(add(friend, number)).rejects.toMatchObject({ code: 'INVALID_INPUT', reason: 'E_164' })
  const { id } = await add(friend)
  await eventually(() => Promise.resolve(gateway.messages.length > 0), 'the code')
  const code = codeIn(gateway.messages[0]?.text)
  await expect(confirm(member, id, code)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const other = code === '000000' ? '111111' : '000000'
  for (let answer = 0; answer < 5; answer += 1)
    await expect(confirm(friend, id, other)).rejects.toMatchObject({ code: 'INVALID_INPUT', reason: 'CODE_WRONG' })
  await expect(confirm(friend, id, code)).rejects.toMatchObject({ code: 'CONFLICT', reason: 'CODE_OVER' })
  await remove(friend, id)
  const late = await add(friend)
  await eventually(() => Promise.resolve(gateway.messages.length > 1), 'the code')
  await hub.database.superuser.query(`update hub.endpoint set code_expires_at = now() where id = $1`, [late.id])
  await expect(confirm(friend, late.id, codeIn(gateway.messages[1]?.text))).rejects.toMatchObject({
    reason: 'CODE_OVER',
  })
  await remove(friend, late.id)
  await remove(friend, (await add(friend)).id)
  await expect(add(friend)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS', reason: 'CODES' })
  await expect(add(hub.as('wakaba') as Actor)).rejects.toMatchObject({ code: 'FORBIDDEN' })
}, 60_000)

it('[L42] keeps number and code where the worker alone reads them', async () => {
  const { id } = await add(member)
  await eventually(() => Promise.resolve(gateway.messages.length > 0), 'the code')
  const { rows: stored } = await hub.database.superuser.query<{ row: string }>(
    'select row_to_json(e)::text as row from hub.endpoint e where id = $1',
    [id],
  )
  expect(stored[0]?.row).not.toContain(NUMBER.slice(1, 9))
  expect(stored[0]?.row).not.toMatch(new RegExp(`\\b${codeIn(gateway.messages[0]?.text)}\\b`))
  expect(await phones(friend)).toEqual([])
  await remove(member, id)
}, 60_000)
