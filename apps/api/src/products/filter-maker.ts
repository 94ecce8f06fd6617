/** Makes one filter in a thread, within bounds of time and memory. */
import { HubError } from '@noroshi/errors'
import type { Filter } from '@noroshi/indicators'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'

export interface MadeFilter {
  readonly filter: Filter
  /** Different values. */
  readonly count: number
  /** Of the filter's bits, hexadecimal. */
  readonly bodySha256: string
}

const MOST_MILLISECONDS = 60_000
/** Of 35 bytes each while a filter is made: 280 MB. */
const MOST_VALUES = 8_000_000

// Beside this very file, compiled or not.
const WORKER = new URL(`./filter-worker${extname(import.meta.filename)}`, import.meta.url)

/**
 * @param giving hands on the values, some at once
 * @returns with the filter what `giving` returned
 * @throws HubError UNAVAILABLE FILTERS when it takes too long, TOO_LARGE FILTER; whatever `giving` throws
 */
export async function makeInThread<T>(
  giving: (take: (values: string[]) => void) => Promise<T>,
  mostValues = MOST_VALUES,
): Promise<MadeFilter & { readonly given: T }> {
  const worker = new Worker(WORKER, {
    env: {},
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  })
  let timer: NodeJS.Timeout | undefined
  let size = 0
  let isOver = false
  const take = (values: string[]): void => {
    if (isOver) throw BUSY // which ends the reading
    size += values.length
    if (size > mostValues) throw TOO_LARGE
    worker.postMessage(values)
  }
  try {
    const made = new Promise<MadeFilter>((resolve, reject) => {
      timer = setTimeout(() => reject(BUSY), MOST_MILLISECONDS)
      worker.on('message', resolve)
      worker.on('error', reject)
      worker.on('exit', () => reject(new Error('the thread that makes filters ended')))
    })
    const values = giving(take)
    const given = await Promise.race([values, made.then(() => values)])
    worker.postMessage(null)
    return { ...(await made), given }
  } finally {
    isOver = true
    clearTimeout(timer)
    await worker.terminate()
  }
}

export const BUSY = new HubError(
  'UNAVAILABLE',
  'FILTERS',
  'Other filters are being made. Try again in a moment.',
  undefined,
  '他のフィルターを作成中です。しばらくしてからもう一度お試しください。',
)
const TOO_LARGE = new HubError(
  'TOO_LARGE',
  'FILTER',
  'There are more values than a filter is made of. Look them up at the hub.',
  undefined,
  'フィルターに収められる値の数を超えています。ハブに照会してください。',
)
