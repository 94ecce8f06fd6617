// The words of the GraphQL contract, as the portal reads them. contract.spec.ts holds the questions to the contract.
import type { InfoCategory, MembershipState, Role, Tier } from '@noroshi/clearance'

export type { InfoCategory, MembershipState, Role, Tier }

export type NewsKind = 'RELEASED' | 'RECALLED'
export type ProductKind = 'BULLETIN' | 'IOC_PACKAGE' | 'ADVISORY' | 'NOTICE'
export type Severity = 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL'
export type Urgency = 'ROUTINE' | 'PRIORITY' | 'EMERGENCY'
export type ProductState = 'DRAFT' | 'IN_REVIEW' | 'RELEASED' | 'RECALLED'
export type ProductEventKind = 'DRAFTED' | 'REVISED' | 'SUBMITTED' | 'RETURNED' | 'RELEASED' | 'RECALLED'
export type OrganisationClass =
  | 'ADMINISTRATIVE_ORGAN'
  | 'OVERSIGHT_COMMITTEE'
  | 'CORE_INFRASTRUCTURE_OPERATOR'
  | 'VENDOR'
  | 'MUNICIPALITY'
  | 'SENSITIVE_TECHNOLOGY_HOLDER'
  | 'CRITICAL_INFRASTRUCTURE_OPERATOR'
  | 'SUPPLY_CHAIN_OPERATOR'
  | 'CYBERSECURITY_BODY'
export type ApiKeyScope = 'read' | 'acknowledge' | 'contribute' | 'import' | 'draft' | 'release' | 'administer'
export type ImportState = 'RUNNING' | 'INTERRUPTED' | 'DONE' | 'REFUSED'
export type ImportRemarkKind = 'REFUSED' | 'CHANGED' | 'WARNING' | 'LOSS'
export type ImportStrictness = 'REFUSE' | 'ACCEPT_WITH_WARNING'

export const PRODUCT_KINDS: readonly ProductKind[] = ['BULLETIN', 'IOC_PACKAGE', 'ADVISORY', 'NOTICE']
export const SEVERITIES: readonly Severity[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW']
export const URGENCIES: readonly Urgency[] = ['EMERGENCY', 'PRIORITY', 'ROUTINE']

/** One page of a list that is paged by key. */
export interface Page<T> {
  items: T[]
  endCursor: string | null
  hasMore: boolean
}

export interface Abilities {
  draft: boolean
  release: boolean
  useStore: boolean
  inspect: boolean
  administer: boolean
}
export interface Clearance {
  rank: number
  level: string
  validUntil: string | null
  verifiedBy: string | null
  valid: boolean
}
export interface Me {
  personId: string
  name: string
  email: string
  tier: Tier
  roles: Role[]
  organisation: {
    id: string
    name: string
    nameEn: string
    sectors: string[]
    state: MembershipState
    safeguardsValid: boolean
    safeguardsValidUntil: string | null
  }
  clearance: Clearance
  abilities: Abilities
}

export interface Organisation {
  id: string
  name: string
  nameEn: string
  class: OrganisationClass
  tier: Tier
  sectors: string[]
  competentMinistry: string | null
  prefecture: string | null
  state: MembershipState
  safeguardsValidUntil: string | null
  safeguardsValid: boolean
}
export interface Person {
  id: string
  name: string
  email: string
  roles: Role[]
  active: boolean
  clearance: Clearance
}
export interface MembershipChange {
  fromState: MembershipState | null
  toState: MembershipState
  reason: string
  changedAt: string
}
export interface OrganisationInFull extends Organisation {
  people: Person[]
  history: MembershipChange[]
}
export interface Sector {
  id: string
  nameJa: string
  nameEn: string
}
export interface ClearanceLevel {
  rank: number
  code: string
  nameJa: string
  nameEn: string
}
export interface ReferenceData {
  sectors: Sector[]
  clearanceLevels: ClearanceLevel[]
}
export interface ApiKey {
  id: string
  name: string
  scopes: ApiKeyScope[]
  createdAt: string
  expiresAt: string
  revokedAt: string | null
  lastUsedAt: string | null
}

export interface EditionSummary {
  id: string
  reference: string
  category: InfoCategory
  kind: ProductKind
  severity: Severity
  urgency: Urgency
  title: string
  summary: string
  releasedAt: string
}
export interface IndicatorRow {
  kind: string
  value: string
  name: string
  stixId: string
}
export interface Edition extends EditionSummary {
  body: string
  indicators: IndicatorRow[]
  objectCount: number
  recalledAt: string | null
  digest: string
  signature: string
  keyId: string
}
export interface EditionFilter {
  text?: string
  kind?: ProductKind
  severity?: Severity
  urgency?: Urgency
}

export interface InboxItem {
  seq: number
  kind: NewsKind
  createdAt: string
  acknowledgedAt: string | null
  editionId: string
  reference: string
  edition: EditionSummary | null
}
export interface InboxPage {
  items: InboxItem[]
  lastSeq: number
  unacknowledged: number
  hasMore: boolean
}

export interface PersonName {
  id: string
  name: string
  organisation: string
}
export interface ProductSummary {
  id: string
  title: string
  kind: ProductKind
  severity: Severity
  urgency: Urgency
  state: ProductState
  version: number
  categories: InfoCategory[]
  authorName: string
  updatedAt: string
}
export interface Audience {
  everyone: boolean
  sectors: string[]
  organisations: string[]
  people: string[]
  excludedOrganisations: string[]
  toPublic: boolean
}
export interface FragmentInput {
  text: string
  stixIds: string[]
  containsSecret: boolean
  containsCommInfo: boolean
  identifiesPerson: boolean
  originator: string | null
  consentedTiers: Tier[] | null
}
export interface Fragment extends FragmentInput {
  stixObjects: StixObjectSummary[]
}
export interface EditionInput {
  title: string
  summary: string
  fragments: FragmentInput[]
  requiredRank: number
  audience: Audience
  embargoUntil: string | null
  expiresAt: string | null
}
export interface EditionDraft extends EditionInput {
  id: string
  category: InfoCategory
  containsSecret: boolean
  containsCommInfo: boolean
  identifiesPerson: boolean
  fragments: Fragment[]
  editionId: string | null
  recalledAt: string | null
}
export interface ProductInput {
  title: string
  kind: ProductKind
  severity: Severity
  urgency: Urgency
  editions: EditionInput[]
}
export interface ProductEvent {
  what: ProductEventKind
  by: PersonName
  note: string
  productVersion: number
  at: string
}
export interface EditionReach {
  category: InfoCategory
  recipients: number
  delivered: number
  acknowledged: number
}
export interface Product {
  id: string
  title: string
  kind: ProductKind
  severity: Severity
  urgency: Urgency
  state: ProductState
  version: number
  author: PersonName
  submittedBy: PersonName | null
  releasedBy: PersonName | null
  editions: EditionDraft[]
  events: ProductEvent[]
  releaseObjections: { code: string; detail: string | null }[]
  reach: EditionReach[]
  updatedAt: string
}
export interface PreviewOrganisation {
  id: string
  name: string
  tier: Tier
  people: { id: string; name: string; category: InfoCategory }[]
}
export interface LeftOut {
  personId: string
  name: string
  organisation: string
  category: InfoCategory
  condition: string
  receives: InfoCategory | null
}
export interface AudiencePreview {
  organisations: PreviewOrganisation[]
  people: number
  toPublic: boolean
  leftOut: LeftOut[]
}
export interface EditionExplanation {
  category: InfoCategory
  allowed: boolean
  delivered: boolean
  steps: { condition: string; holds: boolean }[]
}
export interface DanglingReference {
  category: InfoCategory
  from: string
  path: string
  id: string
  known: boolean
}

export interface StixObjectSummary {
  id: string
  type: string
  name: string
  version: string
  revoked: boolean
  versions: number
  receivedAt: string
}
export interface StixObjectHistory {
  id: string
  type: string
  name: string
  versions: {
    version: string
    variant: number
    revoked: boolean
    receivedAt: string
    document: string
    importId: string
    sourceId: string | null
  }[]
  references: { path: string; id: string; known: boolean; name: string | null }[]
}
export interface ImportRemark {
  position: number
  kind: ImportRemarkKind
  stixId: string | null
  rule: string
  section: string
  path: string
  message: string
  messageJa: string
}
export interface BundleImport {
  id: string
  fileName: string
  state: ImportState
  bytesTotal: number | null
  bytesRead: number
  objectsRead: number
  stored: number
  known: number
  refused: number
  changed: number
  refusal: ImportRemark | null
  startedAt: string
  finishedAt: string | null
}

export type DocumentForm = 'TEXT' | 'MAIL' | 'PDF'
export interface IndicatorCandidate {
  kind: string
  value: string
  asWritten: string
  line: number
  occurrences: number
  context: { text: string; start: number; length: number }
  confidence: number
  reasons: { rule: string; message: string; messageJa: string }[]
  warningLists: string[]
}
export interface Extraction {
  form: DocumentForm
  candidates: IndicatorCandidate[]
  isCut: boolean
}
