/*
 * The deciding code of delivery without its surroundings, for who plays it against a model of them (tests/simulate), and certificates for
 * mail. Imported from `@noroshi/delivery/testing`, never from the door.
 */
export { dispatchAll, type Dispatching, type Outbox, type OutboxRow } from './dispatching.ts'
export { frameFor, type NewsFrame, type NewsKind } from './news-frame.ts'
export { FRAME_ITEMS } from './inbox.repository.ts'
export { withheldOf, type Channel, type ChannelAdapter, type Outcome, type Sent, type TakenDelivery } from './ledger.ts'
export { planOf, type Recipient } from './plan.ts'
export { askedAfter, beginningOf, PushPump, REVIEW_EVERY_MS, type Goodbye, type Line, type Seat } from './push-pump.ts'
export { Sender, type Ledger, type Taken } from './sender.ts'
export { apart, joined } from './together.ts'
export { SmppLink } from './smpp-link.ts'
export type { Told } from './told.ts'
export { NO_WISHES } from './wishes.ts'
export { addressBond, secretBond } from './posting.ts'
export { acceptedCertificate, usableCertificate } from './smime-certificate.ts'
export { newCertificate, type Made, type Wanted } from './smime-testing.ts'
export { newWebhookSecret } from './webhook-message.ts'
