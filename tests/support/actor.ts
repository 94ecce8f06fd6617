/**
 * Somebody at the hub's doors, as tests, the story and the benchmarks play them: signs in as a browser or comes with an API
 * key, asks over GraphQL, downloads, and listens on a socket. Speaks only what any client could.
 */
import { io, type Socket } from 'socket.io-client'
import { generateSync } from 'otplib'

export interface Account {
  readonly name: string
  readonly tier: string
  readonly roles: readonly string[]
  readonly email: string
  readonly password: string
  readonly totpSecret: string | null
  readonly apiKey: string | null
}

export interface NewsItem {
  readonly seq: number
  readonly kind: string
  readonly editionId: string | null
  readonly reference?: string
  readonly category?: string
  readonly urgency?: string
  readonly title?: string
  readonly summary?: string
}

export interface AskError {
  readonly message: string
  readonly extensions: {
    readonly code: string
    readonly reason: string
    readonly field?: string
    readonly traceId: string
  }
}

export class AskFailed extends Error {
  readonly errors: readonly AskError[]
  constructor(errors: readonly AskError[]) {
    super(errors.map(error => `${error.extensions?.code ?? ''} ${error.message}`).join('; '))
    this.errors = errors
  }
  get code(): string {
    return this.errors[0]?.extensions?.code ?? ''
  }
  get reason(): string {
    return this.errors[0]?.extensions?.reason ?? ''
  }
  get field(): string {
    return this.errors[0]?.extensions?.field ?? ''
  }
}

/** Makes an API key for who confirms it. */
export const NEW_KEY = `mutation ($name: String!, $scopes: [ApiKeyScope!]!, $expiresAt: DateTime!, $password: String!, $totp: String) {
  createApiKey(name: $name, scopes: $scopes, expiresAt: $expiresAt, password: $password, totp: $totp) { key apiKey { id scopes } } }`

/** An instant of the next step of one-time codes, which the hub takes already: for whom used this step's up just now. */
export const nextStep = (): Date => new Date(Date.now() + 30_000)

export class Actor {
  readonly url: string
  readonly account: Account | undefined
  cookie: string | undefined
  apiKey: string | undefined

  constructor(url: string, account?: Account) {
    this.url = url
    this.account = account
  }

  /** What the account proves itself with at an instant: its password and, where it has codes, the code of that step. */
  factors(at = new Date()): { readonly password: string; readonly totp?: string } {
    if (!this.account) throw new Error('nobody has no account')
    const { password, totpSecret } = this.account
    if (!totpSecret) return { password }
    return { password, totp: generateSync({ secret: totpSecret, epoch: Math.floor(at.getTime() / 1000) }) }
  }

  /** Signs in as a browser does. One-time codes count once, so a second sign-in within 30 seconds needs `at` in another step. */
  async signIn(at = new Date()): Promise<this> {
    const body = { email: this.account?.email, ...this.factors(at) }
    const answer = await this.post('/auth/sign-in', JSON.stringify(body))
    if (!answer.ok) throw new Error(`${body.email} could not sign in: ${answer.status} ${await answer.text()}`)
    this.cookie = answer.headers.getSetCookie()[0]?.split(';')[0]
    return this
  }

  /** Makes an API key in the session, good for a day; confirmed by the next step's code, since signing in used this one's. */
  async makeKey(scopes: readonly string[] = ['read'], name = '試験'): Promise<{ key: string; id: string }> {
    const { createApiKey } = await this.ask<{ createApiKey: { key: string; apiKey: { id: string } } }>(NEW_KEY, {
      ...{ name, scopes, expiresAt: new Date(Date.now() + 86_400_000).toISOString() },
      ...this.factors(nextStep()),
    })
    return { key: createApiKey.key, id: createApiKey.apiKey.id }
  }

  /** Comes with the account's API key instead of a session. */
  withKey(key = this.account?.apiKey ?? undefined): this {
    if (!key) throw new Error(`${this.account?.email ?? 'nobody'} has no API key`)
    this.apiKey = key
    return this
  }

  headers(more: Record<string, string> = {}): Record<string, string> {
    return {
      'x-noroshi-request': '1',
      ...(this.cookie ? { cookie: this.cookie } : {}),
      ...(this.apiKey ? { authorization: `Bearer ${this.apiKey}` } : {}),
      ...more,
    }
  }

  post(path: string, body: string | FormData): Promise<Response> {
    return fetch(this.url + path, {
      method: 'POST',
      body,
      headers: this.headers({
        ...acceptOf(path),
        ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
      }),
    })
  }

  delete(path: string): Promise<Response> {
    return fetch(this.url + path, { method: 'DELETE', headers: this.headers(acceptOf(path)) })
  }

  get(path: string): Promise<Response> {
    return fetch(this.url + path, { headers: this.headers(acceptOf(path)), redirect: 'manual' })
  }

  /** The raw answer, for tests that compare bytes. */
  asking(query: string, variables: object = {}): Promise<Response> {
    return this.post('/graphql', JSON.stringify({ query, variables }))
  }

  /** @throws AskFailed with the hub's errors */
  async ask<T = any>(query: string, variables: object = {}): Promise<T> {
    const answer = await this.asking(query, variables)
    const { data, errors } = (await answer.json()) as { data: T | null; errors?: AskError[] }
    if (errors?.length) throw new AskFailed(errors)
    if (data === null) throw new Error(`no data (${answer.status})`)
    return data
  }

  /** Uploads a bundle by the GraphQL multipart request specification; resolves to the receipt. */
  async importBundle(
    id: string,
    content: Blob | string | Uint8Array<ArrayBuffer>,
    fileName = 'bundle.json',
    strictness = 'REFUSE',
  ): Promise<any> {
    const query = `mutation ($id: ID!, $file: Upload!, $bytesTotal: Int, $strictness: ImportStrictness) { importBundle(id: $id, file: $file, bytesTotal: $bytesTotal, strictness: $strictness) {
      id state bundleId bytesRead objectsRead stored known refused changed refusal { rule section path message messageJa } } }`
    const blob = content instanceof Blob ? content : new Blob([content])
    const form = new FormData()
    form.append(
      'operations',
      JSON.stringify({ query, variables: { id, file: null, bytesTotal: blob.size, strictness } }),
    )
    form.append('map', JSON.stringify({ file: ['variables.file'] }))
    form.append('file', blob, fileName)
    const answer = await this.post('/graphql', form)
    const { data, errors } = (await answer.json()) as { data: { importBundle: unknown } | null; errors?: AskError[] }
    if (errors?.length) throw new AskFailed(errors)
    return data?.importBundle
  }

  /** Opens a socket with a fresh ticket for every connection. Items are kept once each, in order of arrival. */
  async listen(after = 0): Promise<Listener> {
    const listener = new Listener(this, after)
    await listener.connected()
    return listener
  }

  async ticket(): Promise<string> {
    return (await this.ask<{ socketTicket: string }>('mutation { socketTicket }')).socketTicket
  }
}

/** What a TAXII client has to say; the hub's other doors do not ask. */
const acceptOf = (path: string): Record<string, string> =>
  path.startsWith('/taxii2') ? { accept: 'application/taxii+json;version=2.1' } : {}

/** A socket that resumes by cursor and shows every item once, as the portal does. */
export class Listener {
  readonly items: NewsItem[] = []
  /** Milliseconds of `performance.now()` at which each number arrived first. */
  readonly arrivedAt = new Map<number, number>()
  readonly goodbyes: string[] = []
  /** Every frame as it came, for tests that look at each byte. */
  readonly frames: unknown[] = []
  readonly socket: Socket
  last: number
  #waiting: (() => void)[] = []

  constructor(actor: Actor, after: number) {
    this.last = after
    this.socket = io(actor.url, {
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 50,
      reconnectionDelayMax: 500,
      auth: give => {
        actor.ticket().then(
          ticket => give({ ticket, after: this.last }),
          () => give({}),
        )
      },
    })
    this.socket.on('news', (frame: { items: NewsItem[] }) => {
      this.frames.push(frame)
      for (const item of frame.items) {
        if (item.seq <= this.last) continue // at least once on the wire, once on the screen
        this.last = item.seq
        this.items.push(item)
        this.arrivedAt.set(item.seq, performance.now())
      }
      this.socket.emit('received', this.last)
      this.#wake()
    })
    this.socket.on('goodbye', (frame: { reason: string }) => {
      this.frames.push(frame)
      this.goodbyes.push(frame.reason)
      this.#wake()
    })
    this.socket.on('disconnect', () => this.#wake())
  }

  connected(): Promise<void> {
    return this.until(() => this.socket.connected, 'a connection')
  }

  /** Waits for something to become true; looks again at every event, and every 20 ms. */
  async until(condition: () => boolean, what: string, milliseconds = 15_000): Promise<void> {
    const giveUpAt = Date.now() + milliseconds
    while (!condition()) {
      if (Date.now() > giveUpAt) throw new Error(`waited in vain for ${what}`)
      await new Promise<void>(resolve => {
        this.#waiting.push(resolve)
        setTimeout(resolve, 20)
      })
    }
  }

  close(): void {
    this.socket.close()
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
