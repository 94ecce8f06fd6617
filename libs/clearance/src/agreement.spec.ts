import { abilityFor } from './ability.ts'
import { audienceOf } from './audience.ts'
import { explain } from './explain.ts'
import { mayInspect, mayRead } from './oracle.ts'
import { publicReader } from './reader.ts'
import { editionSubject } from './subjects.ts'
import { TEST_IDS, TEST_INSTANT, randomEdition, randomReader, seededRandom } from './testing.ts'
import type { EditionFacts, InfoCategory, Reader, Tier } from './words.ts'
import { TIERS } from './words.ts'

const at = TEST_INSTANT
const [person, stranger] = TEST_IDS.people
const [organisation, elsewhere] = TEST_IDS.organisations
const [own, other] = TEST_IDS.circles
const BEFORE = '2026-11-20T00:00:00.000Z'
const AFTER = '2026-11-22T00:00:00.000Z'
const BOTH = [true, false]

function* everyReaderOf(tier: Tier): Generator<Reader> {
  for (const personActive of BOTH)
    for (const isMember of BOTH)
      for (const clearanceRank of [0, 1, 2])
        for (const isCleared of BOTH)
          for (const isSafeguarded of BOTH)
            for (const isInspector of BOTH)
              yield {
                personId: person,
                organisationId: organisation,
                tier,
                roles: isInspector ? ['OVERSIGHT_INSPECTOR'] : ['ANALYST', 'ADMINISTRATOR'],
                personActive,
                membershipState: isMember ? 'ACTIVE' : 'SUSPENDED',
                sectors: ['power', 'rail'],
                circles: [own],
                safeguardsValidUntil: isSafeguarded ? AFTER : BEFORE,
                clearanceRank,
                clearanceValidUntil: isCleared ? AFTER : BEFORE,
                isOversight: isInspector,
                epoch: '1',
              }
}

const AUDIENCES = [
  { everyone: true, sectors: [], circles: [], organisations: [], people: [] },
  { everyone: false, sectors: ['finance', 'rail'], circles: [], organisations: [], people: [] },
  { everyone: false, sectors: ['water'], circles: [], organisations: [elsewhere, organisation], people: [] },
  { everyone: false, sectors: [], circles: [], organisations: [elsewhere], people: [stranger, person] },
  { everyone: false, sectors: [], circles: [other, own], organisations: [], people: [] },
  { everyone: false, sectors: ['water'], circles: [other], organisations: [elsewhere], people: [stranger] },
]
const WORKS: { category: InfoCategory; requiredRank: number; toPublic: boolean }[] = [
  { category: 'COMPREHENSIVE', requiredRank: 1, toPublic: false },
  { category: 'COMPREHENSIVE', requiredRank: 2, toPublic: false },
  { category: 'PROVISION', requiredRank: 1, toPublic: false },
  { category: 'PROVISION', requiredRank: 2, toPublic: false },
  { category: 'NOTICE', requiredRank: 0, toPublic: false },
  { category: 'NOTICE', requiredRank: 0, toPublic: true },
]
const OTHERS = { excludedOrganisations: [elsewhere], excludedSectors: ['water'], excludedPeople: [stranger] }
const EXCLUSIONS = [
  OTHERS,
  { ...OTHERS, excludedOrganisations: [elsewhere, organisation] },
  // One of its two sectors, whichever of them is addressed.
  { ...OTHERS, excludedSectors: ['finance', 'power'] },
  { ...OTHERS, excludedPeople: [stranger, person] },
]
const LIVE = { releasedAt: BEFORE, recalledAt: null, embargoUntil: BEFORE, expiresAt: AFTER }
const STATES = [
  LIVE,
  { ...LIVE, releasedAt: null },
  { ...LIVE, releasedAt: AFTER },
  { ...LIVE, recalledAt: BEFORE },
  { ...LIVE, embargoUntil: AFTER },
  { ...LIVE, expiresAt: BEFORE },
]

function* everyEditionFor(tier: Tier): Generator<EditionFacts> {
  const others = TIERS.filter(other => other !== tier)
  const consents: Tier[][] = [[tier], others, [tier, 'PUBLIC'], others.filter(other => other !== 'PUBLIC')]
  for (const audience of AUDIENCES)
    for (const excluded of EXCLUSIONS)
      for (const consentedTiers of consents)
        for (const work of WORKS)
          for (const state of STATES)
            yield {
              id: 'edition',
              ...audience,
              ...excluded,
              consentedTiers,
              ...work,
              ...state,
            }
}

/** Every pair on which a face differs from the oracle, and how many there were. */
function compare(readers: readonly Reader[], editions: Iterable<EditionFacts>) {
  const abilities = readers.map(reader => abilityFor(reader, at))
  const differences: unknown[] = []
  let pairs = 0
  let readable = 0
  for (const edition of editions) {
    const subject = editionSubject(edition)
    const receivers = new Set(audienceOf(edition, readers, at))
    readers.forEach((reader, index) => {
      const expected = mayRead(reader, edition, at.getTime())
      const explanation = explain(reader, edition, at)
      pairs += 1
      if (expected) readable += 1
      if (
        abilities[index]?.can('read', subject) !== expected ||
        receivers.has(reader) !== expected ||
        explanation.allowed !== expected ||
        explanation.steps.every(step => step.holds) !== expected ||
        abilities[index]?.can('inspect', subject) !== mayInspect(reader)
      ) {
        differences.push({ reader, edition, expected, steps: explanation.steps })
      }
    })
  }
  return { differences: differences.slice(0, 3), pairs, readable }
}

describe('can, audienceOf, explain and the oracle agree', () => {
  for (const tier of TIERS) {
    it(`over every combination for tier ${tier}`, () => {
      const { differences, pairs, readable } = compare([...everyReaderOf(tier), publicReader()], everyEditionFor(tier))
      expect(differences).toEqual([])
      expect(pairs).toBe(97 * 3456)
      expect(readable).toBeGreaterThan(0)
    })
  }

  it('over 90 000 random pairs, with dates on either side of the instant and on it', () => {
    const rng = seededRandom(20261121)
    const readers = Array.from({ length: 300 }, () => randomReader(rng))
    const editions = Array.from({ length: 300 }, () => randomEdition(rng))
    const { differences, pairs, readable } = compare(readers, editions)
    expect(differences).toEqual([])
    expect(pairs).toBe(90_000)
    expect(readable / pairs).toBeGreaterThan(0.1)
  })
})
