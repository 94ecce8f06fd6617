import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { Injectable } from '@nestjs/common'
import { can, productSubject, type Reader } from '@noroshi/clearance'
import { Database } from '@noroshi/database'
import { HubError, notFound } from '@noroshi/errors'
import { ProductWork, StixStoreService, type BundleImport, type Page, type PageRequest } from '@noroshi/products'
import { sightingOf } from './sighting.ts'
import { usefulnessOf, type EditionUsefulness, type ReasonedReport, type Response } from './usefulness.ts'
import { UsefulnessRepository } from './usefulness.repository.ts'

/** What was said of a product's editions, for those who make it, and for inspectors. */
@Injectable()
export class UsefulnessService {
  readonly #usefulness = new UsefulnessRepository()

  constructor(
    private readonly database: Database,
    private readonly work: ProductWork,
    private readonly store: StixStoreService,
  ) {}

  /** Each released edition in numbers: as a whole, for each sector and for each source. @throws HubError NOT_FOUND */
  async of(reader: Reader, productId: string, at = new Date()): Promise<EditionUsefulness[]> {
    await this.#requireMaker(reader, productId, at)
    return this.database.asReader(reader, async tx => {
      const editions: EditionUsefulness[] = []
      for (const edition of await this.#usefulness.editions(tx, productId))
        editions.push(
          usefulnessOf(
            edition,
            await this.#usefulness.responses(tx, edition.editionId),
            await this.#usefulness.reports(tx, edition.editionId),
            await this.#usefulness.sources(tx, productId, edition.category),
          ),
        )
      return editions
    })
  }

  /** What each person said last, the newest first. @throws HubError NOT_FOUND */
  async responses(
    reader: Reader,
    productId: string,
    editionId: string,
    page: PageRequest,
    at = new Date(),
  ): Promise<Page<Response>> {
    await this.#requireMaker(reader, productId, at)
    return this.database.asReader(reader, async tx =>
      this.#usefulness.responsePage(tx, await this.#editionOf(tx, productId, editionId), page),
    )
  }

  /** What each person reported last of each indicator, the newest first. @throws HubError NOT_FOUND */
  async reports(
    reader: Reader,
    productId: string,
    editionId: string,
    page: PageRequest,
    at = new Date(),
  ): Promise<Page<ReasonedReport>> {
    await this.#requireMaker(reader, productId, at)
    return this.database.asReader(reader, async tx =>
      this.#usefulness.reportPage(tx, await this.#editionOf(tx, productId, editionId), page),
    )
  }

  /**
   * Takes an edition's sightings into the store, as STIX `sighting` objects of their own ids: what was taken before is known.
   * @throws HubError NOT_FOUND, FORBIDDEN, CONFLICT when there is none
   */
  async takeSightings(reader: Reader, productId: string, editionId: string, at = new Date()): Promise<BundleImport> {
    const product = await this.work.findForWork(reader, productId, at)
    this.store.assertMayBrowse(reader, at)
    const { reference, reports } = await this.database.asReader(reader, async tx => {
      const editions = await this.#usefulness.editions(tx, product.id)
      const edition = editions.find(one => one.editionId === editionId)
      if (!edition) throw notFound()
      return { ...edition, reports: await this.#usefulness.reports(tx, edition.editionId) }
    })
    const sightings = reports.flatMap(report => sightingOf(report) ?? [])
    if (sightings.length === 0)
      throw new HubError(
        'CONFLICT',
        'NOTHING_TO_STORE',
        'Nobody reported a sighting of an indicator of this edition.',
        undefined,
        'この版のインジケーターの観測報告はまだありません。',
      )
    const bytes = Buffer.from(JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects: sightings }))
    const incoming = {
      id: randomUUID(),
      fileName: `観測報告：${reference}`,
      bytesTotal: bytes.length,
      chunks: Readable.from([bytes]),
    }
    return this.store.importBundle(reader, incoming, at)
  }

  async #requireMaker(reader: Reader, productId: string, at: Date): Promise<void> {
    const product = await this.work.find(reader, productId)
    const inspects = reader.isOversight && reader.roles.includes('OVERSIGHT_INSPECTOR')
    if (!inspects && !can(reader, 'draft', productSubject(product), at)) throw notFound()
  }

  async #editionOf(
    tx: Parameters<UsefulnessRepository['editions']>[0],
    productId: string,
    editionId: string,
  ): Promise<string> {
    const edition = (await this.#usefulness.editions(tx, productId)).find(one => one.editionId === editionId)
    if (!edition) throw notFound()
    return edition.editionId
  }
}
