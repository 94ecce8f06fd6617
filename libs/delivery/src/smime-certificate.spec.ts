import { createPrivateKey, X509Certificate } from 'node:crypto'
import { ContentInfo, SignedData, EncapsulatedContentInfo, Certificate } from 'pkijs'
import { acceptedCertificate, certificatesOfPem, readSmimeSigner, usableCertificate } from './smime-certificate.ts'
import { newCertificate, type Made, type Wanted } from './smime-testing.ts'

const NOW = new Date('2026-11-01T00:00:00Z')
const FROM = new Date('2026-01-01T00:00:00Z')
const UNTIL = new Date('2026-12-01T00:00:00Z')
const EMAIL = 'Tanaka@bank.example'
const authority = newCertificate({ name: '試験認証局', from: FROM, until: UNTIL })

const issued = (wanted: Partial<Wanted> = {}, by: Made = authority) =>
  newCertificate({ email: EMAIL, from: FROM, until: UNTIL, ...wanted }, by)
const accepted = (text: string, authorities: readonly X509Certificate[] | null = null, email = EMAIL) =>
  acceptedCertificate(text, email, NOW, authorities)
const der = ({ certificate }: Made): string => certificate.raw.toString('base64')
/** As `.p7b` and `.p7c` files are. */
const bag = (...all: readonly Made[]): string => {
  const content = new SignedData({
    version: 1,
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: '1.2.840.113549.1.7.1' }),
    certificates: all.map(({ certificate }) => Certificate.fromBER(certificate.raw)),
  }).toSchema(true)
  const made = new ContentInfo({ contentType: '1.2.840.113549.1.7.2', content }).toSchema().toBER()
  return Buffer.from(made).toString('base64')
}

it('takes a certificate for mail of its owner, of RSA or of a curve, and shows who issued it', () => {
  const { pem, certificate } = issued()
  expect(accepted(`extra words\n${pem}`)).toEqual({
    kind: 'SMIME',
    armored: pem,
    fingerprint: certificate.fingerprint256.replaceAll(':', ''),
    userIds: ['CN=受信者', EMAIL],
    namesAddress: true,
    expiresAt: UNTIL,
    issuer: 'CN=試験認証局',
    serialNumber: certificate.serialNumber,
  })
  for (const key of ['rsa2048', 'secp384r1', 'secp521r1']) expect(accepted(issued({ key }).pem).kind).toBe('SMIME')
})

it('reads PEM, base64 of DER, and bags of them, of which the one that is good is taken', () => {
  const made = issued()
  const signing = issued({ usage: 0x80 })
  const { fingerprint } = accepted(made.pem)
  const texts = [der(made), bag(made), bag(authority, signing, made), authority.pem + signing.pem + made.pem]
  texts.push(`-----BEGIN PKCS7-----\n${bag(authority, made)}\n-----END PKCS7-----`)
  for (const text of texts) expect(accepted(text).fingerprint).toBe(fingerprint)
})

it('an address stands in the certificate, whatever the case of its letters, or in its subject', () => {
  expect(accepted(issued({ email: EMAIL.toLowerCase() }).pem).namesAddress).toBe(true)
  expect(accepted(issued({ addressIn: 'SUBJECT' }).pem).userIds).toEqual([`CN=受信者 + emailAddress=${EMAIL}`, EMAIL])
})

it('a certificate that says nothing of its use is for every use', () => {
  expect(accepted(issued({ usage: null, purposes: null }).pem).kind).toBe('SMIME')
  expect(accepted(issued({ purposes: ['2.5.29.37.0'] }).pem).kind).toBe('SMIME')
})

it('takes none that is another’s, over, weak or not for this use, and says which', () => {
  const wrong: [string, string][] = [
    ['', 'NOT_A_KEY'],
    ['ssh-ed25519 AAAA', 'NOT_A_KEY'],
    [der(issued()).slice(0, 400), 'NOT_A_KEY'],
    [bag(), 'NOT_A_KEY'],
    [issued().keyPem, 'PRIVATE_KEY'],
    [issued().pem + issued().keyPem, 'PRIVATE_KEY'],
    [issued().key.export({ type: 'pkcs8', format: 'der' }).toString('base64'), 'PRIVATE_KEY'],
    [issued({ email: 'else@bank.example' }).pem, 'OTHER_ADDRESS'],
    [authority.pem, 'OTHER_ADDRESS'],
    [issued({ until: NOW }).pem, 'EXPIRED'],
    [issued({ from: new Date(NOW.getTime() + 1_000) }).pem, 'NOT_YET_VALID'],
    [issued({ key: 'rsa1024' }).pem, 'WEAK'],
    [issued({ key: 'secp256k1' }).pem, 'WEAK'],
    [issued({ digest: 'SHA1' }).pem, 'WEAK'],
    [issued({ key: 'ed25519' }).pem, 'NO_ENCRYPTION'],
    [issued({ usage: 0x80 }).pem, 'NO_ENCRYPTION'],
    [issued({ usage: 0x20 }).pem, 'NO_ENCRYPTION'],
    [issued({ key: 'rsa2048', usage: 0x08 }).pem, 'NO_ENCRYPTION'],
    [issued({ purposes: ['1.3.6.1.5.5.7.3.2'] }).pem, 'NO_ENCRYPTION'],
    [issued({ unknown: '1.3.6.1.4.1.99999.1' }).pem, 'NO_ENCRYPTION'],
    [issued().pem + issued().pem, 'SEVERAL_KEYS'],
    [authority.pem + issued({ usage: 0x80 }).pem, 'NO_ENCRYPTION'],
  ]
  for (const [text, reason] of wrong)
    expect(() => accepted(text)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', reason }))
})

it('one of the authorities that count must have issued it, where there are such', () => {
  const list = [newCertificate({ name: '別の認証局', from: FROM, until: UNTIL }).certificate, authority.certificate]
  expect(accepted(issued().pem, list).issuer).toBe('CN=試験認証局')
  const pretender = newCertificate({ name: '試験認証局', from: FROM, until: UNTIL })
  const over = newCertificate({ name: '期限の切れた認証局', from: FROM, until: NOW })
  const below = issued({ name: '受信者の認証局', usage: 0x04 })
  const wrong = [issued({}, pretender), newCertificate({ email: EMAIL, from: FROM, until: UNTIL }), issued({}, below)]
  for (const { pem } of wrong)
    expect(() => accepted(pem, list)).toThrow(expect.objectContaining({ reason: 'UNTRUSTED' }))
  for (const by of [over, below])
    expect(() => accepted(issued({}, by).pem, [by.certificate])).toThrow(
      expect.objectContaining({ reason: 'UNTRUSTED' }),
    )
})

it('a certificate that was kept is good until it is over', () => {
  const { pem } = issued()
  expect(usableCertificate(pem, NOW)?.expiresAt).toEqual(UNTIL)
  expect(usableCertificate(pem, UNTIL)).toBeNull()
  expect(usableCertificate('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', NOW)).toBeNull()
})

it('the hub signs with a key and its certificate for mail, while that is good', () => {
  const hub = issued({ usage: 0x80 })
  const signer = readSmimeSigner(hub.keyPem, hub.pem + authority.pem, NOW)
  expect(signer.certificates).toHaveLength(2)
  expect([signer.isGood(NOW), signer.isGood(UNTIL)]).toEqual([true, false])
  const locked = createPrivateKey(hub.keyPem)
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
    .toString()
  for (const [key, certificate, now] of [
    [issued().keyPem, hub.pem, NOW],
    [locked, hub.pem, NOW],
    [hub.keyPem, '', NOW],
    [hub.keyPem, hub.pem, UNTIL],
  ] as const)
    expect(() => readSmimeSigner(key, certificate, now)).toThrow(/^Wrong settings: HUB_SMIME_KEY_FILE/)
  const encipherment = issued()
  expect(() => readSmimeSigner(encipherment.keyPem, encipherment.pem, NOW)).toThrow(/Wrong settings/)
  expect(certificatesOfPem('no PEM')).toEqual([])
})
