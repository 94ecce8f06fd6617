import { demoCouncil } from './demo-council.ts'
import { MEMBERS } from './demo-organisations.ts'

const AT = new Date('2026-10-01T00:00:00.000Z')
const { council, accounts } = demoCouncil(AT)
const { organisations } = council
const people = organisations.flatMap(organisation => organisation.people)

describe('the demo council', () => {
  it('has four government bodies, 26 members of which two are vendors, and 40 friends', () => {
    const count = (tier: string) => organisations.filter(organisation => organisation.tier === tier).length
    expect([count('GOVERNMENT'), count('MEMBER'), count('FRIEND')]).toEqual([4, 26, 40])
    expect(organisations.filter(organisation => organisation.class === 'VENDOR')).toHaveLength(2)
    expect(new Set(MEMBERS.flatMap(({ sectors }) => sectors)).size).toBe(8)
  })

  it('names no organisation, person or address twice, and marks everything as a demonstration', () => {
    for (const list of [
      organisations.map(({ name }) => name),
      people.map(({ name }) => name),
      people.map(({ email }) => email),
    ])
      expect(new Set(list).size).toBe(list.length)
    for (const { name, nameEn } of organisations) expect([name, nameEn].join()).toMatch(/（デモ）.*\(demo\)/)
    for (const { email } of people) expect(email).toMatch(/^[a-z0-9-]+@ncc\.example$/)
  })

  it('is the same everywhere but for its secrets', () => {
    const again = demoCouncil(AT)
    const shown = ({ name, email, note }: (typeof accounts)[number]) => ({ name, email, note })
    expect(again.accounts.map(shown)).toEqual(accounts.map(shown))
    expect(again.accounts.map(({ password }) => password)).not.toEqual(accounts.map(({ password }) => password))
  })

  it('has somebody for every part, and codes for all but friends', () => {
    const part = (local: string) => accounts.find(({ email }) => email === `${local}@ncc.example`)
    expect(part('administrator')).toMatchObject({ roles: ['ADMINISTRATOR'], apiKey: null })
    for (const local of ['analyst-1', 'analyst-2', 'officer-1', 'officer-2', 'nco-reader', 'inspector'])
      expect(part(local)?.tier).toBe('GOVERNMENT')
    expect(accounts.filter(({ tier }) => tier === 'MEMBER')).toHaveLength(7)
    expect(accounts.filter(({ tier }) => tier === 'FRIEND')).toHaveLength(4)
    for (const { tier, totpSecret } of accounts) expect(totpSecret === null).toBe(tier === 'FRIEND')
    for (const { password } of accounts) expect(password.length).toBeGreaterThanOrEqual(15)
  })

  it('[PRV-7] has one body that passes on, to recipients with addresses that nobody has', () => {
    const [relay, ...more] = organisations.flatMap(({ relay: one }) => (one ? [one] : []))
    expect(more).toEqual([])
    expect(relay.downstream.length).toBeGreaterThanOrEqual(5)
    for (const { name, email } of relay.downstream) expect(`${name} ${email}`).toMatch(/（デモ） .+@ncc\.example$/)
  })

  it('has lapsed safeguards, an expired clearance and a suspended member', () => {
    const lapsed = organisations.filter(
      ({ tier, safeguardsValidUntil }) =>
        tier === 'MEMBER' && safeguardsValidUntil !== null && safeguardsValidUntil < AT,
    )
    expect(lapsed).toHaveLength(1)
    expect(people.filter(({ clearance }) => clearance && clearance.validUntil < AT)).toHaveLength(1)
    expect(organisations.filter(({ state }) => state === 'SUSPENDED')).toHaveLength(1)
  })
})
