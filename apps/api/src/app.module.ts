import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common'
import { APP_FILTER, APP_GUARD } from '@nestjs/core'
import { GraphQLModule } from '@nestjs/graphql'
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius'
import { Database } from '@noroshi/database'
import {
  AlertProgressService,
  CollectionsModule,
  DeliveryModule,
  AnswerBoardService,
  DutyService,
  RelayHopsService,
  HuntReturnsService,
  MailKeySettings,
  PhoneSettings,
  PushDeviceSettings,
  ReachabilityService,
  UsefulnessService,
  UseReportService,
  EndpointSettings,
  publishedMailKey,
  publishedWebhookKey,
} from '@noroshi/delivery'
import { SHIPPED_WARNING_LISTS, WarningLists } from '@noroshi/indicators'
import { SourcesService, SourceSettings } from '@noroshi/intake'
import { MembershipModule } from '@noroshi/membership'
import { DownloadKey, LookUpsService, ProductsModule, ReleaseKey, StixStoreService } from '@noroshi/products'
import { GraphQLUpload } from 'graphql-upload-minimal'
import { LoggerModule } from 'nestjs-pino'
import { fileURLToPath } from 'node:url'
import { servesPeople, type ApiConfig } from './config.ts'
import { FeedbackResolver } from './delivery/feedback.resolver.ts'
import { HuntAnswersResolver } from './delivery/hunt-answers.resolver.ts'
import { ImpactAnswersResolver } from './delivery/impact-answers.resolver.ts'
import { InboxResolver } from './delivery/inbox.resolver.ts'
import { ChannelsResolver } from './delivery/channels.resolver.ts'
import { EndpointsResolver } from './delivery/endpoints.resolver.ts'
import { MailKeysResolver } from './delivery/mail-keys.resolver.ts'
import { PhonesResolver } from './delivery/phones.resolver.ts'
import { PushDevicesResolver } from './delivery/push-devices.resolver.ts'
import { WishesResolver } from './delivery/wishes.resolver.ts'
import { RelayedController } from './delivery/relayed.controller.ts'
import { RelaysResolver } from './delivery/relays.resolver.ts'
import { Admissions } from './delivery/admissions.ts'
import { PushGateway } from './delivery/push.gateway.ts'
import { AccessGuard } from './door/access.guard.ts'
import { ApiKeyStrategy } from './door/api-key.strategy.ts'
import { DateTimeScalar } from './door/date-time.scalar.ts'
import { ErrorFilter } from './door/error.filter.ts'
import { graphqlErrors, graphqlRequestErrors } from './door/graphql-errors.ts'
import { limitRules, MOST_DEPTH } from './door/graphql-limits.ts'
import { loggingOf } from './door/logging.ts'
import { PasswordStrategy } from './door/password.strategy.ts'
import { ReaderGuard } from './door/reader.guard.ts'
import { RelayedLimits } from './door/relayed-limits.ts'
import { SessionCookie } from './door/session-cookie.ts'
import { SessionStrategy } from './door/session.strategy.ts'
import { SignInLimits } from './door/sign-in-limits.ts'
import { API_CONFIG } from './door/tokens.ts'
import { FeedsController } from './feeds/feeds.controller.ts'
import { MispFeedController } from './feeds/misp-feed.controller.ts'
import { PublicFeedsController } from './feeds/public-feeds.controller.ts'
import { CirclesResolver } from './circles/circles.resolver.ts'
import { SourcesResolver } from './intake/sources.resolver.ts'
import { DrainingService } from './health/draining.service.ts'
import { FrontDoor } from './health/front-door.ts'
import { HealthController } from './health/health.controller.ts'
import { EnrolmentController } from './membership/enrolment.controller.ts'
import { ExtractionResolver } from './indicators/extraction.resolver.ts'
import { ExtractionService } from './indicators/extraction.service.ts'
import { ContactsResolver } from './membership/contacts.resolver.ts'
import { HandoversResolver } from './membership/handovers.resolver.ts'
import { HousekeepingService } from './membership/housekeeping.service.ts'
import { MembershipResolver } from './membership/membership.resolver.ts'
import { RegistryResolver } from './membership/registry.resolver.ts'
import { SignInController } from './membership/sign-in.controller.ts'
import { AlertsResolver } from './products/alerts.resolver.ts'
import { AudienceResolver } from './products/audience.resolver.ts'
import { BundleController } from './products/bundle.controller.ts'
import { CasesResolver } from './products/cases.resolver.ts'
import { ReclassificationsResolver } from './products/reclassifications.resolver.ts'
import { ApprovalsResolver } from './products/approvals.resolver.ts'
import { ConsentsResolver } from './products/consents.resolver.ts'
import { CorrectionsResolver } from './products/corrections.resolver.ts'
import { EmergencyResolver } from './products/emergency.resolver.ts'
import { EditionHistoryResolver } from './products/edition-history.resolver.ts'
import { EditionsResolver } from './products/editions.resolver.ts'
import { FiltersController } from './products/filters.controller.ts'
import { FiltersService } from './products/filters.service.ts'
import { AnswerBoardResolver } from './products/answer-board.resolver.ts'
import { DutyResolver } from './products/duty.resolver.ts'
import { HandoverWorkResolver } from './products/handover-work.resolver.ts'
import { ReachabilityResolver } from './products/reachability.resolver.ts'
import { RelayHopsResolver } from './products/relay-hops.resolver.ts'
import { HuntReturnsResolver } from './products/hunt-returns.resolver.ts'
import { HuntsController } from './products/hunts.controller.ts'
import { LookUpsController } from './products/look-ups.controller.ts'
import { ExpiredEditionsResolver } from './products/expired-editions.resolver.ts'
import { TimesResolver } from './products/times.resolver.ts'
import { LookUpsResolver } from './products/look-ups.resolver.ts'
import { LadderResolver } from './products/ladder.resolver.ts'
import { ProductConsentsResolver } from './products/product-consents.resolver.ts'
import { ProductsResolver } from './products/products.resolver.ts'
import { SigningKeys, type KeyUse, type PublishedKey } from './products/signing-keys.ts'
import { TemplatesResolver } from './products/templates.resolver.ts'
import { UsefulnessResolver } from './products/usefulness.resolver.ts'
import { PublicController } from './public/public.controller.ts'
import { CopiesResolver } from './renderings/copies.resolver.ts'
import { RenderingsController } from './renderings/renderings.controller.ts'
import { StixResolver } from './stix/stix.resolver.ts'
import { StoreLookUpsResolver } from './stix/store-look-ups.resolver.ts'
import { ContributionsController } from './taxii/contributions.controller.ts'
import { ContributionsResolver } from './taxii/contributions.resolver.ts'
import { CouncilController } from './taxii/council.controller.ts'
import { DiscoveryController } from './taxii/discovery.controller.ts'
import { PublicCollectionsController } from './taxii/public-collections.controller.ts'

/** What an opened database is to the modules: one provider for the whole application. */
@Module({})
class DatabaseModule {
  static holding(database: Database, config: ApiConfig): DynamicModule {
    const providers: Provider[] = [
      { provide: Database, useValue: database },
      { provide: API_CONFIG, useValue: config },
      { provide: WarningLists, useValue: new WarningLists(warningListsOf(config)) },
      { provide: EndpointSettings, useValue: config.endpoints ?? { publicKeyPem: undefined, allowedOrigins: [] } },
      { provide: PushDeviceSettings, useValue: config.push ?? NO_PUSH },
      { provide: PhoneSettings, useValue: config.phones ?? { publicKeyPem: undefined, from: undefined } },
      { provide: MailKeySettings, useValue: { authorities: config.smimeAuthorities ?? null } },
    ]
    return {
      module: DatabaseModule,
      global: true,
      providers,
      exports: [
        Database,
        API_CONFIG,
        WarningLists,
        EndpointSettings,
        PushDeviceSettings,
        PhoneSettings,
        MailKeySettings,
      ],
    }
  }
}

/**
 * The doors, as many as the process's tiers need. A process that serves the public alone has no GraphQL, no sign-in, no
 * sockets and no key: what it does not have cannot be broken into.
 */
@Module({})
export class AppModule {
  static serving(config: ApiConfig, database: Database): DynamicModule {
    const people = servesPeople(config.tiers)
    const government = config.tiers.includes('GOVERNMENT')
    const controllers: Type[] = [HealthController, DiscoveryController, MispFeedController]
    if (config.tiers.includes('PUBLIC'))
      controllers.push(PublicController, PublicCollectionsController, PublicFeedsController)
    if (people)
      controllers.push(
        SignInController,
        EnrolmentController,
        RelayedController,
        BundleController,
        HuntsController,
        RenderingsController,
        CouncilController,
        ContributionsController,
        FeedsController,
        LookUpsController,
      )
    const key = config.signingKeyPem ? new ReleaseKey(config.signingKeyPem) : undefined
    const downloadKey = config.downloadKeyPem ? new DownloadKey(config.downloadKeyPem) : undefined
    if (key && key.keyId === downloadKey?.keyId)
      throw new Error('Wrong settings: HUB_DOWNLOAD_KEY_FILE (it is the release key; make another)')
    // Who signs nothing for readers has no door for it.
    if (people && downloadKey) controllers.push(FiltersController)
    const doors: Provider[] = [
      ReaderGuard,
      SessionCookie,
      SessionStrategy,
      ApiKeyStrategy,
      SignInLimits,
      RelayedLimits,
      PasswordStrategy,
      DateTimeScalar,
    ]
    const peopleProviders: Provider[] = [
      ...doors,
      { provide: APP_GUARD, useExisting: ReaderGuard },
      {
        provide: SigningKeys,
        useFactory: async () =>
          new SigningKeys([
            ...published(key, 'RELEASE'),
            ...published(downloadKey, 'DOWNLOAD'),
            ...published(config.webhookKeyPem ? publishedWebhookKey(config.webhookKeyPem) : undefined, 'WEBHOOK'),
            ...published(config.mailKeyArmored ? await publishedMailKey(config.mailKeyArmored) : undefined, 'MAIL'),
          ]),
      },
      ...(downloadKey ? [filters(downloadKey, config)] : []),
      ...[
        MembershipResolver,
        ContactsResolver,
        HandoversResolver,
        RegistryResolver,
        EditionsResolver,
        EditionHistoryResolver,
        ExpiredEditionsResolver,
        LookUpsResolver,
        ConsentsResolver,
        ChannelsResolver,
        WishesResolver,
        EndpointsResolver,
        MailKeysResolver,
        PhonesResolver,
        PushDevicesResolver,
        InboxResolver,
        FeedbackResolver,
        HuntAnswersResolver,
        ImpactAnswersResolver,
        RelaysResolver,
        PushGateway,
        Admissions,
        HousekeepingService,
      ],
      ...(government
        ? [
            StixResolver,
            StoreLookUpsResolver,
            LadderResolver,
            CirclesResolver,
            AudienceResolver,
            EmergencyResolver,
            ProductsResolver,
            ApprovalsResolver,
            ProductConsentsResolver,
            CorrectionsResolver,
            TimesResolver,
            UseReportService,
            CopiesResolver,
            ContributionsResolver,
            ExtractionResolver,
            extraction(config),
          ]
        : []),
      ...(government ? [SourcesResolver, SourcesService, CasesResolver, UsefulnessResolver, UsefulnessService] : []),
      ...(government ? [ReclassificationsResolver, AlertsResolver, AlertProgressService] : []),
      ...(government
        ? [
            TemplatesResolver,
            HuntReturnsResolver,
            HuntReturnsService,
            AnswerBoardResolver,
            AnswerBoardService,
            DutyResolver,
            DutyService,
            ReachabilityResolver,
            ReachabilityService,
            HandoverWorkResolver,
            RelayHopsResolver,
            RelayHopsService,
          ]
        : []),
      { provide: SourceSettings, useValue: config.sources ?? { publicKeyPem: undefined, allowedOrigins: [] } },
    ]
    return {
      module: AppModule,
      imports: [
        LoggerModule.forRoot({ pinoHttp: loggingOf(config.logLevel) }),
        DatabaseModule.holding(database, config),
        MembershipModule.forRoot(contactsOf(config)),
        config.signingKeyPem
          ? ProductsModule.withKey(config.signingKeyPem, config.alertKeyPems)
          : ProductsModule.reading(),
        ...(people ? [DeliveryModule, graphql(government)] : [CollectionsModule]),
      ],
      controllers,
      providers: [
        ...(people ? peopleProviders : []),
        DrainingService,
        FrontDoor,
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_FILTER, useClass: ErrorFilter },
      ],
    }
  }
}

const contactsOf = ({ contactsGoodForDays }: ApiConfig) =>
  contactsGoodForDays === undefined ? {} : { contactsGoodForDays }

const NO_PUSH: PushDeviceSettings = { publicKeyPem: undefined, vapidPoint: undefined, allowedOrigins: [] }

/** Those of the hub, then those of the installation. */
const warningListsOf = ({ warningLists }: ApiConfig) => [...SHIPPED_WARNING_LISTS, ...warningLists]

type OwnKey = Pick<PublishedKey, 'keyId' | 'publicKey'> | undefined
const published = (key: OwnKey, use: KeyUse): PublishedKey[] =>
  key ? [{ keyId: key.keyId, publicKey: key.publicKey, use }] : []

const filters = (key: DownloadKey, { publicUrl }: ApiConfig): Provider => ({
  provide: FiltersService,
  inject: [LookUpsService],
  useFactory: (lookUps: LookUpsService) => new FiltersService(lookUps, key, publicUrl),
})

const extraction = (config: ApiConfig): Provider => ({
  provide: ExtractionService,
  inject: [StixStoreService],
  useFactory: (store: StixStoreService) => new ExtractionService(store, warningListsOf(config)),
})

function graphql(government: boolean): DynamicModule {
  const source = (path: string) => fileURLToPath(new URL(`../src/${path}`, import.meta.url))
  return GraphQLModule.forRoot<MercuriusDriverConfig>({
    driver: MercuriusDriver,
    // A process without the government tier does not even know the words of the work room.
    typePaths: [
      source('membership/*.graphql'),
      source('products/editions.graphql'),
      source('products/edition-texts.graphql'),
      source('products/look-ups.graphql'),
      source('products/consents.graphql'),
      source('products/edition-history.graphql'),
      source('products/expired-editions.graphql'),
      source('delivery/*.graphql'),
      ...(government
        ? [
            source('stix/*.graphql'),
            source('circles/*.graphql'),
            source('products/products.graphql'),
            source('products/emergency.graphql'),
            source('products/ladder.graphql'),
            source('products/texts.graphql'),
            source('products/usefulness.graphql'),
            source('products/templates.graphql'),
            source('products/hunt-returns.graphql'),
            source('products/answer-board.graphql'),
            source('products/duty.graphql'),
            source('products/reachability.graphql'),
            source('products/handover-work.graphql'),
            source('products/relay-hops.graphql'),
            source('products/cases.graphql'),
            source('products/reclassifications.graphql'),
            source('products/approvals.graphql'),
            source('products/product-consents.graphql'),
            source('products/alerts.graphql'),
            source('products/audience.graphql'),
            source('products/corrections.graphql'),
            source('products/times.graphql'),
            source('renderings/*.graphql'),
            source('taxii/*.graphql'),
            source('indicators/*.graphql'),
            source('intake/*.graphql'),
          ]
        : []),
    ],
    path: '/graphql',
    graphiql: false,
    jit: 1,
    allowBatchedQueries: false,
    queryDepth: MOST_DEPTH,
    validationRules: limitRules,
    errorFormatter: graphqlErrors,
    errorHandler: graphqlRequestErrors,
    context: (request: object, reply: object) => ({ request, reply }),
    resolvers: government ? { Upload: GraphQLUpload } : {},
    fieldResolverEnhancers: [],
  })
}
