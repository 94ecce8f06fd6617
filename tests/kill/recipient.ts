/**
 * A recipient at their screen: listens on a real socket, is shown every number once, takes note of each release (or only
 * looks), and never gives up. What the hub answered to is what it must still know at the end.
 */
import { Listener, type Actor } from '../support/actor.ts'
import { untilAnswered, type Losses } from './publisher.ts'

const ACKNOWLEDGE = 'mutation ($seq: Float!) { acknowledge(seq: $seq) { acknowledgedAt } }'

export class Recipient {
  readonly personId: string
  readonly name: string
  readonly listener: Listener
  /** Numbers whose acknowledgement the hub answered. */
  readonly acknowledged = new Set<number>()
  /** Numbers that came more than once on the wire; the screen showed them once. */
  repeatedOnTheWire = 0
  #waiting: number[] = []
  #working: Promise<void> | undefined
  #closed = false
  readonly #actor: Actor
  readonly #losses: Losses
  readonly #seen = new Set<number>()

  private constructor(actor: Actor, personId: string, takesNote: boolean, losses: Losses) {
    this.#actor = actor
    this.#losses = losses
    this.personId = personId
    this.name = actor.account?.email ?? personId
    this.listener = new Listener(actor, 0)
    const { socket } = this.listener
    // A refused or dismissed socket stays closed by itself; a recipient comes back with a new ticket.
    const comeBack = () => {
      if (!socket.active && !this.#closed) setTimeout(() => socket.connect(), 100)
    }
    socket.on('connect_error', comeBack)
    socket.on('disconnect', comeBack)
    socket.on('news', (frame: { items: { seq: number }[] }) => {
      for (const { seq } of frame.items) {
        if (this.#seen.has(seq)) this.repeatedOnTheWire += 1
        else if (takesNote) this.#waiting.push(seq)
        this.#seen.add(seq)
      }
      this.#working ??= this.#acknowledgeAll().finally(() => (this.#working = undefined))
    })
  }

  static async of(actor: Actor, takesNote: boolean, losses: Losses): Promise<Recipient> {
    const { me } = await actor.ask('{ me { personId } }')
    const recipient = new Recipient(actor, me.personId, takesNote, losses)
    await recipient.listener.connected()
    return recipient
  }

  /** The numbers in the order in which the screen showed them. */
  get shown(): readonly { readonly seq: number; readonly editionId: string | null }[] {
    return this.listener.items
  }

  get isBusy(): boolean {
    return this.#working !== undefined || this.#waiting.length > 0
  }

  close(): void {
    this.#closed = true
    this.listener.close()
  }

  async #acknowledgeAll(): Promise<void> {
    for (let seq = this.#waiting.shift(); seq !== undefined; seq = this.#waiting.shift()) {
      await untilAnswered(this.#losses, () => this.#actor.ask(ACKNOWLEDGE, { seq }))
      this.acknowledged.add(seq)
    }
  }
}
