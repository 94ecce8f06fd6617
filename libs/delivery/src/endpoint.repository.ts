import type { Tx } from '@noroshi/database'
import { iso } from '@noroshi/products'
import { POSTED_CHANNELS, type AcceptedEndpoint, type DeadLetter, type Endpoint } from './endpoint.ts'

interface EndpointRow extends Omit<Endpoint, 'trial'> {
  readonly trialAskedAt: string | null
  readonly trialEndedAt: string | null
  readonly trialReason: string | null
}

export const MOST_DEAD_LETTERS = 100

const OWN = `person_id = $1 and removed_at is null and channel = any ($2::text[])`

/** All SQL of people about their own endpoints. */
export class EndpointRepository {
  async list(tx: Tx, personId: string, id: string | null = null): Promise<Endpoint[]> {
    const rows: EndpointRow[] = await tx.query(
      `select a.id, a.channel, a.name, a.shown as host, a.settings ->> 'shape' as shape,
         case when a.gone_at is not null then 'GONE' when a.open_until > now() then 'PAUSED' when a.failures > 0 then 'FAILING' when a.last_sent_at is not null then 'WORKING' else 'NEW' end as state,
         ${iso('a.created_at')} as "createdAt", ${iso('a.last_sent_at')} as "lastSentAt", ${iso('a.failing_since')} as "failingSince", a.last_reason as "lastReason",
         case when a.gone_at is null and a.open_until > now() then ${iso('a.open_until')} end as "pausedUntil",
         (select count(*)::int from (select 1 from hub.delivery d where d.endpoint_id = a.id and d.person_id = $1 and d.state = 'FAILED' limit 1000) x) as "deadLetters",
         ${iso('a.trial_asked_at')} as "trialAskedAt", ${iso('a.trial_ended_at')} as "trialEndedAt", a.trial_reason as "trialReason"
       from hub.endpoint a where ${OWN} and ($3::uuid is null or a.id = $3::uuid) order by a.created_at, a.id`,
      [personId, POSTED_CHANNELS, id],
    )
    return rows.map(({ trialAskedAt: askedAt, trialEndedAt: endedAt, trialReason: reason, ...row }) => ({
      ...row,
      trial: askedAt === null ? null : { askedAt, endedAt, reason },
    }))
  }

  /** How many they have; nobody registers another meanwhile. */
  async countLocked(tx: Tx, personId: string): Promise<number> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('noroshi endpoints ' || $1::text, 0))`, [personId])
    const [{ count }]: { count: number }[] = await tx.query(
      `select count(*)::int as count from hub.endpoint where ${OWN}`,
      [personId, POSTED_CHANNELS],
    )
    return count
  }

  async insert(
    tx: Tx,
    owner: { readonly personId: string; readonly tier: string },
    id: string,
    { channel, name, url, shape }: AcceptedEndpoint,
    sealed: { readonly address: string; readonly secret: string | null },
  ): Promise<void> {
    await tx.query(
      `insert into hub.endpoint (id, person_id, tier, channel, name, shown, sealed, secret_sealed, settings) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        ...[id, owner.personId, owner.tier, channel, name, url.host.slice(0, 300)],
        ...[sealed.address, sealed.secret, JSON.stringify(shape === null ? {} : { shape })],
      ],
    )
  }

  async rename(tx: Tx, personId: string, id: string, name: string): Promise<void> {
    await tx.query(`update hub.endpoint set name = $4 where ${OWN} and id = $3::uuid`, [
      personId,
      POSTED_CHANNELS,
      id,
      name,
    ])
  }

  async remove(tx: Tx, personId: string, id: string): Promise<void> {
    await tx.query(`update hub.endpoint set removed_at = now() where ${OWN} and id = $3::uuid`, [
      personId,
      POSTED_CHANNELS,
      id,
    ])
  }

  /** The secret that was good until now stays so for some hours, beside the new one. */
  async changeSecret(tx: Tx, personId: string, id: string, sealed: string, oldValidHours: number): Promise<void> {
    await tx.query(
      `update hub.endpoint set secret_before_sealed = secret_sealed, secret_before_until = now() + $5::int * interval '1 hour', secret_sealed = $4
       where ${OWN} and id = $3::uuid`,
      [personId, POSTED_CHANNELS, id, sealed, oldValidHours],
    )
  }

  async askTrial(tx: Tx, personId: string, id: string): Promise<void> {
    await tx.query(
      `update hub.endpoint set trial_asked_at = now(), trial_taken_at = null, trial_ended_at = null, trial_reason = null where ${OWN} and id = $3::uuid`,
      [personId, POSTED_CHANNELS, id],
    )
    // Sending wakes by the news of inboxes; the payload is empty.
    await tx.query(`select pg_notify('hub_inbox', '')`)
  }

  /** What waits for it is tried at once. */
  async resume(tx: Tx, personId: string, id: string): Promise<void> {
    await tx.query(`update hub.endpoint set failures = 0, open_until = null where ${OWN} and id = $3::uuid`, [
      personId,
      POSTED_CHANNELS,
      id,
    ])
    await tx.query(`select pg_notify('hub_inbox', '')`)
  }

  /** The newest first, of endpoints that are there. */
  async deadLetters(tx: Tx, personId: string, endpointId: string | null, most: number): Promise<DeadLetter[]> {
    return tx.query(
      `select d.id, d.endpoint_id as "endpointId", d.kind, d.urgency, d.reference, d.attempts, d.reason, ${iso('d.ended_at')} as "endedAt"
       from hub.delivery d where d.person_id = $1 and d.state = 'FAILED'
         and d.endpoint_id in (select id from hub.endpoint where ${OWN} and gone_at is null and ($3::uuid is null or id = $3::uuid))
       order by d.ended_at desc, d.id limit $4`,
      [personId, POSTED_CHANNELS, endpointId, most],
    )
  }

  /** Has what was given up sent again, one or all of an endpoint; rights are asked anew when it is. @returns how many */
  async replay(tx: Tx, personId: string, of: { readonly id?: string; readonly endpointId?: string }): Promise<number> {
    const rows: object[] = await tx.query(
      `with given_up as (
         select d.id, d.queued_at from hub.delivery d where d.person_id = $1 and d.state = 'FAILED'
           and d.endpoint_id in (select id from hub.endpoint where ${OWN} and gone_at is null and ($4::uuid is null or id = $4::uuid)) and ($3::uuid is null or d.id = $3::uuid)
       ), replayed as (
         update hub.delivery d set state = 'QUEUED', attempts = 0, due_at = now(), ended_at = null, reason = null, replayed_at = now()
         from given_up g where d.id = g.id and d.queued_at = g.queued_at and d.state = 'FAILED' returning d.id
       ) select id from replayed`,
      [personId, POSTED_CHANNELS, of.id ?? null, of.endpointId ?? null],
    )
    if (rows.length > 0) await tx.query(`select pg_notify('hub_inbox', '')`)
    return rows.length
  }
}
