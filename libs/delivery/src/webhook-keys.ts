import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto'

/** A fresh pair to sign webhooks with, as PEM: the private part for the workers, the public one for the process that publishes it. */
export function newWebhookKeys(): { readonly publicPem: string; readonly privatePem: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return {
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

/** The public part as it is published, under the name that every key of the hub has. @throws TypeError when it is no Ed25519 key */
export function publishedWebhookKey(publicPem: string): { readonly keyId: string; readonly publicKey: string } {
  const key = createPublicKey(publicPem)
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('the key of webhooks must be an Ed25519 key')
  const keyId = createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16)
  return { keyId, publicKey: key.export({ type: 'spki', format: 'pem' }).toString() }
}
