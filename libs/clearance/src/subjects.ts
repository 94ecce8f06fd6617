/*
 * What a decision is about. CASL reads a field that was not loaded as undefined and compares it all the same, so the
 * only way to a subject is one of these factories: each copies the fields it knows, and throws TypeError naming the
 * field when one is missing, null where it may not be, or of another type.
 */
import type { ForcedSubject } from '@casl/ability'
import { subject as tag } from '@casl/ability'
import type { EditionFacts } from './words.ts'
import { CATEGORIES, TIERS } from './words.ts'

/** What the policy looks at of a product; `requiredRank` is the highest of its edition drafts, 0 when all are NOTICE. */
export interface ProductFacts {
  readonly ownerOrganisationId: string
  readonly requiredRank: number
}
/** The STIX store is one thing; its name is its only fact. */
export interface StixStoreFacts {
  readonly store: 'STIX'
}
/** The membership of an organisation, as its administrators at the council see it. */
export interface MembershipFacts {
  readonly organisationId: string
}
/** An organisation, as its own administrator sees it. */
export interface OwnOrganisationFacts {
  readonly organisationId: string
}

/** A circle (回覧先グループ), by the organ of government that answers for it. */
export interface CircleFacts {
  readonly ownerOrganisationId: string
}

/** Whom an organisation names to be reached, by the organisation. */
export interface ContactsFacts {
  readonly organisationId: string
}
/** Whether an emergency would reach an organisation. */
export interface ReachabilityFacts {
  readonly organisationId: string
}

/** The list of whom an intermediary (セプター, ISAC) passes news on to, by that intermediary. */
export interface DownstreamFacts {
  readonly intermediaryId: string
}

/** The facts of every kind of subject, by name. */
export interface SubjectFacts {
  readonly Edition: EditionFacts
  readonly Product: ProductFacts
  readonly StixStore: StixStoreFacts
  readonly Membership: MembershipFacts
  readonly OwnOrganisation: OwnOrganisationFacts
  readonly Circle: CircleFacts
  readonly Contacts: ContactsFacts
  readonly Reachability: ReachabilityFacts
  readonly Downstream: DownstreamFacts
}
/** The name of a kind of subject. */
export type SubjectName = keyof SubjectFacts
/** Facts that went through their factory; nothing else can be decided upon. */
export type SubjectOf<N extends SubjectName> = SubjectFacts[N] & ForcedSubject<N>
/** A subject of any kind. */
export type Subject = { [N in SubjectName]: SubjectOf<N> }[SubjectName]

interface Kind {
  readonly expected: string
  holds(value: unknown): boolean
}
const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
// No finer than a millisecond: a Date cannot hold more, and memory would then decide differently from the database.
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/
const isInstant = (value: unknown): boolean =>
  typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value))

const TEXT: Kind = { expected: 'a string that is not empty', holds: isText }
const TEXTS: Kind = { expected: 'a list of strings', holds: value => Array.isArray(value) && value.every(isText) }
const BOOLEAN: Kind = { expected: 'true or false', holds: value => typeof value === 'boolean' }
const RANK: Kind = { expected: 'a whole number from 0', holds: value => Number.isInteger(value) && Number(value) >= 0 }
const INSTANT_OR_NULL: Kind = {
  expected: 'an ISO-8601 UTC instant (milliseconds at most) or null',
  holds: value => value === null || isInstant(value),
}
const isOneOf =
  (words: readonly string[]) =>
  (value: unknown): boolean =>
    words.some(word => word === value)
const oneOf = (words: readonly string[]): Kind => ({
  expected: `one of ${words.join(', ')}`,
  holds: isOneOf(words),
})
const listOf = (words: readonly string[]): Kind => ({
  expected: `a list out of ${words.join(', ')}`,
  holds: value => Array.isArray(value) && value.every(isOneOf(words)),
})

const KINDS: { readonly [N in SubjectName]: { readonly [F in keyof SubjectFacts[N]]: Kind } } = {
  Edition: {
    id: TEXT,
    category: oneOf(CATEGORIES),
    requiredRank: RANK,
    everyone: BOOLEAN,
    sectors: TEXTS,
    circles: TEXTS,
    organisations: TEXTS,
    people: TEXTS,
    excludedOrganisations: TEXTS,
    excludedSectors: TEXTS,
    excludedPeople: TEXTS,
    consentedTiers: listOf(TIERS),
    toPublic: BOOLEAN,
    releasedAt: INSTANT_OR_NULL,
    recalledAt: INSTANT_OR_NULL,
    embargoUntil: INSTANT_OR_NULL,
    expiresAt: INSTANT_OR_NULL,
  },
  Product: { ownerOrganisationId: TEXT, requiredRank: RANK },
  StixStore: { store: oneOf(['STIX']) },
  Membership: { organisationId: TEXT },
  OwnOrganisation: { organisationId: TEXT },
  Circle: { ownerOrganisationId: TEXT },
  Contacts: { organisationId: TEXT },
  Reachability: { organisationId: TEXT },
  Downstream: { intermediaryId: TEXT },
}
const KINDS_OF = {
  Edition: Object.entries(KINDS.Edition),
  Product: Object.entries(KINDS.Product),
  StixStore: Object.entries(KINDS.StixStore),
  Membership: Object.entries(KINDS.Membership),
  OwnOrganisation: Object.entries(KINDS.OwnOrganisation),
  Circle: Object.entries(KINDS.Circle),
  Contacts: Object.entries(KINDS.Contacts),
  Reachability: Object.entries(KINDS.Reachability),
  Downstream: Object.entries(KINDS.Downstream),
}

function make<N extends SubjectName>(name: N, facts: SubjectFacts[N]): SubjectOf<N> {
  const copy: Record<string, unknown> = {}
  for (const [field, kind] of KINDS_OF[name]) {
    const value: unknown = Object.hasOwn(facts, field) ? Reflect.get(facts, field) : undefined
    if (!kind.holds(value)) throw new TypeError(`${name}.${field} must be ${kind.expected}`)
    copy[field] = value
  }
  // Every field of SubjectFacts[N] was checked and copied just above; the compiler cannot follow the loop.
  const made = tag(name, copy as unknown as SubjectFacts[N])
  Object.freeze(made)
  return made
}

/**
 * An edition to decide upon. Besides its fields, the label must be coherent: a sealed work needs a rank of at least 1,
 * a NOTICE needs none, and only a NOTICE goes to the public.
 */
export function editionSubject(facts: EditionFacts): SubjectOf<'Edition'> {
  const edition = make('Edition', facts)
  const isNotice = edition.category === 'NOTICE'
  if (isNotice !== (edition.requiredRank === 0)) {
    throw new TypeError('Edition.requiredRank must be at least 1, but 0 for a NOTICE')
  }
  if (edition.toPublic && !isNotice) throw new TypeError('Edition.toPublic must be false unless a NOTICE')
  return edition
}

/** A product to draft or to release. */
export function productSubject(facts: ProductFacts): SubjectOf<'Product'> {
  return make('Product', facts)
}

/** The STIX store, to import into or to browse. */
export function stixStoreSubject(): SubjectOf<'StixStore'> {
  return make('StixStore', { store: 'STIX' })
}

/** The membership of one organisation, to administer. */
export function membershipSubject(facts: MembershipFacts): SubjectOf<'Membership'> {
  return make('Membership', facts)
}

/** One organisation, to be administered by its own administrator. */
export function ownOrganisationSubject(facts: OwnOrganisationFacts): SubjectOf<'OwnOrganisation'> {
  return make('OwnOrganisation', facts)
}

/** A circle, to be looked at or to be administered. */
export function circleSubject(facts: CircleFacts): SubjectOf<'Circle'> {
  return make('Circle', facts)
}

/** The contacts of one organisation, to be looked at or to be named. */
export function contactsSubject(facts: ContactsFacts): SubjectOf<'Contacts'> {
  return make('Contacts', facts)
}

/** Whether an emergency would reach one organisation, to be looked at. */
export function reachabilitySubject(facts: ReachabilityFacts): SubjectOf<'Reachability'> {
  return make('Reachability', facts)
}

/** Whom one intermediary passes on to: to be relayed to by its coordinators, or administered. */
export function downstreamSubject(facts: DownstreamFacts): SubjectOf<'Downstream'> {
  return make('Downstream', facts)
}
