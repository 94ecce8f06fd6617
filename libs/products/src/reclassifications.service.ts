import { Injectable } from '@nestjs/common'
import { can, productSubject, type InfoCategory, type Reader } from '@noroshi/clearance'
import { Database, isUuid, type Tx } from '@noroshi/database'
import { HubError, notFound, parseInput } from '@noroshi/errors'
import { isCommInfo } from './case.ts'
import { CaseRepository } from './case.repository.ts'
import { classificationInput, loosens, saysTheSame, type Classification } from './classification.ts'
import { personOf } from './product-work.ts'
import { effectsOfClassification, type Effect, type EffectRule } from './provenance-effects.ts'
import { ProvenanceRepository } from './provenance.repository.ts'
import { ReclassificationRepository, type ClassifiedIntake } from './reclassification.repository.ts'
import { RestrictionChanges } from './restriction-changes.ts'
import { requiredReason } from './review.ts'

/** What a reclassification does to one product that the asker sees. */
export interface ReclassificationEffect {
  readonly productId: string
  readonly title: string
  readonly what: Effect['what']
  readonly categories: readonly InfoCategory[]
  readonly rules: readonly EffectRule[]
}

/** What a reclassification would do, or did. */
export interface Reclassification {
  readonly caseId: string
  /** It restricts less than before, in whatever way. */
  readonly loosens: boolean
  /** Of products that the asker sees; it does the same to those above their clearance. */
  readonly effects: readonly ReclassificationEffect[]
}

/**
 * Saying anew what an intake is, with effect on all that was made of it (ANA-3, CLR-5). Whoever works on its case may tighten, also when it
 * is closed; loosening is for a releasing officer who did not classify it last.
 */
@Injectable()
export class ReclassificationsService {
  readonly #intakes = new ReclassificationRepository()
  readonly #cases = new CaseRepository()
  readonly #provenance = new ProvenanceRepository()

  constructor(
    private readonly database: Database,
    private readonly changes: RestrictionChanges,
  ) {}

  /** What it would do, before anybody does it. @throws HubError NOT_FOUND, INVALID_INPUT */
  async preview(reader: Reader, id: string, value: unknown, at = new Date()): Promise<Reclassification> {
    const to = parseInput(classificationInput, value)
    return this.database.asReader(reader, async tx => {
      const intake = await this.#found(tx, reader, id, at)
      requireLawful(intake, to)
      const { effects } = await this.#effects(tx, intake, to)
      return this.#told(tx, intake, to, effects)
    })
  }

  /**
   * Does it, in one transaction: the classification · the entry of the timeline · recalls with their news · returns.
   * @returns what it did @throws HubError NOT_FOUND, INVALID_INPUT `COMM_INFO` `UNCHANGED` `REASON`, FORBIDDEN `LOOSENED_BY_OFFICERS` `SAME_PERSON_AS_CLASSIFIER`
   */
  async reclassify(
    reader: Reader,
    id: string,
    value: unknown,
    reason: string,
    at = new Date(),
  ): Promise<Reclassification> {
    const to = parseInput(classificationInput, value)
    const note = requiredReason(reason)
    // Nobody holds up releases with what is nothing to them.
    await this.database.asReader(reader, tx => this.#found(tx, reader, id, at))
    return this.database.asReader(reader, async tx => {
      await this.#provenance.hold(tx)
      const intake = await this.#found(tx, reader, id, at, true)
      requireLawful(intake, to)
      requireAllowed(reader, intake, to, at)
      const position = intake.position + 1
      await this.#intakes.insert(tx, id, position, personOf(reader), to)
      const entry = { kind: 'RECLASSIFIED', note, intakeId: id, classification: position } as const
      await this.#cases.add(tx, intake.caseId, personOf(reader), entry)
      const { effects, products } = await this.#effects(tx, intake, to)
      // Seen before: what is returned or recalled stays as visible as it was.
      const told = await this.#told(tx, intake, to, effects)
      // A product may be worked on by people whom the case is above.
      const reasonFor = (product: { requiredRank: number }) =>
        product.requiredRank >= intake.requiredRank ? note : null
      await this.changes.carryOut(tx, personOf(reader), effects, products, reasonFor)
      return told
    })
  }

  async #found(tx: Tx, reader: Reader, id: string, at: Date, lock = false): Promise<ClassifiedIntake> {
    const intake = isUuid(id) ? await this.#intakes.find(tx, id, lock) : undefined
    if (!intake || !can(reader, 'draft', productSubject(intake), at)) throw notFound()
    return intake
  }

  async #effects(tx: Tx, intake: ClassifiedIntake, to: Classification) {
    const products = await this.changes.judge(tx, () =>
      this.#provenance.madeOf(tx, intake.id, intake.ownerOrganisationId),
    )
    return { products, effects: effectsOfClassification(intake.id, to, products) }
  }

  async #told(
    tx: Tx,
    intake: ClassifiedIntake,
    to: Classification,
    effects: readonly Effect[],
  ): Promise<Reclassification> {
    const titles = await this.#provenance.titles(
      tx,
      effects.map(({ productId }) => productId),
    )
    return {
      caseId: intake.caseId,
      loosens: loosens(intake.now, to),
      effects: effects.flatMap(({ productId, what, faults }) => {
        const title = titles.get(productId)
        if (title === undefined) return []
        const rules = [...new Set(faults.map(({ rule }) => rule))]
        return [{ productId, title, what, categories: faults.map(({ category }) => category), rules }]
      }),
    }
  }
}

function requireLawful({ now, sourceType }: ClassifiedIntake, to: Classification): void {
  if (isCommInfo(sourceType) && !to.containsCommInfo)
    throw new HubError(
      'INVALID_INPUT',
      'COMM_INFO',
      'What comes from communications is flagged so.',
      'containsCommInfo',
      '通信情報に由来するものには、通信情報の印が必要です。',
    )
  if (saysTheSame(now, to))
    throw new HubError(
      'INVALID_INPUT',
      'UNCHANGED',
      'This is how it is classified already.',
      undefined,
      '現在の区分と同じです。',
    )
}

function requireAllowed(reader: Reader, intake: ClassifiedIntake, to: Classification, at: Date): void {
  if (!loosens(intake.now, to)) return
  if (!can(reader, 'release', productSubject(intake), at))
    throw new HubError(
      'FORBIDDEN',
      'LOOSENED_BY_OFFICERS',
      'Only a releasing officer restricts an intake less than before.',
      undefined,
      '制限を緩める変更は、提供決裁者だけが行えます。',
    )
  if (intake.by === reader.personId)
    throw new HubError(
      'FORBIDDEN',
      'SAME_PERSON_AS_CLASSIFIER',
      'Nobody loosens what they classified themselves.',
      undefined,
      '直前に区分を決めた本人は、制限を緩められません。',
    )
}
