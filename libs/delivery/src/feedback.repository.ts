import type { Reader } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import { iso } from '@noroshi/products'
import type { Feedback, FeedbackInput, OwnReport, ReportInput, ReportTally, Verdict } from './feedback.ts'

interface TallyRow {
  readonly stixId: string
  readonly verdict: Exclude<Verdict, 'WITHDRAWN'>
  readonly part: 'ALL' | 'SECTOR' | 'NAMED'
  readonly who: string
  readonly organisations: number
  readonly sightings: number
  readonly firstSeen: string | null
  readonly lastSeen: string | null
}

const REPORT = `stix_id as "stixId", verdict, sightings, ${iso('first_seen')} as "firstSeen", ${iso('last_seen')} as "lastSeen", visibility, note, ${iso('at')} as at`

/** All SQL about what recipients say. Row-level security shows each their own, and of others what the worker counted for all. */
export class FeedbackRepository {
  /** One thing that a person says after the other, so that the newest is what they said last. */
  async takeTurn(tx: Tx, personId: string): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('noroshi feedback ' || $1::text, 0))`, [personId])
  }

  async own(tx: Tx, personId: string, editionId: string): Promise<{ newest: Feedback | null; count: number }> {
    const rows: (Feedback & { count: number })[] = await tx.query(
      `select usefulness, actions, note, ${iso('at')} as at, count(*) over ()::int as count
       from hub.edition_feedback where edition_id = $1::uuid and person_id = $2::uuid order by hub.edition_feedback.at desc limit 1`,
      [editionId, personId],
    )
    if (rows.length === 0) return { newest: null, count: 0 }
    const [{ count, ...newest }] = rows
    return { newest, count }
  }

  /** Row-level security refuses what the person may not read. */
  async say(tx: Tx, reader: Reader, editionId: string, input: FeedbackInput): Promise<void> {
    await tx.query(
      `insert into hub.edition_feedback (edition_id, label_id, category, person_id, organisation_id, usefulness, actions, note)
       select e.id, e.label_id, e.category, $2::uuid, $3::uuid, $4, $5::text[], $6 from hub.edition e where e.id = $1::uuid`,
      [editionId, reader.personId, reader.organisationId, input.usefulness, input.actions, input.note],
    )
  }

  async ownReports(
    tx: Tx,
    personId: string,
    editionId: string,
    stixIds: readonly string[],
  ): Promise<Map<string, OwnReport & { count: number }>> {
    const rows: (OwnReport & { count: number })[] = await tx.query(
      `select distinct on (stix_id) ${REPORT}, count(*) over (partition by stix_id)::int as count from hub.indicator_report
       where edition_id = $1::uuid and person_id = $2::uuid and stix_id = any($3::text[]) order by stix_id, hub.indicator_report.at desc`,
      [editionId, personId, stixIds],
    )
    return new Map(rows.map(row => [row.stixId, row]))
  }

  async report(tx: Tx, reader: Reader, editionId: string, input: ReportInput): Promise<void> {
    await tx.query(
      `insert into hub.indicator_report
         (edition_id, label_id, category, stix_id, person_id, organisation_id, organisation_name, verdict, sightings, first_seen, last_seen, visibility, note)
       select e.id, e.label_id, e.category, $2, $3::uuid, o.id, o.name, $5, $6::int, $7::timestamptz, $8::timestamptz, $9, $10
       from hub.edition e cross join hub.organisation o where e.id = $1::uuid and o.id = $4::uuid`,
      [
        ...[editionId, input.stixId, reader.personId, reader.organisationId],
        ...[input.verdict, input.sightings, input.firstSeen, input.lastSeen, input.visibility, input.note],
      ],
    )
    // The worker counts anew.
    await tx.query(`select pg_notify('hub_outbox', '')`)
  }

  /** What recipients shared of these indicators, as far as this reader's tier is shown it. */
  async shared(tx: Tx, editionId: string, stixIds: readonly string[]): Promise<Map<string, ReportTally[]>> {
    const rows: TallyRow[] = await tx.query(
      `select stix_id as "stixId", verdict, part, who, organisations, sightings::float8 as sightings,
         ${iso('first_seen')} as "firstSeen", ${iso('last_seen')} as "lastSeen"
       from hub.report_tally where edition_id = $1::uuid and stix_id = any($2::text[]) order by stix_id, verdict desc, part, who`,
      [editionId, stixIds],
    )
    const found = new Map<string, ReportTally[]>()
    for (const { stixId, part, who: _who, ...all } of rows) {
      if (part !== 'ALL') continue
      const parts = rows.filter(row => row.stixId === stixId && row.verdict === all.verdict)
      const sectors = parts.flatMap(({ part: of, who, organisations, sightings }) =>
        of === 'SECTOR' ? [{ sector: who, organisations, sightings }] : [],
      )
      const names = parts.flatMap(row => (row.part === 'NAMED' ? [row.who] : []))
      found.set(stixId, [...(found.get(stixId) ?? []), { ...all, sectors, names }])
    }
    return found
  }
}
