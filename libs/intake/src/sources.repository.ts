/* SQL of the people's side: what sources there are, how they are, and what is asked of the workers. */
import type { Tx } from '@noroshi/database'
import { SOURCE_COLUMNS, type Failure, type TrialDraft, type TrialFinding } from './pull.repository.ts'
import type { Source } from './source.ts'

export interface SourceHealth {
  /** PAUSED by a person; FAILING since its last pull failed; RUNNING at this moment; NEW before its first pull. */
  readonly state: 'NEW' | 'HEALTHY' | 'FAILING' | 'PAUSED' | 'RUNNING'
  readonly lastSuccessAt: string | null
  readonly lastFailureAt: string | null
  readonly failingSince: string | null
  readonly consecutiveFailures: number
  readonly failure: Failure | null
  readonly dueAt: string | null
}

export interface PullView {
  readonly id: string
  readonly kind: 'PULL' | 'TRIAL'
  readonly state: 'REQUESTED' | 'RUNNING' | 'DONE' | 'FAILED'
  readonly requestedBy: string | null
  readonly requestedAt: string
  readonly finishedAt: string | null
  readonly bytesRead: number
  readonly objectsRead: number
  readonly stored: number
  readonly known: number
  readonly changed: number
  readonly refused: number
  readonly warnings: number
  readonly failure: Failure | null
  /** The receipt with its remarks, where anything came. */
  readonly importId: string | null
  readonly found: TrialFinding | null
}

export interface SourceChange {
  readonly changedAt: string
  readonly changedBy: string
  readonly changes: readonly { readonly field: string; readonly from: unknown; readonly to: unknown }[]
}

const instant = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const PULL_COLUMNS = `p.id, p.kind, p.state, r.name as "requestedBy", ${instant('p.requested_at')} as "requestedAt", ${instant('p.finished_at')} as "finishedAt",
  p.bytes_read::float8 as "bytesRead", p.objects_read as "objectsRead", p.stored, p.known, p.changed, p.refused, p.warnings, p.failure,
  case when exists (select 1 from hub.bundle_import b where b.id = p.id) then p.id end as "importId", p.found`

export interface SourceRow {
  readonly source: Source
  readonly health: SourceHealth
  readonly totals: { readonly stored: number; readonly known: number; readonly refused: number }
  readonly lastPull: PullView | null
}

export class SourcesRepository {
  async list(tx: Tx, at: Date, id: string | null = null): Promise<SourceRow[]> {
    return tx.query(
      `select (select to_jsonb(x) from (select ${SOURCE_COLUMNS}) x) as source,
         jsonb_build_object(
           'state', case when t.leased_until > $1 then 'RUNNING' when not s.enabled then 'PAUSED' when t.failing_since is not null then 'FAILING'
             when t.last_success_at is null then 'NEW' else 'HEALTHY' end,
           'lastSuccessAt', ${instant('t.last_success_at')}, 'lastFailureAt', ${instant('t.last_failure_at')}, 'failingSince', ${instant('t.failing_since')},
           'consecutiveFailures', coalesce(t.consecutive_failures, 0), 'failure', case when t.failing_since is null then null else t.failure end,
           'dueAt', case when s.enabled then ${instant('t.due_at')} end) as health,
         (select jsonb_build_object('stored', coalesce(sum(p.stored), 0), 'known', coalesce(sum(p.known), 0), 'refused', coalesce(sum(p.refused), 0))
          from hub.pull p where p.source_id = s.id and p.kind = 'PULL') as totals,
         (select to_jsonb(l) from (select ${PULL_COLUMNS} from hub.pull p left join hub.person r on r.id = p.requested_by
          where p.source_id = s.id and p.kind = 'PULL' order by p.requested_at desc, p.id desc limit 1) l) as "lastPull"
       from hub.source s left join hub.source_state t on t.source_id = s.id where $2::uuid is null or s.id = $2 order by lower(s.name), s.id`,
      [at, id],
    )
  }

  async pulls(tx: Tx, sourceId: string, limit: number): Promise<PullView[]> {
    return tx.query(
      `select ${PULL_COLUMNS} from hub.pull p left join hub.person r on r.id = p.requested_by
       where p.source_id = $1 and p.kind = 'PULL' order by p.requested_at desc, p.id desc limit ${limit}`,
      [sourceId],
    )
  }

  async pull(tx: Tx, id: string): Promise<PullView | undefined> {
    const rows: PullView[] = await tx.query(
      `select ${PULL_COLUMNS} from hub.pull p left join hub.person r on r.id = p.requested_by where p.id = $1`,
      [id],
    )
    return rows[0]
  }

  async changes(tx: Tx, sourceId: string): Promise<SourceChange[]> {
    return tx.query(
      `select ${instant('c.changed_at')} as "changedAt", p.name as "changedBy", c.changes
       from hub.source_change c join hub.person p on p.id = c.changed_by where c.source_id = $1 order by c.position desc limit 100`,
      [sourceId],
    )
  }

  async isNameTaken(tx: Tx, name: string, exceptId: string): Promise<boolean> {
    const rows: unknown[] = await tx.query(`select 1 from hub.source where lower(name) = lower($1) and id <> $2`, [
      name,
      exceptId,
    ])
    return rows.length > 0
  }

  async insert(tx: Tx, id: string, source: TrialDraft['source'], at: Date): Promise<void> {
    await tx.query(
      `insert into hub.source (id, enabled, created_at, changed_at, ${WRITTEN.map(([column]) => column).join(', ')})
       values ($1, false, $2, $2, ${WRITTEN.map((_, index) => `$${index + 3}`).join(', ')})`,
      [id, at, ...WRITTEN.map(([, field]) => valueOf(source, field))],
    )
  }

  async update(tx: Tx, id: string, source: TrialDraft['source'], at: Date): Promise<void> {
    await tx.query(
      `update hub.source set changed_at = $2, ${WRITTEN.map(([column], index) => `${column} = $${index + 3}`).join(', ')} where id = $1`,
      [id, at, ...WRITTEN.map(([, field]) => valueOf(source, field))],
    )
  }

  async setCredential(tx: Tx, id: string, kind: Source['credentialKind'], sealed: string | null): Promise<void> {
    await tx.query(`update hub.source set credential_kind = $2, credential_sealed = $3 where id = $1`, [
      id,
      kind,
      sealed,
    ])
  }

  async sealedCredential(tx: Tx, id: string): Promise<string | null> {
    const rows: { sealed: string | null }[] = await tx.query(
      `select credential_sealed as sealed from hub.source where id = $1`,
      [id],
    )
    return rows[0]?.sealed ?? null
  }

  async setEnabled(tx: Tx, id: string, enabled: boolean, at: Date): Promise<void> {
    await tx.query(`update hub.source set enabled = $2, changed_at = $3 where id = $1`, [id, enabled, at])
  }

  async record(
    tx: Tx,
    sourceId: string,
    changedBy: string | null,
    changes: SourceChange['changes'],
    at: Date,
  ): Promise<void> {
    await tx.query(
      `insert into hub.source_change (source_id, position, changed_at, changed_by, changes)
       select $1, coalesce((select max(position) from hub.source_change where source_id = $1), 0) + 1, $2, $3, $4`,
      [sourceId, at, changedBy, JSON.stringify(changes)],
    )
  }

  async askPull(tx: Tx, id: string, sourceId: string, by: string | null, at: Date): Promise<void> {
    await tx.query(
      `insert into hub.pull (id, source_id, kind, state, requested_by, requested_at) values ($1, $2, 'PULL', 'REQUESTED', $3, $4)`,
      [id, sourceId, by, at],
    )
  }

  async askTrial(tx: Tx, id: string, draft: TrialDraft, by: string | null, at: Date): Promise<void> {
    await tx.query(
      `insert into hub.pull (id, kind, state, requested_by, requested_at, draft) values ($1, 'TRIAL', 'REQUESTED', $2, $3, $4)`,
      [id, by, at, JSON.stringify(draft)],
    )
  }

  /** That there is something to do is told to the workers, who look for themselves. */
  async wakeWorkers(tx: Tx): Promise<void> {
    await tx.query(`select pg_notify('hub_outbox', '')`)
  }
}

const WRITTEN: readonly (readonly [column: string, field: keyof TrialDraft['source']])[] = [
  ['name', 'name'],
  ['kind', 'kind'],
  ['url', 'url'],
  ['collection', 'collection'],
  ['interval_seconds', 'intervalSeconds'],
  ['originator', 'originator'],
  ['contains_secret', 'containsSecret'],
  ['contains_comm_info', 'containsCommInfo'],
  ['identifies_person', 'identifiesPerson'],
  ['tlp', 'tlp'],
  ['strictness', 'strictness'],
  ['revises_others', 'revisesOthers'],
  ['mapping', 'mapping'],
]

const valueOf = (source: TrialDraft['source'], field: keyof TrialDraft['source']): unknown =>
  field === 'mapping' && source.mapping !== null ? JSON.stringify(source.mapping) : source[field]
