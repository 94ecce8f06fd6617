import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

const SHORTEST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 5_000
/** Who lived so long had come up: it is no crash at the start, and is brought back at once. */
const CAME_UP_MS = 4_000

/** Milliseconds to wait before the next start; `lastPause` is null when there was none before. */
export function pauseBefore(livedMs: number, lastPause: number | null): number {
  if (lastPause === null || livedMs >= CAME_UP_MS) return SHORTEST_PAUSE_MS
  return Math.min(lastPause * 2, LONGEST_PAUSE_MS)
}

/** Keeps one program running: a crash brings it back after a pause that grows while it keeps crashing at its start. */
export class Supervised {
  #child: ChildProcess | undefined
  #pause: number | null = null
  #timer: NodeJS.Timeout | undefined
  #stopping = false
  #ends = 0

  constructor(
    readonly name: string,
    private readonly script: string,
    private readonly environment: Record<string, string | undefined>,
  ) {}

  /** How often it ended by itself. */
  get ends(): number {
    return this.#ends
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  start(): void {
    const startedAt = performance.now()
    const child = spawn(process.execPath, ['--enable-source-maps', this.script], {
      env: this.environment,
      // The channel says nothing; that it breaks tells the child that we are gone, however we went.
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#child = child
    child.on('exit', (code, signal) => {
      if (this.#stopping) return
      this.#ends += 1
      this.#pause = pauseBefore(performance.now() - startedAt, this.#pause)
      console.error(`${this.name} ended (${signal ?? code}); starting it again in ${this.#pause} ms`)
      this.#timer = setTimeout(() => this.start(), this.#pause)
    })
  }

  /** Asks it to finish what it is doing; after ten seconds it is made to. */
  async stop(): Promise<void> {
    this.#stopping = true
    clearTimeout(this.#timer)
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    const force = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await ended
    clearTimeout(force)
  }
}
