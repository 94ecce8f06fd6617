import type { StixId } from './stix-id.ts'
import type { AuthoredProperties, KillChainPhase, Timestamp } from './stix-properties.ts'

/** §4.1 */
export interface AttackPattern extends AuthoredProperties {
  type: 'attack-pattern'
  name: string
  description?: string
  aliases?: string[]
  kill_chain_phases?: KillChainPhase[]
}

/** §4.2 */
export interface Campaign extends AuthoredProperties {
  type: 'campaign'
  name: string
  description?: string
  aliases?: string[]
  first_seen?: Timestamp
  last_seen?: Timestamp
  objective?: string
}

/** §4.3 */
export interface CourseOfAction extends AuthoredProperties {
  type: 'course-of-action'
  name: string
  description?: string
}

/** §4.4 */
export interface Grouping extends AuthoredProperties {
  type: 'grouping'
  name?: string
  description?: string
  context: string
  object_refs: StixId[]
}

/** §4.5 */
export interface Identity extends AuthoredProperties {
  type: 'identity'
  name: string
  description?: string
  roles?: string[]
  identity_class?: string
  sectors?: string[]
  contact_information?: string
}

/** §4.6 */
export interface Incident extends AuthoredProperties {
  type: 'incident'
  name: string
  description?: string
}

/** §4.7 */
export interface Indicator extends AuthoredProperties {
  type: 'indicator'
  name?: string
  description?: string
  indicator_types?: string[]
  pattern: string
  pattern_type: string
  pattern_version?: string
  valid_from: Timestamp
  valid_until?: Timestamp
  kill_chain_phases?: KillChainPhase[]
}

/** §4.8 */
export interface Infrastructure extends AuthoredProperties {
  type: 'infrastructure'
  name: string
  description?: string
  infrastructure_types?: string[]
  aliases?: string[]
  kill_chain_phases?: KillChainPhase[]
  first_seen?: Timestamp
  last_seen?: Timestamp
}

/** §4.9 */
export interface IntrusionSet extends AuthoredProperties {
  type: 'intrusion-set'
  name: string
  description?: string
  aliases?: string[]
  first_seen?: Timestamp
  last_seen?: Timestamp
  goals?: string[]
  resource_level?: string
  primary_motivation?: string
  secondary_motivations?: string[]
}

/** §4.10; latitude, longitude in degrees, precision in metres. */
export interface Location extends AuthoredProperties {
  type: 'location'
  name?: string
  description?: string
  latitude?: number
  longitude?: number
  precision?: number
  region?: string
  country?: string
  administrative_area?: string
  city?: string
  street_address?: string
  postal_code?: string
}

/** §4.11 */
export interface Malware extends AuthoredProperties {
  type: 'malware'
  name?: string
  description?: string
  malware_types?: string[]
  is_family: boolean
  aliases?: string[]
  kill_chain_phases?: KillChainPhase[]
  first_seen?: Timestamp
  last_seen?: Timestamp
  operating_system_refs?: StixId[]
  architecture_execution_envs?: string[]
  implementation_languages?: string[]
  capabilities?: string[]
  sample_refs?: StixId[]
}

/** §4.12 */
export interface MalwareAnalysis extends AuthoredProperties {
  type: 'malware-analysis'
  product: string
  version?: string
  host_vm_ref?: StixId
  operating_system_ref?: StixId
  installed_software_refs?: StixId[]
  configuration_version?: string
  modules?: string[]
  analysis_engine_version?: string
  analysis_definition_version?: string
  submitted?: Timestamp
  analysis_started?: Timestamp
  analysis_ended?: Timestamp
  result_name?: string
  result?: string
  analysis_sco_refs?: StixId[]
  sample_ref?: StixId
}

/** §4.13 */
export interface Note extends AuthoredProperties {
  type: 'note'
  abstract?: string
  content: string
  authors?: string[]
  object_refs: StixId[]
}

/** §4.14; `objects` is the deprecated form of 2.0. */
export interface ObservedData extends AuthoredProperties {
  type: 'observed-data'
  first_observed: Timestamp
  last_observed: Timestamp
  number_observed: number
  objects?: Readonly<Record<string, unknown>>
  object_refs?: StixId[]
}

/** §4.15 */
export interface Opinion extends AuthoredProperties {
  type: 'opinion'
  explanation?: string
  authors?: string[]
  opinion: 'strongly-disagree' | 'disagree' | 'neutral' | 'agree' | 'strongly-agree'
  object_refs: StixId[]
}

/** §4.16 */
export interface Report extends AuthoredProperties {
  type: 'report'
  name: string
  description?: string
  report_types?: string[]
  published: Timestamp
  object_refs: StixId[]
}

/** §4.17 */
export interface ThreatActor extends AuthoredProperties {
  type: 'threat-actor'
  name: string
  description?: string
  threat_actor_types?: string[]
  aliases?: string[]
  first_seen?: Timestamp
  last_seen?: Timestamp
  roles?: string[]
  goals?: string[]
  sophistication?: string
  resource_level?: string
  primary_motivation?: string
  secondary_motivations?: string[]
  personal_motivations?: string[]
}

/** §4.18 */
export interface Tool extends AuthoredProperties {
  type: 'tool'
  name: string
  description?: string
  tool_types?: string[]
  aliases?: string[]
  kill_chain_phases?: KillChainPhase[]
  tool_version?: string
}

/** §4.19 */
export interface Vulnerability extends AuthoredProperties {
  type: 'vulnerability'
  name: string
  description?: string
}
