import { hash } from 'node:crypto'
import type { ClientBase } from 'pg'
import type { Tx } from './database.ts'

/**
 * Runs a statement that each connection parses and plans once and then keeps: for a few long statements that are run all day and whose
 * text does not depend on what a caller sends. TypeORM cannot name statements, so it is asked for its connection.
 */
export async function prepared<Row extends object>(
  tx: Tx,
  sql: string,
  parameters: readonly unknown[],
): Promise<Row[]> {
  const client = (await tx.queryRunner?.connect()) as ClientBase // TypeORM's `any`; a transaction has a runner
  const name = hash('sha256', sql, 'base64url')
  const { rows } = await client.query<Row>({ name, text: sql, values: [...parameters] })
  return rows
}
