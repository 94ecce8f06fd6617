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
  /** Says how each went, by its id; said again, it changes nothing. Rows that have ended meanwhile stay as they are. */
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

/** What a channel has taken and the ledger does not know the end of. */
interface Line<Row> {
  onTheirWay: number
  readonly ended: { readonly delivery: Row; readonly outcome: Outcome }[]
  wake(): void
}

/**
 * Sends what the ledger holds: takes as many rows as there is room for, sends each to its one recipient, and says how it ended. A row that
 * has ended makes room at once, so that a server that does not answer keeps its own rows and no others. Rows are held by no transaction
 * meanwhile. How a row ended is kept until the ledger has taken it, however often it could not, and before that nothing more is taken: a
 * ledger that is away for less than the lease of its rows has nothing sent twice. Killed in between, it sends again what it had not said to be
 * sent, under the same name.
 */
export class Sender<Row extends Tried = TakenDelivery> {
  readonly #adapters: ReadonlyMap<Channel, AdapterOf<Row>>
  readonly #lines: ReadonlyMap<Channel, Line<Row>>

  constructor(
    private readonly ledger: Ledger<Row>,
    adapters: readonly AdapterOf<Row>[],
    private readonly clock: Clock = SYSTEM_CLOCK,
    private readonly noted: (delivery: Row, outcome: Outcome) => void = () => undefined,
  ) {
    this.#adapters = new Map(adapters.map(adapter => [adapter.channel, adapter]))
    this.#lines = new Map(adapters.map(({ channel }) => [channel, { onTheirWay: 0, ended: [], wake: () => undefined }]))
  }

  get channels(): readonly Channel[] {
    return [...this.#adapters.keys()]
  }

  /** Looks for rows again although some that were sent have not been answered. */
  wake(): void {
    for (const line of this.#lines.values()) line.wake()
  }

  /**
   * Sends everything of a channel that is due; returns how many rows were tried. Call it once at a time for each channel, and again after it
   * failed: what it had sent is then settled first.
   * @throws whatever the ledger threw
   */
  async sendDue(channel: Channel): Promise<number> {
    const adapter = this.#adapters.get(channel)
    const line = this.#lines.get(channel)
    if (!adapter || !line) return 0
    let tried = 0
    for (;;) {
      const woken = new Promise<void>(resolve => (line.wake = resolve))
      // What ended while the ledger was busy is said to it together.
      if (line.ended.length > 0) await this.#settle(line)
      const room = (adapter.atOnce ?? MOST_AT_ONCE) - line.onTheirWay - line.ended.length
      const taken = room > 0 ? await this.ledger.take(channel, room) : []
      for (const { delivery, withheld } of taken) {
        line.onTheirWay += 1
        void this.#send(adapter, delivery, withheld).then(outcome => {
          line.onTheirWay -= 1
          line.ended.push({ delivery, outcome })
          line.wake()
        })
      }
      tried += taken.length
      if (line.onTheirWay === 0 && line.ended.length === 0) return tried
      if (line.ended.length === 0) await woken
    }
  }

  /** Waits for what is on its way and says how it ended; for who takes nothing more. @throws whatever the ledger threw */
  async settleRest(): Promise<void> {
    for (const line of this.#lines.values()) {
      while (line.onTheirWay > 0) await new Promise<void>(resolve => (line.wake = resolve))
      if (line.ended.length > 0) await this.#settle(line)
    }
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

  async #settle({ ended }: Line<Row>): Promise<void> {
    const known = [...ended]
    await this.ledger.settle(
      known.map(({ delivery }) => delivery),
      new Map(known.map(({ delivery, outcome }) => [delivery.id, outcome])),
    )
    ended.splice(0, known.length) // what ended meanwhile stands behind them
  }
}
