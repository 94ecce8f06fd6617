import { HASHES } from './misp-attribute-table.ts'
import { DOMAIN_TEMPLATES } from './misp-domain-table.ts'
import type { Field } from './misp-fields.ts'
import type { Draft } from './misp-words.ts'

/** How objects of one MISP template are objects of STIX: the type, and the place of each attribute by its relation. */
export interface TemplateRow {
  readonly type: string
  readonly fields: Readonly<Record<string, Field>>
  readonly fixed?: Readonly<Draft>
  /** Relations of which the first that is there gives the name of a domain object; several are joined by blanks. */
  readonly naming?: readonly string[]
}

const FILE_HASHES = Object.fromEntries(Object.entries(HASHES).map(([type, name]) => [type, `hashes/${name}`]))

function account(login: string, id: string, display?: string, type?: string): TemplateRow {
  const fields = {
    [id]: 'user_id',
    [login]: 'account_login',
    ...(display === undefined ? {} : { [display]: 'display_name' }),
  }
  return { type: 'user-account', fields, ...(type === undefined ? {} : { fixed: { account_type: type } }) }
}

const TRAFFIC: Readonly<Record<string, Field>> = {
  'ip-src': 'src_ref>ip/value',
  'ip-dst': 'dst_ref>ip/value',
  'hostname-src': 'src_ref>domain-name/value',
  'hostname-dst': 'dst_ref>domain-name/value',
  'src-port': 'src_port#',
  'dst-port': 'dst_port#',
}

const WIN_PROCESS = 'extensions/windows-process-ext'

/** Observables (§6). */
const OBSERVABLE_TEMPLATES: Readonly<Record<string, TemplateRow>> = {
  'android-app': { type: 'software', fields: { name: 'name' } },
  artifact: {
    type: 'artifact',
    fields: {
      ...FILE_HASHES,
      mime_type: 'mime_type',
      url: 'url',
      payload_bin: 'payload_bin',
      decryption_key: 'decryption_key',
      encryption_algorithm: 'encryption_algorithm',
    },
  },
  asn: { type: 'autonomous-system', fields: { asn: 'number#', description: 'name' } },
  'cpe-asset': {
    type: 'software',
    fields: { cpe: 'cpe', language: 'languages+', product: 'name', vendor: 'vendor', version: 'version' },
  },
  software: {
    type: 'software',
    fields: { cpe: 'cpe', swid: 'swid', language: 'languages+', name: 'name', vendor: 'vendor', version: 'version' },
  },
  credential: { type: 'user-account', fields: { username: 'user_id', password: 'credential' } },
  directory: {
    type: 'directory',
    fields: {
      path: 'path',
      'path-encoding': 'path_enc',
      'access-time': 'atime@',
      'creation-time': 'ctime@',
      'modification-time': 'mtime@',
    },
  },
  'domain-ip': {
    type: 'domain-name',
    fields: { domain: 'value', hostname: 'value', ip: 'resolves_to_refs>*ip/value' },
  },
  email: {
    type: 'email-message',
    fixed: { is_multipart: false },
    fields: {
      from: 'from_ref>email-addr/value',
      'from-display-name': 'from_ref>email-addr/display_name',
      to: 'to_refs>>email-addr/value',
      'to-display-name': 'to_refs>>email-addr/display_name',
      cc: 'cc_refs>>email-addr/value',
      'cc-display-name': 'cc_refs>>email-addr/display_name',
      bcc: 'bcc_refs>>email-addr/value',
      'bcc-display-name': 'bcc_refs>>email-addr/display_name',
      subject: 'subject',
      'email-body': 'body',
      'message-id': 'message_id',
      'send-date': 'date@',
      header: 'received_lines+',
      'reply-to': 'additional_header_fields/Reply-To',
      'x-mailer': 'additional_header_fields/X-Mailer',
    },
  },
  file: {
    type: 'file',
    fields: {
      filename: 'name',
      ...FILE_HASHES,
      'size-in-bytes': 'size#',
      'file-encoding': 'name_enc',
      mimetype: 'mime_type',
      'access-time': 'atime@',
      'creation-time': 'ctime@',
      'modification-time': 'mtime@',
      path: 'parent_directory_ref>directory/path',
    },
  },
  lnk: {
    type: 'file',
    fields: {
      filename: 'name',
      ...FILE_HASHES,
      'size-in-bytes': 'size#',
      'lnk-access-time': 'atime@',
      'lnk-creation-time': 'ctime@',
      'lnk-modification-time': 'mtime@',
      path: 'parent_directory_ref>directory/path',
    },
  },
  pe: {
    type: 'file',
    fields: {
      'original-filename': 'name',
      imphash: 'extensions/windows-pebinary-ext/imphash',
      'number-sections': 'extensions/windows-pebinary-ext/number_of_sections#',
      type: 'extensions/windows-pebinary-ext/pe_type',
      'entrypoint-address': 'extensions/windows-pebinary-ext/optional_header/address_of_entry_point#',
    },
  },
  hashlookup: {
    type: 'file',
    fields: {
      FileName: 'name',
      FileSize: 'size#',
      MD5: 'hashes/MD5',
      'SHA-1': 'hashes/SHA-1',
      'SHA-256': 'hashes/SHA-256',
      SSDEEP: 'hashes/SSDEEP',
      TLSH: 'hashes/TLSH',
    },
  },
  image: { type: 'file', fields: { filename: 'name' } },
  'http-request': {
    type: 'network-traffic',
    fixed: { protocols: ['tcp', 'http'] },
    fields: {
      'ip-src': 'src_ref>ip/value',
      'ip-dst': 'dst_ref>ip/value',
      host: 'dst_ref>domain-name/value',
      method: 'extensions/http-request-ext/request_method',
      uri: 'extensions/http-request-ext/request_value',
      url: 'extensions/http-request-ext/request_value',
      'content-type': 'extensions/http-request-ext/request_header/Content-Type',
      cookie: 'extensions/http-request-ext/request_header/Cookie',
      referer: 'extensions/http-request-ext/request_header/Referer',
      'user-agent': 'extensions/http-request-ext/request_header/User-Agent',
    },
  },
  'ip-port': {
    type: 'network-traffic',
    fields: {
      ip: 'dst_ref>ip/value',
      'ip-dst': 'dst_ref>ip/value',
      'ip-src': 'src_ref>ip/value',
      domain: 'dst_ref>domain-name/value',
      hostname: 'dst_ref>domain-name/value',
      'dst-port': 'dst_port#',
      'src-port': 'src_port#',
      protocol: 'protocols+',
      'first-seen': 'start@',
      'last-seen': 'end@',
    },
  },
  mutex: { type: 'mutex', fields: { name: 'name' } },
  netflow: {
    type: 'network-traffic',
    fields: {
      ...TRAFFIC,
      protocol: 'protocols+',
      'byte-count': 'src_byte_count#',
      'packet-count': 'src_packets#',
      'first-packet-seen': 'start@',
      'last-packet-seen': 'end@',
    },
  },
  'network-connection': {
    type: 'network-traffic',
    fields: {
      ...TRAFFIC,
      'layer3-protocol': 'protocols+',
      'layer4-protocol': 'protocols+',
      'layer7-protocol': 'protocols+',
      'first-packet-seen': 'start@',
    },
  },
  'network-socket': {
    type: 'network-traffic',
    fields: {
      ...TRAFFIC,
      protocol: 'protocols+',
      'address-family': 'extensions/socket-ext/address_family',
      'socket-type': 'extensions/socket-ext/socket_type',
    },
  },
  'network-traffic': {
    type: 'network-traffic',
    fields: {
      src_ip: 'src_ref>ip/value',
      dst_ip: 'dst_ref>ip/value',
      src_port: 'src_port#',
      dst_port: 'dst_port#',
      protocol: 'protocols+',
      src_byte_count: 'src_byte_count#',
      dst_byte_count: 'dst_byte_count#',
      src_packets: 'src_packets#',
      dst_packets: 'dst_packets#',
    },
  },
  process: {
    type: 'process',
    fields: {
      pid: 'pid#',
      'command-line': 'command_line',
      'creation-time': 'created_time@',
      'current-directory': 'cwd',
      hidden: 'is_hidden?',
      image: 'image_ref>file/name',
      'parent-pid': 'parent_ref>process/pid#',
      'parent-command-line': 'parent_ref>process/command_line',
      title: `${WIN_PROCESS}/window_title`,
    },
  },
  'registry-key': {
    type: 'windows-registry-key',
    fields: { key: 'key', 'last-modified': 'modified_time@' },
  },
  url: { type: 'url', fields: { url: 'value' } },
  'user-account': {
    type: 'user-account',
    fields: {
      username: 'account_login',
      'user-id': 'user_id',
      'display-name': 'display_name',
      'account-type': 'account_type',
      password: 'credential',
      privileged: 'is_privileged?',
      disabled: 'is_disabled?',
      can_escalate_privs: 'can_escalate_privs?',
      is_service_account: 'is_service_account?',
      created: 'account_created@',
      expires: 'account_expires@',
      first_login: 'account_first_login@',
      last_login: 'account_last_login@',
      password_last_changed: 'credential_last_changed@',
      group: 'extensions/unix-account-ext/groups+',
      'group-id': 'extensions/unix-account-ext/gid#',
      home_dir: 'extensions/unix-account-ext/home_dir',
      shell: 'extensions/unix-account-ext/shell',
    },
  },
  'facebook-account': account('account-name', 'account-id', undefined, 'facebook'),
  'parler-account': account('account-name', 'account-id', undefined, 'parler'),
  'reddit-account': account('account-name', 'account-id', undefined, 'reddit'),
  'twitter-account': account('name', 'id', 'displayed-name', 'twitter'),
  'telegram-account': account('username', 'id', undefined, 'telegram'),
  'github-user': account('username', 'id', 'user-fullname', 'github'),
  'gitlab-user': account('username', 'id', 'name', 'gitlab'),
  x509: {
    type: 'x509-certificate',
    fields: {
      'x509-fingerprint-md5': 'hashes/MD5',
      'x509-fingerprint-sha1': 'hashes/SHA-1',
      'x509-fingerprint-sha256': 'hashes/SHA-256',
      issuer: 'issuer',
      subject: 'subject',
      'serial-number': 'serial_number',
      version: 'version',
      self_signed: 'is_self_signed?',
      signature_algorithm: 'signature_algorithm',
      'pubkey-info-algorithm': 'subject_public_key_algorithm',
      'pubkey-info-exponent': 'subject_public_key_exponent#',
      'pubkey-info-modulus': 'subject_public_key_modulus',
      'validity-not-after': 'validity_not_after@',
      'validity-not-before': 'validity_not_before@',
    },
  },
}

/** Templates whose one attribute is a rule or a pattern: the relation of the rule, and the language (§10.14). */
export const RULE_TEMPLATES: Readonly<
  Record<string, { readonly relation: string; readonly language: string; readonly naming: string }>
> = {
  yara: { relation: 'yara', language: 'yara', naming: 'yara-rule-name' },
  sigma: { relation: 'sigma', language: 'sigma', naming: 'sigma-rule-name' },
  suricata: { relation: 'suricata', language: 'suricata', naming: 'name' },
  'stix2-pattern': { relation: 'stix2-pattern', language: 'stix', naming: 'name' },
}

const TEMPLATES: ReadonlyMap<string, TemplateRow> = new Map(
  [
    ...Object.entries(OBSERVABLE_TEMPLATES),
    ...Object.entries(DOMAIN_TEMPLATES),
    ['domain|ip', OBSERVABLE_TEMPLATES['domain-ip']] as const,
    ['ip|port', OBSERVABLE_TEMPLATES['ip-port']] as const,
  ].flatMap(([name, row]) => (row === undefined ? [] : [[name, row] as const])),
)

/** The row of a template, when STIX has something for it. */
export function templateOf(name: string): TemplateRow | undefined {
  return TEMPLATES.get(name)
}

/** Which template takes an observable that came from elsewhere. */
export const TEMPLATE_FOR: Readonly<Record<string, string>> = {
  artifact: 'artifact',
  'autonomous-system': 'asn',
  directory: 'directory',
  'domain-name': 'domain-ip',
  'email-message': 'email',
  file: 'file',
  'network-traffic': 'network-traffic',
  process: 'process',
  software: 'software',
  'user-account': 'user-account',
  'windows-registry-key': 'registry-key',
  'x509-certificate': 'x509',
}
