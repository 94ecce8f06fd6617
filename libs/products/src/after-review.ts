import type { AfterReviewFinding, ApprovalCounts, ReleaseUrgency } from '@noroshi/clearance'

export const AFTER_REVIEW_STATES = ['OPEN', 'OVERDUE', 'DONE'] as const
/** OPEN: not yet reviewed. OVERDUE: of those, past their time. */
export type AfterReviewState = (typeof AFTER_REVIEW_STATES)[number]

/** A release by the emergency path as it is written down. */
export interface NewAfterReview {
  readonly productId: string
  readonly productVersion: number
  readonly digest: string
  readonly urgency: string
  readonly isLargeScale: boolean
  readonly leftOut: ApprovalCounts
  readonly reason: string
  readonly releasedBy: string
}

/** The same as it is read. */
export interface AfterReviewRow extends NewAfterReview {
  readonly id: string
  readonly productTitle: string
  readonly urgency: ReleaseUrgency
  readonly ownerOrganisationId: string
  readonly requiredRank: number
  readonly releasedAt: string
  readonly dueAt: string
  /** Not reviewed, and past its time. */
  readonly isOverdue: boolean
  /** The reader had a part in it. */
  readonly isInvolved: boolean
  readonly finding: AfterReviewFinding | null
  readonly foundBy: string | null
  readonly note: string | null
  readonly foundAt: string | null
}
