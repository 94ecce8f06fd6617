import type { Reader } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import { decodeCursor, iso, pageSize, toPage, type Page, type PageRequest } from '@noroshi/products'
import type { Contributed, JudgedObject } from './contribution.ts'

export interface ContributionRow {
  readonly id: string
  /** Microseconds since 1970, as text. */
  readonly receivedAt: string
  readonly totalCount: number
  readonly failureCount: number
  readonly objects: readonly {
    readonly stixId: string
    readonly version: string
    readonly failure: string | null
  }[]
}

export interface ContributionSummary {
  readonly id: string
  readonly receivedAt: string
  readonly originator: string
  readonly totalCount: number
  readonly failureCount: number
  /** Taken into the store, as the import of the same id. */
  readonly stored: boolean
}

export interface ContributedObject {
  readonly position: number
  readonly stixId: string
  readonly version: string
  readonly failure: string | null
  /** Null when it was refused, or when the organisation had sent the same before. */
  readonly document: string | null
  /** When its sender took it back. */
  readonly withdrawnAt: string | null
}

/** All SQL about contributions. Row-level security shows them to the organisation's own people and to analysts. */
export class ContributionRepository {
  /** Waits for the organisation's turn, so that what it contributed so far still holds when more is stored; and counts that. */
  async contributed(tx: Tx, organisationId: string | null): Promise<Contributed> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('noroshi contribution ' || $1::text, 0))`, [
      organisationId,
    ])
    const [row]: [Contributed] = await tx.query(
      `select coalesce(sum(total_count), 0)::float8 as objects, coalesce(sum(bytes), 0)::float8 as bytes,
         greatest(1, ceil(extract(epoch from min(received_at) + interval '24 hours' - clock_timestamp())))::float8 as "freedInSeconds"
       from hub.contribution where organisation_id = $1::uuid and received_at > clock_timestamp() - interval '24 hours'`,
      [organisationId],
    )
    return row
  }

  /** Stores an envelope with its verdicts; what the organisation has sent before is not stored a second time. */
  async insert(tx: Tx, reader: Reader, id: string, objects: readonly JudgedObject[], bytes: number): Promise<void> {
    const failures = objects.filter(({ failure }) => failure !== null).length
    // One envelope of an organisation after the other, until its transaction ends: dates grow in the order of commits.
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('contribution ' || $1::text, 0))`, [
      reader.organisationId,
    ])
    await tx.query(
      `insert into hub.contribution (id, organisation_id, person_id, received_at, total_count, failure_count, bytes) values ($1, $2, $3, clock_timestamp(), $4, $5, $6)`,
      [id, reader.organisationId, reader.personId, objects.length, failures, bytes],
    )
    await tx.query(
      `with incoming as (
         select o.*, row_number() over (partition by stix_id, digest order by place) as turn
         from unnest($3::text[], $4::text[], $5::text[], $6::bytea[], $7::text[], $8::text[], $9::numeric[])
           with ordinality as o (stix_id, version, failure, digest, document, type, version_order, place)
       ), judged as (
         select i.*, i.document is not null and i.turn = 1 and not exists (select 1 from hub.contribution_object k
           where k.organisation_id = $2 and k.stix_id = i.stix_id and k.digest = i.digest and k.document is not null and k.withdrawn_at is null) as is_new
         from incoming i
       ), turn as (
         select greatest(clock_timestamp(), coalesce(max(added_at) + interval '1 microsecond', '-infinity')) as begins
         from hub.contribution_object where organisation_id = $2
       )
       insert into hub.contribution_object (contribution_id, position, organisation_id, stix_id, version, failure, digest, document, type, version_order, added_at)
       select $1, j.place - 1, $2, j.stix_id, j.version, j.failure, j.digest,
         case when is_new then j.document end, case when is_new then j.type end, case when is_new then j.version_order end,
         case when is_new then turn.begins + (j.place - 1) * interval '1 microsecond' end
       from judged j cross join turn`,
      [
        ...[id, reader.organisationId],
        objects.map(object => object.stixId),
        objects.map(object => object.version),
        objects.map(object => object.failure),
        objects.map(object => object.digest),
        objects.map(object => object.document),
        objects.map(object => object.type),
        objects.map(object => object.versionOrder?.toString() ?? null),
      ],
    )
  }

  async find(tx: Tx, organisationId: string | null, id: string): Promise<ContributionRow | undefined> {
    const rows: ContributionRow[] = await tx.query(
      `select c.id, (extract(epoch from c.received_at) * 1000000)::bigint::text as "receivedAt", c.total_count as "totalCount", c.failure_count as "failureCount",
         (select jsonb_agg(jsonb_build_object('stixId', o.stix_id, 'version', o.version, 'failure', o.failure) order by o.position)
          from hub.contribution_object o where o.contribution_id = c.id) as objects
       from hub.contribution c where c.id = $1::uuid and c.organisation_id = $2::uuid`,
      [id, organisationId],
    )
    return rows[0]
  }

  /** The newest first, of all organisations, for analysts. */
  async list(tx: Tx, page: PageRequest): Promise<Page<ContributionSummary>> {
    const limit = pageSize(page)
    const after = page.after ? decodeCursor(page.after, ['instant', 'uuid']) : [null, null]
    const rows: (ContributionSummary & { key: string })[] = await tx.query(
      `select c.id, ${iso('c.received_at')} as "receivedAt", g.name as originator, c.total_count as "totalCount", c.failure_count as "failureCount",
         exists (select 1 from hub.bundle_import b where b.id = c.id) as stored, c.received_at::text as key
       from hub.contribution c join hub.organisation g on g.id = c.organisation_id
       where $1::timestamptz is null or (c.received_at, c.id) < ($1::timestamptz, $2::uuid) order by c.received_at desc, c.id desc limit ${limit + 1}`,
      after,
    )
    return toPage(
      rows,
      limit,
      row => [row.key, row.id],
      ({ key: _key, ...summary }) => summary,
    )
  }

  /** Who sent it, and the texts of what was taken of it and had not been sent before. */
  async contents(tx: Tx, id: string): Promise<{ originator: string; documents: string[] } | undefined> {
    const rows: { originator: string; documents: string[] }[] = await tx.query(
      `select g.name as originator, array(select o.document from hub.contribution_object o
         where o.contribution_id = c.id and o.document is not null and o.withdrawn_at is null order by o.position) as documents
       from hub.contribution c join hub.organisation g on g.id = c.organisation_id where c.id = $1::uuid`,
      [id],
    )
    return rows[0]
  }

  async objects(tx: Tx, contributionId: string, page: PageRequest): Promise<Page<ContributedObject>> {
    const limit = pageSize(page)
    const [after] = page.after ? decodeCursor(page.after, ['integer']) : [-1]
    const rows: ContributedObject[] = await tx.query(
      `select position, stix_id as "stixId", version, failure, document, ${iso('withdrawn_at')} as "withdrawnAt" from hub.contribution_object
       where contribution_id = $1::uuid and position > $2::int order by position limit ${limit + 1}`,
      [contributionId, after],
    )
    return toPage(
      rows,
      limit,
      row => [String(row.position)],
      row => row,
    )
  }
}
