import { linesOf, mayBreak } from './line-breaks.ts'

const widthOf = (letter: string): number => (/[\u0020-\u007e]/.test(letter) ? 1 : 2)
const lines = (text: string, most: number): string[] =>
  linesOf([{ text, style: 'plain' }], widthOf, most).map(runs => runs.map(run => run.text).join(''))

describe('lines of Japanese text', () => {
  it('end between any two ideographs or kana', () => {
    expect(lines('攻撃者は認証情報を盗む', 8)).toEqual(['攻撃者は', '認証情報', 'を盗む'])
  })

  it('never begin with a closing mark or a small kana: the letter before goes with it (追い出し)', () => {
    expect(lines('攻撃者は、認証', 8)).toEqual(['攻撃者', 'は、認証'])
    expect(lines('攻撃者（侵）入', 10)).toEqual(['攻撃者', '（侵）入'])
    expect(lines('サーバチェッ', 10)).toEqual(['サーバ', 'チェッ'])
    for (const mark of '、。）」』】・ーっャ々！？') expect(mayBreak('字', mark)).toBe(false)
  })

  it('never end with an opening bracket', () => {
    expect(lines('侵入者の「手口」', 10)).toEqual(['侵入者の', '「手口」'])
    for (const mark of '（「『【［〈《') expect(mayBreak(mark, '字')).toBe(false)
  })

  it('do not part …… and ――', () => {
    expect(lines('侵入者……', 8)).toEqual(['侵入者', '……'])
  })
})

describe('lines of Latin text', () => {
  it('end at spaces, which are not seen there', () => {
    expect(lines('alpha beta gamma', 11)).toEqual(['alpha beta', 'gamma'])
    expect(lines('CVE-2026-12345を修正', 14)).toEqual(['CVE-2026-12345', 'を修正'])
  })

  it('cut what is longer than a line where they must, so that nothing runs over the edge', () => {
    const hash = 'a1b2c3d4e5f6'.repeat(5)
    const cut = lines(hash, 16)
    expect(cut.join('')).toBe(hash)
    for (const line of cut) expect(line.length).toBeLessThanOrEqual(16)
  })
})

describe('lines of any text', () => {
  it('end at a line feed, and are one when there is nothing', () => {
    expect(lines('a\n\nb', 9)).toEqual(['a', '', 'b'])
    expect(lines('', 9)).toEqual([''])
  })

  it('keep every letter but spaces at their ends, and fit, whatever stands next to whatever', () => {
    const letters = [...'あ字、。「」（）ーっ aZ09-./…—😀']
    let seed = 7
    const pick = () => letters[(seed = (seed * 48271) % 2147483647) % letters.length]
    for (let round = 0; round < 300; round += 1) {
      const text = Array.from({ length: 60 }, pick).join('')
      const cut = lines(text, 12)
      expect(cut.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
      for (const line of cut)
        expect([...line].reduce((sum, letter) => sum + widthOf(letter), 0)).toBeLessThanOrEqual(12)
    }
  })

  it('keep styles apart', () => {
    const runs = [
      { text: '字字', style: 'plain' },
      { text: '太字', style: 'bold' },
    ]
    expect(linesOf(runs, widthOf, 6)).toEqual([
      [
        { text: '字字', style: 'plain' },
        { text: '太', style: 'bold' },
      ],
      [{ text: '字', style: 'bold' }],
    ])
  })
})
