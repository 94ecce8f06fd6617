import type { Reader } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import { editionsInForce } from './correction.repository.ts'
import { personOf, wrongState } from './product-work.ts'
import { ProductRepository, type ProductRow } from './product.repository.ts'
import { ReleaseRepository } from './release.repository.ts'
import { requireOfficer } from './review.ts'

/**
 * Takes every edition of a locked product back, in somebody's transaction: by a request of its own, and as what a review afterwards found.
 * Repeating it changes nothing, the first reason stands.
 * @throws HubError FORBIDDEN to all but releasing officers, CONFLICT when nothing of it is in force
 */
export async function recallProduct(
  tx: Tx,
  reader: Reader,
  product: ProductRow,
  reason: string,
  at: Date,
): Promise<void> {
  const [products, releases] = [new ProductRepository(), new ReleaseRepository()]
  const { id } = product
  requireOfficer(reader, product, at)
  if (product.state === 'RECALLED') return
  // Also while it is being corrected: readers hold what was released.
  if (product.state !== 'RELEASED' && (await editionsInForce(tx, id)).length === 0) throw wrongState(product.state)
  await releases.recallEditions(tx, id, reason)
  await products.move(tx, id, 'RECALLED')
  await products.record(tx, id, personOf(reader), 'RECALLED', reason, product.version)
  await releases.announce(tx, 'RECALLED', id, null)
}
