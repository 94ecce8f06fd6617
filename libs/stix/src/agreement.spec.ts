import { readFileSync } from 'node:fs'
import type { Refusal } from './refusal.ts'
import type { RuleId } from './rules.ts'
import { validateObject } from './validate.ts'

/**
 * Agreement with the verdicts of the OASIS validator on recorded cases, at two levels: its errors (MUST) against our errors,
 * and its whole verdict under the options of the case (MUST and SHOULD) against our errors and warnings. A difference is
 * excused by its cause: what we say of the object, where, and the section that decides. Each cause lists the cases it
 * excuses, so that a new difference, or one that went away, fails.
 */

interface Vector {
  readonly instance: unknown
  readonly must_valid: boolean
  readonly valid: boolean
  readonly options: {
    readonly version?: string
    readonly interop?: boolean
    /** Warnings count. */
    readonly strict?: boolean
    readonly disabled?: readonly string[]
    readonly enabled?: readonly string[]
    readonly strict_types?: boolean
    readonly strict_properties?: boolean
  }
  readonly test: string
}

interface Judged extends Vector {
  readonly name: string
  readonly errors: readonly Refusal[]
  /** The warnings that the options of the case ask for. */
  readonly warnings: readonly Refusal[]
}

/** Warnings of ours that the OASIS validator has no check for. */
const OURS_ALONE: ReadonlySet<RuleId> = new Set([
  'creator-not-identity', // §3.2
  'id-not-deterministic', // §2.9: it looks at the version of the UUID only
  'null-value', // §2
  'several-tlp', // the interoperability profile
  'forbidden-property', // §3.2
])

/** The checks that a case can switch off, and our warnings that are the same. */
const CHECKS: Readonly<Record<string, (warning: Refusal) => boolean>> = {
  'extensions-use': ({ rule }) => ['custom-property', 'custom-object', 'custom-extension'].includes(rule),
  'custom-prefix-lax': ({ rule }) => rule === 'custom-prefix',
  'uuid-check': ({ rule }) => rule === 'id-not-v4' || rule === 'id-not-v5',
  'indicator-properties': ({ rule, path }) => rule === 'recommended-property' && /\.(name|description)$/.test(path),
  'extension-description': ({ rule, path }) => rule === 'recommended-property' && path.endsWith('.description'),
  'extension-properties': ({ rule, path }) => rule === 'recommended-property' && path.endsWith('_properties'),
  'network-traffic-ports': ({ rule, path }) => rule === 'recommended-property' && path.endsWith('_port'),
  'kill-chain-names': ({ rule, path }) => rule === 'not-kebab-case' && path.includes('kill_chain'),
  'format-checks': ({ rule }) => rule === 'not-kebab-case' || rule.startsWith('id-not'),
  'hash-algo': ({ path }) => path.includes('hashes'),
  countries: ({ path }) => path.endsWith('.country'),
  ipfix: ({ path }) => path.includes('.ipfix'),
  'http-request-headers': ({ path }) => path.includes('.request_header'),
  'socket-options': ({ path }) => path.includes('.options'),
  'windows-process-priority-format': ({ path }) => path.endsWith('.priority'),
  'approved-values': ({ rule }) => ['not-in-vocabulary', 'unusual-relationship', 'unregistered-name'].includes(rule),
}

/** The vocabularies' checks are called after the property or the vocabulary. */
function isSwitchedOff(check: string, warning: Refusal): boolean {
  const known = CHECKS[check]
  if (known !== undefined) return known(warning)
  const words = check.replaceAll('-', '_')
  const aboutIt = warning.path.includes(words) || warning.message.includes(`${check}-ov`)
  return warning.rule === 'not-in-vocabulary' && (aboutIt || warning.message.includes(`${check.replace(/s$/, '')}-ov`))
}

function isAsked(warning: Refusal, { strict, enabled, disabled = [] }: Vector['options']): boolean {
  if (strict !== true || OURS_ALONE.has(warning.rule)) return false
  if (enabled !== undefined) return enabled.some(check => isSwitchedOff(check, warning))
  // The prefix of a custom name is asked for only where extensions are not, and in two degrees.
  if (warning.rule === 'custom-prefix') {
    const both = disabled.includes('custom-prefix') && disabled.includes('custom-prefix-lax')
    return disabled.includes('extensions-use') && !both
  }
  return !disabled.some(check => isSwitchedOff(check, warning))
}

const text = readFileSync(new URL('../../../tests/data/stix/stix2-validator-v21.jsonl', import.meta.url), 'utf8')
// The file holds one vector a line, in the form that tests/data/stix/README.md gives.
const vectors = text
  .trimEnd()
  .split('\n')
  .map(line => JSON.parse(line) as Vector)

/** Cases that ask for another standard: STIX 2.0, or the interoperability profile. */
const isOutside = ({ options }: Vector): boolean => options.version === '2.0' || options.interop === true

const judged: readonly Judged[] = vectors
  .filter(vector => !isOutside(vector))
  .map(vector => {
    const { errors, warnings } = validateObject(vector.instance)
    const name = vector.test.slice(vector.test.lastIndexOf('::') + 2)
    return { ...vector, name, errors, warnings: warnings.filter(warning => isAsked(warning, vector.options)) }
  })

interface Cause {
  readonly why: string
  readonly excuses: (vector: Judged) => boolean
  readonly cases: readonly string[]
}

const only = (rules: readonly RuleId[], path: RegExp) => (vector: Judged) =>
  vector.errors.length > 0 && vector.errors.every(error => rules.includes(error.rule) && path.test(error.path))

const MUST_CAUSES: readonly Cause[] = [
  {
    why: '§2.9: an identifier ends in an RFC 4122 UUID, also where it refers; the UUID in src_ref has 35 characters',
    excuses: only(['invalid-id'], /\.src_ref$/),
    cases: [
      'test_invalid_start_end_time',
      'test_network_traffic_http_request_header',
      'test_network_traffic_ipfix',
      'test_network_traffic_ports',
      'test_network_traffic_protocols',
      'test_network_traffic_socket_options',
      'test_wellformed_network_traffic',
    ],
  },
  {
    why: '§11.1: names of custom properties have a–z, 0–9 and underscore only, and at most 250 of them',
    excuses: only(['invalid-property-name'], /./),
    cases: ['test_custom_property_name_invalid_character', 'test_custom_property_name_long'],
  },
  {
    why: '§7.2.1.4: nothing else may go under the id of a TLP marking; the case gives TLP:GREEN another meaning',
    excuses: only(['unknown-tlp'], /^\$$/),
    cases: ['test_marking_definition_with_extension'],
  },
  {
    why: '§3.2: spec_version is required of an identity and is 2.1; the validator takes it from its own option',
    excuses: only(['required-property', 'invalid-spec-version'], /\.spec_version$/),
    cases: ['test_all', 'test_cmd', 'test_cmd_and_bundle'],
  },
  {
    why: '§11.2: the prefix x- is a SHOULD (our warning custom-prefix); inside a pattern the option makes it an error',
    excuses: ({ warnings, must_valid }) => !must_valid && warnings.some(({ rule }) => rule === 'custom-prefix'),
    cases: ['test_pattern_custom_object_noprefix'],
  },
]

/** Options that forbid what §7.3 and §11 allow: every property and type of one's own. */
const isForbidding = ({ options }: Vector): boolean =>
  options.strict_types === true || options.strict_properties === true

const SHOULD_CAUSES: readonly Cause[] = [
  {
    why: '§7.3: any object may be extended at its top level; the validator knows it of authored objects only',
    excuses: ({ instance, warnings }) =>
      warnings.length === 0 && JSON.stringify(instance).includes('"toplevel-property-extension"'),
    cases: [
      'test_custom_toplevel_property_with_extension',
      'test_observable_object_custom_toplevel_property_with_extension',
    ],
  },
  {
    why: '§11.1: a custom name begins with x_ and its source; whether the word behind x_ is a source, nobody can tell',
    excuses: ({ instance, options, warnings }) =>
      warnings.length === 0 &&
      options.disabled?.includes('extensions-use') === true &&
      !JSON.stringify(instance).includes('"toplevel-property-extension"'),
    cases: [
      'test_invalid_property_prefix_lax',
      'test_observable_object_custom_properties_lax',
      'test_observable_object_embedded_dict_custom_properties_lax',
      'test_observable_object_extension_embedded_custom_properties_lax',
      'test_observable_object_extensions_prefix_lax',
    ],
  },
  {
    why: '§4.7: a pattern is of the language that pattern_type names; the validator reads STIX alone, and this Snort rule has no sid',
    excuses: ({ warnings }) => warnings.length > 0 && warnings.every(({ rule }) => rule === 'invalid-rule-text'),
    cases: ['test_indicator_different_pattern_type_does_not_get_validated'],
  },
]

const namesOf = (cases: readonly Judged[]): string[] => [...new Set(cases.map(({ name }) => name))].sort()

function expectOnly(differences: readonly Judged[], causes: readonly Cause[]): void {
  expect(namesOf(differences.filter(vector => !causes.some(({ excuses }) => excuses(vector))))).toEqual([])
  for (const { why, excuses, cases } of causes) {
    expect([why, namesOf(differences.filter(excuses))]).toEqual([why, [...cases].sort()])
  }
}

describe('the verdict on an object', () => {
  const isValid = ({ errors }: Judged): boolean => errors.length === 0
  const isClean = ({ errors, warnings }: Judged): boolean => errors.length === 0 && warnings.length === 0

  it('agrees at the level of MUST, but where the standard says otherwise', () => {
    expect(judged).toHaveLength(324)
    expectOnly(
      judged.filter(vector => isValid(vector) !== vector.must_valid),
      MUST_CAUSES,
    )
  })

  it('agrees at the level of SHOULD under the options of the case, but where the standard says otherwise', () => {
    const asked = judged.filter(vector => !isForbidding(vector) && isValid(vector) === vector.must_valid)
    expect(asked).toHaveLength(283)
    expectOnly(
      asked.filter(vector => isClean(vector) !== vector.valid),
      SHOULD_CAUSES,
    )
  })
})
