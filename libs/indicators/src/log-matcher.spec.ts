import fc from 'fast-check'
import { makeFilter } from './filter.ts'
import { LogMatcher } from './log-matcher.ts'
import { spellingsOf } from './spellings.ts'

/** Milliseconds of processor time, not the clock's: the machine may have other work. */
const effortOf = (work: () => unknown): number => {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const HELD = [
  ...[
    '203.0.113.9',
    '2001:db8::bad',
    '198.51.100.0/24',
    'evil.example.com',
    'xn--wgv71a.example',
    'dropper.exe',
    'a.7z',
  ],
  ...['http://evil.example.com/gate.php?id=1', 'https://[2001:db8::bad]:8443/x', 'mule@evil.example.com'],
  ...['d41d8cd98f00b204e9800998ecf8427e', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ...[
    'CVE-2026-12345',
    'T1059.001',
    'AS64512',
    'HKEY_LOCAL_MACHINE\\Software\\Evil',
    'C:\\Users\\Public\\d.dll',
    '/tmp/.x/miner',
  ],
  ...['Mozilla/4.0 (compatible; Evil 1.0)'],
]
const matcher = () => new LogMatcher(makeFilter(HELD, Uint32Array.of(11, 22, 33, 44)))

describe('lines of logs', () => {
  it.each<[string, string, string[]]>([
    ['an address', '2026-10-01T00:00:00Z fw DROP src=203.0.113.9 dst=10.0.0.1 proto=6', ['203.0.113.9']],
    ['an address with a port', 'conn 203.0.113.9:51413 -> 10.0.0.1:22', ['203.0.113.9']],
    ['tcpdump', '12:00:00.000000 IP 203.0.113.9.443 > 10.0.0.1.51000: Flags [S.]', ['203.0.113.9']],
    ['tcpdump, IPv6', 'IP6 2001:db8::bad.443 > 2001:db8::1.51000: Flags [S.]', ['2001:db8::bad']],
    ['an address in brackets', 'from [2001:DB8:0:0::BAD]:25 accepted', ['2001:db8::bad']],
    ['a block', 'route 198.51.100.0/24 via 10.0.0.1', ['198.51.100.0/24']],
    ['BIND', 'client @0x7f 10.0.0.1#53 (EVIL.example.com): query: EVIL.example.com IN A +', ['evil.example.com']],
    ['a name with the root', 'query: evil.example.com. IN AAAA', ['evil.example.com']],
    ['a name in other letters', 'SNI=日本.example', ['xn--wgv71a.example']],
    [
      'Apache',
      '10.0.0.1 - - [01/Oct/2026:00:00:00 +0900] "GET /gate.php?id=1 HTTP/1.1" 200 5 "http://evil.example.com/gate.php?id=1" "Mozilla/4.0 (compatible; Evil 1.0)"',
      ['evil.example.com', 'http://evil.example.com/gate.php?id=1', 'Mozilla/4.0 (compatible; Evil 1.0)'],
    ],
    [
      'Squid',
      '1790000000.123 90 10.0.0.1 TCP_MISS/200 5 GET http://evil.example.com/gate.php?id=1 - DIRECT/203.0.113.9 text/html',
      ['evil.example.com', 'http://evil.example.com/gate.php?id=1', '203.0.113.9'],
    ],
    [
      'EVE',
      '{"timestamp":"2026-10-01T00:00:00.000000+0900","http":{"hostname":"evil.example.com","url":"http:\\/\\/evil.example.com\\/gate.php?id=1"},"user_agent":"Mozilla/4.0 (compatible; Evil 1.0)"}',
      ['evil.example.com', 'http://evil.example.com/gate.php?id=1', 'Mozilla/4.0 (compatible; Evil 1.0)'],
    ],
    [
      'a URL in another',
      '/out?u=http%3A%2F%2Fevil.example.com%2Fgate.php%3Fid%3D1',
      ['evil.example.com', 'http://evil.example.com/gate.php?id=1'],
    ],
    ['a URL of an address', 'GET https://[2001:db8::bad]:8443/x,', ['https://[2001:db8::bad]:8443/x', '2001:db8::bad']],
    ['mail', 'postfix/smtp[1]: to=<mule@EVIL.example.com>, relay=none', ['mule@evil.example.com', 'evil.example.com']],
    [
      'digests',
      'MD5=D41D8CD98F00B204E9800998ECF8427E,SHA256=E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855',
      ['d41d8cd98f00b204e9800998ecf8427e', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ],
    [
      'Zeek',
      '1790000000.1\tCx\t10.0.0.1\t1\t203.0.113.9\t80\tevil.example.com\t-',
      ['203.0.113.9', 'evil.example.com'],
    ],
    [
      'Sysmon',
      '{"Image":"C:\\\\Temp\\\\dropper.exe","TargetObject":"HKLM\\\\Software\\\\Evil","Loaded":"C:\\\\Users\\\\Public\\\\d.dll"}',
      ['dropper.exe', 'HKEY_LOCAL_MACHINE\\Software\\Evil', 'C:\\Users\\Public\\d.dll'],
    ],
    ['auditd', 'type=EXECVE exe="/tmp/.x/miner" name=a.7z', ['/tmp/.x/miner', 'a.7z']],
    ['numbers', 'rule cve-2026-12345 t1059.001 from as64512', ['CVE-2026-12345', 'T1059.001', 'AS64512']],
    ['nothing', '2026-10-01 00:00:00.123 INFO 1.2.3 took 3.14 s at 12:34:56, 00:11:22:33:44:55', []],
  ])('%s', (_, line, found) => {
    expect(new Set(matcher().match(line))).toEqual(new Set(found))
    expect(new Set(matcher().match(`${line}\r`))).toEqual(new Set(found))
  })

  it('name every value that a look-up would find, whatever stands around it', () => {
    const value = fc.oneof(
      fc.domain(),
      fc.ipV4(),
      fc.ipV6(),
      fc.tuple(fc.domain(), fc.stringMatching(/^[a-z0-9]{1,9}$/)).map(([name, local]) => `${local}@${name}`),
      fc.tuple(fc.domain(), fc.stringMatching(/^[\w/.-]{0,20}\w$/)).map(([name, path]) => `https://${name}/${path}`),
      fc.stringMatching(/^(?:[0-9a-f]{32}|[0-9A-F]{40}|[0-9a-f]{64})$/),
      fc.stringMatching(/^CVE-20\d\d-\d{4,6}$/),
    )
    const around = fc.constantFrom(
      [' ', ' '],
      ['"', '"'],
      ['<', '>'],
      ['\t', '\r'],
      ['(', ')'],
      ['x=', ';'],
      ['', ','],
      ['', ''],
    )
    fc.assert(
      fc.property(value, around, fc.boolean(), (written, [before, after], isLoud) => {
        const kept = spellingsOf(written, null).at(-1) ?? written
        const one = new LogMatcher(makeFilter([kept], Uint32Array.of(5, 6, 7, 8)))
        const text = isLoud && !written.includes('/') && !written.includes('@') ? written.toUpperCase() : written
        expect(one.match(`00:00 ${before}${text}${after} end`)).toContain(kept)
      }),
      { numRuns: 2_000 },
    )
  })

  it('ask for nothing that only looks like a value', () => {
    const one = matcher()
    one.match('2026-10-01T00:00:00.123Z [main] INFO 12345 1.2.3 3.14 (4) 12:34:56 00:11:22:33:44:55 id=77 a=b GET 200')
    expect(one.asked).toBe(0)
  })

  it('name a value once, and find it again in a later line', () => {
    const one = matcher()
    for (let turn = 0; turn < 3; turn++)
      expect(one.match('203.0.113.9 -> 203.0.113.9 203.0.113.9;')).toEqual(['203.0.113.9'])
  })

  it.each(['a.', 'a-', ':', 'a:', '1.', 'http://', '@a', '%41', '\\', '"\\', '/', '::', 'é.', '"x "'])(
    'take time in proportion to their length, also of %j again and again',
    piece => {
      const one = matcher()
      const timeOf = (characters: number) => {
        const line = piece.repeat(Math.ceil(characters / piece.length))
        return effortOf(() => one.match(line))
      }
      timeOf(20_000)
      const [short, long] = [timeOf(20_001), timeOf(160_001)]
      expect(long).toBeLessThan(Math.max(short, 10) * 40)
    },
  )
})
