import { CATEGORIES } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import type { Channel } from './ledger.ts'
import type { NewsKind } from './news-frame.ts'

/** One person who is told of one edition. */
export interface Told {
  readonly personId: string
  readonly tier: string
  readonly editionId: string
}

/**
 * Writes the rows with their numbers. Nobody is told twice of one fact; nor of the release of an edition that they were told of as a
 * correction, or when one in force that is at least as comprehensive, of the same product, reached them before. With each row goes one of
 * the ledger for each further channel by which its recipient wishes to be told; an EMERGENCY goes by all.
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
  await tx.query(
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
       returning person_id, seq, kind, edition_id, category, urgency, reference
     )
     insert into hub.delivery (person_id, seq, channel, edition_id, kind, category, urgency, reference)
     select w.person_id, w.seq, ch.channel, w.edition_id, w.kind, w.category, w.urgency, w.reference
     from written w cross join unnest($7::text[]) as ch (channel) left join hub.person_channel p on p.person_id = w.person_id and p.channel = ch.channel
     where coalesce(p.enabled, true) or w.urgency = 'EMERGENCY'`,
    [
      told.map(one => one.personId),
      told.map(one => one.tier),
      told.map(one => one.editionId),
      kind,
      productId,
      CATEGORIES,
      channels,
    ],
  )
}
