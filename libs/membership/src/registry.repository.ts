/*
 * All SQL that registers organisations and people and changes what a person may do. Row-level security lets only an
 * administrator's statements find or make a row.
 */
import type { Role } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import type { Named } from './likeness.ts'
import type { OrganisationRequest, OrganisationTraits, PersonRequest } from './registry.ts'
import type { CouncilTier } from './words.ts'

/** Writes a new organisation; it begins as APPLIED. */
export async function insertOrganisation(tx: Tx, id: string, request: OrganisationRequest, at: Date): Promise<void> {
  const { name, nameEn, class: kind, tier, sectors, competentMinistry, prefecture, size, capability } = request
  await tx.query(
    `insert into hub.organisation (id, name, name_en, class, tier, sectors, competent_ministry, prefecture, size, capability, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [id, name, nameEn, kind, tier, sectors, competentMinistry, prefecture, size, capability, at],
  )
}

/** Writes what rules of circles ask; the circles themselves follow by trigger. */
export async function updateTraits(tx: Tx, organisationId: string, traits: OrganisationTraits): Promise<void> {
  const { sectors, prefecture, size, capability } = traits
  await tx.query(
    'update hub.organisation set sectors = $2, prefecture = $3, size = $4, capability = $5 where id = $1',
    [organisationId, sectors, prefecture, size, capability],
  )
}

/** One change of circles after the other; before any row is held. */
export async function holdCircles(tx: Tx): Promise<void> {
  await tx.query('select hub.hold_circles()')
}

/** What every organisation is called; government's login sees the whole directory. */
export function namesOfOrganisations(tx: Tx): Promise<Named[]> {
  return tx.query<Named[]>('select name, name_en as "nameEn", prefecture from hub.organisation')
}

/** Whether anybody of the council has this address; government's login sees the whole directory. */
export async function isAddressTaken(tx: Tx, email: string): Promise<boolean> {
  const rows = await tx.query<unknown[]>('select 1 from hub.person where email = $1', [email])
  return rows.length > 0
}

/** Writes a new person of an organisation, without clearance. */
export async function insertPerson(
  tx: Tx,
  id: string,
  organisation: { readonly id: string; readonly tier: CouncilTier },
  request: PersonRequest,
  at: Date,
): Promise<void> {
  await tx.query(
    `insert into hub.person (id, organisation_id, tier, name, email, roles, created_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, organisation.id, organisation.tier, request.name, request.email, request.roles, at],
  )
}

/** Writes what a person is asked to do; the epoch rises by itself. */
export async function updateRoles(tx: Tx, personId: string, roles: readonly Role[]): Promise<void> {
  await tx.query('update hub.person set roles = $2 where id = $1', [personId, roles])
}

/** Writes whether a person may come in; who may not has no invitation left either. */
export async function updateActive(tx: Tx, personId: string, active: boolean): Promise<void> {
  await tx.query('update hub.person set active = $2, invited_at = case when $2 then invited_at end where id = $1', [
    personId,
    active,
  ])
}

/**
 * The administrators who can act, held until the transaction ends and always in the same order: two who remove each other
 * at once come one after the other, and the second is no administrator any more.
 */
export async function lockAdministrators(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `select p.id from hub.person p join hub.organisation o on o.id = p.organisation_id
      where 'ADMINISTRATOR' = any (p.roles) and p.active and o.state = 'ACTIVE' and o.tier = 'GOVERNMENT'
      order by p.id for update of p`,
  )
  return rows.map(({ id }) => id)
}
