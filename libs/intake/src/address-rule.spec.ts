import fc from 'fast-check'
import { isPublicAddress } from './address-rule.ts'
import { FetchRefused } from './fetch.errors.ts'
import { urlToAsk } from './guarded-fetch.ts'

const reasonOf = (text: string, allowed: readonly string[] = []): string => {
  try {
    return urlToAsk(text, allowed).href
  } catch (error) {
    return error instanceof FetchRefused ? error.reason : String(error)
  }
}

/** Bytes of addresses that nobody outside reaches, each of its own kind. */
const NOT_PUBLIC = fc.oneof(
  fc.tuple(fc.constant(127), fc.nat(255), fc.nat(255), fc.nat(255)),
  fc.tuple(fc.constant(10), fc.nat(255), fc.nat(255), fc.nat(255)),
  fc.tuple(fc.constant(0), fc.nat(255), fc.nat(255), fc.nat(255)),
  fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), fc.nat(255), fc.nat(255)),
  fc.tuple(fc.constant(192), fc.constant(168), fc.nat(255), fc.nat(255)),
  fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), fc.nat(255), fc.nat(255)),
  fc.tuple(fc.constant(169), fc.constant(254), fc.nat(255), fc.nat(255)),
  fc.tuple(fc.integer({ min: 224, max: 255 }), fc.nat(255), fc.nat(255), fc.nat(255)),
)
type Bytes = readonly [number, number, number, number]

const wide = (text: string) => text.replace(/[0-9a-z.]/g, character => (character === '.' ? '。' : String.fromCharCode(character.charCodeAt(0) + 0xfee0))) // prettier-ignore
const number = ([a, b, c, d]: Bytes) => a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d
const SPELLINGS: Readonly<Record<string, (bytes: Bytes) => string>> = {
  dotted: bytes => bytes.join('.'),
  'with a dot at its end': bytes => `${bytes.join('.')}.`,
  'one number': bytes => String(number(bytes)),
  'one number in hexadecimal': bytes => `0x${number(bytes).toString(16)}`,
  'one number in octal': bytes => `0${number(bytes).toString(8)}`,
  'parts in hexadecimal': bytes => bytes.map(byte => `0x${byte.toString(16)}`).join('.'),
  'parts in octal with zeros': bytes => bytes.map(byte => `000${byte.toString(8)}`).join('.'),
  'parts of each kind': ([a, b, c, d]) => `0${a.toString(8)}.0x${b.toString(16)}.${c}.${d}`,
  'two parts': ([a, b, c, d]) => `${a}.${b * 2 ** 16 + c * 2 ** 8 + d}`,
  'three parts': ([a, b, c, d]) => `${a}.${b}.${c * 2 ** 8 + d}`,
  'capital X': bytes => `0X${number(bytes).toString(16).toUpperCase()}`,
  'wide digits': bytes => wide(bytes.join('.')),
  'percent-encoded': bytes => [...bytes.join('.')].map(c => `%${c.charCodeAt(0).toString(16)}`).join(''),
  'with a tab inside': ([a, b, c, d]) => `${a}.${b}\t.${c}.${d}`,
  'mapped into IPv6': bytes => `[::ffff:${bytes.join('.')}]`,
  'mapped into IPv6, hexadecimal': ([a, b, c, d]) =>
    `[::ffff:${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}]`,
  'compatible IPv6': bytes => `[::${bytes.join('.')}]`,
  'translated (NAT64)': bytes => `[64:ff9b::${bytes.join('.')}]`,
  'translated (local NAT64)': bytes => `[64:ff9b:1::${bytes.join('.')}]`,
  '6to4': ([a, b, c, d]) => `[2002:${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}::]`,
  Teredo: bytes => `[2001:0:${bytes.slice(0, 2).join('')}::1]`,
}

describe('an address that is not public', () => {
  it.each(Object.keys(SPELLINGS))('is refused when it is spelled %s, with any port, path and frame', name => {
    fc.assert(
      fc.property(
        NOT_PUBLIC,
        fc.constantFrom('', ':443', ':8080'),
        fc.constantFrom('', '/', '/feed?x=@'),
        (bytes, port, path) => {
          expect(['ADDRESS', 'URL']).toContain(reasonOf(`https://${SPELLINGS[name]?.(bytes)}${port}${path}`))
        },
      ),
      { numRuns: 100 },
    )
  })

  it('is refused as a resolver gives it, and so is what is no address', () => {
    const addresses = ['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12:3456::1', 'ff02::1', 'fec0::1', '2001:db8::1', '2001::1', '2002:a00:1::', '3fff::1', '64:ff9b::a00:1', '::ffff:10.0.0.1', '2606:4700::1%lo', '100::1', '5f00::1', '168.63.129.16', '192.0.2.1', '198.18.0.1', '203.0.113.9', '0.0.0.0', '255.255.255.255', 'localhost', '', '010.0.0.1', '1.2.3', '0x7f.1', '2130706433', '1.2.3.4.5', ' 8.8.8.8'] // prettier-ignore
    for (const address of addresses) expect([address, isPublicAddress(address)]).toEqual([address, false])
    fc.assert(fc.property(NOT_PUBLIC, bytes => !isPublicAddress(bytes.join('.'))))
  })
})

describe('a public address', () => {
  it('is let through, next to the borders of what is not', () => {
    for (const address of [
      '1.1.1.1',
      '9.255.255.255',
      '11.0.0.0',
      '100.63.255.255',
      '100.128.0.0',
      '126.255.255.255',
      '128.0.0.0',
      '169.253.255.255',
      '172.15.255.255',
      '172.32.0.0',
      '192.167.255.255',
      '192.169.0.0',
      '223.255.255.255',
      '2606:4700::1111',
      '2001:4860:4860::8888',
      '2400::1',
      '3ffe::1',
    ])
      // prettier-ignore
      expect([address, isPublicAddress(address)]).toEqual([address, true])
  })
})

describe('a URL', () => {
  it('is asked by https, without a user, and says what is wrong with it', () => {
    expect(reasonOf('https://Feeds.Example/a#b')).toBe('https://feeds.example/a')
    expect(reasonOf('https://日本語.example/')).toBe('https://xn--wgv71a119e.example/')
    expect(reasonOf('https://８.８.８.８/')).toBe('https://8.8.8.8/')
    for (const [text, reason] of [
      ['http://feeds.example/', 'NOT_HTTPS'],
      ['https://user:secret@feeds.example/', 'USER_INFO'],
      ['https://feeds.example@127.0.0.1/', 'USER_INFO'],
      ['https://127.0.0.1\\@feeds.example/', 'ADDRESS'],
      ['file:///etc/passwd', 'URL'],
      ['gopher://feeds.example/', 'URL'],
      ['data:text/plain,x', 'URL'],
      ['ftp://feeds.example/', 'URL'],
      ['https://', 'URL'],
      ['//feeds.example/', 'URL'],
      ['https://1.2.3.4.5/', 'URL'],
      ['https://256.1.1.1/', 'URL'],
      ['https://[fe80::1%25eth0]/', 'URL'],
      ['', 'URL'],
    ] as const)
      expect([text, reasonOf(text)]).toEqual([text, reason])
  })

  it('of an origin that the operator lists is asked as it is, and no other port, scheme or host with it', () => {
    const allowed = ['http://10.0.0.5:8080']
    expect(reasonOf('http://10.0.0.5:8080/x', allowed)).toBe('http://10.0.0.5:8080/x')
    expect(reasonOf('http://012.0.0.5:8080/x', allowed)).toBe('http://10.0.0.5:8080/x')
    expect(reasonOf('http://10.0.0.5:8081/', allowed)).toBe('NOT_HTTPS')
    expect(reasonOf('https://10.0.0.5:8080/', allowed)).toBe('ADDRESS')
    expect(reasonOf('http://10.0.0.5:8080@10.0.0.6/', allowed)).toBe('USER_INFO')
  })
})
