import * as check from './checks.ts'
import type { Check } from './checks.ts'
import { isIpfixElement, isServiceName } from './registered-names.ts'
import { atLeastOne, exactlyOne, inOrder, needs, record, when } from './shape.ts'
import type { Rule, Shape } from './shape.ts'

/** Shapes of the cyber-observable objects (STIX 2.1 §6), without the properties that all objects have (§3.2). */

const { text, timestamp, flag, listOf, refTo, hashes, charset, mimeType } = check
const texts = listOf(text)
const count = check.integer(0)
const port = check.integer(0, 65_535)

/** §6.6: a multipart message has parts and no body, any other may have a body and has no parts. */
const bodyOrParts: Rule = (message, at) => {
  const wrong = message['is_multipart'] === true ? 'body' : 'body_multipart'
  if (Object.hasOwn(message, wrong)) at.findings.error('excludes', at, 'is_multipart', wrong)
}

/** §6.17: the hive in full; `HKLM` and its like are not allowed. */
const registryKey: Check = (value, at) => {
  text(value, at)
  if (typeof value === 'string' && /^(?:HKLM|HKCU|HKCR|HKU|HKCC|HKPD|HKDD)(?:\\|$)/i.test(value)) {
    at.findings.error('abbreviated-hive', at)
  }
}

const MIME_PART: Shape = {
  section: '6.6.2',
  properties: {
    body: text,
    body_raw_ref: refTo('artifact', 'file'),
    content_type: text,
    content_disposition: text,
  },
  rules: [atLeastOne('body', 'body_raw_ref')],
}

const REGISTRY_VALUE: Shape = {
  section: '6.17.2',
  properties: { name: text, data: text, data_type: check.closed('windows-registry-datatype-enum') },
  rules: [atLeastOne('name', 'data', 'data_type')],
}

const X509_V3: Shape = {
  section: '6.18.2',
  properties: {
    basic_constraints: text,
    name_constraints: text,
    policy_constraints: text,
    key_usage: text,
    extended_key_usage: text,
    subject_key_identifier: text,
    authority_key_identifier: text,
    subject_alternative_name: text,
    issuer_alternative_name: text,
    subject_directory_attributes: text,
    crl_distribution_points: text,
    inhibit_any_policy: text,
    private_key_usage_period_not_before: timestamp,
    private_key_usage_period_not_after: timestamp,
    certificate_policies: text,
    policy_mappings: text,
  },
}

const PROCESS_PROPERTIES = {
  is_hidden: flag,
  pid: check.integer(),
  created_time: timestamp,
  cwd: text,
  command_line: text,
  environment_variables: check.dictionaryOf(text),
  opened_connection_refs: listOf(refTo('network-traffic')),
  creator_user_ref: refTo('user-account'),
  image_ref: refTo('file'),
  parent_ref: refTo('process'),
  child_refs: listOf(refTo('process')),
}

const ACCOUNT_PROPERTIES = {
  user_id: text,
  credential: text,
  account_login: text,
  account_type: check.open('account-type-ov'),
  display_name: text,
  is_service_account: flag,
  is_privileged: flag,
  can_escalate_privs: flag,
  is_disabled: flag,
  account_created: timestamp,
  account_expires: timestamp,
  credential_last_changed: timestamp,
  account_first_login: timestamp,
  account_last_login: timestamp,
}

const REGISTRY_KEY_PROPERTIES = {
  key: registryKey,
  values: listOf(record(REGISTRY_VALUE)),
  modified_time: timestamp,
  creator_user_ref: refTo('user-account'),
  number_of_subkeys: count,
}

const CERTIFICATE_PROPERTIES = {
  is_self_signed: flag,
  hashes,
  version: text,
  serial_number: text,
  signature_algorithm: text,
  issuer: text,
  validity_not_before: timestamp,
  validity_not_after: timestamp,
  subject: text,
  subject_public_key_algorithm: text,
  subject_public_key_modulus: text,
  subject_public_key_exponent: check.integer(),
  x509_v3_extensions: record(X509_V3),
}

export const OBSERVABLE_SHAPES: Readonly<Record<string, Shape>> = {
  artifact: {
    section: '6.1',
    properties: {
      mime_type: mimeType,
      payload_bin: check.binary,
      url: check.url,
      hashes,
      encryption_algorithm: check.closed('encryption-algorithm-enum'),
      decryption_key: text,
    },
    rules: [exactlyOne('payload_bin', 'url'), needs('url', 'hashes'), needs('decryption_key', 'encryption_algorithm')],
  },
  'autonomous-system': {
    section: '6.2',
    required: ['number'],
    properties: { number: count, name: text, rir: text },
  },
  directory: {
    section: '6.3',
    required: ['path'],
    properties: {
      path: text,
      path_enc: charset,
      ctime: timestamp,
      mtime: timestamp,
      atime: timestamp,
      contains_refs: listOf(refTo('file', 'directory')),
    },
  },
  'domain-name': {
    section: '6.4',
    required: ['value'],
    properties: {
      value: check.domainName,
      resolves_to_refs: listOf(refTo('ipv4-addr', 'ipv6-addr', 'domain-name')),
    },
  },
  'email-addr': {
    section: '6.5',
    required: ['value'],
    properties: { value: check.emailAddress, display_name: text, belongs_to_ref: refTo('user-account') },
  },
  'email-message': {
    section: '6.6',
    required: ['is_multipart'],
    properties: {
      is_multipart: flag,
      date: timestamp,
      content_type: text,
      from_ref: refTo('email-addr'),
      sender_ref: refTo('email-addr'),
      to_refs: listOf(refTo('email-addr')),
      cc_refs: listOf(refTo('email-addr')),
      bcc_refs: listOf(refTo('email-addr')),
      message_id: text,
      subject: text,
      received_lines: texts,
      additional_header_fields: check.dictionaryOf(check.textOrTexts),
      body: text,
      body_multipart: listOf(record(MIME_PART)),
      raw_email_ref: refTo('artifact'),
    },
    rules: [bodyOrParts],
  },
  file: {
    section: '6.7',
    properties: {
      hashes,
      size: count,
      name: text,
      name_enc: charset,
      magic_number_hex: check.hex,
      mime_type: mimeType,
      ctime: timestamp,
      mtime: timestamp,
      atime: timestamp,
      parent_directory_ref: refTo('directory'),
      contains_refs: listOf(refTo('sco', 'custom')),
      content_ref: refTo('artifact'),
    },
    rules: [atLeastOne('hashes', 'name')],
  },
  'ipv4-addr': {
    section: '6.8',
    required: ['value'],
    properties: {
      value: check.ipv4,
      resolves_to_refs: listOf(refTo('mac-addr')),
      belongs_to_refs: listOf(refTo('autonomous-system')),
    },
  },
  'ipv6-addr': {
    section: '6.9',
    required: ['value'],
    properties: {
      value: check.ipv6,
      resolves_to_refs: listOf(refTo('mac-addr')),
      belongs_to_refs: listOf(refTo('autonomous-system')),
    },
  },
  'mac-addr': { section: '6.10', required: ['value'], properties: { value: check.macAddress } },
  mutex: { section: '6.11', required: ['name'], properties: { name: text } },
  'network-traffic': {
    section: '6.12',
    required: ['protocols'],
    recommended: ['src_port', 'dst_port'],
    properties: {
      start: timestamp,
      end: timestamp,
      is_active: flag,
      src_ref: refTo('ipv4-addr', 'ipv6-addr', 'mac-addr', 'domain-name'),
      dst_ref: refTo('ipv4-addr', 'ipv6-addr', 'mac-addr', 'domain-name'),
      src_port: port,
      dst_port: port,
      protocols: listOf(check.registered(isServiceName, 'IANA service names')),
      src_byte_count: count,
      dst_byte_count: count,
      src_packets: count,
      dst_packets: count,
      ipfix: check.keyedBy(isIpfixElement, 'IANA IPFIX', check.anything),
      src_payload_ref: refTo('artifact'),
      dst_payload_ref: refTo('artifact'),
      encapsulates_refs: listOf(refTo('network-traffic')),
      encapsulated_by_ref: refTo('network-traffic'),
    },
    rules: [
      atLeastOne('src_ref', 'dst_ref'),
      inOrder('start', 'end'),
      when(
        traffic => traffic['is_active'] === true && Object.hasOwn(traffic, 'end'),
        at => at.findings.error('excludes', at, 'is_active', 'end'),
      ),
    ],
  },
  process: {
    section: '6.13',
    properties: PROCESS_PROPERTIES,
    rules: [atLeastOne(...Object.keys(PROCESS_PROPERTIES), 'extensions')],
  },
  software: {
    section: '6.14',
    required: ['name'],
    properties: {
      name: text,
      cpe: check.cpe,
      swid: text,
      languages: listOf(check.language),
      vendor: text,
      version: text,
    },
  },
  url: { section: '6.15', required: ['value'], properties: { value: check.url } },
  'user-account': {
    section: '6.16',
    properties: ACCOUNT_PROPERTIES,
    rules: [atLeastOne(...Object.keys(ACCOUNT_PROPERTIES), 'extensions')],
  },
  'windows-registry-key': {
    section: '6.17',
    properties: REGISTRY_KEY_PROPERTIES,
    rules: [atLeastOne(...Object.keys(REGISTRY_KEY_PROPERTIES))],
  },
  'x509-certificate': {
    section: '6.18',
    properties: CERTIFICATE_PROPERTIES,
    rules: [atLeastOne(...Object.keys(CERTIFICATE_PROPERTIES))],
  },
}
