/**
 * Whether the server is there, for a line that has gone silent: a server that is frozen, or packets that are thrown away on the way, end no
 * connection, and no time limit of the server's own ends what waits for it. So whoever waits for long makes us knock, with a connection of
 * its own. Who gets no answer twice ends everything that waits, and lets nothing begin until somebody answers: a request is refused at once
 * then, and no request is kept from its answer for longer than some seconds. Nothing is knocked at while all goes fast.
 */
import { Client } from 'pg'
import { HubError } from '@noroshi/errors'
import type { ServerAddress } from './database.ts'

/** Who waits so long for the server makes us ask whether it is there. */
const SLOW_MS = 1_000
const LOOK_EVERY_MS = 250
/** A server that is there answers a knock in some milliseconds; one on a machine with far too much to do, in tenths of a second. */
const KNOCK_MS = 1_500
/** One may be lost where this process had too much to do to hear the answer. */
const KNOCKS = 2

/** Something that waits for the server. */
export class Waiting {
  readonly since = performance.now()
  /** Rejects when it is found that the server is not there. */
  readonly givenUp: Promise<never>
  #giveUp: (error: HubError) => void = () => undefined

  constructor() {
    this.givenUp = new Promise((_, reject) => (this.#giveUp = reject))
    this.givenUp.catch(() => undefined) // most often nobody gives up
  }

  giveUp(): void {
    this.#giveUp(serverIsAway())
  }
}

export class Pulse {
  #isAway = false
  #missed = 0
  #lookedAt = 0
  #nextKnockAt = 0
  #isKnocking = false
  #timer: NodeJS.Timeout | undefined
  readonly #waiting = new Set<Waiting>()

  /** @param knock whether the server answers; gives up by itself after {@link KNOCK_MS} */
  constructor(private readonly knock: () => Promise<boolean>) {}

  get isAway(): boolean {
    return this.#isAway
  }

  /** @throws HubError UNAVAILABLE at once while the server is known to be away, and as soon as that is found out */
  async whileThere<T>(work: (waiting: Waiting) => Promise<T>): Promise<T> {
    if (this.#isAway) throw serverIsAway()
    const waiting = new Waiting()
    this.#waiting.add(waiting)
    this.#watch()
    try {
      return await Promise.race([work(waiting), waiting.givenUp])
    } finally {
      this.#waiting.delete(waiting)
    }
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #watch(): void {
    this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS).unref()
  }

  #look(): void {
    const now = performance.now()
    const wasLate = now - this.#lookedAt > 3 * LOOK_EVERY_MS
    this.#lookedAt = now
    const [longest] = this.#waiting
    if (!this.#isAway && !longest) return this.stop()
    // Who was busy itself has not heard the answers that are there.
    if (wasLate || this.#isKnocking || now < this.#nextKnockAt) return
    if (!this.#isAway && now - longest.since < SLOW_MS) return
    this.#isKnocking = true
    void this.knock().then(isThere => {
      this.#isKnocking = false
      this.#missed = isThere ? 0 : this.#missed + 1
      this.#isAway = this.#missed >= KNOCKS
      this.#nextKnockAt = isThere ? performance.now() + SLOW_MS : 0
      if (this.#isAway) for (const one of this.#waiting) one.giveUp()
    })
  }
}

/** Connects, asks, and leaves. A server that says no is there. */
export async function knockAt(address: ServerAddress, user: string, password: string): Promise<boolean> {
  const client = new Client({
    host: address.host,
    port: address.port,
    database: address.database,
    user,
    password,
    application_name: 'noroshi knock',
    connectionTimeoutMillis: KNOCK_MS,
    query_timeout: KNOCK_MS,
    ssl: address.tlsAuthority ? { ca: address.tlsAuthority, rejectUnauthorized: true } : false,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch (error) {
    return hasSpoken(error)
  } finally {
    void client.end().catch(() => undefined)
  }
}

/** By a code of SQL, other than that it is starting or stopping. */
const hasSpoken = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  /^[0-9A-Z]{5}$/.test(String(error.code)) &&
  !/^57P|^08/.test(String(error.code))

const serverIsAway = () =>
  new HubError(
    'UNAVAILABLE',
    'DATABASE',
    'The hub cannot reach its database. Try again shortly.',
    undefined,
    'データベースに接続できません。しばらくしてからお試しください。',
  )
