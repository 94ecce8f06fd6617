/** An api process: the real pump of pushed news on the model of the database, and what else clients ask of it. */
import { Loop } from '@noroshi/database'
import {
  askedAfter,
  beginningOf,
  FRAME_ITEMS,
  frameFor,
  PushPump,
  REVIEW_EVERY_MS,
  type Goodbye,
  type Line,
  type NewsFrame,
  type Seat,
} from '@noroshi/delivery/testing'
import { readerOf, type SimDatabase } from './database.ts'
import type { Wire } from './wire.ts'
import type { Process } from './process.ts'
import { dateAt, type World } from './world.ts'

/** What a socket was told of, for who watches over rights: when the news were read that it was made of. */
export type Watch = (personId: string, items: readonly NewsFrame[], readAt: number) => void

export class Api {
  readonly #pump: PushPump
  readonly #loop: Loop
  #heardOfRights = false
  #readAt = 0
  /** Of the process's own clock. */
  skewMs = 0
  isReady = true

  readonly process: Process
  private readonly world: World
  private readonly database: SimDatabase
  private readonly watch: Watch

  constructor(process: Process, world: World, database: SimDatabase, watch: Watch, pollMs: () => number) {
    this.process = process
    this.world = world
    this.database = database
    this.watch = watch
    this.#pump = new PushPump(
      ['MEMBER', 'FRIEND'],
      {
        framesAfter: async (_tier, cursors, readers) => {
          const frames = new Map<string, NewsFrame[]>()
          if (cursors.length === 0) return frames
          await database.step(process)
          this.#readAt = world.now
          for (const { personId, seq } of cursors) {
            const reader = readers.get(personId)
            const rows = (database.inboxes.get(personId) ?? [])
              .filter(row => row.seq > seq)
              .toSorted((one, other) => one.seq - other.seq)
              .slice(0, FRAME_ITEMS)
            if (!reader || rows.length === 0) continue
            frames.set(
              personId,
              rows.map(row =>
                frameFor(reader, newsRowOf(row), database.editions.get(row.editionId)?.facts, this.#now()),
              ),
            )
          }
          return frames
        },
        review: async (_tier, accesses) => {
          await database.step(process)
          const gone = new Set<string>()
          const changed = new Set<string>()
          for (const { personId, accessKey, epoch } of accesses) {
            const person = database.people.get(personId)
            if (!person?.active) gone.add(accessKey)
            else if (String(person.epoch) !== epoch) changed.add(personId)
          }
          return { gone, changed }
        },
        record: async (_tier, receipts) => {
          if (receipts.length === 0) return
          await database.transaction(process, tx =>
            tx.statement(() =>
              tx.write(() => {
                for (const { personId, after, seq } of receipts)
                  for (const row of database.inboxes.get(personId) ?? [])
                    if (row.seq > after && row.seq <= seq) row.delivered = true
              }),
            ),
          )
        },
      },
      {
        monotonicMs: () => world.now,
        wake: () => this.#loop.wake(),
        after: (milliseconds, work) => world.after(milliseconds, () => process.isAlive && work()),
        failed: error => world.note(() => `${process.name}: a round failed: ${String(error)}`),
      },
    )
    this.#loop = new Loop(() => {
      const heard = this.#heardOfRights
      this.#heardOfRights = false
      return this.#pump.round(heard)
    })
    const listener = {
      process,
      channels: ['hub_inbox', 'hub_rights'],
      hear: (channel: string) => {
        if (channel === 'hub_rights') this.#heardOfRights = true
        this.#loop.wake()
      },
    }
    database.listeners.add(listener)
    process.onDeath.push(() => database.listeners.delete(listener))
    const poll = () => {
      if (!process.isAlive) return
      this.#loop.wake()
      world.after(Math.max(REVIEW_EVERY_MS, pollMs()), poll)
    }
    world.after(world.between(0, 50), poll)
  }

  /** SIGTERM: says that it is not ready, and sends everybody elsewhere. */
  dismissAll(): void {
    this.isReady = false
    this.#pump.dismissAll()
  }

  /** Lets a socket in. */
  async admit(wire: Wire, personId: string, after: unknown): Promise<void> {
    await this.database.step(this.process)
    const person = this.database.people.get(personId)
    if (!person?.active) throw new Error('UNAUTHENTICATED')
    const reader = readerOf(person)
    const asked = askedAfter(after)
    let last = 0
    if (asked > 0) {
      await this.database.step(this.process)
      last = Math.max(0, ...(this.database.inboxes.get(personId) ?? []).map(({ seq }) => seq))
    }
    if (!wire.isOpen) return
    wire.connected()
    const seat: Seat | null = this.#pump.seat(
      new WireLine(wire, items => this.watch(personId, items, this.#readAt)),
      { personId, accessKey: `access of ${personId}`, reader },
      beginningOf(asked, last),
    )
    if (!seat) return
    wire.atHub(
      message => this.process.isAlive && this.#pump.count(seat) && this.#pump.hear(seat, message),
      () => this.process.isAlive && this.#pump.leave(seat),
    )
  }

  #now(): Date {
    return dateAt(this.world.now + this.skewMs)
  }
}

class WireLine implements Line {
  private readonly wire: Wire
  private readonly told: (items: readonly NewsFrame[]) => void

  constructor(wire: Wire, told: (items: readonly NewsFrame[]) => void) {
    this.wire = wire
    this.told = told
  }
  get isOpen(): boolean {
    return this.wire.isOpen
  }
  get waitingBytes(): number {
    return this.wire.waiting * 300_000
  }
  tell(items: readonly NewsFrame[]): void {
    this.told(items)
    this.wire.toClient('news', { items })
  }
  end(reason: Goodbye): void {
    this.wire.toClient('goodbye', { reason })
    this.wire.close()
  }
}

function newsRowOf({
  personId,
  seq,
  kind,
  editionId,
  urgency,
}: {
  personId: string
  seq: number
  kind: 'RELEASED' | 'RECALLED' | 'CORRECTED'
  editionId: string
  urgency: string
}) {
  return {
    personId,
    seq: String(seq),
    kind,
    editionId,
    labelId: 1,
    category: 'PROVISION',
    urgency,
    reference: editionId,
    title: null,
    summary: null,
  }
}
