/**
 * PostgreSQL for tests: one cluster and one migrated template for a whole run (made by the runner's global set-up, which
 * leaves the address in the environment), one clone of the template for each test file.
 */
import { randomBytes } from 'node:crypto'
import { readlink, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Client } from 'pg'
import { Database, type EntityTarget, type ServerAddress } from './database.ts'
import type { Login } from './logins.ts'
import { migrate } from './migrate.ts'
import { newPasswords, prepareServer } from './prepare.ts'

export interface TestCluster {
  readonly host: string
  readonly port: number
  readonly adminUrl: string
  readonly template: string
  readonly passwords: Record<Login, string>
}

/** The variable through which the runner tells the test files of its cluster, as JSON. */
export const TEST_CLUSTER_VARIABLE = 'NOROSHI_TEST_CLUSTER'

/** Makes logins and a migrated template database on a running server. */
export async function makeTestCluster(server: { host: string; port: number; adminUrl: string }): Promise<TestCluster> {
  const template = 'noroshi_template'
  const passwords = newPasswords()
  await prepareServer(server.adminUrl, template, passwords)
  await migrate({ host: server.host, port: server.port, database: template }, passwords.hub_migrator)
  return { host: server.host, port: server.port, adminUrl: server.adminUrl, template, passwords }
}

/** Removes an embedded cluster that has ended, also where it lies elsewhere and `<dataDir>/postgres` is a link to it (see `embedded.ts`). */
export async function removeEmbedded(dataDir: string): Promise<void> {
  const away = await readlink(join(dataDir, 'postgres')).catch(() => undefined)
  if (away) await rm(dirname(away), { recursive: true, force: true })
  await rm(dataDir, { recursive: true, force: true })
}

export interface TestDatabase {
  readonly address: ServerAddress
  readonly passwords: Record<Login, string>
  readonly database: Database
  /** A superuser's connection, for tests that look behind every wall. */
  readonly superuser: Client
  /** Ends every connection, so that the database can be cloned; it can still be dropped. */
  close(): Promise<void>
  drop(): Promise<void>
}

/** Clones the template, or another database that nobody is connected to, and opens every login on the clone. */
export async function cloneDatabase(
  cluster: TestCluster,
  entities: readonly EntityTarget[] = [],
  logins?: readonly Login[],
  from = cluster.template,
): Promise<TestDatabase> {
  const name = `noroshi_${randomBytes(6).toString('hex')}`
  const admin = new Client({ connectionString: cluster.adminUrl })
  await admin.connect()
  await admin.query(`create database ${name} template ${from} owner hub_migrator`)
  const address = { host: cluster.host, port: cluster.port, database: name }
  const passwords = logins
    ? Object.fromEntries(logins.map(login => [login, cluster.passwords[login]]))
    : cluster.passwords
  const drop = async () => {
    await admin.query(`drop database if exists ${name} with (force)`)
    await admin.end()
  }
  const database = await Database.open({ ...address, passwords, poolSize: 4 }, entities).catch(
    async (error: unknown) => {
      await drop()
      throw error
    },
  )
  const superuser = new Client({ connectionString: cluster.adminUrl.replace(/\/postgres$/, `/${name}`) })
  await superuser.connect()
  let isOpen = true
  const close = async () => {
    if (!isOpen) return
    isOpen = false
    await database.close()
    await superuser.end()
  }
  return {
    address,
    passwords: cluster.passwords,
    database,
    superuser,
    close,
    async drop() {
      await close()
      await drop()
    },
  }
}

/** The cluster that the runner started for this run. */
export function testCluster(): TestCluster {
  const text = process.env[TEST_CLUSTER_VARIABLE]
  if (!text)
    throw new Error(
      'No test cluster: run the tests through `npm test` (or jest.config.mjs), whose global set-up starts one.',
    )
  return JSON.parse(text) as TestCluster // written by makeTestCluster in the same run
}
