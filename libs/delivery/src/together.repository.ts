import type { Tx } from '@noroshi/database'
import type { Outcome, TakenDelivery } from './ledger.ts'
import type { ReturnedDelivery } from './mail-return.ts'
import type { TakenFromLedger } from './ledger.repository.ts'

/** So many news are in one mail; what is more leaves with the next. */
const MOST_IN_ONE = 100

type OfItsOwn = 'id' | 'queuedAt' | 'seq' | 'purpose' | 'kind' | 'editionId' | 'urgency' | 'reference' | 'attempt'

/** All SQL about mails that waited and leave together. */
export class TogetherRepository {
  /**
   * Takes, with the first of each person that has waited, the others that have, as long as the first is held; but nothing before what came
   * earlier and is still on its way, or is tried again.
   */
  async takeOthers(tx: Tx, taken: readonly TakenFromLedger[]): Promise<TakenFromLedger[]> {
    const firsts = new Map(
      taken
        .filter(({ delivery: { hasWaited, purpose } }) => hasWaited === true && purpose === 'NEWS')
        .map(row => [row.delivery.personId, row]),
    )
    if (firsts.size === 0) return []
    const rows: (Pick<TakenDelivery, OfItsOwn> & { personId: string; title: string | null; summary: string | null })[] =
      await tx.query(
        `with due as (
           select d.id, d.queued_at from unnest($1::uuid[]) as p (person_id) cross join lateral (
             select o.id, o.queued_at from hub.delivery o where o.person_id = p.person_id and o.channel = 'MAIL' and o.state = 'QUEUED' and o.purpose = 'NEWS'
               and o.put_off_until <= now() and o.due_at <= now() and o.id <> all ($2::uuid[])
               and not exists (select 1 from hub.delivery b where b.person_id = o.person_id and b.channel = 'MAIL' and b.state = 'QUEUED' and b.purpose = 'NEWS'
                 and b.seq < o.seq and b.id <> all ($2::uuid[]) and (b.put_off_until is null or (b.put_off_until <= now() and b.due_at > now())))
             order by o.seq limit ${MOST_IN_ONE - 1} for update of o skip locked) d
         ), taken as (
           update hub.delivery d set attempts = d.attempts + 1, due_at = f.due_at
           from due, hub.delivery f where d.id = due.id and d.queued_at = due.queued_at and f.person_id = d.person_id and f.id = any ($2::uuid[])
           returning d.*
         )
         select t.id, t.queued_at as "queuedAt", t.person_id as "personId", t.seq::float8 as seq, t.purpose, t.kind, t.edition_id as "editionId", t.urgency, t.reference,
           t.attempts as attempt, w.title, w.summary
         from taken t left join hub.notice_words w on w.edition_id = t.edition_id`,
        [[...firsts.keys()], [...firsts.values()].map(({ delivery }) => delivery.id)],
      )
    return rows.flatMap(({ title, summary, ...row }) => {
      const first = firsts.get(row.personId)
      return first
        ? [
            {
              ...first,
              delivery: {
                ...first.delivery,
                ...row,
                words: title === null || summary === null ? null : { title, summary },
              },
            },
          ]
        : []
    })
  }

  /** That these were sent in the message of the first. */
  async noteTogether(tx: Tx, taken: readonly TakenDelivery[], outcomes: ReadonlyMap<string, Outcome>): Promise<void> {
    const sent = taken.filter(({ id, together }) => together !== undefined && outcomes.get(id)?.state === 'SENT')
    const others = sent.flatMap(({ id, together = [] }) => together.map(other => ({ first: id, other })))
    if (others.length === 0) return
    await tx.query(
      `update hub.delivery d set sent_with = o.first from unnest($1::uuid[], $2::timestamptz[], $3::uuid[]) as o (id, queued_at, first)
       where d.id = o.id and d.queued_at = o.queued_at`,
      [
        others.map(({ other }) => other.id),
        others.map(({ other }) => other.queuedAt),
        others.map(({ first }) => first),
      ],
    )
  }

  /** What became of a mail became of all that were in it. */
  async noteReturn(tx: Tx, { id }: ReturnedDelivery, state: string, reason: string | null): Promise<void> {
    await tx.query(
      `update hub.delivery set state = $2, reason = $3, ended_at = now() where sent_with = $1 and channel = 'MAIL' and state = 'SENT'`,
      [id, state, reason],
    )
  }
}
