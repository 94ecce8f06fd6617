/*
 * One row of the outbox, from taken to marked, in one transaction. What the steps are is here; how each is done, in SQL
 * (`dispatcher.service.ts`) or in a model of it (tests/simulate).
 */
import type { EditionFacts, Reader } from '@noroshi/clearance'
import { recipientsOf } from '@noroshi/products'
import type { NewsKind } from './news-frame.ts'
import { asReleased } from './released.ts'
import type { Told } from './told.ts'

export interface OutboxRow {
  readonly id: string
  readonly kind: NewsKind
  readonly productId: string
}

/** What one transaction of a dispatcher can do. */
export interface Dispatching {
  /** The next row that is due and that nobody holds; held until the transaction ends. */
  take(): Promise<OutboxRow | undefined>
  now(): Promise<Date>
  readers(): Promise<readonly Reader[]>
  editions(productId: string): Promise<readonly EditionFacts[]>
  correctedFor(
    productId: string,
    editions: readonly EditionFacts[],
    readers: readonly Reader[],
    now: Date,
  ): Promise<readonly Told[]>
  takenBackFrom(productId: string): Promise<readonly Told[]>
  /** Writes the rows of inboxes and of the ledger; tells nobody twice of one fact. */
  tell(kind: NewsKind, productId: string, told: readonly Told[]): Promise<void>
  /** What else follows from the row: collections of TAXII, tombstones. */
  follow(row: OutboxRow): Promise<void>
  /** Marks the row, and wakes the pushers when all this is committed. */
  finish(row: OutboxRow): Promise<void>
}

export interface Outbox {
  /** All of it or nothing. */
  transaction<T>(work: (dispatching: Dispatching) => Promise<T>): Promise<T>
  /** One row that cannot be dispatched must not keep back those behind it: it is tried again later, and later still. */
  postpone(row: OutboxRow, error: unknown): Promise<void>
}

/** Dispatches everything that is due; returns how many rows were done. */
export async function dispatchAll(outbox: Outbox): Promise<number> {
  let done = 0
  while (await dispatchNext(outbox)) done += 1
  return done
}

async function dispatchNext(outbox: Outbox): Promise<boolean> {
  let taken: OutboxRow | undefined
  try {
    return await outbox.transaction(async dispatching => {
      const row = await dispatching.take()
      if (!row) return false
      taken = row
      await tellPeople(dispatching, row)
      await dispatching.follow(row)
      await dispatching.finish(row)
      return true
    })
  } catch (error) {
    if (!taken) throw error
    await outbox.postpone(taken, error)
    return true
  }
}

/**
 * A correction is told to those who had what it corrects and may read it, that it is taken back to those who had it and may not, and
 * to whoever is new among its readers it is a release. Each of the three is decided by who was told or took what, so that a row that
 * comes late, or twice, tells nobody anything twice.
 */
async function tellPeople(dispatching: Dispatching, { kind, productId }: OutboxRow): Promise<void> {
  const now = await dispatching.now()
  const readers = kind === 'RECALLED' ? [] : await dispatching.readers()
  const editions = kind === 'RECALLED' ? [] : asReleased(await dispatching.editions(productId), now)
  const tell = (what: NewsKind, told: readonly Told[]) => tellInParts(dispatching, what, productId, told)
  if (kind === 'CORRECTED') await tell('CORRECTED', await dispatching.correctedFor(productId, editions, readers, now))
  if (kind !== 'RELEASED') await tell('RECALLED', await dispatching.takenBackFrom(productId))
  if (kind !== 'RECALLED') await tell('RELEASED', audience(editions, readers, now))
}

/** So many a statement: half a million at once took longer than a statement may. */
const MOST_TOLD_AT_ONCE = 20_000

/** In the order of people, so that no two dispatchers wait for each other's counters crosswise. */
async function tellInParts(
  dispatching: Dispatching,
  kind: NewsKind,
  productId: string,
  told: readonly Told[],
): Promise<void> {
  if (told.length <= MOST_TOLD_AT_ONCE) return dispatching.tell(kind, productId, told)
  const sorted = told.toSorted((one, other) => (one.personId < other.personId ? -1 : 1))
  for (let begun = 0; begun < sorted.length; begun += MOST_TOLD_AT_ONCE)
    await dispatching.tell(kind, productId, sorted.slice(begun, begun + MOST_TOLD_AT_ONCE))
}

/**
 * Each active person with the most comprehensive edition they may read now, narrowest category first. Rows come due by the database's
 * clock, so that clock decides: by ours, when it is slow, the embargo would still hold.
 */
function audience(editions: readonly EditionFacts[], readers: readonly Reader[], now: Date): Told[] {
  return [...recipientsOf(editions, readers, now)].map(([personId, { reader, edition }]) => ({
    personId,
    tier: reader.tier,
    editionId: edition.id,
  }))
}
