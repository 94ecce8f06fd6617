/** Mail that its recipient alone can read, by a real mail server; opened with the library and with GnuPG. */
import { readKey, readPrivateKey, revokeKey } from 'openpgp'
import { Actor } from '../support/actor.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'
import { startMailServer, type Mail, type MailServer } from '../support/mail.ts'
import { bodyIn, gnupg, newKey, opened, type KeyPair } from '../support/mail-cipher.ts'
import { mailToldTo } from './steps.ts'

const FIELDS = 'kind fingerprint userIds namesAddress expiresAt daysLeft issuer serialNumber'
const PORTAL = 'https://hub.example'
const DAY_SECONDS = 86_400
let server: MailServer
let hub: TestHub
let friend: Actor
let hubKey: KeyPair
const gpg = gnupg()
beforeAll(async () => {
  server = await startMailServer()
  hubKey = await newKey('noreply@hub.example')
  hub = await startTestHub({
    mailKeyArmored: hubKey.publicKey,
    delivery: {
      portal: PORTAL,
      mail: { server: server.url, from: '狼煙 <noreply@hub.example>', signingKey: hubKey.privateKey },
    },
  })
  friend = await new Actor(hub.url, hub.account('wakaba')).signIn()
}, 60_000)
afterAll(async () => {
  gpg?.end()
  await hub.stop()
  await server.stop()
}, 20_000)
beforeEach(() => {
  server.mails.length = 0
})

const emailOf = (prefix: string) => hub.account(prefix).email
const replace = async (who: Actor, armored: string) =>
  (await who.ask(`mutation ($armored: String!) { replaceMailKey(armored: $armored) { ${FIELDS} } }`, { armored }))
    .replaceMailKey
const own = async (who: Actor) => (await who.ask(`{ mailKey { ${FIELDS} } }`)).mailKey
const mailOf = (prefix: string, title: string): Promise<Mail> => mailToldTo(hub, server, prefix, title)

it('[L42] a mail to somebody with a key is read by them alone, and signed by the hub; outside it says nothing', async () => {
  const key = await newKey(emailOf('wakaba'))
  const made = await replace(friend, key.publicKey)
  expect(made).toEqual({
    kind: 'OPENPGP',
    fingerprint: (await readKey({ armoredKey: key.publicKey })).getFingerprint().toUpperCase(),
    userIds: [`受信者 <${emailOf('wakaba')}>`],
    namesAddress: true,
    expiresAt: null,
    daysLeft: null,
    issuer: null,
    serialNumber: null,
  })
  const { mailSigningKeys } = await hub.nobody().ask('{ mailSigningKeys { keyId publicKey use } }')
  expect(mailSigningKeys).toMatchObject([{ use: 'MAIL' }])
  const { source, subject, from } = await mailOf('wakaba', '夜間の攻撃に注意')
  expect(subject).toBe('狼煙からのお知らせ（暗号化）')
  expect(from).toBe('noreply@hub.example')
  expect(source).not.toMatch(/NRS-|x-priority|importance|夜間/i)
  const { text, isSigned } = await opened(source, key.privateKey, mailSigningKeys[0].publicKey)
  expect(isSigned).toBe(true)
  expect(text).toMatch(/^Content-Type: text\/plain; charset=utf-8;[^]*hp="?cipher"?/im)
  expect(text).toMatch(/^HP-Outer: Subject: =\?UTF-8/im)
  expect(text).toMatch(/^HP-Outer: From: =\?UTF-8\?.*<noreply@hub\.example>/im)
  expect(bodyIn(text)).toContain('■ 夜間の攻撃に注意')
  const other = await newKey(emailOf('wakaba'))
  await expect(opened(source, other.privateKey)).rejects.toThrow(/decrypt/i)
}, 60_000)

const withGnuPg = gpg ? it : it.skip
withGnuPg(
  'GnuPG opens a mail encrypted to a key that it made, and finds the signature good',
  async () => {
    if (!gpg) return
    await replace(friend, gpg.make(`Wakaba <${emailOf('wakaba')}>`, 'default', 'default'))
    gpg.run(['--import'], hubKey.publicKey)
    const { source } = await mailOf('wakaba', '鍵で読む')
    const { text, status } = gpg.open(source)
    expect(status).toMatch(/GOODSIG/)
    expect(status).toMatch(/DECRYPTION_OKAY/)
    expect(bodyIn(text)).toContain('■ 鍵で読む')
  },
  120_000,
)

it('takes no key that is none, private, revoked, over, weak or of no use, and says which', async () => {
  const email = emailOf('wakaba')
  const key = await newKey(email)
  const revoked = await revokeKey({ key: await readPrivateKey({ armoredKey: key.privateKey }), format: 'armored' })
  const long = new Date(Date.now() - 10 * DAY_SECONDS * 1_000)
  const wrong: [string, string][] = [
    ['ssh-ed25519 AAAA', 'NOT_A_KEY'],
    [key.publicKey.replaceAll(/^[A-Za-z0-9+/]{60,}$/gm, line => line.slice(1)), 'NOT_A_KEY'],
    [key.privateKey, 'PRIVATE_KEY'],
    [key.publicKey + key.publicKey, 'SEVERAL_KEYS'],
    [revoked.publicKey, 'REVOKED'],
    [(await newKey(email, long, DAY_SECONDS)).publicKey, 'EXPIRED'],
    ['x'.repeat(70_000), 'TOO_LONG'],
  ]
  if (gpg) {
    wrong.push([gpg.make('Short <short@hub.example>', 'rsa1024', 'sign,encrypt'), 'WEAK'])
    wrong.push([gpg.make('Old <old@hub.example>', 'rsa3072', 'sign,encrypt', '--cert-digest-algo', 'SHA1'), 'WEAK'])
    wrong.push([gpg.make('Signer <signer@hub.example>', 'ed25519', 'sign'), 'NO_ENCRYPTION'])
  }
  const before = await own(friend)
  for (const [armored, reason] of wrong)
    await expect(replace(friend, armored)).rejects.toMatchObject({ code: 'INVALID_INPUT', reason })
  expect(await own(friend)).toEqual(before)
  await expect(replace(hub.as('wakaba'), key.publicKey)).rejects.toMatchObject({ code: 'FORBIDDEN' })
}, 120_000)

it('warns of a key with another address, and in each mail before one expires', async () => {
  const key = await newKey('else@where.example', new Date(Date.now() - 1_000), 7 * DAY_SECONDS)
  expect(await replace(friend, key.publicKey)).toMatchObject({ namesAddress: false, daysLeft: 7 })
  const { source } = await mailOf('wakaba', '期限の近い鍵')
  const { text } = await opened(source, key.privateKey)
  expect(bodyIn(text)).toContain('あと7日で期限が切れます')
}, 60_000)

it('[PRV-2] an alert arrives although its key is over or broken: in the open, in no words, and saying why', async () => {
  const key = await newKey(emailOf('wakaba'), new Date(Date.now() - 10 * DAY_SECONDS * 1_000), DAY_SECONDS)
  const broken = ['-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nbroken\n-----END PGP PUBLIC KEY BLOCK-----', key.publicKey]
  for (const [index, armored] of broken.entries()) {
    server.mails.length = 0
    await hub.database.superuser.query('update hub.mail_key set armored = $1', [armored])
    const { subject, text, source } = await mailOf('wakaba', `停止しない${index}`)
    expect(subject).toMatch(/^\[狼煙 緊急\] 新しい情報があります \(NRS-/)
    expect(text).toContain('暗号化できませんでした')
    expect(source + subject + text).not.toContain('停止しない')
  }
}, 60_000)

it('belongs to its owner alone, who may take it away', async () => {
  const member = await new Actor(hub.url, hub.account('hoshiwatari')).signIn()
  expect(await own(member)).toBeNull()
  await expect(member.ask('mutation { removeMailKey }')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await own(friend)).not.toBeNull()
  await friend.ask('mutation { removeMailKey }')
  expect(await own(friend)).toBeNull()
  expect((await mailOf('wakaba', '鍵のないとき')).subject).toContain('鍵のないとき')
}, 60_000)
