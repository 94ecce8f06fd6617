// The executable specification of who may read: straight boolean code that imports nothing and knows nothing of CASL.
// The house tests hold the rules, the SQL, the reverse and the explanation to it. Change this first, on purpose.

interface SomeReader {
  readonly personId: string | null
  readonly organisationId: string | null
  readonly tier: string
  readonly roles: readonly string[]
  readonly personActive: boolean
  readonly membershipState: string | null
  readonly sectors: readonly string[]
  readonly circles: readonly string[]
  readonly safeguardsValidUntil: string | null
  readonly clearanceRank: number
  readonly clearanceValidUntil: string | null
  readonly isOversight: boolean
}

interface SomeEdition {
  readonly category: string
  readonly requiredRank: number
  readonly everyone: boolean
  readonly sectors: readonly string[]
  readonly circles: readonly string[]
  readonly organisations: readonly string[]
  readonly people: readonly string[]
  readonly excludedOrganisations: readonly string[]
  readonly excludedSectors: readonly string[]
  readonly excludedPeople: readonly string[]
  readonly consentedTiers: readonly string[]
  readonly toPublic: boolean
  readonly releasedAt: string | null
  readonly recalledAt: string | null
  readonly embargoUntil: string | null
  readonly expiresAt: string | null
}

/** May this reader read this edition at this instant (milliseconds since 1970)? CLR-1, CLR-2, CLR-5, §2.6. */
export function mayRead(reader: SomeReader, edition: SomeEdition, atMs: number): boolean {
  if (edition.releasedAt === null || Date.parse(edition.releasedAt) > atMs) return false
  if (edition.recalledAt !== null) return false
  if (edition.embargoUntil !== null && Date.parse(edition.embargoUntil) > atMs) return false
  if (edition.expiresAt !== null && Date.parse(edition.expiresAt) <= atMs) return false
  return mayReadAsThePublic(edition) || mayReadAsAPerson(reader, edition, atMs)
}

function mayReadAsThePublic(edition: SomeEdition): boolean {
  return edition.category === 'NOTICE' && edition.toPublic && edition.consentedTiers.includes('PUBLIC')
}

function mayReadAsAPerson(reader: SomeReader, edition: SomeEdition, atMs: number): boolean {
  const { personId, organisationId, tier } = reader
  if (tier !== 'GOVERNMENT' && tier !== 'MEMBER' && tier !== 'FRIEND') return false
  if (personId === null || organisationId === null) return false
  if (!reader.personActive || reader.membershipState !== 'ACTIVE') return false
  if (!edition.consentedTiers.includes(tier)) return false
  if (edition.excludedOrganisations.includes(organisationId)) return false
  if (edition.excludedPeople.includes(personId)) return false
  if (edition.excludedSectors.some(sector => reader.sectors.includes(sector))) return false

  const addressed =
    edition.everyone ||
    edition.organisations.includes(organisationId) ||
    edition.people.includes(personId) ||
    reader.sectors.some(sector => edition.sectors.includes(sector)) ||
    reader.circles.some(circle => edition.circles.includes(circle))
  if (!addressed) return false

  if (edition.category === 'NOTICE') return true
  if (edition.category === 'PROVISION' && tier === 'FRIEND') return false
  if (edition.category === 'COMPREHENSIVE' && tier !== 'GOVERNMENT') return false
  const isCleared = reader.clearanceValidUntil !== null && Date.parse(reader.clearanceValidUntil) > atMs
  const isSafeguarded = reader.safeguardsValidUntil !== null && Date.parse(reader.safeguardsValidUntil) > atMs
  return isCleared && isSafeguarded && reader.clearanceRank >= edition.requiredRank
}

/** May this reader inspect editions, whatever their label and state (OVS-2)? The edition is not asked. */
export function mayInspect(reader: SomeReader): boolean {
  const isInspector = reader.roles.includes('OVERSIGHT_INSPECTOR')
  return (
    isInspector && reader.isOversight && reader.tier === 'GOVERNMENT' && reader.personActive && reader.personId !== null
  )
}
