import { readFile } from 'node:fs/promises'
import { Database, LOGINS, migrate, prepareServer } from '@noroshi/database'
import { foundCouncil, invite, parseFoundingFile, withInvitedAdministrators, type Invited } from '@noroshi/membership'
import type { CliConfig } from './config.ts'
import { passwordsOf } from './data-dir.ts'
import { openServer, type HubServer } from './server.ts'

/** `noroshi council found FILE`: founds an empty council and invites its administrators; they register everybody else. */
export async function foundFromFile(config: CliConfig, file: string): Promise<void> {
  const founding = parseFoundingFile(await jsonOf(file))
  const at = new Date()
  const { council, invited } = withInvitedAdministrators(founding, at)
  await withCouncil(config, async database => {
    if (!(await foundCouncil(database, council, at)))
      throw new Error('There is a council already; nothing was changed.')
  })
  console.log('The council is founded. Each link is shown this once, and is for one person alone:\n')
  for (const invitation of invited) console.log(linesOf(config, invitation))
}

/** `noroshi council invite E-MAIL`: the way back in for an administrator when there is no other to ask. */
export async function inviteAnew(config: CliConfig, email: string): Promise<void> {
  const invitation = await withCouncil(config, database => invite(database, email, new Date()))
  console.log(linesOf(config, invitation))
}

async function jsonOf(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8')
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`${file} is not JSON.`) // the parser's own message would quote what the file holds
  }
}

// In the fragment, which browsers send to nobody: the token stands in no log of a server or proxy.
function linesOf(config: CliConfig, { name, email, enrolmentToken, expiresAt }: Invited): string {
  const link = `${config.hubUrl.replace(/\/$/, '')}/enrol#token=${enrolmentToken}`
  return `${name} <${email}>, until ${expiresAt.toISOString()}\n  ${link}\n`
}

async function withCouncil<T>(config: CliConfig, work: (database: Database) => Promise<T>): Promise<T> {
  const { hub_migrator: password } = await passwordsOf(config, ['hub_migrator'])
  const server = await openServer(config)
  try {
    if (server.embedded) await setUp(config, server)
    const database = await Database.open({ ...server.address, passwords: { hub_migrator: password }, poolSize: 2 })
    return await work(database).finally(() => database.close())
  } finally {
    if (!server.adopted) await server.stop()
  }
}

/** The embedded server may be new; one of your own is set up by `noroshi database prepare` and `migrate`. */
async function setUp(config: CliConfig, server: HubServer): Promise<void> {
  const passwords = await passwordsOf(config, LOGINS)
  await prepareServer(server.adminUrl, server.address.database, passwords)
  await migrate(server.address, passwords.hub_migrator)
}
