import { createECDH, createPublicKey, verify } from 'node:crypto'
import { encrypted, MOST_MESSAGE_BYTES, newVapidKeys, vapidHeader, vapidPoint } from './push-encryption.ts'

const bytes = (text: string) => Buffer.from(text, 'base64url')

it('encrypts the example of RFC 8291, appendix A, byte for byte', () => {
  const key = createECDH('prime256v1')
  key.setPrivateKey(bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'))
  const subscription = {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  }
  const text = 'When I grow up, I want to be a watermelon'
  expect(
    encrypted(subscription, text, { key, salt: bytes('DGv6ra1nlYgDCS1FRnbzlw'), length: 0 }).toString('base64url'),
  ).toBe(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_' +
      'yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  )
})

it('every message has the same length, and no two are alike', () => {
  const browser = createECDH('prime256v1')
  const subscription = { p256dh: browser.generateKeys('base64url'), auth: 'BTBZMqHH6r4Tts7J_aSIgg' }
  const made = ['', 'あ'.repeat(20), 'x'.repeat(MOST_MESSAGE_BYTES)].map(text => encrypted(subscription, text))
  expect(new Set(made.map(({ length }) => length)).size).toBe(1)
  expect(encrypted(subscription, 'x').equals(encrypted(subscription, 'x'))).toBe(false)
})

it('says who sends, to that push service and for half a day', () => {
  const { publicPem, privatePem } = newVapidKeys()
  const now = new Date('2026-04-01T00:00:00Z')
  const header = vapidHeader(privatePem, 'https://push.example:8443/send/abc', 'https://hub.example', now)
  const [, token = '', key] = /^vapid t=([^,]+), k=(.+)$/.exec(header) ?? []
  const [head = '', claims = '', signature = ''] = token.split('.')
  expect(key).toBe(vapidPoint(publicPem))
  expect(bytes(key ?? '')).toHaveLength(65)
  expect(JSON.parse(bytes(claims).toString())).toEqual({
    aud: 'https://push.example:8443',
    exp: now.getTime() / 1_000 + 43_200,
    sub: 'https://hub.example',
  })
  const verified = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: createPublicKey(publicPem), dsaEncoding: 'ieee-p1363' },
    bytes(signature),
  )
  expect(verified).toBe(true)
})
