/*
 * How one person is told of one news besides the portal: by which channels, where, and when. Pure: what people wish and have comes in, and
 * the rows of the ledger come out.
 */
import type { Channel } from './ledger.ts'

/** A row of an inbox that was just written. */
export interface WrittenNews {
  readonly personId: string
  readonly seq: number
  readonly editionId: string
  readonly urgency: string
}

/** How a person is reached, and wishes to be. */
export interface Recipient {
  /** Channels that they do not wish; an EMERGENCY comes all the same: by policy, not by taste. */
  readonly unwished: ReadonlySet<Channel>
  readonly endpoints: readonly { readonly id: string; readonly channel: Channel }[]
}

export interface PlannedDelivery {
  readonly personId: string
  readonly seq: number
  readonly channel: Channel
  /** Null: to their mailbox. */
  readonly endpointId: string | null
}

/** @param channels that this hub has */
export function planOf(
  { personId, seq, urgency }: WrittenNews,
  { unwished, endpoints }: Recipient,
  channels: readonly Channel[],
): PlannedDelivery[] {
  const addresses: readonly { id: string | null; channel: Channel }[] = [{ id: null, channel: 'MAIL' }, ...endpoints]
  return addresses
    .filter(({ channel }) => channel !== 'SMS' || urgency !== 'ROUTINE')
    .filter(({ channel }) => channels.includes(channel) && (urgency === 'EMERGENCY' || !unwished.has(channel)))
    .map(({ id, channel }) => ({ personId, seq, channel, endpointId: id }))
}
