/** The object id of `text` in every PostgreSQL. */
const TEXT = 25

/**
 * A `text[]` parameter in PostgreSQL's binary form (`array_send`). The driver would write it as an array literal, with a backslash
 * before each quote: of JSON documents that costs more than all else that is done to store them, here and in the server.
 */
export function textArray(values: readonly (string | null)[]): Buffer {
  const size = values.reduce((sum, value) => sum + 4 + (value === null ? 0 : Buffer.byteLength(value)), 20)
  const bytes = Buffer.allocUnsafe(size)
  bytes.writeInt32BE(1, 0) // dimensions
  bytes.writeInt32BE(values.includes(null) ? 1 : 0, 4)
  bytes.writeInt32BE(TEXT, 8)
  bytes.writeInt32BE(values.length, 12)
  bytes.writeInt32BE(1, 16) // the first index
  let at = 20
  for (const value of values) {
    const length = value === null ? -1 : bytes.write(value, at + 4)
    bytes.writeInt32BE(length, at)
    at += 4 + Math.max(0, length)
  }
  return bytes
}

/** An array literal of what needs no quotes. */
export const plainArray = (values: readonly (number | bigint | boolean)[]): string => `{${values.join()}}`
