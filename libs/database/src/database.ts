/**
 * Connections, one pool per login, and the only ways to open a transaction.
 *
 * Every transaction says in whose name it runs, because row-level security asks: `asReader` for somebody known,
 * `asStranger` for somebody who presents a credential and is not known yet, `asSystem` for the few whole-tier duties.
 * The context is set with `set_config(…, true)`, local to the transaction, so that nothing survives on a pooled connection
 * (promise L50). There is deliberately no way to run a statement outside these three.
 */
import type { Client } from 'pg'
import { DataSource, type EntityManager, type EntitySchema, type QueryRunner } from 'typeorm'
import type { Reader, Tier } from '@noroshi/clearance'
import { notFound } from '@noroshi/errors'
import { LOGINS, loginOfTier, type Login } from './logins.ts'
import { clientOf, preparedOn } from './prepared.ts'
import { Together, type NamedStatements } from './together.ts'
import { knockAt, Pulse, type Waiting } from './pulse.ts'
import { ClockAgreement } from './clock-agreement.ts'
import { assertWallsStand } from './walls.ts'

/** What repositories work with: TypeORM's manager, bound to one transaction. */
export type Tx = EntityManager

export interface ServerAddress {
  readonly host: string
  readonly port: number
  readonly database: string
  /** PEM of the authority that signed the server's certificate; TLS is verified in full when given. */
  readonly tlsAuthority?: string
}

export interface DatabaseOptions extends ServerAddress {
  /** Passwords of the logins that this process may use; a login that is not named here cannot be used at all. */
  readonly passwords: Partial<Record<Login, string>>
  readonly poolSize?: number
  readonly applicationName?: string
  /** What compares our clock with the server's, for tests of it. */
  readonly clocks?: ClockAgreement
}

/** Sends a statement that the connection keeps prepared (`prepared`), at once: see {@link Database.askAsReader}. */
export type Ask = <Row extends object>(sql: string, parameters: readonly unknown[]) => Promise<Row[]>

/** Anything an entity may be declared as; rows point to other libs' rows by id, never by relation. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own type for entity classes
export type EntityTarget = Function | EntitySchema<object>

interface Context {
  readonly personId?: string | null
  readonly credential?: string
  readonly purpose?: string
  readonly plans?: Plans
}

/**
 * Whether PostgreSQL may plan a prepared statement anew for its parameters (`auto`), or plans it once for a connection and keeps that
 * (`once`): right where planning below row-level security takes longer than answering, and no parameter makes another plan better.
 * `walk` is `once` for what takes a few rows from the place of an ordered index on: the planner, which takes row-level security to leave
 * next to nothing, would else read all that comes after them by a bitmap and sort it.
 */
export type Plans = 'auto' | 'once' | 'walk'

const SET_CONTEXT = `select set_config('hub.person_id', $1, true), set_config('hub.credential', $2, true), set_config('hub.purpose', $3, true),
  set_config('plan_cache_mode', $4, true), set_config('enable_bitmapscan', $5, true), now()`

export class Database {
  readonly #sources: ReadonlyMap<Login, DataSource>
  readonly #pulse: Pulse
  readonly #clocks: ClockAgreement

  private constructor(sources: ReadonlyMap<Login, DataSource>, pulse: Pulse, clocks: ClockAgreement) {
    this.#sources = sources
    this.#pulse = pulse
    this.#clocks = clocks
  }

  /**
   * Opens the pools of the given logins and refuses when a wall is missing: see {@link assertWallsStand}.
   * @throws HubError UNAVAILABLE when the server cannot be reached or a wall does not stand
   */
  static async open(options: DatabaseOptions, entities: readonly EntityTarget[] = []): Promise<Database> {
    const sources = new Map<Login, DataSource>()
    try {
      for (const login of LOGINS) {
        const password = options.passwords[login]
        if (password === undefined) continue
        const source = new DataSource(dataSourceOptions(options, login, password, entities))
        await source.initialize()
        sources.set(login, source)
        await assertWallsStand(login, sql => source.query(sql))
      }
    } catch (error) {
      await Promise.all([...sources.values()].map(source => source.destroy()))
      throw error
    }
    const [knocking] = sources.keys()
    const pulse = new Pulse(() => knockAt(options, knocking, options.passwords[knocking] ?? ''))
    return new Database(sources, pulse, options.clocks ?? new ClockAgreement())
  }

  serves(tier: Tier): boolean {
    return this.#sources.has(loginOfTier(tier))
  }

  /** The tiers whose login this process holds. */
  get tiers(): Tier[] {
    return (['GOVERNMENT', 'MEMBER', 'FRIEND', 'PUBLIC'] as const).filter(tier => this.serves(tier))
  }

  /**
   * Runs `work` in one transaction, on the login of the reader's tier and under the reader's own row-level security.
   * @param work may ask when the transaction began, by the clock of the database
   * @param plans of the statements that `work` prepares
   */
  asReader<T>(reader: Reader, work: (tx: Tx, at: Promise<Date>) => Promise<T>, plans: Plans = 'auto'): Promise<T> {
    return this.#transaction(loginOfTier(reader.tier), { personId: reader.personId, plans }, work)
  }

  /**
   * Runs `work` for somebody who presents a credential (the digest of a token, or an e-mail address): only the row that
   * carries exactly this credential can be seen. `become` lets the transaction go on as the person who was found.
   */
  asStranger<T>(
    tier: Tier,
    credential: string,
    work: (tx: Tx, become: (personId: string) => Promise<void>) => Promise<T>,
  ): Promise<T> {
    return this.#transaction(loginOfTier(tier), { credential }, tx =>
      work(tx, async personId => {
        await setContext(await clientOf(tx), { personId, credential })
      }),
    )
  }

  /**
   * `asReader` for reading in one round trip: the transaction ends with what `work` asks before it waits for the first answer.
   * @param work may ask nothing later, and writes nothing, because whatever happens after the answers came takes nothing back
   */
  askAsReader<T>(reader: Reader, work: (ask: Ask) => Promise<T>, plans: Plans = 'auto'): Promise<T> {
    return this.#atOnce(loginOfTier(reader.tier), { personId: reader.personId, plans }, work)
  }

  /** `asStranger` in the same way; what is asked first may itself set whom the rest is asked as. */
  askAsStranger<T>(tier: Tier, credential: string, work: (ask: Ask) => Promise<T>): Promise<T> {
    return this.#atOnce(loginOfTier(tier), { credential }, work)
  }

  /** Dangerous: a transaction beyond single readers. Only `system-reader.ts` may call this; use what it offers. */
  asSystem<T>(login: Login, purpose: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#transaction(login, { purpose }, work)
  }

  /** True when the server answers on every pool, and its clock agrees with ours. */
  async isReady(): Promise<boolean> {
    const compare = this.#clocks.asking()
    try {
      const answers = await this.#pulse.whileThere(() =>
        Promise.all([...this.#sources.values()].map(source => source.query<[{ now: Date }]>('select now()'))),
      )
      for (const [{ now }] of answers) compare(now)
      return true
    } catch {
      return false
    }
  }

  async close(): Promise<void> {
    this.#pulse.stop()
    await Promise.all([...this.#sources.values()].map(source => source.destroy()))
  }

  /** All of the transaction goes to the server in one write and comes back in one, `commit` too. */
  #atOnce<T>(login: Login, context: Context, work: (ask: Ask) => Promise<T>): Promise<T> {
    return this.#connected(login, (_runner, client) => this.#askAtOnce(client, context, work))
  }

  async #askAtOnce<T>(client: Client, context: Context, work: (ask: Ask) => Promise<T>): Promise<T> {
    let isOpen = true
    const compare = this.#clocks.asking()
    const together = new Together()
    // Not a word may go out behind the `commit`: it would be said in nobody's name.
    const ask: Ask = async (sql, parameters) => {
      if (!isOpen) throw new TypeError('Everything is asked before the first answer.')
      return preparedOn(together, sql, parameters)
    }
    const begun = together.query({ name: 'begin', text: 'begin' })
    const at = setContext(together, context)
    const answer = (async () => work(ask))()
    isOpen = false
    const committed = together.query({ name: 'commit', text: 'commit' })
    client.query(together)
    // The connection is not given back before all is answered, well or badly.
    const [answered, began, ...ended] = await Promise.allSettled([answer, at, begun, committed])
    if ([began, ...ended].some(({ status }) => status === 'rejected'))
      await client.query('rollback').catch(() => undefined)
    if (began.status === 'fulfilled') compare(began.value)
    if (answered.status === 'rejected') throw answered.reason
    for (const end of [began, ...ended]) if (end.status === 'rejected') throw end.reason
    return answered.value
  }

  /** `begin`, the context and the first statement of `work` go to the server together: a round trip, not three. */
  #transaction<T>(login: Login, context: Context, work: (tx: Tx, at: Promise<Date>) => Promise<T>): Promise<T> {
    return this.#connected(login, (runner, client) => this.#inTransaction(runner, client, context, work))
  }

  async #inTransaction<T>(
    runner: QueryRunner,
    client: Client,
    context: Context,
    work: (tx: Tx, at: Promise<Date>) => Promise<T>,
  ): Promise<T> {
    // TypeORM's own words for it: without them, what it nests would open, and end, a transaction of its own.
    Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 })
    const compare = this.#clocks.asking()
    const { stream } = client.connection
    stream.cork()
    const begun = client.query('begin')
    const at = setContext(client, context)
    process.nextTick(() => stream.uncork())
    try {
      // Should either fail, so does whatever `work` asks, which then says so.
      const [result, now] = await Promise.all([work(runner.manager, at), at, begun])
      compare(now)
      await client.query('commit')
      return result
    } catch (error) {
      await client.query('rollback').catch(() => undefined) // a connection that is gone has nothing to take back
      const now = await at.catch(() => undefined)
      // A refusal by a clock that is wrong is no answer either.
      if (now) compare(now)
      throw error
    } finally {
      Object.assign(runner, { isTransactionActive: false, transactionDepth: 0 })
    }
  }

  /** A connection of a login's pool for some work. Where the server is found to be away, it is ended, and so is what waits for its answer. */
  async #connected<T>(login: Login, work: (runner: QueryRunner, client: Client) => Promise<T>): Promise<T> {
    const source = this.#sources.get(login)
    if (!source) throw notFound()
    return this.#pulse.whileThere(async (waiting: Waiting) => {
      const runner = source.createQueryRunner()
      const client = (await runner.connect()) as Client // TypeORM's `any`
      waiting.givenUp.catch(() => client.connection.stream.destroy())
      try {
        return await work(runner, client)
      } finally {
        await runner.release()
      }
    })
  }
}

/** @returns when the transaction began, by the clock of the database */
async function setContext(client: NamedStatements, { personId, credential, purpose, plans }: Context): Promise<Date> {
  const mode = plans === 'once' || plans === 'walk' ? 'force_generic_plan' : 'auto'
  const parameters = [personId ?? '', credential ?? '', purpose ?? '', mode, plans === 'walk' ? 'off' : 'on']
  const [{ now }] = await preparedOn<{ now: Date }>(client, SET_CONTEXT, parameters)
  return now
}

/** TypeORM's options for one login; also used by migrations and by the test that compares entities with the schema. */
export function dataSourceOptions(
  options: ServerAddress & { poolSize?: number; applicationName?: string },
  login: Login,
  password: string,
  entities: readonly EntityTarget[],
) {
  return {
    type: 'postgres' as const,
    host: options.host,
    port: options.port,
    database: options.database,
    username: login,
    password,
    schema: 'hub',
    entities: [...entities],
    synchronize: false,
    poolSize: options.poolSize ?? 8,
    applicationName: options.applicationName ?? 'noroshi',
    ssl: options.tlsAuthority ? { ca: options.tlsAuthority, rejectUnauthorized: true } : false,
    extra: {
      pipeline: true,
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 30_000,
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
    },
  }
}
