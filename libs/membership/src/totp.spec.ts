import { NOBODYS_SECRET, newTotpSecret, stepOfTotp, totpAt } from './totp.ts'

// RFC 6238, Appendix B: the SHA-1 secret "12345678901234567890"; its eight digits end in these six.
const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const RFC_VECTORS: [seconds: number, code: string][] = [
  [59, '287082'],
  [1111111109, '081804'],
  [1234567890, '005924'],
  [2000000000, '279037'],
]
const at = (seconds: number) => new Date(seconds * 1000)

describe('a one-time code', () => {
  it('is the one of RFC 6238', () => {
    for (const [seconds, code] of RFC_VECTORS) {
      expect(totpAt(RFC_SECRET, at(seconds))).toBe(code)
      expect(stepOfTotp(RFC_SECRET, code, 0, at(seconds))).toBe(Math.floor(seconds / 30))
    }
  })

  it('holds one step around its own and no further', () => {
    const code = totpAt(RFC_SECRET, at(3000))
    const taken = [2939, 2940, 2970, 3000, 3029, 3059, 3060].map(now => stepOfTotp(RFC_SECRET, code, 0, at(now)))
    expect(taken.map(step => step !== null)).toEqual([false, false, true, true, true, true, false])
  })

  it('is refused when its step, or a later one, was used', () => {
    const code = totpAt(RFC_SECRET, at(3000))
    expect([98, 99, 100, 101].map(last => stepOfTotp(RFC_SECRET, code, last, at(3000)))).toEqual([100, 100, null, null])
  })

  it('is six digits and nothing else', () => {
    for (const text of ['', '12345', '1234567', 'abcdef', '１２３４５６', '-12345', '12345\n'])
      expect(stepOfTotp(RFC_SECRET, text, 0, at(3000))).toBeNull()
  })

  it('comes from a secret of 160 bits, also when there is nobody', () => {
    expect(newTotpSecret()).toMatch(/^[A-Z2-7]{32}$/)
    expect(newTotpSecret()).not.toBe(newTotpSecret())
    expect(stepOfTotp(NOBODYS_SECRET, '000000', 0, at(3000))).toBeNull()
  })
})
