import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm'
import { dataSourceOptions, type ServerAddress } from './database.ts'
import { makeMonths } from './months.ts'

const FOLDER = fileURLToPath(new URL('../migrations/', import.meta.url))

/** Migrations are SQL in full view (`migrations/<timestamp>-<name>.sql`); TypeORM keeps the order, the lock and the record. */
function migrationClasses() {
  return readdirSync(FOLDER)
    .filter(file => file.endsWith('.sql'))
    .sort()
    .map(file => {
      const [timestamp, ...words] = file.replace('.sql', '').split('-')
      return class implements MigrationInterface {
        readonly name = `${words.join('_')}${timestamp}`
        async up(runner: QueryRunner): Promise<void> {
          await runner.query(readFileSync(FOLDER + file, 'utf8'))
        }
        async down(): Promise<void> {
          throw new Error(`${file} has no way back: restore a backup, or write the next migration`)
        }
      }
    })
}

/**
 * Brings the schema up to date, makes room for the months to come, and returns the names of the migrations that were run (none when it was already so).
 * Two processes may call it at once: the second waits on an advisory lock.
 */
export async function migrate(address: ServerAddress, migratorPassword: string): Promise<string[]> {
  const source = new DataSource({
    ...dataSourceOptions(
      { ...address, poolSize: 2, applicationName: 'noroshi migrations' },
      'hub_migrator',
      migratorPassword,
      [],
    ),
    migrations: migrationClasses(),
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
  })
  await source.initialize()
  const lock = source.createQueryRunner()
  try {
    await lock.query(`select pg_advisory_lock(hashtext('noroshi migrations'))`)
    await lock.query('create schema if not exists hub')
    const run = await source.runMigrations()
    await makeMonths(lock)
    return run.map(migration => migration.name)
  } finally {
    await lock.query(`select pg_advisory_unlock(hashtext('noroshi migrations'))`)
    await lock.release()
    await source.destroy()
  }
}
