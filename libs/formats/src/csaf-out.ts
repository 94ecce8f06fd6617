import type { StixObject } from '@noroshi/stix'
import type { Loss } from './conversion.ts'
import { productStatus, vulnerabilityElement, type Placed } from './csaf-out-vulnerability.ts'
import { outLosses, referencesOf } from './csaf-out-words.ts'
import { textOf, type Draft, type Properties } from './misp-words.ts'

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
  readonly tlp: 'CLEAR' | 'GREEN' | 'AMBER' | 'AMBER+STRICT' | 'RED'
  /** Every release from the first; numbered 1, 2, 3 … (§3.1.11.1). At least one. */
  readonly releases: readonly { readonly date: string; readonly summary: string }[]
  /** Text of the document, if it is more than its objects. */
  readonly summary?: string
}

/** CSAF 2.0 knows the labels of TLP 1 (§3.2.1.5.2); a label never becomes a wider one. */
const LABELS = { CLEAR: 'WHITE', GREEN: 'GREEN', AMBER: 'AMBER', 'AMBER+STRICT': 'RED', RED: 'RED' } as const

/** Types that are said by what they belong to, or that are the document itself. */
const SAID = new Set([
  ...[
    'report',
    'grouping',
    'identity',
    'vulnerability',
    'software',
    'course-of-action',
    'indicator',
    'note',
    'relationship',
  ],
  ...['marking-definition', 'extension-definition'],
])

/**
 * A CSAF 2.0 document that passes the mandatory tests, of the objects of an edition: its vulnerabilities with products, scores and
 * remedies; indicators and notes as notes. What CSAF has no word for is in the losses, by the place of its object in the list.
 */
export function csafOf(objects: readonly StixObject[], facts: CsafFacts): { document: Draft; losses: readonly Loss[] } {
  const losses = outLosses()
  const placed = objects.map((one, index): Placed => ({ object: { ...one }, path: `$[${index}]` }))
  const ofType = (type: string) => placed.filter(({ object }) => object['type'] === type)
  for (const { object, path } of placed) if (!SAID.has(String(object['type']))) losses.note('csaf-no-word', path)
  const status = productStatus(placed)
  const cves = new Set<string>()
  const vulnerabilities = ofType('vulnerability').map(({ object, path }) =>
    vulnerabilityElement(object, path, status, cves, losses),
  )
  const products = ofType('software').map(({ object }) => productOf(object))
  for (const { object, path } of ofType('course-of-action'))
    if (!status.isRemedy(String(object['id']))) losses.note('csaf-no-product', path)
  // The profile of an advisory asks that every vulnerability says what it affects (§4.4).
  const isAdvisory = vulnerabilities.length > 0 && vulnerabilities.every(one => 'product_status' in one)
  if (facts.tlp === 'AMBER+STRICT') losses.note('csaf-tlp', '$')
  const references = [...ofType('report'), ...ofType('grouping')].flatMap(({ object }) => referencesOf(object))
  const notes: Draft[] = [
    ...(facts.summary === undefined || facts.summary === '' ? [] : [{ category: 'summary', text: facts.summary }]),
    ...ofType('indicator').map(({ object }) => indicatorNote(object)),
    ...ofType('note').map(({ object }) => generalNote(object)),
  ].filter(({ text }) => text !== '')
  const document: Draft = {
    document: {
      category: isAdvisory ? 'csaf_security_advisory' : 'csaf_base',
      csaf_version: '2.0',
      title: facts.title,
      lang: facts.lang,
      distribution: {
        tlp: { label: LABELS[facts.tlp] },
        text: `TLP:${facts.tlp}`,
      },
      ...(notes.length === 0 ? {} : { notes }),
      ...(references.length === 0 ? {} : { references }),
      publisher: publisherOf(facts.publisher),
      tracking: trackingOf(facts),
    },
    ...(products.length === 0 ? {} : { product_tree: { full_product_names: products } }),
    ...(vulnerabilities.length === 0 ? {} : { vulnerabilities }),
  }
  return { document, losses: losses.list() }
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
