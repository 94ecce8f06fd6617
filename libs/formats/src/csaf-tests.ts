import type { CsafDocument } from './csaf-document.ts'
import { groupMentions, productMentions, productsOf, scoresOf, type Mention } from './csaf-products.ts'
import { readCvss } from './cvss.ts'
import { purlPattern } from './purl.ts'

/** What one mandatory test found, before it is worded. */
export interface Finding {
  readonly test: string
  readonly path: string
}

type MandatoryTest = (document: CsafDocument) => Iterable<string>

function repeated(mentions: readonly Mention[]): string[] {
  const seen = new Set<string>()
  return mentions.filter(({ id }) => seen.size === seen.add(id).size).map(({ path }) => path)
}

function undefinedOnes(mentions: readonly Mention[], known: Iterable<string>): string[] {
  const ids = new Set(known)
  return mentions.filter(({ id }) => !ids.has(id)).map(({ path }) => path)
}

const each = <T>(list: readonly T[] | undefined, path: string): { one: T; at: string }[] =>
  (list ?? []).map((one, index) => ({ one, at: `${path}[${index}]` }))
const vulnerabilitiesOf = (document: CsafDocument) => each(document.vulnerabilities, '$.vulnerabilities')
const groupsOf = (document: CsafDocument) =>
  each(document.product_tree?.product_groups, '$.product_tree.product_groups')
const historyOf = ({ document }: CsafDocument) =>
  each(document.tracking.revision_history, '$.document.tracking.revision_history')

/** Groups of §6.1.6: a product may not be in two of them. */
const CONTRADICTING = [
  ['first_affected', 'known_affected', 'last_affected'],
  ['known_not_affected'],
  ['first_fixed', 'fixed'],
  ['under_investigation'],
]

const SEMANTIC = /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[\dA-Za-z.-]+)?(?:\+[\dA-Za-z.-]+)?$/
const isInteger = (version: string) => /^(?:0|[1-9]\d*)$/.test(version)
const isBeforeRelease = (version: string) => /^0$|^0\.|-/.test(version.split('+', 1)[0] ?? '')
/** Without build metadata, and without what comes after a dash. */
const plain = (version: string) => version.split(/[+-]/, 1)[0] ?? ''
const LANGUAGE = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,6}$/

/** Categories whose names are those of profiles, folded (§6.1.26). */
const PROFILES = [
  'csafbase',
  'csafsecurityadvisory',
  'csafsecurityincidentresponse',
  'csafinformationaladvisory',
  'csafvex',
]
const folded = (category: string) => category.toLowerCase().replace(/[-_\s]/g, '')

/** By number of section; each gives the paths at fault. */
export const MANDATORY_TESTS: Readonly<Record<string, MandatoryTest>> = {
  '6.1.1': document =>
    undefinedOnes(
      productMentions(document),
      productsOf(document).map(one => one.product.product_id),
    ),
  '6.1.2': document =>
    repeated(productsOf(document).map(({ product, path }) => ({ id: product.product_id, path: `${path}.product_id` }))),
  '6.1.3': circular,
  '6.1.4': document =>
    undefinedOnes(
      groupMentions(document),
      groupsOf(document).map(({ one }) => one.group_id),
    ),
  '6.1.5': document =>
    repeated(groupsOf(document).map(({ one, at }) => ({ id: one.group_id, path: `${at}.group_id` }))),
  *'6.1.6'(document) {
    for (const { one, at } of vulnerabilitiesOf(document)) {
      const seen = new Map<string, number>()
      for (const [group, names] of CONTRADICTING.entries())
        for (const name of names)
          for (const { one: id, at: place } of each(one.product_status?.[name], `${at}.product_status.${name}`)) {
            if ((seen.get(id) ?? group) !== group) yield place
            seen.set(id, group)
          }
    }
  },
  '6.1.7': document =>
    vulnerabilitiesOf(document).flatMap(({ one, at }) =>
      repeated(
        scoresOf(one, at).flatMap(({ products, elements, path }) =>
          elements.flatMap(({ cvss }) => [...new Set(products)].map(id => ({ id: `${cvss.version} ${id}`, path }))),
        ),
      ),
    ),
  '6.1.8': document =>
    scoredElements(document).flatMap(({ cvss, path }) => (readCvss(cvss.vectorString).ok ? [] : [path])),
  '6.1.9': document =>
    scoredElements(document).flatMap(({ cvss, path }) => {
      const read = readCvss(cvss.vectorString)
      if (!read.ok) return []
      const { base, severity, version } = read.value
      const isSame =
        cvss.baseScore === base &&
        cvss.version === version &&
        (cvss['baseSeverity'] === undefined || cvss['baseSeverity'] === severity)
      return isSame ? [] : [path]
    }),
  '6.1.12': ({ document }) =>
    (['lang', 'source_lang'] as const).flatMap(name =>
      LANGUAGE.test(document[name] ?? 'en') ? [] : [`$.document.${name}`],
    ),
  '6.1.13': document =>
    productsOf(document).flatMap(({ product, path }) => {
      const { purl, purls = [] } = product.product_identification_helper ?? {}
      const all = [...(purl === undefined ? [] : [purl]), ...purls]
      return all.every(one => purlPattern.test(one)) ? [] : [`${path}.product_identification_helper`]
    }),
  '6.1.14': document => {
    const history = historyOf(document)
    const byDate = history.toSorted((one, other) => Date.parse(one.one.date) - Date.parse(other.one.date))
    return byDate.flatMap(({ one, at }, index) => {
      const before = byDate[index - 1]
      return before && compareRevisions(before.one.number, one.number) > 0 ? [`${at}.number`] : []
    })
  },
  '6.1.15': ({ document }) =>
    document.publisher.category === 'translator' && document.source_lang === undefined
      ? ['$.document.source_lang']
      : [],
  '6.1.16': document => {
    const { version, status } = document.document.tracking
    const latest = historyOf(document)
      .toSorted((one, other) => Date.parse(one.one.date) - Date.parse(other.one.date))
      .at(-1)
    const of = (text: string) => (status === 'draft' ? plain(text) : (text.split('+', 1)[0] ?? ''))
    return latest && of(latest.one.number) !== of(version) ? ['$.document.tracking.version'] : []
  },
  '6.1.17': ({ document: { tracking } }) =>
    isBeforeRelease(tracking.version) && tracking.status !== 'draft' ? ['$.document.tracking.status'] : [],
  '6.1.18': document =>
    document.document.tracking.status === 'draft'
      ? []
      : historyOf(document).flatMap(({ one, at }) => (/^0$|^0\./.test(one.number) ? [`${at}.number`] : [])),
  '6.1.19': document =>
    historyOf(document).flatMap(({ one, at }) =>
      (one.number.split('+', 1)[0] ?? '').includes('-') ? [`${at}.number`] : [],
    ),
  '6.1.20': ({ document: { tracking } }) =>
    tracking.status !== 'draft' && (tracking.version.split('+', 1)[0] ?? '').includes('-')
      ? ['$.document.tracking.version']
      : [],
  '6.1.21': document => {
    const numbers = historyOf(document).map(({ one }) => Number(/^\d+/.exec(one.number)?.[0] ?? NaN))
    const least = Math.min(...numbers)
    const isComplete = new Set(numbers).size === Math.max(...numbers) - least + 1 && least <= 1
    return isComplete ? [] : ['$.document.tracking.revision_history']
  },
  '6.1.22': document => repeated(historyOf(document).map(({ one, at }) => ({ id: one.number, path: `${at}.number` }))),
  '6.1.23': document =>
    repeated(
      vulnerabilitiesOf(document).flatMap(({ one, at }) => (one.cve ? [{ id: one.cve, path: `${at}.cve` }] : [])),
    ),
  '6.1.24': document =>
    vulnerabilitiesOf(document).flatMap(({ one, at }) =>
      repeated(
        each(one.involvements, `${at}.involvements`).map(({ one: of, at: path }) => ({
          id: `${of.party} ${of.date ?? ''}`,
          path,
        })),
      ),
    ),
  '6.1.25': document =>
    productsOf(document).flatMap(({ product, path }) =>
      each(product.product_identification_helper?.hashes, `${path}.product_identification_helper.hashes`).flatMap(
        ({ one, at }) =>
          repeated(
            each(one.file_hashes, `${at}.file_hashes`).map(({ one: of, at: place }) => ({
              id: of.algorithm,
              path: place,
            })),
          ),
      ),
    ),
  '6.1.26': ({ document: { category } }) =>
    /^csaf_(?:base|security_advisory|security_incident_response|informational_advisory|vex|withdrawn|superseded|deprecated_security_advisory)$/.test(
      category,
    ) || !PROFILES.some(name => folded(category) === name || `csaf${folded(category)}` === name)
      ? []
      : ['$.document.category'],
  '6.1.27': profileFaults,
  '6.1.28': ({ document: { lang, source_lang: source } }) =>
    lang !== undefined && lang === source ? ['$.document.source_lang'] : [],
  '6.1.29': document => withoutProducts(document, 'remediations'),
  '6.1.30': document => {
    const versions = [document.document.tracking.version, ...historyOf(document).map(({ one }) => one.number)]
    const isOneKind = versions.every(isInteger) || versions.every(one => SEMANTIC.test(one))
    return isOneKind ? [] : ['$.document.tracking.version']
  },
  '6.1.32': document => withoutProducts(document, 'flags'),
}

/** The sections of §6.1 that are tested here. */
export const TESTED_SECTIONS: readonly string[] = Object.keys(MANDATORY_TESTS)

/** Everything that the mandatory tests find, in the order of the sections. */
export function findingsOf(document: CsafDocument): Finding[] {
  return Object.entries(MANDATORY_TESTS).flatMap(([test, run]) => [...run(document)].map(path => ({ test, path })))
}

function scoredElements(document: CsafDocument) {
  return vulnerabilitiesOf(document).flatMap(({ one, at }) => scoresOf(one, at).flatMap(({ elements }) => elements))
}

function withoutProducts(document: CsafDocument, name: 'remediations' | 'flags'): string[] {
  return vulnerabilitiesOf(document).flatMap(({ one, at }) => {
    const list: readonly { product_ids?: string[] | undefined; group_ids?: string[] | undefined }[] = one[name] ?? []
    return each(list, `${at}.${name}`).flatMap(({ one: of, at: path }) =>
      (of.product_ids ?? of.group_ids) ? [] : [path],
    )
  })
}

/** A product that is defined by itself, through relationships (§6.1.3). */
function circular(document: CsafDocument): string[] {
  const relationships = each(document.product_tree?.relationships, '$.product_tree.relationships')
  const parts = new Map<string, string[]>()
  for (const { one } of relationships) {
    const list = parts.get(one.full_product_name.product_id) ?? []
    list.push(one.product_reference, one.relates_to_product_reference)
    parts.set(one.full_product_name.product_id, list)
  }
  // Takes away what is made of finished things alone, until nothing changes: the rest is in a circle or leads into one.
  const users = new Map<string, string[]>()
  const open = new Map<string, number>()
  for (const [whole, of] of parts) {
    const needed = new Set(of.filter(part => parts.has(part)))
    open.set(whole, needed.size)
    for (const part of needed) users.set(part, [...(users.get(part) ?? []), whole])
  }
  const ready = [...open].filter(([, count]) => count === 0).map(([id]) => id)
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    open.delete(next)
    for (const user of users.get(next) ?? []) {
      const count = (open.get(user) ?? 0) - 1
      open.set(user, count)
      if (count === 0) ready.push(user)
    }
  }
  return relationships.flatMap(({ one, at }) => (open.has(one.full_product_name.product_id) ? [at] : []))
}

/** Integers, or semantic versions without their build metadata. */
function compareRevisions(one: string, other: string): number {
  const [left, right] = [one, other].map(
    version => (version.split('+', 1)[0] ?? '').split('-', 1)[0]?.split('.').map(Number) ?? [],
  )
  for (let index = 0; index < 3; index += 1) {
    const order = (left?.[index] ?? 0) - (right?.[index] ?? 0)
    if (order !== 0) return order
  }
  return 0
}

/** What the profile of a document's category asks for (§6.1.27). */
function* profileFaults(whole: CsafDocument): Generator<string> {
  const { document } = whole
  const { category, notes = [], references = [] } = document
  const isText = category === 'csaf_informational_advisory' || category === 'csaf_security_incident_response'
  if (isText && !notes.some(note => ['description', 'details', 'general', 'summary'].includes(note.category)))
    yield '$.document.notes'
  if (isText && !references.some(one => one.category !== 'self')) yield '$.document.references'
  if (category === 'csaf_informational_advisory' && whole.vulnerabilities) yield '$.vulnerabilities'
  if (category !== 'csaf_security_advisory' && category !== 'csaf_vex') return
  if (whole.product_tree === undefined) yield '$.product_tree'
  if (whole.vulnerabilities === undefined) yield '$.vulnerabilities'
  for (const { one, at } of vulnerabilitiesOf(whole)) {
    if (one.notes === undefined) yield `${at}.notes`
    if (category === 'csaf_security_advisory') {
      if (one.product_status === undefined) yield `${at}.product_status`
      continue
    }
    const status = one.product_status ?? {}
    if (!['fixed', 'known_affected', 'known_not_affected', 'under_investigation'].some(name => status[name]))
      yield `${at}.product_status`
    if (one.cve === undefined && one.ids === undefined) yield at
    yield* unexplained(whole, one, at, 'known_not_affected', [
      ...(one.flags ?? []),
      ...(one.threats ?? []).filter(threat => threat.category === 'impact'),
    ])
    yield* unexplained(whole, one, at, 'known_affected', one.remediations ?? [])
  }
}

/** Products of a VEX whose status asks for a statement and has none (§6.1.27.9, §6.1.27.10). */
function* unexplained(
  { product_tree: tree }: CsafDocument,
  vulnerability: NonNullable<CsafDocument['vulnerabilities']>[number],
  path: string,
  status: string,
  statements: readonly { product_ids?: string[] | undefined; group_ids?: string[] | undefined }[],
): Generator<string> {
  const groups = new Map(tree?.product_groups?.map(group => [group.group_id, group.product_ids]))
  const explained = new Set(
    statements.flatMap(one => [
      ...(one.product_ids ?? []),
      ...(one.group_ids ?? []).flatMap(id => groups.get(id) ?? []),
    ]),
  )
  for (const { one, at } of each(vulnerability.product_status?.[status], `${path}.product_status.${status}`))
    if (!explained.has(one)) yield at
}
