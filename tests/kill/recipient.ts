/**
 * A recipient at their screen: listens on a real socket, is shown every number once, takes note of each release (or only
 * looks), answers some of them, and never gives up. What the hub answered to is what it must still know at the end.
 */
import { AskFailed, Listener, type Actor } from '../support/actor.ts'
import { untilAnswered, type Losses } from './publisher.ts'

/** As many as a request may have aliases. */
const AT_ONCE = 15
/** Every so many news are answered, which takes note of them too. */
const EVERY = 8
const ANSWER = `mutation ($editionId: ID!, $note: String!) { answerImpact(editionId: $editionId, input: { answer: CHECKING, note: $note }) { isAsked } }`

/** Who only looks, who takes note, and who answers for their organisation besides. */
export type Habit = 'LOOKS' | 'TAKES_NOTE' | 'ANSWERS'

/** What was shown to all of them, and of what the hub answered that they took note. */
export const tallyOf = (recipients: readonly Recipient[]) => ({
  shown: recipients.reduce((sum, { shown }) => sum + shown.length, 0),
  acknowledged: recipients.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0),
})

export class Recipient {
  readonly personId: string
  readonly name: string
  readonly listener: Listener
  /** Numbers whose acknowledgement, or answer, the hub answered. */
  readonly acknowledged = new Set<number>()
  /** Editions whose answer the hub answered. */
  readonly answered = new Set<string>()
  /** Editions that it was told of and that were not there when it answered: the judge says whether they may not have been. */
  readonly notThere = new Set<string>()
  /** Numbers that came more than once on the wire; the screen showed them once. */
  repeatedOnTheWire = 0
  /** Why it gave up, which it should not. */
  gaveUp: string | undefined
  #waiting: { readonly seq: number; readonly editionId: string | null }[] = []
  #working: Promise<void> | undefined
  #closed = false
  readonly #actor: Actor
  readonly #habit: Habit
  readonly #losses: Losses
  readonly #seen = new Set<number>()

  private constructor(actor: Actor, personId: string, habit: Habit, losses: Losses) {
    this.#actor = actor
    this.#habit = habit
    this.#losses = losses
    this.personId = personId
    this.name = actor.account?.email ?? personId
    this.listener = new Listener(actor, 0)
    const { socket } = this.listener
    // A refused or dismissed socket stays closed by itself; a recipient comes back with a new ticket.
    const comeBack = () => {
      if (!socket.active && !this.#closed) setTimeout(() => socket.connect(), 100 + Math.random() * 400)
    }
    socket.on('connect_error', comeBack)
    socket.on('disconnect', comeBack)
    socket.on('news', (frame: { items: { seq: number; editionId: string | null }[] }) => {
      for (const { seq, editionId } of frame.items) {
        if (this.#seen.has(seq)) this.repeatedOnTheWire += 1
        else if (habit !== 'LOOKS') this.#waiting.push({ seq, editionId })
        this.#seen.add(seq)
      }
      this.#working ??= this.#noteAll()
        .catch((error: unknown) => void (this.gaveUp = String(error)))
        .finally(() => (this.#working = undefined))
    })
  }

  static async of(actor: Actor, habit: Habit, losses: Losses): Promise<Recipient> {
    const { me } = await untilAnswered(losses, () => actor.ask('{ me { personId } }'))
    const recipient = new Recipient(actor, me.personId, habit, losses)
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

  /** Several at once, as many as are waiting. */
  async #noteAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const some = this.#waiting.splice(0, AT_ONCE)
      const toAnswer = some.filter(({ seq, editionId }) => this.#answers(seq) && editionId !== null)
      const toNote = some.filter(item => !toAnswer.includes(item)).map(({ seq }) => seq)
      if (toNote.length > 0) {
        const fields = toNote.map(seq => `n${seq}: acknowledge(seq: ${seq}) { acknowledgedAt }`)
        await untilAnswered(this.#losses, () => this.#actor.ask(`mutation { ${fields.join(' ')} }`))
        for (const seq of toNote) this.acknowledged.add(seq)
      }
      for (const { seq, editionId } of toAnswer) {
        const variables = { editionId, note: `${this.name} ${seq}` }
        try {
          await untilAnswered(this.#losses, () => this.#actor.ask(ANSWER, variables))
        } catch (error) {
          if (!(error instanceof AskFailed && error.code === 'NOT_FOUND')) throw error
          this.notThere.add(editionId ?? '')
          continue
        }
        this.acknowledged.add(seq)
        this.answered.add(editionId ?? '')
      }
    }
  }

  #answers(seq: number): boolean {
    return this.#habit === 'ANSWERS' && seq % EVERY === 0
  }
}
