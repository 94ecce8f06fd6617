import type { StixId } from './stix-id.ts'
import type { AuthoredProperties, ExternalReference, MarkableProperties, Timestamp } from './stix-properties.ts'

/** §5.1 */
export interface Relationship extends AuthoredProperties {
  type: 'relationship'
  relationship_type: string
  description?: string
  source_ref: StixId
  target_ref: StixId
  start_time?: Timestamp
  stop_time?: Timestamp
}

/** §5.2 */
export interface Sighting extends AuthoredProperties {
  type: 'sighting'
  description?: string
  first_seen?: Timestamp
  last_seen?: Timestamp
  count?: number
  sighting_of_ref: StixId
  observed_data_refs?: StixId[]
  where_sighted_refs?: StixId[]
  summary?: boolean
}

/** §7.1 */
export interface LanguageContent extends AuthoredProperties {
  type: 'language-content'
  object_ref: StixId
  object_modified?: Timestamp
  contents: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** §7.2.1; a marking has no versions. */
export interface MarkingDefinition extends MarkableProperties {
  type: 'marking-definition'
  spec_version: '2.1'
  created: Timestamp
  created_by_ref?: StixId
  external_references?: ExternalReference[]
  name?: string
  definition_type?: string
  definition?: Readonly<Record<string, unknown>>
}

/** §7.3 */
export interface ExtensionDefinition extends AuthoredProperties {
  type: 'extension-definition'
  created_by_ref: StixId
  name: string
  description?: string
  schema: string
  version: string
  extension_types: ('new-sdo' | 'new-sco' | 'new-sro' | 'property-extension' | 'toplevel-property-extension')[]
  extension_properties?: string[]
}
