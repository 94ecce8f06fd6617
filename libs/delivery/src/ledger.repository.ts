import type { Tx } from '@noroshi/database'
import type { Channel, Outcome } from './ledger.ts'
import type { MailLanguage } from './mail-text.ts'
import type { NewsKind } from './news-frame.ts'

/** A row that was taken to be sent, with what sending it asks. */
export interface TakenDelivery {
  readonly id: string
  readonly personId: string
  readonly kind: NewsKind
  readonly editionId: string
  readonly urgency: string
  readonly reference: string
  readonly attempt: number
  readonly queuedAt: Date
  readonly email: string
  readonly active: boolean
  readonly language: MailLanguage
  /** Of a NOTICE; null of anything else. */
  readonly title: string | null
  readonly summary: string | null
}

/** How many news of one category came how far by one channel. */
export interface ChannelReach {
  readonly category: string
  readonly channel: Channel
  readonly queued: number
  readonly sent: number
  readonly bounced: number
  readonly failed: number
  readonly withdrawn: number
}

/** Who is sending has so long until another may take what it holds. */
const LEASE = `interval '5 minutes'`

/** All SQL about the ledger of deliveries. */
export class LedgerRepository {
  /**
   * Takes rows that are due, the most urgent first; of one person in order, so that no recall overtakes a release.
   * @returns with the attempt they are on, from 1
   */
  async take(tx: Tx, channel: Channel, most: number): Promise<TakenDelivery[]> {
    return tx.query(
      `with due as (
         select d.id from hub.delivery d where d.channel = $1 and d.state = 'QUEUED' and d.due_at <= now()
           and not exists (select 1 from hub.delivery b where b.person_id = d.person_id and b.channel = d.channel and b.state = 'QUEUED' and b.seq < d.seq)
         order by array_position(array['EMERGENCY', 'PRIORITY', 'ROUTINE'], d.urgency), d.due_at limit ${most} for update skip locked
       ), taken as (
         update hub.delivery d set attempts = attempts + 1, due_at = now() + ${LEASE} from due where d.id = due.id
         returning d.id, d.person_id, d.edition_id, d.kind, d.urgency, d.reference, d.attempts, d.queued_at
       )
       select t.id, t.person_id as "personId", t.kind, t.edition_id as "editionId", t.urgency, t.reference, t.attempts as attempt, t.queued_at as "queuedAt",
         p.email, p.active, coalesce(c.language, 'ja') as language, w.title, w.summary
       from taken t join hub.person p on p.id = t.person_id
         left join hub.person_channel c on c.person_id = t.person_id and c.channel = $1
         left join hub.notice_words w on w.edition_id = t.edition_id`,
      [channel],
    )
  }

  /** How each ended, or when it is tried again. */
  async settle(tx: Tx, outcomes: ReadonlyMap<string, Outcome>): Promise<void> {
    const all = [...outcomes]
    await tx.query(
      `update hub.delivery d set state = o.state, reason = o.reason, ended_at = case when o.state = 'QUEUED' then null else now() end,
         due_at = now() + o.wait * interval '1 second'
       from unnest($1::uuid[], $2::text[], $3::text[], $4::int[]) as o (id, state, reason, wait) where d.id = o.id and d.state = 'QUEUED'`,
      [
        all.map(([id]) => id),
        all.map(([, outcome]) => outcome.state),
        all.map(([, outcome]) => outcome.reason),
        all.map(([, outcome]) => (outcome.state === 'QUEUED' ? outcome.waitSeconds : 0)),
      ],
    )
  }

  /** How far a product's editions came by each channel; row-level security answers to the sender alone. */
  async reach(tx: Tx, productId: string): Promise<ChannelReach[]> {
    const count = (state: string) => `count(*) filter (where d.state = '${state}')::int`
    return tx.query(
      `select d.category, d.channel, ${count('QUEUED')} as queued, ${count('SENT')} as sent, ${count('BOUNCED')} as bounced,
         ${count('FAILED')} as failed, ${count('WITHDRAWN')} as withdrawn
       from hub.delivery d where d.edition_id in (select e.id from hub.edition e where e.product_id = $1::uuid)
       group by d.category, d.channel order by d.category, d.channel`,
      [productId],
    )
  }
}
