import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { LOGINS, migrate, prepareServer } from '@noroshi/database'
import { HubError } from '@noroshi/errors'
import { totpAt, type DemoAccount } from '@noroshi/membership'
import { addAlertCommands } from './alert-commands.ts'
import { checkSbom } from './check-sbom.ts'
import { readConfig, type CliConfig } from './config.ts'
import { foundFromFile, inviteAnew } from './council.ts'
import { DataDir, passwordsOf } from './data-dir.ts'
import { fetchFilter } from './filter-fetch.ts'
import { matchLogs, type MatchOptions } from './filter-match.ts'
import { followNews } from './follow-news.ts'
import { importBundle } from './import-bundle.ts'
import { lookUpValues } from './look-up.ts'
import { takeMailReturn } from './mail-return.ts'
import { openServer, type HubServer } from './server.ts'
import { foundDemo, runStart } from './start.ts'
import { verifyEdition } from './verify-edition.ts'

const environment = process.env // eslint-disable-line no-restricted-properties -- the one place that reads it

const program = new Command('noroshi').description('The threat-information sharing hub of a public-private council')

program
  .command('start')
  .description('run the whole hub on this machine: database, api, worker, portal')
  .action(() => runStart(readConfig(environment), environment))

program
  .command('import')
  .description(
    'store the objects of a STIX 2.1 bundle, or of a MISP event, a CSAF advisory, KEV, JVNRSS or VULDEF (HUB_URL, HUB_API_KEY)',
  )
  .argument('<file>', 'JSON or XML file with the bundle or document')
  .option('--accept-with-warning', 'store also what breaks a MUST of STIX 2.1, with a warning')
  .action(async (file: string, { acceptWithWarning }: { acceptWithWarning?: true }) => {
    const strictness = acceptWithWarning ? 'ACCEPT_WITH_WARNING' : 'REFUSE'
    if (!(await importBundle(readConfig(environment), file, strictness))) process.exitCode = 2
  })

program
  .command('check')
  .description(
    'say which components of an SBOM the editions that you may read say are vulnerable (HUB_URL, HUB_API_KEY)',
  )
  .argument('<file>', 'JSON file: CycloneDX 1.4 to 1.6, or SPDX 2.3')
  .option('--json', 'print the whole answer as JSON')
  .action(async (file: string, options: { json?: true }) => {
    if (!(await checkSbom(readConfig(environment), file, options))) process.exitCode = 2
  })

program
  .command('follow')
  .description('print what is sent to the owner of HUB_API_KEY (scope "read"), one JSON object a line, as it comes')
  .option('--cursor <file>', 'where to keep the number of the last item, to go on from there the next time')
  .action((options: { cursor?: string }) => followNews(readConfig(environment), options))

program
  .command('verify')
  .description('say whether a downloaded edition is what the hub released (docs/verify.md); asks nobody')
  .argument('<edition>', 'JSON file with the edition')
  .argument('<bundle>', 'its STIX bundle, as it was downloaded')
  .argument('<keys>', 'JSON file with the signing keys that you kept')
  .action(async (edition: string, bundle: string, keys: string) => {
    if (!(await verifyEdition(edition, bundle, keys))) process.exitCode = 2
  })

program
  .command('look-up')
  .description('print what the hub knows of values, one JSON object a line (HUB_URL, HUB_API_KEY with scope "read")')
  .argument('<values...>', 'values, or - for one a line of standard input')
  .action((values: string[]) => finding(lookUpValues(readConfig(environment), values)))

const filter = program.command('filter').description('match logs without telling the hub what they hold')
filter
  .command('fetch')
  .description(
    'fetch the filter of what the owner of HUB_API_KEY (scope "read") may read, and keep it once it is genuine',
  )
  .requiredOption('--out <file>', 'where to keep it')
  .option('--keys <file>', "the hub's keys as you kept them; the first time they are kept there (FILE.keys.json)")
  .action(({ out, keys }: { out: string; keys?: string }) => fetchFilter(readConfig(environment), out, keys))
filter
  .command('match')
  .description('print the number of each line that names a value of the filter, and the value; asks nobody')
  .argument('<filter>', 'file that "filter fetch" kept')
  .argument('[logs...]', 'logs of any format; - or none for standard input')
  .option('--keys <file>', "the hub's keys as you kept them (FILE.keys.json)")
  .option('--allow-expired', 'match also with a filter whose time has run out')
  .action((file: string, logs: string[], options: MatchOptions) => finding(matchLogs(file, logs, options)))

program
  .command('totp')
  .description('print the one-time code of a demo account')
  .argument('<email>')
  .action(async (email: string) => {
    const accounts = JSON.parse(
      await readFile(new DataDir(readConfig(environment).dataDir).demoAccounts, 'utf8'),
    ) as DemoAccount[] // written by `noroshi start`
    const secret = accounts.find(account => account.email === email)?.totpSecret
    if (!secret) throw new Error(`There is no demo account ${email} with one-time codes.`)
    console.log(totpAt(secret, new Date()))
  })

const database = program.command('database').description('set up the database on a server of your own (DATABASE_URL)')
database
  .command('prepare')
  .description(
    'make the logins and the database, with the passwords of HUB_LOGINS_DIR, or those made below HUB_DATA_DIR',
  )
  .action(async () => {
    const config = readConfig(environment)
    const passwords = await passwordsOf(config, LOGINS)
    await onServer(config, server => prepareServer(server.adminUrl, server.address.database, passwords))
  })
database
  .command('migrate')
  .description('bring the schema up to date; needs the password of hub_migrator alone')
  .action(async () => {
    const config = readConfig(environment)
    const { hub_migrator: password } = await passwordsOf(config, ['hub_migrator'])
    const done = await onServer(config, server => migrate(server.address, password))
    console.log(done.length > 0 ? done.join('\n') : 'The schema was up to date.')
  })
database
  .command('found-demo')
  .description('fill an empty council with the fictional one, for trying the hub out; its accounts go to HUB_DATA_DIR')
  .action(async () => {
    const config = readConfig(environment)
    const { hub_migrator: password } = await passwordsOf(config, ['hub_migrator'])
    const dataDir = new DataDir(config.dataDir)
    const founded = await onServer(config, server => foundDemo(server, password, dataDir))
    console.log(
      founded ? `The accounts are in ${dataDir.demoAccounts}` : 'There is a council already; nothing was changed.',
    )
  })

program
  .command('mail-return')
  .description(
    'take the report of what became of a mail from standard input, as a mail server pipes it (docs/mail.md); needs the password of hub_worker alone',
  )
  .argument('<recipient>', 'the envelope recipient that it came to')
  .action(async (recipient: string) => {
    process.exitCode = await takeMailReturn(readConfig(environment), recipient)
  })

const council = program.command('council').description('found a real council, or let its administrators in again')
council
  .command('found')
  .description('fill an empty council from a file and invite its administrators (HUB_URL: address of the links)')
  .argument('<file>', 'JSON file with organisations and people, without credentials')
  .action((file: string) => foundFromFile(readConfig(environment), file))
council
  .command('invite')
  .description('invite somebody anew who lost password or authenticator and has no administrator to ask')
  .argument('<email>')
  .action((email: string) => inviteAnew(readConfig(environment), email))

addAlertCommands(program, () => readConfig(environment))

/** Ends as `diff` does: 0 when nothing was found, 1 when something was, 2 when it cannot be said. */
async function finding(work: Promise<boolean>): Promise<void> {
  try {
    process.exitCode = (await work) ? 1 : 0
  } catch (error) {
    complain(error)
    process.exitCode = 2
  }
}

function complain(error: unknown): void {
  const place = error instanceof HubError && error.field ? `${error.field}: ` : ''
  console.error(error instanceof Error ? place + error.message : error)
}

async function onServer<T>(config: CliConfig, work: (server: HubServer) => Promise<T>): Promise<T> {
  const server = await openServer(config)
  try {
    return await work(server)
  } finally {
    if (!server.adopted) await server.stop()
  }
}

try {
  await program.parseAsync()
} catch (error) {
  complain(error)
  process.exitCode = 1
}
