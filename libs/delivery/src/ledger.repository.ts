import { prepared, type Tx } from '@noroshi/database'
import {
  ENDPOINT_GONE,
  type Channel,
  type MessageLanguage,
  type Outcome,
  type Purpose,
  type Receipt,
  type SealedEndpoint,
  type TakenDelivery,
  type Trial,
} from './ledger.ts'
import type { MailKeyKind } from './mail-key.ts'
import type { MailFate, ReturnedDelivery } from './mail-return.ts'
import type { NewsKind } from './news-frame.ts'

interface TakenRow {
  readonly id: string
  readonly queuedAt: Date
  readonly personId: string
  readonly seq: string | null
  readonly purpose: Purpose
  readonly kind: NewsKind
  readonly editionId: string
  readonly urgency: string
  readonly reference: string
  readonly attempt: number
  readonly email: string
  readonly active: boolean
  readonly language: MessageLanguage
  readonly mailKey: string | null
  readonly mailKeyKind: MailKeyKind | null
  readonly title: string | null
  readonly summary: string | null
  readonly endpointId: string | null
  readonly sealed: string | null
  readonly settings: Readonly<Record<string, unknown>> | null
  readonly secrets: readonly string[]
  readonly replayedAt: Date | null
  readonly hasWaited: boolean
  readonly removed: boolean
}

/** A row that was taken, and what of its recipient decides whether it is sent. */
export interface TakenFromLedger {
  readonly delivery: TakenDelivery
  readonly personActive: boolean
  /** The address was taken away meanwhile. */
  readonly endpointRemoved: boolean
}

/** How many news of one category came how far by one channel. */
export interface ChannelReach {
  readonly category: string
  readonly channel: Channel
  readonly queued: number
  /** Handed over, or arrived. */
  readonly sent: number
  readonly bounced: number
  readonly failed: number
  readonly withdrawn: number
}

/** Who is sending has so long until another may take what it holds. */
export const LEASE = `interval '5 minutes'`
/** After so many failures in a row nothing is sent to an address for a while (circuit breaker). */
export const FAILURES_TO_OPEN = 5
/** Who took a trial and did not end it in so long is gone. */
const TRIAL_LEASE = `interval '1 minute'`
/** What messages to the endpoint `a` are signed with, the newer first. */
const SECRETS = `array_remove(array[a.secret_sealed, case when a.secret_before_until > now() then a.secret_before_sealed end], null)`

/** All SQL about the ledger of deliveries. */
export class LedgerRepository {
  /**
   * Takes rows that are due, the most urgent first; to one address in order, so that no recall overtakes a release, but that an
   * EMERGENCY waits for nothing less, and nothing for what a wish puts off. To an address that fails and fails nothing is sent for a while.
   * @returns with the attempt they are on, from 1
   */
  async take(tx: Tx, channel: Channel, most: number): Promise<TakenFromLedger[]> {
    // Mostly nothing is due, and planning what follows takes 20 ms: a kept plan says so in a tenth of one.
    const [{ due }] = await prepared<{ due: boolean }>(
      tx,
      `select exists (select 1 from hub.delivery where channel = $1 and state = 'QUEUED' and due_at <= now()) as due`,
      [channel],
    )
    if (!due) return []
    const rows: TakenRow[] = await tx.query(
      `with due as (
         select d.id, d.queued_at from hub.delivery d left join hub.endpoint a on a.id = d.endpoint_id
         where d.channel = $1 and d.state = 'QUEUED' and d.due_at <= now() and (a.open_until is null or a.open_until <= now())
           and not exists (select 1 from hub.delivery b where b.person_id = d.person_id and b.channel = d.channel and b.endpoint_id is not distinct from d.endpoint_id
             and b.state = 'QUEUED' and (b.put_off_until is null or b.put_off_until <= now()) and b.purpose = d.purpose and b.seq < d.seq and (d.urgency <> 'EMERGENCY' or b.urgency = 'EMERGENCY'))
         order by array_position(array['EMERGENCY', 'PRIORITY', 'ROUTINE'], d.urgency), d.due_at limit ${most} for update of d skip locked
       ), taken as (
         update hub.delivery d set attempts = attempts + 1, due_at = now() + ${LEASE} from due where d.id = due.id and d.queued_at = due.queued_at
         returning d.*
       )
       select t.id, t.queued_at as "queuedAt", t.person_id as "personId", t.seq, t.purpose, t.kind, t.edition_id as "editionId", t.urgency, t.reference, t.attempts as attempt,
         p.email, p.active, coalesce(c.language, 'ja') as language, k.armored as "mailKey", k.kind as "mailKeyKind", w.title, w.summary, a.id as "endpointId", a.sealed, a.settings, ${SECRETS} as secrets, greatest(t.replayed_at, t.put_off_until) as "replayedAt",
         t.put_off_until is not null as "hasWaited", a.removed_at is not null or a.gone_at is not null as removed
       from taken t join hub.person p on p.id = t.person_id
         left join hub.person_channel c on c.person_id = t.person_id and c.channel = $1
         left join hub.notice_words w on w.edition_id = t.edition_id
         left join hub.endpoint a on a.id = t.endpoint_id
         left join hub.mail_key k on k.person_id = t.person_id and t.channel = 'MAIL'`,
      [channel],
    )
    return rows.map(({ active, removed, title, summary, endpointId, sealed, settings, secrets, seq, ...row }) => ({
      delivery: {
        ...row,
        seq: seq === null ? null : Number(seq),
        words: title === null || summary === null ? null : { title, summary },
        endpoint: endpointOf(endpointId, sealed, settings, secrets),
      },
      personActive: active,
      endpointRemoved: removed,
    }))
  }

  /** How each ended, or when it is tried again, unless somebody else took it since to try; and how its address fares. Once or twice is the same. */
  async settle(tx: Tx, taken: readonly TakenDelivery[], outcomes: ReadonlyMap<string, Outcome>): Promise<void> {
    const all = taken.flatMap(delivery => {
      const outcome = outcomes.get(delivery.id)
      return outcome ? [{ delivery, outcome }] : []
    })
    await tx.query(
      `update hub.delivery d set state = o.state, reason = o.reason, due_at = now() + o.wait * interval '1 second',
         ended_at = case when o.state = 'QUEUED' then null else now() end, sent_at = case when o.state in ('SENT', 'DELIVERED') then now() end, gateway_reference = o.gateway
       from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::int[], $6::int[], $7::text[]) as o (id, queued_at, state, reason, wait, attempt, gateway)
       where d.id = o.id and d.queued_at = o.queued_at and d.state = 'QUEUED' and (o.state <> 'QUEUED' or d.attempts = o.attempt)`,
      [
        all.map(({ delivery }) => delivery.id),
        all.map(({ delivery }) => delivery.queuedAt),
        all.map(({ outcome }) => outcome.state),
        all.map(({ outcome }) => outcome.reason),
        all.map(({ outcome }) => (outcome.state === 'QUEUED' ? outcome.waitSeconds : 0)),
        all.map(({ delivery }) => delivery.attempt),
        all.map(({ outcome }) =>
          'gatewayReference' in outcome ? (outcome.gatewayReference?.slice(0, 100) ?? null) : null,
        ),
      ],
    )
    await this.#noteAddresses(tx, all)
    await this.#leaveToCircuits(tx, all)
  }

  /** Takes trials that people asked for; one that is not ended is taken again. */
  async takeTrials(tx: Tx, channels: readonly Channel[], most: number): Promise<Trial[]> {
    const rows: (SealedEndpoint & Omit<Trial, 'endpoint'>)[] = await tx.query(
      `with asked as (
         select id from hub.endpoint where trial_asked_at is not null and trial_ended_at is null and removed_at is null and channel = any ($1::text[])
           and (trial_taken_at is null or trial_taken_at < now() - ${TRIAL_LEASE}) order by trial_asked_at limit ${most} for update skip locked
       ), taken as (
         update hub.endpoint e set trial_taken_at = now() from asked where e.id = asked.id returning e.id, e.person_id, e.channel, e.sealed, e.settings, e.secret_sealed, e.secret_before_sealed, e.secret_before_until
       )
       select a.id, a.channel, a.sealed, a.settings, ${SECRETS} as "secretsSealed", coalesce(c.language, 'ja') as language
       from taken a left join hub.person_channel c on c.person_id = a.person_id and c.channel = a.channel`,
      [channels],
    )
    return rows.map(({ channel, language, ...endpoint }) => ({ channel, language, endpoint }))
  }

  /** What became of a trial: it came through, or why not. */
  async endTrial(tx: Tx, { endpoint }: Trial, reason: string | null): Promise<void> {
    await tx.query(
      `update hub.endpoint set trial_ended_at = now(), trial_reason = $2 where id = $1 and trial_ended_at is null`,
      [endpoint.id, reason],
    )
  }

  /** What became of a mail that was handed over; one that has ended otherwise stays as it is. */
  async noteReturn(
    tx: Tx,
    { id, queuedAt }: ReturnedDelivery,
    { state, reason }: NonNullable<MailFate>,
  ): Promise<boolean> {
    const [noted]: [{ id: string }[], number] = await tx.query(
      `update hub.delivery set state = $3, reason = $4, ended_at = now() where id = $1 and queued_at = $2 and channel = 'MAIL' and state = 'SENT' returning id`,
      [id, queuedAt, state, reason],
    )
    return noted.length > 0
  }

  /** What became of a message that a gateway took; one that has ended otherwise stays as it is, and names are used again after a while. */
  async noteReceipt(tx: Tx, { reference, state, reason }: Receipt): Promise<boolean> {
    const [noted]: [{ id: string }[], number] = await tx.query(
      `update hub.delivery set state = $2, reason = $3, ended_at = now()
       where gateway_reference = $1 and channel = 'SMS' and state = 'SENT' and sent_at > now() - interval '7 days' returning id`,
      [reference, state, reason],
    )
    return noted.length > 0
  }

  /** How far a product's editions came by each channel; row-level security answers to the sender alone. */
  async reach(tx: Tx, productId: string): Promise<ChannelReach[]> {
    const count = (...states: string[]) =>
      `count(*) filter (where d.state in (${states.map(state => `'${state}'`).join()}))::int`
    return tx.query(
      `select d.category, d.channel, ${count('QUEUED')} as queued, ${count('SENT', 'DELIVERED')} as sent, ${count('BOUNCED')} as bounced,
         ${count('FAILED')} as failed, ${count('WITHDRAWN', 'EXPIRED')} as withdrawn
       from hub.delivery d where d.edition_id in (select e.id from hub.edition e where e.product_id = $1::uuid)
       group by d.category, d.channel order by d.category, d.channel`,
      [productId],
    )
  }

  /** While nothing is sent to an address, that alone keeps its rows back: so its owner can resume at once. Who asked for a pause is given it. */
  async #leaveToCircuits(
    tx: Tx,
    all: readonly { readonly delivery: TakenDelivery; readonly outcome: Outcome }[],
  ): Promise<void> {
    const waiting = all.filter(({ delivery, outcome }) => delivery.endpoint !== null && outcome.state === 'QUEUED')
    if (waiting.length === 0) return
    await tx.query(
      `update hub.delivery d set due_at = now() from unnest($1::uuid[], $2::timestamptz[]) as o (id, queued_at), hub.endpoint a
       where d.id = o.id and d.queued_at = o.queued_at and d.state = 'QUEUED' and d.reason not in ('HTTP_429', 'HTTP_503') and a.id = d.endpoint_id and a.open_until > now()`,
      [waiting.map(({ delivery }) => delivery.id), waiting.map(({ delivery }) => delivery.queuedAt)],
    )
  }

  async #noteAddresses(
    tx: Tx,
    all: readonly { readonly delivery: TakenDelivery; readonly outcome: Outcome }[],
  ): Promise<void> {
    const told = all.filter(
      ({ delivery, outcome }) => delivery.endpoint !== null && !['WITHDRAWN', 'EXPIRED'].includes(outcome.state),
    )
    if (told.length === 0) return
    const isSent = ({ state }: Outcome) => state === 'SENT' || state === 'DELIVERED'
    await tx.query(
      `update hub.endpoint a set failures = case when o.sent then 0 else failures + 1 end,
         open_until = case when o.sent or failures + 1 < ${FAILURES_TO_OPEN} then null else now() + least(interval '1 hour', interval '1 minute' * power(2, least(failures + 1 - ${FAILURES_TO_OPEN}, 6))) end,
         last_sent_at = case when o.sent then now() else last_sent_at end, last_failed_at = case when o.sent then last_failed_at else now() end, last_reason = o.reason,
         failing_since = case when o.sent then null else coalesce(failing_since, now()) end, gone_at = case when o.reason = '${ENDPOINT_GONE}' then coalesce(gone_at, now()) else gone_at end,
         removed_at = case when a.channel = 'WEB_PUSH' and o.reason = '${ENDPOINT_GONE}' then coalesce(removed_at, now()) else removed_at end
       from (select distinct on (id) * from unnest($1::uuid[], $2::bool[], $3::text[]) as t (id, sent, reason) order by id, sent desc) o where a.id = o.id`,
      [
        told.map(({ delivery }) => delivery.endpoint?.id),
        told.map(({ outcome }) => isSent(outcome)),
        told.map(({ outcome }) => outcome.reason),
      ],
    )
  }
}

function endpointOf(
  id: string | null,
  sealed: string | null,
  settings: Readonly<Record<string, unknown>> | null,
  secretsSealed: readonly string[],
): SealedEndpoint | null {
  return id === null || sealed === null ? null : { id, sealed, settings: settings ?? {}, secretsSealed }
}
