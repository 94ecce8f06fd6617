import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { Database } from '@noroshi/database'
import { HubError, notFound, parseInput } from '@noroshi/errors'
import {
  decodeCursor,
  EditionsService,
  pageSize,
  toPage,
  type Edition,
  type Page,
  type PageRequest,
} from '@noroshi/products'
import {
  feedbackInput,
  reportInput,
  requireRoom,
  requireSeen,
  type Feedback,
  type OwnReport,
  type ReportTally,
} from './feedback.ts'
import { FeedbackRepository } from './feedback.repository.ts'

/** An indicator of an edition with what its readers reported of it. */
export interface ReportedIndicator {
  readonly stixId: string
  readonly name: string
  readonly values: readonly string[]
  readonly own: OwnReport | null
  readonly shared: readonly ReportTally[]
}

/** What recipients say of an edition that they may read; of any other there is nothing to say. */
@Injectable()
export class FeedbackService {
  readonly #feedback = new FeedbackRepository()

  constructor(
    private readonly database: Database,
    private readonly editions: EditionsService,
  ) {}

  /** What the reader said of an edition last. @throws HubError NOT_FOUND */
  async own(reader: Reader, editionId: string, at = new Date()): Promise<Feedback | null> {
    await this.editions.find(reader, 'read', editionId, at)
    const { newest } = await this.database.asReader(reader, tx => this.#feedback.own(tx, personOf(reader), editionId))
    return newest
  }

  /** Says it; the same as the last time is kept once. @throws HubError NOT_FOUND, INVALID_INPUT, CONFLICT */
  async say(reader: Reader, editionId: string, value: unknown, at = new Date()): Promise<Feedback> {
    await this.editions.find(reader, 'read', editionId, at)
    const input = parseInput(feedbackInput, value)
    const personId = personOf(reader)
    return this.database.asReader(reader, async tx => {
      await this.#feedback.takeTurn(tx, personId)
      const { newest, count } = await this.#feedback.own(tx, personId, editionId)
      if (!isSame(input, newest)) {
        requireRoom(count)
        await this.#feedback.say(tx, reader, editionId, input)
      }
      const said = (await this.#feedback.own(tx, personId, editionId)).newest
      if (!said) throw notFound()
      return said
    })
  }

  /** The edition's indicators in its order, with the reader's own report and what recipients shared. @throws HubError NOT_FOUND */
  async indicators(
    reader: Reader,
    editionId: string,
    page: PageRequest,
    at = new Date(),
  ): Promise<Page<ReportedIndicator>> {
    const limit = pageSize(page)
    const [after] = page.after ? decodeCursor(page.after, ['integer']) : ['-1']
    const all = indicatorsOf(await this.editions.find(reader, 'read', editionId, at))
    const shown = all.slice(Number(after) + 1, Number(after) + 2 + limit)
    const ids = shown.map(({ stixId }) => stixId)
    const { own, shared } = await this.database.asReader(reader, async tx => ({
      own: await this.#feedback.ownReports(tx, personOf(reader), editionId, ids),
      shared: await this.#feedback.shared(tx, editionId, ids),
    }))
    return toPage(
      shown.map(indicator => ({
        ...indicator,
        own: own.get(indicator.stixId) ?? null,
        shared: shared.get(indicator.stixId) ?? [],
      })),
      limit,
      ({ place }) => [String(place)],
      ({ place: _place, ...indicator }) => indicator,
    )
  }

  /** Reports of an indicator of the edition; the same as the last time is kept once. @throws HubError NOT_FOUND, INVALID_INPUT, CONFLICT */
  async report(reader: Reader, editionId: string, value: unknown, at = new Date()): Promise<ReportedIndicator> {
    const edition = await this.editions.find(reader, 'read', editionId, at)
    const input = parseInput(reportInput, value)
    requireSeen(input, at)
    const indicator = indicatorsOf(edition).find(({ stixId }) => stixId === input.stixId)
    if (!indicator)
      throw new HubError(
        'INVALID_INPUT',
        'NOT_OF_THE_EDITION',
        'This edition has no such indicator.',
        'stixId',
        'この版にそのインジケーターはありません。',
      )
    const personId = personOf(reader)
    const ids = [input.stixId]
    return this.database.asReader(reader, async tx => {
      await this.#feedback.takeTurn(tx, personId)
      const before = (await this.#feedback.ownReports(tx, personId, editionId, ids)).get(input.stixId)
      if (!isSame(input, before ?? null)) {
        requireRoom(before?.count ?? 0)
        await this.#feedback.report(tx, reader, editionId, input)
      }
      const own = await this.#feedback.ownReports(tx, personId, editionId, ids)
      const shared = await this.#feedback.shared(tx, editionId, ids)
      const { place: _place, ...named } = indicator
      return { ...named, own: own.get(input.stixId) ?? null, shared: shared.get(input.stixId) ?? [] }
    })
  }
}

/** An indicator may name several values; it is reported of as a whole. */
function indicatorsOf(edition: Edition): { place: number; stixId: string; name: string; values: string[] }[] {
  const found = new Map<string, { place: number; stixId: string; name: string; values: string[] }>()
  for (const { stixId, name, value } of edition.indicators) {
    const known = found.get(stixId)
    if (known) known.values.push(value)
    else found.set(stixId, { place: found.size, stixId, name, values: [value] })
  }
  return [...found.values()]
}

const isSame = (input: object, said: object | null): boolean =>
  said !== null &&
  Object.entries(input).every(([field, value]) => JSON.stringify(value) === JSON.stringify(Reflect.get(said, field)))

function personOf(reader: Reader): string {
  if (!reader.personId) throw notFound()
  return reader.personId
}
