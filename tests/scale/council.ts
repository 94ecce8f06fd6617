/**
 * A council at work beside whatever is done to its hub: two authors who release, people who ask, people who listen, take note and answer. All of
 * them repeat what got no answer; every answer that anybody got is written down, and in the end the database is held against them.
 */
import { Client } from 'pg'
import { seededRandom } from '@noroshi/clearance/testing'
import { nowMs, pause } from '../bench/figures.ts'
import { Losses, publish, sketchesOf, type Acknowledged } from '../kill/publisher.ts'
import { untilQuiet } from '../kill/quiet.ts'
import { Recipient, type Habit } from '../kill/recipient.ts'
import { judge, type Check } from '../kill/verdict.ts'
import { Actor } from '../support/actor.ts'
import type { SpawnedHub } from '../support/spawned-hub.ts'

export type SayCheck = (what: string, holds: boolean, seen: unknown) => void

export interface Answer {
  readonly from: number
  readonly at: number
  /** Of HTTP; 0 where there was no answer. */
  readonly status: number
  /** In seconds; NaN where nothing was said of it. */
  readonly retryAfter: number
  /** The body, unless all went well. */
  readonly fault: string | undefined
}

/** A release that was answered, and when. */
export type Released = Acknowledged & { readonly at: number }

/** An actor whose every answer is written down. */
class Witness extends Actor {
  #answers: Answer[] = []

  writing(answers: Answer[]): this {
    this.#answers = answers
    return this
  }

  override async post(path: string, body: string | FormData): Promise<Response> {
    const from = nowMs()
    let answer: Response
    try {
      answer = await super.post(path, body)
    } catch (error) {
      this.#answers.push({ from, at: nowMs(), status: 0, retryAfter: NaN, fault: String(error) })
      throw error
    }
    const text = await answer.clone().text()
    const fault = answer.ok && !text.includes('"errors"') ? undefined : text
    const retryAfter = Number(answer.headers.get('retry-after') ?? NaN)
    this.#answers.push({ from, at: nowMs(), status: answer.status, retryAfter, fault })
    return answer
  }
}

const LISTENERS = ['nco-reader', 'ministry-reader', 'hoshiwatari', 'kirinomiya', 'kazamidori', 'wakaba']
const ASKERS = ['hoshiwatari', 'kirinomiya', 'nco-reader', 'wakaba']

export class Council {
  readonly releases: Released[] = []
  /** What those who only ask were answered. */
  readonly asked: Answer[] = []
  /** What everybody else was. */
  readonly answers: Answer[] = []
  readonly #losses = new Losses()
  #isOver = false
  #working: Promise<unknown> = Promise.resolve()

  recipients: readonly Recipient[] = []
  readonly #hub: SpawnedHub
  readonly #superuserUrl: string
  readonly #before: ReadonlySet<string>

  private constructor(hub: SpawnedHub, superuserUrl: string, before: ReadonlySet<string>) {
    this.#hub = hub
    this.#superuserUrl = superuserUrl
    this.#before = before
  }

  /** @param habits of those who listen, in turn */
  static async at(hub: SpawnedHub, superuserUrl: string, habits: readonly Habit[] = ['LOOKS']): Promise<Council> {
    const before = await asSuperuser(superuserUrl, superuser =>
      superuser.query<{ id: string }>('select id from hub.product'),
    )
    const council = new Council(hub, superuserUrl, new Set(before.rows.map(({ id }) => id)))
    council.recipients = await Promise.all(
      LISTENERS.map((name, index) =>
        Recipient.of(council.as(name), habits[index % habits.length] ?? 'LOOKS', council.#losses),
      ),
    )
    return council
  }

  as(prefix: string, answers = this.answers): Actor {
    return new Witness(this.#hub.url, this.#hub.account(prefix)).writing(answers).withKey()
  }

  /** @param title of what is released, with a number */
  begin(title: string): void {
    const rng = seededRandom(title.length)
    const author = async (place: number) => {
      const [analyst, officer] = [this.as(`analyst-${1 + (place % 2)}`), this.as(`officer-${1 + (place % 2)}`)]
      for (let index = 0; !this.#isOver; index += 1) {
        const sketches = sketchesOf(rng, ['finance'])
        const release = await publish(`${title} ${place} ${index}`, sketches, analyst, officer, this.#losses)
        this.releases.push({ ...release, at: nowMs() })
      }
    }
    const asker = async (actor: Actor) => {
      while (!this.#isOver) {
        await actor.asking('{ me { name } inbox(first: 5) { items { seq } } }').catch(() => undefined)
        await pause(20)
      }
    }
    this.#working = Promise.all([...[0, 1].map(author), ...ASKERS.map(name => asker(this.as(name, this.asked)))])
  }

  /** Everybody ends what they are at. */
  async end(): Promise<void> {
    this.#isOver = true
    await this.#working
  }

  /** Waits until nothing is due, and looks whether what was answered is so. */
  async judged(): Promise<Check[]> {
    try {
      return await asSuperuser(this.#superuserUrl, async superuser => {
        await untilQuiet(superuser, this.recipients)
        return (await judge(superuser, this.releases, this.recipients, this.#before)).checks
      })
    } finally {
      for (const recipient of this.recipients) recipient.close()
    }
  }

  /** As `judged`, said: what is wrong by itself, what is right in one line. */
  async judge(what: string, check: SayCheck, seen: string): Promise<void> {
    const checks = await this.judged()
    for (const { what: held, violations } of checks)
      if (violations.length > 0) check(`${what}: ${held}`, false, violations.slice(0, 3).join('; '))
    check(
      `${what}: all ${this.releases.length} releases, and whatever was answered, kept, shown once and in order`,
      checks.every(({ violations }) => violations.length === 0),
      seen,
    )
  }

  /** Milliseconds from an instant to the first answer to who asked after it, to the first release, and to its arrival with somebody who listens. */
  againAfter(instant: number): { readMs: number; releasedMs: number; toldMs: number } {
    const read = this.asked.filter(({ from, fault }) => from > instant && fault === undefined).map(({ at }) => at)
    const released = this.releases.map(({ at }) => at).filter(at => at > instant)
    const first = Math.min(...released)
    const told = this.recipients
      .flatMap(({ listener }) => [...listener.arrivedAt.values()])
      .map(at => at + performance.timeOrigin)
      .filter(at => at > first)
    const [readMs, releasedMs, toldMs] = [read, released, told].map(times => Math.min(...times) - instant)
    return { readMs, releasedMs, toldMs }
  }
}

export async function asSuperuser<T>(url: string, work: (superuser: Client) => Promise<T>): Promise<T> {
  const superuser = new Client({ connectionString: url })
  await superuser.connect()
  try {
    return await work(superuser)
  } finally {
    await superuser.end()
  }
}
