import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import { SourceRelabelling, type Relabelled, type SourceLabelChange } from '@noroshi/intake'
import { personOf } from './product-work.ts'
import { effectsOfLabel } from './provenance-effects.ts'
import { ProvenanceRepository } from './provenance.repository.ts'
import { RestrictionChanges } from './restriction-changes.ts'

/** What products have to do with the label of a source: a tighter one recalls what went further than it allows (CLR-5). */
@Injectable()
export class SourceRelabellingService extends SourceRelabelling {
  readonly #provenance = new ProvenanceRepository()

  constructor(private readonly changes: RestrictionChanges) {
    super()
  }

  hold(tx: Tx): Promise<void> {
    return this.#provenance.hold(tx)
  }

  async preview(tx: Tx, change: SourceLabelChange): Promise<Relabelled> {
    return countsOf((await this.#effects(tx, change)).effects)
  }

  async carryOut(tx: Tx, reader: Reader, change: SourceLabelChange): Promise<Relabelled> {
    const { effects, products } = await this.#effects(tx, change)
    const reason = `情報源「${change.name}」の取扱いが変わりました。 / The label of the source ${change.name} was changed.`
    await this.changes.carryOut(tx, personOf(reader), effects, products, () => reason)
    return countsOf(effects)
  }

  async #effects(tx: Tx, { sourceId, label }: SourceLabelChange) {
    const products = await this.changes.judge(tx, () => this.#provenance.carrying(tx, sourceId))
    return { products, effects: effectsOfLabel(label, products) }
  }
}

const countsOf = (effects: readonly { readonly what: string }[]): Relabelled => ({
  recalled: effects.filter(({ what }) => what === 'RECALLED').length,
  returned: effects.filter(({ what }) => what === 'RETURNED').length,
})
