import { ask, operationNameOf, ownHeaders, question, readAnswer } from './graphql.ts'
import type { BundleImport, Extraction } from './types.ts'

export const EXTRACT_INDICATORS = question<{ extractIndicators: Extraction }, { file: null }>(
  `mutation ExtractIndicators($file: Upload!) {
  extractIndicators(file: $file) {
    form isCut
    candidates {
      kind value asWritten line occurrences context { text start length } confidence
      reasons { rule message messageJa } warningLists
    }
  }
}`,
)

/** What an analyst accepted, as it goes to the store. */
export interface AcceptedIndicator {
  kind: string
  value: string
  description: string
  confidence: number
  overridesWarningLists: boolean
}
export const STORE_INDICATORS = question<
  { storeIndicators: Pick<BundleImport, 'id' | 'state'> },
  { id: string; source: string; indicators: readonly AcceptedIndicator[] }
>(`mutation StoreIndicators($id: ID!, $source: String!, $indicators: [AcceptedIndicator!]!) {
  storeIndicators(id: $id, source: $source, indicators: $indicators) { id state }
}`)

/** Sends a document, which is not kept, and gets the candidates in it. */
export async function extractIndicators(file: File): Promise<Extraction> {
  const { text } = EXTRACT_INDICATORS
  const form = new FormData()
  const operation = { query: text, variables: { file: null }, operationName: operationNameOf(text) }
  form.append('operations', JSON.stringify(operation))
  form.append('map', JSON.stringify({ 0: ['variables.file'] }))
  form.append('0', file, file.name)
  const response = await fetch('/graphql', {
    ...{ method: 'POST', credentials: 'same-origin', body: form },
    headers: ownHeaders(),
  })
  return readAnswer<{ extractIndicators: Extraction }>(response.status, await response.text()).extractIndicators
}

/** A request holds at most 256 KiB; what is more goes in several imports, each with its receipt. */
const MOST_BYTES = 200_000

/** Stores what was accepted; resolves to the receipts' ids. */
export async function storeIndicators(source: string, indicators: readonly AcceptedIndicator[]): Promise<string[]> {
  const ids: string[] = []
  for (const batch of batchesOf(indicators)) {
    const { storeIndicators: receipt } = await ask(STORE_INDICATORS, {
      id: crypto.randomUUID(),
      source,
      indicators: batch,
    })
    ids.push(receipt.id)
  }
  return ids
}

function batchesOf(indicators: readonly AcceptedIndicator[]): AcceptedIndicator[][] {
  const batches: AcceptedIndicator[][] = []
  let room = 0
  for (const indicator of indicators) {
    const size = new TextEncoder().encode(JSON.stringify(indicator)).length + 1
    if (size > room) {
      batches.push([])
      room = MOST_BYTES
    }
    batches.at(-1)?.push(indicator)
    room -= size
  }
  return batches
}
