/*
 * What people do with sources. Administrators of the council set them up, change, pause and resume them; analysts see them and may have
 * them pulled now. No rule of its own: who administers the council administers where its information comes from, and who may import
 * may have imported. The process that serves people asks no foreign server: it writes down what is wanted, and a worker does it.
 */
import { randomUUID } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { can, membershipSubject, stixStoreSubject, type InfoCategory, type Reader } from '@noroshi/clearance'
import { Database, isUuid, type Tx } from '@noroshi/database'
import { HubError, notFound } from '@noroshi/errors'
import { seal } from './credential.ts'
import type { TrialDraft } from './pull.repository.ts'
import {
  acceptedSource,
  categoryOfSource,
  changesBetween,
  type Source,
  type SourceCredential,
  type SourceRequest,
} from './source.ts'
import { SourceRelabelling, type Relabelled } from './source-relabelling.ts'
import { SourcesRepository, type PullView, type SourceChange, type SourceRow } from './sources.repository.ts'

/** Settings of the process that serves administrators. */
export abstract class SourceSettings {
  /** PEM of the workers' public key, to which credentials are sealed; without it, sources have none. */
  abstract readonly publicKeyPem: string | undefined
  /** As the workers' own setting: origins that are neither public nor https. */
  abstract readonly allowedOrigins: readonly string[]
}

const MOST_PULLS = 100
/** What is said of everything that a source brings. */
const LABEL = ['containsSecret', 'containsCommInfo', 'identifiesPerson', 'tlp']

@Injectable()
export class SourcesService {
  readonly #sources = new SourcesRepository()

  constructor(
    private readonly database: Database,
    private readonly settings: SourceSettings,
    private readonly relabelling: SourceRelabelling,
  ) {}

  async list(reader: Reader, at = new Date()): Promise<SourceView[]> {
    this.#admit(reader, 'see', at)
    const rows = await this.database.asReader(reader, tx => this.#sources.list(tx, at))
    return rows.map(viewOf)
  }

  async find(reader: Reader, id: string, at = new Date()): Promise<SourceView> {
    this.#admit(reader, 'see', at)
    return this.database.asReader(reader, async tx => viewOf(await this.#found(tx, id, at)))
  }

  /** The last pulls, newest first. @throws HubError NOT_FOUND, INVALID_INPUT */
  async pulls(reader: Reader, id: string, first: number, at = new Date()): Promise<PullView[]> {
    this.#admit(reader, 'see', at)
    if (!Number.isInteger(first) || first < 1 || first > MOST_PULLS)
      throw new HubError(
        'INVALID_INPUT',
        'PAGE_SIZE',
        `Ask for 1 to ${MOST_PULLS} at a time.`,
        'first',
        `一度に取得できるのは1〜${MOST_PULLS}件です。`,
      )
    return this.database.asReader(reader, async tx => {
      await this.#found(tx, id, at)
      return this.#sources.pulls(tx, id, first)
    })
  }

  /** One pull or trial, to follow it. */
  async pull(reader: Reader, id: string, at = new Date()): Promise<PullView> {
    this.#admit(reader, 'see', at)
    const found = isUuid(id) ? await this.database.asReader(reader, tx => this.#sources.pull(tx, id)) : undefined
    if (!found) throw notFound()
    return found
  }

  async changes(reader: Reader, id: string, at = new Date()): Promise<SourceChange[]> {
    this.#admit(reader, 'see', at)
    return this.database.asReader(reader, async tx => {
      await this.#found(tx, id, at)
      return this.#sources.changes(tx, id)
    })
  }

  /** Sets up a source, paused. @throws HubError FORBIDDEN, INVALID_INPUT naming the field, CONFLICT */
  async create(reader: Reader, request: SourceRequest, at = new Date()): Promise<SourceView> {
    this.#admit(reader, 'administer', at)
    const { source, credential } = acceptedSource(request, this.settings.allowedOrigins)
    const id = randomUUID()
    return this.database.asReader(reader, async tx => {
      await this.#assertNameFree(tx, source.name, id)
      await this.#sources.insert(tx, id, source, at)
      if (credential) await this.#keep(tx, id, source.url, credential)
      const changes = [...changesBetween({}, source), ...(credential ? [replaced(credential)] : [])]
      await this.#sources.record(tx, id, reader.personId, changes, at)
      return viewOf(await this.#found(tx, id, at))
    })
  }

  /**
   * Changes a source. A credential that isn't given stays, unless the URL leads to another origin: then it is gone, because it was meant
   * for the other. @throws as `create`, NOT_FOUND
   */
  async revise(reader: Reader, id: string, request: SourceRequest, at = new Date()): Promise<SourceView> {
    this.#admit(reader, 'administer', at)
    const { source, credential } = acceptedSource(request, this.settings.allowedOrigins)
    return this.database.asReader(reader, async tx => {
      await this.relabelling.hold(tx)
      const { source: found } = await this.#found(tx, id, at)
      const { id: _id, enabled: _enabled, credentialKind, ...before } = found
      await this.#assertNameFree(tx, source.name, id)
      const changes = changesBetween(before, source)
      await this.#sources.update(tx, id, source, at)
      const isMoved = new URL(before.url).origin !== new URL(source.url).origin
      if (credential) await this.#keep(tx, id, source.url, credential)
      else if (isMoved) await this.#sources.setCredential(tx, id, null, null)
      if (credential) changes.push(replaced(credential))
      else if (isMoved && credentialKind) changes.push({ field: 'credential', from: credentialKind, to: null })
      if (changes.length > 0) await this.#sources.record(tx, id, reader.personId, changes, at)
      if (changes.some(({ field }) => LABEL.includes(field)))
        await this.relabelling.carryOut(tx, reader, { sourceId: id, name: source.name, label: source })
      return viewOf(await this.#found(tx, id, at))
    })
  }

  /**
   * How many products would be recalled and returned, were the source to be labelled so; it changes nothing.
   * @throws as `revise`
   */
  async relabelled(reader: Reader, id: string, request: SourceRequest, at = new Date()): Promise<Relabelled> {
    this.#admit(reader, 'administer', at)
    const { source } = acceptedSource(request, this.settings.allowedOrigins)
    return this.database.asReader(reader, async tx => {
      await this.#found(tx, id, at)
      return this.relabelling.preview(tx, { sourceId: id, name: source.name, label: source })
    })
  }

  /** Pauses or resumes a source. @throws HubError FORBIDDEN, NOT_FOUND */
  async setEnabled(reader: Reader, id: string, enabled: boolean, at = new Date()): Promise<SourceView> {
    this.#admit(reader, 'administer', at)
    return this.database.asReader(reader, async tx => {
      const { source } = await this.#found(tx, id, at)
      if (source.enabled !== enabled) {
        await this.#sources.setEnabled(tx, id, enabled, at)
        await this.#sources.record(
          tx,
          id,
          reader.personId,
          [{ field: 'enabled', from: source.enabled, to: enabled }],
          at,
        )
        if (enabled) await this.#sources.wakeWorkers(tx)
      }
      return viewOf(await this.#found(tx, id, at))
    })
  }

  /** Has a source pulled now, paused or not; resolves to the pull, which a worker takes up. @throws HubError FORBIDDEN, NOT_FOUND */
  async pullNow(reader: Reader, id: string, at = new Date()): Promise<PullView> {
    this.#admit(reader, 'pull', at)
    return this.database.asReader(reader, async tx => {
      await this.#found(tx, id, at)
      const [last] = await this.#sources.pulls(tx, id, 1)
      // Asked for twice is done once.
      if (last?.state === 'REQUESTED') return last
      const pullId = randomUUID()
      await this.#sources.askPull(tx, pullId, id, reader.personId, at)
      await this.#sources.wakeWorkers(tx)
      return this.#pullOf(tx, pullId)
    })
  }

  /**
   * Has a source tried that is not saved: a worker looks at its first page, stores nothing, and says what would come.
   * @param id of a source whose credential is used when none is given @throws as `create`, NOT_FOUND
   */
  async tryOut(reader: Reader, id: string | null, request: SourceRequest, at = new Date()): Promise<PullView> {
    this.#admit(reader, 'administer', at)
    const { source, credential } = acceptedSource(request, this.settings.allowedOrigins)
    return this.database.asReader(reader, async tx => {
      const pullId = randomUUID()
      const bondId = id ?? pullId
      const known = id === null ? null : (await this.#found(tx, id, at)).source
      const draft: TrialDraft = {
        source,
        bondId,
        credentialKind: credential?.kind ?? known?.credentialKind ?? null,
        credentialSealed: credential
          ? this.#seal(credential.secret, bondId, source.url)
          : known
            ? await this.#sources.sealedCredential(tx, known.id)
            : null,
      }
      await this.#sources.askTrial(tx, pullId, draft, reader.personId, at)
      await this.#sources.wakeWorkers(tx)
      return this.#pullOf(tx, pullId)
    })
  }

  async #pullOf(tx: Tx, id: string): Promise<PullView> {
    const pull = await this.#sources.pull(tx, id)
    if (!pull) throw notFound()
    return pull
  }

  async #found(tx: Tx, id: string, at: Date): Promise<SourceRow> {
    const [row] = isUuid(id) ? await this.#sources.list(tx, at, id) : []
    if (!row) throw notFound()
    return row
  }

  async #assertNameFree(tx: Tx, name: string, exceptId: string): Promise<void> {
    if (await this.#sources.isNameTaken(tx, name, exceptId))
      throw new HubError(
        'CONFLICT',
        'NAME_TAKEN',
        'A source has this name.',
        'name',
        'この名前の情報源は既にあります。',
      )
  }

  async #keep(tx: Tx, id: string, url: string, { kind, secret }: SourceCredential): Promise<void> {
    await this.#sources.setCredential(tx, id, kind, this.#seal(secret, id, url))
  }

  #seal(secret: string, sourceId: string, url: string): string {
    const { publicKeyPem } = this.settings
    if (publicKeyPem === undefined)
      throw new HubError(
        'UNAVAILABLE',
        'NO_KEY',
        'This hub keeps no credentials of sources: set HUB_INTAKE_PUBLIC_KEY_FILE.',
        'credential',
        '情報源の認証情報を保管する設定（HUB_INTAKE_PUBLIC_KEY_FILE）がありません。',
      )
    return seal(publicKeyPem, secret, { sourceId, url })
  }

  #admit(reader: Reader, verb: 'see' | 'pull' | 'administer', at: Date): void {
    const organisationId = reader.organisationId ?? ''
    const administers = organisationId !== '' && can(reader, 'administer', membershipSubject({ organisationId }), at)
    const isAllowed =
      administers ||
      (verb === 'see' && can(reader, 'browse', stixStoreSubject(), at)) ||
      (verb === 'pull' && can(reader, 'import', stixStoreSubject(), at))
    if (!isAllowed)
      throw new HubError(
        'FORBIDDEN',
        'NOT_ALLOWED',
        'This is not open to you.',
        undefined,
        'この機能は利用できません。',
      )
  }
}

const replaced = ({ kind }: SourceCredential) => ({ field: 'credential', from: null, to: `${kind} (replaced)` })

/** A source as people see it: its credential is a kind and nothing else. */
export interface SourceView extends Source, Omit<SourceRow, 'source'> {
  /** What a work made of its objects alone would be. */
  readonly category: InfoCategory
}

const viewOf = ({ source, ...rest }: SourceRow): SourceView => ({
  ...source,
  category: categoryOfSource(source),
  ...rest,
})
