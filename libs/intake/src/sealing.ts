/*
 * Secrets that one process takes and only the workers may read: sealed to their public key (RSA-OAEP around AES-256-GCM, as RFC 8017 and
 * NIST SP 800-38D have them) by the process that took them, which can't open them again. Each is bound to what it is a secret of: moved
 * to another place it doesn't open. Bonds of different kinds begin with different words, so that one key pair serves them all.
 */
import { constants, createCipheriv, createDecipheriv, privateDecrypt, publicEncrypt, randomBytes } from 'node:crypto'

const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }

/** @param bond of what it is a secret, such as a kind and an id */
export function sealTo(publicPem: string, secret: string, bond: string): string {
  const [key, nonce] = [randomBytes(32), randomBytes(12)]
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(bond))
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  const parts = [publicEncrypt({ key: publicPem, ...OAEP }, key), nonce, cipher.getAuthTag(), sealed]
  return parts.map(part => part.toString('base64url')).join('.')
}

/** Null when it was sealed to another key, with another bond, or was altered. */
export function openSealed(privatePem: string, sealed: string, bond: string): string | null {
  try {
    const [wrapped, nonce, tag, text] = sealed.split('.').map(part => Buffer.from(part, 'base64url'))
    const key = privateDecrypt({ key: privatePem, ...OAEP }, wrapped)
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 })
      .setAAD(Buffer.from(bond))
      .setAuthTag(tag)
    return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}
