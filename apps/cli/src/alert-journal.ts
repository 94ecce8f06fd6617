import { createHash } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { z } from 'zod'
import type { OfflineAlert } from './alert-text.ts'

const HEAD = z.object({ alert: z.object({ id: z.string(), at: z.string(), title: z.string(), text: z.string() }) })
const LINE = z.object({ to: z.string(), state: z.enum(['SENT', 'BOUNCED', 'FAILED']), reason: z.string().nullable() })
export type Line = z.output<typeof LINE>

/**
 * What became of each recipient, one line each, so that whoever is killed goes on where they stopped. A line is written in the moment of the
 * server's answer and survives the end of the process; every tenth of a second all are put on the disk. No address stands in it.
 */
export class AlertJournal {
  readonly #ended: Map<string, Line>
  readonly #file: number
  readonly #timer: NodeJS.Timeout
  readonly #lock: string

  /** Begins it, or goes on with it. @throws Error when another process sends by it, or it is of another alert */
  constructor(
    path: string,
    readonly alert: OfflineAlert,
    written: readonly Line[],
  ) {
    this.#lock = `${path}.lock`
    takeLock(this.#lock)
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
    const line = { to: this.nameOf(email), state, reason }
    this.#ended.set(line.to, line)
    writeSync(this.#file, `${JSON.stringify(line)}\n`)
  }

  close(): void {
    clearInterval(this.#timer)
    fsyncSync(this.#file)
    closeSync(this.#file)
    rmSync(this.#lock, { force: true })
  }
}

/** What a journal holds; null when there is none. @throws Error when its head is none */
export function readJournal(path: string): { readonly alert: OfflineAlert; readonly lines: readonly Line[] } | null {
  if (!existsSync(path)) return null
  const [head = '', ...rest] = readFileSync(path, 'utf8').split('\n')
  const alert = HEAD.safeParse(jsonOf(head))
  if (!alert.success) throw new Error(`${path} is no journal of an alert.`)
  const lines = rest.flatMap(text => {
    const line = LINE.safeParse(jsonOf(text))
    return line.success ? [line.data] : []
  })
  return { alert: alert.data.alert, lines }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // cut off by a crash
  }
}

/** Two that send by one journal would both send. A lock of a process that is gone holds nobody. */
function takeLock(lock: string): void {
  if (existsSync(lock) && isAlive(Number(readFileSync(lock, 'utf8'))))
    throw new Error('Another process is sending by this journal.')
  rmSync(lock, { force: true })
  writeFileSync(lock, String(process.pid), { flag: 'wx', mode: 0o600 })
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
