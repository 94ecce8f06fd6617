/*
 * The words of the GraphQL contract, as the portal reads them: each is what a question is answered, or what is sent with it, so that
 * the contract itself says what they are.
 */
import type { LocalTime } from '../words/dates.ts'
import type { AnswerOf, Page, VariablesFor } from '@noroshi/client'
import type { EDITIONS, EDITION, EDITION_COUNT } from './editions.ts'
import type { INBOX_AFTER } from './inbox.ts'
import type {
  API_KEYS,
  ORGANISATIONS,
  ORGANISATION_IN_FULL,
  REFERENCE_DATA,
  REGISTER_ORGANISATION,
  REGISTER_PERSON,
} from './membership.ts'
import type {
  AUDIENCE_PREVIEW,
  DANGLING_REFERENCES,
  SLIPS,
  EXPLAIN_AUDIENCE,
  PRODUCT,
  PRODUCTS,
  QUALITY_SIGNS,
  TEAR_LINE,
} from './products.ts'
import type { ME } from './session.ts'
import type { EXTRACT_INDICATORS } from './extraction.ts'
import type { BUNDLE_IMPORT, IMPORT_BUNDLE, IMPORT_REMARKS, STIX_OBJECT, STIX_OBJECTS } from './store.ts'

export type { Page }

export type Me = NonNullable<AnswerOf<typeof ME>['me']>
export type Abilities = Me['abilities']
export type Tier = Me['tier']
export type Role = Me['roles'][number]
export type MembershipState = Me['organisation']['state']
export type Clearance = Me['clearance']

export type Organisation = AnswerOf<typeof ORGANISATIONS>['organisations']['items'][number]
export type OrganisationInFull = AnswerOf<typeof ORGANISATION_IN_FULL>['organisation']
/** What a list of organisations may be narrowed by. */
export type OrganisationFilter = NonNullable<VariablesFor<typeof ORGANISATIONS>['filter']>
export type OrganisationClass = Organisation['class']
export type OrganisationInput = VariablesFor<typeof REGISTER_ORGANISATION>['input']
export type Person = OrganisationInFull['people'][number]
export type MembershipChange = OrganisationInFull['history'][number]
/** Somebody who was invited just now; the token is not told a second time. */
export type InvitedPerson = AnswerOf<typeof REGISTER_PERSON>['registerPerson']
export type ReferenceData = AnswerOf<typeof REFERENCE_DATA>['referenceData']
export type Sector = ReferenceData['sectors'][number]
export type ClearanceLevel = ReferenceData['clearanceLevels'][number]
export type ApiKey = AnswerOf<typeof API_KEYS>['apiKeys'][number]
export type ApiKeyScope = ApiKey['scopes'][number]

export type Edition = AnswerOf<typeof EDITION>['edition']
export type EditionSummary = AnswerOf<typeof EDITIONS>['editions']['items'][number]
export type EditionFilter = NonNullable<VariablesFor<typeof EDITION_COUNT>['filter']>
export type IndicatorRow = Edition['indicators'][number]
export type InfoCategory = Edition['category']
export type ProductKind = Edition['kind']
export type Severity = Edition['severity']
export type Urgency = Edition['urgency']
export type Hunt = NonNullable<Edition['hunt']>
export type HuntQuery = Hunt['queries'][number]
export const PRODUCT_KINDS: readonly ProductKind[] = [
  ...(['BULLETIN', 'IOC_PACKAGE', 'ADVISORY', 'VULNERABILITY_NOTICE'] as const),
  ...(['HUNT_PACKAGE', 'PUBLIC_NOTICE', 'WEEKLY_DIGEST'] as const),
]
export const SEVERITIES: readonly Severity[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW']
export const URGENCIES: readonly Urgency[] = ['EMERGENCY', 'PRIORITY', 'ROUTINE']

export type InboxPage = AnswerOf<typeof INBOX_AFTER>['inbox']
export type InboxItem = InboxPage['items'][number]
export type NewsKind = InboxItem['kind']

export type Product = AnswerOf<typeof PRODUCT>['product']
export type ProductSummary = AnswerOf<typeof PRODUCTS>['products']['items'][number]
export type ProductState = Product['state']
export type ProductEvent = Product['events'][number]
export type ProductEventKind = ProductEvent['what']
export type PersonName = Product['author']
export type EditionReach = Product['reach'][number]
export type EditionDraft = Product['editions'][number]
export type HuntDraft = NonNullable<EditionDraft['hunt']>
export type Audience = EditionDraft['audience']
export type Fragment = EditionDraft['fragments'][number]
export type TextPart = Fragment['part']
/** What a form sends leaves nothing out, though the contract would let it. */
export type FragmentInput = Omit<Fragment, 'stixObjects' | 'outOfDate'>
export type EditionInput = Pick<EditionDraft, 'title' | 'summary' | 'requiredRank' | 'audience'> & {
  embargo: LocalTime | null
  expiry: LocalTime | null
  fragments: FragmentInput[]
  titleEn: TwinInput | null
  summaryEn: TwinInput | null
  hunt?: HuntDraft | null
}
/** An English title or summary, and of what Japanese: null where that is sent beside it. */
export interface TwinInput {
  text: string
  translatedDigest: string | null
}
export type ProductInput = Pick<
  Product,
  'title' | 'kind' | 'severity' | 'urgency' | 'drill' | 'answerWithinMinutes'
> & { editions: EditionInput[] }
export type AudiencePreview = AnswerOf<typeof AUDIENCE_PREVIEW>['audiencePreview']
export type PreviewOrganisation = AudiencePreview['organisations'][number]
export type LeftOut = AudiencePreview['leftOut'][number]
export type EditionExplanation = AnswerOf<typeof EXPLAIN_AUDIENCE>['explainAudience'][number]
export type QualitySign = AnswerOf<typeof QUALITY_SIGNS>['qualitySigns'][number]
/** A fragment above the tear line: why its text goes, and which of its objects. */
export type TornFragment = AnswerOf<typeof TEAR_LINE>['tearLine'][number]
export type TearReason = TornFragment['reasons'][number]
export type Slip = AnswerOf<typeof SLIPS>['slips'][number]
export type DanglingReference = AnswerOf<typeof DANGLING_REFERENCES>['danglingReferences'][number]

export type StixObjectSummary = AnswerOf<typeof STIX_OBJECTS>['stixObjects']['items'][number]
/** What a list of STIX objects may be narrowed by. */
export type StixObjectFilter = NonNullable<VariablesFor<typeof STIX_OBJECTS>['filter']>
export type StixObjectHistory = AnswerOf<typeof STIX_OBJECT>['stixObject']
export type BundleImport = AnswerOf<typeof BUNDLE_IMPORT>['bundleImport']
export type ImportState = BundleImport['state']
export type ImportRemark = AnswerOf<typeof IMPORT_REMARKS>['bundleImportRemarks']['items'][number]
export type ImportRemarkKind = ImportRemark['kind']
export type ImportStrictness = NonNullable<VariablesFor<typeof IMPORT_BUNDLE>['strictness']>

export type Extraction = AnswerOf<typeof EXTRACT_INDICATORS>['extractIndicators']
export type DocumentForm = Extraction['form']
export type IndicatorCandidate = Extraction['candidates'][number]
