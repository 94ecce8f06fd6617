import type { Tx } from '@noroshi/database'
import { AWAITED } from '@noroshi/membership'
import { POSTED_CHANNELS } from './endpoint.ts'
import { FAILURES_TO_OPEN, LEASE } from './ledger.repository.ts'
import type { MessageLanguage, Outcome } from './ledger.ts'
import type { MailKeyKind } from './mail-key.ts'
import type { MailFate, ReturnedDelivery } from './mail-return.ts'
import { LAST_MAIL } from './reachability.repository.ts'
import type { UpkeepFact, UpkeepKind } from './upkeep.ts'

/** A fact that may be due to be told. */
export interface FoundFact extends Omit<UpkeepFact, 'since'> {
  /** When what ends was made or last confirmed; null of what is broken. */
  readonly began: Date | null
  /** Null of contacts: by when they are to be confirmed is no matter of SQL. */
  readonly since: Date | null
}

/** A row that is due. */
export interface WaitingUpkeep extends UpkeepFact {
  /** Null until its mail was first tried. */
  readonly mailId: string | null
}

/** One mail to one person, of all that they are told of at once. */
export interface UpkeepMail {
  readonly id: string
  readonly personId: string
  /** When it was first tried. */
  readonly queuedAt: Date
  /** From 1. */
  readonly attempt: number
  readonly email: string
  readonly language: MessageLanguage
  readonly mailKey: string | null
  readonly mailKeyKind: MailKeyKind | null
  readonly facts: readonly UpkeepFact[]
}

/** So soon nobody is told of the next: one mail a day. */
const APART = `interval '24 hours'`
/** A day more than the first step is before: what ends later is not looked at. */
const AHEAD = `interval '15 days'`
/** An endpoint that fails for less may come back by itself. */
const FAILS_FOR = `interval '1 hour'`
/** What nobody need mend is told once: an API key that ended, a browser that was left. */
const ONCE_WITHIN = `interval '7 days'`
/** So long what was given up is worth being asked about. */
const GIVEN_UP_WITHIN = `interval '30 days'`

/** Since when a fact that has no date of its own was found first: it stays the same fact when its oldest part goes. */
const knownSince = (kind: UpkeepKind, subject: string) =>
  `(select min(u.since) from hub.upkeep u where u.kind = '${kind}' and u.subject_id = ${subject})`

const COORDINATES = `('ORGANISATION_ADMINISTRATOR' = any (q.roles) or (q.tier = 'FRIEND' and 'FRIEND_CONTACT' = any (q.roles)))`

/**
 * Every fact of which somebody is to be told, with the rights of this moment. $1: now; $2: of these people, or of everybody. Contacts ask
 * whoever may confirm them: who came in by a hand-over alone, until they have. That mail comes back is told to the second contact, else to the first, else to those who name them, of whom
 * none comes back.
 */
const FOUND = `
  people as materialized (
    select p.id, p.organisation_id, p.roles, o.tier from hub.person p join hub.organisation o on o.id = p.organisation_id where p.active and o.state = 'ACTIVE'),
  named as materialized (
    select distinct on (e.organisation_id) e.organisation_id, e.first_id, e.second_id,
      greatest(e.at, (select max(c.at) from hub.contacts_confirmation c where c.organisation_id = e.organisation_id)) as confirmed_at, e.at as entered_at,
      ${AWAITED} as awaited
    from hub.contacts_entry e order by e.organisation_id, e.at desc),
  ${LAST_MAIL},
  came_back as materialized (select m.id, m.organisation_id, m.ended_at from last_mail m where m.came_back),
  stands_in as (
    select b.id as subject_id, b.ended_at, q.id, rank() over (partition by b.id order by case q.id when n.second_id then 0 when n.first_id then 1 else 2 end) as place
    from came_back b join people q on q.organisation_id = b.organisation_id left join named n on n.organisation_id = b.organisation_id
    where q.id not in (select id from came_back) and (q.id in (n.first_id, n.second_id) or ${COORDINATES})),
  facts as (
    select q.id as person_id, 'CONTACTS' as kind, n.organisation_id as subject_id, n.confirmed_at as began, null::timestamptz as since
    from named n join people q on q.organisation_id = n.organisation_id and (q.id in (n.first_id, n.second_id) or ${COORDINATES})
    where n.awaited = '{}'
    union all
    select q.id, 'CONTACTS', n.organisation_id, null, n.entered_at from named n join people q on q.id = any (n.awaited)
    union all
    select k.person_id, 'MAIL_KEY', k.person_id, k.added_at, k.expires_at from hub.mail_key k where k.expires_at < $1::timestamptz + ${AHEAD}
    union all
    select k.person_id, 'API_KEY', k.id, k.created_at, k.expires_at from hub.api_key k
    where k.revoked_at is null and k.expires_at > $1::timestamptz - ${ONCE_WITHIN} and k.expires_at < $1::timestamptz + ${AHEAD}
    union all
    select a.person_id, 'ENDPOINT', a.id, null, coalesce(a.gone_at, a.failing_since) from hub.endpoint a
    where a.removed_at is null and a.channel <> 'WEB_PUSH' and (a.gone_at is not null or (a.failures >= ${FAILURES_TO_OPEN} and a.failing_since <= $1::timestamptz - ${FAILS_FOR}))
    union all
    select a.person_id, 'DEAD_LETTERS', a.id, null, coalesce(${knownSince('DEAD_LETTERS', 'a.id')}, d.first_at) from hub.endpoint a
      cross join lateral (select min(d.ended_at) as first_at from hub.delivery d
        where d.endpoint_id = a.id and d.state = 'FAILED' and d.ended_at > $1::timestamptz - ${GIVEN_UP_WITHIN}) d
    where a.removed_at is null and a.gone_at is null and d.first_at is not null and a.channel in (${POSTED_CHANNELS.map(channel => `'${channel}'`).join()})
    union all
    select a.person_id, 'PUSH', a.person_id, null, max(a.gone_at) from hub.endpoint a where a.channel = 'WEB_PUSH' and a.gone_at > $1::timestamptz - ${ONCE_WITHIN}
      and not exists (select 1 from hub.endpoint b where b.person_id = a.person_id and b.channel = 'WEB_PUSH' and b.removed_at is null and b.gone_at is null)
    group by a.person_id
    union all
    select s.id, 'MAIL_RETURNED', s.subject_id, null, coalesce(${knownSince('MAIL_RETURNED', 's.subject_id')}, s.ended_at) from stands_in s where s.place = 1)`

/** The columns of their primary key. */
const namesOf = (facts: readonly UpkeepFact[]): unknown[] => [
  facts.map(({ personId }) => personId),
  facts.map(({ kind }) => kind),
  facts.map(({ subjectId }) => subjectId),
]

/** All SQL about what people are asked to mend. */
export class UpkeepRepository {
  /** One worker at a time looks or takes, in this transaction; false when another does. */
  async isAlone(tx: Tx): Promise<boolean> {
    const [{ alone }]: [{ alone: boolean }] = await tx.query(
      `select pg_try_advisory_xact_lock(hashtext('noroshi upkeep')) as alone`,
    )
    return alone
  }

  /** What may be due, of these people or of everybody. */
  async found(tx: Tx, now: Date, personIds: readonly string[] | null): Promise<FoundFact[]> {
    return tx.query(
      `with ${FOUND} select f.person_id as "personId", f.kind, f.subject_id as "subjectId", f.began, date_trunc('milliseconds', f.since) as since
       from facts f join people p on p.id = f.person_id where $2::uuid[] is null or f.person_id = any ($2::uuid[])`,
      [now, personIds],
    )
  }

  /**
   * Has `told` told, each step of each fact once; what is on its way stays as it is. What is not `due` is mended, and is forgotten when it was
   * not mailed within a day. @returns how many are to be told anew
   */
  async note(
    tx: Tx,
    now: Date,
    due: readonly UpkeepFact[],
    told: readonly (UpkeepFact & { readonly step: number; readonly dueAt: Date })[],
  ): Promise<number> {
    await tx.query(
      `delete from hub.upkeep u where (u.mailed_at is null or u.mailed_at <= $4::timestamptz - ${APART}) and (u.state <> 'QUEUED' or u.attempts = 0)
         and not exists (select 1 from unnest($1::uuid[], $2::text[], $3::uuid[]) as f (person_id, kind, subject_id)
           where f.person_id = u.person_id and f.kind = u.kind and f.subject_id = u.subject_id)`,
      [...namesOf(due), now],
    )
    const rows: unknown[] = await tx.query(
      `insert into hub.upkeep as u (person_id, kind, subject_id, since, step, due_at) select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::timestamptz[], $5::int[], $6::timestamptz[])
       on conflict (person_id, kind, subject_id) do update set since = excluded.since, step = excluded.step, state = 'QUEUED', attempts = 0, mail_id = null,
         ended_at = null, reason = null, due_at = case when u.state = 'QUEUED' then u.due_at else excluded.due_at end
       where (u.since <> excluded.since or u.step < excluded.step or u.state = 'WITHDRAWN') and (u.state <> 'QUEUED' or u.attempts = 0)
       returning 1`,
      [...namesOf(told), told.map(fact => fact.since), told.map(fact => fact.step), told.map(fact => fact.dueAt)],
    )
    return rows.length
  }

  /** What is due, of as many people: of a mail that was tried, what was in it; else all that waits, of who had no mail within a day. */
  async due(tx: Tx, now: Date, most: number): Promise<WaitingUpkeep[]> {
    return tx.query(
      `with due as (
         select u.person_id, min(u.due_at) from hub.upkeep u where u.state = 'QUEUED' and u.due_at <= $1
           and (u.mail_id is not null or not exists (select 1 from hub.upkeep b where b.person_id = u.person_id
             and ((b.state = 'QUEUED' and b.mail_id is not null) or b.mailed_at > $1::timestamptz - ${APART})))
         group by u.person_id order by 2 limit $2)
       select u.person_id as "personId", u.kind, u.subject_id as "subjectId", u.since, u.mail_id as "mailId" from due d join hub.upkeep u using (person_id)
       where u.state = 'QUEUED' and u.due_at <= $1
         and (u.mail_id is not null or not exists (select 1 from hub.upkeep b where b.person_id = u.person_id and b.state = 'QUEUED' and b.mail_id is not null))
       for no key update of u skip locked`,
      [now, most],
    )
  }

  /** Puts these off until then. */
  async putOff(tx: Tx, rows: readonly (WaitingUpkeep & { until: Date })[]): Promise<void> {
    await tx.query(
      `update hub.upkeep u set due_at = r.until from unnest($1::uuid[], $2::timestamptz[]) as r (person_id, until)
       where u.person_id = r.person_id and u.state = 'QUEUED' and u.mail_id is null`,
      [rows.map(({ personId }) => personId), rows.map(({ until }) => until)],
    )
  }

  /** These are not told after all: mended meanwhile, or unwished. */
  async withdraw(tx: Tx, now: Date, rows: readonly WaitingUpkeep[]): Promise<void> {
    await tx.query(
      `update hub.upkeep u set state = 'WITHDRAWN', ended_at = $4 from unnest($1::uuid[], $2::text[], $3::uuid[]) as r (person_id, kind, subject_id)
       where u.person_id = r.person_id and u.kind = r.kind and u.subject_id = r.subject_id and u.state = 'QUEUED'`,
      [...namesOf(rows), now],
    )
  }

  /** Takes these for a while, as the mails that they are. */
  async take(tx: Tx, now: Date, mails: ReadonlyMap<string, readonly WaitingUpkeep[]>): Promise<UpkeepMail[]> {
    const rows = [...mails.values()].flat()
    const mailIds = [...mails].flatMap(([mailId, facts]) => facts.map(() => mailId))
    const taken: Omit<UpkeepMail, 'facts'>[] = await tx.query(
      `with taken as (
         update hub.upkeep u set mail_id = r.mail_id, mailed_at = case when u.mail_id is null then $1::timestamptz else u.mailed_at end, attempts = u.attempts + 1, due_at = $1::timestamptz + ${LEASE}
         from unnest($2::uuid[], $3::uuid[], $4::text[], $5::uuid[]) as r (mail_id, person_id, kind, subject_id)
         where u.person_id = r.person_id and u.kind = r.kind and u.subject_id = r.subject_id returning u.*)
       select t.mail_id as id, t.person_id as "personId", min(t.mailed_at) as "queuedAt", max(t.attempts) as attempt, p.email, coalesce(c.language, 'ja') as language, k.armored as "mailKey", k.kind as "mailKeyKind"
       from taken t join hub.person p on p.id = t.person_id left join hub.person_channel c on c.person_id = t.person_id and c.channel = 'MAIL'
         left join hub.mail_key k on k.person_id = t.person_id
       group by t.mail_id, t.person_id, p.email, c.language, k.armored, k.kind`,
      [now, mailIds, ...namesOf(rows)],
    )
    return taken.map(mail => ({ ...mail, facts: mails.get(mail.id) ?? [] }))
  }

  /** How each mail ended, or when it is tried again, unless somebody else took it since to try. */
  async settle(tx: Tx, now: Date, taken: readonly UpkeepMail[], outcomes: ReadonlyMap<string, Outcome>): Promise<void> {
    const all = taken.flatMap(mail => {
      const outcome = outcomes.get(mail.id)
      return outcome ? [{ mail, outcome }] : []
    })
    await tx.query(
      `update hub.upkeep u set state = o.state, reason = o.reason, due_at = $1::timestamptz + o.wait * interval '1 second', ended_at = case when o.state = 'QUEUED' then null else $1::timestamptz end
       from unnest($2::uuid[], $3::text[], $4::text[], $5::int[], $6::int[]) as o (mail_id, state, reason, wait, attempt)
       where u.mail_id = o.mail_id and u.state = 'QUEUED' and (o.state <> 'QUEUED' or u.attempts = o.attempt)`,
      [
        now,
        all.map(({ mail }) => mail.id),
        all.map(({ outcome }) => outcome.state),
        all.map(({ outcome }) => outcome.reason),
        all.map(({ outcome }) => (outcome.state === 'QUEUED' ? outcome.waitSeconds : 0)),
        all.map(({ mail }) => mail.attempt),
      ],
    )
  }

  /** What became of a mail that was handed over; one that has ended otherwise stays as it is. */
  async noteReturn(
    tx: Tx,
    { id, queuedAt }: ReturnedDelivery,
    { state, reason }: NonNullable<MailFate>,
  ): Promise<boolean> {
    const [noted]: [object[], number] = await tx.query(
      `update hub.upkeep set state = $3, reason = $4, ended_at = now() where mail_id = $1 and mailed_at = $2 and state = 'SENT' returning 1`,
      [id, queuedAt, state, reason],
    )
    return noted.length > 0
  }
}
