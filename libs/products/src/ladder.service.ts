import { Injectable } from '@nestjs/common'
import type { InfoCategory, Reader } from '@noroshi/clearance'
import { Database } from '@noroshi/database'
import { HubError } from '@noroshi/errors'
import { stixIdsOf } from './product.ts'
import { ProductRepository } from './product.repository.ts'
import { ProductWork } from './product-work.ts'
import { StixStoreService } from './stix-store.service.ts'
import { categoriesBelow, tearLine, type TornFragment } from './tear-line.ts'

/** The way from one edition of a product to the next lower one, for its makers. */
@Injectable()
export class LadderService {
  readonly #products = new ProductRepository()

  constructor(
    private readonly database: Database,
    private readonly work: ProductWork,
    private readonly store: StixStoreService,
  ) {}

  /**
   * What of the edition of one category must go, and why, before one of the other can be made of it.
   * @throws HubError NOT_FOUND for whoever does not make the product, INVALID_INPUT `NO_SUCH_EDITION` when it has none of that category, `NOT_BELOW` when the other is no lower one
   */
  async tearLine(
    reader: Reader,
    id: string,
    from: InfoCategory,
    to: InfoCategory,
    at = new Date(),
  ): Promise<TornFragment[]> {
    await this.work.findForWork(reader, id, at)
    if (!categoriesBelow(from).includes(to))
      throw new HubError(
        'INVALID_INPUT',
        'NOT_BELOW',
        `${to} is not below ${from}.`,
        'to',
        'より広い範囲に共有できる版を指定してください。',
      )
    return this.database.asReader(reader, async tx => {
      const edition = (await this.#products.drafts(tx, id)).find(({ category }) => category === from)
      if (!edition)
        throw new HubError(
          'INVALID_INPUT',
          'NO_SUCH_EDITION',
          `The product has no edition that comes out as ${from}.`,
          'from',
          'この成果物には、その区分の版がありません。',
        )
      const ids = stixIdsOf(edition)
      return tearLine(edition, to, await this.store.documents(tx, ids), await this.store.sourceLabels(tx, ids))
    })
  }
}
