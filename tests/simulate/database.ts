/**
 * A model of the database as delivery knows it: transactions that commit whole or not at all, rows that are locked until then, a commit
 * whose answer may be lost, and a server that goes away. Reads see what is committed, as READ COMMITTED does.
 */
import type { EditionFacts, Label, Reader } from '@noroshi/clearance'
import type { Channel, NewsKind, OutboxRow } from '@noroshi/delivery/testing'
import type { Process } from './process.ts'
import type { World } from './world.ts'

export interface Person {
  readonly id: string
  readonly tier: 'MEMBER' | 'FRIEND'
  rank: number
  active: boolean
  epoch: number
  readonly wishesMail: boolean
  readonly webhook: string | null
  /** By the clock of the database; what waits for it leaves in one mail. */
  readonly mutedUntil: Date | null
  /** When each change of rights was committed. */
  readonly lostAt: number[]
}

export interface Edition {
  readonly facts: EditionFacts & { readonly label: Label }
  readonly productId: string
  readonly urgency: string
  recalledAt: string | null
}

export interface StoredOutbox extends OutboxRow {
  readonly order: number
  done: boolean
  readonly writtenAt: number
  dueAt: number
  attempts: number
}

export interface InboxEntry {
  readonly personId: string
  readonly seq: number
  readonly kind: NewsKind
  readonly editionId: string
  readonly productId: string
  readonly urgency: string
  delivered: boolean
  acknowledged: boolean
}

export interface StoredDelivery {
  readonly id: string
  readonly personId: string
  readonly seq: number
  readonly channel: Channel
  readonly endpointId: string | null
  readonly editionId: string
  readonly kind: NewsKind
  readonly urgency: string
  readonly queuedAt: number
  /** A wish put it off until then. */
  readonly putOffUntil: number | null
  state: string
  attempts: number
  dueAt: number
  settles: number
}

/** Faults of the model itself: what the hub would be, were its SQL written so. */
export type ModelFault =
  'NO_LEASE' | 'NO_ORDER_OF_ADDRESS' | 'NUMBERS_WITHOUT_LOCK' | 'CURSOR_BY_ID' | 'MARKED_APART' | 'RECALL_OVERTAKES'

export class ConnectionLost extends Error {}

/** One transaction: what it writes is done when it commits. */
export class SimTx {
  readonly writes: (() => void)[] = []
  readonly locks = new Set<string>()
  isOver = false
  /** Sent, and not answered. */
  isCommitting = false
  heard = new Set<string>()

  private readonly database: SimDatabase
  readonly process: Process
  readonly generation: number

  constructor(database: SimDatabase, process: Process, generation: number) {
    this.database = database
    this.process = process
    this.generation = generation
  }

  /** A statement: takes a while, and is read and written at one instant. */
  async statement<T>(work: () => T): Promise<T> {
    await this.database.step(this.process, this.generation)
    // As one that is cancelled, or that another transaction stands in the way of.
    if (this.database.world.chance(this.database.lossOfStatements)) this.isOver = true
    if (this.isOver) throw new Error('the transaction is aborted')
    return work()
  }

  write(work: () => void): void {
    this.writes.push(work)
  }

  notify(channel: string): void {
    this.heard.add(channel)
  }

  tryLock(key: string): boolean {
    const holder = this.database.locks.get(key)
    if (holder && holder !== this) return false
    this.database.locks.set(key, this)
    this.locks.add(key)
    return true
  }

  async lock(key: string): Promise<void> {
    while (!this.tryLock(key)) await this.database.step(this.process, this.generation)
  }
}

export class SimDatabase {
  readonly people = new Map<string, Person>()
  readonly editions = new Map<string, Edition>()
  readonly outbox: StoredOutbox[] = []
  readonly inboxes = new Map<string, InboxEntry[]>()
  readonly counters = new Map<string, number>()
  readonly deliveries: StoredDelivery[] = []
  readonly locks = new Map<string, SimTx>()
  readonly listeners = new Set<{
    readonly process: Process
    readonly channels: readonly string[]
    hear(channel: string): void
  }>()
  readonly faults: ReadonlySet<ModelFault>
  isUp = true
  /** How far its clock is off. */
  skewMs = 0
  lossOfNotifications = 0
  lossOfStatements = 0
  lastSerial = 0
  wasDown = 0
  #generation = 0

  readonly world: World

  constructor(world: World, faults: readonly ModelFault[]) {
    this.world = world
    this.faults = new Set(faults)
  }

  get clockMs(): number {
    return this.world.now + this.skewMs
  }

  /** A round trip; ends badly when the server went away meanwhile, and never when the process did. */
  step(process: Process, generation = this.#generation): Promise<void> {
    return new Promise((resolve, reject) => {
      this.world.after(this.world.between(0.2, 4), () => {
        if (!process.isAlive) return
        if (this.isUp && generation === this.#generation) resolve()
        else reject(new ConnectionLost('the connection to the database was lost'))
      })
    })
  }

  async transaction<T>(process: Process, work: (tx: SimTx) => Promise<T>): Promise<T> {
    const tx = new SimTx(this, process, this.#generation)
    process.transactions.add(tx)
    try {
      await this.step(process, tx.generation)
      const result = await work(tx)
      await this.#commit(tx)
      return result
    } finally {
      this.end(tx)
    }
  }

  end(tx: SimTx): void {
    tx.isOver = true
    for (const key of tx.locks) if (this.locks.get(key) === tx) this.locks.delete(key)
    tx.process.transactions.delete(tx)
  }

  /** What was on its way to be committed may or may not have been: nobody can tell who asked. */
  crash(): void {
    this.isUp = false
    this.wasDown += 1
    this.#generation += 1
    this.locks.clear()
  }

  /** The commit reaches the server, and then its answer the process: either may be lost. */
  async #commit(tx: SimTx): Promise<void> {
    tx.isCommitting = true
    const applies = new Promise<void>((resolve, reject) => {
      this.world.after(this.world.between(0.2, 3), () => {
        const isThere = this.isUp && tx.generation === this.#generation && !tx.isOver
        if (!isThere) {
          if (tx.process.isAlive) reject(new ConnectionLost('the connection was lost before the commit'))
          return
        }
        for (const write of tx.writes) write()
        for (const channel of tx.heard) this.#notify(channel)
        this.end(tx)
        resolve()
      })
    })
    await applies
    await this.step(tx.process, tx.generation)
  }

  #notify(channel: string): void {
    for (const listener of this.listeners) {
      if (!listener.channels.includes(channel) || !listener.process.isAlive) continue
      if (this.world.chance(this.lossOfNotifications)) continue
      const times = this.world.chance(0.05) ? 2 : 1
      for (let time = 0; time < times; time += 1)
        this.world.after(this.world.between(0.1, 20), () => {
          if (listener.process.isAlive) listener.hear(channel)
        })
    }
  }

  readers(): Reader[] {
    return [...this.people.values()].map(person => readerOf(person))
  }
}

export function readerOf({ id, tier, rank, active, epoch }: Person): Reader & { readonly tier: 'MEMBER' | 'FRIEND' } {
  return {
    personId: id,
    organisationId: `organisation of ${id}`,
    tier,
    roles: [tier === 'MEMBER' ? 'MEMBER_READER' : 'FRIEND_CONTACT'],
    personActive: active,
    membershipState: 'ACTIVE',
    sectors: ['finance'],
    circles: [],
    safeguardsValidUntil: '2036-01-01T00:00:00.000Z',
    clearanceRank: rank,
    clearanceValidUntil: rank > 0 ? '2036-01-01T00:00:00.000Z' : null,
    isOversight: false,
    epoch: String(epoch),
  }
}
