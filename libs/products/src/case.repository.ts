import type { Reader } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import type { CaseEntry, CaseInput, CaseRow, CaseState, CaseSummary, Intake, IntakeInput } from './case.ts'
import { iso } from './edition.repository.ts'
import type { IntakeFacts } from './intake-rule.ts'
import { CLASSIFIED, NEWEST_CLASSIFICATION, RECLASSIFIED } from './reclassification.repository.ts'
import { decodeCursor, pageSize, toPage, type Page, type PageRequest } from './page.ts'

export interface CaseFilter {
  readonly state?: CaseState | null
  /** Those that the reader is to work on. */
  readonly mine?: boolean | null
}

/** What is added to a case's timeline. */
export interface NewEntry {
  readonly kind: 'OPENED' | 'NOTE' | 'INTAKE' | 'LINK' | 'PRODUCT' | 'ASSIGNED' | 'CLOSED' | 'REOPENED' | 'RECLASSIFIED'
  readonly note?: string
  readonly intakeId?: string
  /** Which classification of the intake it was. */
  readonly classification?: number
  readonly linkKind?: string
  readonly target?: string
  readonly productId?: string
  readonly assigneeId?: string | null
}

const SUMMARY = `c.id, c.title, c.state, c.required_rank as "requiredRank", (select p.name from hub.person p where p.id = c.assignee_id) as assignee,
  (select count(*)::int from hub.intake i where i.case_id = c.id) as intakes, ${iso('c.created_at')} as "createdAt", ${iso('c.updated_at')} as "updatedAt"`
const INTAKE = `i.id, i.case_id as "caseId", k.title as "caseTitle", i.source_type as "sourceType", i.other_kind as "otherKind", i.summary, i.originator,
  i.legal_basis as "legalBasis", i.caveats, ${CLASSIFIED}, ${iso('i.received_at')} as "receivedAt", ${iso('i.at')} as at`

/** All SQL about cases. Row-level security shows them to their office's drafters, up to their clearance, and to inspectors. */
export class CaseRepository {
  async list(tx: Tx, reader: Reader, filter: CaseFilter, page: PageRequest): Promise<Page<CaseSummary>> {
    const limit = pageSize(page)
    const after = page.after ? decodeCursor(page.after, ['instant', 'uuid']) : [null, null]
    const rows: (CaseSummary & { key: string })[] = await tx.query(
      `select ${SUMMARY}, c.updated_at::text as key from hub.case_file c
       where ($1::text is null or c.state = $1) and ($2::uuid is null or c.assignee_id = $2::uuid)
         and ($3::timestamptz is null or (c.updated_at, c.id) < ($3::timestamptz, $4::uuid))
       order by c.updated_at desc, c.id desc limit ${limit + 1}`,
      [filter.state ?? null, filter.mine === true ? reader.personId : null, ...after],
    )
    return toPage(
      rows,
      limit,
      row => [row.key, row.id],
      ({ key: _key, ...summary }) => summary,
    )
  }

  async find(tx: Tx, id: string, lock = false): Promise<CaseRow | undefined> {
    const rows: CaseRow[] = await tx.query(
      `select ${SUMMARY}, c.owner_organisation_id as "ownerOrganisationId", c.assignee_id as "assigneeId" from hub.case_file c
       where c.id = $1::uuid ${lock ? 'for update of c' : ''}`,
      [id],
    )
    return rows[0]
  }

  async insert(tx: Tx, reader: Reader, input: CaseInput): Promise<string> {
    const [row]: { id: string }[] = await tx.query(
      `insert into hub.case_file (owner_organisation_id, title, required_rank, created_by) values ($1::uuid, $2, $3, $4::uuid) returning id`,
      [reader.organisationId, input.title, input.requiredRank, reader.personId],
    )
    return row.id
  }

  async move(tx: Tx, id: string, state: CaseState): Promise<void> {
    await tx.query(`update hub.case_file set state = $2 where id = $1::uuid`, [id, state])
  }

  async assign(tx: Tx, id: string, assigneeId: string | null): Promise<void> {
    await tx.query(`update hub.case_file set assignee_id = $2::uuid where id = $1::uuid`, [id, assigneeId])
  }

  async add(tx: Tx, caseId: string, personId: string, entry: NewEntry): Promise<void> {
    await tx.query(
      `insert into hub.case_entry (case_id, person_id, kind, note, intake_id, link_kind, target, product_id, assignee_id, classification)
       values ($1::uuid, $2::uuid, $3, $4, $5::uuid, $6, $7, $8::uuid, $9::uuid, $10)`,
      [
        ...[caseId, personId, entry.kind, entry.note ?? '', entry.intakeId ?? null, entry.linkKind ?? null],
        ...[entry.target ?? null, entry.productId ?? null, entry.assigneeId ?? null, entry.classification ?? null],
      ],
    )
    await tx.query(`update hub.case_file set updated_at = clock_timestamp() where id = $1::uuid`, [caseId])
  }

  async addIntake(tx: Tx, caseId: string, personId: string, input: IntakeInput): Promise<string> {
    const [row]: { id: string }[] = await tx.query(
      `insert into hub.intake (case_id, person_id, source_type, other_kind, summary, originator, legal_basis, caveats, consented_tiers, contains_secret,
         contains_comm_info, identifies_person, received_at) values ($1::uuid, $2::uuid, $3, $4, $5, $6, $7, $8, $9::text[], $10, $11, $12, $13::timestamptz) returning id`,
      [
        ...[caseId, personId, input.sourceType, input.otherKind, input.summary, input.originator, input.legalBasis],
        ...[input.caveats, input.consentedTiers, input.containsSecret, input.containsCommInfo, input.identifiesPerson],
        input.receivedAt,
      ],
    )
    return row.id
  }

  /** The timeline, the newest first. */
  async entries(tx: Tx, caseId: string, page: PageRequest): Promise<Page<CaseEntry>> {
    const limit = pageSize(page)
    const after = page.after ? decodeCursor(page.after, ['instant', 'uuid']) : [null, null]
    const rows: (CaseEntry & { key: string })[] = await tx.query(
      `select e.id, e.kind, p.name as by, e.note, e.link_kind as "linkKind", e.target, e.product_id as "productId",
         (select d.title from hub.product d where d.id = e.product_id) as "productTitle", (select a.name from hub.person a where a.id = e.assignee_id) as assignee,
         (select to_jsonb(x) from (select ${INTAKE} from hub.intake i join hub.case_file k on k.id = i.case_id ${NEWEST_CLASSIFICATION} where i.id = e.intake_id) x) as intake,
         ${RECLASSIFIED}, ${iso('e.at')} as at, e.at::text as key
       from hub.case_entry e join hub.person p on p.id = e.person_id
       where e.case_id = $1::uuid and ($2::timestamptz is null or (e.at, e.id) < ($2::timestamptz, $3::uuid)) order by e.at desc, e.id desc limit ${limit + 1}`,
      [caseId, ...after],
    )
    return toPage(
      rows,
      limit,
      row => [row.key, row.id],
      ({ key: _key, ...entry }) => entry,
    )
  }

  /** What came in, of every case that the reader sees, the newest first. */
  async intakes(tx: Tx, page: PageRequest): Promise<Page<Intake>> {
    const limit = pageSize(page)
    const after = page.after ? decodeCursor(page.after, ['instant', 'uuid']) : [null, null]
    const rows: (Intake & { key: string })[] = await tx.query(
      `select ${INTAKE}, i.at::text as key from hub.intake i join hub.case_file k on k.id = i.case_id ${NEWEST_CLASSIFICATION}
       where $1::timestamptz is null or (i.at, i.id) < ($1::timestamptz, $2::uuid) order by i.at desc, i.id desc limit ${limit + 1}`,
      after,
    )
    return toPage(
      rows,
      limit,
      row => [row.key, row.id],
      ({ key: _key, ...intake }) => intake,
    )
  }

  /** What the rule of provenance looks at, of those that the reader sees. */
  async intakeFacts(tx: Tx, ids: readonly string[]): Promise<Map<string, IntakeFacts>> {
    if (ids.length === 0) return new Map()
    const rows: IntakeFacts[] = await tx.query(
      `select i.id, ${CLASSIFIED} from hub.intake i ${NEWEST_CLASSIFICATION} where i.id = any($1::uuid[])`,
      [ids],
    )
    return new Map(rows.map(row => [row.id, row]))
  }

  /** Somebody of the same office who may work on the case. */
  async mayWork(tx: Tx, organisationId: string, personId: string, requiredRank: number): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `select 1 from hub.person p join hub.organisation o on o.id = p.organisation_id
       where p.id = $2::uuid and o.id = $1::uuid and p.active and p.roles && array['ANALYST', 'RELEASING_OFFICER']
         and p.clearance_rank >= $3 and p.clearance_valid_until > now() and o.safeguards_valid_until > now()`,
      [organisationId, personId, requiredRank],
    )
    return rows.length > 0
  }

  /** Those of an office who may work on its cases, by name. */
  async colleagues(tx: Tx, organisationId: string): Promise<{ id: string; name: string }[]> {
    return tx.query(
      `select p.id, p.name from hub.person p where p.organisation_id = $1::uuid and p.active and p.roles && array['ANALYST', 'RELEASING_OFFICER'] order by p.name, p.id`,
      [organisationId],
    )
  }

  async casesOfProduct(tx: Tx, productId: string): Promise<{ id: string; title: string; state: CaseState }[]> {
    return tx.query(
      `select distinct c.id, c.title, c.state from hub.case_entry e join hub.case_file c on c.id = e.case_id where e.product_id = $1::uuid order by c.title, c.id`,
      [productId],
    )
  }
}
