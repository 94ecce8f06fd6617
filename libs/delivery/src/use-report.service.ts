import { Injectable } from '@nestjs/common'
import type { InfoCategory, Reader } from '@noroshi/clearance'
import { Database } from '@noroshi/database'
import { MembershipService } from '@noroshi/membership'
import {
  decodeCursor,
  EditionsService,
  iso,
  pageSize,
  ProductsService,
  toPage,
  type Page,
  type PageRequest,
} from '@noroshi/products'
import { LedgerRepository, type ChannelReach } from './ledger.repository.ts'

/** How far one edition came with one person. Instants in ISO 8601, null when it did not happen. */
export interface EditionUse {
  readonly category: InfoCategory
  readonly reference: string
  readonly person: { readonly id: string; readonly name: string; readonly organisation: string }
  readonly toldAt: string | null
  readonly deliveredAt: string | null
  readonly acknowledgedAt: string | null
  readonly openedAt: string | null
  /** The first time that they took it as a file, in any format. */
  readonly downloadedAt: string | null
  /** The first time that a machine of theirs took it, by a collection or in a feed. */
  readonly pulledAt: string | null
  readonly recalledAt: string | null
  readonly removedAt: string | null
}

/** Of all editions of a product, or of one. */
interface UsesOf {
  readonly productId: string | null
  readonly editionId: string | null
}

interface UseRow extends Omit<EditionUse, 'person'> {
  readonly editionId: string
  readonly personId: string
}

/** Who was told of what, and opened, took or removed it: for those who make the product, and for inspectors. */
@Injectable()
export class UseReportService {
  readonly #ledger = new LedgerRepository()

  constructor(
    private readonly database: Database,
    private readonly products: ProductsService,
    private readonly editions: EditionsService,
    private readonly membership: MembershipService,
  ) {}

  /** @throws HubError NOT_FOUND, also for whoever does not make the product */
  async list(reader: Reader, productId: string, page: PageRequest): Promise<Page<EditionUse>> {
    await this.products.find(reader, productId)
    return this.#page(reader, { productId, editionId: null }, page)
  }

  /** The same of one edition, for inspectors (OVS-2). @throws HubError NOT_FOUND, also for whoever is none */
  async inspect(reader: Reader, editionId: string, page: PageRequest): Promise<Page<EditionUse>> {
    await this.editions.find(reader, 'inspect', editionId)
    return this.#page(reader, { productId: null, editionId }, page)
  }

  /** How far a product's news came by each channel. @throws HubError NOT_FOUND, also for whoever does not make the product */
  async channels(reader: Reader, productId: string): Promise<ChannelReach[]> {
    await this.products.find(reader, productId)
    return this.database.asReader(reader, tx => this.#ledger.reach(tx, productId))
  }

  #page(reader: Reader, of: UsesOf, page: PageRequest): Promise<Page<EditionUse>> {
    const limit = pageSize(page, 100)
    const [lastEdition, lastPerson] = page.after ? decodeCursor(page.after, ['uuid', 'uuid']) : [null, null]
    return this.database.asReader(reader, async tx => {
      const rows: UseRow[] = await tx.query(
        `with edition as (select id, category, reference from hub.edition where product_id = $1::uuid or id = $2::uuid),
           fact as (
             select i.edition_id, i.person_id, i.kind, i.created_at as at, i.delivered_at, i.acknowledged_at, i.removed_at from hub.inbox i where i.edition_id in (select id from edition)
             union all
             select u.edition_id, u.person_id, u.kind, u.first_at, null, null, null from hub.edition_use u where u.edition_id in (select id from edition))
         select e.id as "editionId", e.category, e.reference, f.person_id as "personId",
           ${iso(`min(f.at) filter (where f.kind in ('RELEASED', 'CORRECTED'))`)} as "toldAt", ${iso(`min(f.delivered_at) filter (where f.kind <> 'RECALLED')`)} as "deliveredAt",
           ${iso(`min(f.acknowledged_at) filter (where f.kind <> 'RECALLED')`)} as "acknowledgedAt", ${iso(`min(f.at) filter (where f.kind = 'OPENED')`)} as "openedAt",
           ${iso(`min(f.at) filter (where f.kind in ('BUNDLE', 'MISP', 'CSAF', 'PDF', 'MARKDOWN'))`)} as "downloadedAt", ${iso(`min(f.at) filter (where f.kind in ('COLLECTION', 'FEED'))`)} as "pulledAt",
           ${iso(`min(f.at) filter (where f.kind = 'RECALLED')`)} as "recalledAt", ${iso('min(f.removed_at)')} as "removedAt"
         from fact f join edition e on e.id = f.edition_id
         where $3::uuid is null or (e.id, f.person_id) > ($3::uuid, $4::uuid)
         group by e.id, e.category, e.reference, f.person_id order by e.id, f.person_id limit ${limit + 1}`,
        [of.productId, of.editionId, lastEdition, lastPerson],
      )
      const people = await this.membership.names(
        tx,
        rows.map(row => row.personId),
      )
      return toPage(
        rows,
        limit,
        row => [row.editionId, row.personId],
        ({ personId: id, editionId: _edition, ...row }) => ({
          ...row,
          person: people.get(id) ?? { id, name: '—', organisation: '—' },
        }),
      )
    })
  }
}
