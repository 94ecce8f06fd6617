/** The ledger's rules, as the SQL has them: what is due, in which order, for how long it is held, and what leaves in one mail. */
import {
  apart,
  joined,
  withheldOf,
  type Channel,
  type Ledger,
  type Outcome,
  type Taken,
  type TakenDelivery,
} from '@noroshi/delivery/testing'
import { audienceOf } from '@noroshi/clearance'
import { readerOf, type SimDatabase, type SimTx, type StoredDelivery } from './database.ts'
import type { Process } from './process.ts'
import { dateAt } from './world.ts'

const LEASE_MS = 300_000

export class SimLedger implements Ledger {
  private readonly database: SimDatabase
  private readonly process: Process

  constructor(database: SimDatabase, process: Process) {
    this.database = database
    this.process = process
  }

  take(channel: Channel, most: number): Promise<readonly Taken[]> {
    const db = this.database
    return db.transaction(this.process, async tx => {
      const rows = await tx.statement(() => {
        const due = db.deliveries
          .filter(row => row.channel === channel && row.state === 'QUEUED' && row.dueAt <= db.clockMs)
          .filter(
            row =>
              db.faults.has('NO_ORDER_OF_ADDRESS') || !db.deliveries.some(other => goesBefore(other, row, db.clockMs)),
          )
          .sort((one, other) => urgencyOf(one) - urgencyOf(other) || one.dueAt - other.dueAt)
        const taken = due.filter(row => tx.tryLock(`delivery ${row.id}`)).slice(0, most)
        return this.#hold(tx, taken)
      })
      if (rows.length === 0) return []
      const waited = new Set(rows.filter(({ row }) => row.putOffUntil !== null).map(({ row }) => row.personId))
      const others = await tx.statement(() => this.#hold(tx, channel === 'MAIL' ? othersOf(db, tx, waited) : []))
      const all = await tx.statement(() => [...rows, ...others].map(({ row, attempt }) => this.#asTaken(row, attempt)))
      return joined(all)
    })
  }

  settle(taken: readonly TakenDelivery[], outcomes: ReadonlyMap<string, Outcome>): Promise<void> {
    const db = this.database
    const messages = apart(taken, outcomes)
    return db.transaction(this.process, async tx => {
      await tx.statement(() => undefined)
      tx.write(() => {
        for (const { id, attempt } of messages.taken) {
          const row = db.deliveries.find(candidate => candidate.id === id)
          const outcome = messages.outcomes.get(id)
          if (!row || !outcome || row.state !== 'QUEUED') continue
          if (outcome.state === 'QUEUED' && row.attempts !== attempt) continue
          row.state = outcome.state
          row.settles += 1
          row.dueAt = db.clockMs + (outcome.state === 'QUEUED' ? outcome.waitSeconds * 1000 : 0)
        }
      })
    })
  }

  #hold(tx: SimTx, rows: readonly StoredDelivery[]): { row: StoredDelivery; attempt: number }[] {
    const db = this.database
    for (const row of rows)
      tx.write(() => {
        row.attempts += 1
        if (!db.faults.has('NO_LEASE')) row.dueAt = db.clockMs + LEASE_MS
      })
    return rows.map(row => ({ row, attempt: row.attempts + 1 }))
  }

  #asTaken(row: StoredDelivery, attempt: number): Taken {
    const db = this.database
    const person = db.people.get(row.personId)
    const edition = db.editions.get(row.editionId)
    const now = dateAt(db.clockMs)
    const facts = edition && { ...edition.facts, recalledAt: edition.recalledAt }
    const mayReceive = !!person && !!facts && audienceOf(facts, [readerOf(person)], now).length > 0
    const withheld = withheldOf(
      { kind: row.kind, personActive: person?.active === true, endpointRemoved: false, mayReceive },
      facts,
      now,
    )
    const delivery = {
      id: row.id,
      queuedAt: dateAt(row.queuedAt),
      personId: row.personId,
      seq: row.seq,
      purpose: 'NEWS' as const,
      kind: row.kind,
      editionId: row.editionId,
      urgency: row.urgency,
      reference: row.editionId,
      attempt,
      email: row.personId,
      language: 'ja' as const,
      words: null,
      hasWaited: row.putOffUntil !== null,
      replayedAt: row.putOffUntil === null ? null : dateAt(row.putOffUntil),
      endpoint: row.endpointId === null ? null : { id: row.endpointId, sealed: '', settings: {} },
      takenAt: db.world.now,
    }
    return { delivery, withheld }
  }
}

const urgencyOf = ({ urgency }: StoredDelivery): number => ['EMERGENCY', 'PRIORITY', 'ROUTINE'].indexOf(urgency)

/** Of who has something that waited taken, the rest of what did, so that it leaves in one mail. */
const othersOf = (db: SimDatabase, tx: SimTx, people: ReadonlySet<string>): StoredDelivery[] =>
  db.deliveries
    .filter(({ personId, channel, state }) => people.has(personId) && channel === 'MAIL' && state === 'QUEUED')
    .filter(row => hasWaited(row, db.clockMs) && row.dueAt <= db.clockMs && !tx.locks.has(`delivery ${row.id}`))
    .filter(
      row =>
        !db.deliveries.some(
          other => isOnItsWay(other, db.clockMs) && other.seq < row.seq && other.personId === row.personId,
        ),
    )
    .filter(({ id }) => tx.tryLock(`delivery ${id}`))

const hasWaited = ({ putOffUntil }: StoredDelivery, nowMs: number): boolean =>
  putOffUntil !== null && putOffUntil <= nowMs
/** A mail of its own, or one that somebody else sends. */
const isOnItsWay = (row: StoredDelivery, nowMs: number): boolean =>
  row.channel === 'MAIL' &&
  row.state === 'QUEUED' &&
  (row.putOffUntil === null || (hasWaited(row, nowMs) && row.dueAt > nowMs))

const goesBefore = (other: StoredDelivery, row: StoredDelivery, nowMs: number): boolean =>
  other.state === 'QUEUED' &&
  (other.putOffUntil === null || other.putOffUntil <= nowMs) &&
  other.personId === row.personId &&
  other.channel === row.channel &&
  other.endpointId === row.endpointId &&
  other.seq < row.seq &&
  (row.urgency !== 'EMERGENCY' || other.urgency === 'EMERGENCY')
