/* Certificates for tests, as an authority issues them for S/MIME, or with one thing wrong. */
import {
  generateKeyPairSync,
  randomBytes,
  sign,
  X509Certificate,
  type KeyObject,
  type KeyPairKeyObjectResult,
} from 'node:crypto'
import { BitString, IA5String, Integer, Null, OctetString, Utf8String } from 'asn1js'
import {
  AlgorithmIdentifier,
  AltName,
  AttributeTypeAndValue,
  BasicConstraints,
  Certificate,
  Extension,
  ExtKeyUsage,
  GeneralName,
  PublicKeyInfo,
  RelativeDistinguishedNames,
  Time,
  type SchemaType,
} from 'pkijs'

/** What a certificate says. */
export interface Wanted {
  readonly name?: string
  /** None: an authority. */
  readonly email?: string
  /** `rsa` and its bits, `ed25519`, or a curve. [prime256v1] */
  readonly key?: string
  /** Where its address stands. [ALTERNATIVE] */
  readonly addressIn?: 'ALTERNATIVE' | 'SUBJECT'
  /** First octet of keyUsage; null: without that extension. [for encryption, by the key] */
  readonly usage?: number | null
  /** OIDs of extKeyUsage; null: without it. [emailProtection] */
  readonly purposes?: readonly string[] | null
  /** A critical extension of this OID, which nobody knows. */
  readonly unknown?: string
  /** Of what its issuer signs. [SHA256] */
  readonly digest?: 'SHA1' | 'SHA256'
  readonly from?: Date
  readonly until?: Date
}

export interface Made {
  readonly certificate: X509Certificate
  readonly pem: string
  readonly key: KeyObject
  readonly keyPem: string
}

const DAY_MS = 86_400_000
const EMAIL_PROTECTION = '1.3.6.1.5.5.7.3.4'
const CERT_SIGN = 0x04
const SIGNATURES = {
  rsa: { SHA1: '1.2.840.113549.1.1.5', SHA256: '1.2.840.113549.1.1.11' },
  ec: { SHA1: '1.2.840.10045.4.1', SHA256: '1.2.840.10045.4.3.2' },
} as const

/** @param by its issuer; without one it is signed by itself */
export function newCertificate(wanted: Wanted, by?: Made): Made {
  const { name = '受信者', email, key = 'prime256v1', addressIn = 'ALTERNATIVE', digest = 'SHA256', unknown } = wanted
  const now = Date.now()
  const { from = new Date(now - DAY_MS), until = new Date(now + 365 * DAY_MS) } = wanted
  const isAuthority = email === undefined
  const pair = pairOf(key)
  const { usage = isAuthority ? CERT_SIGN : key.startsWith('rsa') ? 0x20 : 0x08 } = wanted
  const { purposes = isAuthority ? null : [EMAIL_PROTECTION] } = wanted
  const issuerKey = by?.key ?? pair.privateKey
  const signatures = SIGNATURES[issuerKey.asymmetricKeyType === 'rsa' ? 'rsa' : 'ec']
  const signatureAlgorithm = new AlgorithmIdentifier({
    algorithmId: signatures[digest],
    ...(issuerKey.asymmetricKeyType === 'rsa' ? { algorithmParams: new Null() } : {}),
  })
  const subject = new RelativeDistinguishedNames({
    typesAndValues: [
      new AttributeTypeAndValue({ type: '2.5.4.3', value: new Utf8String({ value: name }) }),
      ...(email !== undefined && addressIn === 'SUBJECT'
        ? [new AttributeTypeAndValue({ type: '1.2.840.113549.1.9.1', value: new IA5String({ value: email }) })]
        : []),
    ],
  })
  const made = new Certificate({
    version: 2,
    serialNumber: new Integer({ valueHex: Uint8Array.from([1, ...randomBytes(8)]).buffer }),
    signature: signatureAlgorithm,
    signatureAlgorithm,
    subject,
    issuer: by ? Certificate.fromBER(by.certificate.raw).subject : subject,
    notBefore: new Time({ value: from }),
    notAfter: new Time({ value: until }),
    subjectPublicKeyInfo: PublicKeyInfo.fromBER(pair.publicKey.export({ type: 'spki', format: 'der' })),
    extensions: [
      extension('2.5.29.19', true, new BasicConstraints({ cA: isAuthority }).toSchema()),
      // RFC 5280 §4.2.1.2: an authority has one.
      ...(isAuthority ? [extension('2.5.29.14', false, octets(randomBytes(20)))] : []),
      ...(usage === null ? [] : [extension('2.5.29.15', true, bits(usage))]),
      ...(purposes === null
        ? []
        : [extension('2.5.29.37', false, new ExtKeyUsage({ keyPurposes: [...purposes] }).toSchema())]),
      ...(email !== undefined && addressIn === 'ALTERNATIVE'
        ? [
            extension(
              '2.5.29.17',
              false,
              new AltName({ altNames: [new GeneralName({ type: 1, value: email })] }).toSchema(),
            ),
          ]
        : []),
      ...(unknown === undefined ? [] : [extension(unknown, true, new Null())]),
    ],
  })
  const signed = Buffer.from(made.encodeTBS().toBER())
  made.signatureValue = bits(...sign(digest, signed, issuerKey))
  const certificate = new X509Certificate(Buffer.from(made.toSchema(true).toBER()))
  const keyPem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { certificate, pem: certificate.toString(), key: pair.privateKey, keyPem }
}

function pairOf(key: string): KeyPairKeyObjectResult {
  if (key === 'ed25519') return generateKeyPairSync('ed25519')
  return key.startsWith('rsa')
    ? generateKeyPairSync('rsa', { modulusLength: Number(key.slice('rsa'.length)) })
    : generateKeyPairSync('ec', { namedCurve: key })
}

const bits = (...octets: readonly number[]): BitString => new BitString({ valueHex: Uint8Array.from(octets).buffer })

const octets = (bytes: Buffer): OctetString => new OctetString({ valueHex: Uint8Array.from(bytes).buffer })

const extension = (extnID: string, critical: boolean, value: SchemaType): Extension =>
  new Extension({ extnID, critical, extnValue: (value as { toBER(): ArrayBuffer }).toBER() }) // any structure of ASN.1
