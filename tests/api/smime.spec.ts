/** Mail that its recipient alone can read by S/MIME: through a real mail server, opened and verified with OpenSSL. */
import { newCertificate } from '@noroshi/delivery/testing'
import { Actor } from '../support/actor.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'
import { startMailServer, type MailServer } from '../support/mail.ts'
import { bodyIn, newKey, opened } from '../support/mail-cipher.ts'
import { openSsl, type PemPair } from '../support/smime.ts'
import { mailToldTo } from './steps.ts'

const FIELDS = 'kind fingerprint userIds namesAddress expiresAt daysLeft issuer serialNumber'
const DAY_MS = 86_400_000
const openssl = openSsl()
const authority = newCertificate({ name: '試験認証局', key: 'rsa2048' })
const hubCertificate = newCertificate({ name: '狼煙', email: 'noreply@hub.example', usage: 0x80 }, authority)
let server: MailServer
let hub: TestHub
let friend: Actor
let email: string
beforeAll(async () => {
  server = await startMailServer()
  hub = await startTestHub({
    smimeAuthorities: [authority.certificate],
    delivery: {
      portal: 'https://hub.example',
      mail: {
        ...{ server: server.url, from: '狼煙 <noreply@hub.example>' },
        smime: { keyPem: hubCertificate.keyPem, certificatePem: hubCertificate.pem },
      },
    },
  })
  friend = await new Actor(hub.url, hub.account('wakaba')).signIn()
  email = hub.account('wakaba').email
}, 60_000)
afterAll(async () => {
  openssl?.end()
  await hub.stop()
  await server.stop()
}, 20_000)
beforeEach(() => {
  server.mails.length = 0
})

const replace = async (armored: string) =>
  (await friend.ask(`mutation ($armored: String!) { replaceMailKey(armored: $armored) { ${FIELDS} } }`, { armored }))
    .replaceMailKey
const own = async () => (await friend.ask(`{ mailKey { ${FIELDS} } }`)).mailKey
const mailOf = (title: string) => mailToldTo(hub, server, 'wakaba', title)
/** What OpenSSL reads in a mail, once it found the hub's signature good. */
const readBy = (recipient: PemPair, source: string): string => {
  if (!openssl) throw new Error('there is no OpenSSL')
  const { text, signer } = openssl.verified(openssl.open(source, recipient), authority.pem)
  expect(signer).toBe(hubCertificate.pem)
  return text
}
const withOpenSsl = openssl ? it : it.skip

withOpenSsl(
  '[L42] a mail to somebody with a certificate is read by them alone, and signed by the hub; outside it says nothing',
  async () => {
    for (const key of ['rsa2048', 'prime256v1', 'secp521r1']) {
      server.mails.length = 0
      const made = newCertificate({ email, key }, authority)
      expect(await replace(made.certificate.raw.toString('base64'))).toEqual({
        kind: 'SMIME',
        fingerprint: made.certificate.fingerprint256.replaceAll(':', ''),
        userIds: ['CN=受信者', email],
        namesAddress: true,
        expiresAt: made.certificate.validToDate.toISOString(),
        daysLeft: null,
        issuer: 'CN=試験認証局',
        serialNumber: made.certificate.serialNumber,
      })
      const { source, subject, from } = await mailOf('夜間の攻撃に注意')
      expect([subject, from]).toEqual(['狼煙からのお知らせ（暗号化）', 'noreply@hub.example'])
      expect(source).toMatch(/^Content-Type: application\/pkcs7-mime; smime-type=enveloped-data;/im)
      expect(source).not.toMatch(/NRS-|x-priority|importance|夜間/i)
      const text = readBy(made, source)
      expect(text).toMatch(/^Content-Type: text\/plain; charset=utf-8;[^]*hp="?cipher"?/im)
      expect(text).toMatch(/^HP-Outer: Subject: =\?UTF-8/im)
      expect(bodyIn(text)).toContain('■ 夜間の攻撃に注意')
      const other = newCertificate({ email, key }, authority)
      expect(() => openssl?.open(source, other)).toThrow()
    }
  },
  120_000,
)

withOpenSsl(
  'OpenSSL opens a mail encrypted to a certificate that it made',
  async () => {
    if (!openssl) return
    const made = openssl.make(email, authority)
    expect(await replace(made.pem)).toMatchObject({ kind: 'SMIME', issuer: 'CN=試験認証局' })
    const { source } = await mailOf('証明書で読む')
    expect(bodyIn(readBy(made, source))).toContain('■ 証明書で読む')
  },
  60_000,
)

it('takes no certificate that is another’s, over, weak, of no use or of no authority that counts, and says which', async () => {
  const good = newCertificate({ email }, authority)
  await replace(good.pem)
  const before = await own()
  const wrong: [string, string][] = [
    ['MIIB', 'NOT_A_KEY'],
    [good.keyPem, 'PRIVATE_KEY'],
    [newCertificate({ email: 'else@where.example' }, authority).pem, 'OTHER_ADDRESS'],
    [newCertificate({ email, until: new Date(Date.now() - 1_000) }, authority).pem, 'EXPIRED'],
    [newCertificate({ email, key: 'rsa1024' }, authority).pem, 'WEAK'],
    [newCertificate({ email, usage: 0x80 }, authority).pem, 'NO_ENCRYPTION'],
    [newCertificate({ email }).pem, 'UNTRUSTED'],
    ['x'.repeat(70_000), 'TOO_LONG'],
  ]
  for (const [armored, reason] of wrong)
    await expect(replace(armored)).rejects.toMatchObject({ code: 'INVALID_INPUT', reason })
  expect(await own()).toEqual(before)
}, 60_000)

withOpenSsl(
  'the one that a person gave last is used, a key or a certificate',
  async () => {
    const key = await newKey(email)
    expect(await replace(key.publicKey)).toMatchObject({ kind: 'OPENPGP', issuer: null, serialNumber: null })
    const byKey = await mailOf('先に鍵')
    expect(bodyIn((await opened(byKey.source, key.privateKey)).text)).toContain('■ 先に鍵')
    server.mails.length = 0
    const made = newCertificate({ email }, authority)
    expect(await replace(made.pem)).toMatchObject({ kind: 'SMIME' })
    expect(bodyIn(readBy(made, (await mailOf('後に証明書')).source))).toContain('■ 後に証明書')
  },
  60_000,
)

withOpenSsl(
  'warns in each mail before a certificate expires',
  async () => {
    const made = newCertificate({ email, until: new Date(Date.now() + 7 * DAY_MS - 60_000) }, authority)
    expect(await replace(made.pem)).toMatchObject({ daysLeft: 7 })
    expect(bodyIn(readBy(made, (await mailOf('期限の近い証明書')).source))).toContain('あと7日で期限が切れます')
  },
  60_000,
)

it('[PRV-2] an alert arrives although its certificate is over or broken: in the open, in no words, and saying why', async () => {
  await replace(newCertificate({ email }, authority).pem)
  const over = newCertificate({ email, until: new Date(Date.now() - 1_000) }, authority)
  const broken = ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', over.pem]
  for (const [index, armored] of broken.entries()) {
    server.mails.length = 0
    await hub.database.superuser.query('update hub.mail_key set armored = $1', [armored])
    const { subject, text, source } = await mailOf(`停止しない${index}`)
    expect(subject).toMatch(/^\[狼煙 緊急\] 新しい情報があります \(NRS-/)
    expect(text).toContain('暗号化できませんでした')
    expect(source + subject + text).not.toContain('停止しない')
  }
}, 60_000)
