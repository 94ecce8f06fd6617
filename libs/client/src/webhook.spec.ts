import { createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { doubtOfWebhook } from './webhook.ts'

// As docs/webhooks.md has them; the key is that of the first test of RFC 8032.
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo='
const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex')
const key = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
  ...{ format: 'der', type: 'pkcs8' },
})
const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString()
const id = '3f50f3eb-8c01-44c5-9ead-924e33fcf060'
const timestamp = '1796000000'
const now = new Date(1_796_000_010_000)
const body =
  '{"type":"noroshi.trial","data":{"id":"3f50f3eb-8c01-44c5-9ead-924e33fcf060","link":"https://hub.example/account"}}'
const signed = Buffer.from(`${id}.${timestamp}.${body}`)
const hmac = createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
  .update(signed)
  .digest('base64')
const ed25519 = sign(null, signed, key).toString('base64')
const headersWith = (signature: string) => ({
  ...{ 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature },
})

it.each([
  ['its own secret', { secret }, `v1,${hmac} v1a,${ed25519}`],
  ['the key of the hub', { publicKey }, `v1,${hmac} v1a,${ed25519}`],
  ['the older of two secrets', { secret }, `v1,${'A'.repeat(43)}= v1,${hmac}`],
])('a message is trusted by %s', async (_, trust, signature) => {
  const headers = headersWith(signature)
  expect(await doubtOfWebhook({ body, headers }, { ...trust, now })).toBeNull()
  expect(await doubtOfWebhook({ body, headers: new Headers(headers) }, { ...trust, now })).toBeNull()
  expect(await doubtOfWebhook({ body: `${body}\n`, headers }, { ...trust, now })).toBe('BAD_SIGNATURE')
  const other = { ...headers, 'webhook-id': id.replace('3', '4') }
  expect(await doubtOfWebhook({ body, headers: other }, { ...trust, now })).toBe('BAD_SIGNATURE')
})

it.each(['', 'v1,', 'v1,%', `v2,${hmac}`, `v1a,${hmac}`, `v1,${ed25519}`, hmac])('not by “%s”', async signature => {
  const doubt = await doubtOfWebhook({ body, headers: headersWith(signature) }, { secret, publicKey, now })
  expect(doubt).toBe(signature === '' ? 'NO_HEADERS' : 'BAD_SIGNATURE')
})

it('is refused when it is old, or from a time to come, or trusted by nothing', async () => {
  const headers = headersWith(`v1,${hmac}`)
  const at = (seconds: number) => new Date((1_796_000_000 + seconds) * 1_000)
  expect(await doubtOfWebhook({ body, headers }, { secret, now: at(300) })).toBeNull()
  expect(await doubtOfWebhook({ body, headers }, { secret, now: at(301) })).toBe('OLD')
  expect(await doubtOfWebhook({ body, headers }, { secret, now: at(-301) })).toBe('OLD')
  expect(await doubtOfWebhook({ body, headers }, { now })).toBe('BAD_SIGNATURE')
  expect(await doubtOfWebhook({ body, headers: {} }, { secret, now })).toBe('NO_HEADERS')
})
