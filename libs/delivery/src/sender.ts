import {
  outcomeOf,
  type Channel,
  type ChannelAdapter,
  type Ended,
  type Outcome,
  type Sent,
  type TakenDelivery,
} from './ledger.ts'

/** What of a row decides whether it is tried again. */
export type Tried = Pick<TakenDelivery, 'id' | 'attempt' | 'queuedAt' | 'replayedAt'>

/** How rows of one kind leave by one channel. */
export type AdapterOf<Row> = Pick<ChannelAdapter, 'channel' | 'atOnce' | 'close'> & { send(row: Row): Promise<Sent> }

/** The ledger as the sender knows it; in a hub PostgreSQL, in a simulation a model of it. */
export interface Ledger<Row extends Tried = TakenDelivery> {
  /** Takes rows that are due, for a while, each with whether it may be sent with the rights of this moment (`withheld`: how it ends else). */
  take(channel: Channel, most: number): Promise<readonly Taken<Row>[]>
  /** Says how each went, by its id. Rows that have ended meanwhile stay as they are. */
  settle(taken: readonly Row[], outcomes: ReadonlyMap<string, Outcome>): Promise<void>
}

export interface Taken<Row extends Tried = TakenDelivery> {
  readonly delivery: Row
  readonly withheld: Ended | null
}

export interface Clock {
  readonly now: () => Date
  /** From 0 to below 1. */
  readonly random: () => number
}

export const SYSTEM_CLOCK: Clock = { now: () => new Date(), random: Math.random }

/** So many messages of a channel are on their way at once. */
const MOST_AT_ONCE = 100

/**
 * Sends what the ledger holds: takes as many rows as there is room for, sends each to its one recipient, and says how it ended. A row that
 * has ended makes room at once, so that a server that does not answer keeps its own rows and no others. Rows are held by no transaction
 * meanwhile. Killed in between, it sends again what it had not said to be sent, under the same name.
 */
export class Sender<Row extends Tried = TakenDelivery> {
  readonly #adapters: ReadonlyMap<Channel, AdapterOf<Row>>
  readonly #waking = new Map<Channel, () => void>()

  constructor(
    private readonly ledger: Ledger<Row>,
    adapters: readonly AdapterOf<Row>[],
    private readonly clock: Clock = SYSTEM_CLOCK,
    private readonly noted: (delivery: Row, outcome: Outcome) => void = () => undefined,
  ) {
    this.#adapters = new Map(adapters.map(adapter => [adapter.channel, adapter]))
  }

  get channels(): readonly Channel[] {
    return [...this.#adapters.keys()]
  }

  /** Looks for rows again although some that were sent have not been answered. */
  wake(): void {
    for (const wake of this.#waking.values()) wake()
  }

  /** Sends everything of a channel that is due; returns how many rows were tried. Call it once at a time for each channel. */
  async sendDue(channel: Channel): Promise<number> {
    const adapter = this.#adapters.get(channel)
    if (!adapter) return 0
    let tried = 0
    let onTheirWay = 0
    const ended: { readonly delivery: Row; readonly outcome: Outcome }[] = []
    for (;;) {
      const woken = new Promise<void>(resolve => this.#waking.set(channel, resolve))
      // What ended while the ledger was busy is said to it together.
      if (ended.length > 0) await this.#settle(ended.splice(0))
      const room = (adapter.atOnce ?? MOST_AT_ONCE) - onTheirWay
      const taken = room > 0 ? await this.ledger.take(channel, room) : []
      for (const { delivery, withheld } of taken) {
        onTheirWay += 1
        void this.#send(adapter, delivery, withheld).then(outcome => {
          onTheirWay -= 1
          ended.push({ delivery, outcome })
          this.#waking.get(channel)?.()
        })
      }
      tried += taken.length
      if (onTheirWay === 0 && ended.length === 0) break
      if (ended.length === 0) await woken
    }
    this.#waking.delete(channel)
    return tried
  }

  close(): void {
    for (const adapter of this.#adapters.values()) adapter.close()
  }

  async #send(adapter: AdapterOf<Row>, delivery: Row, withheld: Ended | null): Promise<Outcome> {
    const sent = withheld ?? (await adapter.send(delivery).catch((): Sent => ({ state: 'LATER', reason: 'FAULT' })))
    const outcome = outcomeOf(sent, delivery, this.clock.now(), this.clock.random)
    this.noted(delivery, outcome)
    return outcome
  }

  async #settle(ended: readonly { readonly delivery: Row; readonly outcome: Outcome }[]): Promise<void> {
    await this.ledger.settle(
      ended.map(({ delivery }) => delivery),
      new Map(ended.map(({ delivery, outcome }) => [delivery.id, outcome])),
    )
  }
}
