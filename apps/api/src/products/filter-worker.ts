/** A thread of its own for one filter, so that making it holds nobody up who asks the hub something else. */
import { FilterMaker } from '@noroshi/indicators'
import { createHash, randomBytes } from 'node:crypto'
import { parentPort } from 'node:worker_threads'

const words = randomBytes(16)
const maker = new FilterMaker(Uint32Array.from({ length: 4 }, (_, word) => words.readUInt32BE(word * 4)))

// What filter-maker.ts sends: values, and at last null.
parentPort?.on('message', (values: readonly string[] | null) => {
  if (values !== null) return values.forEach(value => maker.add(value))
  const { filter, count } = maker.make()
  const bodySha256 = createHash('sha256').update(filter.bits).digest('hex')
  parentPort?.postMessage({ filter, count, bodySha256 }, [filter.bits.buffer as ArrayBuffer]) // made here, and shared by nobody
})
