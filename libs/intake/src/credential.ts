/*
 * Credentials of sources. Who sets up a source may write one and nobody may read one but the workers: it is sealed to their public key
 * (RSA-OAEP around AES-256-GCM, as RFC 8017 and NIST SP 800-38D have them) in the process that took it, which can't open it again. It is
 * bound to its source and to the origin of the URL: in another row, or after the URL was pointed elsewhere, it doesn't open.
 */
import {
  constants,
  createCipheriv,
  createDecipheriv,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from 'node:crypto'
import { HubError } from '@noroshi/errors'

/** What a sealed credential is good for. */
export interface CredentialBond {
  readonly sourceId: string
  readonly url: string
}

/** A key pair for sealing, as PEM: the public part for the process that takes credentials, the private one for the workers. */
export function newIntakeKeys(): { readonly publicPem: string; readonly privatePem: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 })
  return {
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }
const bondOf = ({ sourceId, url }: CredentialBond) => Buffer.from(`${sourceId} ${new URL(url).origin}`)

export function seal(publicPem: string, secret: string, bond: CredentialBond): string {
  const [key, nonce] = [randomBytes(32), randomBytes(12)]
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bondOf(bond))
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  const parts = [publicEncrypt({ key: publicPem, ...OAEP }, key), nonce, cipher.getAuthTag(), sealed]
  return parts.map(part => part.toString('base64url')).join('.')
}

/** @throws HubError UNAVAILABLE when it was sealed to another key, for another source or for another origin */
export function unseal(privatePem: string, sealed: string, bond: CredentialBond): string {
  try {
    const [wrapped, nonce, tag, text] = sealed.split('.').map(part => Buffer.from(part, 'base64url'))
    const key = privateDecrypt({ key: privatePem, ...OAEP }, wrapped)
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 })
      .setAAD(bondOf(bond))
      .setAuthTag(tag)
    return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8')
  } catch {
    throw new HubError(
      'UNAVAILABLE',
      'CREDENTIAL',
      'The credential can’t be opened any more. Enter it again.',
      'credential',
      '認証情報を読み出せません。もう一度入力してください。',
    )
  }
}
