/** What a check is, and how it says what is wrong. */
import type { Answer, CollectionWords, TaxiiClient } from './client.ts'
import { faultOf } from './resources.ts'

export interface Check {
  readonly section: string
  readonly says: string
  /** Resolves to what is wrong, or to nothing. */
  readonly run: (server: Server) => Promise<string | undefined>
}

/** The server as discovery showed it. */
export interface Server {
  readonly client: TaxiiClient
  readonly roots: readonly string[]
  readonly collections: readonly { readonly root: string; readonly url: string; readonly words: CollectionWords }[]
}

export const statusFault = (answer: Answer, ...expected: number[]): string | undefined =>
  expected.includes(answer.status) ? undefined : `status ${answer.status}, expected ${expected.join(' or ')}`
/** An error that is a TAXII resource of this very status. */
export const errorFault = (answer: Answer, ...expected: number[]): string | undefined =>
  statusFault(answer, ...expected) ?? faultOf('error', answer)

/** Runs the checks one after the other: the first that finds something does in each place. */
export async function first(findings: Iterable<() => Promise<string | undefined>>): Promise<string | undefined> {
  for (const find of findings) {
    const found = await find()
    if (found) return found
  }
  return undefined
}
