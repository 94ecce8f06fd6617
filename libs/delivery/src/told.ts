import { CATEGORIES } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import type { Channel, Purpose } from './ledger.ts'
import type { NewsKind } from './news-frame.ts'
import { planOf, type PlannedDelivery, type Recipient, type WrittenNews } from './plan.ts'
import { burstsAmong, lockNumbers, topicsOf, wishesOf } from './wishes.repository.ts'

/** One person who is told of one edition. */
export interface Told {
  readonly personId: string
  readonly tier: string
  readonly editionId: string
}

/**
 * Writes the rows with their numbers. Nobody is told twice of one fact; nor of the release of an edition that they were told of as a
 * correction, or when one in force that is at least as comprehensive, of the same product, reached them before.
 * @param channels that this hub has
 */
export async function writeInboxes(
  tx: Tx,
  kind: NewsKind,
  productId: string,
  told: readonly Told[],
  channels: readonly Channel[],
): Promise<void> {
  if (told.length === 0) return
  const written: Omit<WrittenNews, 'kind'>[] = await tx.query(
    `with told as (
       select t.*, e.label_id, e.category, e.urgency, e.reference
       from unnest($1::uuid[], $2::text[], $3::uuid[]) as t (person_id, tier, edition_id) join hub.edition e on e.id = t.edition_id
       where not exists (
         select 1 from hub.inbox i join hub.edition sent on sent.id = i.edition_id
         where i.person_id = t.person_id and sent.product_id = $5
           and ((i.kind = $4 and i.edition_id = t.edition_id)
             or ($4 = 'RELEASED' and i.kind <> 'RECALLED' and sent.recalled_at is null
               and array_position($6::text[], sent.category) <= array_position($6::text[], e.category))))
     ), numbered as (
       select told.*, row_number() over (partition by person_id order by edition_id) as place, count(*) over (partition by person_id) as many from told
     ), counted as (
       insert into hub.inbox_counter as c (person_id, last_seq) select distinct person_id, many from numbered order by person_id
       on conflict (person_id) do update set last_seq = c.last_seq + excluded.last_seq returning person_id, last_seq
     ), written as (
       insert into hub.inbox (person_id, seq, tier, kind, edition_id, label_id, category, urgency, reference)
       select n.person_id, c.last_seq - n.many + n.place, n.tier, $4, n.edition_id, n.label_id, n.category, n.urgency, n.reference
       from numbered n join counted c using (person_id)
       returning person_id, seq, edition_id, urgency
     )
     select person_id as "personId", seq::float8 as seq, edition_id as "editionId", urgency from written`,
    [
      told.map(one => one.personId),
      told.map(one => one.tier),
      told.map(one => one.editionId),
      kind,
      productId,
      CATEGORIES,
    ],
  )
  if (channels.length === 0) return
  if (kind !== 'RELEASED')
    await withdrawTakenBack(
      tx,
      productId,
      written.map(({ personId }) => personId),
    )
  await writeDeliveries(
    tx,
    written.map(news => ({ ...news, kind })),
    channels,
  )
}

/** What waits for a wish of its recipient, and was recalled or corrected meanwhile, is not sent: that it was taken back is. */
async function withdrawTakenBack(tx: Tx, productId: string, personIds: readonly string[]): Promise<void> {
  await tx.query(
    `update hub.delivery d set state = 'WITHDRAWN', reason = 'TAKEN_BACK', ended_at = now() from hub.edition e
     where e.product_id = $1 and e.recalled_at is not null and d.edition_id = e.id and d.person_id = any ($2::uuid[])
       and d.state = 'QUEUED' and d.attempts = 0 and d.put_off is not null and d.kind <> 'RECALLED'`,
    [productId, personIds],
  )
}

/** With each row of an inbox goes one of the ledger for each further way in which its reader is told, also if it is put off or not sent. */
export async function writeDeliveries(
  tx: Tx,
  written: readonly WrittenNews[],
  channels: readonly Channel[],
  purpose: Purpose = 'NEWS',
): Promise<void> {
  const planned = await plannedFor(tx, written, channels, purpose)
  const untils = planned.map(({ wished }) => (wished && 'until' in wished ? wished.until : null))
  await tx.query(
    `insert into hub.delivery (purpose, person_id, seq, channel, endpoint_id, edition_id, kind, category, urgency, reference,
       due_at, put_off, put_off_until, state, reason, ended_at)
     select $5, i.person_id, i.seq, d.channel, d.endpoint_id, i.edition_id, i.kind, i.category, i.urgency, i.reference,
       coalesce(d.until, now()), d.put_off, d.until, case when d.unsent is null then 'QUEUED' else 'WITHDRAWN' end, d.unsent, case when d.unsent is not null then now() end
     from unnest($1::uuid[], $2::bigint[], $3::text[], $4::uuid[], $6::text[], $7::timestamptz[], $8::text[])
         as d (person_id, seq, channel, endpoint_id, put_off, until, unsent)
       join hub.inbox i on i.person_id = d.person_id and i.seq = d.seq`,
    [
      planned.map(({ personId }) => personId),
      planned.map(({ seq }) => seq),
      planned.map(({ channel }) => channel),
      planned.map(({ endpointId }) => endpointId),
      purpose,
      planned.map(({ wished }) => (wished && 'putOff' in wished ? wished.putOff : null)),
      untils,
      planned.map(({ wished }) => (wished && 'unsent' in wished ? wished.unsent : null)),
    ],
  )
}

/** By which ways one person is told, without writing it. */
export const planFor = (tx: Tx, news: WrittenNews, channels: readonly Channel[]): Promise<PlannedDelivery[]> =>
  plannedFor(tx, [news], channels, 'ESCALATION')

async function plannedFor(
  tx: Tx,
  written: readonly WrittenNews[],
  channels: readonly Channel[],
  purpose: Purpose,
): Promise<PlannedDelivery[]> {
  const people = written.map(({ personId }) => personId)
  await lockNumbers(tx, people)
  const [{ now }]: { now: Date }[] = await tx.query('select now()')
  const recipients = await recipientsAmong(tx, people)
  const topics = await topicsOf(tx, [...new Set(written.map(({ editionId }) => editionId))])
  const bursts = purpose === 'NEWS' ? await burstsAmong(tx, written) : new Set<string>()
  return written.flatMap(news =>
    planOf(news, recipients.get(news.personId) ?? NOTHING_SAID, channels, {
      now,
      purpose,
      topic: topics.get(news.editionId),
      isBurst: bursts.has(`${news.personId} ${news.seq}`),
    }),
  )
}

/** Who has said nothing of how they are told. */
export const NOTHING_SAID: Recipient = { unwished: new Set(), endpoints: [] }

/** How these people are reached, and wish to be; who has said nothing of it is told by mail, at once. */
export async function recipientsAmong(tx: Tx, personIds: readonly string[]): Promise<Map<string, Recipient>> {
  const unwished: { personId: string; channel: Channel }[] = await tx.query(
    `select person_id as "personId", channel from hub.person_channel where person_id = any ($1::uuid[]) and not enabled`,
    [personIds],
  )
  const endpoints: { personId: string; id: string; channel: Channel }[] = await tx.query(
    `select person_id as "personId", id, channel from hub.endpoint where person_id = any ($1::uuid[]) and removed_at is null and gone_at is null
       and (channel not in ('SMS', 'VOICE') or confirmed_at is not null)`,
    [personIds],
  )
  const wishes = await wishesOf(tx, personIds)
  const unwishedBy = Map.groupBy(unwished, ({ personId }) => personId)
  const endpointsOf = Map.groupBy(endpoints, ({ personId }) => personId)
  return new Map(
    [...unwishedBy.keys(), ...endpointsOf.keys(), ...wishes.keys()].map(id => [
      id,
      {
        unwished: new Set((unwishedBy.get(id) ?? []).map(({ channel }) => channel)),
        endpoints: endpointsOf.get(id) ?? [],
        wishes: wishes.get(id),
      },
    ]),
  )
}
