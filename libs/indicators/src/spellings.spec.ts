import { isRuleKind, spelled, VALUE_KINDS } from './kinds.ts'
import fc from 'fast-check'
import { spellingsOf } from './spellings.ts'

/** Every spelling, asked of every kind: what the shapes of values are a shorter way to. */
const slowly = (text: string): string[] => {
  const value = text.trim()
  if (value === '' || value.includes('\0')) return []
  const kinds = VALUE_KINDS.filter(kind => !isRuleKind(kind))
  return [...new Set([value, ...kinds.flatMap(kind => spelled(kind, value) ?? [])])].sort()
}

const piece = fc.constantFrom(
  ...['evil', 'EXAMPLE', '.com', '.', ':', '/', '//', '@', '-', '192.0.2.1', '2001:DB8::1', '/24', '日本', '%2e', '\\'],
  ...['hxxp', 'HTTP://', 'https://', 'CVE-2026-', '12345', 'T1059', '.001', 'AS', 'asn', '65536', 'HKLM', '\\Run', ' '],
  ...[
    'd41d8cd98f00b204e9800998ecf8427e',
    'DA39A3EE5E6B4B0D3255BFEF95601890AFD80709',
    '[::1]',
    ':8080',
    '?q=',
    '_dmarc',
  ],
)
const values = fc.oneof(
  fc.array(piece, { minLength: 1, maxLength: 5 }).map(pieces => pieces.join('')),
  fc.domain(),
  fc.ipV4(),
  fc.ipV6(),
  fc.emailAddress(),
  fc.webUrl(),
  fc.string({ unit: 'binary' }),
)

describe('the spellings of a value that somebody asks for', () => {
  it('are all that any kind gives it', () => {
    fc.assert(
      fc.property(values, text => {
        expect(spellingsOf(text, null).sort()).toEqual(slowly(text))
      }),
      { numRuns: 5_000 },
    )
  })

  it.each([
    ['Evil.EXAMPLE.com', ['Evil.EXAMPLE.com', 'evil.example.com']],
    ['2001:DB8:0:0::1', ['2001:DB8:0:0::1', '2001:db8::1']],
    ['cve-2026-12345', ['cve-2026-12345', 'CVE-2026-12345']],
    [' 64512 ', ['64512', 'AS64512']],
    ['HKLM\\Software\\X', ['HKLM\\Software\\X', 'HKEY_LOCAL_MACHINE\\Software\\X']],
    ['', []],
  ])('of %j are %j', (text, spellings) => {
    expect(spellingsOf(text, null)).toEqual(spellings)
  })
})
