import type * as domain from './domain-objects.ts'
import type * as meta from './meta-objects.ts'
import type * as observable from './observable-objects.ts'
import type { StixId } from './stix-id.ts'

/** A STIX Domain Object of the standard (§4). */
export type DomainObject =
  | domain.AttackPattern
  | domain.Campaign
  | domain.CourseOfAction
  | domain.Grouping
  | domain.Identity
  | domain.Incident
  | domain.Indicator
  | domain.Infrastructure
  | domain.IntrusionSet
  | domain.Location
  | domain.Malware
  | domain.MalwareAnalysis
  | domain.Note
  | domain.ObservedData
  | domain.Opinion
  | domain.Report
  | domain.ThreatActor
  | domain.Tool
  | domain.Vulnerability

/** A STIX Cyber-observable Object of the standard (§6). */
export type ObservableObject =
  | observable.Artifact
  | observable.AutonomousSystem
  | observable.Directory
  | observable.DomainName
  | observable.EmailAddress
  | observable.EmailMessage
  | observable.FileObject
  | observable.Ipv4Address
  | observable.Ipv6Address
  | observable.MacAddress
  | observable.Mutex
  | observable.NetworkTraffic
  | observable.Process
  | observable.Software
  | observable.Url
  | observable.UserAccount
  | observable.WindowsRegistryKey
  | observable.X509Certificate

/** A STIX Relationship Object (§5). */
export type RelationshipObject = meta.Relationship | meta.Sighting

/** A STIX Meta Object (§7). */
export type MetaObject = meta.ExtensionDefinition | meta.LanguageContent | meta.MarkingDefinition

/** Any object of the standard; narrow it by `type`. */
export type StixObject = DomainObject | ObservableObject | RelationshipObject | MetaObject

/** Any object, of the standard or not, before somebody has looked at its type. */
export interface CustomObject {
  readonly type: string
  readonly id: StixId
  readonly [property: string]: unknown
}

/** A bundle (§8): objects that travel together; nothing is implied by being together. */
export interface Bundle<Content = StixObject | CustomObject> {
  type: 'bundle'
  id: StixId
  objects?: Content[]
}

/** The media type of STIX 2.1 content (TAXII 2.1 §1.6.8.2). */
export const STIX_MEDIA_TYPE = 'application/stix+json;version=2.1'

/** Types of the domain objects, in the order of the standard. */
export const SDO_TYPES: readonly DomainObject['type'][] = [
  'attack-pattern',
  'campaign',
  'course-of-action',
  'grouping',
  'identity',
  'incident',
  'indicator',
  'infrastructure',
  'intrusion-set',
  'location',
  'malware',
  'malware-analysis',
  'note',
  'observed-data',
  'opinion',
  'report',
  'threat-actor',
  'tool',
  'vulnerability',
]

/** Types of the cyber-observable objects, in the order of the standard. */
export const SCO_TYPES: readonly ObservableObject['type'][] = [
  'artifact',
  'autonomous-system',
  'directory',
  'domain-name',
  'email-addr',
  'email-message',
  'file',
  'ipv4-addr',
  'ipv6-addr',
  'mac-addr',
  'mutex',
  'network-traffic',
  'process',
  'software',
  'url',
  'user-account',
  'windows-registry-key',
  'x509-certificate',
]

const SDO = new Set<string>(SDO_TYPES)
const SCO = new Set<string>(SCO_TYPES)
const SRO = new Set(['relationship', 'sighting'])
const SMO = new Set(['extension-definition', 'language-content', 'marking-definition'])

/** Whether a type is a domain object of the standard (§4). */
export function isSdoType(type: string): type is DomainObject['type'] {
  return SDO.has(type)
}

/** Whether a type is a cyber-observable object of the standard (§6). */
export function isScoType(type: string): type is ObservableObject['type'] {
  return SCO.has(type)
}

/** Whether a type is a relationship object (§5). */
export function isSroType(type: string): type is RelationshipObject['type'] {
  return SRO.has(type)
}

/** Whether a type is a meta object (§7). */
export function isMetaType(type: string): type is MetaObject['type'] {
  return SMO.has(type)
}

/** Whether a type is neither of the standard nor the bundle. */
export function isCustomType(type: string): boolean {
  return !SDO.has(type) && !SCO.has(type) && !SRO.has(type) && !SMO.has(type) && type !== 'bundle'
}

/** A new bundle around objects; the caller draws the (version 4) UUID. An empty list is left out (§2.12). */
export function newBundle<Content>(objects: readonly Content[], uuid: string): Bundle<Content> {
  const id: StixId = `bundle--${uuid}`
  return objects.length === 0 ? { type: 'bundle', id } : { type: 'bundle', id, objects: [...objects] }
}
