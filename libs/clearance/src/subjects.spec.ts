import {
  editionSubject,
  contactsSubject,
  membershipSubject,
  ownOrganisationSubject,
  productSubject,
  reachabilitySubject,
  stixStoreSubject,
} from './subjects.ts'
import { randomEdition, seededRandom } from './testing.ts'

const rng = seededRandom(3)
const edition = { ...randomEdition(rng), category: 'PROVISION' as const, requiredRank: 1, toPublic: false }
/** What a caller without types could pass. */
const untyped = (facts: object): never => facts as never

describe('a subject', () => {
  it('is a frozen, tagged copy of the fields the policy knows', () => {
    const made = editionSubject(untyped({ ...edition, title: 'not for the policy' }))
    expect({ ...made }).toEqual(edition)
    expect(Object.isFrozen(made)).toBe(true)
    expect(made.__caslSubjectType__).toBe('Edition')
    expect(editionSubject(made)).toEqual(made)
    expect(productSubject({ ownerOrganisationId: 'o', requiredRank: 0 }).requiredRank).toBe(0)
    expect(stixStoreSubject().store).toBe('STIX')
    expect(membershipSubject({ organisationId: 'o' }).organisationId).toBe('o')
    expect(ownOrganisationSubject({ organisationId: 'o' }).organisationId).toBe('o')
  })

  it('names the field that is null, of another type, or out of its list', () => {
    const wrong: Record<string, unknown[]> = {
      id: [null, '', 1],
      category: [null, 'SECRET', 1],
      requiredRank: [null, '1', -1, 1.5, NaN],
      everyone: [null, 'true', 1],
      sectors: [null, 'power', [1], ['']],
      circles: [null, 'circle', [1], ['']],
      organisations: [null, {}],
      people: [null, [null]],
      excludedOrganisations: [null],
      excludedSectors: [null, 'power', [1], ['']],
      excludedPeople: [null, 'person', [null]],
      consentedTiers: [null, ['ALL'], ['PUBLIC', 'ALL'], 'PUBLIC'],
      toPublic: [null, 'false', 0],
      releasedAt: [
        undefined,
        '',
        '2026-11-21',
        'soon',
        0,
        new Date(0),
        '2026-13-01T00:00:00Z',
        '2026-11-21T00:00:00+09:00',
      ],
      recalledAt: [
        ...[undefined, false, '+002026-11-21T00:00:00Z', '2026-11-21T00:00:00Z\0'],
        ['2026-11-21T00:00:00Z'],
      ],
      embargoUntil: [undefined, '2026-11-21T00:00:00.0001Z'],
      expiresAt: [undefined, 'never'],
    }
    expect(Object.keys(wrong).sort()).toEqual(Object.keys(edition).sort())
    for (const [field, values] of Object.entries(wrong)) {
      for (const value of values) {
        expect(() => editionSubject(untyped({ ...edition, [field]: value }))).toThrow(
          new RegExp(`^Edition\\.${field} must be `),
        )
      }
    }
    expect(() => productSubject(untyped({ ownerOrganisationId: 'o' }))).toThrow('Product.requiredRank')
    expect(() => ownOrganisationSubject(untyped({ organisationId: null }))).toThrow('OwnOrganisation.organisationId')
    expect(() => membershipSubject(untyped({}))).toThrow('Membership.organisationId')
    expect(() => contactsSubject(untyped({}))).toThrow('Contacts.organisationId')
    expect(() => reachabilitySubject(untyped({ organisationId: '' }))).toThrow('Reachability.organisationId')
  })

  it('says what is expected instead', () => {
    const expected = {
      id: 'a string that is not empty',
      category: 'one of COMPREHENSIVE, PROVISION, NOTICE',
      requiredRank: 'a whole number from 0',
      everyone: 'true or false',
      sectors: 'a list of strings',
      circles: 'a list of strings',
      consentedTiers: 'a list out of GOVERNMENT, MEMBER, FRIEND, PUBLIC',
      releasedAt: 'an ISO-8601 UTC instant (milliseconds at most) or null',
    }
    for (const [field, words] of Object.entries(expected))
      expect(() => editionSubject(untyped({ ...edition, [field]: undefined }))).toThrow(
        new TypeError(`Edition.${field} must be ${words}`),
      )
  })

  it('is made of own fields, never of inherited ones', () => {
    expect(() => editionSubject(untyped(Object.create(edition)))).toThrow('Edition.id must be')
  })

  it('is never made of an incoherent label', () => {
    expect(() => editionSubject({ ...edition, requiredRank: 0 })).toThrow('Edition.requiredRank')
    expect(() => editionSubject({ ...edition, category: 'NOTICE', requiredRank: 1 })).toThrow('Edition.requiredRank')
    expect(() => editionSubject({ ...edition, toPublic: true })).toThrow('Edition.toPublic')
    expect(editionSubject({ ...edition, category: 'NOTICE', requiredRank: 0, toPublic: true }).toPublic).toBe(true)
  })
})
