/*
 * Who must have agreed before a release, besides the officer who releases (docs/adr/0027-approvals.md): a table of category and urgency.
 * Whoever wrote, submitted or releases it is none of them, and each person is one pair of eyes, whatever they say how often.
 */
import type { InfoCategory } from './words.ts'

/** REVIEW: somebody who works on products has read it (内容審査). AUTHORISATION: so has a further releasing officer (決裁); it is a review too. */
export const APPROVAL_KINDS = ['REVIEW', 'AUTHORISATION'] as const
/** The kind of one approval. */
export type ApprovalKind = (typeof APPROVAL_KINDS)[number]

/** How soon its readers need it. */
export type ReleaseUrgency = 'ROUTINE' | 'PRIORITY' | 'EMERGENCY'

/** How many of each kind, at least. */
export type ApprovalCounts = Readonly<Record<ApprovalKind, number>>

const NONE: ApprovalCounts = { REVIEW: 0, AUTHORISATION: 0 }
const READ: ApprovalCounts = { REVIEW: 1, AUTHORISATION: 0 }
const AUTHORISED: ApprovalCounts = { REVIEW: 1, AUTHORISATION: 1 }

/**
 * What a release asks for besides its releasing officer. The narrowest work asks most, for it holds what the law protects most; what is
 * urgent asks less; and no urgency lets communications-derived information go out on one officer's word.
 */
export const APPROVAL_POLICY: Readonly<Record<InfoCategory, Readonly<Record<ReleaseUrgency, ApprovalCounts>>>> = {
  COMPREHENSIVE: { ROUTINE: AUTHORISED, PRIORITY: READ, EMERGENCY: READ },
  PROVISION: { ROUTINE: READ, PRIORITY: READ, EMERGENCY: NONE },
  NOTICE: { ROUTINE: NONE, PRIORITY: NONE, EMERGENCY: NONE },
}

/** What a large-scale incident (大規模障害対応時) shortens; the rest asks for as much as ever. */
const SHORTENED: readonly InfoCategory[] = ['PROVISION', 'NOTICE']

/** What the table is asked about. */
export interface ApprovalQuestion {
  readonly categories: readonly InfoCategory[]
  readonly urgency: ReleaseUrgency
  /** The hub is in the mode of a large-scale incident. */
  readonly isLargeScale: boolean
}

/** One decision on exactly what would be released; those on another text are not among the facts. The last of a person counts. */
export interface ApprovalFacts {
  readonly personId: string
  readonly kind: ApprovalKind
  readonly decision: 'APPROVED' | 'REFUSED'
}

/** What all editions of a product ask for together: the most that any of them does. */
export function requiredApprovals({ categories, urgency, isLargeScale }: ApprovalQuestion): ApprovalCounts {
  const asked = categories.map(category => {
    const isShortened = isLargeScale && SHORTENED.includes(category)
    return APPROVAL_POLICY[category][isShortened ? 'EMERGENCY' : urgency]
  })
  return {
    REVIEW: Math.max(0, ...asked.map(counts => counts.REVIEW)),
    AUTHORISATION: Math.max(0, ...asked.map(counts => counts.AUTHORISATION)),
  }
}

/** What the same would ask for without an emergency: PRIORITY is a row of the table of its own, and no emergency. */
function usual({ categories, urgency }: ApprovalQuestion): ApprovalQuestion {
  return { categories, urgency: urgency === 'EMERGENCY' ? 'ROUTINE' : urgency, isLargeScale: false }
}

/** Whether an emergency lets a release go out with less than its categories ask for otherwise (PRV-6). Where nothing is shortened, it is none. */
export function isEmergencyPath(question: ApprovalQuestion): boolean {
  const asked = requiredApprovals(question)
  const otherwise = requiredApprovals(usual(question))
  return APPROVAL_KINDS.some(kind => asked[kind] < otherwise[kind])
}

/**
 * What a release would leave out of what is usually asked for: it is logged, gives a reason, and is reviewed afterwards (PRV-6). None on
 * the usual path, and none when everybody agreed all the same. @param involved as of `missingApprovals`
 */
export function leftOutApprovals(
  question: ApprovalQuestion,
  decisions: readonly ApprovalFacts[],
  involved: readonly string[],
): ApprovalCounts {
  return isEmergencyPath(question) ? missingApprovals(usual(question), decisions, involved) : NONE
}

/** How many of each kind are still missing. `involved`: authors, submitter and releaser, whose word is not a second one. */
export function missingApprovals(
  question: ApprovalQuestion,
  decisions: readonly ApprovalFacts[],
  involved: readonly string[],
): ApprovalCounts {
  const required = requiredApprovals(question)
  const given = standing(decisions).filter(
    ({ personId, decision }) => decision === 'APPROVED' && !involved.includes(personId),
  )
  const authorised = given.filter(({ kind }) => kind === 'AUTHORISATION').length
  return {
    REVIEW: Math.max(0, required.REVIEW - given.length),
    AUTHORISATION: Math.max(0, required.AUTHORISATION - authorised),
  }
}

/** Whether somebody refused and has not changed their mind: then nobody releases it as it stands. */
export function isRefused(decisions: readonly ApprovalFacts[]): boolean {
  return standing(decisions).some(({ decision }) => decision === 'REFUSED')
}

/** The last decision of each person. */
function standing(decisions: readonly ApprovalFacts[]): ApprovalFacts[] {
  return [...new Map(decisions.map(decision => [decision.personId, decision])).values()]
}
