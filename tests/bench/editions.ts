/** Released editions in any number, written by the superuser, with labels as the hub interns them. */
import { createHash, randomUUID } from 'node:crypto'
import type { Client } from 'pg'

/** Adds editions of the demo secretariat: PROVISION and NOTICE by turns, for everybody or one field, over thirty labels. */
export async function addEditions(superuser: Client, count: number): Promise<void> {
  const { rows } = await superuser.query<{ id: string; organisation: string }>(
    `select id, organisation_id as organisation from hub.person where 'ANALYST' = any (roles) limit 1`,
  )
  const [author] = rows
  if (!author) throw new Error('there is no analyst')
  const run = randomUUID().slice(0, 8)
  const labels: number[] = []
  for (let index = 0; index < 30; index += 1) {
    const isNotice = index % 2 === 0
    const label = await superuser.query<{ id: number }>(
      `insert into hub.label (category, required_rank, everyone, sectors, organisations, people, excluded_organisations, consented_tiers, to_public, digest)
       values ($1, $2, $3, $4, '{}', '{}', '{}', '{GOVERNMENT,MEMBER,FRIEND,PUBLIC}', false, $5) returning id`,
      [
        isNotice ? 'NOTICE' : 'PROVISION',
        isNotice ? 0 : 1 + (index % 3 === 0 ? 1 : 0),
        index % 5 < 2,
        index % 5 < 2 ? [] : [['finance', 'electricity', 'medical', 'logistics', 'water'][index % 5]],
        createHash('sha256').update(`bench label ${run} ${index}`).digest(),
      ],
    )
    labels.push(label.rows[0]?.id ?? 0)
  }
  const productId = () => randomUUID()
  for (let done = 0; done < count; done += 5_000) {
    const size = Math.min(5_000, count - done)
    const products = Array.from({ length: size }, productId)
    await superuser.query(
      `insert into hub.product (id, owner_organisation_id, author_id, title, kind, severity, urgency, state)
       select id, $2, $3, '計測', 'BULLETIN', 'HIGH', 'ROUTINE', 'RELEASED' from unnest($1::uuid[]) as p (id)`,
      [products, author.organisation, author.id],
    )
    await superuser.query(
      `insert into hub.edition (reference, label_id, category, contains_secret, contains_comm_info, identifies_person, product_id, owner_organisation_id, kind, severity,
         urgency, title, summary, body, indicators, bundle, object_count, search_text, digest, signature, key_id, released_at)
       select 'NRS-B-' || $6 || '-' || $4 || '-' || n, l.id, l.category, l.category = 'PROVISION', false, false, p.id, $3, 'BULLETIN', 'HIGH', 'ROUTINE',
         '不審な通信についての注意喚起 ' || n, '複数の事業者で観測された不審な通信について、確認のお願い。', repeat('本文。', 100), '[]', '{"type":"bundle","id":"bundle--x"}', 0,
         'ふしんなつうしん ' || n, 'd', 's', 'k', now() - ($5 + n) * interval '1 minute'
       from unnest($1::uuid[]) with ordinality as p (id, n) join unnest($2::int[]) with ordinality as w (label_id, place) on w.place = 1 + p.n % 30
         join hub.label l on l.id = w.label_id`,
      [products, labels, author.organisation, done, done, run],
    )
  }
  await superuser.query('vacuum analyze hub.edition')
  await superuser.query('analyze hub.label, hub.product')
}
