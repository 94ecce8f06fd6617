import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { migrate, prepareServer } from '@noroshi/database'
import { totpAt, type DemoAccount } from '@noroshi/membership'
import { readConfig } from './config.ts'
import { DataDir } from './data-dir.ts'
import { importBundle } from './import-bundle.ts'
import { openServer } from './server.ts'
import { runStart } from './start.ts'

const environment = process.env // eslint-disable-line no-restricted-properties -- the one place that reads it

const program = new Command('noroshi').description('The threat-information sharing hub of a public-private council')

program
  .command('start')
  .description('run the whole hub on this machine: database, api, worker, portal')
  .action(() => runStart(readConfig(environment), environment))

program
  .command('import')
  .description('store the objects of a STIX 2.1 bundle (HUB_URL, HUB_API_KEY)')
  .argument('<file>', 'JSON file with the bundle')
  .action(async (file: string) => {
    if (!(await importBundle(readConfig(environment), file))) process.exitCode = 2
  })

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
  .description('make the logins and the database, with the passwords below HUB_DATA_DIR/logins')
  .action(async () => {
    const config = readConfig(environment)
    const passwords = await new DataDir(config.dataDir).prepare()
    const server = await openServer(config)
    await prepareServer(server.adminUrl, server.address.database, passwords)
    await server.stop()
  })
database
  .command('migrate')
  .description('bring the schema up to date')
  .action(async () => {
    const config = readConfig(environment)
    const passwords = await new DataDir(config.dataDir).prepare()
    const server = await openServer(config)
    const done = await migrate(server.address, passwords.hub_migrator)
    console.log(done.length > 0 ? done.join('\n') : 'The schema was up to date.')
    await server.stop()
  })

try {
  await program.parseAsync()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
