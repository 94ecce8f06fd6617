/**
 * Whether this process and the database live at the same time. Which of the two is wrong cannot be told from here, and much is decided by
 * each: what has expired or is under embargo by both walls, sessions and one-time codes by the process, what is due by the database. So nothing is
 * decided while they differ: every transaction ends without an effect and without an answer, and goes on by itself once the clocks agree.
 */
import { HubError } from '@noroshi/errors'

/** As much as Kerberos forgives, and the receivers of our webhooks. */
export const MOST_DIFFERENCE_MS = 300_000

/** @throws HubError UNAVAILABLE when the clocks differ */
export type Compare = (databaseNow: Date) => void

export class SharedClock {
  #differs = false

  /**
   * @param nowMs what this process takes for the time, in milliseconds since 1970
   * @param say is told once when the clocks begin to differ, and once when they agree again
   */
  constructor(
    private readonly nowMs: () => number = Date.now,
    private readonly say: (sentence: string) => void = sentence => process.emitWarning(sentence),
  ) {}

  /** To be called before the database is asked for its time: how long the answer takes is no difference. */
  asking(): Compare {
    const askedAt = performance.now()
    return databaseNow => {
      const ahead = this.nowMs() - databaseNow.getTime()
      const differs = ahead < -MOST_DIFFERENCE_MS || ahead > MOST_DIFFERENCE_MS + performance.now() - askedAt
      if (differs !== this.#differs) {
        this.#differs = differs
        this.say(differs ? differenceOf(ahead) : 'The clocks of this process and of the database agree again.')
      }
      if (differs) throw clocksDiffer()
    }
  }
}

const differenceOf = (aheadMs: number) =>
  `The clock of this process is ${Math.abs(Math.round(aheadMs / 1_000))} s ${aheadMs > 0 ? 'ahead of' : 'behind'} that of the database: nothing is answered and nothing done until one is set right.`

const clocksDiffer = () =>
  new HubError(
    'UNAVAILABLE',
    'CLOCK',
    'The clocks of the hub differ. Try again shortly.',
    undefined,
    'サーバーの時計が一致していません。しばらくしてからお試しください。',
  )
