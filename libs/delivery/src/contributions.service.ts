import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { Injectable, Optional } from '@nestjs/common'
import { can, stixStoreSubject, type Reader } from '@noroshi/clearance'
import { Database, isUuid, type Tx } from '@noroshi/database'
import { HubError, notFound } from '@noroshi/errors'
import { StixStoreService, type BundleImport, type Page, type PageRequest } from '@noroshi/products'
import { judgeEnvelope, QuotaReached, type ContributionQuota } from './contribution.ts'
import {
  ContributionRepository,
  type ContributedObject,
  type ContributionRow,
  type ContributionSummary,
} from './contribution.repository.ts'
import { ContributionOutcomesRepository } from './contribution-outcomes.repository.ts'
import { OwnContributionsRepository } from './own-contributions.repository.ts'
import { INBOX } from './taxii-collections.ts'
import { nextOf, readFilter, type Query } from './taxii-filter.ts'
import { pageOf, timestampOf, type PageOf, type TaxiiPage } from './taxii.service.ts'

/** Takes what organisations contribute over TAXII, and shows it to analysts with who sent it and when. */
@Injectable()
export class ContributionsService {
  readonly #contributions = new ContributionRepository()
  readonly #own = new OwnContributionsRepository()
  readonly #outcomes = new ContributionOutcomesRepository()

  constructor(
    private readonly database: Database,
    // A process without the government tier has no store.
    @Optional() private readonly store?: StixStoreService,
  ) {}

  /**
   * Judges and stores an envelope in one transaction; resolves to its TAXII status resource, which stays.
   * @throws UnprocessableEnvelope, or QuotaReached when the organisation would have contributed more than it may within a day
   */
  async contribute(reader: Reader, body: Uint8Array, quota: ContributionQuota): Promise<object> {
    const objects = judgeEnvelope(body)
    const id = randomUUID()
    return this.database.asReader(reader, async tx => {
      const before = await this.#contributions.contributed(tx, reader.organisationId)
      if (before.objects + objects.length > quota.objects || before.bytes + body.byteLength > quota.bytes)
        throw new QuotaReached(quota, before.freedInSeconds)
      await this.#contributions.insert(tx, reader, id, objects, body.byteLength)
      const row = await this.#contributions.find(tx, reader.organisationId, id)
      if (!row) throw notFound()
      return statusOf(row)
    })
  }

  /** The status of a request of the reader's own organisation. @throws HubError NOT_FOUND */
  async status(reader: Reader, id: string): Promise<object> {
    const row = isUuid(id)
      ? await this.database.asReader(reader, tx => this.#contributions.find(tx, reader.organisationId, id))
      : undefined
    if (!row) throw notFound()
    return statusOf(row)
  }

  /** A page of what the reader's own organisation has contributed and not withdrawn, or of its manifest. */
  page(reader: Reader, of: PageOf, query: Query): Promise<TaxiiPage> {
    const filter = readFilter(query, [INBOX.id, of], ['id', 'type', 'version', 'spec_version'], 'last')
    return this.database.asReader(reader, async tx => {
      const rows = await this.#own.page(tx, reader.organisationId, filter, of === 'objects')
      return pageOf(rows, reached => nextOf(filter, reached))
    })
  }

  /** A page of one object's versions, or of their list. @throws HubError NOT_FOUND */
  object(reader: Reader, stixId: string, of: 'object' | 'versions', query: Query): Promise<TaxiiPage> {
    const place = [INBOX.id, of, stixId]
    const asked =
      of === 'object'
        ? readFilter(query, place, ['version', 'spec_version'], 'last')
        : readFilter(query, place, ['spec_version'], 'all')
    return this.database.asReader(reader, async tx => {
      const rows = await this.#own.page(tx, reader.organisationId, { ...asked, ids: [stixId] }, of === 'object')
      if (rows.length === 0 && !(await this.#isThere(tx, reader, stixId))) throw notFound()
      return pageOf(rows, reached => nextOf(asked, reached))
    })
  }

  /**
   * Takes back an object, or the versions of it that are named: nobody of the organisation finds it any more, and analysts see that it
   * was withdrawn. @throws HubError NOT_FOUND
   */
  withdraw(reader: Reader, stixId: string, query: Query): Promise<void> {
    const asked = readFilter(query, [INBOX.id, 'withdraw', stixId], ['version', 'spec_version'], 'all')
    return this.database.asReader(reader, async tx => {
      if (!(await this.#isThere(tx, reader, stixId))) throw notFound()
      await this.#own.withdraw(tx, reader.organisationId, { ...asked, after: null, ids: [stixId] })
    })
  }

  async #isThere(tx: Tx, reader: Reader, stixId: string): Promise<boolean> {
    const any = { ...readFilter({}, [], [], 'all'), ids: [stixId], limit: 1 }
    return (await this.#own.page(tx, reader.organisationId, any, false)).length > 0
  }

  list(reader: Reader, page: PageRequest, at = new Date()): Promise<Page<ContributionSummary>> {
    this.#admit(reader, at)
    return this.database.asReader(reader, tx => this.#contributions.list(tx, page))
  }

  async objects(reader: Reader, id: string, page: PageRequest, at = new Date()): Promise<Page<ContributedObject>> {
    this.#admit(reader, at)
    if (!isUuid(id)) throw notFound()
    return this.database.asReader(reader, tx => this.#contributions.objects(tx, id, page))
  }

  /**
   * Takes a contribution into the store as an import of the same id, which names its originator: judged, versioned and remarked on like
   * any other. What its sender withdrew stays outside. @throws HubError NOT_FOUND, FORBIDDEN, CONFLICT when it was taken before or
   * nothing of it is left
   */
  async takeIntoStore(reader: Reader, id: string, at = new Date()): Promise<BundleImport> {
    this.#admit(reader, at)
    const contents = isUuid(id)
      ? await this.database.asReader(reader, tx => this.#contributions.contents(tx, id))
      : undefined
    if (!contents || !this.store) throw notFound()
    if (contents.documents.length === 0)
      throw new HubError(
        'CONFLICT',
        'NOTHING_TO_STORE',
        'Nothing of this contribution can be stored: all of it was refused, sent before or withdrawn.',
        undefined,
        'この情報提供には保存できるオブジェクトがありません。すべて拒否済み、送信済み、または取下げ済みです。',
      )
    const bytes = Buffer.from(`{"type":"bundle","id":"bundle--${id}","objects":[${contents.documents.join(',')}]}`)
    const fileName = `情報提供：${contents.originator}`
    const taken = await this.store.importBundle(
      reader,
      { id, fileName, bytesTotal: bytes.length, chunks: Readable.from([bytes]) },
      at,
    )
    await this.database.asReader(reader, tx => this.#outcomes.taken(tx, id))
    return taken
  }

  /** Whoever may look into the store may look at what came for it. */
  #admit(reader: Reader, at: Date): void {
    if (!can(reader, 'browse', stixStoreSubject(), at))
      throw new HubError(
        'FORBIDDEN',
        'NOT_ALLOWED',
        'This is not open to you.',
        undefined,
        'この機能は利用できません。',
      )
  }
}

/** TAXII 2.1 §4.3: the counts add up, and lists are there only when they hold something. */
function statusOf(row: ContributionRow): object {
  const details = (failed: boolean) =>
    row.objects
      .filter(({ failure }) => (failure !== null) === failed)
      .map(({ stixId, version, failure }) => ({
        id: stixId,
        ...(version ? { version } : {}),
        ...(failure === null ? {} : { message: failure }),
      }))
  const [successes, failures] = [details(false), details(true)]
  return {
    id: row.id,
    status: 'complete',
    request_timestamp: timestampOf(row.receivedAt),
    total_count: row.totalCount,
    success_count: row.totalCount - row.failureCount,
    ...(successes.length > 0 ? { successes } : {}),
    failure_count: row.failureCount,
    ...(failures.length > 0 ? { failures } : {}),
    pending_count: 0,
  }
}
