import { Module, type DynamicModule } from '@nestjs/common'
import { SourceRelabelling } from '@noroshi/intake'
import { CasesService } from './cases.service.ts'
import { AfterReviewsService } from './after-reviews.service.ts'
import { ApprovalsService } from './approvals.service.ts'
import { ConsentsService } from './consents.service.ts'
import { AlertsService } from './alerts.service.ts'
import { AudiencesService } from './audiences.service.ts'
import { CorrectionsService, EditionHistoryService } from './corrections.service.ts'
import { CopiesService } from './copies.service.ts'
import { CopyTracesService } from './copy-traces.service.ts'
import { DigestsService } from './digests.service.ts'
import { EditionsService } from './editions.service.ts'
import { ExpiredEditionsService, ExpiringEditionsService } from './expiry.service.ts'
import { LadderService } from './ladder.service.ts'
import { LookUpsService } from './look-ups.service.ts'
import { AlertKeys, OfflineAlertsService } from './offline-alerts.service.ts'
import { OperatingModeService } from './operating-mode.service.ts'
import { OriginatorService } from './originator.service.ts'
import { ProductWork } from './product-work.ts'
import { ProductsService } from './products.service.ts'
import { ReclassificationsService } from './reclassifications.service.ts'
import { ReleaseChecks } from './release-checks.ts'
import { ReleaseGate } from './release-gate.ts'
import { RestrictionChanges } from './restriction-changes.ts'
import { ReleaseKey } from './signing.ts'
import { SbomChecksService } from './sbom-checks.service.ts'
import { ScheduledReleasesService } from './scheduled-releases.service.ts'
import { SourceRelabellingService } from './source-relabelling.service.ts'
import { StixStoreService } from './stix-store.service.ts'
import { StoreLookUpsService } from './store-look-ups.service.ts'

/** What a process needs that only reads what was released. */
const READING = [
  CopiesService,
  EditionsService,
  EditionHistoryService,
  ExpiredEditionsService,
  LookUpsService,
  OriginatorService,
  SbomChecksService,
]

/** Wires the verbs of products; `Database` and `MembershipService` come from the application. */
@Module({})
export class ProductsModule {
  /**
   * @param signingKeyPem PKCS #8 in PEM of the Ed25519 key with which this process signs releases
   * @param alertKeys with which alerts without the hub are signed, in PEM
   */
  static withKey(signingKeyPem: string, alertKeys: readonly string[] = []): DynamicModule {
    return {
      module: ProductsModule,
      global: true,
      providers: [
        { provide: ReleaseKey, useFactory: () => new ReleaseKey(signingKeyPem) },
        { provide: AlertKeys, useFactory: () => new AlertKeys(alertKeys) },
        OfflineAlertsService,
        ...READING,
        CopyTracesService,
        LadderService,
        CorrectionsService,
        ExpiringEditionsService,
        ScheduledReleasesService,
        StixStoreService,
        AlertsService,
        AudiencesService,
        ReleaseChecks,
        CasesService,
        ReleaseGate,
        ApprovalsService,
        AfterReviewsService,
        OperatingModeService,
        ConsentsService,
        ProductWork,
        StoreLookUpsService,
        ProductsService,
        RestrictionChanges,
        ReclassificationsService,
        { provide: SourceRelabelling, useClass: SourceRelabellingService },
        DigestsService,
      ],
      exports: [
        ApprovalsService,
        AfterReviewsService,
        OperatingModeService,
        ConsentsService,
        AlertsService,
        OfflineAlertsService,
        AudiencesService,
        ...READING,
        CopyTracesService,
        LadderService,
        CorrectionsService,
        ExpiringEditionsService,
        ScheduledReleasesService,
        StixStoreService,
        CasesService,
        ProductWork,
        StoreLookUpsService,
        ProductsService,
        ReclassificationsService,
        SourceRelabelling,
        DigestsService,
      ],
    }
  }

  /** For a process that only reads what was released, such as the public one: it holds no key. */
  static reading(): DynamicModule {
    return {
      module: ProductsModule,
      global: true,
      providers: READING,
      exports: READING,
    }
  }
}
