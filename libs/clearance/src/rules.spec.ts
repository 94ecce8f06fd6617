import { abilityFor, can } from './ability.ts'
import { publicReader } from './reader.ts'
import type { Verb } from './rules.ts'
import { addressedTo, inForce, rulesFor } from './rules.ts'
import type { Subject } from './subjects.ts'
import {
  circleSubject,
  contactsSubject,
  editionSubject,
  membershipSubject,
  downstreamSubject,
  ownOrganisationSubject,
  productSubject,
  reachabilitySubject,
  stixStoreSubject,
} from './subjects.ts'
import { TEST_IDS, TEST_INSTANT, randomEdition, seededRandom } from './testing.ts'
import type { Reader, Role } from './words.ts'
import { MEMBERSHIP_STATES, ROLES, TIERS } from './words.ts'

const at = TEST_INSTANT
const [own, other] = TEST_IDS.organisations
const AFTER = '2026-11-22T00:00:00Z'
const cleared: Reader = {
  personId: TEST_IDS.people[0] ?? null,
  organisationId: own ?? null,
  tier: 'GOVERNMENT',
  roles: [],
  personActive: true,
  membershipState: 'ACTIVE',
  sectors: [],
  circles: [],
  safeguardsValidUntil: AFTER,
  clearanceRank: 2,
  clearanceValidUntil: AFTER,
  isOversight: false,
  epoch: '1',
}
const as = (role: Role, facts: Partial<Reader> = {}): Reader => ({ ...cleared, roles: [role], ...facts })
const product = (requiredRank: number, ownerOrganisationId = String(own)) =>
  productSubject({ ownerOrganisationId, requiredRank })
const may = (reader: Reader, verb: Verb, subject: Subject): boolean => can(reader, verb, subject, at)

/** What takes away the standing of somebody who works on secrets. */
const FALLEN: Partial<Reader>[] = [
  { personActive: false },
  { personId: null },
  { organisationId: null },
  { membershipState: 'SUSPENDED' },
  { membershipState: null },
  { tier: 'MEMBER' },
  { tier: 'FRIEND' },
  { tier: 'PUBLIC' },
]
const UNTRUSTED: Partial<Reader>[] = [
  { clearanceRank: 0 },
  { clearanceRank: 1.5 },
  { clearanceValidUntil: null },
  { clearanceValidUntil: at.toISOString() },
  { clearanceValidUntil: 'never' },
  { safeguardsValidUntil: null },
  { safeguardsValidUntil: at.toISOString() },
]

describe('working on products', () => {
  it('an analyst and a releasing officer draft their own organisation’s products up to their rank', () => {
    for (const role of ['ANALYST', 'RELEASING_OFFICER'] as const) {
      expect([0, 1, 2, 3].map(rank => may(as(role), 'draft', product(rank)))).toEqual([true, true, true, false])
      expect(may(as(role), 'draft', product(0, other))).toBe(false)
    }
  })

  it('without clearance or safeguards only products of notices alone are drafted or released', () => {
    for (const facts of UNTRUSTED) {
      const officer = as('RELEASING_OFFICER', facts)
      expect([0, 1].map(rank => may(officer, 'draft', product(rank)))).toEqual([true, false])
      expect([0, 1].map(rank => may(officer, 'release', product(rank)))).toEqual([true, false])
    }
  })

  it('only a releasing officer releases', () => {
    expect(may(as('RELEASING_OFFICER'), 'release', product(2))).toBe(true)
    expect(may(as('RELEASING_OFFICER'), 'release', product(3))).toBe(false)
    for (const role of ROLES.filter(role => role !== 'RELEASING_OFFICER')) {
      expect(may(as(role), 'release', product(0))).toBe(false)
    }
  })

  it('nobody without standing in government drafts, releases, imports or browses', () => {
    for (const facts of FALLEN) {
      const officer = as('RELEASING_OFFICER', facts)
      expect(may(officer, 'draft', product(0))).toBe(false)
      expect(may(officer, 'release', product(0))).toBe(false)
      expect(may(officer, 'import', stixStoreSubject())).toBe(false)
      expect(may(officer, 'browse', stixStoreSubject())).toBe(false)
    }
  })

  it('the store is open to cleared analysts and releasing officers, and to no other role', () => {
    const open = ROLES.filter(role => may(as(role), 'import', stixStoreSubject()))
    expect(open).toEqual(['ANALYST', 'RELEASING_OFFICER'])
    expect(ROLES.filter(role => may(as(role), 'browse', stixStoreSubject()))).toEqual(open)
    for (const facts of UNTRUSTED) expect(may(as('ANALYST', facts), 'browse', stixStoreSubject())).toBe(false)
  })
})

describe('administration', () => {
  it('an administrator of government administers every membership, without any clearance', () => {
    const administrator = as('ADMINISTRATOR', {
      clearanceRank: 0,
      clearanceValidUntil: null,
      safeguardsValidUntil: null,
    })
    expect(may(administrator, 'administer', membershipSubject({ organisationId: String(other) }))).toBe(true)
    for (const facts of FALLEN.filter(facts => !('organisationId' in facts))) {
      const fallen = { ...administrator, ...facts }
      expect(may(fallen, 'administer', membershipSubject({ organisationId: String(other) }))).toBe(false)
    }
    for (const role of ROLES.filter(role => role !== 'ADMINISTRATOR')) {
      expect(may(as(role), 'administer', membershipSubject({ organisationId: String(own) }))).toBe(false)
    }
  })

  it('is not clearance: an administrator reads no secret edition', () => {
    const secret = editionSubject({
      ...randomEdition(seededRandom(1)),
      category: 'PROVISION',
      requiredRank: 1,
      toPublic: false,
      everyone: true,
      consentedTiers: TIERS,
    })
    const administrator = as('ADMINISTRATOR', {
      clearanceRank: 0,
      roles: ['ADMINISTRATOR', 'ORGANISATION_ADMINISTRATOR'],
    })
    expect(may(administrator, 'read', secret)).toBe(false)
    expect(may(administrator, 'inspect', secret)).toBe(false)
  })

  it('an organisation’s administrator administers their own organisation only, in every state but WITHDRAWN', () => {
    for (const tier of TIERS) {
      for (const membershipState of MEMBERSHIP_STATES) {
        const administrator = as('ORGANISATION_ADMINISTRATOR', { tier, membershipState })
        const mine = ownOrganisationSubject({ organisationId: String(own) })
        expect(may(administrator, 'administer', mine)).toBe(membershipState !== 'WITHDRAWN')
        expect(may(administrator, 'administer', ownOrganisationSubject({ organisationId: String(other) }))).toBe(false)
        expect(may(administrator, 'administer', membershipSubject({ organisationId: String(own) }))).toBe(false)
      }
    }
    const mine = ownOrganisationSubject({ organisationId: String(own) })
    for (const facts of [{ personActive: false }, { organisationId: null }, { membershipState: null }, { roles: [] }]) {
      const nobodys = { ...as('ORGANISATION_ADMINISTRATOR'), ...facts }
      expect(may(nobodys, 'administer', mine)).toBe(false)
      expect(abilityFor(nobodys, at).mightEver('administer', 'OwnOrganisation')).toBe(false)
    }
  })
})

describe('passing on', () => {
  const list = (intermediaryId: string | null) => downstreamSubject({ intermediaryId: String(intermediaryId) })

  it('[PRV-7] is for the coordinators of an active organisation, and for its own list alone', () => {
    for (const role of ['ORGANISATION_ADMINISTRATOR', 'FRIEND_CONTACT'] as const)
      for (const membershipState of MEMBERSHIP_STATES) {
        const coordinator = as(role, { membershipState })
        expect(may(coordinator, 'relay', list(own))).toBe(membershipState === 'ACTIVE')
        expect(may(coordinator, 'relay', list(other))).toBe(false)
        expect(may(coordinator, 'administer', list(own))).toBe(false)
      }
    for (const role of ['ANALYST', 'RELEASING_OFFICER', 'MEMBER_READER', 'OVERSIGHT_INSPECTOR'] as const)
      expect(may(as(role), 'relay', list(own))).toBe(false)
    expect(may(as('FRIEND_CONTACT', { personActive: false }), 'relay', list(own))).toBe(false)
  })

  it('lets government’s administrators see every list, and press nothing', () => {
    expect(may(as('ADMINISTRATOR'), 'administer', list(other))).toBe(true)
    expect(may(as('ADMINISTRATOR'), 'relay', list(own))).toBe(false)
    expect(may(as('ADMINISTRATOR', { tier: 'FRIEND' }), 'administer', list(other))).toBe(false)
  })
})

describe('inspection', () => {
  const secret = editionSubject({ ...randomEdition(seededRandom(2)), recalledAt: '2026-11-01T00:00:00Z' })

  it('is for an inspector of the oversight committee, even when suspended and without clearance', () => {
    const inspector = as('OVERSIGHT_INSPECTOR', {
      isOversight: true,
      membershipState: 'SUSPENDED',
      clearanceRank: 0,
      clearanceValidUntil: null,
      safeguardsValidUntil: null,
    })
    expect(may(inspector, 'inspect', secret)).toBe(true)
    expect(may(inspector, 'read', secret)).toBe(false)
  })

  it('is for nobody else', () => {
    const inspector = as('OVERSIGHT_INSPECTOR', { isOversight: true })
    const others: Partial<Reader>[] = [
      { isOversight: false },
      { roles: ROLES.filter(role => role !== 'OVERSIGHT_INSPECTOR') },
      { personActive: false },
      { personId: null },
      { tier: 'MEMBER' },
      { tier: 'FRIEND' },
      { tier: 'PUBLIC' },
    ]
    for (const facts of others) expect(may({ ...inspector, ...facts }, 'inspect', secret)).toBe(false)
  })
})

describe('the rules', () => {
  it('of somebody who has every role are about these things and no others', () => {
    const store = { store: { $is: 'STIX' } }
    const products = { ownerOrganisationId: { $is: own }, requiredRank: { $atMost: 2 } }
    const everything = rulesFor({ ...cleared, roles: ROLES, isOversight: true }, at)
    expect(everything.filter(rule => rule.action !== 'read')).toEqual([
      { action: 'inspect', subject: 'Edition', conditions: { id: { $known: true } } },
      { action: 'draft', subject: 'Product', conditions: products },
      { action: 'release', subject: 'Product', conditions: products },
      { action: 'import', subject: 'StixStore', conditions: store },
      { action: 'browse', subject: 'StixStore', conditions: store },
      { action: 'administer', subject: 'Membership', conditions: { organisationId: { $known: true } } },
      { action: 'administer', subject: 'OwnOrganisation', conditions: { organisationId: { $is: own } } },
      { action: 'browse', subject: 'Circle', conditions: { ownerOrganisationId: { $known: true } } },
      { action: 'administer', subject: 'Circle', conditions: { ownerOrganisationId: { $is: own } } },
      { action: 'browse', subject: 'Reachability', conditions: { organisationId: { $known: true } } },
      { action: 'browse', subject: 'Contacts', conditions: { organisationId: { $known: true } } },
      { action: 'administer', subject: 'Contacts', conditions: { organisationId: { $known: true } } },
      { action: 'relay', subject: 'Downstream', conditions: { intermediaryId: { $is: own } } },
      { action: 'administer', subject: 'Downstream', conditions: { intermediaryId: { $known: true } } },
    ])
  })

  it('ask of every edition to be in force', () => {
    expect(inForce(at.getTime())).toEqual({
      ...{ releasedAt: { $notAfter: at.getTime() }, recalledAt: { $isNull: true } },
      ...{ embargoUntil: { $nullOrNotAfter: at.getTime() }, expiresAt: { $nullOrAfter: at.getTime() } },
    })
  })
})

describe('reading', () => {
  const readRules = (facts: Partial<Reader>) =>
    rulesFor({ ...cleared, ...facts }, at).filter(rule => rule.action === 'read')
  const [publicRule] = rulesFor(publicReader(), at)

  it('without standing is what the public may read, and no more is even asked', () => {
    expect(rulesFor(publicReader(), at)).toHaveLength(1)
    for (const facts of FALLEN.filter(facts => facts.tier === undefined || facts.tier === 'PUBLIC'))
      expect(readRules(facts)).toEqual([publicRule])
  })

  it('of sealed works is asked only by the cleared and safeguarded of a tier that has any', () => {
    expect(readRules({})).toHaveLength(3)
    expect(readRules({ tier: 'MEMBER' })).toHaveLength(3)
    expect(readRules({ tier: 'FRIEND' })).toHaveLength(2)
    for (const facts of UNTRUSTED) expect(readRules(facts)).toHaveLength(2)
  })

  it('is addressed by what the reader has, and by nothing else', () => {
    const everyone = { everyone: { $is: true } }
    expect(addressedTo({ ...cleared, sectors: ['power'], circles: ['c'] })).toEqual({
      $or: [
        everyone,
        { sectors: { $hasAny: ['power'] } },
        { circles: { $hasAny: ['c'] } },
        { organisations: { $has: own } },
        { people: { $has: cleared.personId } },
      ],
    })
    expect(addressedTo(publicReader())).toEqual({ $or: [everyone] })
  })
})

describe('a circle', () => {
  const circle = (ownerOrganisationId: string) => circleSubject({ ownerOrganisationId })
  const may = (facts: Partial<Reader>, verb: 'browse' | 'administer', owner = own) =>
    can({ ...cleared, ...facts }, verb, circle(owner), at)

  it('is shown to those of government who draft, release or administer, and to an inspector of the committee', () => {
    for (const role of ['ANALYST', 'RELEASING_OFFICER', 'ADMINISTRATOR'] as const) {
      expect(may({ roles: [role] }, 'browse', 'another')).toBe(true)
      for (const closed of [{ personActive: false }, { membershipState: 'SUSPENDED' }, { tier: 'MEMBER' }] as const)
        expect(may({ roles: [role], ...closed }, 'browse')).toBe(false)
    }
    const inspector = { roles: ['OVERSIGHT_INSPECTOR'], isOversight: true } as const
    expect(may({ ...inspector, membershipState: 'SUSPENDED' }, 'browse')).toBe(true)
    expect(may({ ...inspector, isOversight: false }, 'browse')).toBe(false)
    expect(may({ ...inspector, personActive: false }, 'browse')).toBe(false)
    expect(may(inspector, 'administer')).toBe(false)
  })

  it('is shown to nobody else: not to a member or friend, in it or not, nor to others of government', () => {
    for (const tier of ['GOVERNMENT', 'MEMBER', 'FRIEND'] as const)
      for (const role of ['MEMBER_READER', 'FRIEND_CONTACT', 'ORGANISATION_ADMINISTRATOR'] as const)
        expect(may({ tier, roles: [role], circles: ['c'] }, 'browse')).toBe(false)
    expect(can(publicReader(), 'browse', circle(own), at)).toBe(false)
  })

  it('is changed by the administrators of the organ that answers for it, and not by who drafts', () => {
    expect(may({ roles: ['ADMINISTRATOR'] }, 'administer')).toBe(true)
    expect(may({ roles: ['ADMINISTRATOR'] }, 'administer', 'another')).toBe(false)
    expect(may({ roles: ['ANALYST', 'RELEASING_OFFICER'] }, 'administer')).toBe(false)
    expect(may({ roles: ['ADMINISTRATOR'], membershipState: 'SUSPENDED' }, 'administer')).toBe(false)
    expect(may({ roles: ['ADMINISTRATOR'], tier: 'MEMBER' }, 'administer')).toBe(false)
  })
})

describe('the public reader', () => {
  it('is nobody, and has nothing', () => {
    expect(publicReader()).toEqual({
      ...{ personId: null, organisationId: null, tier: 'PUBLIC', roles: [], sectors: [], circles: [], epoch: 'public' },
      ...{ personActive: false, membershipState: null, isOversight: false },
      ...{ clearanceRank: 0, clearanceValidUntil: null, safeguardsValidUntil: null },
    })
    expect([publicReader().roles, publicReader().sectors, publicReader().circles].every(Object.isFrozen)).toBe(true)
  })

  it('is one frozen object, whose only right is to read', () => {
    expect(publicReader()).toBe(publicReader())
    expect(Object.isFrozen(publicReader())).toBe(true)
    const ability = abilityFor(publicReader(), at)
    expect(ability.mightEver('read', 'Edition')).toBe(true)
    expect(ability.mightEver('inspect', 'Edition')).toBe(false)
    expect(ability.validUntil).toBeNull()
  })
})

describe('validUntil', () => {
  it('is the earliest expiry still to come', () => {
    const until = (clearanceValidUntil: string | null, safeguardsValidUntil: string | null) =>
      abilityFor({ ...cleared, clearanceValidUntil, safeguardsValidUntil }, at).validUntil?.toISOString() ?? null
    expect(until('2026-12-01T00:00:00Z', '2026-11-25T00:00:00Z')).toBe('2026-11-25T00:00:00.000Z')
    expect(until('2026-12-01T00:00:00Z', '2026-11-01T00:00:00Z')).toBe('2026-12-01T00:00:00.000Z')
    expect(until(null, at.toISOString())).toBeNull()
  })
})

describe('contacts', () => {
  const may = (facts: Partial<Reader>, verb: 'browse' | 'administer', of: unknown = own) =>
    can({ ...cleared, ...facts }, verb, contactsSubject({ organisationId: String(of) }), at)
  const mayPrepare = (facts: Partial<Reader>) =>
    can({ ...cleared, ...facts }, 'browse', reachabilitySubject({ organisationId: String(other) }), at)

  it('are read by the people of their organisation, whatever they do there, and by no other organisation', () => {
    for (const tier of ['GOVERNMENT', 'MEMBER', 'FRIEND'] as const)
      for (const role of ROLES.filter(role => role !== 'ADMINISTRATOR')) {
        expect(may({ tier, roles: [role] }, 'browse')).toBe(true)
        expect(may({ tier, roles: [role] }, 'browse', other)).toBe(false)
        expect(may({ tier, roles: [role] }, 'administer', other)).toBe(false)
        const coordinates = role === 'ORGANISATION_ADMINISTRATOR' || (tier === 'FRIEND' && role === 'FRIEND_CONTACT')
        expect(may({ tier, roles: [role] }, 'administer')).toBe(coordinates)
      }
  })

  it('of every organisation are read and named by the administrators of government', () => {
    for (const verb of ['browse', 'administer'] as const) {
      expect(may({ roles: ['ADMINISTRATOR'] }, verb, other)).toBe(true)
      expect(may({ roles: ['ADMINISTRATOR'], tier: 'MEMBER' }, verb, other)).toBe(false)
      expect(may({ roles: ['ADMINISTRATOR'], membershipState: 'SUSPENDED' }, verb, other)).toBe(false)
    }
  })

  it('and who would not be reached end with whoever is shut out, suspended, of nobody or of the public', () => {
    const roles = ROLES.filter(role => role !== 'OVERSIGHT_INSPECTOR')
    const fallen: Partial<Reader>[] = [
      ...[{ personActive: false }, { personId: null }, { organisationId: null }],
      ...[{ membershipState: 'SUSPENDED' as const }, { tier: 'PUBLIC' as const }],
    ]
    for (const facts of fallen) {
      for (const verb of ['browse', 'administer'] as const) expect(may({ ...facts, roles }, verb)).toBe(false)
      expect(mayPrepare({ ...facts, roles })).toBe(false)
    }
  })

  it('of whom an emergency would not reach are told those who prepare for it, and inspectors of the committee', () => {
    for (const role of ROLES)
      expect(mayPrepare({ roles: [role] })).toBe(['ANALYST', 'RELEASING_OFFICER', 'ADMINISTRATOR'].includes(role))
    expect(mayPrepare({ roles: ['OVERSIGHT_INSPECTOR'], isOversight: true, membershipState: 'SUSPENDED' })).toBe(true)
    expect(mayPrepare({ roles: ROLES, isOversight: true, tier: 'MEMBER' })).toBe(false)
    expect(mayPrepare({ roles: ROLES, isOversight: true, tier: 'FRIEND' })).toBe(false)
  })
})
