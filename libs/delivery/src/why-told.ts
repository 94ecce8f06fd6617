/*
 * Why somebody was told of an edition, in what concerns them alone: of whom else it was for nothing is said, and a circle is named by its
 * title or not at all (L40). Pure.
 */
import type { Label, Reader } from '@noroshi/clearance'
import type { Channel, Ended, Purpose } from './ledger.ts'
import type { PutOff } from './plan.ts'

/** To everybody of the tier, to a sector or circle of theirs, to their organisation, or to them by name. */
export type ToldThrough = 'EVERYONE' | 'SECTOR' | 'CIRCLE' | 'ORGANISATION' | 'PERSON'

export interface ToldThroughReason {
  readonly way: ToldThrough
  /** Of a sector its id; of a circle its title. */
  readonly name: string | null
  readonly nameEn: string | null
}

/** One further way by which they were told, or were not. Instants in ISO 8601. */
export interface WayTold {
  readonly channel: Channel
  /** As its owner named it; null: their mailbox. */
  readonly endpoint: string | null
  readonly purpose: Purpose
  readonly state: Ended['state'] | 'QUEUED'
  readonly sentAt: string | null
  readonly putOff: PutOff | null
  readonly putOffUntil: string | null
  /** A code that is ours. */
  readonly reason: string | null
}

export interface WhyTold {
  readonly seq: number
  /** Empty when its reader would not receive it any more. */
  readonly audience: readonly ToldThroughReason[]
  /** None where this hub had no further channel, or the reader no address. */
  readonly ways: readonly WayTold[]
}

/** @param titles of circles that the reader may know of */
export function audienceReasons(
  reader: Reader,
  label: Pick<Label, 'everyone' | 'sectors' | 'circles' | 'organisations' | 'people'>,
  titles: readonly { readonly id: string; readonly title: string; readonly titleEn: string }[],
): ToldThroughReason[] {
  const { organisationId, personId } = reader
  const circles = label.circles.filter(id => reader.circles.includes(id))
  const titled = titles.filter(({ id }) => circles.includes(id))
  const nameless = (way: ToldThrough): ToldThroughReason => ({ way, name: null, nameEn: null })
  const isOrganisation = organisationId !== null && label.organisations.includes(organisationId)
  return [
    ...(label.everyone ? [nameless('EVERYONE')] : []),
    ...label.sectors
      .filter(id => reader.sectors.includes(id))
      .map((id): ToldThroughReason => ({ way: 'SECTOR', name: id, nameEn: null })),
    ...titled.map(({ title, titleEn }): ToldThroughReason => ({ way: 'CIRCLE', name: title, nameEn: titleEn || null })),
    ...(isOrganisation || circles.length > titled.length ? [nameless('ORGANISATION')] : []),
    ...(personId !== null && label.people.includes(personId) ? [nameless('PERSON')] : []),
  ]
}
