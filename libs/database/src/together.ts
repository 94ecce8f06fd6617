import { Query, type Connection, type QueryConfig, type QueryResult } from 'pg'

/** What the driver's queries do and its types leave out. */
interface Statement {
  readonly name?: string
  readonly text: string
  /** Writes parse, bind, describe, execute and sync. */
  prepare(connection: Connection): void
  handleRowDescription(message: unknown): void
  handleDataRow(message: unknown): void
  handleCommandComplete(message: unknown, connection: Connection): void
  handleReadyForQuery(connection: Connection): void
  handleError(error: Error, connection: Connection): void
}

/** A connection, or what will be sent to one. */
export interface NamedStatements {
  query<Row extends object>(config: NamedStatement): Promise<{ readonly rows: Row[] }>
}

type NamedStatement = QueryConfig & { readonly name: string }

/** Names of the statements that a connection keeps, and of those that it was sent and has not answered. */
type Keeping = Connection & { readonly submittedNamedStatements: Record<string, string> }

/**
 * Named statements that go to the server in one write and come back in one packet: a single Sync stands behind them all (PostgreSQL 18
 * §54.2.4). The driver alone puts one behind each, for which the server sends a packet and this process is woken. What stands behind
 * a statement that fails is not looked at and fails with it, so that whoever began a transaction takes it back.
 */
export class Together extends Query implements NamedStatements {
  readonly #statements: Statement[] = []
  #answered = 0
  /** As the driver asks for them when a statement was parsed: those of the one that is being answered. */
  name: string | undefined
  text: string | undefined

  constructor() {
    super('')
  }

  /** Adds a statement; nothing is sent before the whole is given to `Client.query`. */
  query<Row extends object>(config: NamedStatement): Promise<{ readonly rows: Row[] }> {
    return new Promise((resolve, reject) => {
      const answer = (error: Error | null | undefined, result: unknown) =>
        error ? reject(error) : resolve(result as QueryResult<Row>) // what the driver gives to a single statement
      this.#statements.push(new Query(config, answer) as unknown as Statement) // says more than its type
    })
  }

  override submit = (connection: Connection): void => {
    const unsynced = Object.create(connection, { sync: { value: () => undefined } }) as Connection // of its prototype
    connection.stream.cork()
    for (const statement of this.#statements) statement.prepare(unsynced)
    connection.sync()
    connection.stream.uncork()
    this.#turnTo(0)
  }

  handleRowDescription(message: unknown): void {
    this.#statements[this.#answered].handleRowDescription(message)
  }

  handleDataRow(message: unknown): void {
    this.#statements[this.#answered].handleDataRow(message)
  }

  handleCommandComplete(message: unknown, connection: Connection): void {
    this.#statements[this.#answered].handleCommandComplete(message, connection)
    this.#turnTo(this.#answered + 1)
  }

  handleReadyForQuery(connection: Connection): void {
    for (const statement of this.#statements.slice(0, this.#answered)) statement.handleReadyForQuery(connection)
  }

  handleError(error: Error, connection: Keeping): void {
    this.handleReadyForQuery(connection)
    for (const statement of this.#statements.slice(this.#answered)) {
      // The server has not parsed it, or not kept it.
      if (statement.name !== undefined) Reflect.deleteProperty(connection.submittedNamedStatements, statement.name)
      statement.handleError(error, connection)
    }
  }

  #turnTo(index: number): void {
    this.#answered = index
    ;({ name: this.name, text: this.text } = this.#statements[index] ?? { name: undefined, text: undefined })
  }
}
