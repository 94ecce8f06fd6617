import type { StixId } from './stix-id.ts'

/** RFC 3339 in UTC, kept exactly as it was written (§2.16). */
export type Timestamp = string

/** Digests by algorithm name (§2.7). */
export type Hashes = Readonly<Record<string, string>>

/** §2.5 */
export interface ExternalReference {
  source_name: string
  description?: string
  url?: string
  hashes?: Hashes
  external_id?: string
}

/** §2.11 */
export interface KillChainPhase {
  kill_chain_name: string
  phase_name: string
}

/** §7.2.3: a marking or a language for a part of an object; exactly one of lang and marking_ref. */
export interface GranularMarking {
  lang?: string
  marking_ref?: StixId
  selectors: string[]
}

/** Extensions by predefined name or by the id of their definition (§7.3). */
export type Extensions = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** Properties that any object may carry (§3.2). */
export interface MarkableProperties {
  id: StixId
  object_marking_refs?: StixId[]
  granular_markings?: GranularMarking[]
  extensions?: Extensions
}

/** Properties of everything that somebody authored and versions: SDO, SRO and two meta objects (§3.2, §3.6). */
export interface AuthoredProperties extends MarkableProperties {
  spec_version: '2.1'
  created: Timestamp
  modified: Timestamp
  created_by_ref?: StixId
  revoked?: boolean
  labels?: string[]
  confidence?: number
  lang?: string
  external_references?: ExternalReference[]
}

/** Properties of a cyber-observable object (§3.2); it has no author and no versions. */
export interface ObservableProperties extends MarkableProperties {
  spec_version?: '2.1'
  defanged?: boolean
}
