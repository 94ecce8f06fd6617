import { setImmediate as othersTurn } from 'node:timers/promises'
import { Injectable } from '@nestjs/common'
import { can, stixStoreSubject, type Reader } from '@noroshi/clearance'
import { isUuid, Database, type Tx } from '@noroshi/database'
import { HubError, notFound } from '@noroshi/errors'
import type { KnownObject } from '@noroshi/formats'
import type { BatchOutcome, PulledBatch, StoreDoor } from '@noroshi/intake'
import { BundleScanner, referencesOf, type Strictness } from '@noroshi/stix'
import {
  BundleImportRepository,
  type BundleImport,
  type ImportRemark,
  type Reason,
} from './bundle-import.repository.ts'
import { contentDigest, IncomingBatch, splitAtRevocation, withoutRepeats } from './incoming-batch.ts'
import { KeptDocument, lossReason, type IncomingDocument } from './incoming-document.ts'
import type { SourceLabel } from './marking-rule.ts'
import type { Page, PageRequest } from './page.ts'
import {
  StixStoreRepository,
  type IncomingObject,
  type StixObjectFilter,
  type StixObjectSummary,
  type StixObjectVersion,
} from './stix-store.repository.ts'
import { StoreLookUpRepository } from './store-look-up.repository.ts'

/** Objects of one transaction: enough to be fast, few enough that progress is seen and a crash costs little. */
const BATCH_OBJECTS = 500
/** While one batch is being stored the next one grows, but not beyond this: then the sender waits. */
const MOST_BATCH_OBJECTS = 1_000

export interface IncomingBundle {
  /** Chosen by the sender, so that progress can be asked for while it runs. */
  readonly id: string
  readonly fileName: string
  readonly bytesTotal: number | null
  readonly chunks: AsyncIterable<Uint8Array>
  /** What the source's broken MUSTs lead to (STIX 2.1): refusal, unless it is known to break them and wanted all the same. */
  readonly strictness?: Strictness
}

const REVOCATION_IS_FINAL: Reason = {
  rule: 'revocation-is-final',
  section: 'STIX 2.1 §3.6.2',
  path: '$.modified',
  message: 'The object was revoked; there can be no later version of it.',
  messageJa: 'このオブジェクトは失効済みです。失効後の新しい版は受け付けられません。',
}
const CHANGED_UNDER_SAME_MODIFIED: Reason = {
  rule: 'changed-under-unchanged-modified',
  section: 'STIX 2.1 §3.6',
  path: '$.modified',
  message:
    'The content differs from what was stored under the same `modified`; it was kept beside it as a further variant.',
  messageJa: '同じ modified で内容の異なるオブジェクトが既にあります。別の異本として併せて保存しました。',
}

const HELD_BY_ANOTHER: Reason = {
  rule: 'held-by-another',
  section: 'STIX 2.1 §3.6',
  path: '$.id',
  message: 'Somebody else brought this object first, and this source may not revise it; it was not taken.',
  messageJa: 'このオブジェクトは別の提供元から先に受け取ったものです。この情報源からの改訂は受け付けません。',
}

/** The store of STIX 2.1 objects as analysts received them: import, look up, follow references. */
@Injectable()
export class StixStoreService implements StoreDoor {
  readonly #objects = new StixStoreRepository()
  readonly #imports = new BundleImportRepository()
  readonly #index = new StoreLookUpRepository()

  constructor(private readonly database: Database) {}

  /**
   * Reads a bundle as a stream, or a document of another known format (JSON or XML) whole (up to 8 MiB), and stores its
   * objects, each wholly or not at all, in batches that are committed with the
   * receipt so far: after a crash nothing is half-written, and sending the bundle again stores only what is missing.
   * @throws HubError FORBIDDEN, or CONFLICT when an import of this id exists already
   */
  async importBundle(reader: Reader, bundle: IncomingBundle, at = new Date()): Promise<BundleImport> {
    const personId = this.#admit(reader, 'import', at)
    if (!isUuid(bundle.id))
      throw new HubError(
        'INVALID_INPUT',
        'UUID',
        'The id of an import is a UUID of your choice.',
        'id',
        '取り込みのIDにはUUIDを指定してください。',
      )
    const begun = await this.database.asReader(reader, tx =>
      this.#imports.begin(tx, bundle.id, bundle.fileName.slice(0, 300), personId, bundle.bytesTotal),
    )
    if (!begun)
      throw new HubError(
        'CONFLICT',
        'IMPORT_EXISTS',
        'An import of this id is running or has ended.',
        'id',
        'このIDの取り込みは実行中か、完了しています。',
      )

    const scanner = new BundleScanner()
    let bytesRead = 0
    let batch = new IncomingBatch()
    // One batch is read while the one before it is being stored: in order, so that the receipt is true after each.
    let storing = Promise.resolve()
    let isStoring = false
    const store = async () => {
      await storing
      const [full, read] = [batch, bytesRead]
      batch = new IncomingBatch()
      isStoring = true
      storing = this.#storeBatch(reader, bundle.id, full, read).finally(() => {
        isStoring = false
      })
      storing.catch(() => undefined) // whoever awaits it hears of it
    }
    const kept = new KeptDocument()
    try {
      for await (const chunk of bundle.chunks) {
        bytesRead += chunk.byteLength
        kept.push(chunk)
        if (!scanner.refused) for (const object of scanner.push(chunk)) batch.add(object, bundle.strictness ?? 'refuse')
        if (batch.objectsRead > 0 || isStoring) kept.forget()
        if (batch.objectsRead >= (isStoring ? MOST_BATCH_OBJECTS : BATCH_OBJECTS)) await store()
        if (isStoring) await othersTurn() // the database's, above all
        if (scanner.refused && kept.isForgotten) break
      }
      const envelope = scanner.end()
      if (batch.objectsRead > 0) await store()
      await storing
      const document = envelope.ok
        ? null
        : await kept.read(ids => this.database.asReader(reader, tx => this.heldVersions(tx, ids)))
      if (document !== null && 'format' in document) {
        await this.#storeDocument(reader, bundle, document, bytesRead)
        await this.database.asReader(reader, tx => this.#imports.finish(tx, bundle.id, 'DONE', null, null, bytesRead))
        return await this.findImport(reader, bundle.id, at)
      }
      const refused = envelope.ok ? null : (document?.refused ?? envelope.refused)
      const refusal = refused === null ? null : { position: -1, kind: 'REFUSED' as const, stixId: null, ...refused }
      await this.database.asReader(reader, tx =>
        this.#imports.finish(
          tx,
          bundle.id,
          refusal ? 'REFUSED' : 'DONE',
          envelope.ok ? envelope.id : null,
          refusal,
          bytesRead,
        ),
      )
    } catch (error) {
      await storing.catch(() => undefined)
      // The sender broke off: what was read whole is kept, and the receipt says that it is not all.
      const refusal: ImportRemark = {
        position: -1,
        kind: 'REFUSED',
        stixId: null,
        rule: 'upload-broken-off',
        section: 'RFC 8259 §2',
        path: '$',
        message:
          'The upload broke off before the end of the bundle. Send it again: what is stored already will not be stored twice.',
        messageJa:
          'アップロードが途中で切れました。もう一度送信してください。保存済みのオブジェクトが重複することはありません。',
      }
      await this.database.asReader(reader, tx =>
        this.#imports.finish(tx, bundle.id, 'REFUSED', null, refusal, bytesRead),
      )
      throw error
    }
    return this.findImport(reader, bundle.id, at)
  }

  /** Stores a batch of a pull, in the transaction that moves the cursor of its source. */
  takeIn(tx: Tx, { importId, objects, bytesRead, strictness, ...source }: PulledBatch): Promise<BatchOutcome> {
    const batch = new IncomingBatch()
    for (const object of objects) batch.add(object, strictness)
    return this.#storeIn(tx, importId, batch, bytesRead, source)
  }

  /** For documents whose elements have no time of their last change. Of what is stored, digests alone are looked at. */
  async heldVersions(tx: Tx, ids: readonly string[]): Promise<KnownObject> {
    const newest = await this.#objects.newestContents(tx, ids)
    const held = new Map(newest.map(({ id, version, digest }) => [id, { version, digest }]))
    return id => {
      const found = held.get(id)
      return found && { modified: found.version, says: object => contentDigest(object) === found.digest }
    }
  }

  async findImport(reader: Reader, id: string, at = new Date()): Promise<BundleImport> {
    this.#admit(reader, 'browse', at)
    const found = isUuid(id) ? await this.database.asReader(reader, tx => this.#imports.find(tx, id)) : undefined
    if (!found) throw notFound()
    return found
  }

  imports(reader: Reader, page: PageRequest, at = new Date()): Promise<Page<BundleImport>> {
    this.#admit(reader, 'browse', at)
    return this.database.asReader(reader, tx => this.#imports.list(tx, page))
  }

  async remarks(
    reader: Reader,
    importId: string,
    kind: string | null,
    page: PageRequest,
    at = new Date(),
  ): Promise<Page<ImportRemark>> {
    await this.findImport(reader, importId, at)
    return this.database.asReader(reader, tx => this.#imports.remarks(tx, importId, kind, page))
  }

  list(reader: Reader, filter: StixObjectFilter, page: PageRequest, at = new Date()): Promise<Page<StixObjectSummary>> {
    this.#admit(reader, 'browse', at)
    if (filter.importId && !isUuid(filter.importId)) throw notFound()
    return this.database.asReader(reader, tx => this.#objects.list(tx, filter, page))
  }

  /** One object with all its contents, and what its current content refers to. */
  async history(reader: Reader, id: string, at = new Date()) {
    this.#admit(reader, 'browse', at)
    return this.database.asReader(reader, async tx => {
      const versions = await this.#objects.versions(tx, id)
      if (versions.length === 0) throw notFound()
      const references = referencesOf(JSON.parse(versions[0].document))
      const known = await this.#objects.summaries(
        tx,
        references.map(reference => reference.id),
      )
      return {
        id,
        type: versions[0].type,
        name: versions[0].name,
        versions: versions satisfies StixObjectVersion[],
        references: references.map(reference => ({
          ...reference,
          known: known.has(reference.id),
          name: known.get(reference.id)?.name ?? null,
        })),
      }
    })
  }

  summaries(tx: Tx, ids: readonly string[]): Promise<Map<string, StixObjectSummary>> {
    return this.#objects.summaries(tx, ids)
  }

  documents(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
    return this.#objects.documents(tx, ids)
  }

  /** For what leads to an import and takes work before it. @throws HubError FORBIDDEN to who may not import */
  assertMayImport(reader: Reader, at = new Date()): void {
    this.#admit(reader, 'import', at)
  }

  /** For what reads the store by other ways than this service. @throws HubError FORBIDDEN to who may not browse */
  assertMayBrowse(reader: Reader, at = new Date()): void {
    this.#admit(reader, 'browse', at)
  }

  sourceLabels(tx: Tx, ids: readonly string[]): Promise<SourceLabel[]> {
    return this.#objects.sourceLabels(tx, ids)
  }

  #admit(reader: Reader, verb: 'import' | 'browse', at: Date): string {
    if (!reader.personId || !can(reader, verb, stixStoreSubject(), at))
      throw new HubError(
        'FORBIDDEN',
        'NOT_ALLOWED',
        'This is not open to you.',
        undefined,
        'この機能は利用できません。',
      )
    return reader.personId
  }

  /** Stores what a document of another format became, and puts beside it what it could not become. */
  async #storeDocument(
    reader: Reader,
    incoming: IncomingBundle,
    { format, bundle, losses }: Extract<IncomingDocument, { format: string }>,
    bytesRead: number,
  ): Promise<void> {
    const scanner = new BundleScanner()
    let batch = new IncomingBatch()
    for (const object of bundle === null ? [] : scanner.push(bundle)) {
      batch.add(object, incoming.strictness ?? 'refuse')
      if (batch.objectsRead < BATCH_OBJECTS) continue
      await this.#storeBatch(reader, incoming.id, batch, bytesRead)
      batch = new IncomingBatch()
    }
    if (batch.objectsRead > 0) await this.#storeBatch(reader, incoming.id, batch, bytesRead)
    const remarks = losses.map(loss => ({
      ...{ position: -1, kind: 'LOSS' as const, stixId: null },
      ...lossReason(loss, format),
    }))
    const tally = { bytesRead, objectsRead: 0, stored: 0, known: 0, refused: 0, changed: 0 }
    await this.database.asReader(reader, tx => this.#imports.addBatch(tx, incoming.id, tally, remarks))
  }

  async #storeBatch(reader: Reader, importId: string, batch: IncomingBatch, bytesRead: number): Promise<void> {
    await this.database.asReader(reader, tx => this.#storeIn(tx, importId, batch, bytesRead, null))
  }

  /** @param source that the objects came from by themselves; null for an import by a person */
  async #storeIn(
    tx: Tx,
    importId: string,
    { objectsRead, incoming, remarks: found }: IncomingBatch,
    bytesRead: number,
    source: { readonly sourceId: string; readonly revisesOthers: boolean } | null,
  ): Promise<BatchOutcome> {
    const remarks: ImportRemark[] = [...found]
    const remark = (reason: Reason, kind: 'REFUSED' | 'CHANGED', objects: readonly IncomingObject[]) => {
      for (const { position, stixId } of objects) remarks.push({ ...reason, position, kind, stixId })
    }
    await this.#objects.takeTurn(tx)
    const ids = incoming.map(object => object.stixId)
    const { kept, late } = splitAtRevocation(incoming, await this.#objects.revocations(tx, ids, source !== null))
    remark(REVOCATION_IS_FINAL, 'REFUSED', late)
    const held =
      source === null || source.revisesOthers
        ? new Set<number>()
        : await this.#objects.heldByOthers(tx, source.sourceId, kept)
    const isHeld = ({ position }: IncomingObject) => held.has(position)
    remark(HELD_BY_ANOTHER, 'REFUSED', kept.filter(isHeld))
    const taken = kept.filter(object => !isHeld(object))
    const outcome = { stored: 0, known: 0, refused: objectsRead - taken.length, changed: 0 }
    for (const round of withoutRepeats(taken)) {
      const held = await this.#objects.held(tx, round)
      const fresh = round.filter(({ position }) => held.get(position) !== null)
      await this.#objects.store(tx, importId, fresh, held)
      await this.#index.index(
        tx,
        fresh.map(({ stixId, valueDigests }) => ({ stixId, digests: valueDigests() })),
      )
      const changed = fresh.filter(({ position }) => held.has(position))
      remark(CHANGED_UNDER_SAME_MODIFIED, 'CHANGED', changed)
      outcome.stored += fresh.length
      outcome.known += round.length - fresh.length
      outcome.changed += changed.length
    }
    await this.#imports.addBatch(tx, importId, { bytesRead, objectsRead, ...outcome }, remarks)
    return { ...outcome, warnings: remarks.filter(({ kind }) => kind === 'WARNING').length }
  }
}
