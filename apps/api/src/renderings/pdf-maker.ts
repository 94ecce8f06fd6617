/** Makes one PDF in a thread, within bounds of time, memory and length. */
import { HubError } from '@noroshi/errors'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { RenderedEdition } from './rendered-edition.ts'

const MOST_MILLISECONDS = 30_000
/** More than this fills more pages than are made, whatever the letters. */
const MOST_CHARACTERS = 1_000_000
const MOST_AT_ONCE = 2
const MOST_WAITING = 20

// Beside this very file, compiled or not.
const WORKER = new URL(`./pdf-worker${extname(import.meta.filename)}`, import.meta.url)

/** Documents in turn: two are set at once, since each takes a core. */
export class PdfMaker {
  #running = 0
  readonly #waiting: (() => void)[] = []

  /** @throws HubError TOO_LARGE DOCUMENT, UNAVAILABLE DOCUMENTS when it takes too long or too many wait */
  async make(edition: RenderedEdition): Promise<Uint8Array> {
    if (edition.body.length > MOST_CHARACTERS) throw tooLarge()
    if (this.#running === MOST_AT_ONCE) {
      if (this.#waiting.length === MOST_WAITING) throw busy()
      await new Promise<void>(resolve => this.#waiting.push(resolve)) // whoever ends hands on its place
    } else this.#running += 1
    try {
      return await inThread(edition)
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running -= 1
    }
  }
}

async function inThread(edition: RenderedEdition): Promise<Uint8Array> {
  const worker = new Worker(WORKER, {
    ...{ env: {}, stdout: true, stderr: true, workerData: edition },
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  })
  let timer: NodeJS.Timeout | undefined
  try {
    const answer = await new Promise<Uint8Array | string>((resolve, reject) => {
      timer = setTimeout(() => reject(busy()), MOST_MILLISECONDS)
      worker.on('message', resolve)
      worker.on('error', reject)
      worker.on('exit', () => reject(new Error('the thread that sets documents ended')))
    })
    if (typeof answer === 'string') throw tooLarge()
    return answer
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}

const tooLarge = (): HubError =>
  new HubError(
    'TOO_LARGE',
    'DOCUMENT',
    'This edition is longer than the 200 pages that are made a PDF. Take it as Markdown.',
    undefined,
    'この版は、PDFにできる200ページを超えます。Markdownをご利用ください。',
  )

const busy = (): HubError =>
  new HubError(
    'UNAVAILABLE',
    'DOCUMENTS',
    'Other documents are being made. Try again in a moment.',
    undefined,
    '他の文書を作成中です。しばらくしてからもう一度お試しください。',
  )
