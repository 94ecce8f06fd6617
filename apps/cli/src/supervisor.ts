import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

const SHORTEST_PAUSE = 200
const LONGEST_PAUSE = 5_000

/** Keeps one program running: a crash brings it back after a pause that grows while it keeps crashing. */
export class Supervised {
  #child: ChildProcess | undefined
  #pause = SHORTEST_PAUSE
  #timer: NodeJS.Timeout | undefined
  #stopping = false

  constructor(
    readonly name: string,
    private readonly script: string,
    private readonly environment: Record<string, string | undefined>,
  ) {}

  get pid(): number | undefined {
    return this.#child?.pid
  }

  start(): void {
    const startedAt = Date.now()
    const child = spawn(process.execPath, ['--enable-source-maps', this.script], {
      env: this.environment,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    this.#child = child
    child.on('exit', (code, signal) => {
      if (this.#stopping) return
      this.#pause = Date.now() - startedAt > 10_000 ? SHORTEST_PAUSE : Math.min(this.#pause * 2, LONGEST_PAUSE)
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
