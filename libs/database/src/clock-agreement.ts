/**
 * Whether this process and the database live at the same time. Which of the two is wrong cannot be told from here, and much is decided by
 * each: what has expired or is under embargo by both walls, sessions and one-time codes by the process, what is due by the database. So nothing is
 * decided while they differ: every transaction ends without an effect and without an answer, and goes on by itself once the clocks agree.
 * Nor while both went back since this process started, as on one machine: what had come into force would not be there, and what had expired would.
 */
import { HubError } from '@noroshi/errors'

/** As much as Kerberos forgives, and the receivers of our webhooks. */
export const MOST_DIFFERENCE_MS = 300_000

/** @throws HubError UNAVAILABLE when the clocks differ */
export type Compare = (databaseNow: Date) => void

export class ClockAgreement {
  /** What is wrong, as operators are told; null while nothing is. */
  #fault: string | null = null
  /** What the database said first, and when by a clock that is never set. */
  #first: { readonly databaseMs: number; readonly monotonicMs: number } | undefined

  /**
   * @param nowMs what this process takes for the time, in milliseconds since 1970
   * @param say is told once when something is wrong with the clocks, and once when nothing is any more
   */
  constructor(
    private readonly nowMs: () => number = Date.now,
    private readonly say: (sentence: string) => void = sentence => process.emitWarning(sentence),
    private readonly monotonicMs: () => number = () => performance.now(),
  ) {}

  /** To be called before the database is asked for its time: how long the answer takes is no difference. */
  asking(): Compare {
    const askedAt = this.monotonicMs()
    return databaseNow => {
      const fault = this.#faultOf(databaseNow.getTime(), askedAt)
      if ((fault === null) !== (this.#fault === null)) this.say(fault ?? 'The clocks of the hub are right again.')
      this.#fault = fault
      if (fault !== null) throw clocksDiffer()
    }
  }

  #faultOf(databaseMs: number, askedAt: number): string | null {
    const answeredAt = this.monotonicMs()
    const ahead = this.nowMs() - databaseMs
    if (ahead < -MOST_DIFFERENCE_MS || ahead > MOST_DIFFERENCE_MS + answeredAt - askedAt)
      return `The clock of this process is ${seconds(ahead)} ${ahead > 0 ? 'ahead of' : 'behind'} that of the database: nothing is answered and nothing done until one is set right.`
    this.#first ??= { databaseMs, monotonicMs: answeredAt }
    const back = this.#first.databaseMs + askedAt - this.#first.monotonicMs - databaseMs
    if (back > MOST_DIFFERENCE_MS)
      return `The clocks went back by ${seconds(back)} since this process started: nothing is answered and nothing done until they are set right. If they are right now, start this process again.`
    return null
  }
}

const seconds = (milliseconds: number) => `${Math.abs(Math.round(milliseconds / 1_000))} s`

const clocksDiffer = () =>
  new HubError(
    'UNAVAILABLE',
    'CLOCK',
    'The clocks of the hub differ. Try again shortly.',
    undefined,
    'サーバーの時計が一致していません。しばらくしてからお試しください。',
  )
