/*
 * The words of clearance: who reads (Reader), what one edition allows (Label, EditionFacts), and the closed lists both
 * are made of. Everything here is plain data that can be sent, stored and compared; the rules are in rules.ts.
 */

/** The four tiers, each served by its own database login (§2.2). */
export const TIERS = ['GOVERNMENT', 'MEMBER', 'FRIEND', 'PUBLIC'] as const
/** One of the four tiers. */
export type Tier = (typeof TIERS)[number]

/** The three legal works, narrowest circle first: 総合, 提供用, 周知等用 (§1.3). */
export const CATEGORIES = ['COMPREHENSIVE', 'PROVISION', 'NOTICE'] as const
/** One of the three legal works; computed by `categoryOf`, never typed by a person (CLR-1). */
export type InfoCategory = (typeof CATEGORIES)[number]

/** What a person may be asked to do; a role alone never gives a right to read. */
export const ROLES = [
  'ANALYST',
  'RELEASING_OFFICER',
  'MEMBER_READER',
  'FRIEND_CONTACT',
  'ORGANISATION_ADMINISTRATOR',
  'ADMINISTRATOR',
  'OVERSIGHT_INSPECTOR',
] as const
/** One of the roles. */
export type Role = (typeof ROLES)[number]

/** The states of an organisation's membership, in the order of joining. */
export const MEMBERSHIP_STATES = [
  'APPLIED',
  'CONSENTED',
  'OBLIGATIONS_SIGNED',
  'SAFEGUARDS_VERIFIED',
  'ACTIVE',
  'SUSPENDED',
  'WITHDRAWN',
] as const
/** One of the states of an organisation's membership. */
export type MembershipState = (typeof MEMBERSHIP_STATES)[number]

/** Everybody who reads. Made by membership only (or `publicReader()`); dates are ISO-8601 UTC strings or null. */
export interface Reader {
  /** null: nobody in particular, the public. */
  readonly personId: string | null
  readonly organisationId: string | null
  readonly tier: Tier
  readonly roles: readonly Role[]
  readonly personActive: boolean
  readonly membershipState: MembershipState | null
  /** The organisation's sector ids, none to many. */
  readonly sectors: readonly string[]
  /** The ids of the circles (回覧先グループ) that the organisation is in; computed by the database. */
  readonly circles: readonly string[]
  /** Until when the organisation's 安全管理措置 are verified. */
  readonly safeguardsValidUntil: string | null
  /** 0: none. */
  readonly clearanceRank: number
  readonly clearanceValidUntil: string | null
  /** The organisation is the oversight committee (監理委員会). */
  readonly isOversight: boolean
  /** Changes whenever a right of this reader may have changed. */
  readonly epoch: string
}

/** To whom an edition is addressed, before tier, clearance and consent are asked (CLR-2). */
export interface Audience {
  readonly everyone: boolean
  readonly sectors: readonly string[]
  readonly circles: readonly string[]
  readonly organisations: readonly string[]
  readonly people: readonly string[]
  readonly excludedOrganisations: readonly string[]
  /** Left out with all their organisations, also those of which another sector is addressed. */
  readonly excludedSectors: readonly string[]
  /** Left out whichever way they would be addressed. */
  readonly excludedPeople: readonly string[]
}

/** All that the policy looks at which is the same for many editions; interned in the database as a small integer. */
export interface Label extends Audience {
  readonly category: InfoCategory
  /** At least 1, but 0 for a NOTICE. */
  readonly requiredRank: number
  /** The intersection of the originators' consent; all four tiers when nothing has an originator. */
  readonly consentedTiers: readonly Tier[]
  /** Only a NOTICE can be released to the public. */
  readonly toPublic: boolean
}

/** A label plus the state of one edition; dates are ISO-8601 UTC strings or null. */
export interface EditionFacts extends Label {
  readonly id: string
  readonly releasedAt: string | null
  readonly recalledAt: string | null
  readonly embargoUntil: string | null
  readonly expiresAt: string | null
}

/** What one fragment of source material holds (§1.3); the category of a work is computed from these. */
export interface FragmentFlags {
  readonly containsSecret: boolean
  readonly containsCommInfo: boolean
  readonly identifiesPerson: boolean
}
