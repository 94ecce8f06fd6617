import { rename, writeFile } from 'node:fs/promises'
import { doubtOfFile, downloadKeys, NotGenuine, type SigningKey } from '@noroshi/client'
import { readFilterFile, type FilterFile } from '@noroshi/indicators'
import type { CliConfig } from './config.ts'
import { hubOf } from './hub.ts'
import { keptOrFirst } from './kept-keys.ts'

/** Where keys are kept unless the caller says so. */
export const keysBeside = (filterFile: string): string => `${filterFile}.keys.json`

/** `noroshi filter fetch --out FILE`: keeps the filter of HUB_API_KEY's owner, once it is known to be genuine, and says what it holds. */
export async function fetchFilter(config: CliConfig, out: string, keysFile = keysBeside(out)): Promise<void> {
  const hub = hubOf(config, 'read')
  const bytes = await hub.download('/lookups/filter')
  const { keys, isFirst } = await keptOrFirst(keysFile, () => downloadKeys(hub))
  const { facts } = await genuine(bytes, keys, 'What the hub sent', keysFile)
  if (facts.hub !== null && new URL(facts.hub).origin !== new URL(config.hubUrl).origin)
    console.error(`It was made by the hub at ${facts.hub}, and asked for at ${config.hubUrl}.`)
  await writeFile(`${out}.new`, bytes, { mode: 0o600 })
  await rename(`${out}.new`, out)
  if (isFirst)
    console.error(
      `The hub's keys are kept in ${keysFile} from now on. Compare over another channel: ${keys.map(({ keyId }) => keyId).join(', ')}`,
    )
  console.log(
    [
      `${out}: ${facts.count} values of ${facts.categories.join(', ')}, as far as ${facts.tier} with this key may read them`,
      `made ${facts.madeAt}, good until ${facts.expiresAt}, ${bytes.length} bytes, signed by ${facts.keyId}`,
      'Whoever has this file can find out what it holds by trying: keep it as you keep the editions.',
    ].join('\n'),
  )
}

/** The filter, once it agrees with itself and with its signature. @throws Error that says what is wrong with it */
export async function genuine(
  bytes: Uint8Array<ArrayBuffer>,
  keys: readonly SigningKey[],
  what: string,
  keysFile: string,
): Promise<FilterFile> {
  const file = readFilterFile(bytes)
  if ('fault' in file) throw new Error(`${what} is no filter that can be read: ${file.fault}`)
  const { facts, body, signed, signature } = file
  const { keyId, bodySha256 } = facts
  const doubt = await doubtOfFile({ signed, signature, keyId, bodySha256, body }, keys)
  if (doubt === null) return file
  console.error(
    doubt === 'UNKNOWN_KEY'
      ? `It is signed by ${keyId}, which is not among the keys in ${keysFile}. Has the hub a new key? Ask over another channel.`
      : `${what} is not what the hub made.`,
  )
  throw new NotGenuine(doubt)
}
