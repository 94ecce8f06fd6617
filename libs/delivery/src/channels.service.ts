import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { Database } from '@noroshi/database'
import { notFound } from '@noroshi/errors'
import { lockNumbers } from './wishes.repository.ts'
import { planAgain } from './wishes.service.ts'
import { CHANNELS, type Channel, type MessageLanguage } from './ledger.ts'

/** How a person wishes to be told by one channel. An EMERGENCY comes all the same. */
export interface ChannelPreference {
  readonly channel: Channel
  readonly enabled: boolean
  readonly language: MessageLanguage
}

/** How people wish to be told outside the portal. */
@Injectable()
export class ChannelsService {
  constructor(private readonly database: Database) {}

  /** One for each channel in which they have an address; who never said otherwise is told by all, in Japanese. */
  async preferences(reader: Reader): Promise<ChannelPreference[]> {
    return this.database.asReader(reader, async tx => {
      const rows: ChannelPreference[] = await tx.query(
        'select channel, enabled, language from hub.person_channel where person_id = $1',
        [personOf(reader)],
      )
      const addresses: { channel: Channel }[] = await tx.query(
        'select distinct channel from hub.endpoint where person_id = $1 and removed_at is null',
        [personOf(reader)],
      )
      return CHANNELS.filter(
        channel => channel === 'MAIL' || addresses.some(address => address.channel === channel),
      ).map(channel => rows.find(row => row.channel === channel) ?? { channel, enabled: true, language: 'ja' })
    })
  }

  async prefer(reader: Reader, preference: ChannelPreference): Promise<ChannelPreference> {
    await this.database.asReader(reader, async tx => {
      await lockNumbers(tx, [personOf(reader)])
      await tx.query(
        `insert into hub.person_channel (person_id, tier, channel, enabled, language) values ($1, $2, $3, $4, $5)
         on conflict (person_id, channel) do update set enabled = excluded.enabled, language = excluded.language, changed_at = now()`,
        [personOf(reader), reader.tier, preference.channel, preference.enabled, preference.language],
      )
      await planAgain(tx, personOf(reader))
    })
    return preference
  }
}

function personOf(reader: Reader): string {
  if (!reader.personId) throw notFound()
  return reader.personId
}
