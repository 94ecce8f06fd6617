import { Injectable } from '@nestjs/common'
import { can, productSubject, type Reader } from '@noroshi/clearance'
import { Database, type Tx } from '@noroshi/database'
import { notFound } from '@noroshi/errors'
import { EditionsService, ProductWork, type Page, type PageRequest } from '@noroshi/products'
import { AnswerBoardRepository } from './answer-board.repository.ts'
import type { AnswerTimelineEntry, BoardFilter, BoardOfEdition, BoardRow } from './answer-board.ts'

/** Who was told of an edition, and has or has not answered: for those who made it, and for inspectors (PRV-4, L37). */
@Injectable()
export class AnswerBoardService {
  readonly #board = new AnswerBoardRepository()

  constructor(
    private readonly database: Database,
    private readonly work: ProductWork,
    private readonly editions: EditionsService,
  ) {}

  /** Each released edition of the product, in numbers of organisations. @throws HubError NOT_FOUND */
  async of(reader: Reader, productId: string, at = new Date()): Promise<BoardOfEdition[]> {
    await this.#requireMaker(reader, productId, at)
    return this.database.asReader(reader, async tx => {
      const found: BoardOfEdition[] = []
      for (const edition of await this.#board.editions(tx, productId))
        found.push({ ...edition, ...(await this.#board.counts(tx, edition.editionId)) })
      return found
    })
  }

  /** One edition by sector and hop. @throws HubError NOT_FOUND */
  async figures(reader: Reader, productId: string, editionId: string, at = new Date()) {
    return this.#ofEdition(reader, productId, editionId, at, async tx => ({
      sectors: await this.#board.sectors(tx, editionId),
      hops: await this.#board.hops(tx, editionId),
    }))
  }

  /** Its organisations, those that have not answered first. @throws HubError NOT_FOUND */
  organisations(
    reader: Reader,
    productId: string,
    editionId: string,
    filter: BoardFilter,
    page: PageRequest,
    at = new Date(),
  ): Promise<Page<BoardRow>> {
    return this.#ofEdition(reader, productId, editionId, at, tx => this.#board.page(tx, editionId, filter, page))
  }

  /** What was done about those that did not answer. @throws HubError NOT_FOUND */
  timeline(reader: Reader, productId: string, editionId: string, at = new Date()): Promise<AnswerTimelineEntry[]> {
    return this.#ofEdition(reader, productId, editionId, at, tx => this.#board.timeline(tx, editionId))
  }

  /** The same of one edition, for inspectors (OVS-2): how far it came, and every step. @throws HubError NOT_FOUND, also for whoever is none */
  async inspect(reader: Reader, editionId: string, at = new Date()) {
    const { answerBy } = await this.editions.find(reader, 'inspect', editionId, at)
    return this.database.asReader(reader, async tx => ({
      answerBy,
      ...(await this.#board.counts(tx, editionId)),
      timeline: await this.#board.timeline(tx, editionId),
    }))
  }

  /** Past drills with how they went, the newest first. */
  async drills(reader: Reader, page: PageRequest) {
    return this.database.asReader(reader, async tx => {
      const { items, ...rest } = await this.#board.drills(tx, page)
      const found = []
      for (const drill of items) {
        const hops = await this.#board.hops(tx, drill.editionId)
        const counts = await this.#board.counts(tx, drill.editionId)
        found.push({ ...drill, ...counts, hops: hops.filter(({ sector }) => sector === null) })
      }
      return { ...rest, items: found }
    })
  }

  async #ofEdition<T>(
    reader: Reader,
    productId: string,
    editionId: string,
    at: Date,
    work: (tx: Tx) => Promise<T>,
  ): Promise<T> {
    await this.#requireMaker(reader, productId, at)
    return this.database.asReader(reader, async tx => {
      if (!(await this.#board.editions(tx, productId)).some(one => one.editionId === editionId)) throw notFound()
      return work(tx)
    })
  }

  async #requireMaker(reader: Reader, productId: string, at: Date): Promise<void> {
    const product = await this.work.find(reader, productId)
    const inspects = reader.isOversight && reader.roles.includes('OVERSIGHT_INSPECTOR')
    if (!inspects && !can(reader, 'draft', productSubject(product), at)) throw notFound()
  }
}
