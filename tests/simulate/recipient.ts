/** Somebody at a portal: the real client follows, shows each number once, and acknowledges until the hub says that it knows. */
import { follow, HubClient, HubProblem, type Following, type News } from '@noroshi/client'
import type { Hub } from './hub.ts'
import { Wire } from './wire.ts'

/** The hub over HTTP, as the client asks it. */
class SimulatedHub extends HubClient {
  private readonly hub: Hub
  private readonly personId: string

  constructor(hub: Hub, personId: string) {
    super({
      url: 'simulated',
      random: hub.world.random,
      wait: (seconds, signal) => {
        signal?.throwIfAborted()
        return hub.world.sleep(seconds * 1000).then(() => signal?.throwIfAborted())
      },
    })
    this.hub = hub
    this.personId = personId
  }

  override async mutate<Answer>(): Promise<Answer> {
    await this.hub.request(this.personId, async () => undefined)
    return { socketTicket: 'ticket' } as Answer // of SOCKET_TICKET, the only one that is asked here
  }

  override async query<Answer, Variables>(_question: unknown, variables: Variables): Promise<Answer> {
    const { after } = variables as unknown as { after: number } // of NEWS_AFTER, the only one that is asked here
    return this.hub.request(this.personId, async (api, database) => {
      await database.step(api)
      const rows = (database.inboxes.get(this.personId) ?? [])
        .filter(({ seq }) => seq > after)
        .toSorted((one, other) => one.seq - other.seq)
      const items = rows
        .slice(0, 100)
        .map(({ seq, kind, editionId }) => ({ seq, kind, editionId, reference: editionId, edition: null }))
      return { inbox: { items, lastSeq: rows.at(-1)?.seq ?? after, hasMore: rows.length > 100 } } as Answer
    })
  }
}

export class Recipient {
  /** Numbers in the order in which they were shown. */
  readonly shown: number[] = []
  /** Numbers of which the hub answered that it knows that their reader took note. */
  readonly acknowledged = new Set<number>()
  readonly wires = new Set<Wire>()
  busy = 0
  #cursor = 0
  #following: Following | undefined
  /** Which following is the present one. */
  #turn = 0

  private readonly hub: Hub
  readonly personId: string
  private readonly takesNote: boolean
  private readonly broken: (what: string) => void

  constructor(hub: Hub, personId: string, takesNote: boolean, broken: (what: string) => void) {
    this.hub = hub
    this.personId = personId
    this.takesNote = takesNote
    this.broken = broken
  }

  get isConnected(): boolean {
    return [...this.wires].some(({ isOpen }) => isOpen)
  }

  begin(): void {
    const { world } = this.hub
    const turn = ++this.#turn
    const following = follow(new SimulatedHub(this.hub, this.personId), {
      cursor: {
        load: async () => this.#cursor,
        save: async seq => void (this.#cursor = seq),
      },
      onNews: news => this.#show(news),
      openSocket: (_url, { after }) => {
        const wire = new Wire(world, () => this.hub.isFaulty)
        this.wires.clear()
        this.wires.add(wire)
        this.hub.connect(wire, this.personId, after)
        return wire
      },
    })
    this.#following = following
    following.ended.then(
      () => undefined,
      () => {
        // Not let in: looks again later, as who signs in again.
        const again = () => {
          if (turn === this.#turn) this.begin()
        }
        world.after(this.hub.isFaulty ? world.between(500, 2_000) : 30_000, again)
      },
    )
  }

  /** The page is loaded again: what it had not said to hold comes again. */
  restart(): void {
    this.end()
    this.begin()
  }

  end(): void {
    this.#turn += 1
    this.#following?.close()
    for (const wire of this.wires) wire.disconnect()
  }

  #show(news: readonly News[]): void {
    for (const { seq, kind } of news) {
      if (seq !== (this.shown.at(-1) ?? 0) + 1)
        this.broken(`${this.personId} was shown ${seq} after ${this.shown.at(-1) ?? 0}`)
      this.shown.push(seq)
      this.hub.world.note(() => `${this.personId} is shown ${seq} (${kind})`)
      if (this.takesNote) void this.#acknowledge(seq)
    }
  }

  async #acknowledge(seq: number): Promise<void> {
    this.busy += 1
    for (;;) {
      try {
        await this.hub.request(this.personId, (api, database) =>
          database.transaction(api, tx =>
            tx.statement(() =>
              tx.write(() => {
                const row = (database.inboxes.get(this.personId) ?? []).find(candidate => candidate.seq === seq)
                if (row) Object.assign(row, { acknowledged: true, delivered: true })
              }),
            ),
          ),
        )
        this.acknowledged.add(seq)
        break
      } catch (problem) {
        if (problem instanceof HubProblem && problem.code === 'UNAUTHENTICATED') break
        await this.hub.world.sleep(this.hub.world.between(50, 500))
      }
    }
    this.busy -= 1
  }
}
