/*
 * All SQL about organisations, people and reference tables. Under a reader's transaction row-level security answers:
 * government sees the directory, everybody else their own organisation; only an administrator's update finds a row.
 */
import type { MembershipState, Reader } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import { Organisation } from './organisation.ts'
import { Person, readerOf } from './person.ts'
import type { OrganisationRights, PersonRights } from './person.ts'
import type {
  ClearanceLevelFacts,
  ClearanceRecord,
  CouncilPerson,
  CouncilTier,
  IndustryFacts,
  MembershipChangeFacts,
  OrganisationFilter,
  ReferenceFacts,
  SectorFacts,
  PersonName,
} from './words.ts'

/** Where a page of the directory begins: after this name and id. */
export interface DirectoryCursor {
  readonly name: string
  readonly id: string
}

const ORGANISATION_COLUMNS = `id, name, name_en as "nameEn", class, tier, sectors,
  competent_ministry as "competentMinistry", prefecture, size, capability, circles, state, safeguards_valid_until as "safeguardsValidUntil",
  epoch, created_at as "createdAt"`

/** The organisations after the cursor, in the order of their names' characters (the same on every server). */
export async function organisationsAfter(
  tx: Tx,
  filter: OrganisationFilter,
  after: DirectoryCursor | null,
  limit: number,
): Promise<Organisation[]> {
  return tx.query<Organisation[]>(
    `select ${ORGANISATION_COLUMNS} from hub.organisation
      where ($1::text is null or strpos(lower(name), lower($1)) > 0 or strpos(lower(name_en), lower($1)) > 0)
        and ($2::text is null or tier = $2) and ($3::text is null or $3 = any (sectors)) and ($4::text is null or state = $4)
        and ($5::text is null or (name collate "C", id) > ($5 collate "C", $6::uuid))
      order by name collate "C", id limit $7`,
    [
      filter.text ?? null,
      filter.tier ?? null,
      filter.sector ?? null,
      filter.state ?? null,
      after?.name ?? null,
      after?.id ?? null,
      limit,
    ],
  )
}

/** One organisation. */
export function findOrganisation(tx: Tx, id: string): Promise<Organisation | null> {
  return tx.findOneBy(Organisation, { id })
}

/** One organisation, held until the transaction ends, so that what is decided about it stays true. */
export async function lockOrganisation(tx: Tx, id: string): Promise<Organisation | null> {
  const rows = await tx.query<Organisation[]>(
    `select ${ORGANISATION_COLUMNS} from hub.organisation where id = $1 for update`,
    [id],
  )
  return rows[0] ?? null
}

/** One person. */
export function findPerson(tx: Tx, id: string): Promise<Person | null> {
  return tx.findOneBy(Person, { id })
}

/** One person, held until the transaction ends. */
export function lockPerson(tx: Tx, id: string): Promise<Person | null> {
  return tx.findOne(Person, { where: { id }, lock: { mode: 'pessimistic_write' } })
}

/** The people of one organisation, by name. */
export function peopleOf(tx: Tx, organisationId: string): Promise<Person[]> {
  return tx.find(Person, { where: { organisationId }, order: { name: 'ASC', id: 'ASC' } })
}

/** What happened to one organisation, newest first (ACT-2). */
export async function historyOf(tx: Tx, organisationId: string): Promise<MembershipChangeFacts[]> {
  return tx.query<MembershipChangeFacts[]>(
    `select from_state as "fromState", to_state as "toState", reason, changed_at as "changedAt"
       from hub.membership_change where organisation_id = $1 order by changed_at desc, id desc`,
    [organisationId],
  )
}

/** Writes a membership's state; its epoch rises by itself. */
export async function updateState(tx: Tx, organisationId: string, state: MembershipState): Promise<void> {
  await tx.query('update hub.organisation set state = $2 where id = $1', [organisationId, state])
}

/** Writes until when the safeguards are valid (CLR-8). */
export async function updateSafeguards(tx: Tx, organisationId: string, validUntil: Date | null): Promise<void> {
  await tx.query('update hub.organisation set safeguards_valid_until = $2 where id = $1', [organisationId, validUntil])
}

/** Writes a person's clearance (CLR-2). */
export async function updateClearance(tx: Tx, personId: string, clearance: Required<ClearanceRecord>): Promise<void> {
  await tx.query(
    'update hub.person set clearance_rank = $2, clearance_valid_until = $3, clearance_verified_by = $4 where id = $1',
    [personId, clearance.rank, clearance.validUntil, clearance.verifiedBy],
  )
}

/** Adds a line to the history, in the same transaction as the fact (ACT-2, ACT-5). */
export async function recordChange(
  tx: Tx,
  organisation: { readonly id: string; readonly tier: CouncilTier; readonly state: MembershipState | null },
  toState: MembershipState,
  reason: string,
  changedBy: string | null,
  at: Date,
): Promise<void> {
  await tx.query(
    `insert into hub.membership_change (organisation_id, from_state, to_state, tier, reason, changed_by, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [organisation.id, organisation.state, toState, organisation.tier, reason, changedBy, at],
  )
}

/** The configured levels of clearance, by rank. */
export async function clearanceLevels(tx: Tx): Promise<ClearanceLevelFacts[]> {
  return tx.query<ClearanceLevelFacts[]>(
    'select rank, code, name_ja as "nameJa", name_en as "nameEn" from hub.clearance_level order by rank',
  )
}

/** The reference tables, which every tier may read (§3.1, §3.2). */
export async function referenceTables(tx: Tx): Promise<ReferenceFacts> {
  const sectors = await tx.query<SectorFacts[]>(
    'select id, name_ja as "nameJa", name_en as "nameEn", ministry from hub.sector order by position',
  )
  const industries = await tx.query<IndustryFacts[]>(
    'select id, name_ja as "nameJa", name_en as "nameEn", verified, source from hub.industry order by position',
  )
  return { sectors, industries, clearanceLevels: await clearanceLevels(tx) }
}

type RightsRow = PersonRights & {
  oClass: OrganisationRights['class']
  oSectors: OrganisationRights['sectors']
  oCircles: OrganisationRights['circles']
  oState: OrganisationRights['state']
  oSafeguardsValidUntil: OrganisationRights['safeguardsValidUntil']
  oEpoch: number
}

// Exactly the columns that the worker's login is granted: no name, no address.
const RIGHTS_COLUMNS = `p.id, p.organisation_id as "organisationId", p.tier, p.roles, p.active,
  p.clearance_rank as "clearanceRank", p.clearance_valid_until as "clearanceValidUntil", p.epoch,
  o.class as "oClass", o.sectors as "oSectors", o.circles as "oCircles", o.state as "oState",
  o.safeguards_valid_until as "oSafeguardsValidUntil", o.epoch as "oEpoch"`
const ACTIVE_PEOPLE = 'from hub.person p join hub.organisation o on o.id = p.organisation_id where p.active'

function readerOfRow(row: RightsRow): Reader {
  const safeguardsValidUntil = row.oSafeguardsValidUntil
  const rights = {
    class: row.oClass,
    sectors: row.oSectors,
    circles: row.oCircles,
    state: row.oState,
    safeguardsValidUntil,
    epoch: row.oEpoch,
  }
  return readerOf(row, rights)
}

/** Active people as Readers, without a name: what the worker may know. @param ids of whom; all by default */
export async function activeReaders(tx: Tx, ids: readonly string[] | null = null): Promise<Reader[]> {
  const rows = await tx.query<RightsRow[]>(
    `select ${RIGHTS_COLUMNS} ${ACTIVE_PEOPLE} and ($1::uuid[] is null or p.id = any ($1::uuid[]))`,
    [ids],
  )
  return rows.map(readerOfRow)
}

/** All active people as Readers, with what an audience preview names; government's logins only. */
export async function activePeople(tx: Tx): Promise<CouncilPerson[]> {
  const rows = await tx.query<(RightsRow & { name: string; organisationName: string })[]>(
    `select ${RIGHTS_COLUMNS}, p.name, o.name as "organisationName" ${ACTIVE_PEOPLE}
      order by o.name collate "C", p.name collate "C", p.id`,
  )
  return rows.map(row => ({ reader: readerOfRow(row), name: row.name, organisationName: row.organisationName }))
}

/** Of active people, those who never enrolled: nothing that is sent to them is read. Government's logins only. */
export async function neverEnrolled(tx: Tx): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }[]>(
    'select p.id from hub.person p where p.active and not exists (select 1 from hub.enrolled_person e where e.person_id = p.id)',
  )
  return new Set(rows.map(({ id }) => id))
}

const NEVER = new Date('9999-01-01T00:00:00Z')

/**
 * Active organisations in which nobody is active, each as a person would be who were there with every clearance: to ask who of them
 * is addressed. Their `personId` is the organisation's own id, which no audience lists among people.
 */
export async function deserted(tx: Tx): Promise<CouncilPerson[]> {
  const rows = await tx.query<(OrganisationRights & { id: string; tier: CouncilTier; name: string })[]>(
    `select ${ORGANISATION_COLUMNS} from hub.organisation o where state = 'ACTIVE'
        and not exists (select 1 from hub.person p where p.organisation_id = o.id and p.active) order by name collate "C", id`,
  )
  return rows.map(({ id, tier, name, ...rights }) => {
    const person = { id, organisationId: id, tier, roles: [], active: true, epoch: 0 }
    return {
      reader: readerOf({ ...person, clearanceRank: 99, clearanceValidUntil: NEVER }, rights),
      name: '',
      organisationName: name,
    }
  })
}

/** Names with the organisation's, of those people that the transaction may see. */
export async function namesOf(tx: Tx, ids: readonly string[]): Promise<PersonName[]> {
  return tx.query(
    `select p.id, p.name, o.name as organisation from hub.person p join hub.organisation o on o.id = p.organisation_id where p.id = any($1::uuid[])`,
    [ids],
  )
}
