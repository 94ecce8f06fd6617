import { checkPattern } from './check-pattern.ts'
import { validateObject } from './validate.ts'

const faultOf = (type: string, text: string): string => {
  const checked = checkPattern(type, text)
  return checked.ok ? 'none' : `${checked.line}:${checked.column} ${checked.message}`
}

const SIGMA = `title: Suspicious Script
status: test
logsource:
  category: process_creation
  product: windows
detection:
  selection_image:
    Image|endswith:
      - '\\powershell.exe'
      - '\\pwsh.exe'
  selection_line:
    CommandLine|contains: '-enc'
  filter:
    User: SYSTEM
  condition: CONDITION
level: high
`
const sigma = (condition: string): string => faultOf('sigma', SIGMA.replace('CONDITION', condition))

describe('a Sigma rule', () => {
  it.each([
    'selection_image and selection_line and not filter',
    '1 of selection_* and not filter',
    'all of selection_*',
    'all of them',
    '(selection_image or selection_line) and not (filter)',
    'selection_image | count(User) by Computer > 5',
    '[selection_image, selection_line]',
  ])('may have the condition %s', condition => {
    expect(sigma(condition)).toBe('none')
  })

  it.each([
    ['selection', '15:14 "selection" names no search of the detection'],
    ['selection_image and', '15:14 a name, a number of names or "(" expected'],
    ['(selection_image', '15:14 ")" expected'],
    ['1 of other_*', '15:14 "other_*" names no search of the detection'],
    ['selection_image filter', '15:14 the end of the pattern expected'],
    ['"filter and and filter"', '15:14 a name'],
    ['17', '15:14 "condition" must be a text'],
  ])('is refused with the condition %s', (condition, fault) => {
    expect(sigma(condition).replace(/:\d+ /, ':14 ')).toContain(fault)
  })

  it('points at the place inside the condition', () => {
    expect(sigma('filter and nothing')).toBe('15:32 "nothing" names no search of the detection')
  })

  it.each([
    ['title: x\nlogsource: {a: b}', '1:1 "detection" is missing'],
    ['logsource: {a: b}', '1:1 "title" is missing'],
    ['title: [x]\n', '1:8 "title" must be a text'],
    ['title: x\ntitle: y\n', '2:1 title is defined twice'],
    ['title: x\nlogsource: text\n', '2:12 a mapping of keys to values expected'],
    ['title: x\n  - y: z', '1:8 not YAML: block_as_implicit_key'],
    ['just words', '1:1 a mapping of keys to values expected'],
    ['', '1:1 a mapping of keys to values expected'],
    ['title: x\n---\ntitle: y', 'not YAML: multiple_docs'],
  ])('%j is none', (text, fault) => {
    expect(faultOf('sigma', text)).toContain(fault)
  })

  it('may correlate others', () => {
    expect(faultOf('sigma', 'title: x\ncorrelation: {type: event_count, rules: [a]}')).toBe('none')
    expect(faultOf('sigma', 'title: x\ncorrelation: {type: event_count}')).toContain('"rules" is missing')
  })
})

const yara = (condition: string): string => `
import "pe"
/* a rule */
private rule Dropper : apt windows {
  meta:
    author = "somebody"
    score = -3
    active = true
  strings:
    $text = "evil\\"quoted\\"" nocase wide // as seen
    $hex = { 4D 5A ?? [4-6] ( AA | ~B? [2] CC ) FF }
    $re = /md5: [0-9a-f\\/]{32}/i fullword
    $xor = "x" xor(0x01-0xff) base64("!@#")
    $ = "anonymous"
  condition:
    ${condition}
}
rule Other { condition: Dropper and filesize < 2MB }
`

describe('a YARA rule', () => {
  it.each([
    '$text and #hex > 2 or not $re',
    'any of them',
    '2 of ($text, $h*) and all of ($*)',
    '50% of them and none of (Dropper)',
    'for any of ($text, $re) : ( $ at pe.entry_point )',
    'for all i in (1..#text) : ( @text[i] < 100 and !text[i] == 4 )',
    'for any section in pe.sections : ( section.name == ".text" )',
    'for any k, v in pe.version_info : ( k == "CompanyName" and v contains "x" )',
    'uint16(0) == 0x5A4D and pe.imports("a.dll", "f") and $hex in (0..filesize - 1KB)',
    '$text at entrypoint + 10 or defined pe.number_of_sections and ~1 & 0xff == 3 % 2',
    'pe.sections[0].name matches /^[a-z]+$/ and (true or false)',
  ])('may have the condition %s', condition => {
    expect(faultOf('yara', yara(condition))).toBe('none')
  })

  it.each([
    ['$missing', '16:5 the string $missing is not defined'],
    ['any of ($m*)', 'the string $m* is not defined'],
    ['#text >', 'a term of the condition expected'],
    ['($text', '")" expected'],
    ['$text $re', '"}" expected'],
    ['for any of them', '":" expected'],
    ['global', '"global" is a reserved word'],
    ['pe.', 'a property name expected'],
    ['$text in (1..', 'a term of the condition expected'],
  ])('is refused with the condition %s', (condition, fault) => {
    expect(faultOf('yara', yara(condition))).toContain(fault)
  })

  it.each([
    ['', '1:1 a rule expected'],
    ['import "pe"', 'a rule expected'],
    ['rule all { condition: true }', '"all" is a reserved word'],
    ['rule a { }', 'condition: expected'],
    ['rule a { condition: true', '"}" expected'],
    ['rule a { condition: true } rule a { condition: true }', '1:33 a is defined twice'],
    ['rule a { strings: $a = "x" $a = "y" condition: $a }', '$a is defined twice'],
    ['rule a { strings: $a = "x condition: $a }', 'a string expected'],
    ['rule a { strings: $a = { 4D 5 } condition: $a }', 'hexadecimal'],
    ['rule a { strings: $a = { 4D ( AA } condition: $a }', '")" expected'],
    ['rule a { strings: $a = "x" xor(zz) condition: $a }', 'a constant expected'],
    ['rule a { strings: condition: true }', 'a property name expected'],
    ['rule a { meta: b = c condition: true }', 'a constant expected'],
    ['rule a { /* condition: true }', 'condition: expected'],
  ])('%s is none', (text, fault) => {
    expect(faultOf('yara', text)).toContain(fault)
  })
})

const SNORT =
  'alert tcp $HOME_NET any -> [203.0.113.0/24,!203.0.113.7] ![80,8000:8080,1024:] ' +
  '(msg:"an \\"example\\"; of it"; flow:established,to_server; content:"GET|0d 0A|"; nocase; pcre:"/a;b\\/c/i"; sid:1000001; rev:2;)'

describe('a rule of Snort or Suricata', () => {
  it.each([
    SNORT,
    `# a comment\n${SNORT}\n${SNORT}\n`,
    'drop http any any <> 2001:db8::/32 any (sid:1;)',
    'reject ip 192.0.2.1-192.0.2.9 any -> any any ( \\\n msg:"x"; \\\n sid:2; )',
    'alert http ( msg:"of a service"; content:"x",nocase; sid:3; )',
    'alert tls any any -> any any (tls.sni; content:"evil.example"; endswith; sid:4;)',
  ])('may be %s', text => {
    expect(faultOf('suricata', text)).toBe('none')
    expect(faultOf('snort', text)).toBe('none')
  })

  it.each([
    ['', '1:1 a rule expected'],
    ['warn tcp any any -> any any (sid:1;)', '1:1 action expected in the header'],
    ['alert 7 any any -> any any (sid:1;)', '1:7 protocol expected in the header'],
    ['alert tcp anywhere any -> any any (sid:1;)', '1:11 address expected in the header'],
    ['alert tcp 256.1.1.1 any -> any any (sid:1;)', '1:11 address expected in the header'],
    ['alert tcp any 70000 -> any any (sid:1;)', '1:15 port expected in the header'],
    ['alert tcp any : -> any any (sid:1;)', '1:15 port expected in the header'],
    ['alert tcp any any any any (sid:1;)', '1:19 "->" expected in the header'],
    ['alert tcp any any -> [any any (sid:1;)', '"]" expected'],
    ['alert tcp any any -> any any', '1:29 "(" expected'],
    ['alert tcp any any -> any any (sid:1; msg:"x")', '";" expected'],
    ['alert tcp any any -> any any (sid:1;', 'rule is not closed'],
    ['alert tcp any any -> any any (msg:"x";)', '"sid" is missing'],
    ['alert tcp any any -> any any (sid:x;)', '1:35 an integer expected'],
    ['alert tcp any any -> any any (msg:; sid:1;)', 'the option "msg" needs a value'],
    ['alert tcp any any -> any any (content:"|0d 0|"; sid:1;)', 'hexadecimal'],
    ['alert tcp any any -> any any (content:"|0d"; sid:1;)', 'hexadecimal'],
    ['alert tcp any any -> any any (content:x; sid:1;)', 'the option "content" needs a value'],
    ['alert tcp any any -> any any (content; sid:1;)', 'the option "content" needs a value'],
    ['alert tcp any any -> any any (msg:"x; sid:1;)', 'needs a value'],
  ])('%s is none', (text, fault) => {
    expect(faultOf('snort', text)).toContain(fault)
  })
})

describe('the check of a pattern', () => {
  it('knows which languages it does not know', () => {
    expect(checkPattern('pcre', '(')).toEqual({ ok: true, isChecked: false })
    expect(checkPattern('constructor', '(')).toEqual({ ok: true, isChecked: false })
    expect(checkPattern('stix', "[a:b = 'x']")).toEqual({ ok: true, isChecked: true })
    expect(checkPattern('stix', '[a:b\n  = ]')).toMatchObject({
      ok: false,
      position: 9,
      line: 2,
      column: 5,
      fault: 'constant-expected',
      message: 'a constant expected',
      messageJa: '定数が必要です',
    })
  })

  it('reads no more than it may', () => {
    expect(checkPattern('sigma', ' '.repeat(17_000))).toMatchObject({ ok: false, fault: 'too-long' })
    expect(checkPattern('yara', ' '.repeat(40_000))).toMatchObject({ ok: false, fault: 'too-long' })
    expect(faultOf('yara', yara(`${'('.repeat(65)}true${')'.repeat(65)}`))).toContain('nested more than 64 levels deep')
    expect(faultOf('yara', `rule a { strings: $a = { ${'( AA '.repeat(65)}`)).toContain('nested more than 64 levels')
    expect(faultOf('snort', `alert tcp ${'['.repeat(65)}`)).toContain('nested more than 64 levels deep')
    expect(sigma(`${'('.repeat(65)}filter`)).toContain('nested more than 64 levels deep')
    expect(faultOf('sigma', '['.repeat(16_000))).toContain('not YAML')
  })

  it('repeats foreign words only shortened and without control characters', () => {
    expect(sigma('a'.repeat(500))).toMatch(/"a{60}…" names no search of the detection$/)
    expect(faultOf('sigma', 'title: x\n"a\u202eb": 1\n"a\u202eb": 2')).toBe('3:1 a\\u202eb is defined twice')
  })

  it('is a warning on an indicator, in both languages', () => {
    const indicator = (pattern: string): ReturnType<typeof validateObject> =>
      validateObject({
        type: 'indicator',
        spec_version: '2.1',
        id: 'indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f',
        created: '2026-01-01T00:00:00.000Z',
        modified: '2026-01-01T00:00:00.000Z',
        valid_from: '2026-01-01T00:00:00Z',
        name: 'a',
        description: 'a',
        indicator_types: ['malicious-activity'],
        pattern_type: 'yara',
        pattern,
      })
    expect(indicator('rule a { condition: true }')).toEqual({ errors: [], warnings: [] })
    const { errors, warnings } = indicator('rule a { condition: }')
    expect(errors).toEqual([])
    expect(warnings).toMatchObject([
      {
        rule: 'invalid-rule-text',
        path: '$.pattern',
        message: 'The yara rule is not valid at line 1, column 21: a term of the condition expected.',
        messageJa: 'yara 規則の1行21文字目が正しくありません（条件の項が必要です）。',
      },
    ])
  })
})
