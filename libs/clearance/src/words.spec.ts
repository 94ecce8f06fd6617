import { CATEGORIES, MEMBERSHIP_STATES, ROLES, TIERS } from './words.ts'

describe('the words of clearance', () => {
  it('are those that the database and the contract know, in this order', () => {
    expect(TIERS).toEqual(['GOVERNMENT', 'MEMBER', 'FRIEND', 'PUBLIC'])
    expect(CATEGORIES).toEqual(['COMPREHENSIVE', 'PROVISION', 'NOTICE'])
    expect(ROLES).toEqual([
      ...['ANALYST', 'RELEASING_OFFICER', 'MEMBER_READER', 'FRIEND_CONTACT'],
      ...['ORGANISATION_ADMINISTRATOR', 'ADMINISTRATOR', 'OVERSIGHT_INSPECTOR'],
    ])
    expect(MEMBERSHIP_STATES).toEqual([
      ...['APPLIED', 'CONSENTED', 'OBLIGATIONS_SIGNED', 'SAFEGUARDS_VERIFIED'],
      ...['ACTIVE', 'SUSPENDED', 'WITHDRAWN'],
    ])
  })
})
