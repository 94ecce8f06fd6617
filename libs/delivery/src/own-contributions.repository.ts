import type { Tx } from '@noroshi/database'
import { UNVERSIONED } from '@noroshi/products'
import type { TaxiiFilter } from './taxii-filter.ts'
import { MOST_BYTES, type CollectionRow } from './taxii.repository.ts'

/** All SQL about the collection in which an organisation finds again what it contributed, and has not withdrawn. */
export class OwnContributionsRepository {
  /**
   * One page in the order in which it came. Of several objects that call themselves the same version, the first is that version; the
   * dates of an organisation are all different, so that a page may be cut anywhere.
   */
  async page(
    tx: Tx,
    organisationId: string | null,
    filter: TaxiiFilter,
    withDocuments: boolean,
  ): Promise<CollectionRow[]> {
    if (!filter.isStix21) return []
    const parameters: unknown[] = [organisationId]
    const where = conditions(filter, parameters)
    return tx.query(
      `with page as materialized (
         select ${OBJECT} where ${where.join(' and ')} order by o.added_at limit ${filter.limit + 1}
       ), sized as (
         select page.*, row_number() over w as place, sum(octets) over w as total, lead(added_at) over w as following from page window w as (order by added_at)
       )
       select (extract(epoch from s.added_at) * 1000000)::bigint::text as "addedAt", s.stix_id as "stixId", coalesce(nullif(s.version, ''), '${UNVERSIONED}') as version,
         null as recalled, s.following is not null as more, false as tied, ${withDocuments ? 'd.document' : 'null'} as document
       from sized s ${withDocuments ? 'join hub.contribution_object d on d.contribution_id = s.contribution_id and d.position = s.position' : ''}
       where s.place <= ${filter.limit} and (s.place = 1 or s.total <= ${MOST_BYTES}) order by s.place`,
      parameters,
    )
  }

  /** Withdraws the versions of an object that the filter names; resolves to how many rows. */
  async withdraw(tx: Tx, organisationId: string | null, filter: TaxiiFilter): Promise<number> {
    if (!filter.isStix21) return 0
    const parameters: unknown[] = [organisationId]
    const where = conditions(filter, parameters)
    // Every row of a version goes, so that none comes up from below another.
    const rows: unknown[] = await tx.query(
      `with named as (select ${OBJECT} where ${where.join(' and ')}), gone as (
         update hub.contribution_object w set withdrawn_at = now() from named
         where w.organisation_id = $1::uuid and w.withdrawn_at is null and w.added_at is not null
           and w.stix_id = named.stix_id and w.version_order = named.version_order returning 1)
       select 1 from gone`,
      parameters,
    )
    return rows.length
  }
}

const OBJECT = `o.contribution_id, o.position, o.stix_id, o.version, o.version_order, o.added_at, octet_length(o.document) as octets
  from hub.contribution_object o`

function conditions(filter: TaxiiFilter, parameters: unknown[]): string[] {
  const bind = (value: unknown, cast: string): string => `$${parameters.push(value)}::${cast}`
  const where = ['o.organisation_id = $1::uuid', 'o.added_at is not null', 'o.withdrawn_at is null']
  if (filter.after !== null)
    where.push(
      `o.added_at > timestamptz 'epoch' + ${bind(filter.after.toString(), 'bigint')} * interval '1 microsecond'`,
    )
  if (filter.ids) where.push(`o.stix_id = any(${bind(filter.ids, 'text[]')})`)
  if (filter.types) where.push(`o.type = any(${bind(filter.types, 'text[]')})`)
  where.push(`not ${another('n.version_order = o.version_order and n.added_at < o.added_at')}`)
  if (!filter.versions.includes('all')) where.push(`(${versions(filter, bind).join(' or ')})`)
  return where
}

function versions(filter: TaxiiFilter, bind: (value: unknown, cast: string) => string): string[] {
  const exact = filter.versions.filter(version => typeof version === 'bigint').map(String)
  return [
    ...(filter.versions.includes('last') ? [`not ${another('n.version_order > o.version_order')}`] : []),
    ...(filter.versions.includes('first') ? [`not ${another('n.version_order < o.version_order')}`] : []),
    ...(exact.length > 0 ? [`o.version_order = any(${bind(exact, 'numeric[]')})`] : []),
  ]
}

const another = (condition: string): string =>
  `exists (select 1 from hub.contribution_object n where n.organisation_id = $1::uuid and n.stix_id = o.stix_id
     and n.added_at is not null and n.withdrawn_at is null and ${condition})`
