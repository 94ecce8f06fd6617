import { Injectable } from '@nestjs/common'
import { SEALED_CATEGORIES, type Reader } from '@noroshi/clearance'
import { filterFile, filterHeader } from '@noroshi/indicators'
import type { DownloadKey, LookUpsService } from '@noroshi/products'
import { createHash } from 'node:crypto'
import { BUSY, makeInThread } from './filter-maker.ts'

export interface SignedFilter {
  readonly file: Buffer
  readonly etag: string
}

interface Kept extends SignedFilter {
  /** What the filter was made of, as the database names it. */
  readonly state: string
  readonly madeAtMs: number
}

const DAY_MS = 86_400_000
const EXPIRES_AFTER_MS = 7 * DAY_MS
/** So that who fetches always gets one with days to go. */
const KEPT_MS = DAY_MS / 2
const MOST_KEPT_BYTES = 134_217_728
/** One is made at a time; so many wait. Whoever comes then is told to come again. */
const MOST_WAITING = 8

/**
 * Filters of what a reader may read, and of nothing else: made for each reader with a key of its own, and kept for as long as the same
 * editions are its to read, which is asked of the database, under the reader's row-level security, whenever it is fetched.
 */
@Injectable()
export class FiltersService {
  /** By person; who was served last stands last. */
  readonly #kept = new Map<string, Kept>()
  /** By person and state: who asks twice waits for one. */
  readonly #making = new Map<string, Promise<Kept>>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly lookUps: LookUpsService,
    private readonly key: DownloadKey,
    private readonly hub: string | undefined,
  ) {}

  /** @throws HubError UNAVAILABLE FILTERS, TOO_LARGE FILTER */
  async filterOf(reader: Reader, now = Date.now): Promise<SignedFilter> {
    const { personId } = reader
    if (personId === null) throw new TypeError('nobody has no filter')
    const state = await this.#stateOf(reader)
    const kept = this.#kept.get(personId)
    if (kept?.state === state && now() - kept.madeAtMs < KEPT_MS) {
      this.#keep(personId, kept)
      return kept
    }
    this.#kept.delete(personId)
    const name = `${personId} ${state}`
    const making = this.#making.get(name) ?? this.#queued(name, () => this.#make(reader, personId, now))
    return making
  }

  async #stateOf(reader: Reader): Promise<string> {
    return `${reader.tier} ${await this.lookUps.readable(reader)}`
  }

  #queued(name: string, make: () => Promise<Kept>): Promise<Kept> {
    if (this.#making.size > MOST_WAITING) throw BUSY
    const made = this.#last.then(make).finally(() => this.#making.delete(name))
    this.#making.set(name, made)
    this.#last = made.catch(() => undefined)
    return made
  }

  async #make(reader: Reader, personId: string, now: () => number): Promise<Kept> {
    const made = await makeInThread(take => this.lookUps.everyValue(reader, take))
    const madeAtMs = now()
    const header = filterHeader(made.filter, {
      ...{ hub: this.hub ?? null, tier: reader.tier, categories: [...SEALED_CATEGORIES[reader.tier], 'NOTICE'] },
      ...{ count: made.count, bodySha256: made.bodySha256, keyId: this.key.keyId },
      madeAt: new Date(madeAtMs).toISOString(),
      expiresAt: new Date(madeAtMs + EXPIRES_AFTER_MS).toISOString(),
    })
    const signature = this.key.signFilter(header)
    const kept = {
      file: Buffer.from(filterFile(header, signature, made.filter).buffer),
      // Of the signature, which is another for each filter: of no two readers alike, whatever they may read.
      etag: `"${createHash('sha256').update(signature).digest('base64url').slice(0, 22)}"`,
      state: `${reader.tier} ${made.given}`,
      madeAtMs,
    }
    this.#keep(personId, kept)
    return kept
  }

  #keep(personId: string, kept: Kept): void {
    this.#kept.delete(personId)
    this.#kept.set(personId, kept)
    let bytes = 0
    for (const { file } of this.#kept.values()) bytes += file.byteLength
    for (const [oldest, { file }] of this.#kept) {
      if (bytes <= MOST_KEPT_BYTES) break
      bytes -= file.byteLength
      this.#kept.delete(oldest)
    }
  }
}
