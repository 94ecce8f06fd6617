import { Injectable } from '@nestjs/common'
import type { Tx } from '@noroshi/database'
import { asJudgeOfProvenance } from '@noroshi/database/system-reader'
import type { Effect } from './provenance-effects.ts'
import { historyNote, NEUTRAL_REASON } from './provenance-effects.ts'
import { ProductRepository } from './product.repository.ts'
import { ReleaseRepository } from './release.repository.ts'

/** Carries out what a changed restriction does, within the transaction of whoever changed it and by the path of every recall. */
@Injectable()
export class RestrictionChanges {
  readonly #products = new ProductRepository()
  readonly #releases = new ReleaseRepository()

  /** What is asked of the whole house, not of one reader: for the judgement alone, never for an answer. */
  judge<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
    return asJudgeOfProvenance(tx, work)
  }

  /**
   * Recalls and returns; what is merely blocked stays as it is.
   * @param noteOf what the makers' history says of each
   */
  async carryOut(
    tx: Tx,
    personId: string,
    effects: readonly Effect[],
    products: readonly { readonly id: string; readonly version: number; readonly requiredRank: number }[],
    reasonFor: (product: { readonly requiredRank: number }) => string | null,
  ): Promise<void> {
    await this.judge(tx, async () => {
      for (const effect of effects) {
        const product = products.find(({ id }) => id === effect.productId)
        if (!product || effect.what === 'BLOCKED') continue
        if (effect.what === 'RECALLED') {
          await this.#releases.recallEditions(tx, product.id, NEUTRAL_REASON)
          await this.#products.move(tx, product.id, 'RECALLED')
          await this.#releases.announce(tx, 'RECALLED', product.id, null)
        } else await this.#products.move(tx, product.id, 'DRAFT', { submitted: null })
        const note = historyNote(effect, reasonFor(product))
        await this.#products.record(tx, product.id, personId, effect.what, note, product.version)
      }
    })
  }
}
