import { Module } from '@nestjs/common'
import { AnswerRoundsService } from './answer-rounds.service.ts'
import { ChannelsService } from './channels.service.ts'
import { ContributionOutcomesService } from './contribution-outcomes.service.ts'
import { ContributionsService } from './contributions.service.ts'
import { DispatcherService } from './dispatcher.service.ts'
import { EndpointsService } from './endpoints.service.ts'
import { FeedService } from './feed.service.ts'
import { FeedbackService } from './feedback.service.ts'
import { HuntAnswersService } from './hunt-answers.service.ts'
import { ImpactAnswersService } from './impact-answers.service.ts'
import { InboxService } from './inbox.service.ts'
import { MailKeysService } from './mail-keys.service.ts'
import { PhonesService } from './phones.service.ts'
import { PushDevicesService } from './push-devices.service.ts'
import { PushService } from './push.service.ts'
import { ReportTalliesService } from './report-tallies.service.ts'
import { SenderService } from './sender.service.ts'
import { TaxiiService } from './taxii.service.ts'

const SERVICES = [
  InboxService,
  ChannelsService,
  EndpointsService,
  MailKeysService,
  PhonesService,
  PushDevicesService,
  PushService,
  TaxiiService,
  FeedService,
  FeedbackService,
  HuntAnswersService,
  ImpactAnswersService,
  ContributionsService,
  ContributionOutcomesService,
]

/** Wires delivery for a process that serves readers; `Database` and the services it stands on come from the application. */
@Module({ providers: SERVICES, exports: SERVICES })
export class DeliveryModule {}

/** Wires the collections alone, for a process that serves nobody but the public. */
@Module({ providers: [TaxiiService, FeedService], exports: [TaxiiService, FeedService] })
export class CollectionsModule {}

/** Wires delivery for the worker, which needs nothing that can read an edition. */
@Module({
  providers: [DispatcherService, SenderService, ReportTalliesService, AnswerRoundsService],
  exports: [DispatcherService, SenderService, ReportTalliesService, AnswerRoundsService],
})
export class DispatchModule {}
