import { readFile } from 'node:fs/promises'
import { Database } from '@noroshi/database'
import { noteMailReturn } from '@noroshi/delivery'
import type { CliConfig } from './config.ts'
import { passwordsOf } from './data-dir.ts'
import { openServer } from './server.ts'

const MOST_BYTES = 1_048_576
/** EX_TEMPFAIL of sysexits: the mail server keeps the report and tries again. */
const AGAIN = 75

/**
 * Takes one report from standard input. What counts for nothing is taken as well: its sender would get nothing but a way of finding out.
 * @returns with what the process ends
 */
export async function takeMailReturn(config: CliConfig, recipient: string): Promise<number> {
  if (!config.mailReturnKeyFile) throw new Error('Wrong settings: HUB_MAIL_RETURN_KEY_FILE')
  const message = await standardInput()
  try {
    const key = (await readFile(config.mailReturnKeyFile, 'utf8')).trim()
    const passwords = await passwordsOf(config, ['hub_worker'])
    const server = await openServer(config)
    const database = await Database.open({
      ...server.address,
      poolSize: 1,
      applicationName: 'noroshi mail-return',
      passwords,
    })
    try {
      await noteMailReturn(database, key, { recipient, message })
      return 0
    } finally {
      await database.close()
      if (!server.adopted) await server.stop()
    }
  } catch {
    return AGAIN
  }
}

/** What is longer is no report of ours, whose mails come back without their body; it is read to its end, and cut. */
async function standardInput(): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  const bytes: AsyncIterable<Buffer> = process.stdin
  for await (const chunk of bytes) {
    if (length < MOST_BYTES) chunks.push(chunk)
    length += chunk.length
  }
  return Buffer.concat(chunks).subarray(0, MOST_BYTES).toString('utf8')
}
