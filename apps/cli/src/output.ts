import { once } from 'node:events'

const AT_ONCE = 65_536

/** Lines to standard output, no faster than they are taken there: what is printed may be much, and stays in no memory. */
export class Output {
  #waiting = ''

  async line(text: string): Promise<void> {
    this.#waiting += `${text}\n`
    if (this.#waiting.length >= AT_ONCE) await this.end()
  }

  /** What was printed so far is on its way. */
  async end(): Promise<void> {
    const text = this.#waiting
    this.#waiting = ''
    if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain')
  }
}
