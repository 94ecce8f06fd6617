/*
 * S/MIME (RFC 8551): a part signed by the hub where it has a certificate for that, and encrypted to a person's. Node.js does the
 * cryptography, PKI.js writes the ASN.1. Of what the standard allows, what the oldest clients and smart cards read: EnvelopedData with
 * AES-256-CBC, whose key is encrypted by RSA (PKCS #1 v1.5), or agreed by ECDH with SHA-256 and wrapped with AES (RFC 5753).
 */
import {
  constants,
  createCipheriv,
  createHash,
  diffieHellman,
  generateKeyPairSync,
  publicEncrypt,
  randomBytes,
  sign,
  type KeyObject,
  type X509Certificate,
} from 'node:crypto'
import { Null, ObjectIdentifier, OctetString, UTCTime } from 'asn1js'
import {
  AlgorithmIdentifier,
  Attribute,
  Certificate,
  ContentInfo,
  ECCCMSSharedInfo,
  EncapsulatedContentInfo,
  EncryptedContentInfo,
  EnvelopedData,
  IssuerAndSerialNumber,
  KeyAgreeRecipientIdentifier,
  KeyAgreeRecipientInfo,
  KeyTransRecipientInfo,
  OriginatorIdentifierOrKey,
  OriginatorPublicKey,
  RecipientEncryptedKey,
  RecipientEncryptedKeys,
  RecipientInfo,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
  type SchemaType,
} from 'pkijs'
import type { Sealing } from './mail-encryption.ts'

/** With what the hub signs: its key, its certificate, and those that lead from it to an authority. */
export interface SmimeSigner {
  readonly key: KeyObject
  readonly certificates: readonly [X509Certificate, ...X509Certificate[]]
  /** Whether its certificate is good for it at that time. */
  readonly isGood: (now: Date) => boolean
}

const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  envelopedData: '1.2.840.113549.1.7.3',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  rsaEncryption: '1.2.840.113549.1.1.1',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha256WithRsa: '1.2.840.113549.1.1.11',
  sha256WithEcdsa: '1.2.840.10045.4.3.2',
  /** dhSinglePass-stdDH-sha256kdf-scheme */
  ecdhSha256: '1.3.132.1.11.1',
  aes256Wrap: '2.16.840.1.101.3.4.1.45',
  aes256Cbc: '2.16.840.1.101.3.4.1.42',
} as const

const AES_KEY_BYTES = 32
/** RFC 3394 §2.2.3.1 */
const WRAP_IV = Buffer.alloc(8, 0xa6)

/** As RFC 8551 §3.2 names them; clients that know no such type go by the file's name. */
const typeOf = (kind: 'enveloped-data' | 'signed-data'): string =>
  `application/pkcs7-mime; smime-type=${kind}; name="smime.p7m"`
const FURTHER_HEADERS = {
  'Content-Transfer-Encoding': 'base64',
  'Content-Disposition': 'attachment; filename="smime.p7m"',
} as const

/** @param signer null: the mail is not signed; nor is it when its certificate is no longer good */
export function smimeSealing(certificate: X509Certificate, signer: SmimeSigner | null): Sealing {
  return {
    type: typeOf('enveloped-data'),
    seal(whole, payload, now) {
      const part = signer?.isGood(now) ? signedPart(signer, payload, now) : payload
      whole.setHeader(FURTHER_HEADERS).setContent(envelopedData(certificate, part))
      return Promise.resolve()
    },
  }
}

/** A MIME entity of these three fields alone: those of the message stand in what is signed. */
function signedPart(signer: SmimeSigner, payload: Buffer, now: Date): Buffer {
  const fields = Object.entries({ 'Content-Type': typeOf('signed-data'), ...FURTHER_HEADERS })
  const lines = signedData(signer, payload, now)
    .toString('base64')
    .match(/.{1,76}/g)
  return Buffer.from([...fields.map(field => field.join(': ')), '', ...(lines ?? []), ''].join('\r\n'))
}

/** @returns DER of what only the holder of the certificate's key can read (RFC 5652 §6) */
export function envelopedData(certificate: X509Certificate, content: Buffer): Buffer {
  const key = randomBytes(AES_KEY_BYTES)
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-256-cbc', key, iv)
  const isRsa = certificate.publicKey.asymmetricKeyType === 'rsa'
  const enveloped = new EnvelopedData({
    version: isRsa ? 0 : 2,
    recipientInfos: [isRsa ? keyTransported(certificate, key) : keyAgreed(certificate, key)],
    encryptedContentInfo: new EncryptedContentInfo({
      contentType: OID.data,
      contentEncryptionAlgorithm: algorithm(OID.aes256Cbc, octets(iv)),
      encryptedContent: octets(Buffer.concat([cipher.update(content), cipher.final()])),
      disableSplit: true,
    }),
  })
  return derOf(OID.envelopedData, enveloped.toSchema())
}

/** RFC 5652 §6.2.1 */
function keyTransported(certificate: X509Certificate, key: Buffer): RecipientInfo {
  const padding = constants.RSA_PKCS1_PADDING
  return new RecipientInfo({
    variant: 1,
    value: new KeyTransRecipientInfo({
      version: 0,
      rid: nameOf(certificate),
      keyEncryptionAlgorithm: algorithm(OID.rsaEncryption, new Null()),
      encryptedKey: octets(publicEncrypt({ key: certificate.publicKey, padding }, key)),
    }),
  })
}

/** RFC 5753 §3.1.1, with a key of its own for each mail */
function keyAgreed(certificate: X509Certificate, key: Buffer): RecipientInfo {
  const { publicKey } = certificate
  const { namedCurve = '' } = publicKey.asymmetricKeyDetails ?? {}
  const ephemeral = generateKeyPairSync('ec', { namedCurve })
  const wrapping = algorithm(OID.aes256Wrap)
  const bits = Buffer.alloc(4)
  bits.writeUInt32BE(AES_KEY_BYTES * 8)
  const sharedInfo = new ECCCMSSharedInfo({ keyInfo: wrapping, suppPubInfo: octets(bits) })
  // The KDF of ANSI X9.63, of which one round is as long as the key.
  const wrappingKey = createHash('sha256')
    .update(diffieHellman({ privateKey: ephemeral.privateKey, publicKey }))
    .update(Uint8Array.of(0, 0, 0, 1))
    .update(new Uint8Array(sharedInfo.toSchema().toBER()))
    .digest()
  const wrap = createCipheriv('id-aes256-wrap', wrappingKey, WRAP_IV)
  const originator = OriginatorPublicKey.fromBER(ephemeral.publicKey.export({ type: 'spki', format: 'der' }))
  return new RecipientInfo({
    variant: 2,
    value: new KeyAgreeRecipientInfo({
      version: 3,
      originator: new OriginatorIdentifierOrKey({ variant: 3, value: originator }),
      keyEncryptionAlgorithm: algorithm(OID.ecdhSha256, wrapping.toSchema()),
      recipientEncryptedKeys: new RecipientEncryptedKeys({
        encryptedKeys: [
          new RecipientEncryptedKey({
            rid: new KeyAgreeRecipientIdentifier({ variant: 1, value: nameOf(certificate) }),
            encryptedKey: octets(Buffer.concat([wrap.update(key), wrap.final()])),
          }),
        ],
      }),
    }),
  })
}

/** @returns DER of the content with its signature (RFC 5652 §5) */
function signedData({ key, certificates }: SmimeSigner, content: Buffer, now: Date): Buffer {
  const digest = createHash('sha256').update(content).digest()
  // In the order of their encoding, as DER has a set: it is what the signature covers.
  const signedAttrs = new SignedAndUnsignedAttributes({
    type: 0,
    attributes: [
      new Attribute({ type: OID.contentType, values: [new ObjectIdentifier({ value: OID.data })] }),
      new Attribute({ type: OID.signingTime, values: [new UTCTime({ valueDate: now })] }),
      new Attribute({ type: OID.messageDigest, values: [octets(digest)] }),
    ],
  })
  const attributes = Buffer.from(signedAttrs.toSchema().toBER())
  // Signed as the SET OF that it is, not under the tag with which it is sent (§5.4).
  attributes[0] = 0x31
  const isRsa = key.asymmetricKeyType === 'rsa'
  const signed = new SignedData({
    version: 1,
    digestAlgorithms: [algorithm(OID.sha256)],
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: OID.data, eContent: octets(content) }),
    certificates: certificates.map(asn1Of),
    signerInfos: [
      new SignerInfo({
        version: 1,
        sid: nameOf(certificates[0]),
        digestAlgorithm: algorithm(OID.sha256),
        signedAttrs,
        signatureAlgorithm: isRsa ? algorithm(OID.sha256WithRsa, new Null()) : algorithm(OID.sha256WithEcdsa),
        signature: octets(sign('sha256', attributes, key)),
      }),
    ],
  })
  return derOf(OID.signedData, signed.toSchema(true))
}

const asn1Of = (certificate: X509Certificate): Certificate => Certificate.fromBER(certificate.raw)

function nameOf(certificate: X509Certificate): IssuerAndSerialNumber {
  const { issuer, serialNumber } = asn1Of(certificate)
  return new IssuerAndSerialNumber({ issuer, serialNumber })
}

const octets = (bytes: Buffer): OctetString => new OctetString({ valueHex: Uint8Array.from(bytes).buffer })

const algorithm = (algorithmId: string, algorithmParams?: object): AlgorithmIdentifier =>
  new AlgorithmIdentifier({ algorithmId, ...(algorithmParams ? { algorithmParams } : {}) })

const derOf = (contentType: string, content: SchemaType): Buffer =>
  Buffer.from(new ContentInfo({ contentType, content }).toSchema().toBER())
