import { hashes, inside, language, listOf, refTo, text, url } from './checks.ts'
import type { Check } from './checks.ts'
import { atLeastOne, exactlyOne, record } from './shape.ts'
import type { Shape } from './shape.ts'

const EXTERNAL_REFERENCE: Shape = {
  section: '2.5',
  required: ['source_name'],
  properties: { source_name: text, description: text, url, hashes, external_id: text },
  rules: [atLeastOne('description', 'url', 'external_id')],
}

/** Identifiers whose form the standard gives: of a CVE (§4.19) and of a CAPEC entry (§4.1). */
const EXTERNAL_IDS: Readonly<Record<string, RegExp>> = {
  cve: /^CVE-\d{4}-\d{4,19}$/,
  capec: /^CAPEC-\d{1,9}$/,
}

/** §2.5, with the forms that §4.1 and §4.19 demand. */
export const externalReference: Check = (value, at) => {
  record(EXTERNAL_REFERENCE)(value, at)
  if (typeof value !== 'object' || value === null) return
  const { source_name: source, external_id: id } = { source_name: undefined, external_id: undefined, ...value }
  const form = typeof source === 'string' && Object.hasOwn(EXTERNAL_IDS, source) ? EXTERNAL_IDS[source] : undefined
  if (form === undefined) return
  if (typeof id !== 'string' || !form.test(id)) {
    at.findings.error(
      'invalid-external-id',
      inside(at, 'external_id', 'STIX 2.1 §2.5'),
      String(id ?? ''),
      String(source),
    )
  }
}

const kebabText: Check = (value, at) => {
  text(value, at)
  if (typeof value === 'string' && !/^[a-z0-9-]*$/.test(value)) at.findings.warn('not-kebab-case', at, value)
}

/** §2.11 */
export const killChainPhase: Check = record({
  section: '2.11',
  required: ['kill_chain_name', 'phase_name'],
  properties: { kill_chain_name: kebabText, phase_name: kebabText },
})

/** §7.2.3; whether the selectors hit is for the object as a whole to say. */
export const granularMarking: Check = record({
  section: '7.2.3.1',
  required: ['selectors'],
  properties: { lang: language, marking_ref: refTo('marking-definition'), selectors: listOf(text) },
  rules: [exactlyOne('lang', 'marking_ref')],
})
