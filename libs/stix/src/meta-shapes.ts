import * as check from './checks.ts'
import type { Check } from './checks.ts'
import { isLanguageTag, isPropertyName } from './formats.ts'
import { isSuggestedRelationship } from './relationship-table.ts'
import { isSameJson } from './same-json.ts'
import { inOrder } from './shape.ts'
import type { Rule, Shape } from './shape.ts'
import { isCustomType, isScoType, isSdoType } from './stix-objects.ts'
import { isStixId, typeOfId } from './stix-id.ts'
import { TLP_2_EXTENSION, tlpMarkingOf } from './tlp.ts'

/** Shapes of the relationship objects (STIX 2.1 §5) and the meta objects (§7). */

const { text, timestamp, listOf, refTo, inside } = check

const relationshipType: Check = (value, at) => {
  text(value, at)
  if (typeof value === 'string' && !/^[a-z0-9-]+$/.test(value))
    at.findings.error('invalid-relationship-type', at, value)
}

/** §5.1: both ends are domain objects or observables, whether of the standard or not. */
const endpoint: Check = (value, at) => {
  if (!isStixId(value)) return refTo()(value, at)
  const type = typeOfId(value)
  if (!isSdoType(type) && !isScoType(type) && !isCustomType(type)) at.findings.error('wrong-reference-type', at, type)
}

const suggested: Rule = (relationship, at) => {
  const { source_ref: source, relationship_type: word, target_ref: target } = relationship
  if (!isStixId(source) || !isStixId(target) || typeof word !== 'string') return
  const [from, to] = [typeOfId(source), typeOfId(target)]
  if (isCustomType(from) || isCustomType(to) || isSuggestedRelationship(from, word, to)) return
  at.findings.warn('unusual-relationship', check.under('STIX 2.1 Appendix B', at), word, from, to)
}

/** §7.1: language code → property name → translation. */
const contents: Check = (value, at) => {
  check.dictionaryOf(check.dictionaryOf(check.anything))(value, at)
  if (!check.isProperties(value)) return
  for (const [code, translations] of Object.entries(value)) {
    const place = inside(at, code)
    if (!isLanguageTag(code)) at.findings.error('invalid-language', place, code)
    if (!check.isProperties(translations)) continue
    for (const name of Object.keys(translations)) {
      if (!isPropertyName(name)) at.findings.error('invalid-property-name', inside(place, name), name)
    }
  }
}

/**
 * §7.2.1.4 and the TLP 2.0 extension: TLP markings are exactly the published ones. What claims to be one (by its type, its
 * extension or its id) has the content of the one with its id; only the name may be missing.
 */
const fixedTlp: Rule = (marking, at) => {
  const { id, definition_type: kind, extensions } = marking
  const fixed = typeof id === 'string' ? tlpMarkingOf(id) : undefined
  const isClaimed = kind === 'tlp' || (check.isProperties(extensions) && Object.hasOwn(extensions, TLP_2_EXTENSION))
  if (fixed === undefined && !isClaimed) return
  const claimed = { name: fixed?.object.name, ...marking }
  if (fixed === undefined || !isSameJson(claimed, fixed.object)) {
    at.findings.error('unknown-tlp', check.under('STIX 2.1 §7.2.1.4', at))
  }
}

/** §7.2.1: either a definition of a named type, or an extension that says what the marking means. */
const defined: Rule = (marking, at) => {
  const { definition_type: kind, definition, extensions } = marking
  if (kind === undefined && definition === undefined) {
    if (extensions === undefined) at.findings.error('marking-without-definition', at)
    return
  }
  if (kind === undefined || definition === undefined) return at.findings.error('marking-without-definition', at)
  if (kind !== 'statement') return
  const statement = check.isProperties(definition) ? definition['statement'] : undefined
  text(statement, inside(at, 'definition', 'STIX 2.1 §7.2.1.3'))
}

const notItself: Rule = (marking, at) => {
  const { id, object_marking_refs: refs, granular_markings: parts } = marking
  const granular = Array.isArray(parts)
    ? parts.map((part: unknown) => (check.isProperties(part) ? part['marking_ref'] : 0))
    : []
  const named: unknown[] = Array.isArray(refs) ? refs : []
  if ([...named, ...granular].includes(id)) {
    at.findings.error('marking-cycle', check.under('STIX 2.1 §7.2', at))
  }
}

const propertyName: Check = (value, at) => {
  text(value, at)
  if (typeof value === 'string' && !isPropertyName(value)) at.findings.error('invalid-property-name', at, value)
}

/** §7.3: the names of new properties belong to the extension type that puts them at the top level, and to no other. */
const topLevelNames: Rule = (definition, at) => {
  const { extension_types: kinds } = definition
  if (!Array.isArray(kinds)) return
  const place = inside(at, 'extension_properties')
  const isTopLevel = kinds.includes('toplevel-property-extension')
  const hasNames = Object.hasOwn(definition, 'extension_properties')
  if (hasNames && !isTopLevel) at.findings.error('extension-properties', place)
  if (isTopLevel && !hasNames) at.findings.warn('recommended-property', place, 'extension_properties')
}

export const RELATIONSHIP_SHAPES: Readonly<Record<string, Shape>> = {
  relationship: {
    section: '5.1',
    required: ['relationship_type', 'source_ref', 'target_ref'],
    properties: {
      relationship_type: relationshipType,
      description: text,
      source_ref: endpoint,
      target_ref: endpoint,
      start_time: timestamp,
      stop_time: timestamp,
    },
    rules: [inOrder('start_time', 'stop_time', true), suggested],
  },
  sighting: {
    section: '5.2',
    required: ['sighting_of_ref'],
    properties: {
      description: text,
      first_seen: timestamp,
      last_seen: timestamp,
      count: check.integer(0, 999_999_999),
      sighting_of_ref: refTo('sdo', 'custom'),
      observed_data_refs: listOf(refTo('observed-data')),
      where_sighted_refs: listOf(refTo('identity', 'location')),
      summary: check.flag,
    },
    rules: [inOrder('first_seen', 'last_seen')],
  },
}

export const META_SHAPES: Readonly<Record<string, Shape>> = {
  'language-content': {
    section: '7.1',
    required: ['object_ref', 'contents'],
    properties: { object_ref: refTo(), object_modified: timestamp, contents },
  },
  'extension-definition': {
    section: '7.3',
    required: ['name', 'schema', 'version', 'extension_types', 'created_by_ref'],
    recommended: ['description'],
    rules: [topLevelNames],
    properties: {
      name: text,
      description: text,
      schema: text,
      version: text,
      extension_types: listOf(check.closed('extension-type-enum')),
      extension_properties: listOf(propertyName),
    },
  },
}

export const MARKING_SHAPE: Shape = {
  section: '7.2.1',
  properties: { name: text, definition_type: text, definition: check.dictionaryOf(check.anything) },
  rules: [defined, fixedTlp, notItself],
}
