import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { Database, isUuid } from '@noroshi/database'
import { notFound } from '@noroshi/errors'
import { earlierEditions, type EarlierEdition } from './correction.repository.ts'
import { EditionRepository } from './edition.repository.ts'
import { personOf, ProductWork } from './product-work.ts'
import { ProductRepository } from './product.repository.ts'
import { requiredReason } from './review.ts'

/** Taking a released product into correction: it is drafted, reviewed and released by the same rules as the first time. */
@Injectable()
export class CorrectionsService {
  readonly #products = new ProductRepository()

  constructor(private readonly work: ProductWork) {}

  /**
   * Opens a released product for a new version. What was released stays in force until the correction is released.
   * @param reason for the makers alone: it may speak of any edition
   * @throws HubError NOT_FOUND, CONFLICT on another version or state, INVALID_INPUT without a reason
   */
  async correct(reader: Reader, id: string, version: number, reason: string, at = new Date()): Promise<string> {
    const note = requiredReason(reason)
    return this.work.step(reader, id, version, ['RELEASED'], at, async tx => {
      await this.#products.reopen(tx, id)
      await this.#products.record(tx, id, personOf(reader), 'CORRECTING', note, version + 1)
    })
  }
}

/** One step in the life of an edition, as one reader knows it. */
export interface EditionStep {
  readonly what: 'RELEASED' | 'CORRECTED'
  readonly reference: string
  readonly at: string
}

/** What became of the editions that a reader had: never what happened to others of the product. */
@Injectable()
export class EditionHistoryService {
  readonly #editions = new EditionRepository()

  constructor(private readonly database: Database) {}

  /**
   * The edition before this one that the reader last opened or fetched, else the last they were told of; null when they had none: the
   * same for an edition that corrects nothing.
   * @throws HubError NOT_FOUND
   */
  async earlier(reader: Reader, id: string, at = new Date()): Promise<EarlierEdition | null> {
    const { earlier } = await this.#known(reader, id, at)
    return earlier.find(({ used }) => used) ?? earlier.at(0) ?? null
  }

  /** Its first release and its corrections since the reader had it, oldest first. @throws HubError NOT_FOUND */
  async steps(reader: Reader, id: string, at = new Date()): Promise<EditionStep[]> {
    const { edition, earlier } = await this.#known(reader, id, at)
    return [...earlier.toReversed(), edition].map(({ reference, releasedAt }, index) => ({
      what: index === 0 ? 'RELEASED' : 'CORRECTED',
      reference,
      at: releasedAt,
    }))
  }

  async #known(reader: Reader, id: string, at: Date) {
    if (!isUuid(id)) throw notFound()
    return this.database.asReader(reader, async tx => {
      const edition = (await this.#editions.summaries(tx, reader, [id], at)).get(id)
      if (!edition) throw notFound()
      return { edition, earlier: await earlierEditions(tx, reader, id) }
    })
  }
}
