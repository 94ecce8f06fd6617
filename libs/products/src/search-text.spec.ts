import { containsWords, fold, searchWords } from './search-text.ts'

describe('search', () => {
  it.each([
    ['ＡＰＴ４０', 'apt40'],
    ['ﾗﾝｻﾑｳｪｱ', 'ランサムウェア'],
    ['  EMOTET\n 感染 ', 'emotet 感染'],
  ])('folds %j to %j', (text, folded) => {
    expect(fold(text)).toBe(folded)
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
