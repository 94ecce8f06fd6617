export { abilityFor, can } from './ability.ts'
export type { ClearanceAbility } from './ability.ts'
export {
  APPROVAL_KINDS,
  isEmergencyPath,
  isRefused,
  leftOutApprovals,
  missingApprovals,
  requiredApprovals,
} from './approval-rule.ts'
export type { ApprovalCounts, ApprovalFacts, ApprovalKind, ApprovalQuestion, ReleaseUrgency } from './approval-rule.ts'
export { AFTER_REVIEW_DAYS, AFTER_REVIEW_FINDINGS, afterReviewObjection } from './after-review-rule.ts'
export type { AfterReviewFacts, AfterReviewFinding, AfterReviewObjection } from './after-review-rule.ts'
export { audienceOf } from './audience.ts'
export { categoryOf, joinConsent } from './category.ts'
export { CONDITION_CODES, explain } from './explain.ts'
export type { ConditionCode, Explanation, ExplanationStep } from './explain.ts'
export { isAgreed, mayConsent, tiersToAgreeOn } from './consent-rule.ts'
export type { ConsentFacts, ReleasedTo } from './consent-rule.ts'
export { mayMoveTo } from './membership-state.ts'
export {
  knowsOperatingMode,
  LONGEST_MODE_HOURS,
  OPERATING_MODES,
  switchesOperatingMode,
} from './operating-mode-rule.ts'
export type { OperatingMode } from './operating-mode-rule.ts'
export { publicReader } from './reader.ts'
export { excludesNobody, OBJECTION_CODES, releaseObjections } from './release-rule.ts'
export type { Objection, ObjectionCode, ReleaseCandidate, ReleaseCandidateEdition } from './release-rule.ts'
export { rulesFor, SEALED_CATEGORIES } from './rules.ts'
export type { ClearanceRule, Conditions, Verb } from './rules.ts'
export {
  circleSubject,
  contactsSubject,
  editionSubject,
  membershipSubject,
  downstreamSubject,
  ownOrganisationSubject,
  productSubject,
  reachabilitySubject,
  stixStoreSubject,
} from './subjects.ts'
export type { Subject, SubjectFacts, SubjectName, SubjectOf } from './subjects.ts'
export { labelsVisibleTo, visibleTo } from './visible-to.ts'
export type { SqlCondition, VisibleToOptions } from './visible-to.ts'
export { CATEGORIES, MEMBERSHIP_STATES, ROLES, TIERS } from './words.ts'
export type {
  Audience,
  EditionFacts,
  FragmentFlags,
  InfoCategory,
  Label,
  MembershipState,
  Reader,
  Role,
  Tier,
} from './words.ts'
