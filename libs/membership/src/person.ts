import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm'
import { abilityFor } from '@noroshi/clearance'
import type { Reader, Role } from '@noroshi/clearance'
import { isOversight, Organisation } from './organisation.ts'
import type {
  Abilities,
  ApiKeyScope,
  ClearanceFacts,
  ClearanceLevelFacts,
  CouncilTier,
  PersonFacts,
  SignedIn,
} from './words.ts'

// Checks are compared with the schema by name; their text lives in the migration, in full view.
const IN_MIGRATION = 'true'

/** A level of personal clearance; here because a person's rank refers to it. */
@Entity({ name: 'clearance_level' })
@Unique('clearance_level_code_key', ['code'])
@Check('clearance_level_rank_check', IN_MIGRATION)
export class ClearanceLevel {
  @PrimaryColumn({ type: 'int', primaryKeyConstraintName: 'clearance_level_pkey' })
  rank: number

  @Column({ type: 'text' })
  code: string

  @Column({ name: 'name_ja', type: 'text' })
  nameJa: string

  @Column({ name: 'name_en', type: 'text' })
  nameEn: string
}

/** A person of one organisation, never of a higher tier than it (ACT-2). */
@Entity({ name: 'person' })
@Index('person_organisation', ['organisationId'])
@Unique('person_email', ['email'])
@Unique('person_id_tier', ['id', 'tier'])
@ForeignKey(() => Organisation, ['organisationId', 'tier'], ['id', 'tier'], {
  name: 'person_tier_of_organisation',
  onUpdate: 'CASCADE',
})
@ForeignKey(() => ClearanceLevel, ['clearanceRank'], ['rank'], { name: 'person_clearance_rank' })
@Check('person_email_lower', IN_MIGRATION)
@Check('person_roles_known', IN_MIGRATION)
@Check('person_roles_of_tier', IN_MIGRATION)
@Check('person_clearance_complete', IN_MIGRATION)
@Check('person_friend_without_clearance', IN_MIGRATION)
export class Person {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'person_pkey' })
  id: string

  @Column({ name: 'organisation_id', type: 'uuid' })
  organisationId: string

  @Column({ type: 'text' })
  tier: CouncilTier

  @Column({ type: 'text' })
  name: string

  @Column({ type: 'text' })
  email: string

  @Column({ type: 'text', array: true })
  roles: Role[]

  @Column({ type: 'boolean', default: true })
  active: boolean

  @Column({ name: 'clearance_rank', type: 'int', default: 0 })
  clearanceRank: number

  @Column({ name: 'clearance_valid_until', type: 'timestamptz', nullable: true })
  clearanceValidUntil: Date | null

  @Column({ name: 'clearance_verified_by', type: 'text', nullable: true })
  clearanceVerifiedBy: string | null

  @Column({ type: 'int', default: 1 })
  epoch: number

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date

  /** When the person was invited to enrol last; an enrolment made at any other instant is void. */
  @Column({ name: 'invited_at', type: 'timestamptz', nullable: true })
  invitedAt: Date | null
}

/** What the policy asks of a person: enough to make a Reader, and no name (the worker may read no more). */
export type PersonRights = Pick<
  Person,
  'id' | 'organisationId' | 'tier' | 'roles' | 'active' | 'clearanceRank' | 'clearanceValidUntil' | 'epoch'
>
/** What the policy asks of an organisation. */
export type OrganisationRights = Pick<
  Organisation,
  'class' | 'sectors' | 'circles' | 'state' | 'safeguardsValidUntil' | 'epoch'
>

/** Changes whenever a right may have changed: a trigger raises both numbers whoever changes the rows and however. */
export function epochOf(person: Pick<Person, 'epoch'>, organisation: Pick<Organisation, 'epoch'>): string {
  return `${organisation.epoch}.${person.epoch}`
}

/** Makes the Reader: the only place in the house that does (§2.2). */
export function readerOf(person: PersonRights, organisation: OrganisationRights): SignedIn['reader'] {
  return {
    personId: person.id,
    organisationId: person.organisationId,
    tier: person.tier,
    roles: person.roles,
    personActive: person.active,
    membershipState: organisation.state,
    sectors: organisation.sectors,
    circles: organisation.circles,
    safeguardsValidUntil: organisation.safeguardsValidUntil?.toISOString() ?? null,
    clearanceRank: person.clearanceRank,
    clearanceValidUntil: person.clearanceValidUntil?.toISOString() ?? null,
    isOversight: isOversight(organisation),
    epoch: epochOf(person, organisation),
  }
}

/** Who may come in at all, by whatever access: an active person of an ACTIVE organisation (ACT-3, ACT-5). */
export function mayEnter(person: Pick<Person, 'active'>, organisation: Pick<Organisation, 'state'>): boolean {
  return person.active && organisation.state === 'ACTIVE'
}

/** The scopes that a key of somebody with these roles may have; a key never has more than its person (AU-11). */
export function scopesFor(roles: readonly Role[]): ApiKeyScope[] {
  const drafts = roles.includes('ANALYST') || roles.includes('RELEASING_OFFICER')
  return [
    'read',
    'acknowledge',
    'contribute',
    ...(drafts ? (['import', 'draft'] as const) : []),
    ...(roles.includes('RELEASING_OFFICER') ? (['release'] as const) : []),
    ...(roles.includes('ADMINISTRATOR') ? (['administer'] as const) : []),
  ]
}

/** The person's clearance as pages show it (CLR-2). */
export function clearanceOf(person: Person, levels: readonly ClearanceLevelFacts[], at: Date): ClearanceFacts {
  const until = person.clearanceValidUntil
  return {
    rank: person.clearanceRank,
    level: levels.find(level => level.rank === person.clearanceRank)?.code ?? '',
    validUntil: until,
    verifiedBy: person.clearanceVerifiedBy,
    valid: person.clearanceRank >= 1 && until !== null && until > at,
  }
}

/** The person as government's directory shows it (ACT-6). */
export function factsOfPerson(person: Person, levels: readonly ClearanceLevelFacts[], at: Date): PersonFacts {
  const { id, name, email, roles, active } = person
  return { id, name, email, roles, active, clearance: clearanceOf(person, levels, at) }
}

/** What a page may show; asked of types, so it decides nothing (every door asks again about the row). */
export function abilitiesOf(reader: Reader, at: Date): Abilities {
  const ability = abilityFor(reader, at)
  return {
    draft: ability.mightEver('draft', 'Product'),
    release: ability.mightEver('release', 'Product'),
    useStore: ability.mightEver('browse', 'StixStore'),
    inspect: ability.mightEver('inspect', 'Edition'),
    administer: ability.mightEver('administer', 'Membership'),
  }
}
