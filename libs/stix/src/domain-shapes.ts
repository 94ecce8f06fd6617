import * as check from './checks.ts'
import type { Check } from './checks.ts'
import { checkPattern } from './check-pattern.ts'
import { containedObservables } from './contained-observables.ts'
import { isPropertyName } from './formats.ts'
import { parsePattern } from './pattern.ts'
import { isCountryCode } from './registered-names.ts'
import { atLeastOne, exactlyOne, inOrder, needs, when } from './shape.ts'
import type { Rule, Shape } from './shape.ts'
import { isCustomType } from './stix-objects.ts'
import { isTypeName } from './stix-id.ts'
import { killChainPhase } from './structure-shapes.ts'

/** Shapes of the domain objects (STIX 2.1 §4), without the properties that all of them have (§3.2). */

const { text, timestamp, flag, listOf, open, refTo } = check
const texts = listOf(text)
const phases = listOf(killChainPhase)
const anyRefs = listOf(refTo())
const seen = { first_seen: timestamp, last_seen: timestamp }
const seenInOrder = inOrder('first_seen', 'last_seen')
const named = { name: text, description: text }

/**
 * §4.7: a pattern of type stix must parse (§9); its paths begin with the type of an object (§11.2) and the name of a
 * property (§3.1), and what the standard does not know should have the prefix of custom names. Of other types we only warn.
 */
const patternParses: Rule = (object, at) => {
  const { pattern, pattern_type: type } = object
  if (typeof pattern !== 'string' || typeof type !== 'string') return
  if (type !== 'stix') return ruleIsSound(type, pattern, at)
  const parsed = parsePattern(pattern)
  const place = check.inside(at, 'pattern', 'STIX 2.1 §9')
  if (!parsed.ok) {
    const why = [parsed.message, parsed.messageJa] as const
    return at.findings.error('invalid-pattern', place, parsed.line, parsed.column, why)
  }
  at.findings.comparisons = parsed.comparisons
  for (const { objectType, keys } of parsed.comparisons) {
    const [first] = keys
    if (typeof first === 'string' && !isPropertyName(first)) at.findings.error('invalid-property-name', place, first)
    if (!isTypeName(objectType)) at.findings.error('invalid-type', place, objectType)
    else if (isCustomType(objectType) && !objectType.startsWith('x-')) {
      at.findings.warn('custom-prefix', check.under('STIX 2.1 §11.2', place), objectType, 'x-')
    }
  }
}

function ruleIsSound(type: string, text: string, at: check.Place): void {
  const checked = checkPattern(type, text)
  if (checked.ok) return
  const why = [checked.message, checked.messageJa] as const
  const place = check.inside(at, 'pattern', 'STIX 2.1 §4.7')
  at.findings.warn('invalid-rule-text', place, type, checked.line, checked.column, why)
}

/** §4.10: a region, a country, or both coordinates. */
const somewhere: Rule = (object, at) => {
  const hasPlace = ['region', 'country', 'latitude'].some(name => Object.hasOwn(object, name))
  if (!hasPlace) at.findings.error('at-least-one', at, 'region, country, latitude + longitude')
}

/** §4.12: a product should be written like the words of a vocabulary. */
const product: Check = (value, at) => {
  text(value, at)
  if (typeof value === 'string' && /[A-Z\s_]/.test(value)) at.findings.warn('not-kebab-case', at, value)
}

export const DOMAIN_SHAPES: Readonly<Record<string, Shape>> = {
  'attack-pattern': {
    section: '4.1',
    required: ['name'],
    properties: { ...named, aliases: texts, kill_chain_phases: phases },
  },
  campaign: {
    section: '4.2',
    required: ['name'],
    properties: { ...named, aliases: texts, ...seen, objective: text },
    rules: [seenInOrder],
  },
  'course-of-action': { section: '4.3', required: ['name'], properties: named },
  grouping: {
    section: '4.4',
    required: ['context', 'object_refs'],
    properties: { ...named, context: open('grouping-context-ov'), object_refs: anyRefs },
  },
  identity: {
    section: '4.5',
    required: ['name'],
    properties: {
      ...named,
      roles: texts,
      identity_class: open('identity-class-ov'),
      sectors: listOf(open('industry-sector-ov')),
      contact_information: text,
    },
  },
  incident: { section: '4.6', required: ['name'], properties: named },
  indicator: {
    section: '4.7',
    required: ['pattern', 'pattern_type', 'valid_from'],
    recommended: ['name', 'description'],
    properties: {
      ...named,
      indicator_types: listOf(open('indicator-type-ov')),
      pattern: text,
      pattern_type: open('pattern-type-ov'),
      pattern_version: text,
      valid_from: timestamp,
      valid_until: timestamp,
      kill_chain_phases: phases,
    },
    rules: [inOrder('valid_from', 'valid_until', true), patternParses],
  },
  infrastructure: {
    section: '4.8',
    required: ['name'],
    properties: {
      ...named,
      infrastructure_types: listOf(open('infrastructure-type-ov')),
      aliases: texts,
      kill_chain_phases: phases,
      ...seen,
    },
    rules: [seenInOrder],
  },
  'intrusion-set': {
    section: '4.9',
    required: ['name'],
    properties: {
      ...named,
      aliases: texts,
      ...seen,
      goals: texts,
      resource_level: open('attack-resource-level-ov'),
      primary_motivation: open('attack-motivation-ov'),
      secondary_motivations: listOf(open('attack-motivation-ov')),
    },
    rules: [seenInOrder],
  },
  location: {
    section: '4.10',
    properties: {
      ...named,
      latitude: check.float(-90, 90),
      longitude: check.float(-180, 180),
      precision: check.float(0),
      region: open('region-ov'),
      country: check.registered(isCountryCode, 'ISO 3166-1 ALPHA-2'),
      administrative_area: text,
      city: text,
      street_address: text,
      postal_code: text,
    },
    rules: [
      needs('latitude', 'longitude'),
      needs('longitude', 'latitude'),
      needs('precision', 'latitude'),
      needs('precision', 'longitude'),
      somewhere,
    ],
  },
  malware: {
    section: '4.11',
    required: ['is_family'],
    properties: {
      ...named,
      malware_types: listOf(open('malware-type-ov')),
      is_family: flag,
      aliases: texts,
      kill_chain_phases: phases,
      ...seen,
      operating_system_refs: listOf(refTo('software')),
      architecture_execution_envs: listOf(open('processor-architecture-ov')),
      implementation_languages: listOf(open('implementation-language-ov')),
      capabilities: listOf(open('malware-capabilities-ov')),
      sample_refs: listOf(refTo('file', 'artifact')),
    },
    rules: [
      seenInOrder,
      when(
        malware => malware['is_family'] === true && !Object.hasOwn(malware, 'name'),
        at => at.findings.error('family-needs-name', at),
      ),
    ],
  },
  'malware-analysis': {
    section: '4.12',
    required: ['product'],
    properties: {
      product,
      version: text,
      host_vm_ref: refTo('software'),
      operating_system_ref: refTo('software'),
      installed_software_refs: listOf(refTo('software')),
      configuration_version: text,
      modules: texts,
      analysis_engine_version: text,
      analysis_definition_version: text,
      submitted: timestamp,
      analysis_started: timestamp,
      analysis_ended: timestamp,
      result_name: text,
      result: open('malware-result-ov'),
      analysis_sco_refs: listOf(refTo('sco', 'custom')),
      sample_ref: refTo('sco', 'custom'),
    },
    rules: [atLeastOne('result', 'analysis_sco_refs'), inOrder('analysis_started', 'analysis_ended')],
  },
  note: {
    section: '4.13',
    required: ['content', 'object_refs'],
    properties: { abstract: text, content: text, authors: texts, object_refs: anyRefs },
  },
  'observed-data': {
    section: '4.14',
    required: ['first_observed', 'last_observed', 'number_observed'],
    properties: {
      first_observed: timestamp,
      last_observed: timestamp,
      number_observed: check.integer(1, 999_999_999),
      objects: containedObservables,
      object_refs: listOf(refTo('sco', 'custom', 'relationship', 'sighting')),
    },
    rules: [exactlyOne('objects', 'object_refs'), inOrder('first_observed', 'last_observed')],
  },
  opinion: {
    section: '4.15',
    required: ['opinion', 'object_refs'],
    properties: { explanation: text, authors: texts, opinion: check.closed('opinion-enum'), object_refs: anyRefs },
  },
  report: {
    section: '4.16',
    required: ['name', 'published', 'object_refs'],
    properties: {
      ...named,
      report_types: listOf(open('report-type-ov')),
      published: timestamp,
      object_refs: anyRefs,
    },
  },
  'threat-actor': {
    section: '4.17',
    required: ['name'],
    properties: {
      ...named,
      threat_actor_types: listOf(open('threat-actor-type-ov')),
      aliases: texts,
      ...seen,
      roles: listOf(open('threat-actor-role-ov')),
      goals: texts,
      sophistication: open('threat-actor-sophistication-ov'),
      resource_level: open('attack-resource-level-ov'),
      primary_motivation: open('attack-motivation-ov'),
      secondary_motivations: listOf(open('attack-motivation-ov')),
      personal_motivations: listOf(open('attack-motivation-ov')),
    },
    rules: [seenInOrder],
  },
  tool: {
    section: '4.18',
    required: ['name'],
    properties: {
      ...named,
      tool_types: listOf(open('tool-type-ov')),
      aliases: texts,
      kill_chain_phases: phases,
      tool_version: text,
    },
  },
  vulnerability: { section: '4.19', required: ['name'], properties: named },
}
