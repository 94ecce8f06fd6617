import { Injectable } from '@nestjs/common'
import { CATEGORIES, type InfoCategory } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import { HubError } from '@noroshi/errors'
import { CaseRepository } from './case.repository.ts'
import { namedTooFar, referencesIn } from './digest.ts'
import { editionsNamed } from './digest.repository.ts'
import { danglingOf, objectsOf } from './edition-maker.ts'
import { requireProvenance } from './intake-rule.ts'
import { labelledAbove, markedAbove } from './marking-rule.ts'
import { stixIdsOf, type EditionDraft } from './product.ts'
import { ProductRepository, type ProductEventRow, type ProductRow, type StoredDraft } from './product.repository.ts'
import { lackingParts } from './product-templates.ts'
import { qualitySigns, valuesToldOf, type QualitySign } from './quality.ts'
import { RestrictionChanges } from './restriction-changes.ts'
import { slipsOf, type Slip } from './slips.ts'
import { StixStoreService } from './stix-store.service.ts'

/** A slip, and whether an officer let it through in this very version. */
export interface JudgedSlip extends Slip {
  readonly overruled: boolean
}

/** What stands against a release besides who releases: what only the texts and the objects can show. Within somebody's transaction. */
@Injectable()
export class ReleaseChecks {
  readonly #products = new ProductRepository()
  readonly #cases = new CaseRepository()

  constructor(
    private readonly store: StixStoreService,
    private readonly changes: RestrictionChanges,
  ) {}

  /**
   * What slipped into the wider editions. What a released notice tells already is no secret.
   * @param documents of the objects of all drafts, where they have been read already
   */
  async slips(
    tx: Tx,
    product: ProductRow,
    drafts: readonly StoredDraft[],
    events: readonly ProductEventRow[],
    documents?: ReadonlyMap<string, string>,
  ): Promise<JudgedSlip[]> {
    if (drafts.length < 2) return []
    const ids = drafts.flatMap(stixIdsOf)
    const slips = slipsOf({
      drafts,
      documents: documents ?? (await this.store.documents(tx, ids)),
      sourceLabels: await this.store.sourceLabels(tx, ids),
      organisations: await this.#products.organisationNames(tx),
    })
    const values = slips.flatMap(({ value }) => value ?? [])
    const told = values.length > 0 ? await this.#products.toldInNotices(tx, values) : new Set<string>()
    const now = events.filter(({ productVersion }) => productVersion === product.version)
    const overruled = new Set(now.flatMap(event => event.slips ?? []))
    return slips
      .filter(({ value }) => value === null || !told.has(value))
      .map(slip => ({ ...slip, overruled: overruled.has(slip.key) }))
  }

  /** What would make its editions of little use. Told before is what every reader of an edition could have read. */
  async quality(tx: Tx, product: ProductRow, drafts: readonly StoredDraft[], at: Date): Promise<QualitySign[]> {
    const documents = await this.store.documents(tx, drafts.flatMap(stixIdsOf))
    const told = await this.#products.toldBefore(tx, product.id, valuesToldOf(drafts, documents))
    const references = new Map(told.map(({ value, category, reference }) => [`${category} ${value}`, reference]))
    const wider = (category: InfoCategory) => CATEGORIES.slice(CATEGORIES.indexOf(category)).reverse()
    const toldBefore = (category: InfoCategory, value: string) =>
      wider(category)
        .map(one => references.get(`${one} ${value}`))
        .find(reference => reference !== undefined)
    const named = product.kind === 'WEEKLY_DIGEST' ? await editionsNamed(tx, drafts.flatMap(referencesIn)) : undefined
    return [
      ...lackingParts(product.kind, drafts, documents),
      ...(named ? namedTooFar(drafts, named, at) : []),
      ...qualitySigns(drafts, documents, toldBefore, at),
    ]
  }

  /** @throws HubError FORBIDDEN OPEN_SLIPS while one is neither taken out nor let through */
  async refuseSlips(
    tx: Tx,
    product: ProductRow,
    drafts: readonly StoredDraft[],
    events: readonly ProductEventRow[],
    documents: ReadonlyMap<string, string>,
  ): Promise<void> {
    const open = (await this.slips(tx, product, drafts, events, documents)).filter(({ overruled }) => !overruled)
    if (open.length === 0) return
    const [{ kind, place, category }] = open
    throw new HubError(
      'FORBIDDEN',
      'OPEN_SLIPS',
      `Restricted material stands in a wider edition at ${open.length} places, first a ${kind} at ${place} of ${category}. Return the product to have them taken out, or let them through with a reason.`,
      `editions[${drafts.findIndex(draft => draft.category === category)}]`,
      `より広い版に、制限された内容の混入が疑われる箇所が${open.length}件あります。差し戻して取り除くか、理由を付けて認めてください。`,
    )
  }

  /** @throws HubError INVALID_INPUT UNKNOWN_SLIP on a key of nothing that slipped into this version */
  async requireSlips(
    tx: Tx,
    product: ProductRow,
    drafts: readonly StoredDraft[],
    keys: readonly string[],
  ): Promise<void> {
    const found = new Set((await this.slips(tx, product, drafts, [])).map(({ key }) => key))
    const unknown = keys.findIndex(key => !found.has(key))
    if (keys.length > 0 && unknown < 0) return
    throw new HubError(
      'INVALID_INPUT',
      'UNKNOWN_SLIP',
      'Nothing of this key slipped into this version. Load it and look again.',
      `keys[${Math.max(0, unknown)}]`,
      'この版には該当する混入の疑いがありません。読み込み直して確認してください。',
    )
  }

  async requireKnown(tx: Tx, drafts: readonly EditionDraft[]): Promise<void> {
    const known = await this.store.summaries(tx, drafts.flatMap(stixIdsOf))
    for (const [index, draft] of drafts.entries())
      for (const [place, fragment] of draft.fragments.entries()) {
        const missing = fragment.stixIds.find(id => !known.has(id))
        if (missing)
          throw new HubError(
            'INVALID_INPUT',
            'UNKNOWN_OBJECT',
            `The store does not hold ${missing}.`,
            `editions[${index}].fragments[${place}].stixIds`,
            `${missing} は登録されていません。`,
          )
      }
    const made = drafts.flatMap(({ fragments }) => fragments.flatMap(({ intakes }) => intakes ?? []))
    requireProvenance(drafts, await this.#cases.intakeFacts(tx, made))
  }

  /** Judged with what its intakes are said to be now, also those above who submits or releases. @throws HubError INVALID_INPUT */
  async refuseLessRestricted(tx: Tx, drafts: readonly EditionDraft[]): Promise<void> {
    const made = drafts.flatMap(({ fragments }) => fragments.flatMap(({ intakes }) => intakes ?? []))
    if (made.length === 0) return
    requireProvenance(drafts, await this.changes.judge(tx, () => this.#cases.intakeFacts(tx, made)))
  }

  async refuseUnfit(tx: Tx, drafts: readonly StoredDraft[]): Promise<Map<string, string>> {
    const documents = await this.store.documents(tx, drafts.flatMap(stixIdsOf))
    for (const [index, draft] of drafts.entries()) {
      const dangling = danglingOf(draft, documents)
      if (dangling.length > 0)
        throw new HubError(
          'INVALID_INPUT',
          'DANGLING_REFERENCE',
          `${dangling.length} references of this edition point to objects that it does not carry, first ${dangling[0].from} ${dangling[0].path}. Add the objects or take the reference out.`,
          `editions[${index}]`,
          `この版に含まれないオブジェクトへの参照が${dangling.length}件あります（最初は ${dangling[0].from} の ${dangling[0].path}）。参照先を加えるか、参照元を外してください。`,
        )
      const { objects } = objectsOf(draft, documents)
      const [labelled] = labelledAbove(draft, objects, await this.store.sourceLabels(tx, stixIdsOf(draft)))
      if (labelled)
        throw new HubError(
          'INVALID_INPUT',
          'SOURCE_LABEL',
          `${labelled.id} is from a source whose label does not go so far. Take it out, flag its fragment, or have the source labelled anew.`,
          `editions[${index}]`,
          `${labelled.id} の情報源の取扱いでは、この版の提供先まで共有できません。外すか、断片に印を付けるか、情報源の取扱いを見直してください。`,
        )
      const [marked] = markedAbove(draft, objects)
      if (marked)
        throw new HubError(
          'INVALID_INPUT',
          'MARKED_ABOVE',
          `${marked.id} is marked ${marked.marking}, so its sender did not agree that it goes so far. Take it out of this edition.`,
          `editions[${index}]`,
          `${marked.id} には ${marked.marking} が付いており、この版の提供先までは共有できません。この版から外してください。`,
        )
    }
    return documents
  }
}
