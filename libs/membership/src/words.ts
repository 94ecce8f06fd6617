/*
 * What membership tells the rest of the house. Facts carry `Date`s (they come from rows and go to forms); a `Reader`
 * carries ISO strings (it is compared and sent). Nothing here holds a password, a hash or a token unless it says so.
 */
import type { MembershipState, Reader, Role, Tier } from '@noroshi/clearance'

/** The classes of organisations in the registry (ACT-1). */
export const ORGANISATION_CLASSES = [
  'ADMINISTRATIVE_ORGAN',
  'OVERSIGHT_COMMITTEE',
  'CORE_INFRASTRUCTURE_OPERATOR',
  'VENDOR',
  'MUNICIPALITY',
  'SENSITIVE_TECHNOLOGY_HOLDER',
  'CRITICAL_INFRASTRUCTURE_OPERATOR',
  'SUPPLY_CHAIN_OPERATOR',
  'CYBERSECURITY_BODY',
] as const
/** One of the classes of organisations (ACT-1). */
export type OrganisationClass = (typeof ORGANISATION_CLASSES)[number]

/** How large an organisation is: 大企業 or as large, and the classes of 中小企業基本法 below. */
export const ORGANISATION_SIZES = ['LARGE', 'MEDIUM', 'SMALL', 'MICRO'] as const
/** How large an organisation is. */
export type OrganisationSize = (typeof ORGANISATION_SIZES)[number]

/** What an organisation can do with what it is told: act by hand, feed machines, or analyse and hunt by itself (PRV-3). */
export const CAPABILITIES = ['BASIC', 'AUTOMATED', 'ANALYTIC'] as const
/** What an organisation can do with what it is told. */
export type Capability = (typeof CAPABILITIES)[number]

/** What an API key may be used for (AU-11); never more than its person may do. */
export const API_KEY_SCOPES = ['read', 'acknowledge', 'contribute', 'import', 'draft', 'release', 'administer'] as const
/** One of the scopes of an API key (AU-11). */
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number]

/** The tiers that have people; the public tier has none (ACT-2). */
export type CouncilTier = Exclude<Tier, 'PUBLIC'>

/** An organisation as forms and pages show it (ACT-1, ACT-2). */
export interface OrganisationFacts {
  readonly id: string
  readonly name: string
  readonly nameEn: string
  readonly class: OrganisationClass
  readonly tier: CouncilTier
  readonly sectors: readonly string[]
  readonly competentMinistry: string | null
  readonly prefecture: string | null
  readonly size: OrganisationSize | null
  readonly capability: Capability | null
  readonly state: MembershipState
  readonly safeguardsValidUntil: Date | null
  /** The 安全管理措置 are valid at the instant that was asked for. */
  readonly safeguardsValid: boolean
}

/** A person's clearance as pages show it (CLR-2). */
export interface ClearanceFacts {
  readonly rank: number
  /** The level's configured code, such as NONE. */
  readonly level: string
  readonly validUntil: Date | null
  readonly verifiedBy: string | null
  /** Holds a rank of at least 1 that has not expired at the instant that was asked for. */
  readonly valid: boolean
}

/** A person of an organisation, for government's directory. */
export interface PersonFacts {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly roles: readonly Role[]
  readonly active: boolean
  readonly clearance: ClearanceFacts
}

/** A person as others' pages name them. */
export interface PersonName {
  readonly id: string
  readonly name: string
  readonly organisation: string
}

/** One line of an organisation's history (ACT-2, ACT-5); safeguards and clearances leave the state as it was. */
export interface MembershipChangeFacts {
  readonly fromState: MembershipState | null
  readonly toState: MembershipState
  readonly reason: string
  readonly changedAt: Date
}

/** An organisation as the directory answers it; people and history are filled by `organisation` alone. */
export interface OrganisationView extends OrganisationFacts {
  readonly people: readonly PersonFacts[]
  readonly history: readonly MembershipChangeFacts[]
}

/** What the directory may be narrowed to; `text` is looked for in both names. Null means: not narrowed. */
export interface OrganisationFilter {
  readonly text?: string | null
  readonly tier?: Tier | null
  readonly sector?: string | null
  readonly state?: MembershipState | null
}

/** How much of the directory; `after` is the `endCursor` of the page before. */
export interface PageRequest {
  readonly first?: number | null
  readonly after?: string | null
}

/** One page of the directory, by name. */
export interface OrganisationPage {
  readonly items: readonly OrganisationView[]
  readonly endCursor: string | null
  readonly hasMore: boolean
}

/** Somebody who got in, read afresh from the rows at this very request (AU-9). */
export interface SignedIn {
  readonly reader: Reader & { readonly personId: string; readonly organisationId: string; readonly tier: CouncilTier }
  readonly person: { readonly id: string; readonly name: string; readonly email: string }
  readonly organisation: OrganisationFacts
  readonly via: 'SESSION' | 'API_KEY'
  /** null: a session, which may do everything its roles allow. */
  readonly scopes: readonly ApiKeyScope[] | null
  /** Identifies the access for revocation: the digest of the session's token, or the id of the API key. */
  readonly accessKey: string
  /** The access ends then at the latest; a session that is idle ends sooner. */
  readonly expiresAt: Date
}

/** A new session; the token is shown this once and kept nowhere (AU-7). */
export type NewSession = SignedIn & { readonly token: string }

/** What a person proves themselves with: when they sign in, and again before what outlives the session (AU-10). */
export interface Factors {
  readonly password: string
  readonly totp?: string | null
}

/** What somebody presents to sign in. */
export interface SignInAttempt extends Factors {
  readonly email: string
}

/** What the caller may do, for showing and hiding parts of a page; every door decides for itself again. */
export interface Abilities {
  readonly draft: boolean
  readonly release: boolean
  readonly useStore: boolean
  readonly inspect: boolean
  readonly administer: boolean
}

/** Who is signed in. */
export interface Me {
  readonly personId: string
  readonly name: string
  readonly email: string
  readonly tier: CouncilTier
  readonly roles: readonly Role[]
  readonly organisation: OrganisationView
  readonly clearance: ClearanceFacts
  readonly abilities: Abilities
}

/** An API key as its owner sees it; the key itself is never shown again. */
export interface ApiKeyFacts {
  readonly id: string
  readonly name: string
  readonly scopes: readonly ApiKeyScope[]
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly revokedAt: Date | null
  readonly lastUsedAt: Date | null
}

/** A new API key: `key` is shown this once. */
export interface NewApiKey {
  readonly key: string
  readonly apiKey: ApiKeyFacts
}

/** What a new API key is asked to be. */
export interface ApiKeyRequest {
  readonly name: string
  readonly scopes: readonly ApiKeyScope[]
  readonly expiresAt: Date
}

/** What is recorded of a clearance (CLR-2); rank 0 withdraws it and needs neither date nor verifier. */
export interface ClearanceRecord {
  readonly rank: number
  readonly validUntil?: Date | null
  readonly verifiedBy?: string | null
}

/** An access that a socket was opened with, and the epoch its rights were computed from. */
export interface OpenAccess {
  readonly personId: string
  readonly accessKey: string
  readonly epoch: string
}

/** Which open accesses are over, and whose rights are to be computed anew (AU-9). */
export interface AccessReview {
  /** The `accessKey`s that let nobody in any more: close their sockets. */
  readonly gone: ReadonlySet<string>
  /** By person: the fresh Reader of those who are still good but whose epoch is another. */
  readonly changed: ReadonlyMap<string, Reader>
}

/** A person of the council with what an audience preview names. */
export interface CouncilPerson {
  readonly reader: Reader
  readonly name: string
  readonly organisationName: string
}

/** 重要インフラ分野 (§3.1); the ministry only where a document evidences it. */
export interface SectorFacts {
  readonly id: string
  readonly nameJa: string
  readonly nameEn: string
  readonly ministry: string | null
}

/** A candidate industry of 基幹インフラ (§3.2); `verified` is false until a person has checked the list. */
export interface IndustryFacts {
  readonly id: string
  readonly nameJa: string
  readonly nameEn: string
  readonly verified: boolean
  readonly source: string
}

/** A configured level of personal clearance; rules compare the rank (CLR-2). */
export interface ClearanceLevelFacts {
  readonly rank: number
  readonly code: string
  readonly nameJa: string
  readonly nameEn: string
}

/** Fields, industries and clearance levels, for forms. */
export interface ReferenceFacts {
  readonly sectors: readonly SectorFacts[]
  readonly industries: readonly IndustryFacts[]
  readonly clearanceLevels: readonly ClearanceLevelFacts[]
}

/** How long an access lasts; the defaults are in brackets. */
export interface MembershipOptions {
  /** A session ends when nothing was asked for so long [30] (AU-8). */
  readonly sessionIdleMinutes?: number
  /** A session ends so long after sign-in whatever happens [8] (AU-8). */
  readonly sessionHours?: number
  /** A socket ticket lets in for so long [30]. */
  readonly ticketSeconds?: number
  /** A confirmation of contacts is good for so many days [180] (ACT-6). */
  readonly contactsGoodForDays?: number
}
