import { COUNCIL_TIERS, digestOf, newToken, tierOfToken } from './token.ts'
import type { TokenKind } from './token.ts'

const KINDS: TokenKind[] = ['SESSION', 'API_KEY', 'TICKET']

describe('a token', () => {
  it('says its kind and tier, and is taken for no other kind', () => {
    for (const kind of KINDS)
      for (const tier of COUNCIL_TIERS) {
        const token = newToken(kind, tier)
        for (const other of KINDS) expect(tierOfToken(other, token)).toBe(other === kind ? tier : null)
      }
    expect(newToken('API_KEY', 'MEMBER')).toMatch(/^noroshi_m_[\w-]{43}$/)
    expect(newToken('SESSION', 'GOVERNMENT')).toMatch(/^g_[\w-]{43}$/)
  })

  it('is 256 random bits, and its digest is SHA-256 in hexadecimal', () => {
    const tokens = new Set(Array.from({ length: 1000 }, () => newToken('SESSION', 'FRIEND')))
    expect(tokens.size).toBe(1000)
    expect(digestOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })

  it('is none when anything is missing, added or of the public tier', () => {
    const token = newToken('SESSION', 'MEMBER')
    for (const text of [
      '',
      token.slice(1),
      `${token}A`,
      token.slice(0, -1),
      ` ${token}`,
      `p${token.slice(1)}`,
      `${token}\n`,
    ])
      expect(tierOfToken('SESSION', text)).toBeNull()
  })
})
