import { lookAlikesIn } from './look-alikes.ts'

describe('a word that looks like another', () => {
  it.each([
    ['Cyrillic in Latin', 'Microsоft の更新', ['Microsоft']],
    ['Greek in Latin', 'Gοοgle', ['Gοοgle']],
    ['a host in Cyrillic', 'https://аррӏе.com/login', ['аррӏе.com']],
    ['a defanged host', 'hxxps://раураl[.]com', ['раураl']],
    ['a full-width host', 'ｅｘａｍｐｌｅ．ｃｏｍ をご覧ください', ['ｅｘａｍｐｌｅ．ｃｏｍ']],
    ['a full-width dot', 'example．co．jp', ['example．co．jp']],
    ['a stop for a dot', 'https://example。com/', ['https://example。com/']],
    ['a stroke for a slash', 'https://bank.example⁄login.evil.example', ['https://bank.example⁄login.evil.example']],
    ['a full-width at', 'admin＠example.jp', ['admin＠example.jp']],
  ])('is found: %s', (_what, text, words) => {
    expect(lookAlikesIn(text)).toEqual(words)
  })

  it.each([
    '日本語の文章に English と ＡＢＣ が混ざる。Windows も',
    'Русский текст и English words',
    'Ελληνικά και English',
    '5 μm、ΔT、Ω',
    'https://example.jp/a?b=c#d と 203[.]0[.]113[.]7',
    'пример.рф と xn--e1afmkfd.xn--p1ai',
    '悪.例え.テスト',
    'Ｗｅｂ３．０、第１．２版',
    '',
  ])('is not found where none is: %s', text => {
    expect(lookAlikesIn(text)).toEqual([])
  })
})
