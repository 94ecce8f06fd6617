import { Module } from '@nestjs/common'
import { AnswerRoundsService } from './answer-rounds.service.ts'
import { ChannelsService } from './channels.service.ts'
import { ContributionOutcomesService } from './contribution-outcomes.service.ts'
import { ContributionsService } from './contributions.service.ts'
import { DispatcherService } from './dispatcher.service.ts'
import { EndpointsService } from './endpoints.service.ts'
import { FeedService } from './feed.service.ts'
import { FeedbackService } from './feedback.service.ts'
import { HandingOverService } from './handing-over.service.ts'
import { HandoversService } from './handovers.service.ts'
import { HuntAnswersService } from './hunt-answers.service.ts'
import { ImpactAnswersService } from './impact-answers.service.ts'
import { InboxService } from './inbox.service.ts'
import { MailKeysService } from './mail-keys.service.ts'
import { PhonesService } from './phones.service.ts'
import { PushDevicesService } from './push-devices.service.ts'
import { PushService } from './push.service.ts'
import { ReachReviewService } from './reach-review.service.ts'
import { RelaySenderService } from './relay-sender.service.ts'
import { RelaysService } from './relays.service.ts'
import { ReportTalliesService } from './report-tallies.service.ts'
import { SenderService } from './sender.service.ts'
import { TaxiiService } from './taxii.service.ts'
import { UpkeepService } from './upkeep.service.ts'
import { WhyToldService } from './why-told.service.ts'
import { WishesService } from './wishes.service.ts'

const SERVICES = [
  InboxService,
  ChannelsService,
  WishesService,
  WhyToldService,
  EndpointsService,
  MailKeysService,
  PhonesService,
  PushDevicesService,
  PushService,
  RelaysService,
  TaxiiService,
  FeedService,
  FeedbackService,
  HandoversService,
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

const DISPATCHING = [
  DispatcherService,
  SenderService,
  RelaySenderService,
  ReportTalliesService,
  AnswerRoundsService,
  ReachReviewService,
  UpkeepService,
  HandingOverService,
]

/** Wires delivery for the worker, which needs nothing that can read an edition. */
@Module({
  providers: DISPATCHING,
  exports: DISPATCHING,
})
export class DispatchModule {}
