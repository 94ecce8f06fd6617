import { diff } from './diff.ts'

const side = (changes: ReturnType<typeof diff>, without: 'removed' | 'added') =>
  changes
    .filter(({ what }) => what !== without)
    .map(({ text }) => text)
    .join('')

describe('the difference between two editions', () => {
  it('shows what a narrower text left out, word by word in Japanese', () => {
    expect(diff('攻撃者は通信先Aを使用した。', '攻撃者は使用した。')).toEqual([
      { what: 'same', text: '攻撃者は' },
      { what: 'removed', text: '通信先Aを' },
      { what: 'same', text: '使用した。' },
    ])
  })

  it('is nothing when the texts are equal, and everything when they share nothing', () => {
    expect(diff('同じ', '同じ')).toEqual([{ what: 'same', text: '同じ' }])
    expect(diff('', 'new')).toEqual([{ what: 'added', text: 'new' }])
    expect(diff('old', '')).toEqual([{ what: 'removed', text: 'old' }])
    expect(diff('', '')).toEqual([])
  })

  it.each([
    ['a b c d', 'b x d e'],
    ['一つ目の行\n二つ目の行\n', '一つ目の行\n三つ目の行\n'],
    ['x'.repeat(50), 'y'],
  ])('gives back both texts: %j and %j', (before, after) => {
    const changes = diff(before, after)
    expect(side(changes, 'added')).toBe(before)
    expect(side(changes, 'removed')).toBe(after)
  })

  it('compares long texts by their lines, and still gives back both', () => {
    const before = Array.from({ length: 1_500 }, (_, line) => `line ${line} of the first\n`).join('')
    const after = before.replaceAll('line 7', 'row 7')
    const changes = diff(before, after)
    expect(side(changes, 'added')).toBe(before)
    expect(side(changes, 'removed')).toBe(after)
  })
})
