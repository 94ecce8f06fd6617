import { readFileSync } from 'node:fs'
import { validateObject } from './validate.ts'

/**
 * Agreement with the verdicts of the OASIS validator (its MUST level) on 335 recorded cases. Every disagreement is named
 * here, with the section of the standard that decides; a new one, or one that went away, fails the test.
 */

interface ValidityVector {
  readonly instance: unknown
  readonly must_valid: boolean
  readonly options: { readonly version?: string; readonly interop?: boolean; readonly disabled?: readonly string[] }
  readonly test: string
}

const text = readFileSync(new URL('../../../tests/data/stix/stix2-validator-v21.jsonl', import.meta.url), 'utf8')
// The file holds one vector a line, in the form that tests/data/stix/README.md gives.
const vectors = text
  .trimEnd()
  .split('\n')
  .map(line => JSON.parse(line) as ValidityVector)

const nameOf = (vector: ValidityVector): string => vector.test.slice(vector.test.lastIndexOf('::') + 2)

/** Cases that ask for another standard: STIX 2.0, or the interoperability profile. */
const isOutside = ({ options }: ValidityVector): boolean => options.version !== undefined || options.interop === true

const TOO_STRICT: Readonly<Record<string, string>> = {
  test_custom_property_name_invalid_character: '§3.1: names have a–z, 0–9 and underscore only; the case has "!"',
  test_custom_property_name_long: '§3.1: names have at most 250 characters; the case has more',
  test_invalid_start_end_time: '§2.9: the UUID of src_ref has 35 characters',
  test_network_traffic_http_request_header: '§2.9: the UUID of src_ref has 35 characters',
  test_network_traffic_ipfix: '§2.9: the UUID of src_ref has 35 characters',
  test_network_traffic_ports: '§2.9: the UUID of src_ref has 35 characters',
  test_network_traffic_protocols: '§2.9: the UUID of src_ref has 35 characters',
  test_network_traffic_socket_options: '§2.9: the UUID of src_ref has 35 characters',
  test_wellformed_network_traffic: '§2.9: the UUID of src_ref has 35 characters',
}

const TOO_LENIENT: Readonly<Record<string, string>> = {
  test_pattern_custom_object_noprefix: '§11.2: the prefix x- is a SHOULD; the case is refused under an option only',
}

describe('the verdict on an object', () => {
  const judged = vectors
    .filter(vector => !isOutside(vector))
    .map(vector => ({
      name: nameOf(vector),
      expected: vector.must_valid,
      valid: validateObject(vector.instance).errors.length === 0,
    }))

  it('agrees with the OASIS validator wherever it may, with named exceptions', () => {
    const names = (cases: { name: string }[]): string[] => [...new Set(cases.map(({ name }) => name))].sort()
    expect(names(judged.filter(({ valid, expected }) => !valid && expected))).toEqual(Object.keys(TOO_STRICT).sort())
    expect(names(judged.filter(({ valid, expected }) => valid && !expected))).toEqual(Object.keys(TOO_LENIENT).sort())
  })

  it('agrees in at least 95 of 100 cases', () => {
    const agreed = judged.filter(({ valid, expected }) => valid === expected).length
    expect(judged).toHaveLength(318)
    expect(agreed / judged.length).toBeGreaterThan(0.95)
  })
})
