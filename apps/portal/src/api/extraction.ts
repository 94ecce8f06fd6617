import { question, type VariablesFor } from '@noroshi/client'
import { ask, hub } from './graphql.ts'
import type { Extraction } from './types.ts'

export const EXTRACT_INDICATORS = question(`mutation ExtractIndicators($file: Upload!) {
  extractIndicators(file: $file) {
    form isCut
    candidates {
      kind value asWritten line occurrences context { text start length } confidence
      reasons { rule message messageJa } warningLists
    }
  }
}`)

export const STORE_INDICATORS =
  question(`mutation StoreIndicators($id: ID!, $source: String!, $indicators: [AcceptedIndicator!]!) {
  storeIndicators(id: $id, source: $source, indicators: $indicators) { id state }
}`)

/** What an analyst accepted, as it goes to the store. */
export type AcceptedIndicator = VariablesFor<typeof STORE_INDICATORS>['indicators'][number]

/** Sends a document, which is not kept, and gets the candidates in it. */
export const extractIndicators = async (file: File): Promise<Extraction> =>
  (await hub.upload(EXTRACT_INDICATORS, { file: null }, file, file.name)).extractIndicators

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
