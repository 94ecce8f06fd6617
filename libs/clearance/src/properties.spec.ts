import fc from 'fast-check'
import { abilityFor, can, caslAbilityOf } from './ability.ts'
import { publicReader } from './reader.ts'
import { rulesFor } from './rules.ts'
import { editionSubject } from './subjects.ts'
import { TEST_INSTANT, randomEdition, randomReader, seededRandom } from './testing.ts'
import type { EditionFacts, Reader } from './words.ts'
import { ROLES, TIERS } from './words.ts'

const at = TEST_INSTANT
const reader = fc.nat().map(seed => randomReader(seededRandom(seed)))
const edition = fc.nat().map(seed => randomEdition(seededRandom(seed)))
const reads = (by: Reader, what: EditionFacts, when = at): boolean => can(by, 'read', editionSubject(what), when)
const hold = (property: (r: Reader, e: EditionFacts) => boolean): void =>
  fc.assert(fc.property(reader, edition, property), { numRuns: 3000 })
/** If the first then the second. */
const implies = (first: boolean, second: boolean): boolean => !first || second
const reversedTwice = <T>(list: readonly T[]): T[] => [...list, ...list].reverse()

describe('the policy, whatever the reader and the edition', () => {
  it('denies by default: without standing nobody reads more than the public', () => {
    hold((r, e) => {
      const open = reads(publicReader(), e)
      return (
        reads({ ...r, personActive: false }, e) === open &&
        reads({ ...r, membershipState: 'SUSPENDED' }, e) === open &&
        reads({ ...r, personId: null }, e) === open &&
        reads({ ...r, organisationId: null }, e) === open
      )
    })
  })

  it('lets everybody read what the public reads', () => {
    hold((r, e) => implies(reads(publicReader(), e), reads(r, e)))
  })

  it('never grants by exclusion, and exclusion leaves only what is public', () => {
    hold((r, e) => {
      if (r.organisationId === null) return true
      const excluded = { ...e, excludedOrganisations: [...e.excludedOrganisations, r.organisationId] }
      return reads(r, excluded) === reads(publicReader(), e) && implies(reads(r, excluded), reads(r, e))
    })
  })

  it('leaves out a person whichever way they are addressed, and nobody else with them', () => {
    hold((r, e) => {
      if (r.personId === null || r.organisationId === null) return true
      const { personId, organisationId, sectors, circles } = r
      const excluded = { ...e, excludedPeople: [...e.excludedPeople, personId] }
      const ways = [
        ...[{}, { everyone: true }, { people: [personId] }, { organisations: [organisationId] }],
        ...[{ sectors }, { circles }, { everyone: true, sectors, circles, people: [personId] }],
      ]
      const colleague = { ...r, personId: 'a colleague' }
      return (
        ways.every(way => reads(r, { ...excluded, ...way }) === reads(publicReader(), e)) &&
        reads(colleague, excluded) === reads(colleague, e)
      )
    })
  })

  it('leaves out every organisation of a sector, also one of which another sector, the organisation or the person is addressed', () => {
    hold((r, e) => {
      const both = { ...r, sectors: [...r.sectors, 'left out', 'addressed'] }
      const excluded = { ...e, excludedSectors: [...e.excludedSectors, 'left out'] }
      const ways = [
        ...[{}, { everyone: true }, { sectors: ['addressed'] }, { circles: both.circles }],
        ...[{ organisations: [String(r.organisationId)] }, { people: [String(r.personId)] }],
      ]
      return (
        ways.every(way => reads(both, { ...excluded, ...way }) === reads(publicReader(), e)) &&
        reads(r, excluded) === reads(r, e)
      )
    })
  })

  it('never takes away by a wider audience', () => {
    hold((r, e) => implies(reads(r, e), reads(r, { ...e, everyone: true })))
  })

  it('never grants by a narrower consent, and grants nothing without any', () => {
    hold(
      (r, e) =>
        !reads(r, { ...e, consentedTiers: [] }) &&
        TIERS.every(tier =>
          implies(reads(r, { ...e, consentedTiers: e.consentedTiers.filter(one => one !== tier) }), reads(r, e)),
        ),
    )
  })

  it('never takes away by a higher clearance, nor grants by a higher required rank', () => {
    hold(
      (r, e) =>
        implies(reads(r, e), reads({ ...r, clearanceRank: r.clearanceRank + 1 }, e)) &&
        (e.category === 'NOTICE' || implies(reads(r, { ...e, requiredRank: e.requiredRank + 1 }), reads(r, e))),
    )
  })

  it('only closes with time once an edition is out: what has expired does not come back', () => {
    const later = new Date(at.getTime() + 3_600_000)
    hold((r, e) => {
      const out = { ...e, releasedAt: '2026-11-01T00:00:00Z', embargoUntil: null }
      return implies(reads(r, out, later), reads(r, out, at))
    })
  })

  it('closes at once by recall, embargo, expiry, and before release', () => {
    hold(
      (r, e) =>
        !reads(r, { ...e, recalledAt: '2026-11-20T00:00:00Z' }) &&
        !reads(r, { ...e, embargoUntil: '2026-11-21T00:00:00.001Z' }) &&
        !reads(r, { ...e, expiresAt: '2026-11-21T00:00:00.000Z' }) &&
        !reads(r, { ...e, releasedAt: null }),
    )
  })

  it('gives no right to read by a role', () => {
    hold((r, e) => reads({ ...r, roles: ROLES }, e) === reads({ ...r, roles: [] }, e))
  })

  it('does not depend on the order or the repetition of anything listed', () => {
    hold((r, e) => {
      const shuffled = {
        ...e,
        sectors: reversedTwice(e.sectors),
        circles: reversedTwice(e.circles),
        organisations: reversedTwice(e.organisations),
        people: reversedTwice(e.people),
        excludedOrganisations: reversedTwice(e.excludedOrganisations),
        excludedSectors: reversedTwice(e.excludedSectors),
        excludedPeople: reversedTwice(e.excludedPeople),
        consentedTiers: reversedTwice(e.consentedTiers),
      }
      return (
        reads({ ...r, sectors: reversedTwice(r.sectors), circles: reversedTwice(r.circles) }, shuffled) === reads(r, e)
      )
    })
  })

  it('does not depend on the order or the repetition of rules, and a rule only ever adds', () => {
    hold((r, e) => {
      const rules = rulesFor(r, at)
      const subject = editionSubject(e)
      const decide = (some: typeof rules): boolean => caslAbilityOf(some).can('read', subject)
      const whole = decide(rules)
      return decide(reversedTwice(rules)) === whole && rules.every(rule => implies(decide([rule]), whole))
    })
  })

  it('holds until validUntil as far as the reader alone is concerned', () => {
    hold((r, e) => {
      const { validUntil } = abilityFor(r, at)
      if (validUntil === null) return true
      const timeless = { ...e, releasedAt: '2026-11-01T00:00:00Z', embargoUntil: null, expiresAt: null }
      return reads(r, timeless, new Date(validUntil.getTime() - 1)) === reads(r, timeless, at)
    })
  })

  it('lets an inspector inspect whatever the label, the state and the standing', () => {
    hold((r, e) => {
      const inspector: Reader = {
        ...r,
        personId: r.personId ?? 'somebody',
        tier: 'GOVERNMENT',
        roles: ['OVERSIGHT_INSPECTOR'],
        personActive: true,
        isOversight: true,
      }
      return can(inspector, 'inspect', editionSubject(e), at)
    })
  })
})
