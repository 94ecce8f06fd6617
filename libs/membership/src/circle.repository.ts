/* All SQL about circles. Row-level security shows them to those who address, administer or inspect, and to nobody else. */
import type { Tx } from '@noroshi/database'
import type { CircleChangeFacts, CircleDefinition, CircleOrganisation, CircleRow } from './circle.ts'

const COLUMNS = `c.id, c.owner_organisation_id as "ownerOrganisationId", c.name, c.name_en as "nameEn", c.purpose, t.title, t.title_en as "titleEn", c.organisations, c.tiers,
  c.sectors, c.prefectures, c.sizes, c.capabilities, c.version, c.created_at as "createdAt", c.closed_at as "closedAt"`
const CIRCLE = 'hub.circle c left join hub.circle_title t on t.circle_id = c.id'
const ORGANISATION = `o.id, o.name, o.name_en as "nameEn", o.tier, o.state`

/** Every circle, those that are closed last, by name. */
export function circles(tx: Tx): Promise<CircleRow[]> {
  return tx.query(`select ${COLUMNS} from ${CIRCLE} order by c.closed_at is not null, c.name collate "C", c.id`)
}

export async function findCircle(tx: Tx, id: string): Promise<CircleRow | null> {
  const rows: CircleRow[] = await tx.query(`select ${COLUMNS} from ${CIRCLE} where c.id = $1`, [id])
  return rows[0] ?? null
}

/** Names of organisations, by id. */
export async function organisationsOf(tx: Tx, ids: readonly string[]): Promise<Map<string, CircleOrganisation>> {
  const rows: CircleOrganisation[] = await tx.query(
    `select ${ORGANISATION} from hub.organisation o where o.id = any ($1::uuid[])`,
    [ids],
  )
  return new Map(rows.map(row => [row.id, row]))
}

/** Who is in each circle now, by name. */
export async function membersOf(tx: Tx, ids: readonly string[]): Promise<Map<string, CircleOrganisation[]>> {
  const rows: (CircleOrganisation & { circle: string })[] = await tx.query(
    `select c.id as circle, ${ORGANISATION} from unnest($1::uuid[]) as c (id) join hub.organisation o on c.id = any (o.circles)
      order by o.name collate "C", o.id`,
    [ids],
  )
  const members = new Map<string, CircleOrganisation[]>(ids.map(id => [id, []]))
  for (const { circle, ...organisation } of rows) members.get(circle)?.push(organisation)
  return members
}

export async function insertCircle(
  tx: Tx,
  id: string,
  ownerOrganisationId: string,
  circle: CircleDefinition,
  at: Date,
): Promise<void> {
  await tx.query(
    `insert into hub.circle (id, owner_organisation_id, name, name_en, purpose, organisations, tiers, sectors, prefectures, sizes, capabilities, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [id, ownerOrganisationId, ...valuesOf(circle), at],
  )
  await setTitle(tx, id, circle)
}

export async function updateCircle(tx: Tx, id: string, circle: CircleDefinition): Promise<void> {
  await tx.query(
    `update hub.circle set name = $2, name_en = $3, purpose = $4, organisations = $5, tiers = $6, sectors = $7, prefectures = $8, sizes = $9,
       capabilities = $10, version = version + 1 where id = $1`,
    [id, ...valuesOf(circle)],
  )
  await setTitle(tx, id, circle)
}

async function setTitle(tx: Tx, id: string, { title, titleEn }: CircleDefinition): Promise<void> {
  await (title === null
    ? tx.query('delete from hub.circle_title where circle_id = $1', [id])
    : tx.query(
        `insert into hub.circle_title (circle_id, title, title_en) values ($1, $2, $3)
         on conflict (circle_id) do update set title = excluded.title, title_en = excluded.title_en`,
        [id, title, titleEn],
      ))
}

export async function closeCircle(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.query('update hub.circle set closed_at = $2, version = version + 1 where id = $1', [id, at])
}

/** Writes what happened to a circle, with the circle as it stands and who is in it, in the transaction of the fact. */
export async function recordCircleChange(
  tx: Tx,
  id: string,
  personId: string | null,
  what: CircleChangeFacts['what'],
  reason: string,
  at: Date,
): Promise<void> {
  await tx.query(
    `insert into hub.circle_change (circle_id, person_id, what, reason, definition, members, at)
     select c.id, $2, $3, $4, to_jsonb(c) || jsonb_build_object('title', t.title, 'title_en', t.title_en), array(select o.id from hub.organisation o where c.id = any (o.circles) order by o.id), $5
       from ${CIRCLE} where c.id = $1`,
    [id, personId, what, reason, at],
  )
}

/** What happened to a circle, newest first. */
export function changesOf(tx: Tx, id: string): Promise<CircleChangeFacts[]> {
  return tx.query(
    `select h.what, h.reason, coalesce(p.name, '—') as by, h.at, cardinality(h.members) as members
       from hub.circle_change h left join hub.person p on p.id = h.person_id where h.circle_id = $1 order by h.id desc`,
    [id],
  )
}

const valuesOf = (circle: CircleDefinition): unknown[] => [
  ...[circle.name, circle.nameEn, circle.purpose, circle.organisations],
  ...[circle.tiers, circle.sectors, circle.prefectures, circle.sizes, circle.capabilities],
]
