import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm'
import type { MembershipState } from '@noroshi/clearance'
import type {
  Capability,
  CouncilTier,
  OrganisationClass,
  OrganisationFacts,
  OrganisationSize,
  OrganisationView,
} from './words.ts'

// Checks are compared with the schema by name; their text lives in the migration, in full view.
const IN_MIGRATION = 'true'

/** An organisation of the council (ACT-1, ACT-2). Points to other libs' rows by id only. */
@Entity({ name: 'organisation' })
@Unique('organisation_id_tier', ['id', 'tier'])
@Check('organisation_class_known', IN_MIGRATION)
@Check('organisation_tier_known', IN_MIGRATION)
@Check('organisation_state_known', IN_MIGRATION)
@Check('organisation_size_known', IN_MIGRATION)
@Check('organisation_capability_known', IN_MIGRATION)
@Check('organisation_oversight_unrestricted', IN_MIGRATION)
export class Organisation {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'organisation_pkey' })
  id: string

  @Column({ type: 'text' })
  name: string

  @Column({ name: 'name_en', type: 'text' })
  nameEn: string

  @Column({ type: 'text' })
  class: OrganisationClass

  @Column({ type: 'text' })
  tier: CouncilTier

  @Column({ type: 'text', array: true, default: () => `'{}'` })
  sectors: string[]

  @Column({ name: 'competent_ministry', type: 'text', nullable: true })
  competentMinistry: string | null

  @Column({ type: 'text', nullable: true })
  prefecture: string | null

  @Column({ type: 'text', nullable: true })
  size: OrganisationSize | null

  @Column({ type: 'text', nullable: true })
  capability: Capability | null

  /** The circles it is in; triggers hold it true, nothing else writes it. */
  @Column({ type: 'uuid', array: true, default: () => `'{}'` })
  circles: string[]

  @Column({ type: 'text', default: 'APPLIED' })
  state: MembershipState

  @Column({ name: 'safeguards_valid_until', type: 'timestamptz', nullable: true })
  safeguardsValidUntil: Date | null

  @Column({ type: 'int', default: 1 })
  epoch: number

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date
}

/** Whether the 安全管理措置 are valid at an instant (CLR-8). */
export function isSafeguarded(organisation: Pick<Organisation, 'safeguardsValidUntil'>, at: Date): boolean {
  return organisation.safeguardsValidUntil !== null && organisation.safeguardsValidUntil > at
}

/** Whether the organisation is the oversight committee (監理委員会), which nobody can restrict (OVS-2). */
export function isOversight(organisation: Pick<Organisation, 'class'>): boolean {
  return organisation.class === 'OVERSIGHT_COMMITTEE'
}

/** The organisation as forms and pages show it (ACT-1). */
export function factsOfOrganisation(organisation: Organisation, at: Date): OrganisationFacts {
  const {
    id,
    name,
    nameEn,
    class: kind,
    tier,
    sectors,
    competentMinistry,
    prefecture,
    size,
    capability,
    state,
  } = organisation
  const { safeguardsValidUntil } = organisation
  const place = { competentMinistry, prefecture, size, capability, state, safeguardsValidUntil }
  return { id, name, nameEn, class: kind, tier, sectors, ...place, safeguardsValid: isSafeguarded(organisation, at) }
}

/** The organisation as lists answer it: without people and history. */
export function viewOfOrganisation(facts: OrganisationFacts): OrganisationView {
  return { ...facts, people: [], history: [] }
}
