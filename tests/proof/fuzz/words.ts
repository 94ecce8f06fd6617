/** What the threads that fuzz and their parent say to each other. */
export interface Assignment {
  readonly target: string
  readonly seed: number
  readonly from: number
  readonly count: number
}

export type Word =
  /** A sign of life, every hundred cases. */
  | { readonly at: number }
  | { readonly failed: number; readonly input: string; readonly why: string }
  | { readonly done: number; readonly slowestMs: number; readonly slowest: number; readonly heapGrowth: number }

/** A case may take so long; far more than any needs, on a machine that does other things besides. */
export const MOST_MS = 1_000
