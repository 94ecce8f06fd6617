import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { isUuid, Database, type Tx } from '@noroshi/database'
import { HubError, notFound } from '@noroshi/errors'
import { EditionsService, expiredOf, pageSize, type EditionSummary, type ExpiredEdition } from '@noroshi/products'
import { InboxRepository, type EditionReach, type InboxRow } from './inbox.repository.ts'

export interface InboxItem extends InboxRow {
  /** Null when the edition can no longer be read: recalled, expired, or the reader's rights have changed. */
  readonly edition: EditionSummary | null
  /** That it has expired, when that is why. */
  readonly expired: ExpiredEdition | null
}

export interface InboxPage {
  readonly items: InboxItem[]
  readonly lastSeq: number
  readonly unacknowledged: number
  readonly hasMore: boolean
}

/** A reader's own inbox: what they were sent, in order, without gaps; and their acknowledgements. */
@Injectable()
export class InboxService {
  readonly #inbox = new InboxRepository()

  constructor(
    private readonly database: Database,
    private readonly editions: EditionsService,
  ) {}

  /** Resumes: everything after the last sequence number the caller holds, oldest first. */
  resume(reader: Reader, after: number, first: number | null | undefined, at = new Date()): Promise<InboxPage> {
    const limit = pageSize({ first }, 50)
    return this.#page(reader, limit, at, (tx, personId) =>
      this.#inbox.after(tx, personId, wholeSeq(after, 'after'), limit + 1),
    )
  }

  /** The newest first, for a page that people read. */
  latest(
    reader: Reader,
    before: number | null | undefined,
    first: number | null | undefined,
    unacknowledgedOnly: boolean,
    at = new Date(),
  ): Promise<InboxPage> {
    const limit = pageSize({ first })
    const beforeSeq = before == null ? null : wholeSeq(before, 'before')
    return this.#page(reader, limit, at, (tx, personId) =>
      this.#inbox.latest(tx, personId, beforeSeq, unacknowledgedOnly, limit + 1),
    )
  }

  /** The caller's own row about an edition, null when they were never told of it. */
  async itemOf(reader: Reader, editionId: string, at = new Date()): Promise<InboxItem | null> {
    if (!isUuid(editionId)) return null
    return this.database.asReader(reader, async tx => {
      const row = await this.#inbox.ofEdition(tx, personOf(reader), editionId)
      return row ? this.#withEdition(tx, reader, row, at) : null
    })
  }

  async acknowledge(reader: Reader, seq: number, at = new Date()): Promise<InboxItem> {
    return this.database.asReader(reader, async tx => {
      const row = await this.#inbox.acknowledge(tx, personOf(reader), wholeSeq(seq, 'seq'))
      if (!row) throw notFound()
      return this.#withEdition(tx, reader, row, at)
    })
  }

  /** Says that what was recalled is removed from wherever the caller had put it. @throws HubError NOT_FOUND, also of what is no recall */
  async confirmRemoval(reader: Reader, seq: number, at = new Date()): Promise<InboxItem> {
    return this.database.asReader(reader, async tx => {
      const row = await this.#inbox.confirmRemoval(tx, personOf(reader), wholeSeq(seq, 'seq'))
      if (!row) throw notFound()
      return this.#withEdition(tx, reader, row, at)
    })
  }

  /** @returns per category the numbers of people told, reached and acknowledged, of a product of the reader's own office */
  reach(reader: Reader, productId: string): Promise<EditionReach[]> {
    return this.database.asReader(reader, tx => this.#inbox.reach(tx, productId))
  }

  async #withEdition(tx: Tx, reader: Reader, row: InboxRow, at: Date): Promise<InboxItem> {
    const editions = await this.editions.summaries(tx, reader, [row.editionId], at)
    const expired = await this.#expired(tx, reader, [row], editions)
    return { ...row, edition: editions.get(row.editionId) ?? null, expired: expired.get(row.editionId) ?? null }
  }

  /** Of what can no longer be read, that which has expired: those who had it are told so. */
  #expired(tx: Tx, reader: Reader, rows: readonly InboxRow[], editions: ReadonlyMap<string, EditionSummary>) {
    const gone = rows.filter(({ kind, editionId }) => kind !== 'RECALLED' && !editions.has(editionId))
    return expiredOf(
      tx,
      reader,
      gone.map(({ editionId }) => editionId),
    )
  }

  async #page(
    reader: Reader,
    limit: number,
    at: Date,
    rowsOf: (tx: Tx, personId: string) => Promise<InboxRow[]>,
  ): Promise<InboxPage> {
    const personId = personOf(reader)
    return this.database.asReader(reader, async tx => {
      const rows = await rowsOf(tx, personId)
      const shown = rows.slice(0, limit)
      const editions = await this.editions.summaries(
        tx,
        reader,
        shown.map(row => row.editionId),
        at,
      )
      const expired = await this.#expired(tx, reader, shown, editions)
      const totals = await this.#inbox.totals(tx, personId)
      return {
        items: shown.map(row => ({
          ...row,
          edition: editions.get(row.editionId) ?? null,
          expired: expired.get(row.editionId) ?? null,
        })),
        ...totals,
        hasMore: rows.length > limit,
      }
    })
  }
}

function personOf(reader: Reader): string {
  if (!reader.personId) throw notFound()
  return reader.personId
}

function wholeSeq(value: number, field: string): number {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new HubError(
      'INVALID_INPUT',
      'SEQUENCE',
      'A sequence number is a whole number from 0.',
      field,
      '番号は0以上の整数で指定してください。',
    )
  return value
}
