import { createServer } from 'node:net'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Database, migrate, prepareServer } from '@noroshi/database'
import { demoCouncil, foundCouncil, isEmpty, type DemoAccount } from '@noroshi/membership'
import { ROOT, type CliConfig } from './config.ts'
import { DataDir } from './data-dir.ts'
import { openServer, type HubServer } from './server.ts'
import { Supervised } from './supervisor.ts'

/** A whole hub on one machine: database, api and worker. */
export interface RunningHub {
  readonly url: string
  readonly accounts: string
  readonly processes: readonly Supervised[]
  stop(): Promise<void>
}

/**
 * Brings up a hub: database (embedded unless the environment names a server), migrations, the demo council when the
 * council is empty (unless HUB_DEMO=no), then api and worker as processes of their own; each of the three is started again when it crashes.
 */
export async function startHub(
  config: CliConfig,
  environment: Record<string, string | undefined>,
): Promise<RunningHub> {
  await requireFreePort(config.host, config.port)
  const dataDir = new DataDir(config.dataDir)
  const passwords = await dataDir.prepare()
  const server = await openServer(config, true)
  try {
    await prepareServer(server.adminUrl, server.address.database, passwords)
    await migrate(server.address, passwords.hub_migrator)
    if (config.demo) await foundDemo(server, passwords.hub_migrator, dataDir)
  } catch (error) {
    await server.stop()
    throw error
  }

  const { DATABASE_URL: _administrative, ...inherited } = environment
  const shared = {
    NODE_COMPILE_CACHE: dataDir.compiled,
    ...inherited,
    HUB_DATABASE_HOST: server.address.host,
    HUB_DATABASE_PORT: String(server.address.port),
    HUB_DATABASE_NAME: server.address.database,
    NODE_ENV: 'production',
  }
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`
  const api = new Supervised('api', join(ROOT, 'apps/api/dist/main.js'), {
    HUB_LOG_LEVEL: 'warn',
    ...shared,
    PORT: String(config.port),
    HUB_HOST: config.host,
    HUB_LOGINS_DIR: dataDir.loginsOf('api'),
    HUB_SIGNING_KEY_FILE: dataDir.releaseKey,
    HUB_DOWNLOAD_KEY_FILE: dataDir.downloadKey,
    HUB_INTAKE_PUBLIC_KEY_FILE: dataDir.intakePublicKey,
    HUB_WEBHOOK_PUBLIC_KEY_FILE: dataDir.webhookPublicKey,
    HUB_VAPID_PUBLIC_KEY_FILE: dataDir.vapidPublicKey,
    HUB_PORTAL_DIR: join(ROOT, 'apps/portal/dist'),
  })
  const worker = new Supervised('worker', join(ROOT, 'apps/worker/dist/main.js'), {
    HUB_LOG_LEVEL: 'warn',
    HUB_PORTAL_ORIGIN: url,
    ...shared,
    HUB_LOGINS_DIR: dataDir.loginsOf('worker'),
    HUB_INTAKE_KEY_FILE: dataDir.intakeKey,
    HUB_WEBHOOK_KEY_FILE: dataDir.webhookKey,
    HUB_VAPID_KEY_FILE: dataDir.vapidKey,
  })
  const processes = [api, worker]
  const stop = async () => {
    await Promise.all(processes.map(one => one.stop()))
    await server.stop()
  }
  for (const one of processes) one.start()
  try {
    await becomeReady(url, processes)
  } catch (error) {
    await stop()
    throw error
  }
  return { url, accounts: dataDir.demoAccounts, processes, stop }
}

/** The accounts are on disk before the council is: a crash in between leaves a file that the next start writes anew. */
export async function foundDemo(server: HubServer, migratorPassword: string, dataDir: DataDir): Promise<boolean> {
  const database = await Database.open({
    ...server.address,
    passwords: { hub_migrator: migratorPassword },
    poolSize: 2,
  })
  try {
    if (!(await isEmpty(database))) return false
    const at = new Date()
    const { council, accounts } = demoCouncil(at)
    await dataDir.writeDemoAccounts(accounts satisfies readonly DemoAccount[])
    return await foundCouncil(database, council, at)
  } finally {
    await database.close()
  }
}

/** What ends so often before the hub was ever ready ends for a reason that another start does not mend. */
const MOST_ENDS_AT_START = 3

/** @throws Error when it does not; whoever started it stops what runs */
async function becomeReady(url: string, processes: readonly Supervised[]): Promise<void> {
  const giveUpAt = Date.now() + 60_000
  for (;;) {
    const ready = await fetch(`${url}/health/ready`).then(
      answer => answer.ok,
      () => false,
    )
    if (ready) return
    const hopeless = processes.find(({ ends }) => ends >= MOST_ENDS_AT_START)
    if (hopeless)
      throw new Error(`The ${hopeless.name} ended ${hopeless.ends} times at its start; the lines above say why.`)
    if (Date.now() > giveUpAt)
      throw new Error(`The hub did not become ready at ${url} within a minute; the lines above say why.`)
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

async function requireFreePort(host: string, port: number): Promise<void> {
  const probe = createServer()
  probe.listen(port, host)
  await Promise.race([
    once(probe, 'listening'),
    once(probe, 'error').then(([error]: NodeJS.ErrnoException[]) => {
      throw new Error(
        `Port ${port} on ${host} cannot be used (${error.code}). Stop what uses it, or choose another: PORT=3001 npm start`,
      )
    }),
  ])
  probe.close()
  await once(probe, 'close')
}

/** `noroshi start`: until it is asked to stop. */
export async function runStart(config: CliConfig, environment: Record<string, string | undefined>): Promise<void> {
  const hub = await startHub(config, environment)
  const lines = [
    '',
    `  狼煙 Noroshi is up:  ${hub.url}`,
    `  Public notices:      ${hub.url}/public`,
    `  Ready check:         ${hub.url}/health/ready`,
    ...(existsSync(hub.accounts)
      ? [
          '',
          ...demoLines(await readAccounts(hub.accounts)),
          '',
          `  All demo accounts (e-mail, password, TOTP secret, API key): ${hub.accounts}`,
          `  One-time code for a demo account: npm run -s noroshi -- totp E-MAIL`,
        ]
      : ['', '  There is no demo council. A real one is founded by: npm run -s noroshi -- council found FILE']),
    '',
    '  Ctrl+C stops it; the data stays.',
    '',
  ]
  console.log(lines.join('\n'))
  await new Promise<void>(resolve => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
  await hub.stop()
}

async function readAccounts(path: string): Promise<DemoAccount[]> {
  return JSON.parse(await readFile(path, 'utf8')) as DemoAccount[] // written by this program
}

function demoLines(accounts: readonly DemoAccount[]): string[] {
  return [
    '  Demo accounts:',
    ...accounts.map(
      account => `    ${account.tier.padEnd(10)} ${account.email.padEnd(40)} ${account.password}  ${account.name}`,
    ),
  ]
}
