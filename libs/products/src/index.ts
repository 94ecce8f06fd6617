export type { AfterReviewState } from './after-review.ts'
export { AfterReviewsService } from './after-reviews.service.ts'
export { ApprovalsService } from './approvals.service.ts'
export { AudiencesService } from './audiences.service.ts'
export type { WouldLearn } from './audiences.service.ts'
export type { Unreached } from './unreached.ts'
export type { AudiencePreview } from './audience-preview.ts'
export type { CaseEntry, CaseRow, CaseState, CaseSummary, Intake } from './case.ts'
export { CasesService } from './cases.service.ts'
export { CopiesService } from './copies.service.ts'
export type { TakenCopy } from './copies.service.ts'
export { CopyTracesService } from './copy-traces.service.ts'
export type { CopyFormat, CopyTrace } from './copy.repository.ts'
export { csafVersionOf, HUB_PUBLISHER, type CsafEdition, type CsafPublisher } from './csaf-edition.ts'
export type { BundleImport, ImportRemark } from './bundle-import.repository.ts'
export { UNVERSIONED, versionKey } from './edition-objects.ts'
export { OWN_OBJECTS, recalledReport, TLP_OF_CATEGORY } from './edition-report.ts'
export { noteUse } from './edition-use.repository.ts'
export {
  EditionRepository,
  iso,
  type Edition,
  type EditionFilter,
  type EditionSummary,
  type ReadingVerb,
} from './edition.repository.ts'
export { hashesOf, manifestOf, type MispEdition } from './misp-edition.ts'
export type { AskedConsent } from './consent.repository.ts'
export type { AskedObject, Originator } from './consent.ts'
export { ConsentsService } from './consents.service.ts'
export type { EarlierEdition } from './correction.repository.ts'
export { CorrectionsService, EditionHistoryService, type EditionStep } from './corrections.service.ts'
export { EditionsService } from './editions.service.ts'
export { LadderService } from './ladder.service.ts'
export { MOST_VALUES, valuesOfLines } from './look-up.ts'
export { LookUpsService, type LookUpHit } from './look-ups.service.ts'
export type { TornFragment } from './tear-line.ts'
export { OperatingModeService } from './operating-mode.service.ts'
export { OriginatorService } from './originator.service.ts'
export { decodeCursor, MOST_PER_PAGE, pageSize, toPage, type Page, type PageRequest } from './page.ts'
export { PRODUCT_KINDS, type ProductState } from './product.ts'
export type { ProductSummary } from './product.repository.ts'
export { ProductWork } from './product-work.ts'
export { ProductsModule } from './products.module.ts'
export { ProductsService } from './products.service.ts'
export type { QualitySign } from './quality.ts'
export type { JudgedSlip } from './release-checks.ts'
export type { GateObjection } from './release-gate.ts'
export {
  ReclassificationsService,
  type Reclassification,
  type ReclassificationEffect,
} from './reclassifications.service.ts'
export { recipientsOf } from './recipients.ts'
export { SbomChecksService, type SbomCheck, type SbomMatch } from './sbom-checks.service.ts'
export { digestOf, DownloadKey, ReleaseKey, sha256Hex, type SignedContent } from './signing.ts'
export type { StixObjectSummary, StixObjectVersion } from './stix-store.repository.ts'
export { StoreLookUpsService, type StoreHit, type StoreLookUp } from './store-look-ups.service.ts'
export { StixStoreService, type IncomingBundle } from './stix-store.service.ts'
