import { Module, type DynamicModule } from '@nestjs/common'
import { CasesService } from './cases.service.ts'
import { ApprovalsService } from './approvals.service.ts'
import { ConsentsService } from './consents.service.ts'
import { AudiencesService } from './audiences.service.ts'
import { CorrectionsService, EditionHistoryService } from './corrections.service.ts'
import { CopiesService } from './copies.service.ts'
import { CopyTracesService } from './copy-traces.service.ts'
import { DigestsService } from './digests.service.ts'
import { EditionsService } from './editions.service.ts'
import { LadderService } from './ladder.service.ts'
import { LookUpsService } from './look-ups.service.ts'
import { OriginatorService } from './originator.service.ts'
import { ProductWork } from './product-work.ts'
import { ProductsService } from './products.service.ts'
import { ReleaseChecks } from './release-checks.ts'
import { ReleaseGate } from './release-gate.ts'
import { ReleaseKey } from './signing.ts'
import { SbomChecksService } from './sbom-checks.service.ts'
import { StixStoreService } from './stix-store.service.ts'
import { StoreLookUpsService } from './store-look-ups.service.ts'

/** What a process needs that only reads what was released. */
const READING = [
  CopiesService,
  EditionsService,
  EditionHistoryService,
  LookUpsService,
  OriginatorService,
  SbomChecksService,
]

/** Wires the verbs of products; `Database` and `MembershipService` come from the application. */
@Module({})
export class ProductsModule {
  /** @param signingKeyPem PKCS #8 in PEM of the Ed25519 key with which this process signs releases */
  static withKey(signingKeyPem: string): DynamicModule {
    return {
      module: ProductsModule,
      global: true,
      providers: [
        { provide: ReleaseKey, useFactory: () => new ReleaseKey(signingKeyPem) },
        ...READING,
        CopyTracesService,
        LadderService,
        CorrectionsService,
        StixStoreService,
        AudiencesService,
        ReleaseChecks,
        CasesService,
        ReleaseGate,
        ApprovalsService,
        ConsentsService,
        ProductWork,
        StoreLookUpsService,
        ProductsService,
        DigestsService,
      ],
      exports: [
        ApprovalsService,
        ConsentsService,
        AudiencesService,
        ...READING,
        CopyTracesService,
        LadderService,
        CorrectionsService,
        StixStoreService,
        CasesService,
        ProductWork,
        StoreLookUpsService,
        ProductsService,
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
