/*
 * How one person is told of one news besides the portal: by which channels, where, when, and what put it off. Pure: what people wish and
 * have comes in, and the rows of the ledger come out. Nothing is lost on the way: what is not sent is a row that says why.
 */
import type { Channel, Purpose } from './ledger.ts'
import type { NewsKind } from './news-frame.ts'
import { endOfQuiet, nextDigest, quietAt } from './wished-times.ts'
import { isSubscribed, NO_WISHES, type Topic, type Wishes } from './wishes.ts'

/** A row of an inbox that was just written. */
export interface WrittenNews {
  readonly personId: string
  readonly seq: number
  readonly editionId: string
  readonly urgency: string
  readonly kind: NewsKind
}

/** What else decides when somebody is told of it. */
export interface Occasion {
  readonly now: Date
  readonly purpose?: Purpose
  /** What its edition is about; without it everybody is interested. */
  readonly topic?: Topic
  /** Much came shortly before it. */
  readonly isBurst?: boolean
}

/** How a person is reached, and wishes to be. */
export interface Recipient {
  /** Channels that they do not wish; an EMERGENCY comes all the same: by policy, not by taste. */
  readonly unwished: ReadonlySet<Channel>
  readonly endpoints: readonly { readonly id: string; readonly channel: Channel }[]
  readonly wishes?: Wishes
}

/** Which wish puts something off. BURST: so much came at once that it is put into one mail. */
export type PutOff = 'MUTED' | 'QUIET_HOURS' | 'DAY_OFF' | 'DIGEST' | 'BURST'

/** What a wish does to one news by one channel: it leaves at once (null), is put off, or is not sent. */
export type Wished =
  { readonly putOff: PutOff; readonly until: Date } | { readonly unsent: 'UNWISHED' | 'NOT_SUBSCRIBED' } | null

export interface PlannedDelivery {
  readonly personId: string
  readonly seq: number
  readonly channel: Channel
  /** Null: to their mailbox. */
  readonly endpointId: string | null
  readonly wished: Wished
}

/** @param channels that this hub has */
export function planOf(
  news: WrittenNews,
  recipient: Recipient,
  channels: readonly Channel[],
  occasion: Occasion,
): PlannedDelivery[] {
  const { personId, seq } = news
  const addresses: readonly { id: string | null; channel: Channel }[] = [
    { id: null, channel: 'MAIL' },
    ...recipient.endpoints,
  ]
  return addresses
    .filter(({ channel }) => channels.includes(channel) && (channel !== 'SMS' || news.urgency !== 'ROUTINE'))
    .map(({ id, channel }) => ({
      personId,
      seq,
      channel,
      endpointId: id,
      wished: wishedOf(news, channel, recipient, occasion),
    }))
}

/** What a burst waits for: so that as many as come in ten minutes are one mail. */
const BURST_MS = 10 * 60_000

/** What this person's wishes do to this news by this channel. */
export function wishedOf(
  { urgency, kind }: Pick<WrittenNews, 'urgency' | 'kind'>,
  channel: Channel,
  { unwished, wishes = NO_WISHES }: Pick<Recipient, 'unwished' | 'wishes'>,
  { now, purpose = 'NEWS', topic, isBurst = false }: Occasion,
): Wished {
  if (urgency === 'EMERGENCY') return null
  if (unwished.has(channel)) return { unsent: 'UNWISHED' }
  // What must be answered, whoever was told is reminded of: that is no matter of interest.
  if (purpose === 'NEWS' && topic && !isSubscribed(wishes, topic)) return { unsent: 'NOT_SUBSCRIBED' }
  // A system that is posted to does not sleep.
  if (channel === 'WEBHOOK') return null
  // What was told wrongly is put right, and what is late is asked for, no later than a PRIORITY.
  const isPriority = urgency === 'PRIORITY' || kind !== 'RELEASED' || purpose !== 'NEWS'
  if (isPriority && wishes.priorityBreaksQuiet) return null
  const { mutedUntil } = wishes
  const from = mutedUntil && mutedUntil > now ? mutedUntil : now
  const gathers = channel === 'MAIL' && !isPriority
  const digestAt = gathers ? nextDigest(wishes, from) : null
  if (from > now) return { putOff: 'MUTED', until: digestAt ?? endOfQuiet(wishes, from) }
  if (digestAt) return { putOff: 'DIGEST', until: digestAt }
  const quiet = quietAt(wishes, now)
  if (quiet !== null) return { putOff: quiet, until: endOfQuiet(wishes, now) }
  if (!gathers || !isBurst) return null
  return { putOff: 'BURST', until: endOfQuiet(wishes, new Date((Math.floor(now.getTime() / BURST_MS) + 1) * BURST_MS)) }
}
