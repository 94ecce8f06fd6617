import { readFileSync } from 'node:fs'
import { isProperties } from './checks.ts'
import { addMarkings, clearMarkings, getMarkings, isMarked, removeMarkings, setMarkings } from './markings.ts'
import type { MarkingChoice, MarkingScope } from './markings.ts'
import { newObject } from './new-object.ts'
import { parseObject } from './parse.ts'
import type { Outcome } from './refusal.ts'
import { scoId } from './sco-id.ts'
import { newVersion, revoke, withoutCustom } from './versions.ts'

/**
 * Agreement with recorded operations of python-stix2: markings, versions, parsing, computed ids. It answers objects with the
 * time of the recording, so that the clock of a case is what its result says. A difference is named with its section.
 */

interface Vector {
  readonly kind: string
  readonly test: string
  readonly fn?: string
  readonly args: readonly unknown[]
  readonly kwargs: Readonly<Record<string, unknown>>
  readonly result?: unknown
  readonly error?: string
  readonly object?: unknown
  readonly id?: string
}

const text = readFileSync(new URL('../../../tests/data/stix/python-stix2-v21.jsonl', import.meta.url), 'utf8')
// One vector a line, in the form that tests/data/stix/README.md gives.
const vectors = text
  .trimEnd()
  .split('\n')
  .map(line => JSON.parse(line) as Vector)

const ofKind = (kind: string): Vector[] => vectors.filter(vector => vector.kind === kind)
const nameOf = ({ test }: Vector): string => (/::(\w+)/.exec(test) ?? ['', test])[1] ?? test

/** The time of the recording: what the result was given as `modified`, or `created` where that is all there is. */
function clockOf(result: unknown): string {
  const time = isProperties(result) ? (result['modified'] ?? result['created']) : undefined
  return typeof time === 'string' ? time : '2026-11-21T05:04:05.000Z'
}

/** Lists of markings are sets: their order means nothing. */
function withoutOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(item => JSON.stringify(withoutOrder(item))).sort()
  if (!isProperties(value)) return value
  const sets = ['object_marking_refs', 'granular_markings', 'selectors']
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, sets.includes(name) ? withoutOrder(item) : item]),
  )
}

function answerOf({ fn, args, kwargs, result }: Vector): Outcome<unknown> {
  const [object, ...rest] = args
  const now = clockOf(result)
  // What stands in a case is what python-stix2 was called with: markings, selectors, flags, in this order.
  const choice = rest[0] as MarkingChoice | readonly MarkingChoice[]
  const scopeOf = (given: readonly unknown[]): MarkingScope => ({
    selectors: (given[0] ?? kwargs['selectors'] ?? undefined) as MarkingScope['selectors'],
    inherited: (given[1] ?? kwargs['inherited']) === true,
    descendants: (given[2] ?? kwargs['descendants']) === true,
    lang: kwargs['lang'] !== false,
    markingRef: kwargs['marking_ref'] !== false,
  })
  const { allow_custom: allowCustom, ...changes } = kwargs
  switch (fn) {
    case 'get_markings':
      return getMarkings(object, scopeOf(rest))
    case 'is_marked':
      return isMarked(object, choice, scopeOf(rest.slice(1)))
    case 'add_markings':
      return addMarkings(object, choice, now, scopeOf(rest.slice(1)))
    case 'remove_markings':
      return removeMarkings(object, choice, now, scopeOf(rest.slice(1)))
    case 'set_markings':
      return setMarkings(object, choice, now, scopeOf(rest.slice(1)))
    case 'clear_markings':
      return clearMarkings(object, now, scopeOf(rest))
    case 'new_version':
      return newVersion(object, changes, now, typeof allowCustom === 'boolean' ? { allowCustom } : {})
    case 'revoke':
      return revoke(object, now)
    case 'remove_custom_stix':
      return withoutCustom(object, now)
    default:
      throw new Error(`unknown operation ${String(fn)}`)
  }
}

function expectAgreement(cases: readonly Vector[]): void {
  for (const vector of cases) {
    const answer = answerOf(vector)
    const mine = answer.ok ? withoutOrder(answer.value) : 'refused'
    const theirs = vector.error === undefined ? withoutOrder(vector.result) : 'refused'
    expect([vector.test, mine]).toEqual([vector.test, theirs])
  }
}

describe('an operation', () => {
  it('on markings gives what python-stix2 gives, in every case', () => {
    expect(ofKind('markings')).toHaveLength(234)
    expectAgreement(ofKind('markings'))
  })

  it('on versions gives what python-stix2 gives, in every case', () => {
    expect(ofKind('versioning')).toHaveLength(19)
    expectAgreement(ofKind('versioning'))
  })

  it('computes the id of an observable as python-stix2 does, in every case', () => {
    expect(ofKind('sco-uuidv5')).toHaveLength(28)
    for (const { object, id, test } of ofKind('sco-uuidv5')) expect([test, scoId(object)]).toEqual([test, id])
  })
})

// --- Parsing -----------------------------------------------------------------------------------------------------------

/** What python-stix2 takes and the standard does not: our refusal, and the cases. */
const REFUSED_BY_THE_STANDARD: Readonly<Record<string, readonly string[]>> = {
  // §3.2: created is precise to the millisecond.
  'timestamp-precision $.created': [
    'test_parse_campaign',
    'test_parse_custom_object_type',
    'test_parse_marking_definition',
    'test_parse_relationship',
    'test_parse_sighting',
    'test_parse_unregistered_custom_object_type_w_allow_custom',
  ],
  // §2.9: the UUID is one of RFC 4122; its version is "f" here.
  'invalid-id $.id': [
    'test_parse_infrastructure',
    'test_parse_infrastructure_clean_kill_chain_phases',
    'test_parse_infrastructure_kill_chain_phases',
  ],
  // §3.2: an object has an id, in a bundle too; python-stix2 draws one.
  'required-property $.objects[0].id': ['test_custom_subobject_dict'],
  // §3.2: without spec_version this is STIX 2.0.
  'required-property $.objects[0].spec_version': ['test_filesystem_sink_json_stix_bundle'],
  // §6.15: a URL is one of RFC 3986; this one has no scheme.
  'invalid-url $.value': ['test_parse_observable_with_unregistered_custom_extension'],
  // §7.3: an extension under the id of its definition says its extension_type.
  "required-property $.extensions['extension-definition--31adb724-a9a4-44b6-8ec2-fd4b181c9507'].extension_type": [
    'test_unregistered_new_style_extension',
  ],
  // §11: types and extensions of somebody's own are so for everybody; these were registered in the process of the test.
  'custom-object $.type': [
    'test_parse_custom_observable_object',
    'test_registered_new_extension_sro_allow_custom_false',
  ],
  "custom-extension $.extensions['x-new-ext']": ['test_parse_observable_with_custom_extension'],
}

/** A value with its timestamps cut to the digits that mean something: python-stix2 writes them anew. */
function byInstant(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(byInstant)
  if (typeof value === 'string') return value.replace(/(T\d\d:\d\d:\d\d(?:\.\d*[1-9])?)(?:\.?0*)Z$/, '$1Z')
  return isProperties(value)
    ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, byInstant(item)]))
    : value
}

describe('parsing a text', () => {
  const parsed = ofKind('parse').map(vector => {
    const [given] = vector.args
    const draft: unknown = typeof given === 'string' ? JSON.parse(given) : given
    const type = isProperties(draft) ? draft['type'] : undefined
    // python-stix2 makes an object of a draft: it computes or draws what is missing.
    const isDraft = typeof type === 'string' && type !== 'bundle'
    const birth = { now: clockOf(vector.result), uuid: '0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061' }
    const object = isDraft && isProperties(draft) ? newObject({ ...draft, type }, birth) : draft
    const answer = parseObject(JSON.stringify(object), { allowCustom: vector.kwargs['allow_custom'] === true })
    return { ...vector, name: nameOf(vector), draft, object, answer }
  })

  it('refuses whatever python-stix2 refuses', () => {
    expect(parsed).toHaveLength(81)
    const taken = parsed.filter(({ answer, error }) => answer.ok && error !== undefined)
    expect(taken.map(({ name }) => name)).toEqual([])
  })

  it('takes whatever python-stix2 takes, but for named cases', () => {
    const refusals: Record<string, string[]> = {}
    for (const { answer, error, name } of parsed) {
      if (answer.ok || error !== undefined) continue
      const reason = `${answer.refused.rule} ${answer.refused.path}`
      refusals[reason] = [...new Set([...(refusals[reason] ?? []), name])].sort()
    }
    expect(refusals).toEqual(REFUSED_BY_THE_STANDARD)
  })

  it('gives exactly what the text says; python-stix2 gives the same, and writes more into it', () => {
    for (const { answer, draft, object, result, name } of parsed) {
      if (!answer.ok || !isProperties(result) || !isProperties(draft)) continue
      expect(answer.value.object).toEqual(object)
      // §2.16: digits are kept; python-stix2 takes these for STIX 2.0 and cuts its times to milliseconds.
      if (name.startsWith('test_filesystem_sink_add')) continue
      expect(byInstant(result)).toMatchObject(Object(byInstant(draft)))
      const computed = scoId(draft)
      if (computed !== undefined) expect(result['id']).toBe(computed)
    }
  })
})
