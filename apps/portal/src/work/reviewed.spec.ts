import type { IndicatorCandidate } from '../api/types.ts'
import { acceptedOf, decided, reviewOf } from './reviewed.ts'

const candidate = (value: string, confidence: number, warningLists: string[] = []): IndicatorCandidate => ({
  ...{ kind: 'domain', value, asWritten: value, line: 1, occurrences: 1, confidence, reasons: [], warningLists },
  context: { text: ` see ${value} `, start: 5, length: value.length },
})

describe('a review of candidates', () => {
  it('proposes what is likely, and nothing that is on a warning list', () => {
    const review = reviewOf([candidate('a.jp', 90), candidate('b.jp', 20), candidate('c.jp', 90, ['Top 200'])])
    expect(acceptedOf(review)).toEqual([
      { kind: 'domain', value: 'a.jp', description: 'see a.jp', confidence: 90, overridesWarningLists: false },
    ])
  })

  it('stores what was decided and corrected, and says when a warning list was overridden', () => {
    const review = reviewOf([candidate('a.jp', 90), candidate('c.jp', 90, ['Top 200'])])
    const after = decided(decided(review, 0, { value: ' aa.jp ' }), 1, { isAccepted: true })
    expect(acceptedOf(after).map(({ value, overridesWarningLists }) => [value, overridesWarningLists])).toEqual([
      ['aa.jp', false],
      ['c.jp', true],
    ])
    expect(acceptedOf(decided(after, 0, { value: '  ' }))).toHaveLength(1)
  })
})
