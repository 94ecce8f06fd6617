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
