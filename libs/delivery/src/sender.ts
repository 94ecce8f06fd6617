import { outcomeOf, type Channel, type ChannelAdapter, type Ended, type Outcome, type TakenDelivery } from './ledger.ts'

/** The ledger as the sender knows it; in a hub PostgreSQL, in a simulation a model of it. */
export interface Ledger {
  /** Takes rows that are due, for a while, each with whether it may be sent with the rights of this moment (`withheld`: how it ends else). */
  take(channel: Channel, most: number): Promise<readonly Taken[]>
  /** Says how each went, by its id. Rows that have ended meanwhile stay as they are. */
  settle(taken: readonly TakenDelivery[], outcomes: ReadonlyMap<string, Outcome>): Promise<void>
}

export interface Taken {
  readonly delivery: TakenDelivery
  readonly withheld: Ended | null
}

export interface Clock {
  readonly now: () => Date
  /** From 0 to below 1. */
  readonly random: () => number
}

export const SYSTEM_CLOCK: Clock = { now: () => new Date(), random: Math.random }

const MOST_AT_ONCE = 100

/**
 * Sends what the ledger holds: takes some rows, sends each to its one recipient, and says how it ended. Rows are held by no transaction
 * meanwhile. Killed in between, it sends again what it had not said to be sent, under the same name.
 */
export class Sender {
  readonly #adapters: ReadonlyMap<Channel, ChannelAdapter>

  constructor(
    private readonly ledger: Ledger,
    adapters: readonly ChannelAdapter[],
    private readonly clock: Clock = SYSTEM_CLOCK,
    private readonly noted: (delivery: TakenDelivery, outcome: Outcome) => void = () => undefined,
  ) {
    this.#adapters = new Map(adapters.map(adapter => [adapter.channel, adapter]))
  }

  get channels(): readonly Channel[] {
    return [...this.#adapters.keys()]
  }

  /** Sends everything of a channel that is due; returns how many rows were tried. */
  async sendDue(channel: Channel): Promise<number> {
    let tried = 0
    for (;;) {
      const some = await this.#sendSome(channel)
      if (some === 0) return tried
      tried += some
    }
  }

  close(): void {
    for (const adapter of this.#adapters.values()) adapter.close()
  }

  async #sendSome(channel: Channel): Promise<number> {
    const adapter = this.#adapters.get(channel)
    if (!adapter) return 0
    const taken = await this.ledger.take(channel, MOST_AT_ONCE)
    if (taken.length === 0) return 0
    const outcomes = new Map<string, Outcome>()
    await Promise.all(
      taken.map(async ({ delivery, withheld }) => {
        const sent = withheld ?? (await adapter.send(delivery))
        const outcome = outcomeOf(sent, delivery, this.clock.now(), this.clock.random)
        outcomes.set(delivery.id, outcome)
        this.noted(delivery, outcome)
      }),
    )
    await this.ledger.settle(
      taken.map(({ delivery }) => delivery),
      outcomes,
    )
    return taken.length
  }
}
