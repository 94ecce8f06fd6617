import { hash } from 'node:crypto'
import type { Client } from 'pg'
import type { Tx } from './database.ts'
import type { NamedStatements } from './together.ts'

/**
 * Runs a statement that each connection parses and plans once and then keeps: for a few long statements that are run all day and whose
 * text does not depend on what a caller sends. TypeORM cannot name statements, so it is asked for its connection.
 */
export async function prepared<Row extends object>(
  tx: Tx,
  sql: string,
  parameters: readonly unknown[],
): Promise<Row[]> {
  return preparedOn(await clientOf(tx), sql, parameters)
}

/** TypeORM's `any`; a transaction has a runner. */
export const clientOf = async (tx: Tx): Promise<Client> => (await tx.queryRunner?.connect()) as Client

export async function preparedOn<Row extends object>(
  client: NamedStatements,
  sql: string,
  parameters: readonly unknown[],
): Promise<Row[]> {
  const name = nameOf(sql)
  const { rows } = await client.query<Row>({ name, text: sql, values: [...parameters] })
  return rows
}

/** Names of the texts that were asked last: hashing a long one takes longer than finding it. */
const names = new Map<string, string>()
const MOST_NAMES = 1_000

function nameOf(sql: string): string {
  const known = names.get(sql)
  if (known !== undefined) return known
  if (names.size >= MOST_NAMES) names.clear()
  const name = hash('sha256', sql, 'base64url')
  names.set(sql, name)
  return name
}
