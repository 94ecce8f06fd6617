import { Injectable } from '@nestjs/common'
import type { InfoCategory, Reader } from '@noroshi/clearance'
import { Database } from '@noroshi/database'
import type { ValueKind } from '@noroshi/indicators'
import { displayName } from '@noroshi/stix'
import { TLP_OF_CATEGORY } from './edition-report.ts'
import { requireValue, requireValues, spellingsOfAll, type Spelling } from './look-up.ts'
import { LookUpRepository, type HitRow, type MostHits } from './look-up.repository.ts'

/** An object of an edition that names the value, and what the reader needs to judge it. */
export interface LookUpHit {
  readonly kind: string
  readonly value: string
  /** An address was asked for, and the value is a block that contains it. */
  readonly byBlock: boolean
  readonly editionId: string
  readonly reference: string
  readonly category: InfoCategory
  readonly tlp: string
  readonly title: string
  readonly releasedAt: string
  readonly stixId: string
  readonly name: string
  readonly description: string | null
  /** Of an indicator. */
  readonly pattern: string | null
  readonly confidence: number | null
  readonly validFrom: string | null
  readonly validUntil: string | null
  /** Objects that a relationship of the same edition joins to it, such as the malware it indicates. */
  readonly related: readonly { readonly stixId: string; readonly type: string; readonly name: string }[]
}

/** So many values and spellings are asked for in one transaction; in between, no connection is held, whoever reads slowly. */
const BATCH_VALUES = 2_000
const BATCH_SPELLINGS = 8_000

/** Looking up values in what the reader may read. What was asked for is neither kept nor logged. */
@Injectable()
export class LookUpsService {
  readonly #lookUps = new LookUpRepository()

  constructor(private readonly database: Database) {}

  /** @throws HubError INVALID_INPUT */
  async one(reader: Reader, value: string, kind: ValueKind | null = null): Promise<LookUpHit[]> {
    requireValue(value)
    const [hits] = await this.#batch(reader, 1, spellingsOfAll([value], kind), kind, 50)
    return hits
  }

  /** The hits of each value, at most ten of each, in the order of the values. @throws HubError INVALID_INPUT */
  async few(reader: Reader, values: readonly string[]): Promise<{ value: string; hits: LookUpHit[] }[]> {
    requireValues(values)
    const found: { value: string; hits: LookUpHit[] }[] = []
    for await (const batch of this.many(reader, values, 10))
      for (const hits of batch) found.push({ value: values[found.length], hits })
    return found
  }

  /** Changes when {@link everyValue} does: with each edition that comes to the reader or goes. Tells nothing of others. */
  readable(reader: Reader): Promise<string> {
    return this.database.asReader(reader, tx => this.#lookUps.readable(tx, reader, new Date()))
  }

  /**
   * Hands on, a few thousand at once, every value of which {@link one} would find something, in its one spelling; a value may come again.
   * @returns what {@link readable} said when it began: what came or went meanwhile makes that another
   */
  everyValue(reader: Reader, take: (values: string[]) => void): Promise<string> {
    return this.database.asReader(reader, async tx => {
      const at = new Date()
      const state = await this.#lookUps.readable(tx, reader, at)
      for await (const values of this.#lookUps.everyValue(tx, reader, at)) take(values)
      return state
    })
  }

  /**
   * The hits of each value, in the order of the values, as fast as they are taken. Rights are decided batch by batch; while one batch is
   * taken, the next one is being looked up, and no more than that.
   */
  async *many(reader: Reader, values: readonly string[], most: MostHits = 50): AsyncGenerator<LookUpHit[][]> {
    let spellings: Spelling[] = []
    let questions = 0
    let asked: Promise<LookUpHit[][]> | undefined
    for (const [index, value] of values.entries()) {
      spellings.push(...spellingsOfAll([value], null, questions))
      questions += 1
      if (index + 1 < values.length && questions < BATCH_VALUES && spellings.length < BATCH_SPELLINGS) continue
      const before = asked
      asked = this.#batch(reader, questions, spellings, null, most)
      asked.catch(() => undefined) // whoever takes it hears of it
      spellings = []
      questions = 0
      if (before) yield await before
    }
    if (asked) yield await asked
  }

  async #batch(
    reader: Reader,
    questions: number,
    spellings: readonly Spelling[],
    kind: ValueKind | null,
    most: MostHits,
  ): Promise<LookUpHit[][]> {
    const hits = Array.from({ length: questions }, (): LookUpHit[] => [])
    if (spellings.length === 0) return hits
    const rows = await this.database.askAsReader(
      reader,
      ask => this.#lookUps.hits(ask, reader, spellings, kind, most, new Date()),
      'once',
    )
    for (const row of rows) {
      const of = hits[row.question]
      // Several spellings of one value may each have as many.
      if (of.length < most) of.push(hitOf(row))
    }
    return hits
  }
}

function hitOf({ question: _, document, related, toPublic, ...row }: HitRow): LookUpHit {
  const object = propertiesOf(document)
  const { id, description, confidence, pattern } = object
  return {
    ...row,
    tlp: toPublic ? 'TLP:CLEAR' : TLP_OF_CATEGORY[row.category],
    stixId: String(id),
    name: displayName(object),
    description: typeof description === 'string' ? description : null,
    pattern: typeof pattern === 'string' ? pattern : null,
    confidence: typeof confidence === 'number' ? confidence : null,
    related: related.map(propertiesOf).map(one => ({
      ...{ stixId: String(one['id']), type: String(one['type']), name: displayName(one) },
    })),
  }
}

/** Objects of editions validated before they were stored. */
const propertiesOf = (document: string) => JSON.parse(document) as Readonly<Record<string, unknown>>
