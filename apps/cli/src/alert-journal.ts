import { createHash } from 'node:crypto'
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { z } from 'zod'
import type { OfflineAlert } from '@noroshi/products'

const HEAD = z.object({ alert: z.object({ id: z.string(), at: z.string(), title: z.string(), text: z.string() }) })
const LINE = z.object({
  to: z.string(),
  state: z.enum(['SENT', 'BOUNCED', 'FAILED']),
  reason: z.string().nullable(),
  /** ISO 8601; journals of earlier versions have none. */
  at: z.string().optional(),
})
export type Line = z.output<typeof LINE>
const IMPORTED = z.object({ imported: z.string() })

/**
 * What became of each recipient, one line each, so that whoever is killed goes on where they stopped. A line is written in the moment of the
 * server's answer and survives the end of the process; every tenth of a second all are put on the disk. No address stands in it.
 */
export class AlertJournal {
  readonly #ended: Map<string, Line>
  readonly #file: number
  readonly #timer: NodeJS.Timeout
  readonly #unlock: () => void

  /** Begins it, or goes on with it. @throws Error when another process sends by it, or it is of another alert */
  constructor(
    path: string,
    readonly alert: OfflineAlert,
    written: readonly Line[],
  ) {
    this.#unlock = lockJournal(path)
    this.#ended = new Map(written.map(line => [line.to, line]))
    const isNew = !existsSync(path)
    this.#file = openSync(path, 'a', 0o600)
    // A line that was cut off by a crash ends here.
    writeSync(this.#file, isNew ? `${JSON.stringify({ alert })}\n` : '\n')
    fsyncSync(this.#file)
    this.#timer = setInterval(() => fsyncSync(this.#file), 100)
  }

  /** It was taken, or refused for good: nothing is sent there again. */
  isOver(email: string): boolean {
    const state = this.#ended.get(this.nameOf(email))?.state
    return state === 'SENT' || state === 'BOUNCED'
  }

  wasSent(email: string): boolean {
    return this.#ended.get(this.nameOf(email))?.state === 'SENT'
  }

  count(state: Line['state']): number {
    return [...this.#ended.values()].filter(line => line.state === state).length
  }

  reasons(): Map<string, number> {
    const counts = new Map<string, number>()
    for (const { reason } of this.#ended.values())
      if (reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1)
    return counts
  }

  /** The same for one address and one alert: also the name of the message, by which a mailbox knows it. */
  nameOf(email: string): string {
    return createHash('sha256').update(`${this.alert.id}\0${email.toLowerCase()}`).digest('hex').slice(0, 32)
  }

  note(email: string, state: Line['state'], reason: string | null): void {
    const line = { to: this.nameOf(email), state, reason, at: new Date().toISOString() }
    this.#ended.set(line.to, line)
    writeSync(this.#file, `${JSON.stringify(line)}\n`)
  }

  close(): void {
    clearInterval(this.#timer)
    fsyncSync(this.#file)
    closeSync(this.#file)
    this.#unlock()
  }
}

export interface ReadJournal {
  readonly alert: OfflineAlert
  readonly lines: readonly Line[]
  /** The product as which the hub has it; it tells the rest. */
  readonly imported: string | null
}

/** What a journal holds; null when there is none. @throws Error when its head is none */
export function readJournal(path: string): ReadJournal | null {
  if (!existsSync(path)) return null
  const [head = '', ...rest] = readFileSync(path, 'utf8').split('\n')
  const alert = HEAD.safeParse(jsonOf(head))
  if (!alert.success) throw noJournal(path)
  const lines = rest.flatMap(text => {
    const line = LINE.safeParse(jsonOf(text))
    return line.success ? [line.data] : []
  })
  const imported = rest.map(text => IMPORTED.safeParse(jsonOf(text)).data?.imported).find(id => id !== undefined)
  return { alert: alert.data.alert, lines, imported: imported ?? null }
}

export const noJournal = (path: string): Error => new Error(`${path} is no journal of an alert.`)

/** Says that the hub has it from now on: nobody is told by this journal any more. */
export function noteImport(path: string, productId: string): void {
  if (readJournal(path)?.imported !== productId) appendFileSync(path, `\n${JSON.stringify({ imported: productId })}\n`)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // cut off by a crash
  }
}

/**
 * Two that send by one journal would both send. A lock of a process that is gone holds nobody.
 * @returns what lets go of it @throws Error when another holds it
 */
export function lockJournal(path: string): () => void {
  const lock = `${path}.lock`
  if (existsSync(lock) && isAlive(Number(readFileSync(lock, 'utf8'))))
    throw new Error('Another process is sending by this journal.')
  rmSync(lock, { force: true })
  writeFileSync(lock, String(process.pid), { flag: 'wx', mode: 0o600 })
  return () => rmSync(lock, { force: true })
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
