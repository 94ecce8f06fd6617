import { Injectable } from '@nestjs/common'
import { can, productSubject, type Reader } from '@noroshi/clearance'
import { Database, isUuid, type Tx } from '@noroshi/database'
import { HubError, notFound } from '@noroshi/errors'
import type { ProductState } from './product.ts'
import { ProductRepository, type ProductRow } from './product.repository.ts'
import { ProvenanceRepository } from './provenance.repository.ts'

/** How each verb comes to its product: found, admitted, locked, in the version that its caller saw. */
@Injectable()
export class ProductWork {
  readonly #products = new ProductRepository()
  readonly #provenance = new ProvenanceRepository()

  constructor(private readonly database: Database) {}

  /** @throws HubError NOT_FOUND, also for what this reader may not see */
  async find(reader: Reader, id: string): Promise<ProductRow> {
    const product = isUuid(id) ? await this.database.asReader(reader, tx => this.#products.find(tx, id)) : undefined
    if (!product) throw notFound()
    return product
  }

  /** The same for those who may work on it. @throws HubError NOT_FOUND */
  async findForWork(reader: Reader, id: string, at: Date): Promise<ProductRow> {
    const product = await this.find(reader, id)
    if (!can(reader, 'draft', productSubject(product), at)) throw notFound()
    return product
  }

  /**
   * One step of a product's life: in one transaction, on the locked row, for the version the caller saw.
   * @throws HubError NOT_FOUND, CONFLICT `CHANGED_SINCE` on another version and `WRONG_STATE` on another state
   */
  async step(
    reader: Reader,
    id: string,
    version: number,
    states: readonly ProductState[],
    at: Date,
    step: (tx: Tx, product: ProductRow) => Promise<void>,
  ): Promise<string> {
    if (!isUuid(id)) throw notFound()
    return this.database.asReader(reader, async tx => {
      await this.#provenance.share(tx)
      const product = await this.#products.lock(tx, id)
      if (!product || !can(reader, 'draft', productSubject(product), at)) throw notFound()
      if (product.version !== version)
        throw new HubError(
          'CONFLICT',
          'CHANGED_SINCE',
          'Somebody saved another version meanwhile. Load it and look again.',
          'version',
          'ほかの人が先に保存しました。読み込み直して確認してください。',
        )
      if (!states.includes(product.state)) throw wrongState(product.state)
      await step(tx, product)
      return id
    })
  }
}

export function wrongState(state: ProductState): HubError {
  return new HubError(
    'CONFLICT',
    'WRONG_STATE',
    `This cannot be done while the product is ${state}.`,
    undefined,
    'いまの状態ではこの操作はできません。',
  )
}

/** Who works on a product, which is never nobody in particular. */
export function personOf(reader: Reader): string {
  if (!reader.personId) throw notFound()
  return reader.personId
}
