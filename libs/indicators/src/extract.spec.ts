import fc from 'fast-check'
import { extract, REASONS, spelled, SHIPPED_WARNING_LISTS, WarningLists } from './index.ts'
import type { Candidate } from './index.ts'

/** Milliseconds of processor time, not the clock's: the machine may have other work. */
const effortOf = (work: () => unknown): number => {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const lists = new WarningLists(SHIPPED_WARNING_LISTS)
const found = (text: string): readonly Candidate[] => extract(text, { lists }).candidates
const values = (text: string): string[] => found(text).map(({ kind, value }) => `${kind} ${value}`)

describe('what people write so that nobody clicks on it', () => {
  it.each([
    ['hxxp://evil[.]ru/a', 'url http://evil.ru/a'],
    ['hXXps://evil(.)ru/a?b=1', 'url https://evil.ru/a?b=1'],
    ['hxxp[:]//evil{.}ru:8080/x', 'url http://evil.ru:8080/x'],
    ['hxxp[://]evil.ru/x', 'url http://evil.ru/x'],
    ['http[:]//evil[.ru/', 'url http://evil.ru/'],
    ['fxp://evil[dot]ru/x', 'url ftp://evil.ru/x'],
    ['evil[.]co[.]jp', 'domain evil.co.jp'],
    ['evil (dot) ru', 'domain evil.ru'],
    ['evil[ドット]jp', 'domain evil.jp'],
    ['203.0.113[.]7', 'ipv4 203.0.113.7'],
    ['198[.]51[.]100[.]0/24', 'cidr 198.51.100.0/24'],
    ['2001:db8:0:0:0:0:0:1', 'ipv6 2001:db8::1'],
    ['user[at]mail(dot)evil(dot)ru', 'email user@mail.evil.ru'],
    ['ｈｘｘｐ：／／ｅｖｉｌ［．］ｊｐ／ｘ', 'url http://evil.jp/x'],
    ['http://user@evil.ru:80/a_(b)', 'url http://user@evil.ru:80/a_(b)'],
    ['http://[2001:db8::1]/x', 'url http://[2001:db8::1]/x'],
    ['http://日本語.jp/', 'url http://xn--wgv71a119e.jp/'],
  ])('%s is meant as %s', (text, meant) => {
    expect(values(text)).toEqual([meant])
    expect(values(`See: ${text}.`)).toEqual([meant])
    expect(values(`通信先は「${text}」です。`)).toEqual([meant])
  })

  it('is read out of Japanese sentences that leave no blanks', () => {
    const text = '端末はhttp://evil.jpに接続し、198.51.100.7とc2.evil.co.jpへ送信した。'
    expect(values(text)).toEqual(['url http://evil.jp', 'ipv4 198.51.100.7', 'domain c2.evil.co.jp'])
  })

  it('is told apart from what is as it should be', () => {
    expect(
      values('Call me (at) home (dot) thanks. e.g. this, i.e. that. 12:30:45, 3.14, Array.prototype.concat()'),
    ).toEqual([])
  })
})

describe('other kinds', () => {
  it.each([
    [`MD5 ${'D41D8CD98F00B204'.padEnd(32, '1a')}`, `md5 ${'d41d8cd98f00b204'.padEnd(32, '1a')}`],
    [`sha1:${'0123456789abcdef'.padEnd(40, '1a')}`, `sha1 ${'0123456789abcdef'.padEnd(40, '1a')}`],
    ['0123456789abcdef'.padEnd(64, '1a'), `sha256 ${'0123456789abcdef'.padEnd(64, '1a')}`],
    ['0123456789abcdef'.padEnd(128, '1a'), `sha512 ${'0123456789abcdef'.padEnd(128, '1a')}`],
    ['3072:abcdefGHIJK/+lm:nopqrs', 'ssdeep 3072:abcdefGHIJK/+lm:nopqrs'],
    ['cve-2024-12345 を悪用', 'vulnerability CVE-2024-12345'],
    ['T1059.001を確認', 'technique T1059.001'],
    ['AS64496', 'asn AS64496'],
    [
      'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Run を作成',
      'registry-key HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Run',
    ],
    ['C:\\Program Files\\evil dir\\a.exe が', 'file-path C:\\Program Files\\evil dir\\a.exe'],
    ['/tmp/.x/run.sh.', 'file-path /tmp/.x/run.sh'],
    ['drops svch0st.exe there', 'file-name svch0st.exe'],
    ['mutex "Global\\evil-1"', 'mutex Global\\evil-1'],
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', 'cryptocurrency bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
    [`0x52908400098527886E0F7030069857D2E4169EE7`, 'cryptocurrency 0x52908400098527886E0F7030069857D2E4169EE7'],
    ['User-Agent: Evil Client/1.0 (x)', 'user-agent Evil Client/1.0 (x)'],
  ])('%s', (text, meant) => {
    expect(values(text)).toEqual([meant])
  })

  it('are whole rules, which keep the values they hold', () => {
    const yara = 'rule evil : tag {\n  strings:\n    $a = "http://203.0.113.1/x"\n  condition:\n    $a\n}'
    const snort = 'alert tcp any any -> any any (msg:"x"; content:"evil.ru"; sid:1;)'
    const sigma = 'title: Evil\nlogsource:\n  category: dns\ndetection:\n  s:\n    query: evil.ru\n  condition: s'
    const text = ['Rules:', '', yara, '', snort, '', '', sigma, '', '', 'end.'].join('\n')
    expect(found(text).map(({ kind, value }) => [kind, value])).toEqual([
      ['yara', yara],
      ['snort', snort],
      ['sigma', sigma],
    ])
  })
})

describe('an analyst', () => {
  it('sees each value once, as written, where, in its sentence', () => {
    const [one, ...more] = found('最初の文。\n通信先は evil[.]co[.]jp である。次の文。\nevil.co.jp')
    expect(more).toEqual([])
    expect(one).toMatchObject({ asWritten: 'evil[.]co[.]jp', line: 2, offset: 11, occurrences: 2, confidence: 95 })
    const { text, start, length } = one.context
    expect(text.trim()).toBe('通信先は evil[.]co[.]jp である。')
    expect(text.slice(start, start + length)).toBe('evil[.]co[.]jp')
  })

  it.each([
    ['Chrome version 1.2.3.4', 'looks-like-a-version'],
    ['バージョン 10.1.2.3 以前', 'looks-like-a-version'],
    ['run setup.py now', 'looks-like-a-file-name'],
    ['see readme.md', 'looks-like-a-file-name'],
    ['www.example.com', 'reserved-name'],
    ['192.168.1.1', 'warning-list'],
    ['google.com', 'warning-list'],
    ['login.microsoftonline.com', 'warning-list'],
  ] as const)('is told that %s is unlikely: %s', (text, reason) => {
    const [{ confidence, reasons }] = found(text)
    expect(reasons).toContain(reason)
    expect(confidence).toBeLessThanOrEqual(25)
    for (const lang of [0, 1]) expect(REASONS[reason][lang]).toMatch(/.{4}/)
  })

  it('gets no more than was asked for, and is told so', () => {
    const text = Array.from({ length: 30 }, (_, index) => `evil${index}.ru`).join(' ')
    expect(extract(text, { mostCandidates: 20 })).toMatchObject({ isCut: true, candidates: { length: 20 } })
    expect(extract(text)).toMatchObject({ isCut: false, candidates: { length: 30 } })
  })
})

const PIECES = [
  ...[
    'hxxp',
    'http://',
    '[.]',
    '(dot)',
    '[at]',
    '@',
    '.',
    ':',
    '::',
    '/',
    '\\',
    'HKLM\\',
    'C:\\a ',
    '%a%\\',
    '"',
    'a',
    'evil',
  ],
  ...[
    'ru',
    '1.',
    '255',
    '0x',
    'rule a {',
    'condition:',
    '}',
    'title: x\n',
    'detection: y\n',
    'alert tcp a -> b (',
    ')',
    'mutex "',
  ],
  ...[
    '。',
    '通信先',
    '［．］',
    'ｈ',
    '\n',
    ' ',
    '\t',
    'User-Agent: ',
    'Mozilla/5.0 (',
    'AS1',
    'T1059',
    'bc1q',
    '-',
    '_',
    '👾',
    '\ud83d',
  ],
]

describe('any text whatever', () => {
  it('gives values in their one spelling, at the place that is told', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }), pieces => {
        const text = pieces.join('')
        for (const { asWritten, offset, context, kind, value } of found(text)) {
          expect(text.slice(offset, offset + asWritten.length)).toBe(asWritten)
          expect(context.text.isWellFormed()).toBe(true)
          expect(spelled(kind, value)).toBe(value)
        }
      }),
      { numRuns: 1_500 },
    )
  })

  it('takes time in proportion to its length, however it is made', () => {
    for (const piece of [...PIECES, 'http://a(((', 'a.', 'HKLM\\a ', 'a@', '[.', 'http://a.ru/)']) {
      const took = (length: number): number => {
        const text = piece.repeat(Math.ceil(length / piece.length))
        return effortOf(() => extract(text))
      }
      // Quadratic, 400,000 characters would take minutes.
      expect([piece, took(400_000) < 4_000]).toEqual([piece, true])
    }
  })
})
