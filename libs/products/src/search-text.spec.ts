import fc from 'fast-check'
import { containsWords, fold, foldAll, searchWords } from './search-text.ts'

describe('search', () => {
  it.each([
    ['ＡＰＴ４０', 'apt40'],
    ['ﾗﾝｻﾑｳｪｱ', 'ランサムウェア'],
    ['  EMOTET\n 感染 ', 'emotet 感染'],
  ])('folds %j to %j', (text, folded) => {
    expect(fold(text)).toBe(folded)
  })

  it('folds several texts as it would fold them in one', () => {
    const hard = fc.string({
      unit: fc.constantFrom(...'aΣσΑİIßﬁﾊﾟ\u0301\u0327\u00a8\u00ad\u0345\ufeff\u3000 \n가ㄱᅡ.'),
      maxLength: 6,
    })
    fc.assert(
      fc.property(fc.array(fc.oneof(hard, fc.string({ unit: 'binary' })), { maxLength: 4 }), texts => {
        expect(foldAll(texts)).toBe(fold(texts.join(' ')))
      }),
      { numRuns: 5_000 },
    )
  })

  it('takes at most eight different words', () => {
    expect(searchWords('a b a c d e f g h i j')).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
  })

  it('puts words into parameters, never into the statement', () => {
    const parameters: unknown[] = ['first']
    expect(containsWords('c', ["';--", '%'], parameters)).toBe(
      'position($2::text in c) > 0 and position($3::text in c) > 0',
    )
    expect(parameters).toEqual(['first', "';--", '%'])
  })

  it('asks nothing when there is no word', () => {
    expect(containsWords('c', searchWords('  '), [])).toBe('true')
  })
})
