/*
 * A person's certificate for S/MIME (RFC 8550), to which their mail is encrypted: what may be one, and whether it still is. OpenSSL, as
 * Node.js has it, reads and verifies; strictness is ours. Who vouches for it is its owner, who is signed in; where this hub is told which
 * authorities it accepts, one of those must have issued it as well. An authority counts by standing in that list itself: no path is built
 * from what was uploaded, where certificates could be made to lead in circles.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { fromBER, Integer, Sequence } from 'asn1js'
import { AltName, Certificate, ContentInfo, id_ContentType_SignedData, SignedData } from 'pkijs'
import { KEY_REFUSALS, MOST_KEY_CHARACTERS, refused, type AcceptedMailKey, type KeyRefusal } from './mail-key.ts'
import { oneLine } from './mail-text.ts'
import { envelopedData, type SmimeSigner } from './smime-encryption.ts'

/** Emails: `rfc822Name` of RFC 5280 §4.2.1.6, and the attribute of RFC 2985 §5.2.1. */
const RFC822_NAME = 1
const EMAIL_ADDRESS = '1.2.840.113549.1.9.1'
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17'
const KEY_USAGE = '2.5.29.15'
/** Bits of the first octet of keyUsage (RFC 5280 §4.2.1.3). */
/** digitalSignature and nonRepudiation */
const SIGNING = 0x80 | 0x40
const KEY_ENCIPHERMENT = 0x20
const KEY_AGREEMENT = 0x08
/** emailProtection and anyExtendedKeyUsage: one of them, where a certificate says for what it is (RFC 8550 §4.4.4). */
const MAIL_PURPOSES = ['1.3.6.1.5.5.7.3.4', '2.5.29.37.0']
/** Critical extensions whose meaning is known here: certificates with others are refused (RFC 5280 §4.2). */
const UNDERSTOOD = new Set([SUBJECT_ALTERNATIVE_NAME, KEY_USAGE, '2.5.29.19', '2.5.29.37', '2.5.29.32'])

const LEAST_RSA_BITS = 2_048
const CURVES = new Set(['prime256v1', 'secp384r1', 'secp521r1'])
const MOST_CERTIFICATES = 20
const MOST_NAME_CHARACTERS = 500

/**
 * @param text PEM, or base64 of DER: a certificate, or several of which one is good (also PKCS #7, RFC 8551 §3.8)
 * @param email of its owner
 * @param authorities one of which must have issued it; null: anybody may have
 * @throws HubError INVALID_INPUT naming why it is not taken ({@link KeyRefusal})
 */
export function acceptedCertificate(
  text: string,
  email: string,
  now: Date,
  authorities: readonly X509Certificate[] | null,
): AcceptedMailKey {
  const judged = certificatesIn(text).map(certificate => ({
    certificate,
    refusal: refusalOf(certificate, email, now, authorities),
  }))
  const [good, ...others] = judged.filter(({ refusal }) => refusal === null)
  if (good === undefined) {
    const rank = ({ refusal }: { refusal: KeyRefusal | null }) => KEY_REFUSALS.indexOf(refusal ?? 'NOT_A_KEY')
    throw refused(judged.toSorted((one, other) => rank(other) - rank(one))[0]?.refusal ?? 'NOT_A_KEY')
  }
  if (others.length > 0) throw refused('SEVERAL_KEYS')
  const { certificate } = good
  return {
    kind: 'SMIME',
    armored: certificate.toString(),
    fingerprint: certificate.fingerprint256.replaceAll(':', ''),
    userIds: [shownName(certificate.subject), ...addressesIn(certificate).map(shownName)].filter(name => name !== ''),
    namesAddress: true,
    expiresAt: certificate.validToDate,
    issuer: shownName(certificate.issuer),
    serialNumber: certificate.serialNumber.slice(0, 100),
  }
}

/** A certificate that was kept, as it stands now; null when nothing may be encrypted to it, whatever the reason. */
export function usableCertificate(pem: string, now: Date): { certificate: X509Certificate; expiresAt: Date } | null {
  try {
    const certificate = new X509Certificate(pem)
    return refusalForMail(certificate, now, KEY_ENCIPHERMENT, KEY_AGREEMENT) === null
      ? { certificate, expiresAt: certificate.validToDate }
      : null
  } catch {
    return null
  }
}

/** @returns the certificates of a PEM file, in its order; none where one of them is none */
export function certificatesOfPem(pem: string): X509Certificate[] {
  try {
    return blocksIn(pem).map(body => new X509Certificate(body))
  } catch {
    return []
  }
}

function refusalOf(
  certificate: X509Certificate,
  email: string,
  now: Date,
  authorities: readonly X509Certificate[] | null,
): KeyRefusal | null {
  try {
    if (!addressesIn(certificate).some(address => address.toLowerCase() === email.toLowerCase())) return 'OTHER_ADDRESS'
    const refusal = refusalForMail(certificate, now, KEY_ENCIPHERMENT, KEY_AGREEMENT)
    if (refusal !== null) return refusal
    const isTrusted = authorities === null || authorities.some(authority => hasIssued(authority, certificate, now))
    if (!isTrusted) return 'UNTRUSTED'
  } catch {
    // What one of the two that read it makes nothing of.
    return 'NOT_A_KEY'
  }
  return canBeEncryptedTo(certificate) ? null : 'NO_ENCRYPTION'
}

function canBeEncryptedTo(certificate: X509Certificate): boolean {
  try {
    return envelopedData(certificate, Buffer.from('tried')).length > 0
  } catch {
    return false
  }
}

/** @param rsaUsage bits of keyUsage of which one is needed, where the certificate has that extension */
function refusalForMail(certificate: X509Certificate, now: Date, rsaUsage: number, ecUsage: number): KeyRefusal | null {
  if (certificate.validToDate <= now) return 'EXPIRED'
  if (certificate.validFromDate > now) return 'NOT_YET_VALID'
  const { asymmetricKeyType: type, asymmetricKeyDetails: { modulusLength = 0, namedCurve = '' } = {} } =
    certificate.publicKey
  if (type !== 'rsa' && type !== 'ec') return 'NO_ENCRYPTION'
  const isStrong = type === 'rsa' ? modulusLength >= LEAST_RSA_BITS : CURVES.has(namedCurve)
  if (!isStrong || /sha-?1(?!\d)|md\d|ripemd/i.test(certificate.signatureAlgorithm ?? '')) return 'WEAK'
  const { extensions = [] } = Certificate.fromBER(certificate.raw)
  if (extensions.some(({ critical, extnID }) => critical && !UNDERSTOOD.has(extnID))) return 'NO_ENCRYPTION'
  const usage = extensions.find(({ extnID }) => extnID === KEY_USAGE)?.extnValue.valueBlock.valueHexView
  // A BIT STRING: tag, length, how many bits are unused, and then the bits.
  if (usage && ((usage[3] ?? 0) & (type === 'rsa' ? rsaUsage : ecUsage)) === 0) return 'NO_ENCRYPTION'
  // Absent in a certificate for everything, whatever its type says.
  const purposes = (certificate.keyUsage as readonly string[] | undefined) ?? MAIL_PURPOSES
  return purposes.some(purpose => MAIL_PURPOSES.includes(purpose)) ? null : 'NO_ENCRYPTION'
}

function hasIssued(authority: X509Certificate, certificate: X509Certificate, now: Date): boolean {
  return (
    authority.ca &&
    authority.validFromDate <= now &&
    authority.validToDate > now &&
    certificate.checkIssued(authority) &&
    certificate.verify(authority.publicKey)
  )
}

function addressesIn(certificate: X509Certificate): string[] {
  const { subject, extensions = [] } = Certificate.fromBER(certificate.raw)
  const alternative: unknown = extensions.find(({ extnID }) => extnID === SUBJECT_ALTERNATIVE_NAME)?.parsedValue
  const names = alternative instanceof AltName ? alternative.altNames : []
  const addresses = [
    ...names.filter(({ type }) => type === RFC822_NAME).map(({ value }) => String(value)),
    ...subject.typesAndValues
      .filter(({ type }) => type === EMAIL_ADDRESS)
      .map(({ value }) => String(value.valueBlock.value)),
  ]
  return [...new Set(addresses)]
}

/** A name as it is shown: on one line, whatever is in it. */
const shownName = (name: string | undefined): string =>
  oneLine((name ?? '').split('\n').join(', ')).slice(0, MOST_NAME_CHARACTERS)

/** @throws HubError NOT_A_KEY, PRIVATE_KEY */
function certificatesIn(text: string): X509Certificate[] {
  if (text.length > MOST_KEY_CHARACTERS) throw refused('NOT_A_KEY')
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) throw refused('PRIVATE_KEY')
  const bodies = blocksIn(text)
  const bare = /^[A-Za-z0-9+/]+=*$/.test(text.replaceAll(/\s/g, '')) ? [Buffer.from(text, 'base64')] : []
  const certificates = (bodies.length > 0 ? bodies : bare).flatMap(certificatesOfDer)
  if (certificates.length === 0 || certificates.length > MOST_CERTIFICATES) throw refused('NOT_A_KEY')
  return certificates
}

type Der = Buffer<ArrayBuffer>

/** What is in PEM, whatever its label says that it is (RFC 7468). */
const blocksIn = (text: string): Der[] =>
  [...text.matchAll(/-----BEGIN ([A-Z0-9# ]+)-----([^-]*)-----END \1-----/g)].map(([, , body]) =>
    Buffer.from(body, 'base64'),
  )

/** Of PKCS #12 and private keys, which begin with a version; a certificate does with what was signed, and PKCS #7 with what it is. */
function isPrivate(der: Der): boolean {
  try {
    const { result } = fromBER(der)
    return result instanceof Sequence && result.valueBlock.value[0] instanceof Integer
  } catch {
    return false
  }
}

/** @throws HubError NOT_A_KEY, PRIVATE_KEY */
function certificatesOfDer(der: Der): X509Certificate[] {
  if (isPrivate(der)) throw refused('PRIVATE_KEY')
  try {
    return [new X509Certificate(der)]
  } catch {
    return certificatesOfBag(der)
  }
}

function certificatesOfBag(der: Der): X509Certificate[] {
  try {
    const bag = ContentInfo.fromBER(der)
    if (bag.contentType !== id_ContentType_SignedData) throw refused('NOT_A_KEY')
    const { certificates = [] } = new SignedData({ schema: bag.content })
    return certificates
      .filter(one => one instanceof Certificate)
      .map(one => new X509Certificate(Buffer.from(one.toSchema().toBER())))
  } catch {
    throw refused('NOT_A_KEY')
  }
}

/**
 * With what the hub signs mail.
 * @param certificatePem its certificate, and after it those that lead to an authority
 * @throws Error when they are none, don't belong together, or can't sign now without a passphrase: a worker has nobody who would type it
 */
export function readSmimeSigner(keyPem: string, certificatePem: string, now: Date): SmimeSigner {
  const [certificate, ...more] = certificatesOfPem(certificatePem)
  try {
    const key = createPrivateKey(keyPem)
    if (!certificate?.checkPrivateKey(key)) throw new Error('they do not belong together')
    const isGood = (then: Date) => refusalForMail(certificate, then, SIGNING, SIGNING) === null
    if (!isGood(now)) throw new Error('it can not sign')
    return { key, certificates: [certificate, ...more], isGood }
  } catch {
    throw new Error(
      'Wrong settings: HUB_SMIME_KEY_FILE, HUB_SMIME_CERTIFICATE_FILE (no private key that can sign now without a passphrase, with its certificate for mail, in PEM)',
    )
  }
}
