/** Whether anything at all changed in the database. */
import { createHash } from 'node:crypto'
import type { TestHub } from '../../support/hub.ts'

/** A digest of every row of every table, by table. */
export async function rowsOf(hub: TestHub): Promise<Record<string, string>> {
  const { superuser } = hub.database
  const { rows: tables } = await superuser.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'hub' order by 1`,
  )
  const digests: Record<string, string> = {}
  for (const { name } of tables) {
    const { rows } = await superuser.query<{ row: string }>(`select t::text as row from ${name} t order by 1`)
    digests[name] = createHash('sha256').update(JSON.stringify(rows)).digest('hex')
  }
  return digests
}
