import { audienceOf, bestEditionFor, explain, type EditionFacts, type InfoCategory } from '@noroshi/clearance'
import type { CouncilPerson } from '@noroshi/membership'

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
 * Exactly who will be sent which edition: the same `bestEditionFor` that the dispatcher uses, so that the preview cannot
 * promise what delivery does not do. `leftOut` names those addressed by an edition who will not be sent it, and the first
 * condition that they fail.
 */
export function previewAudience(
  editions: readonly EditionFacts[],
  people: readonly CouncilPerson[],
  at: Date,
): AudiencePreview {
  const organisations = new Map<string, AudiencePreview['organisations'][number]>()
  const leftOut: AudiencePreview['leftOut'] = []
  const reached = new Map<string, InfoCategory>()
  const readers = people.map(person => person.reader)
  for (const edition of editions)
    for (const reader of audienceOf(edition, readers, at))
      if (reader.personId) markReached(reached, reader.personId, bestEditionFor(reader, editions, at)?.category)

  for (const person of people) {
    const { personId, organisationId, tier } = person.reader
    if (!personId || !organisationId) continue
    const receives = reached.get(personId) ?? null
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
      if (failed && addressed)
        leftOut.push({
          personId,
          name: person.name,
          organisation: person.organisationName,
          category: edition.category,
          condition: failed.condition,
          receives,
        })
    }
  }
  return {
    organisations: [...organisations.values()].sort((a, b) => a.name.localeCompare(b.name, 'ja')),
    people: reached.size,
    toPublic: editions.some(edition => edition.toPublic),
    leftOut,
  }
}

function markReached(reached: Map<string, InfoCategory>, personId: string, category: InfoCategory | undefined): void {
  if (category) reached.set(personId, category)
}
