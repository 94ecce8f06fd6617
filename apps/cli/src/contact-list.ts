import { createHash, sign, verify } from 'node:crypto'
import { rename, readFile, writeFile } from 'node:fs/promises'
import { Database } from '@noroshi/database'
import { contactsOf, type Contact } from '@noroshi/delivery'
import { alertKey } from '@noroshi/products'
import { z } from 'zod'
import type { CliConfig } from './config.ts'
import { passwordsOf } from './data-dir.ts'
import { readAs } from './kept-keys.ts'
import { openServer } from './server.ts'

const LIST = z.strictObject({
  format: z.literal('noroshi-contacts/1'),
  madeAt: z.iso.datetime(),
  contacts: z.array(z.strictObject({ email: z.string(), language: z.enum(['ja', 'en']) })),
  keyId: z.string(),
  signature: z.string(),
})
const DOMAIN = 'noroshi contacts 1\n'
const OLD_AFTER_MS = 24 * 3_600_000

/** `noroshi contacts export`: the addresses to which an alert goes when the hub is down, signed, in a file for its owner alone. */
export async function exportContacts(config: CliConfig, out: string, keyFile: string): Promise<void> {
  const { key, keyId } = alertKey(await readFile(keyFile, 'utf8'))
  const { hub_worker: password } = await passwordsOf(config, ['hub_worker'])
  const server = await openServer(config)
  try {
    const database = await Database.open({ ...server.address, passwords: { hub_worker: password }, poolSize: 1 })
    const contacts = await contactsOf(database).finally(() => database.close())
    const madeAt = new Date().toISOString()
    const signature = sign(null, signedBytes(madeAt, contacts), key).toString('base64')
    const list = { format: 'noroshi-contacts/1', madeAt, contacts, keyId, signature }
    await writeFile(`${out}.new`, `${JSON.stringify(list)}\n`, { mode: 0o600 })
    await rename(`${out}.new`, out)
    console.log(
      `${out}: ${contacts.length} addresses of ${madeAt}. They are personal data: keep the file as you keep passwords.`,
    )
  } finally {
    if (!server.adopted) await server.stop()
  }
}

export interface ContactList {
  readonly contacts: readonly Contact[]
  readonly madeAt: string
  readonly isOld: boolean
}

/** A list that this key signed. @throws Error that says what is wrong with it */
export async function readContacts(file: string, keyPem: string, now: Date): Promise<ContactList> {
  const { madeAt, contacts, keyId, signature } = await readAs(file, LIST)
  const key = alertKey(keyPem)
  if (keyId !== key.keyId) throw new Error(`${file} is signed by ${keyId}, and the key at hand is ${key.keyId}.`)
  if (!verify(null, signedBytes(madeAt, contacts), key.publicKey, Buffer.from(signature, 'base64')))
    throw new Error(`${file} is not what was exported: its signature does not fit.`)
  return { contacts, madeAt, isOld: now.getTime() - Date.parse(madeAt) > OLD_AFTER_MS }
}

function signedBytes(madeAt: string, contacts: readonly Contact[]): Buffer {
  const digest = createHash('sha256').update(JSON.stringify(contacts.map(({ email, language }) => [email, language])))
  return Buffer.from(`${DOMAIN}${madeAt}\n${digest.digest('hex')}`)
}
