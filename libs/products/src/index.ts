export { AlertsService, type Alert, type AlertReach } from './alerts.service.ts'
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
export { ANSWER_WITHIN_MINUTES } from './answer-time.ts'
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
export { DigestsService } from './digests.service.ts'
export { EditionsService } from './editions.service.ts'
export { expiredOf, type ExpiredEdition, type ExpiringEdition } from './expiry.repository.ts'
export { ExpiredEditionsService, ExpiringEditionsService } from './expiry.service.ts'
export { ScheduledReleasesService } from './scheduled-releases.service.ts'
export { HUNT_LABEL, huntFileName, type Hunt, type HuntLanguage } from './hunt.ts'
export { LadderService } from './ladder.service.ts'
export { MOST_VALUES, valuesOfLines } from './look-up.ts'
export { LookUpsService, type LookUpHit } from './look-ups.service.ts'
export type { TornFragment } from './tear-line.ts'
export {
  alertKey,
  newAlertId,
  oneLine,
  signedLines,
  signedText,
  verifiedText,
  wrapped,
  type OfflineAlert,
} from './offline-alert.ts'
export type { SentAlert } from './offline-alert.repository.ts'
export { MOST_OUTCOMES, OfflineAlertsService } from './offline-alerts.service.ts'
export { OperatingModeService } from './operating-mode.service.ts'
export { OriginatorService } from './originator.service.ts'
export { decodeCursor, MOST_PER_PAGE, pageSize, toPage, type Page, type PageRequest } from './page.ts'
export { DRILL_MARK, DRILL_MARK_EN, PRODUCT_KINDS, type ProductKind, type ProductState } from './product.ts'
export type { ProductSummary } from './product.repository.ts'
export { PRODUCT_TEMPLATES, type ProductTemplate } from './product-templates.ts'
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
export { digestOf, DownloadKey, isDrillReference, ReleaseKey, sha256Hex, type SignedContent } from './signing.ts'
export type { StixObjectSummary, StixObjectVersion } from './stix-store.repository.ts'
export { StoreLookUpsService, type StoreHit, type StoreLookUp } from './store-look-ups.service.ts'
export { StixStoreService, type IncomingBundle } from './stix-store.service.ts'
export type { EditionText } from './texts.ts'
