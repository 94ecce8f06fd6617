/** What somebody pasted or chose a file of, as values to ask for: one a line. Pure. */

/** Values of one list, and characters of one value; the hub takes no longer ones (`MOST_VALUE_CHARACTERS` of @noroshi/products). */
export const MOST_VALUES = 10_000
export const MOST_CHARACTERS = 4_096
/** Bytes of a file that is read: more than so many values of usual length. */
export const MOST_FILE_BYTES = 2_097_152

export interface ListOfValues {
  /** Each once, in order. */
  readonly values: readonly string[]
  /** Lines that are longer than a value may be. */
  readonly tooLong: number
  /** Lines beyond the most that are asked for. */
  readonly tooMany: number
}

export function valuesOf(text: string): ListOfValues {
  const lines = [...new Set(text.split(/\r\n|\r|\n/).map(line => line.trim()))].filter(line => line !== '')
  const fitting = lines.filter(line => line.length <= MOST_CHARACTERS)
  return {
    values: fitting.slice(0, MOST_VALUES),
    tooLong: lines.length - fitting.length,
    tooMany: Math.max(0, fitting.length - MOST_VALUES),
  }
}

/** A request holds at most 256 KiB and 500 values; smaller ones make progress visible and can be broken off. */
const MOST_OF_BATCH = 200
const MOST_BYTES_OF_BATCH = 150_000

/** The list in requests that the hub takes. */
export function batchesOf(values: readonly string[]): string[][] {
  const batches: string[][] = []
  let room = 0
  for (const value of values) {
    const size = new TextEncoder().encode(JSON.stringify(value)).length + 1
    if (size > room || (batches.at(-1)?.length ?? 0) >= MOST_OF_BATCH) {
      batches.push([])
      room = MOST_BYTES_OF_BATCH
    }
    batches.at(-1)?.push(value)
    room -= size
  }
  return batches
}
