import { Injectable } from '@nestjs/common'
import type { InfoCategory, Reader } from '@noroshi/clearance'
import { Database } from '@noroshi/database'
import { spellingsOf, type ValueKind } from '@noroshi/indicators'
import { displayName } from '@noroshi/stix'
import { TLP_OF_CATEGORY } from './edition-objects.ts'
import { valueDigest } from './edition-values.ts'
import { requireValue } from './look-up.ts'
import { LookUpRepository, type HitRow } from './look-up.repository.ts'

/** An object of an edition that names the value, and what the reader needs to judge it. */
export interface LookUpHit {
  readonly kind: string
  readonly value: string
  readonly editionId: string
  readonly reference: string
  readonly category: InfoCategory
  readonly tlp: string
  readonly title: string
  readonly releasedAt: string
  readonly stixId: string
  readonly name: string
  readonly description: string | null
  readonly confidence: number | null
  readonly validFrom: string | null
  readonly validUntil: string | null
  /** Objects that a relationship of the same edition joins to it, such as the malware it indicates. */
  readonly related: readonly { readonly stixId: string; readonly type: string; readonly name: string }[]
}

/** So many values are asked for in one transaction; in between, no connection is held, whoever reads slowly. */
const BATCH = 2_000

/** Looking up values in what the reader may read. What was asked for is neither kept nor logged. */
@Injectable()
export class LookUpsService {
  readonly #lookUps = new LookUpRepository()

  constructor(private readonly database: Database) {}

  /** @throws HubError INVALID_INPUT */
  async one(reader: Reader, value: string, kind: ValueKind | null = null): Promise<LookUpHit[]> {
    requireValue(value)
    const [hits] = await this.#batch(reader, [value], kind)
    return hits
  }

  /** The hits of each value, in the order of the values, as fast as they are taken. Rights are decided batch by batch. */
  async *many(reader: Reader, values: readonly string[]): AsyncGenerator<LookUpHit[][]> {
    for (let start = 0; start < values.length; start += BATCH)
      yield await this.#batch(reader, values.slice(start, start + BATCH), null)
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

  async #batch(reader: Reader, values: readonly string[], kind: ValueKind | null): Promise<LookUpHit[][]> {
    const spellings = values.flatMap((text, question) =>
      spellingsOf(text, kind).map(value => ({ question, value, digest: valueDigest(value) })),
    )
    const hits = values.map((): LookUpHit[] => [])
    if (spellings.length === 0) return hits
    const rows = await this.database.asReader(reader, tx => this.#lookUps.hits(tx, reader, spellings, kind, new Date()))
    for (const row of rows) hits[row.question].push(hitOf(row))
    return hits
  }
}

function hitOf({ question: _, document, related, toPublic, ...row }: HitRow): LookUpHit {
  const object = propertiesOf(document)
  const { id, description, confidence } = object
  return {
    ...row,
    tlp: toPublic ? 'TLP:CLEAR' : TLP_OF_CATEGORY[row.category],
    stixId: String(id),
    name: displayName(object),
    description: typeof description === 'string' ? description : null,
    confidence: typeof confidence === 'number' ? confidence : null,
    related: related.map(propertiesOf).map(one => ({
      ...{ stixId: String(one['id']), type: String(one['type']), name: displayName(one) },
    })),
  }
}

/** Objects of editions validated before they were stored. */
const propertiesOf = (document: string) => JSON.parse(document) as Readonly<Record<string, unknown>>
