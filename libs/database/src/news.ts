import { Client } from 'pg'
import type { ServerAddress } from './database.ts'
import { Loop } from './loop.ts'
import type { Login } from './logins.ts'

/** Channels carry an empty payload: LISTEN has no access control, so a notification may say only "look" (L27). */
export type NewsChannel = 'hub_outbox' | 'hub_inbox' | 'hub_rights'

const GOODBYE_MS = 1_000

/**
 * Calls `onNews` when something was committed on a channel, and at least every `pollMilliseconds` whatever happens to the
 * connection: notifications make it fast, polling makes it sure. Calls never overlap; news during a call causes one more.
 * A call is told which channels were heard since the one before; none of them when the clock or `wake` caused it.
 */
export class NewsListener {
  #client: Client | undefined
  #timer: NodeJS.Timeout | undefined
  #heard = new Set<NewsChannel>()
  readonly #loop: Loop
  readonly #connect: () => Client
  readonly #channels: readonly NewsChannel[]
  readonly #pollMilliseconds: number

  constructor(
    address: ServerAddress,
    login: Login,
    password: string,
    channels: readonly NewsChannel[],
    onNews: (heard: ReadonlySet<NewsChannel>) => Promise<void>,
    pollMilliseconds = 250,
  ) {
    this.#connect = () =>
      new Client({
        host: address.host,
        port: address.port,
        database: address.database,
        user: login,
        password,
        application_name: 'noroshi news',
        connectionTimeoutMillis: 5_000,
        keepAlive: true,
        ssl: address.tlsAuthority ? { ca: address.tlsAuthority, rejectUnauthorized: true } : false,
      })
    this.#channels = channels
    this.#loop = new Loop(() => {
      const heard = this.#heard
      this.#heard = new Set()
      return onNews(heard)
    })
    this.#pollMilliseconds = pollMilliseconds
  }

  async start(): Promise<void> {
    await this.#listen()
    this.#timer = setInterval(() => {
      if (!this.#client) void this.#listen()
      this.wake()
    }, this.#pollMilliseconds)
    this.wake()
  }

  /** Something happened in this very process: look now. */
  wake(): void {
    this.#loop.wake()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#loop.stop()
    // A server that is gone does not answer a goodbye; the process must not wait for it.
    const said = this.#client?.end().catch(() => undefined)
    await Promise.race([said, new Promise(resolve => setTimeout(resolve, GOODBYE_MS).unref())])
  }

  async #listen(): Promise<void> {
    const client = this.#connect()
    this.#client = client
    const lost = () => {
      if (this.#client === client) this.#client = undefined
      void client.end().catch(() => undefined) // it is gone already; this frees what is left of it
    }
    client.on('error', lost)
    client.on('end', lost)
    client.on('notification', ({ channel }) => {
      for (const known of this.#channels) if (known === channel) this.#heard.add(known)
      this.wake()
    })
    try {
      await client.connect()
      for (const channel of this.#channels) await client.query(`listen ${channel}`)
    } catch {
      lost()
    }
  }
}
