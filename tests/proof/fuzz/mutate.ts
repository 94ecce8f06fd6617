/** Wrong inputs made of right ones, each from the random numbers of its own case, so that a case can be had again alone. */
import type { Rng } from '@noroshi/clearance/testing'

const PIECES = [
  ...[
    '',
    ' ',
    '\u0000',
    '\\',
    '"',
    "'",
    '`',
    '\n',
    '\r\n',
    '\t',
    '\ufeff',
    '\u202e',
    '\ud800',
    'あ',
    '𠮷',
    '%00',
    '%E3%81',
    '../',
    '--',
  ],
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '<',
    '>',
    ',',
    ';',
    ':',
    '|',
    '&',
    '=',
    '!=',
    '*',
    '+',
    '?',
    '.',
    '$',
    '^',
    '#',
    '/',
    '//',
    '/*',
    '*/',
  ],
  ...[
    '0',
    '-0',
    '-1',
    '1e999',
    '0x10',
    '9007199254740993',
    '1.0',
    'NaN',
    'true',
    'null',
    '__proto__',
    'constructor',
    'toString',
  ],
  ...[
    ' AND ',
    ' OR ',
    ' NOT ',
    ' FOLLOWEDBY ',
    ' WITHIN 1 SECONDS',
    ' REPEATS 2 TIMES',
    ' IN ',
    ' LIKE ',
    ' MATCHES ',
    ' EXISTS ',
  ],
  ...['2016-02-30T00:00:00Z', '2016-12-31T23:59:60Z', 'indicator--', 'bundle', 'x-custom', 'extension-definition--'],
]

export const below = (rng: Rng, most: number): number => Math.floor(rng() * most)
export const anyOf = <T>(rng: Rng, list: readonly T[]): T => list[below(rng, list.length)]

/** Pieces of it cut out, doubled, exchanged, moved or replaced by others; at most some thousand characters longer. */
export function mutatedText(rng: Rng, text: string): string {
  let made = text
  for (let turn = 1 + below(rng, 6); turn > 0; turn -= 1) {
    const at = below(rng, made.length + 1)
    const piece = made.slice(at, at + below(rng, 24))
    const rest = made.slice(at + piece.length)
    const choice = below(rng, 6)
    if (choice === 0) made = made.slice(0, at) + rest
    else if (choice === 1) made = made.slice(0, at) + piece.repeat(2 + below(rng, rng() < 0.05 ? 200 : 3)) + rest
    else if (choice === 2) made = made.slice(0, at) + anyOf(rng, PIECES) + rest
    else if (choice === 3) made = made.slice(0, at) + anyOf(rng, PIECES) + piece + rest
    else if (choice === 4) made = made.slice(0, at) + String.fromCharCode(below(rng, 0x1_0000)) + rest
    else made = made.slice(0, below(rng, at + 1)) + piece + rest
  }
  return made
}

const scalars = (rng: Rng): unknown =>
  anyOf<unknown>(rng, [
    ...[
      null,
      true,
      false,
      0,
      -0,
      1,
      -1,
      1.5,
      1e21,
      Number.MAX_SAFE_INTEGER,
      '',
      ' ',
      'あ',
      '\u0000',
      '2016-01-01T00:00:00Z',
    ],
    ...[[], {}, [[]], [null], { a: 1 }, anyOf(rng, PIECES), { __proto__: null, constructor: 1 }],
  ])

/** A deep copy with a few values exchanged, dropped, repeated, nested or put in another's place. */
export function mutatedValue(rng: Rng, value: unknown): unknown {
  const made: { root: unknown } = { root: structuredClone(value) }
  for (let turn = 1 + below(rng, 4); turn > 0; turn -= 1) {
    const place = somePlace(rng, made)
    const choice = below(rng, 8)
    if (choice === 0) place.put(scalars(rng))
    else if (choice === 1) place.drop()
    else if (choice === 2) place.put([place.value, place.value])
    else if (choice === 3) place.put({ [anyOf(rng, PIECES) || 'x']: place.value })
    else if (choice === 4) place.put(structuredClone(somePlace(rng, made).value))
    else if (choice === 5 && typeof place.value === 'string') place.put(mutatedText(rng, place.value))
    else if (choice === 6) place.put(nested(rng, place.value))
    else place.rename(anyOf(rng, PIECES))
  }
  return made.root
}

function nested(rng: Rng, value: unknown): unknown {
  let made = value
  for (let depth = below(rng, 64); depth > 0; depth -= 1) made = rng() < 0.5 ? [made] : { a: made }
  return made
}

interface Place {
  readonly value: unknown
  put(value: unknown): void
  drop(): void
  rename(key: string): void
}

/** A walk from the outside in that stops somewhere. */
function somePlace(rng: Rng, made: { root: unknown }): Place {
  let owner: Record<string, unknown> = made
  let key = 'root'
  for (;;) {
    const value = owner[key]
    const keys = typeof value === 'object' && value !== null ? Object.keys(value) : []
    if (keys.length === 0 || rng() < 0.25) return placeOf(owner, key)
    owner = value as Record<string, unknown> // has keys: an object or a list
    key = anyOf(rng, keys)
  }
}

const placeOf = (owner: Record<string, unknown>, key: string): Place => ({
  value: owner[key],
  put: value => {
    owner[key] = value
  },
  drop: () => {
    Reflect.deleteProperty(owner, key)
  },
  rename: name => {
    const value = owner[key]
    Reflect.deleteProperty(owner, key)
    // As JSON.parse does: a name like __proto__ is a property, not the prototype.
    Object.defineProperty(owner, name, { value, enumerable: true, writable: true, configurable: true })
  },
})
