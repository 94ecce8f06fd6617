/**
 * Counts what recipients shared with each other of indicators. No recipient may read another's report, so the worker writes down the
 * numbers that all of the edition's recipients are shown: whoever reports to the government alone is in none of them, a sector is
 * named from three organisations on (fewer would be recognised), and a name stands where its bearer said so. One process counts at a
 * time, and counts an indicator anew as a whole, so that it does not matter what it had counted before.
 */
import { Injectable } from '@nestjs/common'
import { Database, type Tx } from '@noroshi/database'
import { asDispatcher } from '@noroshi/database/system-reader'
import { FEWEST_OF_A_SECTOR } from './feedback.ts'

const INDICATORS_AT_ONCE = 500

@Injectable()
export class ReportTalliesService {
  constructor(private readonly database: Database) {}

  /** Counts whatever was reported since; returns of how many indicators. */
  async tallyDue(): Promise<number> {
    let done = 0
    for (let some = -1; some !== 0; done += some) some = await asDispatcher(this.database, tallyNext)
    return done
  }
}

async function tallyNext(tx: Tx): Promise<number> {
  const [{ turn }]: { turn: boolean }[] = await tx.query(
    `select pg_try_advisory_xact_lock(hashtextextended('noroshi report tallies', 0)) as turn`,
  )
  if (!turn) return 0 // who counts now looks again when it is done
  const due: { editionId: string; stixId: string }[] = await tx.query(
    `with due as (select distinct edition_id, stix_id from hub.indicator_report where not tallied limit ${INDICATORS_AT_ONCE}),
       marked as (update hub.indicator_report r set tallied = true from due where r.edition_id = due.edition_id and r.stix_id = due.stix_id and not r.tallied)
     select edition_id as "editionId", stix_id as "stixId" from due`,
  )
  if (due.length === 0) return 0
  const of = [due.map(({ editionId }) => editionId), due.map(({ stixId }) => stixId)]
  await tx.query(
    `delete from hub.report_tally t using unnest($1::uuid[], $2::text[]) as d (edition_id, stix_id) where t.edition_id = d.edition_id and t.stix_id = d.stix_id`,
    of,
  )
  await tx.query(
    `with newest as (
       select distinct on (r.edition_id, r.stix_id, r.person_id) r.*
       from (select i.edition_id, i.label_id, i.category, i.stix_id, i.person_id, i.organisation_id, i.organisation_name, i.verdict, i.sightings,
               i.first_seen, i.last_seen, i.visibility, i.at
             from hub.indicator_report i join unnest($1::uuid[], $2::text[]) as d (edition_id, stix_id) on d.edition_id = i.edition_id and d.stix_id = i.stix_id) r
       order by r.edition_id, r.stix_id, r.person_id, r.at desc
     ), shared as (
       select n.*, o.tier, o.sectors from newest n join hub.organisation o on o.id = n.organisation_id
       where n.verdict <> 'WITHDRAWN' and n.visibility <> 'GOVERNMENT'
     ), parts as (
       select s.*, 'ALL' as part, '' as who, '' as named from shared s
       union all select s.*, 'SECTOR', sector, '' from shared s cross join unnest(s.sectors) as sector where s.visibility = 'ANONYMISED'
       union all select s.*, 'NAMED', s.organisation_name, s.tier from shared s where s.visibility = 'NAMED'
     )
     insert into hub.report_tally (edition_id, label_id, category, stix_id, verdict, part, who, tier, organisations, sightings, first_seen, last_seen)
     select edition_id, label_id, category, stix_id, verdict, part, who, named, count(distinct organisation_id), sum(sightings), min(first_seen), max(last_seen)
     from parts group by edition_id, label_id, category, stix_id, verdict, part, who, named
     having part <> 'SECTOR' or count(distinct organisation_id) >= ${FEWEST_OF_A_SECTOR}`,
    of,
  )
  return due.length
}
