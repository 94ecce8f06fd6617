import { defang, isSafeLink, revealHidden, revealedText } from './text.ts'

describe('an indicator on the page', () => {
  it.each([
    ['http://evil.example/a.php?x=1', 'hxxp://evil[.]example/a[.]php?x=1'],
    ['HTTPS://evil.example', 'hxxps://evil[.]example'],
    ['203.0.113.7', '203[.]0[.]113[.]7'],
    ['a@evil.example', 'a[@]evil[.]example'],
    ['悪.例え.テスト', '悪[.]例え[.]テスト'],
    ['d41d8cd98f00b204e9800998ecf8427e', 'd41d8cd98f00b204e9800998ecf8427e'],
  ])('%s is shown as %s', (value, shown) => {
    expect(defang(value)).toBe(shown)
  })
})

describe('text from outside', () => {
  it('names the characters that would hide or turn what is read', () => {
    expect(revealedText('exe.\u202Etxt\u200B')).toBe('exe.⟦U+202E⟧txt⟦U+200B⟧')
    expect(revealHidden('日本語\nと英語 text')).toEqual([{ text: '日本語\nと英語 text', isHidden: false }])
    expect(revealHidden('')).toEqual([])
  })

  it('links to the web and to mail, and to nothing else', () => {
    expect(isSafeLink('https://example.jp/a')).toBe(true)
    expect(isSafeLink('mailto:a@example.jp')).toBe(true)
    for (const href of [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      ' javascript:alert(1)',
      'data:text/html,x',
      '/auth/sign-out',
      undefined,
    ]) {
      expect(isSafeLink(href)).toBe(false)
    }
  })
})
