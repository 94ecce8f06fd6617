/*
 * Who reviews afterwards what went out in an emergency with less than the usual approvals (事後審査; PRV-6, docs/adr/0032-emergency-path.md):
 * a fresh pair of eyes, of the kind that was left out.
 */
import type { ApprovalCounts } from './approval-rule.ts'

/** Days from a release to the end of its time for review: after a week each shift of a duty roster has been on, so somebody uninvolved was. */
export const AFTER_REVIEW_DAYS = 7

/** It was right to go out so; it should have waited, and may stay; it is taken back. */
export const AFTER_REVIEW_FINDINGS = ['UPHELD', 'SHOULD_HAVE_WAITED', 'RECALL'] as const
/** What a review afterwards finds. */
export type AfterReviewFinding = (typeof AFTER_REVIEW_FINDINGS)[number]

/** What is asked about, and of whom. */
export interface AfterReviewFacts {
  /** They wrote, submitted, approved or released it, or let something through. */
  readonly isInvolved: boolean
  /** They could release it themselves. */
  readonly isOfficer: boolean
  readonly leftOut: ApprovalCounts
}

/** Why somebody who may work on the product does not review it. */
export type AfterReviewObjection = 'SAME_PERSON' | 'NOT_A_RELEASING_OFFICER'

/** Null when nothing stands against it. @param finding what they would find; null: whatever it is */
export function afterReviewObjection(
  { isInvolved, isOfficer, leftOut }: AfterReviewFacts,
  finding: AfterReviewFinding | null,
): AfterReviewObjection | null {
  if (isInvolved) return 'SAME_PERSON'
  // What an officer should have authorised, and what is taken back, is an officer's.
  const asksForOfficer = leftOut.AUTHORISATION > 0 || finding === 'RECALL'
  return asksForOfficer && !isOfficer ? 'NOT_A_RELEASING_OFFICER' : null
}
