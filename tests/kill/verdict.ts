/**
 * The judge: looks behind every wall, as superuser, and holds what is there against an expectation that was computed without
 * the hub's code (the oracle of clearance says who may read; of two editions, the more comprehensive is sent).
 */
import { mayRead } from '@noroshi/clearance/testing'
import type { Client } from 'pg'
import type { Acknowledged, Sketch } from './publisher.ts'
import type { Recipient } from './recipient.ts'

export interface Check {
  readonly what: string
  readonly violations: string[]
}

interface StoredEdition {
  readonly id: string
  readonly productId: string
  readonly category: string
  readonly state: string
  /** Released while the clocks were ahead, which have been put right since: it is not in force before its date (ADR 0042). */
  readonly datedAhead: boolean
}

interface InboxRow {
  readonly personId: string
  readonly seq: number
  readonly editionId: string
  readonly productId: string
  readonly kind: string
  readonly delivered: boolean
  readonly acknowledged: boolean
}

type SomeReader = Parameters<typeof mayRead>[0]

const TIERS = ['GOVERNMENT', 'MEMBER', 'FRIEND', 'PUBLIC']

/** Everybody in the council as the oracle asks about them. */
export async function readersIn(superuser: Client): Promise<SomeReader[]> {
  const { rows } = await superuser.query<SomeReader & { safeguards: Date | null; cleared: Date | null }>(
    `select p.id as "personId", p.organisation_id as "organisationId", p.tier, p.roles, p.active as "personActive", o.state as "membershipState", o.sectors, o.circles,
       o.safeguards_valid_until as safeguards, p.clearance_rank as "clearanceRank", p.clearance_valid_until as cleared, o.class = 'OVERSIGHT_COMMITTEE' as "isOversight"
     from hub.person p join hub.organisation o on o.id = p.organisation_id`,
  )
  return rows.map(({ safeguards, cleared, ...reader }) => ({
    ...reader,
    safeguardsValidUntil: safeguards?.toISOString() ?? null,
    clearanceValidUntil: cleared?.toISOString() ?? null,
  }))
}

/** The category that each reader must be told of, by person; who may read nothing is not there. */
function expectedOf(sketches: readonly Sketch[], readers: readonly SomeReader[], atMs: number): Map<string, string> {
  const told = new Map<string, string>()
  for (const category of ['PROVISION', 'NOTICE'] as const) {
    const sketch = sketches.find(candidate => candidate.category === category)
    if (!sketch) continue
    const edition = {
      category,
      requiredRank: sketch.requiredRank,
      everyone: sketch.sectors === null,
      sectors: sketch.sectors ?? [],
      circles: [],
      organisations: [],
      people: [],
      excludedOrganisations: [],
      excludedSectors: [],
      excludedPeople: [],
      consentedTiers: TIERS,
      toPublic: false,
      releasedAt: new Date(atMs).toISOString(),
      recalledAt: null,
      embargoUntil: null,
      expiresAt: null,
    }
    for (const reader of readers)
      if (reader.personId && !told.has(reader.personId) && mayRead(reader, edition, atMs))
        told.set(reader.personId, category)
  }
  return told
}

/**
 * All checks; each lists what violates it.
 * @param before products that were there already, and are none of these releases
 */
export async function judge(
  superuser: Client,
  releases: readonly Acknowledged[],
  recipients: readonly Recipient[],
  before: ReadonlySet<string> = new Set(),
): Promise<{ checks: Check[]; inboxRows: number }> {
  const { rows: editions } = await superuser.query<StoredEdition>(
    `select e.id, e.product_id as "productId", e.category, p.state, e.released_at > now() as "datedAhead" from hub.edition e join hub.product p on p.id = e.product_id`,
  )
  const { rows: inbox } = await superuser.query<InboxRow>(
    `select i.person_id as "personId", i.seq::float8 as seq, i.edition_id as "editionId", e.product_id as "productId", i.kind,
       i.delivered_at is not null as delivered, i.acknowledged_at is not null as acknowledged
     from hub.inbox i join hub.edition e on e.id = i.edition_id order by i.person_id, i.seq`,
  )
  const { rows: counters } = await superuser.query<{ personId: string; lastSeq: number }>(
    `select person_id as "personId", last_seq::float8 as "lastSeq" from hub.inbox_counter`,
  )
  const { rows: answers } = await superuser.query<{ personId: string; editionId: string; times: number }>(
    `select person_id as "personId", edition_id as "editionId", count(*)::int as times from hub.impact_answer group by 1, 2`,
  )
  const readers = await readersIn(superuser)
  const editionsOf = groupBy(editions, edition => edition.productId)
  const inboxOfProduct = groupBy(inbox, row => row.productId)
  const inboxOfPerson = groupBy(inbox, row => row.personId)

  const lost: string[] = []
  const misdelivered: string[] = []
  const told = new Map<string, number>()
  for (const release of releases) {
    const stored = editionsOf.get(release.productId) ?? []
    const categories = stored.filter(edition => edition.state === 'RELEASED').map(edition => edition.category)
    const asked = release.sketches.map(sketch => sketch.category)
    if (categories.sort().join() !== [...asked].sort().join())
      lost.push(`${release.productId}: has [${categories.join()}]`)
    const categoryOf = new Map(stored.map(edition => [edition.id, edition.category]))
    const expected = expectedOf(release.sketches, readers, Date.now())
    for (const row of inboxOfProduct.get(release.productId) ?? []) {
      const due = row.kind === 'RELEASED' ? expected.get(row.personId) : undefined
      if (due !== categoryOf.get(row.editionId)) misdelivered.push(`${row.personId} was told of ${row.editionId}`)
      expected.delete(row.personId)
      told.set(row.personId, (told.get(row.personId) ?? 0) + 1)
    }
    for (const [personId, category] of expected) lost.push(`${release.productId}: ${personId} has no ${category}`)
  }

  const gaps: string[] = []
  for (const { personId, lastSeq } of counters) {
    const rows = inboxOfPerson.get(personId) ?? []
    if (rows.length !== lastSeq || rows.some((row, index) => row.seq !== index + 1))
      gaps.push(`${personId}: ${rows.length} rows, counter ${lastSeq}`)
  }
  if (counters.length !== inboxOfPerson.size) gaps.push('inboxes without a counter, or counters without an inbox')

  const unshown: string[] = []
  const unrecorded: string[] = []
  const undelivered: string[] = []
  const misanswered: string[] = []
  const answersOf = groupBy(answers, ({ personId }) => personId)
  const datedAhead = new Set(editions.filter(edition => edition.datedAhead).map(({ id }) => id))
  for (const { name, personId, shown, acknowledged, answered, notThere, gaveUp } of recipients) {
    if (gaveUp !== undefined) unrecorded.push(`${name} gave up: ${gaveUp}`)
    for (const editionId of notThere)
      if (!datedAhead.has(editionId)) misanswered.push(`${name} was told of ${editionId}, which was not there`)
    const stored = answersOf.get(personId) ?? []
    for (const { editionId, times } of stored)
      if (times > 1 || !answered.has(editionId)) misanswered.push(`${name}: ${times} answers to ${editionId}`)
    if (stored.length !== answered.size) misanswered.push(`${name}: ${stored.length} answers of ${answered.size}`)
    const rows = inboxOfPerson.get(personId) ?? []
    const holds = (row: InboxRow, index: number) =>
      shown[index]?.seq === row.seq && shown[index].editionId === row.editionId
    if (shown.length !== rows.length || !rows.every(holds))
      unshown.push(`${name}: ${shown.length} of ${rows.length} shown`)
    for (const row of rows) {
      if (acknowledged.has(row.seq) !== row.acknowledged) unrecorded.push(`${name}: ${row.seq}`)
      if (!row.delivered) undelivered.push(`${name}: ${row.seq}`)
    }
  }
  const twice = repeated(inbox.map(row => `${row.personId} ${row.productId} ${row.kind}`))
  const known = new Set(releases.map(release => release.productId))
  const unasked = [...editionsOf.keys()].filter(productId => !known.has(productId) && !before.has(productId))
  return {
    inboxRows: inbox.length,
    checks: [
      { what: 'every acknowledged release has its editions and reached everybody it was for', violations: lost },
      { what: 'nobody was told of anything else', violations: misdelivered },
      { what: 'nobody was told twice', violations: twice },
      { what: 'nothing was released that nobody released', violations: unasked },
      { what: "every recipient's numbers are 1, 2, 3… without a gap", violations: gaps },
      { what: 'every screen showed each number once, in order, and all of them', violations: unshown },
      { what: 'every answered acknowledgement is on record', violations: unrecorded },
      { what: 'every answered impact answer is on record, once', violations: misanswered },
      { what: 'everything shown is on record as delivered', violations: undelivered },
    ],
  }
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}

function repeated(keys: readonly string[]): string[] {
  const seen = new Set<string>()
  return keys.filter(key => seen.has(key) || !seen.add(key))
}
