/** A thread of its own for one document: what it does to its reader, it does to this thread alone. */
import { extract, WarningLists, type WarningList } from '@noroshi/indicators'
import { parentPort, workerData } from 'node:worker_threads'
import { textOfDocument } from './document-text.ts'

const { fileName, bytes, lists } = workerData as {
  readonly fileName: string
  readonly bytes: Uint8Array
  readonly lists: readonly WarningList[]
} // what document-reader.ts sends
const { form, text, isCut } = await textOfDocument(fileName, bytes)
const extraction = extract(text, { lists: new WarningLists(lists), mostCandidates: 5_000 })
parentPort?.postMessage({ form, candidates: extraction.candidates, isCut: isCut || extraction.isCut })
