/*
 * Credentials of sources. Who sets up a source may write one and nobody may read one but the workers (`sealing.ts`). It is bound to its
 * source and to the origin of the URL: in another row, or after the URL was pointed elsewhere, it doesn't open.
 */
import { generateKeyPairSync } from 'node:crypto'
import { HubError } from '@noroshi/errors'
import { openSealed, sealTo } from './sealing.ts'

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

const bondOf = ({ sourceId, url }: CredentialBond) => `${sourceId} ${new URL(url).origin}`

export const seal = (publicPem: string, secret: string, bond: CredentialBond): string =>
  sealTo(publicPem, secret, bondOf(bond))

/** @throws HubError UNAVAILABLE when it was sealed to another key, for another source or for another origin */
export function unseal(privatePem: string, sealed: string, bond: CredentialBond): string {
  const secret = openSealed(privatePem, sealed, bondOf(bond))
  if (secret !== null) return secret
  throw new HubError(
    'UNAVAILABLE',
    'CREDENTIAL',
    'The credential can’t be opened any more. Enter it again.',
    'credential',
    '認証情報を読み出せません。もう一度入力してください。',
  )
}
