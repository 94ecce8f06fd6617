/** The review of candidates: what an analyst decided of each. Pure. */
import type { AcceptedIndicator } from '../api/extraction.ts'
import type { IndicatorCandidate } from '../api/types.ts'

/** A candidate with what was decided of it so far. */
export interface Reviewed {
  readonly candidate: IndicatorCandidate
  readonly isAccepted: boolean
  /** The value, corrected where somebody corrected it. */
  readonly value: string
}

/** From here on a candidate is proposed as accepted; below, somebody has to say so. */
export const USUALLY_ACCEPTED = 50

/** The beginning of a review: what is likely is proposed, what is on a warning list never. */
export const reviewOf = (candidates: readonly IndicatorCandidate[], least = USUALLY_ACCEPTED): Reviewed[] =>
  candidates.map(candidate => ({
    candidate,
    isAccepted: candidate.confidence >= least && candidate.warningLists.length === 0,
    value: candidate.value,
  }))

/** The review with another decision about one candidate. */
export const decided = (
  review: readonly Reviewed[],
  index: number,
  change: Partial<Pick<Reviewed, 'isAccepted' | 'value'>>,
): Reviewed[] => review.map((one, place) => (place === index ? { ...one, ...change } : one))

/** What is to be stored. Accepting what is on a warning list overrides it. */
export const acceptedOf = (review: readonly Reviewed[]): AcceptedIndicator[] =>
  review
    .filter(({ isAccepted, value }) => isAccepted && value.trim() !== '')
    .map(({ candidate, value }) => ({
      kind: candidate.kind,
      value: value.trim(),
      description: candidate.context.text.trim(),
      confidence: candidate.confidence,
      overridesWarningLists: candidate.warningLists.length > 0,
    }))
