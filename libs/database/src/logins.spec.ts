import { TIERS } from '@noroshi/clearance'
import { LOGINS, loginOfTier } from './logins.ts'
import { newPasswords } from './prepare.ts'

describe('logins', () => {
  it('are one for each tier, and none is shared', () => {
    expect(new Set(TIERS.map(loginOfTier)).size).toBe(TIERS.length)
    for (const tier of TIERS) expect(LOGINS).toContain(loginOfTier(tier))
  })

  it('each get a password of their own, never the same twice', () => {
    const passwords = [...Object.values(newPasswords()), ...Object.values(newPasswords())]
    expect(new Set(passwords).size).toBe(LOGINS.length * 2)
    for (const password of passwords) expect(password).toMatch(/^[A-Za-z0-9_-]{32}$/)
  })
})
