/**
 * Pulls what is due. A source is taken for a lease that each batch renews: two workers never pull one source at once, and a worker that
 * was killed keeps it for a moment only. Each batch is one transaction – its objects, its remarks, its figures and the cursor after it –
 * so whoever goes on begins exactly behind what was stored. A pull has limits of its own; what is beyond them comes with the next.
 * Nobody but people of the government sees any of it; the store is theirs, and what is in it reaches others by a release only.
 */
import { randomUUID } from 'node:crypto'
import { Injectable, Logger } from '@nestjs/common'
import { Database, type Tx } from '@noroshi/database'
import { asPuller } from '@noroshi/database/system-reader'
import { HubError } from '@noroshi/errors'
import type { HeldVersions } from '@noroshi/formats'
import { validateObject, verdictUnder, type ScannedObject } from '@noroshi/stix'
import { asRead, collect } from './collect.ts'
import { unseal } from './credential.ts'
import { guardedFetch, type FetchPolicy } from './guarded-fetch.ts'
import { PullFailed, StoreDoor, type Batch, type BatchOutcome, type SourceCursor } from './pull.ts'
import { PullRepository, type DueSource, type Failure, type TrialDraft, type TrialFinding } from './pull.repository.ts'
import { secondsUntilNext } from './schedule.ts'
import type { Source, SourceCredential } from './source.ts'

/** Settings and senses of the worker's pulls. */
export abstract class PullSettings {
  abstract readonly policy: FetchPolicy
  /** PEM of the key that credentials are sealed to; without it, sources with a credential fail and say so. */
  abstract readonly privateKeyPem: string | undefined
  readonly now: () => Date = () => new Date()
  readonly chance: () => number = Math.random
  /** Objects of one pull; more wait for the next. */
  readonly mostObjects: number = 100_000
}

const LEASE_MS = 120_000

@Injectable()
export class PullRunnerService {
  readonly #pulls = new PullRepository()
  readonly #log = new Logger('pulls')
  readonly #stopping = new AbortController()

  constructor(
    private readonly database: Database,
    private readonly store: StoreDoor,
    private readonly settings: PullSettings,
  ) {}

  /** Pulls one source that is due, or makes one trial; false when there was neither. */
  async pullNext(): Promise<boolean> {
    if (this.#stopping.signal.aborted) return false
    const { now } = this.settings
    const trial = await this.#write(tx => this.#pulls.takeTrial(tx, now()))
    if (trial) {
      await this.#try(trial.id, trial.draft)
      return true
    }
    const lease = randomUUID()
    const due = await this.#write(async tx => {
      const at = now()
      const taken = await this.#pulls.take(tx, lease, at, new Date(at.getTime() + LEASE_MS))
      if (!taken) return undefined
      const pullId = taken.requestedPull ?? randomUUID()
      await this.#pulls.begin(tx, pullId, taken.source, taken.requestedPull !== null, at)
      return { ...taken, pullId }
    })
    if (!due) return false
    await this.#pull(due, due.pullId, lease)
    return true
  }

  /** Breaks off what is running; it goes on from its cursor when somebody starts again. */
  stop(): void {
    this.#stopping.abort()
  }

  async #pull(due: DueSource, pullId: string, lease: string): Promise<void> {
    const { source } = due
    const { now, chance, mostObjects } = this.settings
    let objects = 0
    let more = false
    let failure: Failure | null = null
    let retryAfterSeconds: number | undefined
    try {
      const credential = this.#credentialOf(source.credentialKind, due.credentialSealed, source.id, source.url)
      for await (const batch of this.#collect(source, due.cursor, credential)) {
        objects = await this.#commit(source, pullId, lease, batch, objects)
        if (objects >= mostObjects) {
          more = batch.cursor !== null
          break
        }
      }
    } catch (error) {
      if (error instanceof LeaseLost) return
      if (this.#stopping.signal.aborted) {
        await this.#write(tx => this.#pulls.release(tx, source.id, lease))
        return
      }
      failure = failureOf(error)
      if (error instanceof PullFailed) retryAfterSeconds = error.retryAfterSeconds
      this.#log.warn({ source: source.id, reason: failure.reason }, 'a pull failed')
    }
    const failures = failure ? due.failures + 1 : 0
    const pause = secondsUntilNext(
      { intervalSeconds: source.intervalSeconds, failures, retryAfterSeconds, more },
      chance(),
    )
    await this.#write(async tx => {
      const at = now()
      if (!(await this.#pulls.renew(tx, source.id, lease, at))) return
      await this.#pulls.end(tx, pullId, failure, at)
      await this.#pulls.settle(tx, source.id, lease, failure, at, new Date(at.getTime() + pause * 1_000))
    })
  }

  /** One batch in one transaction; resolves to how many objects the pull has read by now. */
  async #commit(source: Source, pullId: string, lease: string, batch: Batch, before: number): Promise<number> {
    const { now } = this.settings
    return this.#write(async tx => {
      const at = now()
      if (!(await this.#pulls.renew(tx, source.id, lease, new Date(at.getTime() + LEASE_MS)))) throw new LeaseLost()
      const known = await this.#pulls.knownIds(tx, batch.candidates.map(({ id }) => id)) // prettier-ignore
      const fresh = batch.candidates.filter(({ id }) => !known.has(id)).map(candidate => candidate.at(at.toISOString()))
      const came = [...batch.objects, ...fresh.map(asRead)]
      // Positions count through the whole pull, so that remarks of its pages stand beside each other.
      const objects = came.map((object, index): ScannedObject => ({ ...object, index: before + index }))
      const read = before + batch.objects.length + batch.candidates.length
      let outcome: BatchOutcome = { stored: 0, known: 0, changed: 0, refused: 0, warnings: 0 }
      if (objects.length > 0 || batch.losses.length > 0) {
        if (!(await this.#pulls.hasImport(tx, pullId))) await this.#pulls.beginImport(tx, pullId, source)
        const { id: sourceId, strictness, revisesOthers } = source
        if (objects.length > 0)
          outcome = await this.store.takeIn(tx, {
            importId: pullId,
            sourceId,
            strictness,
            revisesOthers,
            objects,
            bytesRead: batch.bytes,
          })
        await this.#pulls.remark(tx, pullId, before, batch.losses)
      }
      const counted = {
        ...outcome,
        known: outcome.known + known.size,
        warnings: outcome.warnings + batch.losses.length,
      }
      await this.#pulls.addBatch(tx, pullId, counted, batch.bytes, read - before)
      if (batch.cursor) await this.#pulls.moveCursor(tx, source.id, batch.cursor)
      return read
    })
  }

  /** Looks at the first page of a source that is not there yet, and stores nothing of it. */
  async #try(id: string, draft: TrialDraft): Promise<void> {
    let [failure, found]: [Failure | null, TrialFinding | null] = [null, null]
    try {
      const source: Source = { ...draft.source, id: draft.bondId, enabled: false, credentialKind: draft.credentialKind }
      const credential = this.#credentialOf(draft.credentialKind, draft.credentialSealed, draft.bondId, source.url)
      for await (const batch of this.#collect(source, {}, credential)) {
        found = findingOf(source, batch)
        break
      }
    } catch (error) {
      failure = failureOf(error)
    }
    await this.#write(tx => this.#pulls.endTrial(tx, id, failure, found, this.settings.now()))
  }

  #collect(source: Source, cursor: SourceCursor, credential: SourceCredential | null): AsyncGenerator<Batch> {
    const { policy, now } = this.settings
    const held: HeldVersions = ids => this.#write(tx => this.store.heldVersions(tx, ids))
    return collect(source, cursor, {
      fetch: guardedFetch(policy),
      credential,
      signal: this.#stopping.signal,
      now,
      held,
    })
  }

  #credentialOf(
    kind: Source['credentialKind'],
    sealed: string | null,
    sourceId: string,
    url: string,
  ): SourceCredential | null {
    if (kind === null || sealed === null) return null
    const { privateKeyPem } = this.settings
    if (privateKeyPem === undefined)
      throw new PullFailed(
        'NO_KEY',
        'The worker has no key to open credentials with: set HUB_INTAKE_KEY_FILE.',
        '認証情報を読み出す鍵がありません（HUB_INTAKE_KEY_FILE）。',
      )
    return { kind, secret: unseal(privateKeyPem, sealed, { sourceId, url }) }
  }

  #write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return asPuller(this.database, work)
  }
}

/** Another worker has the source by now; what it does is right. */
class LeaseLost extends Error {}

/** What is told of an error: of our own all, of others that there was one. */
function failureOf(error: unknown): Failure {
  if (error instanceof HubError && error.code !== 'INTERNAL') {
    const { reason, message, messageJa = message } = error
    return { reason, message, messageJa }
  }
  return {
    reason: 'INTERNAL',
    message: 'The pull failed for a reason of our own; the log says more.',
    messageJa: '内部の障害により取得できませんでした。詳細はログを確認してください。',
  }
}

function findingOf({ strictness }: Source, batch: Batch): TrialFinding {
  const [types, rules] = [new Map<string, number>(), new Map<string, number>()]
  const count = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1)
  let refused = 0
  const texts = [
    ...batch.objects.map(object => ('text' in object ? object.text : object.refused)),
    ...batch.candidates.map(candidate => candidate.at('2000-01-01T00:00:00.000Z')),
  ]
  for (const text of texts) {
    const value: unknown = typeof text === 'string' ? JSON.parse(text) : undefined // the scanner has held it to strict JSON
    const { errors, warnings } =
      typeof text === 'string'
        ? verdictUnder(strictness, { ...validateObject(value), warnings: [] })
        : { errors: [text], warnings: [] }
    if (errors.length > 0) refused += 1
    for (const { rule } of [...errors, ...warnings]) count(rules, rule)
    const type: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'type') : undefined
    count(types, typeof type === 'string' ? type.slice(0, 100) : '?')
  }
  return {
    objects: texts.length,
    types: [...types].map(([type, many]) => ({ type, count: many })),
    refused,
    warnings: batch.losses.length,
    rules: [...rules].map(([rule, many]) => ({ rule, count: many })),
  }
}
