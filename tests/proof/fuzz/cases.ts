/** Runs the cases of one target in a thread of its own, and tells its parent how it goes: it can hang, and its parent cannot. */
import { seededRandom } from '@noroshi/clearance/testing'
import { parentPort, workerData } from 'node:worker_threads'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { TARGETS } from './targets.ts'
import { MOST_MS, type Assignment, type Word } from './words.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void // what the flag gives
const heapUsed = (): number => {
  collect()
  return getHeapStatistics().used_heap_size
}
const tell = (word: Word): void => parentPort?.postMessage(word)

/** The random numbers of one case, by the seed of the run. */
const rngOf = (seed: number, at: number) => seededRandom((seed ^ Math.imul(at + 1, 0x9e37_79b1)) >>> 0)

function run({ target, seed, from, count }: Assignment): void {
  const { make, read } = TARGETS[target]
  let [slowestMs, slowest, before] = [0, from, 0]
  for (let at = from; at < from + count; at += 1) {
    if (at % 100 === 0) tell({ at })
    // What is loaded and compiled once is there by now.
    if (at === from + Math.floor(count / 10)) before = heapUsed()
    const input = make(rngOf(seed, at))
    const began = performance.now()
    try {
      read(input)
    } catch (error) {
      return tell({ failed: at, input, why: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
    const took = performance.now() - began
    if (took > slowestMs) [slowestMs, slowest] = [took, at]
    if (took > MOST_MS) return tell({ failed: at, input, why: `took ${Math.round(took)} ms` })
  }
  tell({ done: count, slowestMs, slowest, heapGrowth: heapUsed() / before })
}

run(workerData as Assignment) // by who started this thread
