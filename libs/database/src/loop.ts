/**
 * Does some work whenever it is woken, never twice at once: woken while it works, it works once more afterwards. What the work throws is
 * the work's own to have caught.
 */
export class Loop {
  #running: Promise<void> | undefined
  #again = false
  #stopped = false

  constructor(private readonly work: () => Promise<void>) {}

  wake(): void {
    if (this.#stopped) return
    if (this.#running) {
      this.#again = true
      return
    }
    this.#running = this.work().finally(() => {
      this.#running = undefined
      if (this.#again) {
        this.#again = false
        this.wake()
      }
    })
  }

  /** Resolves when what is at work has ended; nothing begins any more. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
  }
}
