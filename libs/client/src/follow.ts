/**
 * Follows somebody's news: each number is handed on once and in order, over lost connections, restarts of the hub, and, where the
 * caller keeps the cursor, restarts of the caller. Where the socket has a gap, or cannot be had, the inbox is asked.
 */
import type { HubClient } from './hub-client.ts'
import { HubProblem } from './hub-problem.ts'
import { NEWS_AFTER, SOCKET_TICKET } from './hub-questions.ts'
import { openSocket, type NewsSocket, type OpenSocket } from './news-socket.ts'
import { goodbyeOf, newsOf, newsOfItem, sift, type Goodbye, type News } from './news.ts'
import { pauseAfter } from './patience.ts'

/** Where the number of the last news that was handled is kept over restarts. */
export interface CursorStore {
  /** 0 before the first. */
  load(): Promise<number>
  save(seq: number): Promise<void>
}

/** Whether news arrives at once. */
export type Line = 'connecting' | 'open' | 'reconnecting'

export interface FollowOptions {
  /** The last number that the caller holds, 0 for all; `cursor` has the say where both are given. */
  readonly after?: number
  readonly cursor?: CursorStore
  /**
   * Takes what is new. What it returns is awaited; then the cursor is saved, and the hub told that it was received. What it throws
   * ends the following: the same news comes again when it is begun anew.
   */
  readonly onNews: (news: readonly News[]) => void | Promise<void>
  readonly onLine?: (line: Line) => void
  /** Is told why the hub closed the line. At `RIGHTS_CHANGED`, what was read before may be no longer the reader's to keep. */
  readonly onGoodbye?: (reason: Goodbye) => void
  readonly signal?: AbortSignal
  readonly openSocket?: OpenSocket
}

/** A following that goes on until it is closed. */
export interface Following {
  close(): void
  /** Resolves when it was closed; rejects with what `onNews` or the store threw, or with the problem that no waiting mends. */
  readonly ended: Promise<void>
}

/** How one connection went. */
interface Connected {
  readonly wasOpen: boolean
  readonly goodbye: Goodbye | null
}

/** Failures in a row after which the inbox is asked at each try: some networks let no socket through. */
const FAILURES_UNTIL_ASKING = 2
/** After the hub said that there are too many lines of this person, or that they say too much. */
const PATIENT_SECONDS = 45
const SPREAD_SECONDS = 4
/** Waiting does not help who is not let in. */
const HOPELESS = ['UNAUTHENTICATED', 'FORBIDDEN', 'INVALID_INPUT']

/** Begins to follow; returns at once. */
export function follow(hub: HubClient, options: FollowOptions): Following {
  const stop = new AbortController()
  const signal = options.signal ? AbortSignal.any([stop.signal, options.signal]) : stop.signal
  return { close: () => stop.abort(), ended: new Follower(hub, options, signal).run() }
}

class Follower {
  readonly #hub: HubClient
  readonly #options: FollowOptions
  readonly #signal: AbortSignal
  #cursor = 0
  /** What was told is handed on one after the other. */
  #work: Promise<void> = Promise.resolve()

  constructor(hub: HubClient, options: FollowOptions, signal: AbortSignal) {
    this.#hub = hub
    this.#options = options
    this.#signal = signal
  }

  async run(): Promise<void> {
    try {
      this.#cursor = (await this.#options.cursor?.load()) ?? this.#options.after ?? 0
      this.#options.onLine?.('connecting')
      for (let failures = 0; ;) {
        const { wasOpen, goodbye } = await this.#connection()
        this.#options.onLine?.('reconnecting')
        failures = wasOpen ? 0 : failures + 1
        if (failures > FAILURES_UNTIL_ASKING) await this.#despiteProblems(() => this.#catchUp())
        await this.#hub.wait(this.#pauseAfter(failures, goodbye), this.#signal)
      }
    } catch (cause) {
      if (!this.#signal.aborted) throw cause
    }
  }

  #pauseAfter(failures: number, goodbye: Goodbye | null): number {
    const random = this.#hub.random()
    if (goodbye === 'TOO_MUCH') return PATIENT_SECONDS + random * SPREAD_SECONDS
    return goodbye === 'SHUTTING_DOWN' ? 1 + random * SPREAD_SECONDS : pauseAfter(failures, random)
  }

  /** One connection from its ticket to its end. */
  async #connection(): Promise<Connected> {
    const after = this.#cursor
    const ticket = await this.#despiteProblems(async () => {
      const { socketTicket } = await this.#hub.mutate(SOCKET_TICKET, {}, { signal: this.#signal })
      return socketTicket
    })
    if (ticket === null) return { wasOpen: false, goodbye: null }
    const socket = (this.#options.openSocket ?? openSocket)(this.#hub.url, { ticket, after })
    try {
      return await this.#untilClosed(socket, after)
    } finally {
      socket.disconnect()
      await this.#work
    }
  }

  #untilClosed(socket: NewsSocket, after: number): Promise<Connected> {
    return new Promise((resolve, reject) => {
      let wasOpen = false
      let goodbye: Goodbye | null = null
      const end = (): void => {
        this.#signal.removeEventListener('abort', end)
        resolve({ wasOpen, goodbye })
      }
      this.#signal.addEventListener('abort', end)
      socket.on('connect', () => {
        wasOpen = true
        this.#options.onLine?.('open')
      })
      socket.on('news', event => {
        this.#work = this.#work.then(() => this.#take(newsOf(event), after, socket))
        this.#work.catch(reject)
      })
      socket.on('goodbye', event => {
        goodbye = goodbyeOf(event)
        if (goodbye !== null) this.#options.onGoodbye?.(goodbye)
      })
      socket.on('disconnect', end)
      socket.on('connect_error', end)
      if (this.#signal.aborted) end()
    })
  }

  async #take(told: readonly News[], after: number, socket: NewsSocket): Promise<void> {
    const first = told[0]
    // The hub begins behind what it was asked for only when it was restored to an older state: then its numbers count, not ours.
    if (first !== undefined && first.seq <= after) this.#cursor = Math.min(this.#cursor, first.seq - 1)
    const { fresh, isGap } = sift(this.#cursor, told)
    await this.#handOn(fresh)
    if (isGap && (await this.#despiteProblems(() => this.#catchUp())) === null) socket.disconnect()
    socket.emit('received', this.#cursor)
  }

  /** Asks the inbox for everything after the cursor. */
  async #catchUp(): Promise<true> {
    for (let hasMore = true; hasMore;) {
      const { inbox } = await this.#hub.query(NEWS_AFTER, { after: this.#cursor }, { signal: this.#signal })
      await this.#handOn(inbox.items.map(newsOfItem))
      hasMore = inbox.hasMore && inbox.items.length > 0
    }
    return true
  }

  async #handOn(news: readonly News[]): Promise<void> {
    const last = news.at(-1)
    if (last === undefined || this.#signal.aborted) return
    await this.#options.onNews(news)
    this.#cursor = last.seq
    await this.#options.cursor?.save(last.seq)
  }

  /** Null when the hub could not answer and may later. */
  async #despiteProblems<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work()
    } catch (problem) {
      if (problem instanceof HubProblem && !HOPELESS.includes(problem.code)) return null
      throw problem
    }
  }
}
