import { canonicalPattern, patternsEquivalent } from './pattern-canonical.ts'

const canonical = (pattern: string): string => {
  const answer = canonicalPattern(pattern)
  return answer.ok ? answer.pattern : answer.refusal.rule
}

describe('the canonical form', () => {
  it.each([
    ['[a:b = 01.50]', '[a:b = 1.5]'],
    ['[a:b = -0.0]', '[a:b = 0]'],
    ['[a:b NOT = 1]', '[a:b != 1]'],
    ['[a:b NOT < 1]', '[a:b NOT < 1]'],
    ["[a:b NOT IN ('x')]", "[a:b != 'x']"],
    ['[a:b IN (3, 1, 2, 1.0)]', '[a:b IN (1, 2, 3)]'],
    ["[a:b = h'FF00' OR a:b = b'/wA=']", "[a:b = h'ff00']"],
    ["[a:b = t'2020-01-01T00:00:00.500Z']", "[a:b = t'2020-01-01T00:00:00.5Z']"],
    ["[a:b = t'2020-01-01T00:00:10.000Z']", "[a:b = t'2020-01-01T00:00:10Z']"],
    ["[ipv6-addr:value ISSUBSET '2001:DB8:0::1/32']", "[ipv6-addr:value ISSUBSET '2001:db8::/32']"],
    ["[windows-registry-key:key LIKE 'HKEY%']", "[windows-registry-key:key LIKE 'HKEY%']"],
    ["[windows-registry-key:key = 'HKEY']", "[windows-registry-key:key = 'hkey']"],
    ['[a:b = 1 AND c:d = 2]', '[a:b = 1 AND c:d = 2]'],
    ['[a:b = 1] AND [a:b = 1]', '[a:b = 1] AND [a:b = 1]'],
    ['[b:c = 1] WITHIN 1.0 SECONDS REPEATS 2 TIMES', '[b:c = 1] WITHIN 1 SECONDS REPEATS 2 TIMES'],
    ['[b:c = 1] OR [b:c = 1] REPEATS 2 TIMES', '[b:c = 1]'],
    ['([a:b = 2] OR [a:b = 1]) REPEATS 2 TIMES', '([a:b = 1] OR [a:b = 2]) REPEATS 2 TIMES'],
  ])('of %s is %s', (pattern, expected) => {
    expect(canonical(pattern)).toBe(expected)
  })

  it('is refused where alternatives multiply beyond measure', () => {
    const choices = Array.from({ length: 12 }, (_, index) => `([a:b = ${index}] OR [a:c = ${index}])`)
    expect(canonical(choices.join(' AND '))).toBe('pattern-too-costly')
    const tests = Array.from({ length: 12 }, (_, index) => `(a:b = ${index} OR a:c = ${index})`)
    expect(canonical(`[${tests.join(' AND ')}]`)).toBe('pattern-too-costly')
    // Nine choices make 512 alternatives: they can be compared, but are too long to be a pattern.
    const nine = choices.slice(0, 9).join(' AND ')
    expect(canonical(nine)).toBe('pattern-unsupported')
    expect(patternsEquivalent(nine, choices.slice(0, 9).reverse().join(' AND '))).toEqual({
      ok: true,
      equivalent: true,
    })
  })

  it('of what is not a pattern is a refusal that says where', () => {
    expect(patternsEquivalent('[a:b = 1]', '[a:b =\n 1')).toMatchObject({
      ok: false,
      refusal: { rule: 'invalid-pattern', message: 'The pattern is not valid at line 2, column 3: "]" expected.' },
    })
  })
})
