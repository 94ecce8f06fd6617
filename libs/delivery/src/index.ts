export type {
  AnswerTimelineEntry,
  BoardCounts,
  BoardFilter,
  BoardOfEdition,
  BoardRow,
  HopTimes,
} from './answer-board.ts'
export { AnswerBoardService } from './answer-board.service.ts'
export { AnswerRoundsService } from './answer-rounds.service.ts'
export { contactsOf, type Contact } from './contacts.ts'
export { PlainMail, type PlainMessage } from './plain-mail.ts'
export { AlertProgressService, type AlertProgress } from './alert-progress.service.ts'
export { MOST_CONTENT_BYTES, QuotaReached, UnprocessableEnvelope, type ContributionQuota } from './contribution.ts'
export type { ContributedObject, ContributionSummary } from './contribution.repository.ts'
export { ContributionOutcomesService, type OwnContribution } from './contribution-outcomes.service.ts'
export { ContributionsService } from './contributions.service.ts'
export { ChannelsService, type ChannelPreference } from './channels.service.ts'
export {
  DeliverySettings,
  type MailServer,
  type PostingSettings,
  type SmsSettings,
  type WebPushSettings,
} from './delivery-settings.ts'
export { CollectionsModule, DeliveryModule, DispatchModule } from './delivery.module.ts'
export { EndpointSettings, EndpointsService, type EndpointWithSecret } from './endpoints.service.ts'
export type { DeadLetter, Endpoint, EndpointRequest } from './endpoint.ts'
export { DispatcherService } from './dispatcher.service.ts'
export type { DutyTurn, Escalation } from './duty.ts'
export { DutyService } from './duty.service.ts'
export { FRAME_ITEMS, type Cursor, type EditionReach, type Receipt } from './inbox.repository.ts'
export { WARNING_LIST_OVERRIDE } from './feed-entries.ts'
export { readQuestion } from './feed-question.ts'
export type { FeedQuestion } from './feed-question.ts'
export { FeedService, type FeedAnswer } from './feed.service.ts'
export { FeedbackService, type ReportedIndicator } from './feedback.service.ts'
export type { Feedback } from './feedback.ts'
export type { AnswersOfHunt, HuntAnswer, OwnAnswer } from './hunt-answer.ts'
export { HuntAnswersService } from './hunt-answers.service.ts'
export { HuntReturnsService } from './hunt-returns.service.ts'
export { ImpactAnswersService, type AskedImpact } from './impact-answers.service.ts'
export { InboxService, type InboxItem, type InboxPage } from './inbox.service.ts'
export type { ChannelReach } from './ledger.repository.ts'
export type { Channel } from './ledger.ts'
export type { ReturnSettings } from './mail-return.ts'
export { publishedMailKey, readSigningKey } from './mail-encryption.ts'
export { MailKeysService, type MailKey } from './mail-keys.service.ts'
export { noteMailReturn, SenderService } from './sender.service.ts'
export { frameFor, type NewsFrame, type NewsRow } from './news-frame.ts'
export { askedAfter, beginningOf, PushPump, REVIEW_EVERY_MS } from './push-pump.ts'
export type { Beginning, Goodbye, Line } from './push-pump.ts'
export { newVapidKeys, vapidPoint, type PushSubscription } from './push-encryption.ts'
export type { Phone, PhoneRequest } from './phone.ts'
export { PhonesService, PhoneSettings } from './phones.service.ts'
export { PushDevicesService, PushDeviceSettings, type PushDevice } from './push-devices.service.ts'
export { PushService } from './push.service.ts'
export { ReportTalliesService } from './report-tallies.service.ts'
export { categoriesOf, INBOX, type ReadCollection, type ReadRoot } from './taxii-collections.ts'
export { nextOf, readFilter } from './taxii-filter.ts'
export type { Query } from './taxii-filter.ts'
export { TaxiiService, type TaxiiPage } from './taxii.service.ts'
export type { EditionUsefulness, ReasonedReport, Response } from './usefulness.ts'
export { UsefulnessService } from './usefulness.service.ts'
export { newWebhookKeys, publishedWebhookKey } from './webhook-keys.ts'
export { UseReportService, type EditionUse } from './use-report.service.ts'
