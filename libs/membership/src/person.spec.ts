import { Organisation } from './organisation.ts'
import { epochOf, mayEnter, Person, readerOf, scopesFor } from './person.ts'

const UNTIL = new Date('2027-01-01T00:00:00.000Z')
const organisation = Object.assign(new Organisation(), {
  id: 'o',
  class: 'CORE_INFRASTRUCTURE_OPERATOR',
  tier: 'MEMBER',
  sectors: ['finance'],
  circles: [],
  state: 'ACTIVE',
  safeguardsValidUntil: UNTIL,
  epoch: 3,
})
const person = Object.assign(new Person(), {
  id: 'p',
  organisationId: 'o',
  tier: 'MEMBER',
  roles: ['MEMBER_READER'],
  active: true,
  clearanceRank: 1,
  clearanceValidUntil: null,
  epoch: 7,
})

describe('a Reader', () => {
  it('is made of the rows of a person and of their organisation, and of nothing else', () => {
    expect(readerOf(person, organisation)).toEqual({
      personId: 'p',
      organisationId: 'o',
      tier: 'MEMBER',
      roles: ['MEMBER_READER'],
      personActive: true,
      membershipState: 'ACTIVE',
      sectors: ['finance'],
      circles: [],
      safeguardsValidUntil: UNTIL.toISOString(),
      clearanceRank: 1,
      clearanceValidUntil: null,
      isOversight: false,
      epoch: '3.7',
    })
    expect(readerOf(person, { ...organisation, class: 'OVERSIGHT_COMMITTEE' }).isOversight).toBe(true)
  })

  it('has an epoch that neither row’s change leaves as it was', () => {
    expect(epochOf({ epoch: 1 }, { epoch: 11 })).not.toBe(epochOf({ epoch: 11 }, { epoch: 1 }))
  })

  it('comes in only as an active person of an ACTIVE organisation', () => {
    expect(mayEnter({ active: true }, { state: 'ACTIVE' })).toBe(true)
    expect(mayEnter({ active: false }, { state: 'ACTIVE' })).toBe(false)
    for (const state of [
      'APPLIED',
      'CONSENTED',
      'OBLIGATIONS_SIGNED',
      'SAFEGUARDS_VERIFIED',
      'SUSPENDED',
      'WITHDRAWN',
    ] as const)
      expect(mayEnter({ active: true }, { state })).toBe(false)
  })

  it('gives a key the scopes of its roles', () => {
    expect(scopesFor([])).toEqual(['read', 'acknowledge', 'contribute'])
    expect(scopesFor(['ANALYST'])).toEqual(['read', 'acknowledge', 'contribute', 'import', 'draft'])
    expect(scopesFor(['RELEASING_OFFICER'])).toContain('release')
    expect(scopesFor(['ADMINISTRATOR'])).toEqual(['read', 'acknowledge', 'contribute', 'administer'])
    expect(scopesFor(['OVERSIGHT_INSPECTOR', 'FRIEND_CONTACT'])).toEqual(['read', 'acknowledge', 'contribute'])
  })
})
