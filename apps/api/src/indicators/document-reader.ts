/** Reads one document in a thread with bounds on memory and time, so that a hostile file ends its own reading and nothing else. */
import { HubError } from '@noroshi/errors'
import type { Extraction, WarningList } from '@noroshi/indicators'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { DocumentForm } from './document-text.ts'

export interface ReadDocument extends Extraction {
  readonly form: DocumentForm
}

const MOST_MILLISECONDS = 30_000
const MOST_MEGABYTES = 512
/** Threads at once; whoever comes then waits for an answer that says so. */
const MOST_READERS = 2

// Beside this very file, compiled or not.
const WORKER = new URL(`./extraction-worker${extname(import.meta.filename)}`, import.meta.url)

let running = 0

/** @throws HubError INVALID_INPUT UNREADABLE_DOCUMENT, TOO_MANY_REQUESTS READERS */
export async function readDocument(
  fileName: string,
  bytes: Uint8Array,
  lists: readonly WarningList[],
  mostMilliseconds = MOST_MILLISECONDS,
): Promise<ReadDocument> {
  if (running >= MOST_READERS) throw BUSY
  running += 1
  const worker = new Worker(WORKER, {
    workerData: { fileName, bytes, lists },
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
    // Nothing of the process's settings, and nothing of its own gets into the log.
    env: {},
    stdout: true,
    stderr: true,
  })
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<ReadDocument>((resolve, reject) => {
      timer = setTimeout(() => reject(UNREADABLE), mostMilliseconds)
      worker.on('message', (read: ReadDocument) => resolve(read))
      worker.on('error', () => reject(UNREADABLE))
      worker.on('exit', () => reject(UNREADABLE))
    })
  } finally {
    clearTimeout(timer)
    await worker.terminate()
    running -= 1
  }
}

const UNREADABLE = new HubError(
  'INVALID_INPUT',
  'UNREADABLE_DOCUMENT',
  'The document cannot be read within the bounds of time and memory: it is broken, protected, or made to hold its reader up.',
  'file',
  '文書を所定の時間・メモリーの範囲で読み取れませんでした。破損・保護されているか、処理を妨げるように作られています。',
)
const BUSY = new HubError(
  'TOO_MANY_REQUESTS',
  'READERS',
  'Other documents are being read. Try again in a moment.',
  undefined,
  '他の文書を読み取り中です。しばらくしてからもう一度お試しください。',
)
