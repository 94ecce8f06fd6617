/* SQL of the workers' side: taking a pull, moving its cursor with its objects, and how it ended. Every instant is the caller's. */
import type { Loss } from '@noroshi/formats'
import type { Tx } from '@noroshi/database'
import type { BatchOutcome, SourceCursor } from './pull.ts'
import type { Source } from './source.ts'

/** What went wrong, as it is stored and shown. */
export interface Failure {
  readonly reason: string
  readonly message: string
  readonly messageJa: string
}

/** A source as it would be, and its credential. */
export interface TrialDraft {
  readonly source: Omit<Source, 'id' | 'enabled' | 'credentialKind'>
  readonly credentialKind: Source['credentialKind']
  readonly credentialSealed: string | null
  /** The source that the credential is bound to. */
  readonly bondId: string
}

/** What a trial found: counts alone, so that whoever sets up a source reads nothing of what it brings. */
export interface TrialFinding {
  readonly objects: number
  readonly types: readonly { readonly type: string; readonly count: number }[]
  readonly refused: number
  readonly warnings: number
  /** Rules that were broken, and by how many objects. */
  readonly rules: readonly { readonly rule: string; readonly count: number }[]
}

export interface DueSource {
  readonly source: Source
  readonly credentialSealed: string | null
  readonly cursor: SourceCursor
  readonly failures: number
  /** The pull that a person asked for, if one did. */
  readonly requestedPull: string | null
}

export const SOURCE_COLUMNS = `s.id, s.name, s.kind, s.url, s.collection, s.interval_seconds as "intervalSeconds", s.originator,
  s.contains_secret as "containsSecret", s.contains_comm_info as "containsCommInfo", s.identifies_person as "identifiesPerson", s.tlp,
  s.strictness, s.revises_others as "revisesOthers", s.mapping, s.credential_kind as "credentialKind", s.enabled`

export class PullRepository {
  /** Takes the source that has waited longest, if any, for as long as the lease holds; others pass over it meanwhile. */
  async take(tx: Tx, lease: string, at: Date, until: Date): Promise<DueSource | undefined> {
    await tx.query(
      `insert into hub.source_state (source_id) select s.id from hub.source s
       where not exists (select 1 from hub.source_state t where t.source_id = s.id) on conflict do nothing`,
    )
    const [taken]: (Source & {
      credentialSealed: string | null
      cursor: SourceCursor | null
      failures: number
      requestedPull: string | null
    })[] = await tx.query(
      `select ${SOURCE_COLUMNS}, s.credential_sealed as "credentialSealed", t.cursor, t.consecutive_failures as failures, r.id as "requestedPull"
         from hub.source_state t join hub.source s on s.id = t.source_id
         left join lateral (select p.id from hub.pull p where p.source_id = s.id and p.kind = 'PULL' and p.state = 'REQUESTED' order by p.requested_at limit 1) r on true
         where (t.leased_until is null or t.leased_until < $1) and (r.id is not null or (s.enabled and (t.due_at is null or t.due_at <= $1)))
         order by r.id is null, t.due_at nulls first limit 1 for update of t skip locked`,
      [at],
    )
    if (!taken) return undefined
    await tx.query(`update hub.source_state set lease = $2, leased_until = $3 where source_id = $1`, [
      taken.id,
      lease,
      until,
    ])
    const { credentialSealed, cursor, failures, requestedPull, ...source } = taken
    return { source, credentialSealed, cursor: cursor ?? {}, failures, requestedPull }
  }

  /** Begins a pull; one that a crash left running has ended there. */
  async begin(tx: Tx, id: string, source: Source, isRequested: boolean, at: Date): Promise<void> {
    const brokenOff: Failure = {
      reason: 'BROKEN_OFF',
      message: 'The worker stopped in the middle. The next pull goes on from there.',
      messageJa: '処理が途中で停止しました。次の取得で続きから再開します。',
    }
    const left: { id: string }[] = await tx.query(
      `select id from hub.pull where source_id = $1 and state = 'RUNNING'`,
      [source.id],
    )
    for (const pull of left) await this.end(tx, pull.id, brokenOff, at)
    if (isRequested) await tx.query(`update hub.pull set state = 'RUNNING', started_at = $2 where id = $1`, [id, at])
    else
      await tx.query(
        `insert into hub.pull (id, source_id, kind, state, requested_at, started_at) values ($1, $2, 'PULL', 'RUNNING', $3, $3)`,
        [id, source.id, at],
      )
  }

  /** Whether the lease is still ours, and longer from now on: asked first in each transaction, so that only one worker writes. */
  async renew(tx: Tx, sourceId: string, lease: string, until: Date): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `with renewed as (update hub.source_state set leased_until = $3 where source_id = $1 and lease = $2 returning 1) select 1 from renewed`,
      [sourceId, lease, until],
    )
    return rows.length === 1
  }

  /** Gives a source back in the middle of a pull: whoever takes it next goes on from its cursor. */
  async release(tx: Tx, sourceId: string, lease: string): Promise<void> {
    await tx.query(
      `update hub.source_state set lease = null, leased_until = null where source_id = $1 and lease = $2`,
      [sourceId, lease],
    )
  }

  async hasImport(tx: Tx, pullId: string): Promise<boolean> {
    const rows: unknown[] = await tx.query(`select 1 from hub.bundle_import where id = $1`, [pullId])
    return rows.length === 1
  }

  async beginImport(tx: Tx, pullId: string, source: Source): Promise<void> {
    await tx.query(`insert into hub.bundle_import (id, file_name, source_id) values ($1, $2, $3)`, [
      pullId,
      source.name,
      source.id,
    ])
  }

  /** Of these ids the ones that the store holds, whoever brought them. */
  async knownIds(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
    const rows: { id: string }[] = await tx.query(
      `select distinct stix_id as id from hub.stix_object where stix_id = any($1::text[])`,
      [ids],
    )
    return new Set(rows.map(row => row.id))
  }

  async remark(tx: Tx, importId: string, position: number, losses: readonly Loss[]): Promise<void> {
    await tx.query(
      `insert into hub.bundle_import_remark (import_id, position, kind, rule, section, path, message, message_ja)
       select $1, $2, 'WARNING', rule, '', path, message, message_ja from unnest($3::text[], $4::text[], $5::text[], $6::text[]) as l (rule, path, message, message_ja)
       on conflict do nothing`,
      [
        importId,
        position,
        losses.map(loss => loss.rule),
        losses.map(loss => loss.path),
        losses.map(({ message, count }) => (count > 1 ? `${message} (${count})` : message)),
        losses.map(({ messageJa, count }) => (count > 1 ? `${messageJa}（${count}件）` : messageJa)),
      ],
    )
  }

  async addBatch(
    tx: Tx,
    pullId: string,
    { stored, known, changed, refused, warnings }: BatchOutcome,
    bytes: number,
    objects: number,
  ): Promise<void> {
    await tx.query(
      `update hub.pull set pages = pages + 1, bytes_read = bytes_read + $2, objects_read = objects_read + $3, stored = stored + $4, known = known + $5,
         changed = changed + $6, refused = refused + $7, warnings = warnings + $8 where id = $1`,
      [pullId, bytes, objects, stored, known, changed, refused, warnings],
    )
  }

  async moveCursor(tx: Tx, sourceId: string, cursor: SourceCursor): Promise<void> {
    await tx.query(`update hub.source_state set cursor = $2 where source_id = $1`, [sourceId, JSON.stringify(cursor)])
  }

  /** Ends a pull and its receipt. */
  async end(tx: Tx, pullId: string, failure: Failure | null, at: Date): Promise<void> {
    await tx.query(
      `update hub.pull set state = $2, failure = $3, finished_at = $4 where id = $1 and state = 'RUNNING'`,
      [pullId, failure ? 'FAILED' : 'DONE', failure ? JSON.stringify(failure) : null, at],
    )
    const refusal = failure ? { position: -1, kind: 'REFUSED', stixId: null, rule: failure.reason, section: '', path: '$', message: failure.message, messageJa: failure.messageJa } : null // prettier-ignore
    await tx.query(`update hub.bundle_import set state = $2, refusal = $3, finished_at = now() where id = $1`, [
      pullId,
      failure ? 'REFUSED' : 'DONE',
      refusal ? JSON.stringify(refusal) : null,
    ])
  }

  /** Health after a pull, the next one's time, and the end of the lease. Old pulls that brought nothing are forgotten. */
  async settle(tx: Tx, sourceId: string, lease: string, failure: Failure | null, at: Date, due: Date): Promise<void> {
    await tx.query(
      `update hub.source_state set lease = null, leased_until = null, due_at = $4,
         last_success_at = case when $3::jsonb is null then $5 else last_success_at end,
         last_failure_at = case when $3::jsonb is null then last_failure_at else $5 end,
         failing_since = case when $3::jsonb is null then null else coalesce(failing_since, $5) end,
         consecutive_failures = case when $3::jsonb is null then 0 else consecutive_failures + 1 end,
         failure = coalesce($3::jsonb, failure)
       where source_id = $1 and lease = $2`,
      [sourceId, lease, failure ? JSON.stringify(failure) : null, due, at],
    )
    await tx.query(
      `delete from hub.pull where source_id = $1 and objects_read = 0 and state in ('DONE', 'FAILED') and finished_at < $2::timestamptz - interval '7 days'
         and not exists (select 1 from hub.bundle_import b where b.id = pull.id)`,
      [sourceId, at],
    )
  }

  /** Takes a trial that somebody asked for; the row is locked until the transaction ends, which is at once. */
  async takeTrial(tx: Tx, at: Date): Promise<{ id: string; draft: TrialDraft } | undefined> {
    const [trial]: { id: string; draft: TrialDraft }[] = await tx.query(
      `select id, draft from hub.pull where kind = 'TRIAL' and state = 'REQUESTED' order by requested_at limit 1 for update skip locked`,
    )
    if (trial) await tx.query(`update hub.pull set state = 'RUNNING', started_at = $2 where id = $1`, [trial.id, at])
    return trial
  }

  async endTrial(tx: Tx, id: string, failure: Failure | null, found: TrialFinding | null, at: Date): Promise<void> {
    await tx.query(`update hub.pull set state = $2, failure = $3, found = $4, finished_at = $5 where id = $1`, [
      id,
      failure ? 'FAILED' : 'DONE',
      failure ? JSON.stringify(failure) : null,
      found ? JSON.stringify(found) : null,
      at,
    ])
    await tx.query(`delete from hub.pull where kind = 'TRIAL' and requested_at < $1::timestamptz - interval '1 day'`, [
      at,
    ])
  }
}
