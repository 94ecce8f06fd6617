import * as check from './checks.ts'
import { isHttpFieldName, isPdfKey, isPriorityClass, isSocketOption } from './registered-names.ts'
import { atLeastOne, record } from './shape.ts'
import type { Shape } from './shape.ts'

/** The predefined extensions of STIX 2.1 §6, by the type of object that may carry them and by their name. */

const { text, timestamp, flag, listOf, refTo, hashes, hex } = check
const count = check.integer(0)

const ALTERNATE_DATA_STREAM: Shape = {
  section: '6.7.3.1',
  required: ['name'],
  properties: { name: text, hashes, size: count },
}

const PE_OPTIONAL_HEADER: Shape = {
  section: '6.7.6.2',
  properties: {
    magic_hex: hex,
    major_linker_version: check.integer(),
    minor_linker_version: check.integer(),
    size_of_code: count,
    size_of_initialized_data: count,
    size_of_uninitialized_data: count,
    address_of_entry_point: check.integer(),
    base_of_code: check.integer(),
    base_of_data: check.integer(),
    image_base: check.integer(),
    section_alignment: check.integer(),
    file_alignment: check.integer(),
    major_os_version: check.integer(),
    minor_os_version: check.integer(),
    major_image_version: check.integer(),
    minor_image_version: check.integer(),
    major_subsystem_version: check.integer(),
    minor_subsystem_version: check.integer(),
    win32_version_value_hex: hex,
    size_of_image: count,
    size_of_headers: count,
    checksum_hex: hex,
    subsystem_hex: hex,
    dll_characteristics_hex: hex,
    size_of_stack_reserve: count,
    size_of_stack_commit: count,
    size_of_heap_reserve: count,
    size_of_heap_commit: count,
    loader_flags_hex: hex,
    number_of_rva_and_sizes: count,
    hashes,
  },
}

const PE_SECTION: Shape = {
  section: '6.7.6.3',
  required: ['name'],
  properties: { name: text, size: count, entropy: check.float(), hashes },
}

const withAny = (shape: Shape): Shape => ({ ...shape, rules: [atLeastOne(...Object.keys(shape.properties))] })

const FILE_EXTENSIONS: Readonly<Record<string, Shape>> = {
  'archive-ext': {
    section: '6.7.2',
    required: ['contains_refs'],
    properties: { contains_refs: listOf(refTo('file', 'directory')), comment: text },
  },
  'ntfs-ext': withAny({
    section: '6.7.3',
    properties: { sid: text, alternate_data_streams: listOf(record(ALTERNATE_DATA_STREAM)) },
  }),
  'pdf-ext': withAny({
    section: '6.7.4',
    properties: {
      version: text,
      is_optimized: flag,
      document_info_dict: check.keyedBy(isPdfKey, 'ISO 32000-1 §14.3.3', check.anything),
      pdfid0: text,
      pdfid1: text,
    },
  }),
  'raster-image-ext': withAny({
    section: '6.7.5',
    properties: {
      image_height: count,
      image_width: count,
      bits_per_pixel: count,
      exif_tags: check.dictionaryOf(check.anything),
    },
  }),
  'windows-pebinary-ext': {
    section: '6.7.6',
    required: ['pe_type'],
    properties: {
      pe_type: check.open('windows-pebinary-type-ov'),
      imphash: text,
      machine_hex: hex,
      number_of_sections: count,
      time_date_stamp: timestamp,
      pointer_to_symbol_table_hex: hex,
      number_of_symbols: count,
      size_of_optional_header: count,
      characteristics_hex: hex,
      file_header_hashes: hashes,
      optional_header: record(withAny(PE_OPTIONAL_HEADER)),
      sections: listOf(record(PE_SECTION)),
    },
  },
}

const NETWORK_EXTENSIONS: Readonly<Record<string, Shape>> = {
  'http-request-ext': {
    section: '6.12.2',
    required: ['request_method', 'request_value'],
    properties: {
      request_method: text,
      request_value: text,
      request_version: text,
      request_header: check.keyedBy(isHttpFieldName, 'HTTP fields', check.textOrTexts),
      message_body_length: count,
      message_body_data_ref: refTo('artifact'),
    },
  },
  'icmp-ext': {
    section: '6.12.3',
    required: ['icmp_type_hex', 'icmp_code_hex'],
    properties: { icmp_type_hex: hex, icmp_code_hex: hex },
  },
  'socket-ext': {
    section: '6.12.4',
    required: ['address_family'],
    properties: {
      address_family: check.closed('network-socket-address-family-enum'),
      is_blocking: flag,
      is_listening: flag,
      options: check.keyedBy(isSocketOption, 'socket options', check.integer()),
      socket_type: check.closed('network-socket-type-enum'),
      socket_descriptor: count,
      socket_handle: check.integer(),
    },
  },
  'tcp-ext': withAny({ section: '6.12.5', properties: { src_flags_hex: hex, dst_flags_hex: hex } }),
}

const PROCESS_EXTENSIONS: Readonly<Record<string, Shape>> = {
  'windows-process-ext': withAny({
    section: '6.13.2',
    properties: {
      aslr_enabled: flag,
      dep_enabled: flag,
      priority: check.registered(isPriorityClass, 'Windows priority classes'),
      owner_sid: text,
      window_title: text,
      startup_info: check.dictionaryOf(check.anything),
      integrity_level: check.closed('windows-integrity-level-enum'),
    },
  }),
  'windows-service-ext': withAny({
    section: '6.13.3',
    properties: {
      service_name: text,
      descriptions: listOf(text),
      display_name: text,
      group_name: text,
      start_type: check.closed('windows-service-start-type-enum'),
      service_dll_refs: listOf(refTo('file')),
      service_type: check.closed('windows-service-type-enum'),
      service_status: check.closed('windows-service-status-enum'),
    },
  }),
}

const ACCOUNT_EXTENSIONS: Readonly<Record<string, Shape>> = {
  'unix-account-ext': withAny({
    section: '6.16.2',
    properties: { gid: check.integer(), groups: listOf(text), home_dir: text, shell: text },
  }),
}

/** Predefined extensions by type of object; every other extension is somebody's own (§7.3). */
export const EXTENSION_SHAPES: Readonly<Record<string, Readonly<Record<string, Shape>>>> = {
  file: FILE_EXTENSIONS,
  'network-traffic': NETWORK_EXTENSIONS,
  process: PROCESS_EXTENSIONS,
  'user-account': ACCOUNT_EXTENSIONS,
}
