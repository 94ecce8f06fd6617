import { readFileSync } from 'node:fs'
import { parsePattern } from './pattern.ts'
import { canonicalPattern, patternsEquivalent } from './pattern-canonical.ts'
import { matchPattern } from './pattern-match.ts'

/**
 * Agreement with the verdicts recorded from the suites of OASIS' pattern validator, matcher and python-stix2. Every
 * disagreement is named here with the section of the standard that decides; a new one, or one that went away, fails the test.
 */

interface SyntaxVector {
  readonly pattern: string
  readonly valid: boolean
}

interface MatchVector {
  readonly pattern: string
  readonly observed_data: readonly unknown[]
  readonly matches?: boolean
  readonly first_binding_ids?: readonly string[]
  readonly error?: string
}

interface EquivalenceVector {
  readonly kind: string
  readonly a: string
  readonly b: string
  readonly equivalent: boolean
}

/** Where the standard says otherwise than the recorded suite. */
const GIVEN_TWICE = '§9.4: a qualifier is given at most once to one expression'
const MATCHING_EXCEPTIONS: Readonly<Record<string, string>> = {
  '[person:age < 20] REPEATS 2 TIMES REPEATS 2 TIMES': GIVEN_TWICE,
  '[person:age < 20] REPEATS 2 TIMES REPEATS 3 TIMES': GIVEN_TWICE,
}
const EQUIVALENCE_EXCEPTIONS: Readonly<Record<string, string>> = {
  '([a:b=1]) REPEATS 2 TIMES REPEATS 2 TIMES': GIVEN_TWICE,
}

// The files hold one vector a line, in the form that tests/data/stix/README.md gives.
const vectors = <T>(name: string): T[] =>
  readFileSync(new URL(`../../../tests/data/stix/${name}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as T)

/** One verdict with ours; the ids of the recorded bindings all name the last bundle, so only their number says something. */
function agrees({ pattern, observed_data, matches, first_binding_ids, error }: MatchVector): boolean {
  const match = matchPattern(pattern, observed_data)
  // Where the recorded matcher gives up, ours refuses, or says which value it could not judge (§9.6.1 makes that no match).
  if (error !== undefined) return !match.ok || match.unfit.length > 0
  return match.ok && match.matches === matches && match.binding.length === first_binding_ids?.length
}

describe('the recorded verdicts', () => {
  it('on the syntax of patterns are ours', () => {
    const verdicts = vectors<SyntaxVector>('pattern-syntax-v21.jsonl')
    expect(verdicts).toHaveLength(54)
    expect(verdicts.filter(({ pattern, valid }) => parsePattern(pattern).ok !== valid)).toEqual([])
  })

  it('on matches, and on how many observations the first binding has, are ours but for named exceptions', () => {
    const verdicts = vectors<MatchVector>('pattern-match-v21.jsonl')
    const disagreed = verdicts.filter(verdict => !agrees(verdict)).map(({ pattern }) => pattern)
    expect(disagreed).toEqual(Object.keys(MATCHING_EXCEPTIONS))
    expect(1 - disagreed.length / verdicts.length).toBeGreaterThan(0.99)
    for (const pattern of disagreed) expect(parsePattern(pattern)).toMatchObject({ fault: 'given-twice' })
  })

  it('on matches stay the same for the canonical form of the pattern', () => {
    for (const { pattern, observed_data, matches } of vectors<MatchVector>('pattern-match-v21.jsonl')) {
      const canonical = canonicalPattern(pattern)
      const match = canonical.ok ? matchPattern(canonical.pattern, observed_data) : canonical
      if (match.ok && matches !== undefined) expect([pattern, match.matches]).toEqual([pattern, matches])
    }
  })

  it('on equivalence are ours but for named exceptions', () => {
    const verdicts = vectors<EquivalenceVector>('python-stix2-v21.jsonl').filter(
      ({ kind }) => kind === 'pattern-equivalent',
    )
    expect(verdicts).toHaveLength(100)
    const disagreed = verdicts.filter(({ a, b, equivalent }) => {
      const ours = patternsEquivalent(a, b)
      return !ours.ok || ours.equivalent !== equivalent
    })
    expect(disagreed.map(({ a }) => a)).toEqual(Object.keys(EQUIVALENCE_EXCEPTIONS))
  })
})
