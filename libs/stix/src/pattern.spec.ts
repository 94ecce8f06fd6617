import fc from 'fast-check'
import { parsePattern } from './pattern.ts'
import type { PatternComparison } from './pattern-tree.ts'

const faultOf = (pattern: string): string => {
  const parsed = parsePattern(pattern)
  return parsed.ok ? 'none' : `${parsed.line}:${parsed.column} ${parsed.message}`
}

const comparisonsIn = (pattern: string): readonly PatternComparison[] => {
  const parsed = parsePattern(pattern)
  return parsed.ok ? parsed.comparisons : []
}

describe('the pattern language', () => {
  it('gives the comparisons of a pattern in the order of the text', () => {
    const digest = 'a'.repeat(64)
    expect(
      comparisonsIn(
        `([file:hashes.'SHA-256' IN ('${digest}') AND (file:size NOT >= 10)]) FOLLOWEDBY
         [NOT EXISTS process:pid OR url:value LIKE 'it\\'s\\\\%'] WITHIN 2.5 SECONDS REPEATS 3 TIMES`,
      ),
    ).toEqual([
      {
        objectType: 'file',
        keys: ['hashes', 'SHA-256'],
        path: "file:hashes.'SHA-256'",
        operator: 'IN',
        negated: false,
        values: [{ kind: 'string', text: digest }],
      },
      {
        objectType: 'file',
        keys: ['size'],
        path: 'file:size',
        operator: '>=',
        negated: true,
        values: [{ kind: 'integer', text: '10' }],
      },
      { objectType: 'process', keys: ['pid'], path: 'process:pid', operator: 'EXISTS', negated: true, values: [] },
      {
        objectType: 'url',
        keys: ['value'],
        path: 'url:value',
        operator: 'LIKE',
        negated: false,
        values: [{ kind: 'string', text: "it's\\%" }],
      },
    ])
  })

  it('knows every kind of constant and step', () => {
    const parsed = parsePattern(
      "[a-b:c[*].d[0].'e\\'f' = h'00ff' OR x:y = b'AQ==' OR x:y <> -1.5 OR x:y == true OR x:y = t'2020-01-01T00:00:00Z']",
    )
    expect(
      parsed.ok && parsed.comparisons.map(({ path, operator, values }) => [path, operator, values[0]?.kind]),
    ).toEqual([
      ["a-b:c[*].d[0].'e\\'f'", '=', 'hex'],
      ['x:y', '=', 'binary'],
      ['x:y', '!=', 'float'],
      ['x:y', '=', 'boolean'],
      ['x:y', '=', 'timestamp'],
    ])
  })

  it.each([
    ['', '1:1 "[" or "(" expected'],
    ['[]', '1:2 an object path expected'],
    ["[a:b = 'x'", '1:11 "]" expected'],
    ["[a:b = 'x']]", '1:12 the end of the pattern expected'],
    ["[a:b = 'x]", '1:8 the string has no closing quote'],
    ["[a:b = 'x\\y']", '1:10 a backslash must be written twice'],
    ['[a:b LIKE 1]', '1:11 a string expected'],
    ['[a:b > true]', '1:8 a value with an order expected'],
    ['[a:b IN 1]', '1:9 "(" expected'],
    ['[a:b CONTAINS 1]', '1:6 a comparison operator expected'],
    ['[NOT a:b = 1]', '1:6 EXISTS expected'],
    ['[a:b-c = 1]', '1:4 a property name expected'],
    ['[a:b = 1] REPEATS 0 TIMES', '1:19 a positive number expected'],
    ['[a:b = 1] REPEATS 1.5 TIMES', '1:19 an integer expected'],
    ["[a:b = 1] START t'2020-01-01T00:00:00Z'", '1:40 "STOP" expected'],
    ["[a:b = h'0']", '1:8 not an even number of hexadecimal digits'],
    ['[a:b = 1] and [a:b = 2]', '1:11 the end of the pattern expected'],
    ['[a:b = #]', '1:8 unexpected character'],
  ])('says where and why %s is not a pattern', (pattern, fault) => {
    expect(faultOf(pattern)).toBe(fault)
  })

  it('caps length and nesting', () => {
    expect(faultOf(`[a:b = '${'x'.repeat(8192)}']`)).toBe('1:8193 longer than 8192 characters')
    const nested = (levels: number): string => `${'('.repeat(levels)}[a:b = 1]${')'.repeat(levels)}`
    expect(faultOf(nested(64))).toBe('none')
    expect(faultOf(nested(65))).toBe('1:66 nested more than 64 levels deep')
    expect(faultOf(`[${'('.repeat(4000)}`)).toBe('1:67 nested more than 64 levels deep')
  })

  it('never crashes and never takes long, whatever it is given', () => {
    const words = fc.constantFrom(
      "[a:b = 'x']",
      '[',
      ']',
      '(',
      ')',
      ' AND ',
      ' OR ',
      'a:b',
      " = 'x'",
      ' NOT ',
      "'",
      '\\',
      ' FOLLOWEDBY ',
      ' WITHIN 5 SECONDS',
      ' IN (1,2)',
      '.',
      ':',
      '*',
      't',
      "h'",
    )
    fc.assert(
      fc.property(fc.array(words, { maxLength: 40 }), parts => {
        const parsed = parsePattern(parts.join(''))
        expect(parsed.ok ? parsed.comparisons.length : parsed.position).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 3000 },
    )
  })
})
