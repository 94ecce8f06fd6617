/*
 * Originator control (CLR-5): material of a member, a foreign government or the police goes to a wider category only after its originator saw
 * the exact text and agreed. What an author writes of consent is what they wish for; what counts is what was agreed to.
 */
import { isAddressed } from './release-rule.ts'
import { standingOf } from './rules.ts'
import type { Audience, InfoCategory, Reader, Tier } from './words.ts'
import { TIERS } from './words.ts'

/** Whom a category can reach at all; a NOTICE reaches the public when it is so released. */
const REACH: Readonly<Record<InfoCategory, readonly Tier[]>> = {
  COMPREHENSIVE: ['GOVERNMENT'],
  PROVISION: ['GOVERNMENT', 'MEMBER'],
  NOTICE: ['GOVERNMENT', 'MEMBER', 'FRIEND', 'PUBLIC'],
}

/** What of an edition decides whom its sources must agree to. */
export interface ReleasedTo extends Audience {
  readonly category: InfoCategory
  readonly toPublic: boolean
  /** The intersection of what its fragments are meant for. */
  readonly consentedTiers: readonly Tier[]
}

/**
 * The tiers for which the originator of a fragment must have agreed: those that the edition reaches beyond the government, to which the material
 * was given. None where the edition is addressed to the originator's own organisation alone, which knows it.
 */
export function tiersToAgreeOn(edition: ReleasedTo, originatorId: string): Tier[] {
  const others = edition.organisations.filter(id => id !== originatorId)
  if (!isAddressed({ ...edition, organisations: others })) return []
  return TIERS.filter(
    tier =>
      tier !== 'GOVERNMENT' &&
      (tier !== 'PUBLIC' || edition.toPublic) &&
      REACH[edition.category].includes(tier) &&
      edition.consentedTiers.includes(tier),
  )
}

/** Whether every tier that is asked for was agreed to. */
export const isAgreed = (asked: readonly Tier[], agreed: readonly Tier[]): boolean =>
  asked.every(tier => agreed.includes(tier))

/** A request for consent, as far as it says who may answer it. */
export interface ConsentFacts {
  readonly organisationId: string
  /** 0: the text holds no secret. */
  readonly requiredRank: number
}

/** Whether this reader may see what their organisation is asked, and answer for it: its contacts, and in the government its cleared people. */
export function mayConsent(reader: Reader, request: ConsentFacts, at: Date): boolean {
  const standing = standingOf(reader, at)
  if (!standing.personActive || !standing.membershipActive) return false
  if (reader.organisationId === null || reader.organisationId !== request.organisationId) return false
  const isTrusted = standing.cleared && standing.safeguarded
  const isContact = CONTACTS.some(role => reader.roles.includes(role)) || (reader.tier === 'GOVERNMENT' && isTrusted)
  return isContact && request.requiredRank <= (isTrusted ? reader.clearanceRank : 0)
}
const CONTACTS = ['MEMBER_READER', 'FRIEND_CONTACT', 'ORGANISATION_ADMINISTRATOR'] as const
