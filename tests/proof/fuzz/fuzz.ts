/** Shares cases out to threads, one for each target at a time, and ends those that hang. */
import { Worker } from 'node:worker_threads'
import { MOST_MS, type Assignment, type Word } from './words.ts'

export interface Outcome {
  readonly target: string
  readonly cases: number
  readonly seconds: number
  readonly slowestMs: number
  /** Heap in use after the last case, in units of that after the first tenth. */
  readonly heapGrowth: number
  /** What went wrong, with the case that shows it again; null when nothing did. */
  readonly failure: string | null
}

/** A hundred cases are between two signs of life. */
const PATIENCE_MS = 100 * MOST_MS

export function fuzz(assignment: Assignment): Promise<Outcome> {
  const { target, seed, from, count } = assignment
  const began = performance.now()
  const worker = new Worker(new URL('./cases.ts', import.meta.url), { workerData: assignment })
  return new Promise(resolve => {
    let reached = from
    const end = (rest: Partial<Outcome>) => {
      clearTimeout(timer)
      void worker.terminate()
      const seconds = Math.round(performance.now() - began) / 1_000
      resolve({ target, cases: reached - from, seconds, slowestMs: 0, heapGrowth: 1, failure: null, ...rest })
    }
    const again = (at: number) => `again by FUZZ_TARGET=${target} PROOF_SEED=${seed} FUZZ_CASE=${at}`
    const hung = () =>
      end({ failure: `${target} hangs in one of the hundred cases from ${reached}; ${again(reached)}` })
    let timer = setTimeout(hung, PATIENCE_MS)
    worker.on('error', error => end({ failure: `${target}, the thread: ${error.stack ?? error.message}` }))
    worker.on('message', (word: Word) => {
      if ('at' in word) {
        reached = word.at
        clearTimeout(timer)
        timer = setTimeout(hung, PATIENCE_MS)
      } else if ('failed' in word)
        end({
          failure: `${target}: ${word.why}\nof ${JSON.stringify(word.input.slice(0, 2_000))}\n${again(word.failed)}`,
        })
      else
        end({
          cases: count,
          slowestMs: Math.round(word.slowestMs * 10) / 10,
          heapGrowth: Math.round(word.heapGrowth * 100) / 100,
        })
    })
  })
}
