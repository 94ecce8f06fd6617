import type { Tx } from '@noroshi/database'
import type { MessageLanguage, Outcome } from './ledger.ts'
import type { MailFate, ReturnedDelivery } from './mail-return.ts'
import type { NewsKind } from './news-frame.ts'
import { TOKEN_DAYS } from './relay.ts'
import { newRelayToken, relayTokenDigest } from './relay-token.ts'

/** A row of the ledger of relays that was taken to be sent, with what sending it asks. */
export interface TakenRelay {
  readonly id: string
  readonly queuedAt: Date
  readonly kind: NewsKind
  readonly urgency: string
  readonly reference: string
  /** From 1. */
  readonly attempt: number
  readonly email: string
  readonly language: MessageLanguage
  readonly shownAs: string
  readonly words: { readonly title: string; readonly summary: string } | null
  readonly token: string
}

/** What of a row decides whether it is sent now. */
export interface TakenFromRelays {
  readonly relay: TakenRelay
  /** Its intermediary passes on. */
  readonly active: boolean
  /** The recipient was taken from the list. */
  readonly removed: boolean
  readonly mayReceive: boolean
  readonly recalledAt: string | null
  readonly expiresAt: string | null
}

/** Who is sending has so long until another may take what it holds. */
const LEASE = `interval '5 minutes'`
/** So long what left force is looked at. */
const LOOKED_AT = `interval '31 days'`
/** So long after it came into force something is passed on at once. */
const AT_ONCE_WITHIN = `interval '1 day'`

const IN_FORCE = `e.category = 'NOTICE' and e.released_at <= now() and e.recalled_at is null and (e.embargo_until is null or e.embargo_until <= now()) and (e.expires_at is null or e.expires_at > now())`
/** Not to organisations of the hub that the label leaves out. */
const NOT_LEFT_OUT = `not exists (select 1 from hub.downstream_organisation x where x.downstream_id = d.id and x.organisation_id = any (l.excluded_organisations))`
/** Who may have been sent the row `r`: also whose mail was on its way when a worker ended. */
const HAD = `r.kind <> 'RECALLED' and (r.state in ('SENT', 'DELIVERED') or r.acknowledged_at is not null or (r.attempts > 1 and r.state <> 'QUEUED'))`

/** All SQL of what the worker does about relays. */
export class RelayLedgerRepository {
  /** What goes on at once: an EMERGENCY or a drill that reached an intermediary which consented before. @returns how many rows */
  async passAtOnce(tx: Tx): Promise<number> {
    const rows: unknown[] = await tx.query(
      `insert into hub.relay (edition_id, label_id, kind, urgency, reference, intermediary_id, downstream_id, sector)
       select e.id, e.label_id, 'RELEASED', e.urgency, e.reference, m.organisation_id, d.id, d.sector
       from hub.edition e join hub.label l on l.id = e.label_id
         join hub.intermediary m on m.at_once and m.ended_at is null join hub.organisation o on o.id = m.organisation_id and o.state = 'ACTIVE'
         join hub.downstream d on d.intermediary_id = m.organisation_id and d.removed_at is null
       where ${IN_FORCE} and (e.urgency = 'EMERGENCY' or e.drill) and greatest(e.released_at, e.embargo_until) > greatest(m.at_once_at, now() - ${AT_ONCE_WITHIN})
         and hub.may_be_relayed(l, d.sector) and ${NOT_LEFT_OUT}
         and exists (select 1 from hub.inbox i join hub.edition s on s.id = i.edition_id join hub.person p on p.id = i.person_id
           where s.product_id = e.product_id and p.organisation_id = m.organisation_id and i.kind <> 'RECALLED')
         and not exists (select 1 from hub.relay r where r.edition_id = e.id and r.downstream_id = d.id)
       on conflict do nothing returning id`,
    )
    return rows.length
  }

  /** To those who had what was corrected its correction; to those who had what was taken back, and nothing instead, that it was. @returns how many rows */
  async followUp(tx: Tx): Promise<number> {
    const corrected: unknown[] = await tx.query(
      `insert into hub.relay (edition_id, label_id, kind, urgency, reference, intermediary_id, downstream_id, sector)
       select distinct on (e.id, d.id) e.id, e.label_id, 'CORRECTED', e.urgency, e.reference, d.intermediary_id, d.id, d.sector
       from hub.edition was join hub.relay r on r.edition_id = was.id join hub.edition_correction c on c.earlier_id = was.id join hub.edition e on e.id = c.edition_id
         join hub.label l on l.id = e.label_id join hub.downstream d on d.id = r.downstream_id and d.removed_at is null
       where was.recalled_at > now() - ${LOOKED_AT} and ${HAD} and ${IN_FORCE} and hub.may_be_relayed(l, d.sector) and ${NOT_LEFT_OUT}
         and not exists (select 1 from hub.relay n where n.edition_id = e.id and n.downstream_id = d.id)
       on conflict do nothing returning id`,
    )
    const recalled: unknown[] = await tx.query(
      `insert into hub.relay (edition_id, label_id, kind, urgency, reference, intermediary_id, downstream_id, sector)
       select r.edition_id, r.label_id, 'RECALLED', r.urgency, r.reference, r.intermediary_id, r.downstream_id, r.sector
       from hub.edition was join hub.relay r on r.edition_id = was.id
       where was.recalled_at > now() - ${LOOKED_AT} and ${HAD}
         and not exists (select 1 from hub.edition_correction c join hub.relay n on n.edition_id = c.edition_id and n.downstream_id = r.downstream_id where c.earlier_id = was.id)
       on conflict do nothing returning id`,
    )
    return corrected.length + recalled.length
  }

  /** Takes rows that are due, the most urgent first and to one recipient in order, each with a token of its own. */
  async take(tx: Tx, most: number): Promise<TakenFromRelays[]> {
    const rows: (Omit<TakenRelay, 'words' | 'token'> & Omit<TakenFromRelays, 'relay'> & Words)[] = await tx.query(
      `with due as (
         select r.id from hub.relay r where r.state = 'QUEUED' and r.due_at <= now()
           and not exists (select 1 from hub.relay b where b.downstream_id = r.downstream_id and b.state = 'QUEUED' and b.queued_at < r.queued_at and (r.urgency <> 'EMERGENCY' or b.urgency = 'EMERGENCY'))
         order by array_position(array['EMERGENCY', 'PRIORITY', 'ROUTINE'], r.urgency), r.due_at limit ${most} for update of r skip locked
       ), taken as (
         update hub.relay r set attempts = attempts + 1, due_at = now() + ${LEASE} from due where r.id = due.id returning r.*
       )
       select r.id, r.queued_at as "queuedAt", r.kind, r.urgency, r.reference, r.attempts as attempt, d.email, d.language, m.shown_as as "shownAs", w.title, w.summary,
         m.ended_at is null and o.state = 'ACTIVE' as active, d.removed_at is not null as removed, ${IN_FORCE} and hub.may_be_relayed(l, r.sector) and ${NOT_LEFT_OUT} as "mayReceive",
         e.recalled_at::text as "recalledAt", e.expires_at::text as "expiresAt"
       from taken r join hub.downstream d on d.id = r.downstream_id join hub.intermediary m on m.organisation_id = r.intermediary_id join hub.organisation o on o.id = r.intermediary_id
         join hub.edition e on e.id = r.edition_id join hub.label l on l.id = e.label_id left join hub.notice_words w on w.edition_id = r.edition_id`,
    )
    const taken = rows.map(({ title, summary, active, removed, mayReceive, recalledAt, expiresAt, ...row }) => ({
      ...{ active, removed, mayReceive, recalledAt, expiresAt },
      relay: {
        ...row,
        token: newRelayToken(),
        words: row.kind === 'RECALLED' || title === null || summary === null ? null : { title, summary },
      },
    }))
    await tx.query(
      `insert into hub.relay_token (digest, relay_id, expires_at) select t.digest, t.id, now() + interval '${TOKEN_DAYS} days' from unnest($1::text[], $2::uuid[]) as t (digest, id)`,
      [taken.map(({ relay }) => relayTokenDigest(relay.token)), taken.map(({ relay }) => relay.id)],
    )
    return taken
  }

  async settle(tx: Tx, taken: readonly TakenRelay[], outcomes: ReadonlyMap<string, Outcome>): Promise<void> {
    const all = taken.flatMap(({ id }) => {
      const outcome = outcomes.get(id)
      return outcome ? [{ id, outcome }] : []
    })
    await tx.query(
      `update hub.relay r set state = o.state, reason = o.reason, due_at = now() + o.wait * interval '1 second',
         ended_at = case when o.state = 'QUEUED' then null else now() end, sent_at = case when o.state in ('SENT', 'DELIVERED') then now() end
       from unnest($1::uuid[], $2::text[], $3::text[], $4::int[]) as o (id, state, reason, wait) where r.id = o.id and r.state = 'QUEUED'`,
      [
        all.map(({ id }) => id),
        all.map(({ outcome }) => outcome.state),
        all.map(({ outcome }) => outcome.reason),
        all.map(({ outcome }) => (outcome.state === 'QUEUED' ? outcome.waitSeconds : 0)),
      ],
    )
  }

  /** What became of a mail that was handed over; one that has ended otherwise stays as it is. */
  async noteReturn(
    tx: Tx,
    { id, queuedAt }: ReturnedDelivery,
    { state, reason }: NonNullable<MailFate>,
  ): Promise<boolean> {
    const [noted]: [{ id: string }[], number] = await tx.query(
      `update hub.relay set state = $3, reason = $4, ended_at = now() where id = $1 and queued_at = $2 and state = 'SENT' returning id`,
      [id, queuedAt, state, reason],
    )
    return noted.length > 0
  }

  /** Tokens that are over are forgotten. */
  async forgetTokens(tx: Tx): Promise<void> {
    await tx.query('delete from hub.relay_token where expires_at < now()')
  }
}

interface Words {
  readonly title: string | null
  readonly summary: string | null
}
