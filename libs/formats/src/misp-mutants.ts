/** Poison for whatever reads JSON of others: values that break careless code. */
const POISON: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1.5,
    2 ** 53,
    1e308,
    '',
    ' ',
    '0',
    '-1',
    '99999999999',
    '1e999',
    'null',
    '[object Object]',
  ],
  ...[
    '\0',
    '\ud800',
    'é'.normalize('NFD'),
    '‮',
    "'",
    "\\'",
    '\\',
    '] OR [x:y',
    "a' OR domain-name:value = 'b",
    '|',
    '||',
    'a|',
  ],
  ...[
    '2020-13-45',
    '2020-01-01T00:00:00+99:99',
    '9999999999999',
    'HKLM',
    '1.2.3.4/99',
    'javascript:alert(1)',
    'evil.example/x',
  ],
  ...[[], {}, [[]], [null], [{}], { length: 1e9 }, { toString: 1 }, { constructor: {} }, 'x'.repeat(70_000)],
  ...['not-a-uuid', '00000000-0000-0000-0000-000000000000', 'DEADBEEF-dead-4eef-8ead-deadbeefdead'],
  ...['__proto__', 'tlp:nonsense', 'tlp:red', 'misp-galaxy:x="y"', 'indicator--00000000-0000-4000-8000-000000000000'],
]

/** A source of numbers from 0 to 1, the same for the same seed: a failing case can be run again. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

type Holder = Record<string | number, unknown>

/**
 * A JSON document with some faults put in: values replaced, left out, doubled, nested or given to the wrong property. The same
 * document and seed give the same mutant; the document itself is left alone. For property tests and long fuzzing runs of any format.
 */
export function mutantOf(document: unknown, seed: number): unknown {
  const random = randomOf(seed)
  const pick = (count: number) => Math.floor(random() * count)
  const mutant: unknown = structuredClone(document)
  const places: [holder: Holder, key: string | number][] = []
  const waiting: unknown[] = [mutant]
  for (let next = waiting.pop(); next !== undefined && places.length < 5000; next = waiting.pop()) {
    if (typeof next !== 'object' || next === null) continue
    const holder = next as Holder // an object or a list, as just asked
    for (const key of Array.isArray(next) ? next.keys() : Object.keys(next)) {
      places.push([holder, key])
      waiting.push(holder[key] ?? 0)
    }
  }
  for (let faults = 1 + pick(6); faults > 0 && places.length > 0; faults -= 1) {
    const [holder, key] = places[pick(places.length)] ?? [{}, '']
    const [other, otherKey] = places[pick(places.length)] ?? [{}, '']
    const change = pick(7)
    if (change === 0) Reflect.deleteProperty(holder, key)
    else if (change === 1) holder[key] = structuredClone(other[otherKey])
    else if (change === 2) holder[key] = [holder[key], structuredClone(holder[key])]
    else if (change === 3) holder[key] = nested(holder[key], 1 + pick(40))
    else if (change === 4 && !Array.isArray(holder))
      Object.defineProperty(holder, String(JSON.stringify(POISON[pick(POISON.length)])).slice(1, 300), {
        value: 1,
        enumerable: true,
        configurable: true,
        writable: true,
      }) // any value becomes a name
    else holder[key] = structuredClone(POISON[pick(POISON.length)])
  }
  // As it would come over the wire: without the holes that leaving out makes in a list.
  return JSON.parse(JSON.stringify(mutant)) as unknown
}

function nested(value: unknown, levels: number): unknown {
  let result = value
  for (let level = 0; level < levels; level += 1) result = level % 2 === 0 ? [result] : { x: result }
  return result
}
