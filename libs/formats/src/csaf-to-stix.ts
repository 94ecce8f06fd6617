import { TLP_MARKINGS, type StixObject } from '@noroshi/stix'
import type { Conversion, Loss } from './conversion.ts'
import {
  CSAF_DEPTH,
  isCsaf,
  readCsafStructure,
  type CsafDocument,
  type CsafNote,
  type CsafReference,
  type CsafVulnerability,
} from './csaf-document.ts'
import { csafLosses, type CsafLosses } from './csaf-losses.ts'
import { productsOf, scoresOf, type PlacedProduct } from './csaf-products.ts'
import { csafFaults } from './csaf-validator.ts'
import { readCpe } from './cpe.ts'
import { readCvss } from './cvss.ts'
import type { Fault } from './fault.ts'
import { admitForeign } from './foreign.ts'
import { timeOf, uuidFrom, type Draft } from './misp-words.ts'
import { linkTo, StixOutput } from './stix-output.ts'
import { sourceWords, withWords } from './vulnerability-source.ts'

const TIMELESS = '2000-01-01T00:00:00.000Z'

/** STIX 2.1 of a CSAF document. Never throws; what is wrong, left out or inexact is in the losses. */
export function csafToStix(value: unknown): Conversion {
  const losses = csafLosses()
  const admitted = admitForeign(value, (why, path, count) => losses.note(`csaf-${why}`, path, count), {
    depth: CSAF_DEPTH,
  })
  const read = readCsafStructure(admitted)
  if (!isCsaf(admitted) || !read.ok) {
    return { objects: [], losses: [...losses.list(), ...(read.ok ? [] : read.faults.map(lossOf))] }
  }
  const objects = objectsOf(read.value, losses)
  return { objects, losses: [...losses.list(), ...csafFaults(read.value).map(lossOf)] }
}

/** A fault of the document, told with its losses: it comes in as it is. */
function lossOf({ rule, path, message, messageJa }: Fault): Loss {
  return { rule, path, count: 1, message, messageJa }
}

/** The marking of each label (§3.2.1.5.2); 2.0 writes TLP 1, and 2.1 writes TLP 2. */
export function markingOfLabel(label: string, version: string) {
  const of = version === '2.1' || label === 'CLEAR' || label === 'AMBER+STRICT' ? 2 : 1
  return TLP_MARKINGS.find(one => one.label === `TLP:${label}` && one.version === of)?.object
}

/** The objects of a document whose structure is right. */
export function objectsOf(csaf: CsafDocument, losses: CsafLosses): StixObject[] {
  const { document } = csaf
  const { publisher, tracking } = document
  const label = document.distribution?.tlp?.label
  const marking = label === undefined ? undefined : markingOfLabel(label, document.csaf_version)
  const identity = publisherIdentity(publisher)
  const output = new StixOutput(`csaf\n${publisher.namespace}\n${tracking.id}`, {
    created: timeOf(tracking.initial_release_date) ?? TIMELESS,
    modified: timeOf(tracking.current_release_date) ?? TIMELESS,
    creator: String(identity['id']),
    markings: marking === undefined ? [] : [marking.id],
  })
  if (output.add(identity) === undefined) losses.note('csaf-not-valid', '$.document.publisher')
  if (marking) output.add({ ...marking })
  const before = output.ids.length

  const software = addProducts(output, csaf, losses)
  const keys = new Map<string, number>()
  const vulnerabilities = (csaf.vulnerabilities ?? []).flatMap((vulnerability, index) => {
    const name = vulnerability.cve ?? vulnerability.ids?.[0]?.text ?? vulnerability.title ?? ''
    const nth = keys.get(name) ?? 0
    keys.set(name, nth + 1)
    const path = `$.vulnerabilities[${index}]`
    const id = addVulnerability(output, vulnerability, nth === 0 ? name : `${name}\n${nth}`, path, losses)
    if (id === undefined) return []
    addEffects(output, id, vulnerability, software, path, losses)
    addRemediations(output, id, vulnerability, path, losses)
    return [id]
  })

  const { vulnerabilities: _, ...rest } = csaf
  noteKept(rest, losses)
  const source = sourceWords('csaf', { ...rest, ...(csaf.vulnerabilities ? { vulnerabilities } : {}) })
  if (source === undefined) losses.note('csaf-too-large', '$')
  const description = wordsOf(document.notes, ['summary', 'description', 'details', 'general'])
  const refs = output.ids.slice(before)
  const report = output.authored('report', '', {
    name: document.title,
    ...(description === undefined ? {} : { description }),
    ...(document.lang === undefined ? {} : { lang: document.lang }),
    published: timeOf(tracking.initial_release_date) ?? TIMELESS,
    report_types: ['vulnerability'],
    labels: [document.category],
    external_references: [
      { source_name: publisher.name, external_id: tracking.id },
      ...(document.references ?? []).map(referenceTo),
    ],
    object_refs: refs.length === 0 ? [identity['id']] : refs,
  })
  if (output.add(source === undefined ? report : withWords(report, source)) === undefined)
    losses.note('csaf-not-valid', '$')
  return output.result()
}

function publisherIdentity(publisher: CsafDocument['document']['publisher']): Draft {
  const { name, namespace, category, contact_details: contact, issuing_authority: authority } = publisher
  return {
    type: 'identity',
    spec_version: '2.1',
    // Of every word that it says: what differs is another identity, so that no two documents quarrel about one version.
    id: `identity--${uuidFrom('csaf', namespace, name, category, contact ?? '', authority ?? '')}`,
    created: TIMELESS,
    modified: TIMELESS,
    name,
    identity_class: 'organization',
    roles: [category],
    ...(authority === undefined ? {} : { description: authority }),
    ...(contact === undefined ? {} : { contact_information: contact }),
    external_references: [linkTo('csaf-publisher', namespace)],
  }
}

function addProducts(output: StixOutput, csaf: CsafDocument, losses: CsafLosses): ReadonlyMap<string, string> {
  const software = new Map<string, string>()
  for (const { product, path, branches } of productsOf(csaf)) {
    const { cpe } = product.product_identification_helper ?? {}
    if (cpe !== undefined && !readCpe(cpe).ok) losses.note('csaf-cpe', `${path}.product_identification_helper.cpe`)
    const id = output.software({ name: product.name, vendor: branches['vendor'], version: versionOf(branches), cpe })
    if (id === undefined) losses.note(output.isFull ? 'csaf-too-many' : 'csaf-not-valid', path)
    else software.set(product.product_id, id)
  }
  return software
}

function versionOf(branches: PlacedProduct['branches']): string | undefined {
  return branches['product_version'] ?? branches['product_version_range']
}

/** The first note of the most fitting category. */
function wordsOf(notes: readonly CsafNote[] | undefined, categories: readonly string[]): string | undefined {
  for (const category of categories) {
    const note = notes?.find(one => one.category === category)
    if (note) return note.text
  }
  return undefined
}

function referenceTo({ summary, url }: CsafReference): Draft {
  return { ...linkTo('csaf-reference', url), ...(URL.canParse(url) ? { description: summary } : {}) }
}

function addVulnerability(
  output: StixOutput,
  vulnerability: CsafVulnerability,
  key: string,
  path: string,
  losses: CsafLosses,
): string | undefined {
  const { cve, title, cwe, cwes = [], ids = [], references = [] } = vulnerability
  const description = wordsOf(vulnerability.notes, ['description', 'summary', 'details', 'general'])
  const external: Draft[] = [
    ...(cve === undefined ? [] : [{ source_name: 'cve', external_id: cve }]),
    ...ids.map(one => ({ source_name: one.system_name, external_id: one.text })),
    ...[...(cwe ? [cwe] : []), ...cwes].map(one => ({
      source_name: 'cwe',
      external_id: one.id,
      description: one.name,
    })),
    ...references.map(referenceTo),
  ]
  const draft = output.authored('vulnerability', key, {
    name: cve ?? title ?? ids[0]?.text ?? 'Vulnerability without a name',
    ...(description === undefined ? {} : { description }),
    ...(external.length === 0 ? {} : { external_references: external }),
  })
  const cvss = scoresOf(vulnerability, path).flatMap(({ elements }) =>
    elements.flatMap(({ cvss: { vectorString } }) => {
      const read = readCvss(vectorString)
      return read.ok ? [read.value] : []
    }),
  )
  const distinct = [...new Map(cvss.map(one => [one.vector, one])).values()]
  const scores = distinct.map(({ version, vector, base: score, severity }) => ({ version, vector, score, severity }))
  noteKeptOf(vulnerability, path, losses)
  const source = sourceWords('csaf', vulnerability)
  if (source === undefined) losses.note('csaf-too-large', path)
  const id = output.add(withWords(draft, { ...(scores.length === 0 ? {} : { cvss: scores }), ...source }))
  if (id === undefined) losses.note(output.isFull ? 'csaf-too-many' : 'csaf-not-valid', path)
  return id
}

const AFFECTED = ['first_affected', 'known_affected', 'last_affected'] as const

/** Software has the vulnerability; that it has not, or no longer, STIX cannot say. */
function addEffects(
  output: StixOutput,
  id: string,
  { product_status: status = {} }: CsafVulnerability,
  software: ReadonlyMap<string, string>,
  path: string,
  losses: CsafLosses,
): void {
  for (const name of AFFECTED)
    for (const product of new Set(status[name])) {
      const source = software.get(product)
      if (source !== undefined && output.relationship('has', source, id) === undefined)
        losses.note('csaf-too-many', `${path}.product_status.${name}`)
    }
}

/** What each category of remediation (§3.2.3.12.1) does to the vulnerability; the others do nothing. */
const REMEDIES: Readonly<Record<string, readonly [verb: string, name: string]>> = {
  vendor_fix: ['remediates', 'Vendor fix'],
  fix_planned: ['remediates', 'Fix planned'],
  optional_patch: ['remediates', 'Optional patch'],
  mitigation: ['mitigates', 'Mitigation'],
  workaround: ['mitigates', 'Workaround'],
}

function addRemediations(
  output: StixOutput,
  id: string,
  { remediations = [] }: CsafVulnerability,
  path: string,
  losses: CsafLosses,
): void {
  for (const [index, { category, details, url }] of remediations.entries()) {
    const [verb, name] = REMEDIES[category] ?? []
    if (verb === undefined) continue // kept beside the vulnerability
    // Advisories repeat one remedy for many vulnerabilities: it is one course of action.
    const action = output.add(
      output.authored('course-of-action', `${category}\n${details}\n${url ?? ''}`, {
        name,
        description: details,
        ...(url === undefined ? {} : { external_references: [linkTo('csaf-remediation', url)] }),
      }),
    )
    if (action === undefined || output.relationship(verb, action, id) === undefined)
      losses.note('csaf-too-many', `${path}.remediations[${index}]`)
  }
}

/** Names of which STIX says everything, by what they are in. */
const SAID_DOCUMENT = new Set(['title', 'lang', 'references'])
const SAID_VULNERABILITY = new Set(['cve', 'cwe', 'cwes', 'title', 'ids', 'references'])

function noteKept(rest: Pick<CsafDocument, 'document'>, losses: CsafLosses): void {
  for (const name of Object.keys(rest)) if (name !== 'document') losses.note('csaf-kept', `$.${name}`)
  for (const name of Object.keys(rest.document))
    if (!SAID_DOCUMENT.has(name)) losses.note('csaf-kept', `$.document.${name}`)
}

function noteKeptOf(vulnerability: CsafVulnerability, path: string, losses: CsafLosses): void {
  for (const name of Object.keys(vulnerability))
    if (!SAID_VULNERABILITY.has(name)) losses.note('csaf-kept', `${path}.${name}`)
}
