import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { Database } from '@noroshi/database'
import { ProductsService } from '@noroshi/products'
import type { Channel } from './ledger.ts'

/** How far an alert came by one channel. */
export interface ChannelProgress {
  readonly channel: Channel
  readonly queued: number
  /** Handed over, or arrived. */
  readonly sent: number
  /** Refused for good, or given up. */
  readonly failed: number
  readonly withdrawn: number
  /** Of the last ten seconds. */
  readonly perSecond: number
  /** Until nothing is queued, at that speed; null when nothing moves. */
  readonly remainingSeconds: number | null
  readonly failures: readonly { readonly reason: string; readonly count: number }[]
}

export interface AlertProgress {
  readonly state: string
  /** Rows that were written into inboxes. */
  readonly told: number
  readonly delivered: number
  readonly acknowledged: number
  /** The worker has written all inbox rows that there are to write. */
  readonly isDispatched: boolean
  readonly channels: readonly ChannelProgress[]
}

const WINDOW_SECONDS = 10

type Counted = Omit<ChannelProgress, 'perSecond' | 'remainingSeconds' | 'failures'> & { readonly lately: number }

/** How far an alert came, second by second: for those who make products, of their own (row-level security says so again). */
@Injectable()
export class AlertProgressService {
  constructor(
    private readonly database: Database,
    private readonly products: ProductsService,
  ) {}

  /** @throws HubError NOT_FOUND, also for whoever does not make the product */
  async of(reader: Reader, productId: string): Promise<AlertProgress> {
    const { state } = await this.products.find(reader, productId)
    return this.database.asReader(reader, async tx => {
      const ofProduct = `edition_id in (select e.id from hub.edition e where e.product_id = $1::uuid)`
      const [inbox]: Omit<AlertProgress, 'state' | 'isDispatched' | 'channels'>[] = await tx.query(
        `select count(*)::int as told, count(delivered_at)::int as delivered, count(acknowledged_at)::int as acknowledged
         from hub.inbox where kind <> 'RECALLED' and ${ofProduct}`,
        [productId],
      )
      const channels: Counted[] = await tx.query(
        `select channel, count(*) filter (where state = 'QUEUED')::int as queued, count(*) filter (where state in ('SENT', 'DELIVERED'))::int as sent,
           count(*) filter (where state in ('BOUNCED', 'FAILED'))::int as failed, count(*) filter (where state in ('WITHDRAWN', 'EXPIRED'))::int as withdrawn,
           count(*) filter (where ended_at > now() - interval '${WINDOW_SECONDS} seconds')::int as lately
         from hub.delivery where kind <> 'RECALLED' and ${ofProduct} group by channel order by channel`,
        [productId],
      )
      const failures: { channel: Channel; reason: string; count: number }[] = await tx.query(
        `select channel, coalesce(reason, '-') as reason, count(*)::int as count from hub.delivery
         where kind <> 'RECALLED' and (state in ('BOUNCED', 'FAILED') or state = 'QUEUED' and reason is not null) and ${ofProduct}
         group by 1, 2 order by 3 desc, 2 limit 50`,
        [productId],
      )
      return {
        state,
        ...inbox,
        // Rows of one product are written in one transaction.
        isDispatched: inbox.told > 0,
        channels: channels.map(counted => ({
          ...paced(counted),
          failures: failures.filter(({ channel }) => channel === counted.channel),
        })),
      }
    })
  }
}

function paced({ lately, ...counted }: Counted): Omit<ChannelProgress, 'failures'> {
  const perSecond = lately / WINDOW_SECONDS
  const remaining = perSecond > 0 ? Math.ceil(counted.queued / perSecond) : null
  return { ...counted, perSecond, remainingSeconds: counted.queued === 0 ? 0 : remaining }
}
