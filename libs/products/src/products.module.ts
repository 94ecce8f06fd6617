import { Module, type DynamicModule } from '@nestjs/common'
import { CopiesService } from './copies.service.ts'
import { CopyTracesService } from './copy-traces.service.ts'
import { EditionsService } from './editions.service.ts'
import { LookUpsService } from './look-ups.service.ts'
import { ProductWork } from './product-work.ts'
import { ProductsService } from './products.service.ts'
import { ReleaseChecks } from './release-checks.ts'
import { ReleaseKey } from './signing.ts'
import { SbomChecksService } from './sbom-checks.service.ts'
import { StixStoreService } from './stix-store.service.ts'
import { StoreLookUpsService } from './store-look-ups.service.ts'

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
        CopiesService,
        CopyTracesService,
        EditionsService,
        LookUpsService,
        SbomChecksService,
        StixStoreService,
        ReleaseChecks,
        ProductWork,
        StoreLookUpsService,
        ProductsService,
      ],
      exports: [
        CopiesService,
        CopyTracesService,
        EditionsService,
        LookUpsService,
        SbomChecksService,
        StixStoreService,
        StoreLookUpsService,
        ProductsService,
      ],
    }
  }

  /** For a process that only reads what was released, such as the public one: it holds no key. */
  static reading(): DynamicModule {
    return {
      module: ProductsModule,
      global: true,
      providers: [CopiesService, EditionsService, LookUpsService, SbomChecksService],
      exports: [CopiesService, EditionsService, LookUpsService, SbomChecksService],
    }
  }
}
