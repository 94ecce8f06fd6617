/*
 * The policy, written once. `rulesFor` turns a reader at an instant into positive CASL rules; everything else asks them:
 * `can` in memory, `visibleTo` in SQL, `audienceOf` in reverse, `explain` condition by condition. oracle.ts says the
 * same in plain boolean code without looking here, and the tests hold the two together.
 *
 * What depends on the reader alone (active? cleared? safeguarded?) decides which rules exist. What depends on the
 * edition is a condition. So: no rule, no right; a rule can only add; and the order of rules never matters.
 * There is no `cannot` (the last rule would win), no `$ne` (it holds on a field that was not loaded), no `manage` and no
 * `all` (administration is not clearance), and no rule without conditions (it would match everything).
 */
import type { FieldTest } from './operators.ts'
import type { SubjectFacts, SubjectName } from './subjects.ts'
import type { Audience, InfoCategory, Reader, Role, Tier } from './words.ts'

/** What may be asked: read an edition, inspect it (OVS-2), work on products, on the store, on memberships, pass on to others. */
export type Verb = 'read' | 'inspect' | 'draft' | 'release' | 'import' | 'browse' | 'administer' | 'relay'

/** Field tests that must all hold, and one of the alternatives in `$or` when it is given. */
export type Conditions<N extends SubjectName = SubjectName> = {
  readonly [F in N extends SubjectName ? keyof SubjectFacts[N] : never]?: FieldTest
} & { readonly $or?: readonly Alternative[] }

/** One of several ways to be addressed. Only audience fields: `$or` stands on the label, also in SQL. */
export type Alternative = { readonly [F in keyof Audience]?: FieldTest }

/** A positive CASL rule. There is no `inverted` on purpose. */
export type ClearanceRule = {
  [N in SubjectName]: { readonly action: Verb; readonly subject: N; readonly conditions: Conditions<N> }
}[SubjectName]

type EditionConditions = Conditions<'Edition'>

/** Which sealed works a tier may receive at all (§2.6). A NOTICE may go to anybody. */
export const SEALED_CATEGORIES: Readonly<Record<Tier, readonly InfoCategory[]>> = {
  GOVERNMENT: ['COMPREHENSIVE', 'PROVISION'],
  MEMBER: ['PROVISION'],
  FRIEND: [],
  PUBLIC: [],
}

/** What is true of the reader whatever the edition. */
export interface Standing {
  /** Somebody, whose account is active. */
  readonly personActive: boolean
  /** The membership of the organisation is active. */
  readonly membershipActive: boolean
  /** Holds a clearance that has not expired (CLR-2). */
  readonly cleared: boolean
  /** The organisation's 安全管理措置 are valid (CLR-8). */
  readonly safeguarded: boolean
}

// Looked up once: a global costs more than the comparison where the code runs in a context of its own (jest, vm).
const { parse } = Date
const { isInteger, isNaN } = Number

/** The reader's standing at an instant; what cannot be read as a date has expired. */
export function standingOf(reader: Reader, at: Date): Standing {
  const atMs = at.getTime()
  const isValid = (until: string | null): boolean => until !== null && parse(until) > atMs
  return {
    personActive: reader.personId !== null && reader.personActive === true,
    membershipActive: reader.membershipState === 'ACTIVE',
    cleared: isInteger(reader.clearanceRank) && reader.clearanceRank >= 1 && isValid(reader.clearanceValidUntil),
    safeguarded: isValid(reader.safeguardsValidUntil),
  }
}

/** The state an edition must be in: released, not recalled, not embargoed, not expired. Throws on an invalid instant. */
export function inForce(atMs: number): EditionConditions & Required<Pick<EditionConditions, StateField>> {
  if (isNaN(atMs)) throw new RangeError('Clearance is decided at a valid instant')
  return {
    releasedAt: { $notAfter: atMs },
    recalledAt: { $isNull: true },
    embargoUntil: { $nullOrNotAfter: atMs },
    expiresAt: { $nullOrAfter: atMs },
  }
}
type StateField = 'releasedAt' | 'recalledAt' | 'embargoUntil' | 'expiresAt'

/** The originators consent to this tier (CLR-5). */
export function consentTo(tier: Tier): EditionConditions {
  return { consentedTiers: { $has: tier } }
}

/** The reader is addressed: everyone is, or a sector, a circle, the organisation or the person (need to know, CLR-2). */
export function addressedTo(reader: Reader): EditionConditions {
  const { sectors, circles, organisationId, personId } = reader
  return {
    $or: [
      { everyone: { $is: true } },
      ...(sectors.length > 0 ? [{ sectors: { $hasAny: sectors } }] : []),
      ...(circles.length > 0 ? [{ circles: { $hasAny: circles } }] : []),
      ...(organisationId === null ? [] : [{ organisations: { $has: organisationId } }]),
      ...(personId === null ? [] : [{ people: { $has: personId } }]),
    ],
  }
}

/** Neither the reader nor their organisation nor a sector of it is left out, however they are addressed. Nobody in particular is left out. */
export function notExcluded({
  organisationId,
  personId,
  sectors,
}: Reader): EditionConditions & Required<Pick<EditionConditions, ExclusionField>> {
  return {
    excludedOrganisations: organisationId === null ? NEVER : { $lacks: organisationId },
    excludedPeople: personId === null ? NEVER : { $lacks: personId },
    excludedSectors: { $lacksAll: sectors },
  }
}
type ExclusionField = 'excludedOrganisations' | 'excludedSectors' | 'excludedPeople'
/** Holds of no list. */
const NEVER: FieldTest = { $hasAny: [] }

/** Released to everybody in the world. */
export const TO_PUBLIC: EditionConditions = { category: { $is: 'NOTICE' }, toPublic: { $is: true } }

/** All the rules of one reader at one instant: the single place where rights come from. Throws on an invalid date. */
export function rulesFor(reader: Reader, at: Date): ClearanceRule[] {
  const standing = standingOf(reader, at)
  return [
    ...readRulesFor(reader, at, standing),
    ...inspectRules(reader, standing),
    ...workRules(reader, standing),
    ...administrationRules(reader, standing),
    ...circleRules(reader, standing),
    ...contactsRules(reader, standing),
    ...relayRules(reader, standing),
  ]
}

/** The rules of `rulesFor` that let this reader read, for whoever asks twenty thousand readers in a row. */
export function readRulesFor(reader: Reader, at: Date, standing: Standing = standingOf(reader, at)): ClearanceRule[] {
  const state = inForce(at.getTime())
  // Whoever may read as the public may read as a person too: one could simply sign out.
  const rules: ClearanceRule[] = [
    { action: 'read', subject: 'Edition', conditions: { ...TO_PUBLIC, ...consentTo('PUBLIC'), ...state } },
  ]
  const { tier, organisationId } = reader
  if (tier === 'PUBLIC' || organisationId === null || !standing.personActive || !standing.membershipActive) return rules

  const addressed = { ...addressedTo(reader), ...notExcluded(reader), ...consentTo(tier), ...state }
  rules.push({ action: 'read', subject: 'Edition', conditions: { category: { $is: 'NOTICE' }, ...addressed } })

  const sealed = SEALED_CATEGORIES[tier]
  if (sealed.length > 0 && standing.cleared && standing.safeguarded) {
    const enough = { category: { $oneOf: sealed }, requiredRank: { $atMost: reader.clearanceRank } }
    rules.push({ action: 'read', subject: 'Edition', conditions: { ...enough, ...addressed } })
  }
  return rules
}

/** Oversight sees every edition in every state, and nobody can restrict it: only the account itself is asked (OVS-2). */
function inspectRules(reader: Reader, standing: Standing): ClearanceRule[] {
  const isInspector = reader.roles.includes('OVERSIGHT_INSPECTOR') && reader.isOversight === true
  if (!isInspector || reader.tier !== 'GOVERNMENT' || !standing.personActive) return []
  return [{ action: 'inspect', subject: 'Edition', conditions: { id: { $known: true } } }]
}

function workRules(reader: Reader, standing: Standing): ClearanceRule[] {
  const isOfficer = reader.roles.includes('RELEASING_OFFICER')
  if (!isOfficer && !reader.roles.includes('ANALYST')) return []
  if (reader.tier !== 'GOVERNMENT' || !standing.personActive || !standing.membershipActive) return []
  if (reader.organisationId === null) return []

  const isTrusted = standing.cleared && standing.safeguarded
  const own: Conditions<'Product'> = {
    ownerOrganisationId: { $is: reader.organisationId },
    requiredRank: { $atMost: isTrusted ? reader.clearanceRank : 0 },
  }
  const rules: ClearanceRule[] = [{ action: 'draft', subject: 'Product', conditions: own }]
  if (isOfficer) rules.push({ action: 'release', subject: 'Product', conditions: own })
  if (isTrusted) {
    const store: Conditions<'StixStore'> = { store: { $is: 'STIX' } }
    rules.push({ action: 'import', subject: 'StixStore', conditions: store })
    rules.push({ action: 'browse', subject: 'StixStore', conditions: store })
  }
  return rules
}

/** Administration asks for no clearance and gives no right to read. */
function administrationRules(reader: Reader, standing: Standing): ClearanceRule[] {
  if (!standing.personActive) return []
  const rules: ClearanceRule[] = []
  if (reader.roles.includes('ADMINISTRATOR') && reader.tier === 'GOVERNMENT' && standing.membershipActive) {
    rules.push({ action: 'administer', subject: 'Membership', conditions: { organisationId: { $known: true } } })
  }
  // Not only of an ACTIVE one: who applies must sign, and who is suspended must still remove those who left.
  const isGone = reader.membershipState === null || reader.membershipState === 'WITHDRAWN'
  if (reader.roles.includes('ORGANISATION_ADMINISTRATOR') && reader.organisationId !== null && !isGone) {
    const own: Conditions<'OwnOrganisation'> = { organisationId: { $is: reader.organisationId } }
    rules.push({ action: 'administer', subject: 'OwnOrganisation', conditions: own })
  }
  return rules
}

/**
 * A circle is a list of who needs to know (L40): it is shown to those who address it, answer for it or inspect, and changed by the
 * administrators of the organ that answers for it. Not by drafters: who wrote an edition would widen its audience after the review.
 */
function circleRules(reader: Reader, standing: Standing): ClearanceRule[] {
  const { roles, tier, organisationId } = reader
  if (tier !== 'GOVERNMENT' || organisationId === null || !standing.personActive) return []
  const works = roles.some(role => role === 'ANALYST' || role === 'RELEASING_OFFICER' || role === 'ADMINISTRATOR')
  const inspects = roles.includes('OVERSIGHT_INSPECTOR') && reader.isOversight === true
  const rules: ClearanceRule[] = []
  if (inspects || (works && standing.membershipActive))
    rules.push({ action: 'browse', subject: 'Circle', conditions: { ownerOrganisationId: { $known: true } } })
  if (roles.includes('ADMINISTRATOR') && standing.membershipActive)
    rules.push({
      action: 'administer',
      subject: 'Circle',
      conditions: { ownerOrganisationId: { $is: organisationId } },
    })
  return rules
}

/**
 * Contacts are read by the people of their organisation and by the council's administrators, and named by its coordinator (its administrator,
 * of a friend its contact) or by them. Whoever is on duty reads those of escalated organisations, which the database alone decides.
 * Who would not be reached is a list of who is weak (L37): for those who prepare for emergencies, without anybody's telephone.
 */
function contactsRules({ roles, tier, organisationId, isOversight }: Reader, standing: Standing): ClearanceRule[] {
  if (!standing.personActive || organisationId === null || tier === 'PUBLIC') return []
  const has = (...some: readonly Role[]) => some.some(role => roles.includes(role))
  const [own, every] = [{ organisationId: { $is: organisationId } }, { organisationId: { $known: true } }] as const
  const rules: ClearanceRule[] = []
  const prepares =
    tier === 'GOVERNMENT' && standing.membershipActive && has('ANALYST', 'RELEASING_OFFICER', 'ADMINISTRATOR')
  const inspects = tier === 'GOVERNMENT' && isOversight === true && has('OVERSIGHT_INSPECTOR')
  if (prepares || inspects) rules.push({ action: 'browse', subject: 'Reachability', conditions: every })
  if (!standing.membershipActive) return rules
  const administers = tier === 'GOVERNMENT' && has('ADMINISTRATOR')
  const coordinates = has('ORGANISATION_ADMINISTRATOR') || (tier === 'FRIEND' && has('FRIEND_CONTACT'))
  rules.push({ action: 'browse', subject: 'Contacts', conditions: administers ? every : own })
  if (administers || coordinates)
    rules.push({ action: 'administer', subject: 'Contacts', conditions: administers ? every : own })
  return rules
}

/**
 * Whom an intermediary passes on to is its own affair (PRV-7): its coordinators keep the list and press; government's administrators see it.
 * That their organisation is an intermediary is asked of the registry.
 */
function relayRules({ roles, tier, organisationId }: Reader, standing: Standing): ClearanceRule[] {
  if (organisationId === null || !standing.personActive || !standing.membershipActive) return []
  const rules: ClearanceRule[] = []
  if (roles.includes('ORGANISATION_ADMINISTRATOR') || roles.includes('FRIEND_CONTACT'))
    rules.push({ action: 'relay', subject: 'Downstream', conditions: { intermediaryId: { $is: organisationId } } })
  if (roles.includes('ADMINISTRATOR') && tier === 'GOVERNMENT')
    rules.push({ action: 'administer', subject: 'Downstream', conditions: { intermediaryId: { $known: true } } })
  return rules
}
