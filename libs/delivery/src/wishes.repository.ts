import type { Tx } from '@noroshi/database'
import type { Channel, Purpose } from './ledger.ts'
import type { NewsKind } from './news-frame.ts'
import type { PutOff, Wished, WrittenNews } from './plan.ts'
import type { Topic, Wishes } from './wishes.ts'

interface WishesRow extends Omit<Wishes, 'quiet'> {
  readonly personId: string
  readonly quietFrom: number | null
  readonly quietUntil: number | null
}

/** As many in ten minutes as make a burst of the next. */
const BURST = 20

/** What these people wish; none of who has said nothing. */
export async function wishesOf(tx: Tx, personIds: readonly string[]): Promise<Map<string, Wishes>> {
  const rows: WishesRow[] = await tx.query(
    `select person_id as "personId", time_zone as "timeZone", quiet_from as "quietFrom", quiet_until as "quietUntil", quiet_days_off as "quietDaysOff",
       priority_breaks_quiet as "priorityBreaksQuiet", digest, digest_hour as "digestHour", digest_weekday as "digestWeekday", muted_until as "mutedUntil",
       sectors, kinds, min_severity as "minSeverity", actors, technologies
     from hub.wishes where person_id = any ($1::uuid[])`,
    [personIds],
  )
  return new Map(
    rows.map(({ personId, quietFrom, quietUntil, ...wishes }) => [
      personId,
      {
        ...wishes,
        quiet: quietFrom === null || quietUntil === null ? null : { from: quietFrom, until: quietUntil },
      },
    ]),
  )
}

export async function saveWishes(tx: Tx, personId: string, tier: string, wishes: Wishes): Promise<void> {
  await tx.query(
    `insert into hub.wishes (person_id, tier, time_zone, quiet_from, quiet_until, quiet_days_off, priority_breaks_quiet, digest, digest_hour, digest_weekday,
       muted_until, sectors, kinds, min_severity, actors, technologies)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
     on conflict (person_id) do update set time_zone = excluded.time_zone, quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,
       quiet_days_off = excluded.quiet_days_off, priority_breaks_quiet = excluded.priority_breaks_quiet, digest = excluded.digest, digest_hour = excluded.digest_hour,
       digest_weekday = excluded.digest_weekday, muted_until = excluded.muted_until, sectors = excluded.sectors, kinds = excluded.kinds,
       min_severity = excluded.min_severity, actors = excluded.actors, technologies = excluded.technologies, changed_at = now()`,
    [
      ...[personId, tier, wishes.timeZone, wishes.quiet?.from ?? null, wishes.quiet?.until ?? null],
      ...[wishes.quietDaysOff, wishes.priorityBreaksQuiet, wishes.digest, wishes.digestHour, wishes.digestWeekday],
      ...[wishes.mutedUntil, wishes.sectors, wishes.kinds, wishes.minSeverity, wishes.actors, wishes.technologies],
    ],
  )
}

/**
 * Until this transaction ends, nobody plans what these people are told: whoever writes rows of the ledger and whoever changes their wishes
 * wait for each other, so that no row is planned by wishes that are no more.
 */
export async function lockNumbers(tx: Tx, personIds: readonly string[]): Promise<void> {
  await tx.query(
    `select person_id from hub.inbox_counter where person_id = any ($1::uuid[]) order by person_id for no key update`,
    [personIds],
  )
}

/** What these editions are about, as far as the transaction's login may know it. */
export async function topicsOf(tx: Tx, editionIds: readonly string[]): Promise<Map<string, Topic>> {
  const rows: (Topic & { id: string })[] = await tx.query(
    `select e.id, e.kind, e.severity, l.sectors, coalesce(w.actors, '{}') as actors, coalesce(w.technologies, '{}') as technologies
     from hub.edition e join hub.label l on l.id = e.label_id left join hub.notice_words w on w.edition_id = e.id where e.id = any ($1::uuid[])`,
    [editionIds],
  )
  return new Map(rows.map(({ id, ...topic }) => [id, topic]))
}

/** Of these, those before which so much came within ten minutes that they are gathered; each as person and number. */
export async function burstsAmong(tx: Tx, written: readonly WrittenNews[]): Promise<Set<string>> {
  const rows: { name: string }[] = await tx.query(
    `select n.person_id || ' ' || n.seq as name from unnest($1::uuid[], $2::bigint[]) as n (person_id, seq)
       join hub.inbox i on i.person_id = n.person_id and i.seq = n.seq - ${BURST} where i.created_at > now() - interval '10 minutes'`,
    [written.map(({ personId }) => personId), written.map(({ seq }) => seq)],
  )
  return new Set(rows.map(({ name }) => name))
}

/** A row of the ledger that was never tried and may wait for a wish. */
export interface WaitingDelivery {
  readonly id: string
  readonly queuedAt: Date
  readonly channel: Channel
  readonly purpose: Purpose
  readonly kind: NewsKind
  readonly urgency: string
  readonly editionId: string
  readonly putOff: PutOff | null
}

/** What waits for this person, in the transaction of whom. */
export async function waitingOf(tx: Tx, personId: string): Promise<WaitingDelivery[]> {
  return tx.query(
    `select id, queued_at as "queuedAt", channel, purpose, kind, urgency, edition_id as "editionId", put_off as "putOff" from hub.delivery
     where person_id = $1 and state = 'QUEUED' and attempts = 0 and replayed_at is null and seq is not null and urgency <> 'EMERGENCY'`,
    [personId],
  )
}

/** Says anew when each leaves, or that it does not; what is being sent meanwhile stays as it is. */
export async function planAnew(
  tx: Tx,
  personId: string,
  rows: readonly { readonly id: string; readonly queuedAt: Date; readonly wished: Wished }[],
): Promise<void> {
  await tx.query(
    `update hub.delivery d set put_off = r.put_off, put_off_until = r.until, due_at = coalesce(r.until, now()),
       state = case when r.unsent is null then 'QUEUED' else 'WITHDRAWN' end, reason = r.unsent, ended_at = case when r.unsent is not null then now() end
     from unnest($2::uuid[], $3::timestamptz[], $4::text[], $5::timestamptz[], $6::text[]) as r (id, queued_at, put_off, until, unsent)
     where d.id = r.id and d.queued_at = r.queued_at and d.person_id = $1 and d.state = 'QUEUED' and d.attempts = 0 and d.urgency <> 'EMERGENCY'`,
    [
      personId,
      rows.map(({ id }) => id),
      rows.map(({ queuedAt }) => queuedAt),
      rows.map(({ wished }) => (wished && 'putOff' in wished ? wished.putOff : null)),
      rows.map(({ wished }) => (wished && 'until' in wished ? wished.until : null)),
      rows.map(({ wished }) => (wished && 'unsent' in wished ? wished.unsent : null)),
    ],
  )
}
