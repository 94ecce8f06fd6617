import { explain, type EditionFacts, type InfoCategory } from '@noroshi/clearance'
import type { CouncilPerson } from '@noroshi/membership'
import { recipientsOf } from './recipients.ts'

export interface AudiencePreview {
  readonly organisations: {
    id: string
    name: string
    tier: string
    people: { id: string; name: string; category: InfoCategory }[]
  }[]
  readonly people: number
  readonly toPublic: boolean
  readonly leftOut: {
    personId: string
    name: string
    organisation: string
    category: InfoCategory
    condition: string
    receives: InfoCategory | null
  }[]
}

/**
 * Exactly who will be sent which edition: the same `recipientsOf` that the dispatcher asks. `leftOut` names those addressed by an edition who will not be sent it, and the first
 * condition that they fail.
 */
export function previewAudience(
  editions: readonly EditionFacts[],
  people: readonly CouncilPerson[],
  at: Date,
): AudiencePreview {
  const organisations = new Map<string, AudiencePreview['organisations'][number]>()
  const leftOut: AudiencePreview['leftOut'] = []
  const recipients = recipientsOf(
    editions,
    people.map(person => person.reader),
    at,
  )

  for (const person of people) {
    const { personId, organisationId, tier } = person.reader
    if (!personId || !organisationId) continue
    const receives = recipients.get(personId)?.edition.category ?? null
    if (receives) {
      const organisation = organisations.get(organisationId) ?? {
        id: organisationId,
        name: person.organisationName,
        tier,
        people: [],
      }
      organisation.people.push({ id: personId, name: person.name, category: receives })
      organisations.set(organisationId, organisation)
    }
    for (const edition of editions) {
      if (edition.category === receives) break // editions come narrowest first; below the one received nobody is left out
      const steps = explain(person.reader, edition, at).steps
      const failed = steps.find(step => !step.holds)
      // Only those the author addressed: of the right tier and in the audience, but stopped by something else.
      const addressed = steps.every(
        step => step.holds || !['IN_AUDIENCE', 'TIER_MAY_RECEIVE_CATEGORY'].includes(step.condition),
      )
      // Whoever may read it and is still not sent it reads it as the public does, from an organisation that is not active.
      const condition = failed?.condition ?? 'MEMBERSHIP_ACTIVE'
      if (addressed)
        leftOut.push({
          personId,
          name: person.name,
          organisation: person.organisationName,
          category: edition.category,
          condition,
          receives,
        })
    }
  }
  return {
    organisations: [...organisations.values()].sort((a, b) => a.name.localeCompare(b.name, 'ja')),
    people: recipients.size,
    toPublic: editions.some(edition => edition.toPublic),
    leftOut,
  }
}
