import { audienceOf, CATEGORIES, type EditionFacts, type Reader } from '@noroshi/clearance'

/** Somebody who is sent an edition. */
export interface Recipient<E extends EditionFacts> {
  readonly reader: Reader
  readonly edition: E
}

/**
 * Who is sent which edition of a product, by person: of several, the most comprehensive that reaches them. The preview and
 * the dispatcher both ask here, so that the one cannot promise what the other does not do. A NOTICE to the public may be
 * *read* by anybody, also from a suspended organisation; *sent* it is only to active people of active organisations.
 */
export function recipientsOf<E extends EditionFacts>(
  editions: readonly E[],
  readers: readonly Reader[],
  at: Date,
): Map<string, Recipient<E>> {
  const reachable = readers.filter(reader => reader.personActive && reader.membershipState === 'ACTIVE')
  const recipients = new Map<string, Recipient<E>>()
  for (const category of CATEGORIES)
    for (const edition of editions.filter(candidate => candidate.category === category))
      for (const reader of audienceOf(edition, reachable, at))
        if (reader.personId && !recipients.has(reader.personId)) recipients.set(reader.personId, { reader, edition })
  return recipients
}
