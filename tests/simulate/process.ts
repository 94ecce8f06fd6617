import type { SimDatabase, SimTx } from './database.ts'

/** A process of the hub. When it dies, what it was waiting for never comes, and what it held is let go. */
export class Process {
  isAlive = true
  readonly transactions = new Set<SimTx>()
  readonly onDeath: (() => void)[] = []

  readonly name: string
  private readonly database: SimDatabase

  constructor(name: string, database: SimDatabase) {
    this.name = name
    this.database = database
  }

  die(): void {
    if (!this.isAlive) return
    this.isAlive = false
    // A commit that is under way reaches the server all the same.
    for (const tx of [...this.transactions]) if (!tx.isCommitting) this.database.end(tx)
    for (const work of this.onDeath) work()
  }
}
