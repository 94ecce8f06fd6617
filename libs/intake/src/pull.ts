/* What a pull is: words that runner, collectors and repositories have in common. */
import type { KnownObject, Loss } from '@noroshi/formats'
import { HubError } from '@noroshi/errors'
import type { Tx } from '@noroshi/database'
import type { TaxiiCursor } from '@noroshi/client'
import type { ScannedObject, Strictness } from '@noroshi/stix'
import type { Candidate } from './feed-objects.ts'

/** Where a source was left: each kind uses its own part. */
export interface SourceCursor {
  readonly taxii?: TaxiiCursor
  readonly document?: DocumentCursor
  readonly misp?: MispCursor
}

/** What was known of a document when it was last read whole. */
export interface DocumentCursor {
  readonly etag?: string
  readonly lastModified?: string
  readonly digest: string
  /** When it was last asked for without conditions, ISO-8601. */
  readonly readAt: string
}

/** The last event of a MISP feed that was taken in, in the order of (timestamp, uuid). */
export interface MispCursor {
  readonly timestamp: number
  readonly uuid: string
}

/** What came at once, and where to go on after it. */
export interface Batch {
  readonly objects: readonly ScannedObject[]
  readonly candidates: readonly Candidate[]
  readonly losses: readonly Loss[]
  readonly bytes: number
  /** Null: nothing is to be remembered yet. */
  readonly cursor: SourceCursor | null
}

/** What became of the objects of a batch. */
export interface BatchOutcome {
  readonly stored: number
  readonly known: number
  readonly changed: number
  readonly refused: number
  readonly warnings: number
}

/** One batch on its way into the store, in the transaction that also moves the cursor. */
export interface PulledBatch {
  readonly importId: string
  readonly sourceId: string
  readonly strictness: Strictness
  /** Whether versions of objects are taken that somebody else brought first. */
  readonly revisesOthers: boolean
  readonly objects: readonly ScannedObject[]
  readonly bytesRead: number
}

/** Stores a batch as an import would, and adds to its receipt. The store lives two floors up, so the application hands it in. */
export abstract class StoreDoor {
  abstract takeIn(tx: Tx, batch: PulledBatch): Promise<BatchOutcome>
  /** Of these objects the versions that are stored already; of their contents it tells only whether one is the same as another. */
  abstract heldVersions(tx: Tx, ids: readonly string[]): Promise<KnownObject>
}

/** Why a pull ended before its end. */
export class PullFailed extends HubError {
  readonly retryAfterSeconds: number | undefined
  constructor(reason: string, message: string, messageJa: string, retryAfterSeconds?: number) {
    super('UNAVAILABLE', reason, message, undefined, messageJa)
    this.retryAfterSeconds = retryAfterSeconds
  }
}
