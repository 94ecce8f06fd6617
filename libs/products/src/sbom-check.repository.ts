import { labelsVisibleTo, visibleTo, type InfoCategory, type Reader } from '@noroshi/clearance'
import { prepared, type Tx } from '@noroshi/database'
import { iso } from './edition.repository.ts'

/** Software of an edition under one of the names that were asked for. */
export interface SoftwareRow {
  readonly question: number
  readonly document: string
  readonly editionId: string
  readonly reference: string
  readonly category: InfoCategory
  readonly toPublic: boolean
  readonly title: string
  readonly releasedAt: string
}

/** Of one name; beyond it the newest count. */
export const MOST_SOFTWARE = 300

/** All SQL that compares components with editions. Every statement carries `visibleTo(reader)`; row-level security stands behind it. */
export class SbomCheckRepository {
  /** As a look-up of values: the index is walked within the labels that the reader may receive, and what is above them is not touched. */
  async software(
    tx: Tx,
    reader: Reader,
    names: readonly { readonly value: string; readonly digest: bigint }[],
    at: Date,
  ): Promise<SoftwareRow[]> {
    const parameters: unknown[] = [names.map(({ value }) => value), names.map(({ digest }) => digest.toString())]
    const labels = labelsVisibleTo(reader, at, { label: 'r', firstParameter: parameters.length + 1 })
    parameters.push(...labels.parameters)
    const visible = visibleTo(reader, at, { edition: 'e', firstParameter: parameters.length + 1 })
    parameters.push(...visible.parameters)
    return prepared<SoftwareRow>(
      tx,
      `select q.question::int - 1 as question, o.document, f.edition_id as "editionId", f.reference, f.category,
         l.to_public as "toPublic", f.title, ${iso('f.released_at')} as "releasedAt"
       from unnest($1::text[], $2::bigint[]) with ordinality as q (value, digest, question) cross join lateral (
         select v.edition_id, v.label_id, v.position, v.category, e.reference, e.title, e.released_at
         from hub.edition_value v join hub.edition e on e.id = v.edition_id
         where v.digest = q.digest and v.label_id = any(array(select r.id from hub.label r where ${labels.sql})) and v.value = q.value
           and v.kind = 'product' and (${visible.sql})
         order by e.released_at desc, v.edition_id, v.position limit ${MOST_SOFTWARE}) f
       join hub.edition_object o on o.edition_id = f.edition_id and o.position = f.position
       join hub.label l on l.id = f.label_id
       order by q.question, f.released_at desc, f.edition_id, f.position`,
      parameters,
    )
  }

  /** Vulnerabilities of editions, and the relationships that say what has them. */
  async beside(
    tx: Tx,
    reader: Reader,
    editionIds: readonly string[],
    at: Date,
  ): Promise<{ editionId: string; document: string }[]> {
    const parameters: unknown[] = [editionIds]
    const visible = visibleTo(reader, at, {
      edition: 'e',
      label: 'hub.label',
      firstParameter: parameters.length + 1,
    })
    parameters.push(...visible.parameters)
    return tx.query(
      `select o.edition_id as "editionId", o.document from hub.edition e join hub.edition_object o on o.edition_id = e.id
       where e.id = any($1::uuid[]) and o.type in ('vulnerability', 'relationship') and (${visible.sql})
       order by o.edition_id, o.position`,
      parameters,
    )
  }
}
