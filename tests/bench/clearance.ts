/** Nanoseconds of one decision by each face of the policy, and the audience of an edition over a whole council. */
import { abilityFor, audienceOf, can, editionSubject, type EditionFacts, type Reader } from '@noroshi/clearance'
import { mayRead, randomEdition, randomReader, seededRandom, TEST_INSTANT } from '@noroshi/clearance/testing'
import { figure, median, rounded } from './figures.ts'

const ORGANISATIONS = 2_657
const PEOPLE_OF_ORGANISATION = 8
const PAIRS = 2_000

export function clearance(rounds: number, seed: number): void {
  const rng = seededRandom(seed)
  const readers = Array.from({ length: PAIRS }, () => randomReader(rng))
  const editions = Array.from({ length: PAIRS }, () => randomEdition(rng))
  const subjects = editions.map(editionSubject)
  const abilities = readers.map(reader => abilityFor(reader, TEST_INSTANT))
  const atMs = TEST_INSTANT.getTime()

  const faces: Record<string, (index: number) => boolean> = {
    oracle: index => mayRead(at(readers, index), at(editions, index), atMs),
    compiled: index => at(abilities, index).can('read', at(subjects, index)),
    can: index => can(at(readers, index), 'read', at(subjects, index), TEST_INSTANT),
    can_of_row: index => can(at(readers, index), 'read', editionSubject(at(editions, index)), TEST_INSTANT),
  }
  const times: Record<string, number[]> = {}
  const granted: Record<string, number> = {}
  // Interleaved: every face once in each round. The first rounds warm up and are not counted.
  for (let round = -5; round < rounds; round += 1)
    for (const [face, decide] of Object.entries(faces)) {
      const from = performance.now()
      let yes = 0
      for (let index = 0; index < PAIRS; index += 1) if (decide(index)) yes += 1
      const nanoseconds = ((performance.now() - from) * 1e6) / PAIRS
      granted[face] = yes
      if (round >= 0) (times[face] ??= []).push(nanoseconds)
    }
  if (new Set(Object.values(granted)).size !== 1) throw new Error(`the faces disagree: ${JSON.stringify(granted)}`)
  const of = (face: string) => rounded(median(times[face] ?? []), 0)
  figure('clearance', {
    pairs: PAIRS,
    granted: granted['can'],
    compiled_ns: of('compiled'),
    can_ns: of('can'),
    can_of_row_ns: of('can_of_row'),
    oracle_ns: of('oracle'),
    ratio: rounded(median(times['compiled'] ?? []) / median(times['can'] ?? []), 3),
  })
  audience(rounds)
}

function audience(rounds: number): void {
  const readers = Array.from({ length: ORGANISATIONS * PEOPLE_OF_ORGANISATION }, (_, index) => councilReader(index))
  const edition: EditionFacts = {
    id: 'edition',
    category: 'PROVISION',
    requiredRank: 1,
    everyone: false,
    sectors: ['finance', 'electricity'],
    circles: [],
    organisations: [],
    people: [],
    excludedOrganisations: [],
    excludedSectors: [],
    excludedPeople: [],
    consentedTiers: ['GOVERNMENT', 'MEMBER'],
    toPublic: false,
    releasedAt: TEST_INSTANT.toISOString(),
    recalledAt: null,
    embargoUntil: null,
    expiresAt: null,
  }
  const times: { hub: number[]; oracle: number[] } = { hub: [], oracle: [] }
  let found = 0
  for (let round = -2; round < rounds; round += 1) {
    const from = performance.now()
    found = audienceOf(edition, readers, TEST_INSTANT).length
    const between = performance.now()
    const expected = readers.filter(reader => mayRead(reader, edition, TEST_INSTANT.getTime())).length
    const to = performance.now()
    if (found !== expected) throw new Error(`the audience is ${found}, the oracle says ${expected}`)
    if (round < 0) continue
    times.hub.push(between - from)
    times.oracle.push(to - between)
  }
  figure('clearance-audience', {
    organisations: ORGANISATIONS,
    n: readers.length,
    found,
    hub_ms: rounded(median(times.hub)),
    ns_of_reader: rounded((median(times.hub) * 1e6) / readers.length, 0),
    limit_ms: rounded(median(times.oracle)),
    ratio: rounded(median(times.hub) / median(times.oracle), 2),
  })
}

const SECTORS = ['finance', 'electricity', 'medical', 'logistics', 'water', 'railway', 'gas', 'credit']

/** One of eight people of an organisation of one sector; most are cleared. */
function councilReader(index: number): Reader {
  const organisation = Math.floor(index / PEOPLE_OF_ORGANISATION)
  const later = new Date(TEST_INSTANT.getTime() + 86_400_000).toISOString()
  return {
    personId: `person-${index}`,
    organisationId: `organisation-${organisation}`,
    tier: organisation % 4 === 0 ? 'FRIEND' : 'MEMBER',
    roles: ['MEMBER_READER'],
    personActive: true,
    membershipState: 'ACTIVE',
    sectors: [SECTORS[organisation % SECTORS.length] ?? 'finance'],
    circles: [],
    safeguardsValidUntil: later,
    clearanceRank: index % 4 === 0 ? 0 : 1,
    clearanceValidUntil: index % 4 === 0 ? null : later,
    isOversight: false,
    epoch: '1.1',
  }
}

function at<T>(list: readonly T[], index: number): T {
  return list[index] as T // callers stay below the length
}
