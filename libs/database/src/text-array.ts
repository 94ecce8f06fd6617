/** The object ids of `text` and `bytea` in every PostgreSQL. */
const TEXT = 25
const BYTEA = 17

/**
 * A `text[]` parameter in PostgreSQL's binary form (`array_send`). The driver would write it as an array literal, with a backslash
 * before each quote: of JSON documents that costs more than all else that is done to store them, here and in the server.
 * @param values as strings or in UTF-8
 */
export function textArray(values: readonly (string | Uint8Array | null)[]): Buffer {
  const size = values.reduce((sum, value) => sum + (value === null ? 0 : Buffer.byteLength(value)), 0)
  return binaryArray(TEXT, values, size, (value, bytes, at) => {
    if (typeof value === 'string') return bytes.write(value, at)
    bytes.set(value, at)
    return value.byteLength
  })
}

/** A `bytea[]` in the same form, of bytes in hexadecimal. */
export function byteaArray(hexes: readonly string[]): Buffer {
  const size = hexes.reduce((sum, hex) => sum + hex.length / 2, 0)
  return binaryArray(BYTEA, hexes, size, (hex, bytes, at) => bytes.write(hex, at, 'hex'))
}

/** @param write puts a value there and says how many bytes it has */
function binaryArray<Value extends string | Uint8Array>(
  type: number,
  values: readonly (Value | null)[],
  size: number,
  write: (value: Value, bytes: Buffer, at: number) => number,
): Buffer {
  const bytes = Buffer.allocUnsafe(20 + 4 * values.length + size)
  bytes.writeInt32BE(1, 0) // dimensions
  bytes.writeInt32BE(values.includes(null) ? 1 : 0, 4)
  bytes.writeInt32BE(type, 8)
  bytes.writeInt32BE(values.length, 12)
  bytes.writeInt32BE(1, 16) // the first index
  let at = 20
  for (const value of values) {
    const length = value === null ? -1 : write(value, bytes, at + 4)
    bytes.writeInt32BE(length, at)
    at += 4 + Math.max(0, length)
  }
  return bytes
}

/** An array literal of what needs no quotes. */
export const plainArray = (values: readonly (number | bigint | boolean)[]): string => `{${values.join()}}`
