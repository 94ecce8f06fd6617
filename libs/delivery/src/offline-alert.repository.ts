import type { Tx } from '@noroshi/database'

/**
 * Of a release that was sent before, without the hub (ADR 0041): whose mail arrived then is told by it, at that time, and is sent no other;
 * whose did not, is on the second attempt. Within the transaction that writes the rows, so that no sender sees them as they were. What
 * corrects it, and who is told of it for the first time, is nothing of this.
 */
export async function noteSentWithoutHub(tx: Tx, productId: string): Promise<void> {
  await tx.query(
    `update hub.delivery d set attempts = 1, reason = case when r.state = 'SENT' then 'SENT_WITHOUT_HUB' else r.reason end,
       state = case when r.state = 'SENT' then 'SENT' else d.state end, sent_at = case when r.state = 'SENT' then r.at end, ended_at = case when r.state = 'SENT' then r.at end
     from hub.offline_alert a, hub.offline_alert_recipient r, hub.edition e, hub.person p
     where a.product_id = $1 and r.product_id = a.product_id and e.product_id = a.product_id and p.id = d.person_id and r.name = hub.offline_name(a.alert_id, p.email)
       and d.edition_id = e.id and d.channel = 'MAIL' and d.purpose = 'NEWS' and d.kind = 'RELEASED' and d.state = 'QUEUED' and d.queued_at = now()::timestamptz(3)`,
    [productId],
  )
}
