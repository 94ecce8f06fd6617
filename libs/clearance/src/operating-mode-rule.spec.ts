import { knowsOperatingMode, switchesOperatingMode } from './operating-mode-rule.ts'
import { publicReader } from './reader.ts'
import { randomReader, seededRandom, TEST_INSTANT as AT } from './testing.ts'
import { ROLES, TIERS, type Reader } from './words.ts'

const somebody: Reader = {
  ...randomReader(seededRandom(1)),
  ...{
    tier: 'GOVERNMENT',
    personId: 'p',
    personActive: true,
    organisationId: 'o',
    membershipState: 'ACTIVE',
    roles: [],
  },
  isOversight: false,
}
const facts = (reader: Reader) => [knowsOperatingMode(reader, AT), switchesOperatingMode(reader, AT)]

describe('the mode of the hub', () => {
  it('is known to who makes products and to inspectors, and switched by releasing officers', () => {
    expect(facts({ ...somebody, roles: ['ANALYST'] })).toEqual([true, false])
    expect(facts({ ...somebody, roles: ['RELEASING_OFFICER'] })).toEqual([true, true])
    expect(facts({ ...somebody, roles: ['OVERSIGHT_INSPECTOR'], isOversight: true })).toEqual([true, false])
  })

  it('is not known to readers and administrators of the government, nor to whoever is no longer of it', () => {
    expect(facts(somebody)).toEqual([false, false])
    expect(facts({ ...somebody, roles: ['ADMINISTRATOR'] })).toEqual([false, false])
    expect(facts({ ...somebody, roles: ['OVERSIGHT_INSPECTOR'] })).toEqual([false, false])
    const officer: Reader = { ...somebody, roles: ['RELEASING_OFFICER'] }
    expect(facts({ ...officer, personActive: false })).toEqual([false, false])
    expect(facts({ ...officer, membershipState: 'SUSPENDED' })).toEqual([false, false])
  })

  it('is not known beyond the government, whatever roles anybody claims', () => {
    for (const tier of TIERS.filter(one => one !== 'GOVERNMENT'))
      expect(facts({ ...somebody, tier, roles: ROLES, isOversight: true })).toEqual([false, false])
    expect(facts(publicReader())).toEqual([false, false])
  })
})
