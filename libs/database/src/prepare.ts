import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { LOGINS, type Login } from './logins.ts'

/** Fresh random passwords for every login. */
export function newPasswords(): Record<Login, string> {
  return Object.fromEntries(LOGINS.map(login => [login, randomBytes(24).toString('base64url')])) as Record<
    Login,
    string
  > // keys are exactly LOGINS
}

/**
 * Makes the logins and the database on a server, or sets the passwords again: safe to repeat. Needs an administrative
 * connection, which the hub itself never holds while it serves.
 * @param adminUrl `postgres://` URL of a superuser, or of a role that may create roles and databases
 */
export async function prepareServer(
  adminUrl: string,
  database: string,
  passwords: Record<Login, string>,
): Promise<void> {
  const admin = new Client({ connectionString: adminUrl })
  await admin.connect()
  try {
    for (const login of LOGINS) {
      const { rowCount } = await admin.query('select 1 from pg_roles where rolname = $1', [login])
      const attributes = `login nosuperuser nobypassrls noinherit nocreatedb nocreaterole noreplication password ${admin.escapeLiteral(passwords[login])}`
      await admin.query(`${rowCount === 0 ? 'create' : 'alter'} role ${login} with ${attributes}`)
    }
    const name = admin.escapeIdentifier(database)
    const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [database])
    if (rowCount === 0) {
      await admin.query('grant hub_migrator to current_user')
      await admin.query(`create database ${name} owner hub_migrator encoding 'UTF8' template template0`)
    }
    await admin.query(`revoke all on database ${name} from public`)
    await admin.query(`grant connect on database ${name} to ${LOGINS.join(', ')}`)
  } finally {
    await admin.end()
  }
}
