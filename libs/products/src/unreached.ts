import type { EditionFacts, InfoCategory } from '@noroshi/clearance'
import type { CouncilPerson } from '@noroshi/membership'
import { recipientsOf } from './recipients.ts'

/** Somebody who is addressed and whom nothing reaches: a person who never enrolled, or an organisation without an active person. */
export interface Unreached {
  readonly organisationId: string
  readonly organisation: string
  readonly tier: string
  readonly personId: string | null
  readonly name: string | null
  readonly category: InfoCategory
  readonly reason: 'NEVER_ENROLLED' | 'NOBODY_ACTIVE'
}

/**
 * Who would be sent an edition and has no valid channel.
 * @param neverEnrolled ids of people who cannot sign in yet
 * @param deserted organisations without an active person, as somebody would be who were there
 */
export function unreachedOf(
  editions: readonly EditionFacts[],
  people: readonly CouncilPerson[],
  neverEnrolled: ReadonlySet<string>,
  deserted: readonly CouncilPerson[],
  at: Date,
): Unreached[] {
  const silent = people.filter(({ reader }) => reader.personId !== null && neverEnrolled.has(reader.personId))
  const found = (some: readonly CouncilPerson[], reason: Unreached['reason']): Unreached[] => {
    const recipients = recipientsOf(
      editions,
      some.map(({ reader }) => reader),
      at,
    )
    return some.flatMap(({ reader, name, organisationName }) => {
      const { personId, organisationId, tier } = reader
      const category = personId === null ? undefined : recipients.get(personId)?.edition.category
      if (category === undefined || organisationId === null) return []
      const person = reason === 'NOBODY_ACTIVE' ? { personId: null, name: null } : { personId, name }
      return [{ organisationId, organisation: organisationName, tier, ...person, category, reason }]
    })
  }
  return [...found(deserted, 'NOBODY_ACTIVE'), ...found(silent, 'NEVER_ENROLLED')]
}
