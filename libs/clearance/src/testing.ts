/*
 * Readers and editions at random, for tests that hold two faces of the policy together. Seeded, so a failing pair can
 * be made again; ids come from small pools, so that readers and audiences meet; dates lie around `TEST_INSTANT`,
 * sometimes exactly on it. The oracle is reached here too: it is for comparing, not for deciding. All this is imported
 * from `@noroshi/clearance/testing`, never from the door.
 */
export { mayInspect, mayRead } from './oracle.ts'
import type { EditionFacts, Reader, Tier } from './words.ts'
import { CATEGORIES, MEMBERSHIP_STATES, ROLES, TIERS } from './words.ts'

/** A source of numbers from 0 (inclusive) to 1 (exclusive). */
export type Rng = () => number

/** The instant at which the generated readers and editions are interesting. */
export const TEST_INSTANT: Date = new Date('2026-11-21T00:00:00.000Z')

const pool = (kind: string, size: number): string[] =>
  Array.from({ length: size }, (_, index) => `00000000-0000-4000-8000-${kind}${String(index).padStart(11, '0')}`)

/** The ids that can occur: UUIDs of people and organisations, words for sectors. */
export const TEST_IDS = {
  people: pool('a', 12),
  organisations: pool('b', 6),
  sectors: ['finance', 'power', 'rail', 'water'],
  circles: pool('d', 5),
} as const

/** A small seeded generator (mulberry32): the same seed gives the same numbers on every machine. */
export function seededRandom(seed: number): Rng {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function pick<T>(rng: Rng, from: readonly [T, ...T[]] | readonly T[]): T {
  // The index is below the length, and no list here is empty.
  return from[Math.floor(rng() * from.length)] as T
}
const chance = (rng: Rng, probability: number): boolean => rng() < probability
const some = <T>(rng: Rng, from: readonly T[], probability: number): T[] => from.filter(() => chance(rng, probability))
const around = (rng: Rng, seconds: readonly number[]): string =>
  new Date(TEST_INSTANT.getTime() + pick(rng, seconds) * 1000).toISOString()

const PAST = [-86_400, -1]
const FUTURE = [0.001, 1, 86_400]

/** Mostly true facts, so that about a quarter of the pairs are readable and every condition decides some of them. */
export function randomReader(rng: Rng): Reader {
  const tier = pick(rng, TIERS)
  const isPublic = tier === 'PUBLIC'
  const isNobody = isPublic || chance(rng, 0.02)
  return {
    personId: isNobody ? null : pick(rng, TEST_IDS.people),
    organisationId: isPublic || chance(rng, 0.02) ? null : pick(rng, TEST_IDS.organisations),
    tier,
    roles: some(rng, ROLES, 0.2),
    personActive: !isPublic && chance(rng, 0.95),
    membershipState: isPublic ? null : chance(rng, 0.9) ? 'ACTIVE' : pick(rng, MEMBERSHIP_STATES),
    sectors: some(rng, TEST_IDS.sectors, 0.3),
    circles: some(rng, TEST_IDS.circles, 0.2),
    safeguardsValidUntil: chance(rng, 0.85) ? around(rng, FUTURE) : chance(rng, 0.5) ? around(rng, [...PAST, 0]) : null,
    clearanceRank: pick(rng, [0, 1, 1, 2, 3]),
    clearanceValidUntil: chance(rng, 0.85) ? around(rng, FUTURE) : chance(rng, 0.5) ? around(rng, [...PAST, 0]) : null,
    isOversight: chance(rng, 0.1),
    epoch: String(Math.floor(rng() * 1000)),
  }
}

/** An edition whose label is coherent; about one in five is not in force. */
export function randomEdition(rng: Rng): EditionFacts {
  const category = pick(rng, CATEGORIES)
  const isNotice = category === 'NOTICE'
  const consentedTiers: Tier[] = chance(rng, 0.7) ? [...TIERS] : some(rng, TIERS, 0.5)
  return {
    id: `00000000-0000-4000-8000-c${String(Math.floor(rng() * 1e9)).padStart(11, '0')}`,
    category,
    requiredRank: isNotice ? 0 : pick(rng, [1, 1, 2, 3]),
    everyone: chance(rng, 0.3),
    sectors: some(rng, TEST_IDS.sectors, 0.3),
    circles: some(rng, TEST_IDS.circles, 0.2),
    organisations: some(rng, TEST_IDS.organisations, 0.2),
    people: some(rng, TEST_IDS.people, 0.15),
    excludedOrganisations: some(rng, TEST_IDS.organisations, 0.08),
    excludedSectors: some(rng, TEST_IDS.sectors, 0.06),
    excludedPeople: some(rng, TEST_IDS.people, 0.06),
    consentedTiers,
    toPublic: isNotice && chance(rng, 0.4),
    releasedAt: chance(rng, 0.94) ? around(rng, [...PAST, 0]) : chance(rng, 0.5) ? around(rng, FUTURE) : null,
    recalledAt: chance(rng, 0.05) ? around(rng, PAST) : null,
    embargoUntil: chance(rng, 0.7) ? null : chance(rng, 0.8) ? around(rng, [...PAST, 0]) : around(rng, FUTURE),
    expiresAt: chance(rng, 0.7) ? null : chance(rng, 0.8) ? around(rng, FUTURE) : around(rng, [...PAST, 0]),
  }
}
