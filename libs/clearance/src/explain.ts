import { meets } from './ability.ts'
import { SEALED_CATEGORIES, TO_PUBLIC, addressedTo, consentTo, inForce, notExcluded, standingOf } from './rules.ts'
import type { SubjectOf } from './subjects.ts'
import { editionSubject } from './subjects.ts'
import type { EditionFacts, Reader } from './words.ts'

/** Every condition an explanation can name, in the order in which they are told. */
export const CONDITION_CODES = [
  'RELEASED',
  'NOT_RECALLED',
  'NOT_EMBARGOED',
  'NOT_EXPIRED',
  'RELEASED_TO_PUBLIC',
  'TIER_MAY_RECEIVE_CATEGORY',
  'ORIGINATOR_CONSENTS',
  'PERSON_ACTIVE',
  'MEMBERSHIP_ACTIVE',
  'IN_AUDIENCE',
  'NOT_EXCLUDED',
  'SECTOR_NOT_EXCLUDED',
  'PERSON_NOT_EXCLUDED',
  'CLEARANCE_VALID',
  'CLEARANCE_SUFFICIENT',
  'SAFEGUARDS_VALID',
] as const
/** The name of one condition. */
export type ConditionCode = (typeof CONDITION_CODES)[number]

/** One condition and whether it holds. */
export interface ExplanationStep {
  readonly condition: ConditionCode
  readonly holds: boolean
}

/** Why a reader may or may not read an edition; allowed exactly when every step holds. */
export interface Explanation {
  readonly allowed: boolean
  readonly steps: readonly ExplanationStep[]
}

/**
 * Why this reader may or may not read this edition: every condition that matters on their way to it, with the same
 * building blocks as the rules. A person has two ways, their own and the public's; the public's is told when it is open
 * and their own is not. It speaks of the edition, so it is for whoever may see that it exists: the people who release.
 */
export function explain(reader: Reader, edition: EditionFacts, at: Date): Explanation {
  const subject = editionSubject(edition)
  const asThePublic = concluded([...stateSteps(subject, at), ...publicSteps(subject)])
  if (reader.tier === 'PUBLIC') return asThePublic
  const asAPerson = concluded([...stateSteps(subject, at), ...personSteps(reader, subject, at)])
  return asThePublic.allowed && !asAPerson.allowed ? asThePublic : asAPerson
}

function concluded(steps: readonly ExplanationStep[]): Explanation {
  return { allowed: steps.every(step => step.holds), steps }
}

function stateSteps(edition: SubjectOf<'Edition'>, at: Date): ExplanationStep[] {
  const { releasedAt, recalledAt, embargoUntil, expiresAt } = inForce(at.getTime())
  return [
    { condition: 'RELEASED', holds: meets(edition, { releasedAt }) },
    { condition: 'NOT_RECALLED', holds: meets(edition, { recalledAt }) },
    { condition: 'NOT_EMBARGOED', holds: meets(edition, { embargoUntil }) },
    { condition: 'NOT_EXPIRED', holds: meets(edition, { expiresAt }) },
  ]
}

function publicSteps(edition: SubjectOf<'Edition'>): ExplanationStep[] {
  return [
    { condition: 'RELEASED_TO_PUBLIC', holds: meets(edition, TO_PUBLIC) },
    { condition: 'ORIGINATOR_CONSENTS', holds: meets(edition, consentTo('PUBLIC')) },
  ]
}

function personSteps(reader: Reader, edition: SubjectOf<'Edition'>, at: Date): ExplanationStep[] {
  const { tier, organisationId } = reader
  const standing = standingOf(reader, at)
  const isNotice = edition.category === 'NOTICE'
  const { excludedOrganisations, excludedSectors, excludedPeople } = notExcluded(reader)
  const steps: ExplanationStep[] = [
    { condition: 'TIER_MAY_RECEIVE_CATEGORY', holds: isNotice || SEALED_CATEGORIES[tier].includes(edition.category) },
    { condition: 'ORIGINATOR_CONSENTS', holds: meets(edition, consentTo(tier)) },
    { condition: 'PERSON_ACTIVE', holds: standing.personActive },
    { condition: 'MEMBERSHIP_ACTIVE', holds: organisationId !== null && standing.membershipActive },
    { condition: 'IN_AUDIENCE', holds: meets(edition, addressedTo(reader)) },
    { condition: 'NOT_EXCLUDED', holds: meets(edition, { excludedOrganisations }) },
    { condition: 'SECTOR_NOT_EXCLUDED', holds: meets(edition, { excludedSectors }) },
    { condition: 'PERSON_NOT_EXCLUDED', holds: meets(edition, { excludedPeople }) },
  ]
  if (isNotice) return steps
  return [
    ...steps,
    { condition: 'CLEARANCE_VALID', holds: standing.cleared },
    { condition: 'CLEARANCE_SUFFICIENT', holds: meets(edition, { requiredRank: { $atMost: reader.clearanceRank } }) },
    { condition: 'SAFEGUARDS_VALID', holds: standing.safeguarded },
  ]
}
