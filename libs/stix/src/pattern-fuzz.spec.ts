import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { checkPattern } from './check-pattern.ts'
import { canonicalPattern } from './pattern-canonical.ts'
import { matchPattern } from './pattern-match.ts'
import { observableValuesOf } from './observable-values.ts'

/** Mutated patterns and random text: whatever comes, there is an answer or a refusal, and soon. */

const MOST_MILLISECONDS = 1000

interface Vector {
  readonly pattern: string
  readonly observed_data: readonly unknown[]
}

const vectors = readFileSync(new URL('../../../tests/data/stix/pattern-match-v21.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map(line => JSON.parse(line) as Vector)

const RULES: Readonly<Record<string, string>> = {
  sigma:
    'title: x\nlogsource: {product: a}\ndetection:\n  one: {a|contains: ["b", &c d]}\n  two: *c\n  condition: 1 of o* and not (two) | count() by x > 5\n',
  yara: 'import "pe" rule a : b { meta: c = "d" strings: $e = { 4D ?? [1-2] ( AA | BB ) } nocase $f = /g\\/h/i condition: any of ($e*) and for all i in (1..#f) : ( @f[i] < 9 ) or 50% of them /* j */ }',
  snort:
    'alert tcp $A [1:2,!3] -> [10.0.0.0/8,!::1] any (msg:"a\\"b|;"; content:"c|0d 0A|",nocase; pcre:"/d/i"; sid:1;)',
}

/** Cut, repeated, exchanged or foreign pieces at random places. */
const mutated = (text: string): fc.Arbitrary<string> =>
  fc
    .array(
      fc.record({
        at: fc.nat({ max: text.length }),
        length: fc.nat({ max: 12 }),
        times: fc.constantFrom(0, 1, 2, 2, 50),
        piece: fc.oneof(
          fc.constant(''),
          fc.string({ unit: 'binary', maxLength: 3 }),
          fc.constantFrom(
            '(',
            ')',
            '[',
            ']',
            "'",
            '"',
            '\\',
            '{',
            '}',
            ' AND ',
            ' OR ',
            ' FOLLOWEDBY ',
            '|',
            ';',
            '\n',
            '&',
          ),
        ),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map(changes =>
      changes.reduce(
        (so, { at, length, times, piece }) =>
          so.slice(0, at) + piece + so.slice(at, at + length).repeat(times) + so.slice(at + length),
        text,
      ),
    )

/** Processor time, not the clock: the machine may have other work. */
function soon(work: () => unknown): void {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1000).toBeLessThan(MOST_MILLISECONDS)
}

it('a mutated STIX pattern is matched, compared and searched, or refused', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...vectors).chain(one => fc.tuple(mutated(one.pattern), fc.constant(one))),
      ([pattern, one]) => {
        soon(() => [matchPattern(pattern, one.observed_data), canonicalPattern(pattern), observableValuesOf(pattern)])
      },
    ),
    { numRuns: 12_000 },
  )
})

it('whatever was observed is matched or left out', () => {
  const observed = fc.record(
    {
      type: fc.constantFrom('observed-data', 'bundle', 'file'),
      id: fc.oneof(fc.constant('file--1'), fc.jsonValue()),
      first_observed: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01', 7),
      last_observed: fc.constantFrom('2026-01-01T00:00:00Z', '0000-01-01T00:00:60Z', null),
      number_observed: fc.oneof(fc.double(), fc.constant(1)),
      objects: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()), fc.jsonValue()),
      object_refs: fc.oneof(fc.constant(['file--1', 1]), fc.jsonValue()),
      x_refs: fc.jsonValue(),
      payload_bin: fc.oneof(fc.string(), fc.jsonValue()),
    },
    { requiredKeys: ['type'] },
  )
  const patterns = fc.constantFrom(
    "[file:x_refs[*].y.z != 'x' OR file:payload_bin MATCHES 'x' OR file:payload_bin > h'00'] REPEATS 2 TIMES",
    '[NOT EXISTS file:x_refs[0]] FOLLOWEDBY [file:payload_bin NOT IN (1, 2)]',
  )
  fc.assert(
    fc.property(patterns, fc.array(observed, { maxLength: 4 }), (pattern, objects) => {
      soon(() => expect(matchPattern(pattern, objects).ok).toBe(true))
    }),
    { numRuns: 3_000 },
  )
})

it('a mutated rule of another language is sound or refused', () => {
  const rules = fc.constantFrom(...Object.entries(RULES))
  fc.assert(
    fc.property(
      rules.chain(([type, text]) => fc.tuple(fc.constant(type), mutated(text))),
      ([type, text]) => soon(() => checkPattern(type, text)),
    ),
    { numRuns: 9_000 },
  )
})

it('text at random is refused in any language', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom('stix', ...Object.keys(RULES)),
      (text, type) => {
        soon(() => checkPattern(type, text))
      },
    ),
    { numRuns: 3_000 },
  )
})

describe('a text made to take long', () => {
  const many = (piece: string, times = 16_000 / piece.length): string => piece.repeat(Math.floor(times))

  it.each([
    ['sigma', many('\n')],
    ['sigma', many('a:\n b:\n')],
    ['sigma', many('[')],
    ['sigma', many('"')],
    ['sigma', many('&a ')],
    [
      'sigma',
      `title: x\nlogsource: {a: b}\ndetection:\n  ${many('*a', 3)}: x\n  ${many('a', 4000)}: x\n  condition: 1 of ${many('*a', 4000)}b`,
    ],
    ['yara', many('/*')],
    ['yara', many('// ')],
    ['yara', `rule a { strings: $a = "${many('\\"')}`],
    ['yara', `rule a { strings: $a = { ${many('AA ')}`],
    ['yara', `rule a { condition: ${many('not ')}`],
    ['yara', `rule a { condition: ${many('a.', 15_000)}`],
    ['yara', `rule a { condition: ${many('for all i in (1) : (', 1500)}`],
    ['snort', many('#\\\n')],
    ['snort', `alert tcp any any -> any any (msg:${many('"')}`],
    ['snort', `alert tcp any any -> any any (msg:"${many('\\"')}`],
    ['snort', many('alert tcp any any -> any any (sid:1;)')],
  ])('%s, case %#', (type, text) => {
    soon(() => checkPattern(type, text))
  })

  it.each([
    many('[a:b = 1] OR ', 450),
    many('([a:b = 1] OR [a:b = 2]) AND ', 240),
    many('([a:b = 1] FOLLOWEDBY [a:b = 2]) OR ', 200),
    `[${many('(a:b = 1 OR a:c = 2) AND ', 280)}`,
    `[${many('a:b = 1 OR ', 550)}`,
  ])('a STIX pattern of one thing many times, case %#', start => {
    const pattern = start.startsWith('[(') || start.startsWith('[a:b = 1') ? `${start}a:b = 3]` : `${start}[a:b = 3]`
    const numbered = pattern.replaceAll(' = 1', () => ` = 1${(next += 1)}`)
    soon(() => canonicalPattern(pattern))
    soon(() => canonicalPattern(numbered))
    soon(() => matchPattern(numbered, vectors[0]?.observed_data ?? []))
  })
  let next = 0
})
