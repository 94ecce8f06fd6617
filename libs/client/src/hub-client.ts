/**
 * The hub over HTTP: GraphQL, uploads and downloads, for Node and browsers. What may be repeated without harm is repeated when the hub
 * could not be reached, or says when it can be; anything else is told as a HubProblem.
 */
import { answerIn, HubProblem, offline, problemOf } from './hub-problem.ts'
import { pauseAfter, waiting, type Wait } from './patience.ts'
import { operationNameOf, type Mutation, type Page, type Query, type Question } from './question.ts'
import { secondsOf } from './taxii-fault.ts'

/** The part of `fetch` that is used, so that another may stand in for it. */
export type HubFetch = (
  url: string,
  init: {
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly credentials: 'same-origin'
    readonly body?: string | FormData
    readonly signal?: AbortSignal
  },
) => Promise<Response>

export interface HubConnection {
  /** Address of the hub, without a path. Left out in a page that the hub itself served. */
  readonly url?: string
  /** Left out where a session's cookie goes along by itself: in a page of the hub's. */
  readonly apiKey?: string
  readonly fetch?: HubFetch
  /** The language of the hub's sentences, asked at each request: `ja` or `en`. */
  readonly locale?: () => string
  /** How often at most a question or download is asked, the first time included; 3 unless said. */
  readonly tries?: number
  /** Is told of each problem before it is thrown: to a page, that nobody is signed in any more. */
  readonly onProblem?: (problem: HubProblem) => void
  /** Waits; given by tests, which do not. */
  readonly wait?: Wait
  /** 0 to 1; given by tests. */
  readonly random?: () => number
}

export interface AskOptions {
  readonly signal?: AbortSignal | undefined
  /** Stands in for the connection's own, for one that tells how much was sent. */
  readonly fetch?: HubFetch | undefined
}

interface Asked {
  readonly method: 'GET' | 'POST'
  readonly body?: string | FormData
  /** Of a text: JSON unless said. */
  readonly type?: string
  readonly accept: string
  /** Whether asking twice is the same as asking once. */
  readonly repeatable: boolean
}

const TRIES = 3
/** Longer than this no question waits for the hub: its caller is told. */
const LONGEST_PAUSE_SECONDS = 30

export class HubClient {
  /** Without a slash at its end; empty for the origin of the page. */
  readonly url: string
  readonly wait: Wait
  readonly random: () => number
  readonly #connection: HubConnection

  constructor(connection: HubConnection = {}) {
    this.url = (connection.url ?? '').replace(/\/+$/, '')
    this.wait = connection.wait ?? waiting
    this.random = connection.random ?? Math.random
    this.#connection = connection
  }

  /** Asks a question. @throws HubProblem */
  query<Answer, Variables>(
    question: Query<Answer, Variables>,
    variables: Variables,
    options: AskOptions = {},
  ): Promise<Answer> {
    return this.#ask<Answer>(bodyOf(question, variables), true, options)
  }

  /** Has something done, and asks once: whether it was done when no answer came, its caller can find out. @throws HubProblem */
  mutate<Answer, Variables>(
    question: Mutation<Answer, Variables>,
    variables: Variables,
    options: AskOptions = {},
  ): Promise<Answer> {
    return this.#ask<Answer>(bodyOf(question, variables), false, options)
  }

  /** The items of a list, page by page as they are taken; `pageOf` finds the page in the answer. @throws HubProblem */
  async *items<Answer, Variables extends { after?: string | null | undefined }, Item>(
    question: Query<Answer, Variables>,
    variables: Variables,
    pageOf: (answer: Answer) => Page<Item>,
    options: AskOptions = {},
  ): AsyncGenerator<Item, void> {
    let at = variables
    for (;;) {
      const { items, endCursor, hasMore } = pageOf(await this.query(question, at, options))
      yield* items
      if (!hasMore || endCursor === null || endCursor === at.after) return
      at = { ...at, after: endCursor }
    }
  }

  /** Sends a file by the GraphQL multipart request specification. `variables.file` is null, and the file stands in its place. */
  upload<Answer, Variables extends { file: null }>(
    question: Mutation<Answer, Variables>,
    variables: Variables,
    file: Blob,
    fileName: string,
    options: AskOptions = {},
  ): Promise<Answer> {
    const form = new FormData()
    form.append('operations', bodyOf(question, variables))
    form.append('map', JSON.stringify({ 0: ['variables.file'] }))
    form.append('0', file, fileName)
    return this.#ask<Answer>(form, false, options)
  }

  /** The bytes behind a path of the hub. @throws HubProblem */
  async download(path: string, options: AskOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    const answer = await this.#answer(path, { method: 'GET', accept: '*/*', repeatable: true }, options)
    if (!answer.ok) throw this.#told(problemOf(answer.status, await this.#textOf(answer, options)))
    return this.#reading(answer.arrayBuffer(), options).then(bytes => new Uint8Array(bytes))
  }

  /** What the hub answers to lines of text, line by line as it comes: one JSON document each. @throws HubProblem */
  async *lines(path: string, text: string, options: AskOptions = {}): AsyncGenerator<unknown, void> {
    const accept = 'application/x-ndjson'
    const asked = { method: 'POST', body: text, accept, type: 'text/plain', repeatable: true } as const
    const answer = await this.#answer(path, asked, options)
    if (!answer.ok) throw this.#told(problemOf(answer.status, await this.#textOf(answer, options)))
    if (answer.body === null) return
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
    try {
      let rest = ''
      for (;;) {
        const { done, value = '' } = await this.#reading(reader.read(), options)
        const lines = (rest + value).split('\n')
        rest = done ? '' : (lines.pop() ?? '')
        for (const line of lines) if (line !== '') yield this.#json(line)
        if (done) return
      }
    } finally {
      await reader.cancel().catch(() => undefined)
    }
  }

  /** POSTs JSON to a path outside GraphQL, such as signing in; the answer is the caller's to read. @throws HubProblem `OFFLINE` */
  post(path: string, body: unknown, options: AskOptions = {}): Promise<Response> {
    const asked = { method: 'POST', body: JSON.stringify(body), accept: 'application/json', repeatable: false } as const
    return this.#answer(path, asked, options)
  }

  /** POSTs a text to a path outside GraphQL that changes nothing, and gives the JSON of the answer. @throws HubProblem */
  async check(path: string, text: string, type: string, options: AskOptions = {}): Promise<unknown> {
    const asked = { method: 'POST', body: text, type, accept: 'application/json', repeatable: true } as const
    const answer = await this.#answer(path, asked, options)
    const told = await this.#textOf(answer, options)
    if (!answer.ok) throw this.#told(problemOf(answer.status, told))
    return JSON.parse(told)
  }

  async #ask<Answer>(body: string | FormData, repeatable: boolean, options: AskOptions): Promise<Answer> {
    const asked = { method: 'POST', body, accept: 'application/json', repeatable } as const
    const answer = await this.#answer('/graphql', asked, options)
    const text = await this.#textOf(answer, options)
    try {
      // The contract is the hub's word for the shape; question.ts holds questions to it.
      return answerIn(answer.status, text) as Answer
    } catch (problem) {
      throw problem instanceof HubProblem ? this.#told(problem) : problem
    }
  }

  async #answer(path: string, asked: Asked, options: AskOptions): Promise<Response> {
    const { tries = TRIES } = this.#connection
    for (let tried = 1; ; tried += 1) {
      const isLast = !asked.repeatable || tried >= tries
      let pause = pauseAfter(tried - 1, this.random())
      try {
        const answer = await this.#once(path, asked, options)
        const seconds = answer.status === 503 ? secondsOf(answer.headers.get('retry-after'), new Date()) : null
        if (isLast || seconds === null || seconds > LONGEST_PAUSE_SECONDS) return answer
        await answer.body?.cancel()
        pause = Math.max(seconds, pause)
      } catch (cause) {
        if (options.signal?.aborted === true) throw cause
        if (isLast) throw this.#told(offline(cause))
      }
      await this.wait(pause, options.signal)
    }
  }

  #once(
    path: string,
    { method, body, type = 'application/json', accept }: Asked,
    options: AskOptions,
  ): Promise<Response> {
    const { apiKey, locale, fetch = globalThis.fetch } = this.#connection
    return (options.fetch ?? fetch)(this.url + path, {
      method,
      credentials: 'same-origin',
      headers: {
        accept,
        // A page of another origin cannot add this, so that it cannot act in a reader's name.
        'x-noroshi-request': '1',
        ...(typeof body === 'string' ? { 'content-type': type } : {}),
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
        ...(locale === undefined ? {} : { 'accept-language': locale() }),
      },
      ...(body === undefined ? {} : { body }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    })
  }

  #json(line: string): unknown {
    try {
      return JSON.parse(line)
    } catch (cause) {
      throw this.#told(offline(cause)) // it broke off within a line
    }
  }

  #textOf(answer: Response, options: AskOptions): Promise<string> {
    return this.#reading(answer.text(), options)
  }

  /** An answer that broke off on its way is none. */
  async #reading<T>(body: Promise<T>, { signal }: AskOptions): Promise<T> {
    try {
      return await body
    } catch (cause) {
      throw signal?.aborted === true ? cause : this.#told(offline(cause))
    }
  }

  #told(problem: HubProblem): HubProblem {
    this.#connection.onProblem?.(problem)
    return problem
  }
}

/** A client of the hub; without an address and a key, that of a page which the hub served. */
export const createClient = (connection: HubConnection = {}): HubClient => new HubClient(connection)

const bodyOf = ({ text }: Question<unknown, unknown>, variables: unknown): string =>
  JSON.stringify({ query: text, variables, operationName: operationNameOf(text) })
