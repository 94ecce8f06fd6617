import type { StixId } from './stix-id.ts'
import type { Hashes, ObservableProperties, Timestamp } from './stix-properties.ts'

/** §6.1 */
export interface Artifact extends ObservableProperties {
  type: 'artifact'
  mime_type?: string
  payload_bin?: string
  url?: string
  hashes?: Hashes
  encryption_algorithm?: 'AES-256-GCM' | 'ChaCha20-Poly1305' | 'mime-type-indicated'
  decryption_key?: string
}

/** §6.2 */
export interface AutonomousSystem extends ObservableProperties {
  type: 'autonomous-system'
  number: number
  name?: string
  rir?: string
}

/** §6.3 */
export interface Directory extends ObservableProperties {
  type: 'directory'
  path: string
  path_enc?: string
  ctime?: Timestamp
  mtime?: Timestamp
  atime?: Timestamp
  contains_refs?: StixId[]
}

/** §6.4 */
export interface DomainName extends ObservableProperties {
  type: 'domain-name'
  value: string
  resolves_to_refs?: StixId[]
}

/** §6.5 */
export interface EmailAddress extends ObservableProperties {
  type: 'email-addr'
  value: string
  display_name?: string
  belongs_to_ref?: StixId
}

/** §6.6.2 */
export interface EmailMimePart {
  body?: string
  body_raw_ref?: StixId
  content_type?: string
  content_disposition?: string
}

/** §6.6 */
export interface EmailMessage extends ObservableProperties {
  type: 'email-message'
  is_multipart: boolean
  date?: Timestamp
  content_type?: string
  from_ref?: StixId
  sender_ref?: StixId
  to_refs?: StixId[]
  cc_refs?: StixId[]
  bcc_refs?: StixId[]
  message_id?: string
  subject?: string
  received_lines?: string[]
  additional_header_fields?: Readonly<Record<string, string | string[]>>
  body?: string
  body_multipart?: EmailMimePart[]
  raw_email_ref?: StixId
}

/** §6.7; sizes in bytes. */
export interface FileObject extends ObservableProperties {
  type: 'file'
  hashes?: Hashes
  size?: number
  name?: string
  name_enc?: string
  magic_number_hex?: string
  mime_type?: string
  ctime?: Timestamp
  mtime?: Timestamp
  atime?: Timestamp
  parent_directory_ref?: StixId
  contains_refs?: StixId[]
  content_ref?: StixId
}

/** §6.8; the value may be a CIDR block. */
export interface Ipv4Address extends ObservableProperties {
  type: 'ipv4-addr'
  value: string
  resolves_to_refs?: StixId[]
  belongs_to_refs?: StixId[]
}

/** §6.9; the value may be a CIDR block. */
export interface Ipv6Address extends ObservableProperties {
  type: 'ipv6-addr'
  value: string
  resolves_to_refs?: StixId[]
  belongs_to_refs?: StixId[]
}

/** §6.10 */
export interface MacAddress extends ObservableProperties {
  type: 'mac-addr'
  value: string
}

/** §6.11 */
export interface Mutex extends ObservableProperties {
  type: 'mutex'
  name: string
}

/** §6.12 */
export interface NetworkTraffic extends ObservableProperties {
  type: 'network-traffic'
  start?: Timestamp
  end?: Timestamp
  is_active?: boolean
  src_ref?: StixId
  dst_ref?: StixId
  src_port?: number
  dst_port?: number
  protocols: string[]
  src_byte_count?: number
  dst_byte_count?: number
  src_packets?: number
  dst_packets?: number
  ipfix?: Readonly<Record<string, string | number>>
  src_payload_ref?: StixId
  dst_payload_ref?: StixId
  encapsulates_refs?: StixId[]
  encapsulated_by_ref?: StixId
}

/** §6.13 */
export interface Process extends ObservableProperties {
  type: 'process'
  is_hidden?: boolean
  pid?: number
  created_time?: Timestamp
  cwd?: string
  command_line?: string
  environment_variables?: Readonly<Record<string, string>>
  opened_connection_refs?: StixId[]
  creator_user_ref?: StixId
  image_ref?: StixId
  parent_ref?: StixId
  child_refs?: StixId[]
}

/** §6.14 */
export interface Software extends ObservableProperties {
  type: 'software'
  name: string
  cpe?: string
  swid?: string
  languages?: string[]
  vendor?: string
  version?: string
}

/** §6.15 */
export interface Url extends ObservableProperties {
  type: 'url'
  value: string
}

/** §6.16 */
export interface UserAccount extends ObservableProperties {
  type: 'user-account'
  user_id?: string
  credential?: string
  account_login?: string
  account_type?: string
  display_name?: string
  is_service_account?: boolean
  is_privileged?: boolean
  can_escalate_privs?: boolean
  is_disabled?: boolean
  account_created?: Timestamp
  account_expires?: Timestamp
  credential_last_changed?: Timestamp
  account_first_login?: Timestamp
  account_last_login?: Timestamp
}

/** §6.17.2 */
export interface WindowsRegistryValue {
  name?: string
  data?: string
  data_type?: string
}

/** §6.17 */
export interface WindowsRegistryKey extends ObservableProperties {
  type: 'windows-registry-key'
  key?: string
  values?: WindowsRegistryValue[]
  modified_time?: Timestamp
  creator_user_ref?: StixId
  number_of_subkeys?: number
}

/** §6.18 */
export interface X509Certificate extends ObservableProperties {
  type: 'x509-certificate'
  is_self_signed?: boolean
  hashes?: Hashes
  version?: string
  serial_number?: string
  signature_algorithm?: string
  issuer?: string
  validity_not_before?: Timestamp
  validity_not_after?: Timestamp
  subject?: string
  subject_public_key_algorithm?: string
  subject_public_key_modulus?: string
  subject_public_key_exponent?: number
  x509_v3_extensions?: Readonly<Record<string, unknown>>
}
