import type { StixObject } from '@noroshi/stix'
import type { Loss } from './conversion.ts'
import { advisoryIn, contentOf } from './csaf-out-advisory.ts'
import { strictestLabel, type TlpLabel } from './csaf-out-label.ts'
import { productStatus, vulnerabilityElement, type Placed } from './csaf-out-vulnerability.ts'
import { outLosses, referencesOf, type OutLosses } from './csaf-out-words.ts'
import { readCsaf } from './csaf-validator.ts'
import { isProperties, listOf, textOf, type Draft, type Properties } from './misp-words.ts'

export type CsafVersion = '2.0' | '2.1'

/** What an edition of the hub is as a CSAF document, beside its objects. */
export interface CsafFacts {
  readonly publisher: {
    readonly category: 'coordinator' | 'discoverer' | 'multiplier' | 'other' | 'translator' | 'user' | 'vendor'
    readonly name: string
    /** A URI that is the publisher's own. */
    readonly namespace: string
    readonly contactDetails?: string
  }
  /** The publisher's own name for the document. */
  readonly id: string
  readonly title: string
  readonly lang: 'ja' | 'en'
  readonly tlp: TlpLabel
  /** Every release from the first; numbered 1, 2, 3 … (§3.1.11.1). At least one. */
  readonly releases: readonly { readonly date: string; readonly summary: string }[]
  /** Text of the document, if it is more than its objects. */
  readonly summary?: string
  readonly details?: string
}

/** CSAF 2.0 knows the labels of TLP 1 (§3.2.1.5.2); a label never becomes a wider one. */
const LABELS = { CLEAR: 'WHITE', GREEN: 'GREEN', AMBER: 'AMBER', 'AMBER+STRICT': 'RED', RED: 'RED' } as const

/** Types that are said by what they belong to, or that are the document itself. */
const SAID = new Set([
  ...['report', 'grouping', 'identity', 'vulnerability', 'software', 'course-of-action', 'indicator', 'note'],
  ...['relationship', 'marking-definition', 'extension-definition'],
])

const SCHEMA_OF_2_1 = 'https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json'

/**
 * A CSAF document that passes the mandatory tests, of the objects of an edition: its vulnerabilities with products, scores and remedies;
 * indicators and notes as notes. Where they are one whole advisory of that version, its own products and vulnerabilities stand in it, word
 * for word. The label is the strictest of the edition's and of those that the objects carry. What CSAF has no word for is in the losses,
 * by the place of its object in the list.
 */
export function csafOf(
  objects: readonly StixObject[],
  facts: CsafFacts,
  version: CsafVersion = '2.0',
): { document: Draft; losses: readonly Loss[] } {
  const losses = outLosses()
  const placed = objects.flatMap((one, index): Placed[] => {
    const isRevoked = 'revoked' in one && one.revoked === true
    if (isRevoked) losses.note('csaf-revoked', `$[${index}]`)
    return isRevoked ? [] : [{ object: { ...one }, path: `$[${index}]` }]
  })
  for (const { object, path } of placed) if (!SAID.has(String(object['type']))) losses.note('csaf-no-word', path)
  const head = headOf(placed, facts, version, objects, losses)
  const advisory = advisoryIn(objects)
  if (advisory?.document.csaf_version === version) {
    const { product_tree: tree, vulnerabilities } = advisory
    const { category } = advisory.document
    const more = contentOf(advisory)
    const document: Draft = {
      ...head,
      document: {
        ...head.document,
        ...more,
        category,
        notes: [...listOf(head.document['notes']), ...listOf(more['notes'])],
      },
      ...(tree ? { product_tree: tree } : {}),
      ...(vulnerabilities ? { vulnerabilities } : {}),
    }
    // What came in with faults of its own goes out as STIX tells it.
    if (readCsaf(document).ok) return { document, losses: losses.list() }
  }
  if (advisory) losses.note('csaf-other-version', '$')
  const told = toldFrom(placed, version, losses)
  return {
    document: { ...head, ...told, document: { ...head.document, category: categoryOf(told.vulnerabilities) } },
    losses: losses.list(),
  }
}

/** Characters that readers of CSAF are sure to take in one note (§C.2). */
const LONGEST_NOTE = 30_000

function partsOf(text: string): string[] {
  const parts: string[] = []
  for (let at = 0; at < text.length;) {
    const end = at + LONGEST_NOTE
    // No part ends in the middle of a surrogate pair.
    const cut = end < text.length && /[\uD800-\uDBFF]/.test(text.charAt(end - 1)) ? end - 1 : end
    parts.push(text.slice(at, cut))
    at = cut
  }
  return parts
}

type Head = Draft & { readonly document: Draft }

function headOf(
  placed: readonly Placed[],
  facts: CsafFacts,
  version: CsafVersion,
  objects: readonly StixObject[],
  losses: OutLosses,
): Head {
  const ofType = (type: string) => placed.filter(({ object }) => object['type'] === type)
  const tlp = strictestLabel(objects, facts.tlp)
  if (tlp !== facts.tlp) losses.note('csaf-tlp-stricter', '$')
  if (tlp === 'AMBER+STRICT' && version === '2.0') losses.note('csaf-tlp', '$')
  const references = [...ofType('report'), ...ofType('grouping')].flatMap(({ object }) => referencesOf(object))
  const notes: Draft[] = [
    { category: 'summary', text: facts.summary ?? '' },
    ...partsOf(facts.details ?? '').map(text => ({ category: 'details', text })),
    ...ofType('indicator').map(({ object }) => indicatorNote(object)),
    ...ofType('note').map(({ object }) => generalNote(object)),
    ...ofType('marking-definition').map(({ object }) => statementNote(object)),
  ].filter(({ text }) => text !== '')
  return {
    ...(version === '2.1' ? { $schema: SCHEMA_OF_2_1 } : {}),
    document: {
      category: 'csaf_base',
      csaf_version: version,
      title: facts.title,
      lang: facts.lang,
      distribution: { tlp: { label: version === '2.1' ? tlp : LABELS[tlp] }, text: `TLP:${tlp}` },
      ...(notes.length === 0 ? {} : { notes }),
      ...(references.length === 0 ? {} : { references }),
      publisher: publisherOf(facts.publisher),
      tracking: trackingOf(facts),
    },
  }
}

/** Products and vulnerabilities as STIX tells of them. */
function toldFrom(
  placed: readonly Placed[],
  version: CsafVersion,
  losses: OutLosses,
): { product_tree?: Draft; vulnerabilities?: readonly Draft[] } {
  const ofType = (type: string) => placed.filter(({ object }) => object['type'] === type)
  const status = productStatus(placed)
  const cves = new Set<string>()
  const vulnerabilities = ofType('vulnerability').map(one => vulnerabilityElement(one, status, cves, version, losses))
  const products = ofType('software').map(({ object }) => productOf(object))
  for (const { object, path } of ofType('course-of-action'))
    if (!status.isRemedy(String(object['id']))) losses.note('csaf-no-product', path)
  return {
    ...(products.length === 0 ? {} : { product_tree: { full_product_names: products } }),
    ...(vulnerabilities.length === 0 ? {} : { vulnerabilities }),
  }
}

/** The profile of an advisory asks that every vulnerability says what it affects (§4.4). */
function categoryOf(vulnerabilities: readonly Draft[] = []): string {
  const isAdvisory = vulnerabilities.length > 0 && vulnerabilities.every(one => 'product_status' in one)
  return isAdvisory ? 'csaf_security_advisory' : 'csaf_base'
}

function publisherOf({ category, name, namespace, contactDetails }: CsafFacts['publisher']): Draft {
  return { category, name, namespace, ...(contactDetails === undefined ? {} : { contact_details: contactDetails }) }
}

function trackingOf({ id, releases }: CsafFacts): Draft {
  const history = releases.map(({ date, summary }, index) => ({ number: String(index + 1), date, summary }))
  return {
    id,
    status: 'final',
    version: String(history.length),
    initial_release_date: history[0]?.date,
    current_release_date: history.at(-1)?.date,
    revision_history: history,
  }
}

/** A product by the id of its software, which is the same in every document. */
function productOf(software: Properties): Draft {
  const words = [software['vendor'], software['name'], software['version']].flatMap(word => textOf(word) ?? [])
  const cpe = textOf(software['cpe'])
  // A name that says it all already is not said twice.
  const name = words.filter((word, index) => index === 1 || !(textOf(software['name']) ?? '').includes(word)).join(' ')
  return {
    product_id: software['id'],
    name: name === '' ? software['id'] : name,
    ...(cpe === undefined ? {} : { product_identification_helper: { cpe } }),
  }
}

function indicatorNote(indicator: Properties): Draft {
  const name = textOf(indicator['name'])
  const lines = [
    name,
    textOf(indicator['description']),
    `${String(indicator['pattern_type'])}: ${String(indicator['pattern'])}`,
  ]
  return {
    category: 'details',
    title: 'Indicator',
    text: lines.filter(line => line !== undefined && line !== '').join('\n'),
  }
}

function generalNote({ abstract, content }: Properties): Draft {
  const title = textOf(abstract)
  return { category: 'general', ...(title === undefined || title === '' ? {} : { title }), text: textOf(content) ?? '' }
}

/** Terms under which somebody shares (STIX 2.1 §7.2.1.3). */
function statementNote({ definition }: Properties): Draft {
  const statement = isProperties(definition) ? textOf(definition['statement']) : undefined
  return { category: 'legal_disclaimer', text: statement ?? '' }
}

/** The name of a document's file: its id in lower case, and `_` for whatever else is in it (§5.1). */
export function csafFileName(id: string): string {
  return `${id.toLowerCase().replace(/[^+\-a-z0-9]+/g, '_')}.json`
}
