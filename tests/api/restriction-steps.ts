/** What tests of changed restrictions look at: who still reads what, and what became of its product. */
import { randomUUID } from 'node:crypto'
import type { Actor } from '../support/actor.ts'
import type { TestHub } from '../support/hub.ts'

const EDITION = `query ($id: ID!) { edition(id: $id) { title body } }`
const PRODUCT = `query ($id: ID!) { product(id: $id) { state version events { what note by { id } } } }`
const plain = (answer: string) => answer.replace(/"traceId":"[^"]*"/, '')

/** Whether somebody reads an edition; who does not is answered as of one that never was. */
export async function reads(who: Actor, id: string): Promise<boolean> {
  const text = await (await who.asking(EDITION, { id })).text()
  if (!text.includes('NOT_FOUND')) return true
  const absent = await (await who.asking(EDITION, { id: randomUUID() })).text()
  expect(plain(text)).toBe(plain(absent))
  return false
}

/** A product with its history, as its makers see it. */
export const productAsMade = async (maker: Actor, id: string): Promise<any> =>
  (await maker.ask(PRODUCT, { id })).product

/** What stands with a recalled edition as the reason. */
export async function recallReasonOf(hub: TestHub, editionId: string): Promise<string> {
  const { rows } = await hub.database.superuser.query<{ reason: string }>(
    'select recall_reason as reason from hub.edition where id = $1',
    [editionId],
  )
  return rows[0].reason
}

/** The editions of a product that are neither recalled nor replaced, whoever may see them. */
export async function inForce(hub: TestHub, productId: string): Promise<unknown[]> {
  const { rows } = await hub.database.superuser.query(
    'select id from hub.edition where product_id = $1 and recalled_at is null',
    [productId],
  )
  return rows
}
