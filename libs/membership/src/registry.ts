/*
 * Who may be registered as what (ACT-1, ACT-2): the input's shape, and the pure rules. The tables hold the same by their
 * constraints, grants and policies.
 */
import { ROLES } from '@noroshi/clearance'
import type { Reader, Role } from '@noroshi/clearance'
import { HubError } from '@noroshi/errors'
import { z } from 'zod'
import { invalid, unknownSector } from './membership.errors.ts'
import { isOversight } from './organisation.ts'
import type { Organisation } from './organisation.ts'
import type { Person } from './person.ts'
import { COUNCIL_TIERS } from './token.ts'
import { CAPABILITIES, ORGANISATION_CLASSES, ORGANISATION_SIZES } from './words.ts'
import type { Capability, CouncilTier, OrganisationClass, OrganisationSize } from './words.ts'

const LONGEST_NAME = 200
const LONGEST_EMAIL = 254
/** Roles that government's people alone have. */
const ROLES_OF_GOVERNMENT: readonly Role[] = ['ANALYST', 'RELEASING_OFFICER', 'ADMINISTRATOR', 'OVERSIGHT_INSPECTOR']

// What nobody sees in it is refused by `assertSeen`, with a sentence that says which character it is.
const line = z
  .string()
  .transform(text => text.normalize('NFC').trim())
  .pipe(z.string().min(1).max(LONGEST_NAME))
const perhapsLine = line.nullish().transform(text => text ?? null)
const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)]
const roles = z.array(z.enum(ROLES)).max(ROLES.length).transform(distinct)

/** An organisation to register, as it is asked for. */
export interface OrganisationRequest {
  readonly name: string
  readonly nameEn: string
  readonly class: OrganisationClass
  readonly tier: CouncilTier
  readonly sectors: readonly string[]
  readonly competentMinistry: string | null
  readonly prefecture: string | null
  readonly size?: OrganisationSize | null
  readonly capability?: Capability | null
}

/** What rules of circles ask of an organisation, as it is recorded anew. */
export type OrganisationTraits = Pick<OrganisationRequest, 'sectors' | 'prefecture' | 'size' | 'capability'>

/** A person to register, as they are asked for. */
export interface PersonRequest {
  readonly name: string
  readonly email: string
  readonly roles: readonly Role[]
}

const traits = {
  sectors: z.array(z.string().max(100)).max(100).transform(distinct),
  prefecture: perhapsLine,
  size: z
    .enum(ORGANISATION_SIZES)
    .nullish()
    .transform(size => size ?? null),
  capability: z
    .enum(CAPABILITIES)
    .nullish()
    .transform(capability => capability ?? null),
}

/** Traits as they are recorded. */
export const traitsShape = z.strictObject(traits)

/** An organisation as a registration and a founding file write it. */
export const organisationShape = z.strictObject({
  name: line,
  nameEn: line,
  class: z.enum(ORGANISATION_CLASSES),
  tier: z.enum(COUNCIL_TIERS),
  competentMinistry: perhapsLine,
  ...traits,
})

/** A person as a registration and a founding file write them; the address is kept in lower case. */
export const personShape = z.strictObject({
  name: line,
  email: z.string().trim().toLowerCase().max(LONGEST_EMAIL).pipe(z.email()),
  roles,
})

/** Roles as they are assigned. */
export const rolesShape = z.strictObject({ roles })

/** Why an organisation of this class cannot have this tier, or null: administrative organs, and they alone, are government. */
export function tierObjection(organisation: {
  readonly class: OrganisationClass
  readonly tier: CouncilTier
}): readonly [en: string, ja: string] | null {
  const governs = organisation.class === 'ADMINISTRATIVE_ORGAN' || organisation.class === 'OVERSIGHT_COMMITTEE'
  if (governs === (organisation.tier === 'GOVERNMENT')) return null
  return [
    'Administrative organs, and they alone, have the tier GOVERNMENT.',
    '行政機関等の区分は関係行政機関のみに用います。',
  ]
}

/** The first role that people of this tier cannot have, or undefined. */
export function roleBeyond(tier: CouncilTier, wanted: readonly Role[]): Role | undefined {
  return tier === 'GOVERNMENT' ? undefined : wanted.find(role => ROLES_OF_GOVERNMENT.includes(role))
}

/** @throws HubError INVALID_INPUT naming the field: class and tier must fit, sectors be known, the committee be founded */
export function assertRegistrable(request: OrganisationRequest, knownSectors: readonly string[]): void {
  if (request.class === 'OVERSIGHT_COMMITTEE')
    throw invalid(
      'class',
      'OVERSIGHT_IS_FOUNDED',
      'The oversight committee is set up when the council is founded.',
      '監理委員会は協議会の設立時に登録されます。',
    )
  const objection = tierObjection(request)
  if (objection) throw invalid('tier', 'TIER_OF_CLASS', ...objection)
  if (request.sectors.some(sector => !knownSectors.includes(sector))) throw unknownSector('sectors')
}

/** @throws HubError INVALID_INPUT when people of this tier cannot have one of these roles (ACT-2) */
export function assertRolesFit(tier: CouncilTier, wanted: readonly Role[]): void {
  const beyond = roleBeyond(tier, wanted)
  if (beyond !== undefined)
    throw invalid(
      'roles',
      'ROLE_OF_GOVERNMENT',
      `Only people of government have the role ${beyond}.`,
      '行政機関等の者のみが持てる役割が含まれています。',
    )
}

/** @throws HubError FORBIDDEN for one's own roles or account: so an administrator always remains */
export function assertAnother(reader: Reader, person: Person): void {
  if (person.id === reader.personId)
    throw new HubError(
      'FORBIDDEN',
      'ONESELF',
      'Nobody changes their own roles, account or enrolment: ask another administrator.',
      undefined,
      '自分自身の役割・利用・登録手続は変更できません。他の管理者に依頼してください。',
    )
}

/** @throws HubError FORBIDDEN when this would shut a person of the oversight committee out of inspecting (OVS-2) */
export function assertOversightKept(
  organisation: Organisation,
  person: Person,
  after: { readonly roles?: readonly Role[]; readonly active?: boolean },
): void {
  const inspects = person.roles.includes('OVERSIGHT_INSPECTOR')
  const isKept = (after.active ?? true) && (!inspects || (after.roles ?? person.roles).includes('OVERSIGHT_INSPECTOR'))
  if (isOversight(organisation) && !isKept)
    throw new HubError(
      'FORBIDDEN',
      'OVERSIGHT_UNRESTRICTED',
      'Nobody restricts the oversight committee.',
      undefined,
      '監理委員会の権限は制限できません。',
    )
}
