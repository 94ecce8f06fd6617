import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { isUuid, Database, type Tx } from '@noroshi/database'
import { notFound } from '@noroshi/errors'
import type { CsafVersion } from '@noroshi/formats'
import { csafEditionOf, type CsafEdition, type CsafPublisher } from './csaf-edition.ts'
import {
  EditionRepository,
  type Edition,
  type EditionContent,
  type EditionFilter,
  type EditionSummary,
  type ReadingVerb,
} from './edition.repository.ts'
import { noteUse, type EditionUseKind } from './edition-use.repository.ts'
import { mispOf, MOST_FEED_EVENTS, type MispEdition } from './misp-edition.ts'
import { isDrillReference } from './signing.ts'
import { MOST_PER_PAGE, type Page, type PageRequest } from './page.ts'

/** Reading released editions. What a reader may not read is not there: one answer for absent and forbidden (L21). */
@Injectable()
export class EditionsService {
  readonly #editions = new EditionRepository()

  constructor(private readonly database: Database) {}

  list(
    reader: Reader,
    verb: ReadingVerb,
    filter: EditionFilter,
    page: PageRequest,
    at = new Date(),
  ): Promise<Page<EditionSummary>> {
    return this.database.asReader(reader, tx => this.#editions.list(tx, reader, verb, filter, page, at))
  }

  count(reader: Reader, filter: EditionFilter, at = new Date()): Promise<number> {
    return this.database.asReader(reader, tx => this.#editions.count(tx, reader, filter, at))
  }

  async find(reader: Reader, verb: ReadingVerb, id: string, at = new Date()): Promise<Edition> {
    return present(
      isUuid(id)
        ? await this.#used(reader, verb, 'OPENED', tx => this.#editions.find(tx, reader, verb, id, at))
        : undefined,
    )
  }

  /** The edition's STIX 2.1 bundle as it was signed, byte for byte. */
  async bundle(
    reader: Reader,
    verb: ReadingVerb,
    id: string,
    at = new Date(),
  ): Promise<{ reference: string; bundle: string }> {
    return present(
      isUuid(id)
        ? await this.#used(reader, verb, 'BUNDLE', async tx => {
            const found = await this.#editions.findBundle(tx, reader, verb, id, at)
            return found && { ...found, id }
          })
        : undefined,
    )
  }

  /** The edition as a MISP event. @throws HubError NOT_FOUND */
  async misp(reader: Reader, verb: ReadingVerb, id: string, at = new Date()): Promise<MispEdition> {
    const content = await this.#content(reader, verb, 'MISP', id, at)
    // Of a drill there is no event: a machine would take it for real.
    if (isDrillReference(content.reference)) throw notFound()
    return mispOf(content)
  }

  /** The edition as a CSAF document. @throws HubError NOT_FOUND, CONFLICT when it is about no vulnerability */
  async csaf(
    reader: Reader,
    verb: ReadingVerb,
    id: string,
    publisher: CsafPublisher,
    version: CsafVersion,
    at = new Date(),
  ): Promise<CsafEdition> {
    return csafEditionOf(await this.#content(reader, verb, 'CSAF', id, at), publisher, version)
  }

  /** The editions that the reader may read, newest first, as the MISP events of a feed; of the oldest beyond `most` nothing. */
  async mispFeed(reader: Reader, at = new Date(), most = MOST_FEED_EVENTS): Promise<MispEdition[]> {
    return this.database.asReader(reader, async tx => {
      const events: MispEdition[] = []
      let after: string | null = null
      do {
        const page: Page<EditionSummary> = await this.#editions.list(
          tx,
          reader,
          'read',
          {},
          { first: MOST_PER_PAGE, after },
          at,
        )
        for (const { id, reference } of page.items) {
          // A machine would take it for real.
          if (isDrillReference(reference)) continue
          const found = await this.#editions.findContent(tx, reader, 'read', id, at)
          // The rights are asked again: what was recalled in between is not there.
          if (found !== undefined && events.length < most) events.push(mispOf(found))
        }
        after = page.hasMore ? page.endCursor : null
      } while (after !== null && events.length < most)
      await noteUse(
        tx,
        reader,
        'FEED',
        events.map(({ id }) => id),
      )
      return events
    })
  }

  async #content(
    reader: Reader,
    verb: ReadingVerb,
    kind: EditionUseKind,
    id: string,
    at: Date,
  ): Promise<EditionContent> {
    const found = isUuid(id)
      ? await this.#used(reader, verb, kind, tx => this.#editions.findContent(tx, reader, verb, id, at))
      : undefined
    return present(found)
  }

  /** Reads one edition, and notes that its reader did, in one transaction: what was shown is in the log (CLR-4). */
  #used<T extends { id: string }>(
    reader: Reader,
    verb: ReadingVerb,
    kind: EditionUseKind,
    read: (tx: Tx) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    return this.database.asReader(reader, async tx => {
      const found = await read(tx)
      if (found !== undefined && verb === 'read') await noteUse(tx, reader, kind, [found.id])
      return found
    })
  }

  summaries(tx: Tx, reader: Reader, ids: readonly string[], at = new Date()): Promise<Map<string, EditionSummary>> {
    return this.#editions.summaries(tx, reader, ids, at)
  }
}

function present<T>(found: T | undefined): T {
  if (found === undefined) throw notFound()
  return found
}
