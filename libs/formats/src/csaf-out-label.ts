import { tlpMarkingOf, type StixObject } from '@noroshi/stix'
import { elementOf } from './vulnerability-source.ts'
import { isProperties, listOf, recordsOf, textOf, type Properties } from './misp-words.ts'

const LABELS = ['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'] as const
/** A label of TLP 2.0. */
export type TlpLabel = (typeof LABELS)[number]

function labelOf(word: string | undefined): TlpLabel | undefined {
  return word === 'WHITE' ? 'CLEAR' : LABELS.find(label => label === word)
}

/** The strictest of a document's own label and of those that its objects are marked with or that their advisories carried. */
export function strictestLabel(objects: readonly StixObject[], own: TlpLabel): TlpLabel {
  const found = objects.flatMap(object => labelsOf({ ...object }))
  return LABELS[Math.max(...[own, ...found].map(label => LABELS.indexOf(label)))] ?? 'RED'
}

function labelsOf(object: Properties): TlpLabel[] {
  const markings = [
    ...listOf(object['object_marking_refs']),
    ...recordsOf(object['granular_markings']).map(one => one['marking_ref']),
  ]
  return [
    ...markings.map(id => labelOf(tlpMarkingOf(String(id))?.label.slice('TLP:'.length))),
    advisoryLabel(object),
  ].filter(label => label !== undefined)
}

/** A report may say in its own words what its markings no longer do. */
function advisoryLabel(object: Properties): TlpLabel | undefined {
  if (object['type'] !== 'report') return undefined
  const document = elementOf(object, 'csaf')?.['document']
  const distribution = isProperties(document) ? document['distribution'] : undefined
  const tlp = isProperties(distribution) ? distribution['tlp'] : undefined
  return isProperties(tlp) ? labelOf(textOf(tlp['label'])) : undefined
}
