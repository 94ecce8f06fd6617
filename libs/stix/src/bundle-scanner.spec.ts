import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { BundleScanner } from './bundle-scanner.ts'
import type { BundleEnvelope, ScannedObject } from './bundle-scanner.ts'
import type { ScanLimits } from './scan-limits.ts'

// A copy, because slices of a Buffer are views and the scan below wipes what it has handed over.
const fixture = (name: string): Uint8Array =>
  Uint8Array.from(readFileSync(new URL(`../../../tests/data/${name}`, import.meta.url)))
const encoder = new TextEncoder()
const ID = 'bundle--c2a23389-17c9-4247-8aa2-d2ffde3de334'

// Coverage counters slow every byte down; the promise is about the code as it ships.
const INSTRUMENTED = '__coverage__' in globalThis

interface Scan {
  readonly objects: ScannedObject[]
  readonly envelope: BundleEnvelope
}

function scan(source: string | Uint8Array, limits?: Partial<ScanLimits>, cuts: readonly number[] = []): Scan {
  const bytes = typeof source === 'string' ? encoder.encode(source) : source
  const scanner = new BundleScanner(limits)
  const edges = [...new Set(cuts.map(cut => cut % (bytes.length + 1)))].sort((left, right) => left - right)
  const objects = [...edges, bytes.length].flatMap((edge, index) =>
    // A copy that is wiped afterwards: the scanner may not keep a view of the caller's buffer.
    wiped(bytes.slice(edges[index - 1] ?? 0, edge), chunk => scanner.push(chunk)),
  )
  return { objects, envelope: scanner.end() }
}

function wiped<Result>(chunk: Uint8Array, use: (chunk: Uint8Array) => Result): Result {
  const result = use(chunk)
  chunk.fill(0x20)
  return result
}

const bundleOf = (...objects: string[]): string => `{"type":"bundle","id":"${ID}","objects":[${objects.join(',')}]}`

const rulesOf = ({ objects }: Scan): string[] =>
  objects.map(object => ('refused' in object ? object.refused.rule : 'accepted'))

const wholeRule = ({ envelope }: Scan): string => (envelope.ok ? 'accepted' : envelope.refused.rule)

/**
 * Processor time in milliseconds, the least of ten runs: the clock on the wall would measure the neighbours too, and while they leave the
 * engine no core to compile on, the first runs are interpreted.
 */
const effortOf = (work: () => void): number => {
  const efforts = Array.from({ length: 10 }, () => {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  })
  return Math.min(...efforts)
}

describe('a bundle that is in order', () => {
  const bytes = fixture('stix/poisonivy.json')

  it('gives every object as the exact bytes that came', () => {
    const { objects, envelope } = scan(bytes)
    const source = Buffer.from(bytes).toString('utf8')
    let from = 0
    for (const object of objects) {
      const text = 'text' in object ? object.text : ''
      const found = source.indexOf(text, from)
      expect(found).toBeGreaterThanOrEqual(from)
      from = found + text.length
    }
    const parsed: unknown = JSON.parse(`[${objects.map(object => ('text' in object ? object.text : '')).join(',')}]`)
    // The fixture is a bundle: it has objects.
    expect(parsed).toEqual((JSON.parse(source) as { objects: unknown[] }).objects)
    expect(envelope).toMatchObject({ ok: true, objectCount: 155, refusedCount: 0 })
  })

  it('is the same whatever the chunks are', () => {
    const whole = scan(bytes)
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 40 }), cuts => {
        expect(scan(bytes, {}, cuts)).toEqual(whole)
      }),
      { numRuns: 30 },
    )
  })

  it('can be read one byte at a time', () => {
    const source = bundleOf('{"a":"\\"]}狼煙\\\\"}', '{"b":[1.50,{}]}')
    const everywhere = Array.from({ length: 200 }, (_, index) => index)
    expect(scan(source, {}, everywhere)).toEqual(scan(source))
    expect(scan(source, {}, everywhere).objects).toEqual([
      { index: 0, text: '{"a":"\\"]}狼煙\\\\"}', value: { a: '"]}狼煙\\' } },
      { index: 1, text: '{"b":[1.50,{}]}', value: { b: [1.5, {}] } },
    ])
  })

  it('may name its objects before its type and id', () => {
    const { objects, envelope } = scan(
      `{"objects": [ {"a":1} ] ,\n "x_more":{"b":[1]}, "id":"${ID}","type":"bundle"}\n`,
    )
    expect(objects).toEqual([{ index: 0, text: '{"a":1}', value: { a: 1 } }])
    expect(envelope).toEqual({
      ok: true,
      id: ID,
      objectCount: 1,
      refusedCount: 0,
      others: new Map([['x_more', { b: [1] }]]),
    })
  })

  it('keeps any object byte for byte, spaces, escapes and digits included', () => {
    const spaced = fc
      .dictionary(fc.stringMatching(/^[a-z_]{3,8}$/), fc.jsonValue({ maxDepth: 3 }), { minKeys: 1, maxKeys: 5 })
      .map(object => JSON.stringify(object, undefined, 2))
      .filter(text => !/\\u0000|\\ud[89a-f]|\d{16}|__proto__|constructor|prototype/i.test(text))
    fc.assert(
      fc.property(fc.array(spaced, { minLength: 1, maxLength: 4 }), fc.array(fc.nat(500)), (texts, cuts) => {
        const { objects } = scan(bundleOf(...texts), {}, cuts)
        expect(objects.map(object => ('text' in object ? object.text : object.refused))).toEqual(texts)
      }),
      { numRuns: 100 },
    )
  })
})

describe('one bad object', () => {
  const cases: [title: string, object: string, rule: string][] = [
    ['a key that occurs twice', '{"a":1,"a":2}', 'duplicate-key'],
    ['a key that occurs twice, once in escapes', '{"a":1,"\\u0061":2}', 'duplicate-key'],
    ['a __proto__ key', '{"x":{"__proto__":{}}}', 'forbidden-key'],
    ['a __proto__ key in escapes', '{"\\u005f_proto__":1}', 'forbidden-key'],
    ['a constructor key', '{"constructor":1}', 'forbidden-key'],
    ['a prototype key', '{"prototype":1}', 'forbidden-key'],
    ['an escaped NUL', '{"a":"\\u0000"}', 'nul-character'],
    ['a raw NUL', '{"a":"\u0000"}', 'nul-character'],
    ['a raw line feed in a string', '{"a":"\n"}', 'control-character'],
    ['a high surrogate alone', '{"a":"\\ud83d"}', 'lone-surrogate'],
    ['a low surrogate alone', '{"a":"\\udd25"}', 'lone-surrogate'],
    ['two high surrogates', '{"a":"\\ud83d\\ud83d"}', 'lone-surrogate'],
    ['an integer beyond 2^53−1', '{"a":9007199254740992}', 'integer-out-of-range'],
    ['the same integer written with a point', '{"a":-9007199254740993.0}', 'integer-out-of-range'],
    ['a number without end', '{"a":1e999}', 'number-not-finite'],
    ['a number with a leading zero', '{"a":01}', 'invalid-json'],
    ['a comma too many', '{"a":1,}', 'invalid-json'],
    ['a word that is not one', '{"a":nul}', 'invalid-json'],
    ['brackets that do not pair', '{"a":[}}', 'invalid-json'],
    ['33 levels', `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`, 'too-deep'],
    ['a list instead of an object', '[1]', 'not-an-object'],
    ['a number instead of an object', '17', 'not-an-object'],
    ['501 keys', `{${Array.from({ length: 501 }, (_, key) => `"k${key}":1`).join(',')}}`, 'too-many-keys'],
    ['a key of 251 characters', `{"${'k'.repeat(251)}":1}`, 'key-too-long'],
    ['a string of 64 Ki characters and one', `{"a":"${'x'.repeat(65_537)}"}`, 'string-too-long'],
    ['more than 1 MiB', `{"payload_bin":"${'x'.repeat(1024 * 1024)}"}`, 'object-too-large'],
  ]

  it.each(cases)('with %s is refused alone', (_title, object, rule) => {
    const result = scan(bundleOf('{"a":1}', object, '{"b":2}'))
    expect(rulesOf(result)).toEqual(['accepted', rule, 'accepted'])
    expect(result.envelope).toMatchObject({ ok: true, objectCount: 3, refusedCount: 1 })
    const [, bad] = result.objects
    expect(bad !== undefined && 'refused' in bad && bad.refused.path.startsWith('$.objects[1]')).toBe(true)
  })

  it('with bytes that are not UTF-8 is refused alone', () => {
    const bytes = encoder.encode(bundleOf('{"a":"?"}', '{"b":2}'))
    bytes[bytes.indexOf(0x3f)] = 0xff
    expect(rulesOf(scan(bytes))).toEqual(['invalid-utf8', 'accepted'])
  })

  it('is named by the path to the fault', () => {
    const { objects } = scan(bundleOf('{"a":1}', '{"hashes":{"SHA-256":["x",{"y":"\\u0000"}]}}'))
    expect(objects[1]).toMatchObject({
      refused: {
        rule: 'nul-character',
        section: 'STIX 2.1 §2.15',
        path: "$.objects[1].hashes['SHA-256'][1].y",
        message: 'A string contains the NUL character.',
        messageJa: '文字列にNUL文字が含まれています。',
      },
    })
  })

  it('may be exactly at the limits', () => {
    const deep = `${'{"a":'.repeat(32)}1${'}'.repeat(32)}`
    const long = `{"a":"${'\\u0041'.repeat(65_536)}","payload_bin":"${'A'.repeat(200_000)}"}`
    expect(rulesOf(scan(bundleOf(deep, long, '{"a":9007199254740991,"b":-1.5e300}')))).toEqual(
      Array.from({ length: 3 }, () => 'accepted'),
    )
  })
})

describe('a bundle that is not one', () => {
  it.each([
    ['nothing at all', '', 'not-a-bundle'],
    ['a list', '[]', 'not-a-bundle'],
    ['another type', `{"type":"report","id":"${ID}","objects":[{}]}`, 'not-a-bundle'],
    ['no id', '{"type":"bundle","objects":[{}]}', 'invalid-id'],
    [
      'an id of another type',
      `{"type":"bundle","id":"${ID.replace('bundle', 'report')}","objects":[{}]}`,
      'invalid-id',
    ],
    ['an id that is an object', '{"type":"bundle","id":{"toString":1},"objects":[{}]}', 'invalid-id'],
    ['no objects', `{"type":"bundle","id":"${ID}"}`, 'missing-objects'],
    ['objects that are no list', `{"type":"bundle","id":"${ID}","objects":{}}`, 'missing-objects'],
    ['an empty list of objects', `{"type":"bundle","id":"${ID}","objects":[]}`, 'empty-list'],
    ['two lists of objects', `{"objects":[{}],"objects":[{}]}`, 'duplicate-key'],
    ['two types', `{"type":"bundle","\\u0074ype":"bundle"}`, 'duplicate-key'],
    ['a forbidden key', '{"__proto__":1}', 'forbidden-key'],
    ['an end too early', bundleOf('{"a":1}').slice(0, -2), 'truncated'],
    ['an end inside an object', bundleOf('{"a":1}').slice(0, -4), 'truncated'],
    ['text after the end', `${bundleOf('{"a":1}')} {}`, 'trailing-garbage'],
    ['a comma before the end', bundleOf('{"a":1}').replace(']}', '],}'), 'invalid-json'],
    ['a comma at the end of the list', bundleOf('{"a":1}').replace(']}', ',]}'), 'invalid-json'],
    ['no colon', '{"type" "bundle"}', 'invalid-json'],
    ['no comma between objects', bundleOf('{"a":1} {"b":1}'), 'invalid-json'],
    ['a byte order mark', `\uFEFF${bundleOf('{"a":1}')}`, 'byte-order-mark'],
  ])('because it has %s is refused whole', (_title, source, rule) => {
    expect(wholeRule(scan(source))).toBe(rule)
    expect(wholeRule(scan(source, {}, [1, 2, 3, 5, 8, 13, 21, 34]))).toBe(rule)
  })

  it('is refused as soon as a limit of the whole is passed', () => {
    expect(wholeRule(scan(bundleOf('{"a":1}', '{"a":1}'), { objects: 1 }))).toBe('too-many-objects')
    expect(wholeRule(scan(bundleOf('{"a":1}', '{"a":1}'), { bundleBytes: 20 }))).toBe('bundle-too-large')
    expect(wholeRule(scan(`{"x_big":"${'x'.repeat(100)}"}`, { objectBytes: 50 }))).toBe('object-too-large')
    expect(wholeRule(scan('{"a":1,"b":2,"c":3}', { keysPerObject: 2 }))).toBe('too-many-keys')
  })

  it('gives nothing more once it is refused', () => {
    const scanner = new BundleScanner()
    expect(scanner.push(encoder.encode('[')).length).toBe(0)
    expect(scanner.refused?.rule).toBe('not-a-bundle')
    expect(scanner.push(encoder.encode(bundleOf('{"a":1}')))).toEqual([])
  })
})

describe('a hostile bundle', () => {
  it.each([
    ['a million brackets', '['.repeat(1_000_000)],
    ['a million brackets inside', bundleOf(`{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`)],
    ['a million brackets that never close', `{"objects":[${'['.repeat(1_000_000)}`],
    ['a key of 100 KB', bundleOf(`{"${'k'.repeat(100_000)}":1}`)],
    ['a million equal keys', `{"objects":[{${'"a":1,'.repeat(1_000_000)}"a":1}]}`],
    ['many different keys', bundleOf(`{${Array.from({ length: 60_000 }, (_, key) => `"a${key}":1`).join(',')}}`)],
    ['a long number', bundleOf(`{"a":${'9'.repeat(500_000)}}`)],
    ['nothing but backslashes', bundleOf(`{"a":"${'\\\\'.repeat(250_000)}"}`)],
  ])('of %s is refused within 100 ms, instrumented within 300', (_title, source) => {
    const bytes = encoder.encode(source)
    const result = scan(bytes)
    expect(result.envelope.ok && result.envelope.refusedCount === 0).toBe(false)
    expect(effortOf(() => new BundleScanner().push(bytes))).toBeLessThan(INSTRUMENTED ? 300 : 100)
  })

  it('with one byte changed anywhere never crashes, and agrees with JSON.parse on what it accepts', () => {
    const bytes = fixture('stix/using-granular-markings.json')
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (position, byte) => {
        const changed = Uint8Array.from(bytes)
        changed[position] = byte
        const { objects, envelope } = scan(changed)
        for (const object of objects) if ('text' in object) expect(() => JSON.parse(object.text)).not.toThrow()
        if (envelope.ok && envelope.refusedCount === 0)
          expect(() => JSON.parse(Buffer.from(changed).toString('utf8'))).not.toThrow()
      }),
      { numRuns: 500 },
    )
  })

  it('leaves the prototype of objects as it was', () => {
    const before = Object.getOwnPropertyNames(Object.prototype)
    scan(bundleOf('{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}'))
    scan('{"__proto__":{"polluted":1}}')
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
  })
})

describe('real feeds', () => {
  it.each([
    ['attack/ics-attack-17.1.json', 1651],
    ['attack/ics-attack-18.1.json', 1826],
  ])('such as %s pass whole', (name, count) => {
    const { objects, envelope } = scan(fixture(name), {}, [65_536, 131_072, 1_000_000])
    expect(objects).toHaveLength(count)
    expect(envelope).toMatchObject({ ok: true, refusedCount: 0 })
  })

  it('are read at 30 MB a second or more, instrumented at 5', () => {
    const bytes = fixture('attack/ics-attack-18.1.json')
    const milliseconds = effortOf(() => new BundleScanner().push(bytes))
    expect(bytes.length / 1e6 / (milliseconds / 1e3)).toBeGreaterThan(INSTRUMENTED ? 5 : 30)
  })
})
