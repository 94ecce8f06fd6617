import { Injectable } from '@nestjs/common'
import { audienceOf, CATEGORIES, type InfoCategory, type Reader } from '@noroshi/clearance'
import { Database, isUuid, type Tx } from '@noroshi/database'
import { notFound } from '@noroshi/errors'
import { MembershipService } from '@noroshi/membership'
import { indicatorRows } from '@noroshi/stix'
import { MOST_TOLD, toldTo, toldValues, valueCount, type ToldEdition } from './audience.repository.ts'
import { objectsOf } from './edition-maker.ts'
import { asIfReleased, stixIdsOf } from './product.ts'
import { ProductRepository } from './product.repository.ts'
import { ProductWork } from './product-work.ts'
import { StixStoreService } from './stix-store.service.ts'
import { unreachedOf, type Unreached } from './unreached.ts'

/** What an organisation would know once a product is released, of what its makers may see. */
export interface WouldLearn {
  /** How many of its active people may read an edition of the product. */
  readonly people: number
  /** Those editions, widest last, with how many values each tells and how many of them are new to the organisation. */
  readonly candidates: readonly { category: InfoCategory; title: string; values: number; newValues: number }[]
  /** What it was told so far, newest first, and how many values of the candidates each tells as well. */
  readonly told: readonly (ToldEdition & { readonly sharedValues: number })[]
  /** How many different values it was told so far. */
  readonly toldValues: number
  /** There is more than is listed and counted. */
  readonly isPartial: boolean
}

/** What makers of a product want to know of its audience besides whom it reaches: whom it does not, and what it adds up to. */
@Injectable()
export class AudiencesService {
  readonly #products = new ProductRepository()

  constructor(
    private readonly database: Database,
    private readonly work: ProductWork,
    private readonly membership: MembershipService,
    private readonly store: StixStoreService,
  ) {}

  /** Who is addressed and has no valid channel. @throws HubError NOT_FOUND to all but the product's makers */
  async unreached(reader: Reader, id: string, at = new Date()): Promise<Unreached[]> {
    await this.work.findForWork(reader, id, at)
    return this.database.asReader(reader, async tx =>
      unreachedOf(
        await this.#editions(tx, id, at),
        await this.membership.peopleOfCouncil(tx),
        await this.membership.neverEnrolled(tx),
        await this.membership.desertedOrganisations(tx),
        at,
      ),
    )
  }

  /**
   * What an organisation would learn in total from this and from earlier releases, by its people's rights of now.
   * @throws HubError NOT_FOUND to all but the product's makers, and for an organisation of which nobody is active
   */
  async wouldLearn(reader: Reader, id: string, organisationId: string, at = new Date()): Promise<WouldLearn> {
    await this.work.findForWork(reader, id, at)
    if (!isUuid(organisationId)) throw notFound()
    return this.database.asReader(reader, async tx => {
      const people = await this.membership.peopleOfCouncil(tx)
      const readers = people.map(one => one.reader).filter(one => one.organisationId === organisationId)
      if (readers.length === 0) throw notFound()
      const drafts = await this.#products.drafts(tx, id)
      const documents = await this.store.documents(tx, drafts.flatMap(stixIdsOf))
      const reached = (await this.#editions(tx, id, at)).map(edition => ({
        ...edition,
        readers: audienceOf(edition, readers, at),
      }))
      const candidates = reached
        .filter(edition => edition.readers.length > 0)
        .flatMap(edition => {
          const draft = drafts.find(one => one.id === edition.id)
          if (!draft) return []
          const values = objectsOf(draft, documents)
            .objects.flatMap(object => indicatorRows(object))
            .map(({ value }) => value)
          return [{ category: draft.category, title: draft.title, values: [...new Set(values)] }]
        })
      const found = await toldTo(tx, readers, id, at)
      const told = found.slice(0, MOST_TOLD)
      const ids = told.map(edition => edition.id)
      const shared = await toldValues(tx, ids, [...new Set(candidates.flatMap(({ values }) => values))])
      const known = new Set(shared.map(({ value }) => value))
      return {
        people: new Set(reached.flatMap(edition => edition.readers)).size,
        candidates: candidates.map(({ values, ...candidate }) => ({
          ...candidate,
          values: values.length,
          newValues: values.filter(value => !known.has(value)).length,
        })),
        told: told.map(edition => ({
          ...edition,
          sharedValues: shared.filter(({ editionId }) => editionId === edition.id).length,
        })),
        toldValues: await valueCount(tx, ids),
        isPartial: found.length > MOST_TOLD,
      }
    })
  }

  async #editions(tx: Tx, id: string, at: Date) {
    const drafts = await this.#products.drafts(tx, id)
    return [...drafts]
      .sort((a, b) => CATEGORIES.indexOf(a.category) - CATEGORIES.indexOf(b.category))
      .map(draft => asIfReleased(draft.id, draft, at))
  }
}
