/** A thread of its own for one document, so that setting it holds nobody up who asks the hub something else. */
import { parentPort, workerData } from 'node:worker_threads'
import { pdfOf } from './pdf-document.ts'
import { TooManyPages } from './pdf-sheet.ts'
import type { RenderedEdition } from './rendered-edition.ts'

try {
  const bytes = Uint8Array.from(await pdfOf(workerData as RenderedEdition)) // what pdf-maker.ts gave, copied to be handed over
  parentPort?.postMessage(bytes, [bytes.buffer])
} catch (error) {
  if (!(error instanceof TooManyPages)) throw error
  parentPort?.postMessage('TOO_MANY_PAGES')
}
