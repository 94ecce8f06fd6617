import { Injectable } from '@nestjs/common'
import { can, downstreamSubject, productSubject, type Reader } from '@noroshi/clearance'
import { Database, isUuid, type Tx } from '@noroshi/database'
import { HubError, notFound, parseInput } from '@noroshi/errors'
import { ProductWork, type Page, type PageRequest } from '@noroshi/products'
import { z } from 'zod'
import { RelayHopsRepository, type Intermediary, type LinkedDownstream } from './relay-hops.repository.ts'
import type { RelayBoard } from './relay.ts'

const naming = z.strictObject({
  organisationId: z.uuid(),
  shownAs: z
    .string()
    .transform(text => text.normalize('NFC').trim())
    .pipe(
      z
        .string()
        .min(1)
        .max(200)
        .regex(/^\P{Cc}+$/u),
    ),
})

/**
 * For government: how far what it sent came by each intermediary, in numbers (PRV-7, WGX-4); and who passes on, whom its administration
 * names. Names of recipients are the intermediary's and that administration's.
 */
@Injectable()
export class RelayHopsService {
  readonly #hops = new RelayHopsRepository()

  constructor(
    private readonly database: Database,
    private readonly work: ProductWork,
  ) {}

  /** Both hops of each NOTICE of a product. @throws HubError NOT_FOUND, also for whoever does not make it */
  async of(reader: Reader, productId: string, at = new Date()): Promise<RelayBoard[]> {
    const product = await this.work.find(reader, productId)
    const inspects = reader.isOversight && reader.roles.includes('OVERSIGHT_INSPECTOR')
    if (!inspects && !can(reader, 'draft', productSubject(product), at)) throw notFound()
    return this.database.asReader(reader, async tx => {
      const boards: RelayBoard[] = []
      for (const edition of await this.#hops.notices(tx, productId))
        boards.push({ ...edition, hops: await this.#hops.hops(tx, edition.editionId) })
      return boards
    })
  }

  /** @throws HubError NOT_FOUND for whoever does not administer */
  intermediaries(reader: Reader): Promise<Intermediary[]> {
    return this.#administering(reader, tx => this.#hops.intermediaries(tx))
  }

  /** Names an organisation that passes on, again with another name, or again after its end. @throws HubError NOT_FOUND, INVALID_INPUT */
  name(reader: Reader, value: unknown): Promise<Intermediary[]> {
    return this.#administering(reader, async tx => {
      const { organisationId, shownAs } = parseInput(naming, value)
      if (!(await this.#hops.name(tx, organisationId, shownAs))) throw notFound()
      return this.#hops.intermediaries(tx)
    })
  }

  /** It passes nothing on any more; its list stays. @throws HubError NOT_FOUND */
  end(reader: Reader, organisationId: string): Promise<Intermediary[]> {
    return this.#administering(reader, async tx => {
      if (!(await this.#hops.end(tx, organisationId))) throw notFound()
      return this.#hops.intermediaries(tx)
    })
  }

  /** The list of an intermediary. @throws HubError NOT_FOUND */
  downstreamOf(reader: Reader, intermediaryId: string, page: PageRequest): Promise<Page<LinkedDownstream>> {
    if (!isUuid(intermediaryId)) throw notFound()
    return this.#administering(reader, tx => this.#hops.downstream(tx, intermediaryId, page))
  }

  /** Says that a recipient is an organisation of the hub, or, with null, that it is none. @throws HubError NOT_FOUND, INVALID_INPUT */
  link(reader: Reader, downstreamId: string, organisationId: string | null): Promise<boolean> {
    if (!isUuid(downstreamId)) throw notFound()
    if (organisationId !== null && !isUuid(organisationId)) throw unknownOrganisation()
    return this.#administering(reader, async tx => {
      const linked = await this.#hops.link(tx, downstreamId, organisationId)
      if (linked === 'NO_RECIPIENT') throw notFound()
      if (linked === 'NO_ORGANISATION') throw unknownOrganisation()
      return true
    })
  }

  #administering<T>(reader: Reader, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.asReader(reader, async (tx, at) => {
      const any = downstreamSubject({ intermediaryId: reader.organisationId ?? '-' })
      if (!can(reader, 'administer', any, await at)) throw notFound()
      return work(tx)
    })
  }
}

const unknownOrganisation = () =>
  new HubError(
    'INVALID_INPUT',
    'UNKNOWN_ORGANISATION',
    'There is no such organisation.',
    'organisationId',
    'この組織はありません。',
  )
