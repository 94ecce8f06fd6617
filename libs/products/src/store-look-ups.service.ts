import { setImmediate as othersTurn } from 'node:timers/promises'
import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { Database } from '@noroshi/database'
import { displayName, tlpMarkingOf, type StixObject } from '@noroshi/stix'
import { valueDigestsOf, valuesOf } from './edition-values.ts'
import { requireValues, spellingsOfAll, type Spelling } from './look-up.ts'
import { StixStoreRepository } from './stix-store.repository.ts'
import { StixStoreService } from './stix-store.service.ts'
import { StoreLookUpRepository, type StoredRow } from './store-look-up.repository.ts'

/** A stored object whose current content names the value, and where it came from. */
export interface StoreHit {
  readonly kind: string
  readonly value: string
  /** An address was asked for, and the value is a block that contains it. */
  readonly byBlock: boolean
  readonly stixId: string
  readonly type: string
  readonly name: string
  readonly revoked: boolean
  readonly pattern: string | null
  readonly confidence: number | null
  readonly validFrom: string | null
  readonly validUntil: string | null
  readonly receivedAt: string
  readonly importId: string
  /** Of the import: a file, or the name under which a source brought it. */
  readonly fileName: string
  readonly sourceId: string | null
  readonly sourceName: string | null
  readonly originator: string | null
  /** What the object's own marking says, else what is set down of its source. */
  readonly tlp: string | null
}

export interface StoreLookUp {
  /** False while what was stored before there was an index is still being added to it: then there may be more than was found. */
  readonly isComplete: boolean
  readonly answers: readonly { readonly value: string; readonly hits: readonly StoreHit[] }[]
}

/** Old objects of one transaction. */
const BACKLOG_BATCH = 500

/** Looking up values in what is stored, released or not. What was asked for is neither kept nor logged. */
@Injectable()
export class StoreLookUpsService {
  readonly #index = new StoreLookUpRepository()
  readonly #objects = new StixStoreRepository()
  #catchingUp: Promise<void> | undefined

  constructor(
    private readonly database: Database,
    private readonly store: StixStoreService,
  ) {}

  /** The hits of each value, in the order of the values. @throws HubError FORBIDDEN, INVALID_INPUT */
  async lookUp(reader: Reader, values: readonly string[], at = new Date()): Promise<StoreLookUp> {
    this.store.assertMayBrowse(reader, at)
    requireValues(values)
    const spellings = spellingsOfAll(values, null)
    const { rows, isComplete } = await this.database.asReader(reader, async tx => ({
      rows: await this.#index.candidates(tx, spellings, values.length === 1 ? 50 : 10),
      isComplete: await this.#index.isComplete(tx),
    }))
    if (!isComplete) void this.catchUp(reader).catch(() => undefined) // the next question begins where it broke off
    const hits = hitsOf(rows, spellings, values.length)
    return { isComplete, answers: values.map((value, question) => ({ value, hits: hits[question] })) }
  }

  /**
   * Indexes what was stored before there was an index, batch by batch, by the rights of an analyst who asks: the worker, who would have
   * the time, is not to read a document.
   */
  catchUp(reader: Reader): Promise<void> {
    this.#catchingUp ??= this.#walk(reader).finally(() => {
      this.#catchingUp = undefined
    })
    return this.#catchingUp
  }

  async #walk(reader: Reader): Promise<void> {
    while (await this.database.asReader(reader, tx => this.#nextBatch(tx))) await othersTurn()
  }

  /** Whether there may be more. */
  async #nextBatch(tx: Parameters<StoreLookUpRepository['index']>[0]): Promise<boolean> {
    await this.#objects.takeTurn(tx)
    const rows = await this.#index.takeBacklog(tx, BACKLOG_BATCH)
    if (rows === null) return false
    await this.#index.index(
      tx,
      rows.flatMap(({ stixId, document }) =>
        document === null ? [] : [{ stixId, digests: valueDigestsOf(objectOf(document)) }],
      ),
    )
    await this.#index.advanceBacklog(tx, rows.at(-1) ?? null)
    return rows.length > 0
  }
}

/** Asks the documents themselves, and takes each object once, an exact hit before a block. */
function hitsOf(rows: readonly StoredRow[], spellings: readonly Spelling[], questions: number): StoreHit[][] {
  const hits = Array.from({ length: questions }, (): StoreHit[] => [])
  const asked = Array.from({ length: questions }, () => new Map<string, boolean>())
  for (const { question, value, byBlock } of spellings) asked[question].set(value, byBlock)
  const taken = new Set<string>()
  for (const row of rows) {
    const object = objectOf(row.document)
    const key = `${row.question} ${object.id}`
    const named = valuesOf(object).find(
      ({ kind, value }) => asked[row.question].get(value) === row.byBlock && (!row.byBlock || kind === 'cidr'),
    )
    if (named === undefined || taken.has(key)) continue
    taken.add(key)
    hits[row.question].push(hitOf(row, object, named))
  }
  return hits
}

function hitOf(row: StoredRow, object: StixObject, named: { kind: string; value: string }): StoreHit {
  const { question: _, document: _document, version: _version, sourceTlp, ...from } = row
  const text = (property: string) => {
    const value: unknown = Reflect.get(object, property)
    return typeof value === 'string' ? value : null
  }
  const confidence: unknown = Reflect.get(object, 'confidence')
  return {
    ...from,
    kind: named.kind,
    value: named.value,
    stixId: object.id,
    type: object.type,
    name: displayName(object),
    pattern: text('pattern'),
    confidence: typeof confidence === 'number' && Number.isInteger(confidence) ? confidence : null,
    validFrom: text('valid_from'),
    validUntil: text('valid_until'),
    tlp: tlpOf(object) ?? sourceTlp,
  }
}

const STRICTEST_FIRST = ['TLP:RED', 'TLP:AMBER+STRICT', 'TLP:AMBER', 'TLP:GREEN', 'TLP:CLEAR', 'TLP:WHITE'] as const

function tlpOf(object: StixObject): string | null {
  const refs: unknown = Reflect.get(object, 'object_marking_refs')
  if (!Array.isArray(refs)) return null
  const labels = refs.map(ref => (typeof ref === 'string' ? tlpMarkingOf(ref)?.label : undefined))
  return STRICTEST_FIRST.find(label => labels.includes(label)) ?? null
}

/** Objects were validated before they were stored. */
const objectOf = (document: string) => JSON.parse(document) as StixObject
