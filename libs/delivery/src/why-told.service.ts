import { Injectable } from '@nestjs/common'
import type { Label, Reader } from '@noroshi/clearance'
import { Database, type Tx } from '@noroshi/database'
import { notFound } from '@noroshi/errors'
import { iso } from '@noroshi/products'
import { audienceReasons, type WayTold, type WhyTold } from './why-told.ts'

/** Why a reader was told of what is in their inbox, and by which ways: as the ledger has it. */
@Injectable()
export class WhyToldService {
  constructor(private readonly database: Database) {}

  /** @throws HubError NOT_FOUND, of a number that is not in the caller's own inbox */
  async why(reader: Reader, seq: number): Promise<WhyTold> {
    const { personId } = reader
    if (!personId || !Number.isSafeInteger(seq) || seq < 1) throw notFound()
    return this.database.asReader(reader, async tx => {
      const [told]: { labelId: number }[] = await tx.query(
        `select label_id as "labelId" from hub.inbox where person_id = $1 and seq = $2`,
        [personId, seq],
      )
      if (told === undefined) throw notFound()
      // One label, or none when the reader may receive nothing of it any more.
      const labels: Label[] = await tx.query(
        'select everyone, sectors, circles, organisations, people from hub.label where id = $1',
        [told.labelId],
      )
      const titles = labels.some(({ circles }) => circles.length > 0) ? await titlesOf(tx) : []
      return {
        seq,
        audience: labels.flatMap(label => audienceReasons(reader, label, titles)),
        ways: await waysOf(tx, personId, seq),
      }
    })
  }
}

const titlesOf = (tx: Tx): Promise<{ id: string; title: string; titleEn: string }[]> =>
  tx.query('select circle_id as id, title, title_en as "titleEn" from hub.circle_title')

const waysOf = (tx: Tx, personId: string, seq: number): Promise<WayTold[]> =>
  tx.query(
    `select d.channel, a.name as endpoint, d.purpose, d.state, ${iso('d.sent_at')} as "sentAt", d.put_off as "putOff", ${iso('d.put_off_until')} as "putOffUntil", d.reason
     from hub.delivery d left join hub.endpoint a on a.id = d.endpoint_id where d.person_id = $1 and d.seq = $2 order by d.queued_at, d.channel, a.name`,
    [personId, seq],
  )
