export { TaxiiClient, type TaxiiClientOptions, type TaxiiWalk } from './taxii-client.ts'
export {
  fault,
  kindOfStatus,
  secondsOf,
  type TaxiiFault,
  type TaxiiFaultKind,
  type TaxiiResult,
} from './taxii-fault.ts'
export { TAXII_MEDIA_TYPE, type FetchLike, type TaxiiConnection, type TaxiiCredentials } from './taxii-http.ts'
export type { TaxiiCursor, TaxiiPage, TaxiiQuery } from './taxii-pages.ts'
export type { TaxiiApiRoot, TaxiiCollection, TaxiiDiscovery, TaxiiManifestRecord, TaxiiStatus } from './taxii-words.ts'
export { createClient, HubClient, type AskOptions, type HubConnection, type HubFetch } from './hub-client.ts'
export { HubProblem, problemOf } from './hub-problem.ts'
export {
  operationNameOf,
  question,
  type AnswerOf,
  type Mutation,
  type Page,
  type Query,
  type Question,
  type VariablesFor,
} from './question.ts'
export { doubtOfWebhook, type ReceivedWebhook, type WebhookDoubt, type WebhookTrust } from './webhook.ts'
export { lookUp, type LookUpHit, type LookUpLine } from './look-up.ts'
export { DOWNLOAD_KEYS, NEWS_AFTER, SIGNED_EDITION, SIGNING_KEYS, SOCKET_TICKET } from './hub-questions.ts'
export { follow, type CursorStore, type Following, type FollowOptions, type Line } from './follow.ts'
export type { NewsSocket, OpenSocket, SocketAuth } from './news-socket.ts'
export type { Goodbye, News, NewsKind, NewsUrgency } from './news.ts'
export type { Wait } from './patience.ts'
export {
  READERSHIPS,
  readingOf,
  type EditionText,
  type Reading,
  type ReadingLanguage,
  type Readership,
  type ReadText,
} from './reading.ts'
export {
  doubtOf,
  doubtOfFile,
  downloadEdition,
  downloadKeys,
  NotGenuine,
  signingKeys,
  type Doubt,
  type Signed,
  type SignedEdition,
  type SignedFile,
  type SigningKey,
} from './verify.ts'
