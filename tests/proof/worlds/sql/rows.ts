/**
 * Rows as the tables hold them, at random. A row says for whom it is above: by the law, written down here a second time and apart
 * from the product's policies (the oracle decides of editions). Everything carries the canary, so that whatever shows it is found.
 */
import type { EditionFacts, Reader } from '@noroshi/clearance'
import { mayInspect, mayRead, randomEdition, type Rng } from '@noroshi/clearance/testing'
import type { Client } from 'pg'
import { agreementRows, externalRows } from './agreement-rows.ts'
import { circleRows } from './circle-rows.ts'
import { correctionRow, expiryRow, OF_WHO_HAD, useRow } from './correction-rows.ts'
import { deliveryRows } from './delivery-rows.ts'
import { sourceRows, storeRows } from './store-rows.ts'

export const CANARY = 'kasumitanuki'
/** Texts of an edition, as they are stored. */
export const TEXTS = JSON.stringify([{ part: 'INTENT', ja: CANARY, en: CANARY, outOfDate: false }])

export interface Row {
  readonly table: string
  readonly values: Readonly<Record<string, unknown>>
}

export function uuidOf(rng: Rng): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(rng() * 16).toString(16)).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}
export const pick = <T>(rng: Rng, from: readonly T[]): T => from[Math.floor(rng() * from.length)]
/** Identity columns are given, because both worlds must have the same numbers; high rows get high ones. */
export const numberOf = (rng: Rng): number => 1_000_000 + Math.floor(rng() * 1_000_000_000)

/** A day before or after now, for each date of the generator: the database asks its own clock. */
export function aroundNow<T extends object>(facts: T, generatedAt: Date): T {
  const day = 86_400_000
  const moved = Object.entries(facts).map(([field, value]: [string, unknown]) =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)
      ? [field, new Date(Date.now() + (Date.parse(value) > generatedAt.getTime() ? day : -day)).toISOString()]
      : [field, value],
  )
  return Object.fromEntries(moved) as T
}

export function editionRows(rng: Rng, facts: EditionFacts, productId: string, owner: string): Row[] {
  const labelId = numberOf(rng)
  const { category, releasedAt, recalledAt, embargoUntil, expiresAt } = facts
  return [
    {
      table: 'label',
      values: {
        ...{
          id: labelId,
          category,
          required_rank: facts.requiredRank,
          everyone: facts.everyone,
          sectors: facts.sectors,
          circles: facts.circles,
        },
        ...{ organisations: facts.organisations, people: facts.people, to_public: facts.toPublic, digest: uuidOf(rng) },
        ...{
          excluded_organisations: facts.excludedOrganisations,
          excluded_sectors: facts.excludedSectors,
          excluded_people: facts.excludedPeople,
          consented_tiers: facts.consentedTiers,
        },
      },
    },
    {
      table: 'edition',
      values: {
        ...{ id: facts.id, reference: `NRS-${facts.id}`, label_id: labelId, category, product_id: productId },
        ...{ contains_secret: category === 'PROVISION', contains_comm_info: category === 'COMPREHENSIVE' },
        ...{
          identifies_person: false,
          owner_organisation_id: owner,
          kind: 'BULLETIN',
          severity: 'HIGH',
          urgency: 'ROUTINE',
        },
        ...{ title: CANARY, summary: CANARY, body: CANARY, indicators: '[]', bundle: CANARY, object_count: 1 },
        texts: TEXTS,
        hunt: JSON.stringify({ hypothesis: CANARY, queries: [{ text: CANARY }] }),
        ...{ search_text: CANARY, digest: CANARY, signature: CANARY, key_id: CANARY, released_at: releasedAt },
        ...{
          recalled_at: recalledAt,
          embargo_until: embargoUntil,
          expires_at: expiresAt,
          answer_by: '2027-01-01T00:00:00.000Z',
          recall_reason: recalledAt && CANARY,
        },
      },
    },
    ...collectionRows(facts, labelId),
    copyRow(rng, facts.id),
    madeOfRow(rng, facts.id),
  ]
}

/** That somebody took it out as a document. */
function copyRow(rng: Rng, editionId: string): Row {
  const letters = uuidOf(rng).toUpperCase()
  const number = `NRC-${letters.slice(0, 4)}-${letters.slice(4, 8)}`
  return { table: 'edition_copy', values: { number, edition_id: editionId, person_id: uuidOf(rng), format: 'PDF' } }
}

/** What it was made of. */
function madeOfRow(rng: Rng, editionId: string): Row {
  return {
    table: 'released_fragment',
    values: {
      ...{ edition_id: editionId, product_version: 1, position: 0, intakes: [uuidOf(rng)], consents: [uuidOf(rng)] },
      ...{ rewritten: false, contains_secret: true, contains_comm_info: false, identifies_person: false },
    },
  }
}

/** The edition in its collections: an object, when it was added, and that it was recalled. */
function collectionRows({ id, category, releasedAt, recalledAt }: EditionFacts, labelId: number): Row[] {
  const of = { edition_id: id, label_id: labelId, category }
  const now = new Date().toISOString()
  return [
    {
      table: 'edition_object',
      values: {
        ...{
          ...of,
          position: 0,
          stix_id: CANARY,
          type: 'indicator',
          version: CANARY,
          version_order: `\\x${'00'.repeat(24)}`,
        },
        document: CANARY,
      },
    },
    {
      table: 'edition_value',
      values: {
        ...{ ...of, position: 0, place: 0, kind: 'domain', value: CANARY, digest: 1, related: [] },
      },
    },
    { table: 'edition_added', values: { ...of, added_at: releasedAt ?? now, last_at: releasedAt ?? now } },
    {
      table: 'edition_tombstone',
      values: {
        ...{ ...of, kind: 'BULLETIN', reference: CANARY, released_at: releasedAt ?? now },
        ...{ recalled_at: recalledAt ?? now, added_at: now },
      },
    },
    correctionRow(id, labelId, category),
    expiryRow(id),
  ]
}

/** What somebody else's organisation contributed. */
export function contributionRows(rng: Rng, organisation: string, person: string): Row[] {
  const id = uuidOf(rng)
  const of = { organisation_id: organisation }
  return [
    {
      table: 'contribution',
      values: {
        ...{ ...of, id, person_id: person, received_at: new Date().toISOString() },
        ...{ total_count: 1, failure_count: 1 },
      },
    },
    {
      table: 'contribution_object',
      values: {
        ...of,
        contribution_id: id,
        position: 0,
        stix_id: CANARY,
        version: '',
        failure: CANARY,
        document: CANARY,
        type: CANARY,
        version_order: 0,
        added_at: new Date().toISOString(),
        withdrawn_at: rng() < 0.5 ? new Date().toISOString() : null,
      },
    },
  ]
}

export function productRows(rng: Rng, owner: string, person: string): Row[] {
  const id = uuidOf(rng)
  const draft = uuidOf(rng)
  const commInfo = rng() < 0.5
  return [
    {
      table: 'product',
      values: {
        ...{ id, owner_organisation_id: owner, author_id: person, title: CANARY, kind: 'BULLETIN', severity: 'LOW' },
        ...{ urgency: 'ROUTINE', state: pick(rng, ['DRAFT', 'IN_REVIEW', 'RELEASED', 'RECALLED']), required_rank: 1 },
      },
    },
    {
      table: 'edition_draft',
      values: {
        ...{
          id: draft,
          product_id: id,
          position: 0,
          category: commInfo ? 'COMPREHENSIVE' : 'PROVISION',
          title: CANARY,
        },
        ...{
          contains_secret: true,
          contains_comm_info: commInfo,
          identifies_person: false,
          required_rank: 1,
          summary: CANARY,
        },
        ...{ everyone: true, sectors: [], organisations: [], people: [], excluded_organisations: [], to_public: false },
        ...{ title_en: CANARY, title_en_of: 'ab'.repeat(32), summary_en: CANARY, summary_en_of: 'ab'.repeat(32) },
      },
    },
    {
      table: 'fragment',
      values: {
        ...{ id: uuidOf(rng), edition_draft_id: draft, position: 0, text: CANARY, stix_ids: [], contains_secret: true },
        ...{ contains_comm_info: commInfo, identifies_person: false, part: 'INTENT' },
      },
    },
    {
      table: 'product_event',
      values: {
        id: numberOf(rng),
        product_id: id,
        person_id: person,
        what: 'DRAFTED',
        note: CANARY,
        product_version: 1,
      },
    },
    ...agreementRows(rng, { product: id, originator: owner, person }),
    { table: 'outbox', values: { id: numberOf(rng), kind: pick(rng, ['RELEASED', 'RECALLED']), product_id: id } },
  ]
}

/** A circle that somebody else answers for. */
export function circleOf(rng: Rng, owner: string, person: string): Row[] {
  const ids = { circle: uuidOf(rng), owner, person, member: uuidOf(rng), change: numberOf(rng) }
  return circleRows({ ids, word: CANARY, byRule: rng() < 0.5, isClosed: rng() < 0.3 })
}

export function organisationRows(rng: Rng, tier: string): Row[] {
  const id = uuidOf(rng)
  const person = uuidOf(rng)
  const tail = uuidOf(rng).slice(0, 8)
  const kind = tier === 'GOVERNMENT' ? 'ADMINISTRATIVE_ORGAN' : 'VENDOR'
  return [
    {
      table: 'organisation',
      values: { id, name: CANARY, name_en: CANARY, class: kind, tier, sectors: ['gas'], state: 'ACTIVE' },
    },
    {
      table: 'membership_change',
      values: { id: numberOf(rng), organisation_id: id, to_state: 'ACTIVE', tier, reason: CANARY },
    },
    {
      table: 'person',
      values: { id: person, organisation_id: id, tier, name: CANARY, email: `${CANARY}-${tail}@x.example`, roles: [] },
    },
    { table: 'enrolled_person', values: { person_id: person } },
    ...accessRows(rng, person, tier),
  ]
}

export function accessRows(rng: Rng, person: string, tier: string): Row[] {
  const soon = new Date(Date.now() + 3_600_000).toISOString()
  const of = { person_id: person, tier }
  return [
    { table: 'credential', values: { ...of, person_id: uuidOf(rng), password_hash: CANARY, totp_secret: CANARY } },
    { table: 'session', values: { ...of, token_hash: uuidOf(rng), expires_at: soon } },
    {
      table: 'api_key',
      values: { ...of, id: uuidOf(rng), key_hash: uuidOf(rng), name: CANARY, scopes: ['read'], expires_at: soon },
    },
    { table: 'socket_ticket', values: { ...of, ticket_hash: uuidOf(rng), session_key: CANARY, expires_at: soon } },
    {
      table: 'enrolment',
      values: { ...of, token_hash: uuidOf(rng), created_at: new Date().toISOString(), expires_at: soon },
    },
  ]
}

export function inboxRows(rng: Rng, person: string, tier: string): Row[] {
  return [
    { table: 'inbox_counter', values: { person_id: person, last_seq: 1 } },
    { table: 'edition_tombstone_reader', values: { person_id: person, edition_id: uuidOf(rng) } },
    {
      table: 'inbox',
      values: {
        ...{
          person_id: person,
          seq: 1,
          tier,
          kind: 'RELEASED',
          edition_id: uuidOf(rng),
          label_id: 1,
          category: 'PROVISION',
        },
        ...{ urgency: 'ROUTINE', reference: CANARY },
      },
    },
  ]
}

/** What one case adds: to both worlds what the reader may know, to world B alone what is above them. */
export interface Added {
  readonly shared: readonly Row[]
  readonly above: readonly Row[]
}

/** What the law puts above this reader, at random: some rows of every kind that they may know nothing of. */
export function rowsAbove(
  rng: Rng,
  reader: Reader,
  isNobody: boolean,
  drafted: EditionFacts[],
  generatedAt: Date,
): Added {
  const now = Date.now()
  const [ghost, clerk] = [uuidOf(rng), uuidOf(rng)]
  const isCouncil = reader.personActive && reader.membershipState === 'ACTIVE' && reader.tier === 'GOVERNMENT'
  // An inspector of the oversight committee inspects everything, whatever else they may or may not (OVS-2).
  const inspects = mayInspect(reader)
  const drafts = isCouncil && (reader.roles.includes('ANALYST') || reader.roles.includes('RELEASING_OFFICER'))
  const rows: Row[] = [...accessRows(rng, uuidOf(rng), pick(rng, ['GOVERNMENT', 'MEMBER', 'FRIEND']))]
  const inbox = inboxRows(rng, uuidOf(rng), pick(rng, ['GOVERNMENT', 'MEMBER', 'FRIEND']))
  rows.push(...inbox.filter(({ table }) => !inspects || table !== 'inbox'))
  const shared: Row[] = []
  const facts = [...drafted, ...Array.from({ length: 6 }, () => aroundNow(randomEdition(rng), generatedAt))]
  for (const edition of facts) {
    if (edition.releasedAt === null || inspects) continue
    if (mayRead(reader, edition, now)) {
      // Of one in a case: what both worlds share stays in them.
      if (shared.some(({ table }) => table === 'edition')) continue
      // They may read it and never had what it corrects: to them it is a first one.
      const made = editionRows(rng, { ...edition, id: uuidOf(rng) }, uuidOf(rng), ghost)
      shared.push(...made.filter(({ table }) => !OF_WHO_HAD.includes(table)))
      rows.push(...made.filter(({ table }) => OF_WHO_HAD.includes(table)))
      continue
    }
    const made = editionRows(rng, { ...edition, id: uuidOf(rng) }, uuidOf(rng), ghost)
    // A label outlives what it is put on, and says of nothing that it is in force; who drafts composes labels.
    const inForce = {
      ...edition,
      recalledAt: null,
      embargoUntil: null,
      expiresAt: null,
      releasedAt: new Date(0).toISOString(),
    }
    const [label, ...sealed] = made
    ;(drafts || mayRead(reader, inForce, now) ? shared : rows).push(label)
    rows.push(...sealed)
  }
  if (!inspects) rows.push(useRow(rng, reader.tier))
  const sent = { delivery: uuidOf(rng), endpoint: uuidOf(rng), person: uuidOf(rng), edition: uuidOf(rng) }
  const outside = deliveryRows({ ids: sent, tier: pick(rng, ['GOVERNMENT', 'MEMBER', 'FRIEND']), word: CANARY })
  rows.push(...outside.filter(({ table }) => !inspects || table !== 'delivery'))
  if (!inspects) rows.push(...productRows(rng, ghost, clerk))
  else rows.push(...productRows(rng, ghost, clerk).filter(({ table }) => table === 'outbox'))
  const cleared = isCouncil && drafts
  if (!inspects && !cleared) rows.push(...externalRows(rng, clerk))
  if (!inspects && !cleared) rows.push(...storeRows(rng, clerk), ...contributionRows(rng, ghost, clerk))
  const administers = isCouncil && reader.roles.includes('ADMINISTRATOR')
  // Who needs to know is known to those who address circles, answer for them or inspect (L40).
  if (!inspects && !cleared && !administers) rows.push(...sourceRows(rng, clerk), ...circleOf(rng, ghost, clerk))
  // Government sees the directory, in whatever state it is itself; a transaction that names nobody sees nobody.
  if (reader.tier !== 'GOVERNMENT' || isNobody)
    rows.push(...organisationRows(rng, pick(rng, ['GOVERNMENT', 'MEMBER', 'FRIEND'])))
  return { shared, above: rows }
}

export async function put(client: Client, rows: readonly Row[]): Promise<void> {
  for (const { table, values } of rows) {
    const columns = Object.keys(values)
    await client.query(
      `insert into hub.${table} (${columns.join(', ')}) overriding system value values (${columns.map((_, index) => `$${index + 1}`).join(', ')})`,
      Object.values(values),
    )
  }
}
