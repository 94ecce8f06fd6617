import type { CsafDocument } from './csaf-document.ts'
import { groupMentions, productMentions, productsOf, scoresOf, type Mention } from './csaf-products.ts'
import { contradictsVector } from './csaf-cvss.ts'
import { profileFaults } from './csaf-profiles.ts'
import { TESTS_OF_2_1 } from './csaf-tests-2-1.ts'
import {
  branchesOf,
  compareRevisions,
  each,
  groupsOf,
  productsAbout,
  repeated,
  sortedHistoryOf,
  vulnerabilitiesOf,
} from './csaf-walk.ts'
import { readCvss } from './cvss.ts'
import { isPurl } from './purl.ts'

/** What one mandatory test found, before it is worded. */
export interface Finding {
  readonly test: string
  readonly path: string
}

/** Gives the paths at fault. */
export type MandatoryTest = (document: CsafDocument) => Iterable<string>

function undefinedOnes(mentions: readonly Mention[], known: Iterable<string>): string[] {
  const ids = new Set(known)
  return mentions.filter(({ id }) => !ids.has(id)).map(({ path }) => path)
}

const historyOf = ({ document }: CsafDocument) =>
  each(document.tracking.revision_history, '$.document.tracking.revision_history')

/** Groups of §6.1.6: a product may not be in two of them. */
const CONTRADICTING = [
  ['first_affected', 'known_affected', 'last_affected'],
  ['known_not_affected'],
  ['first_fixed', 'fixed'],
  ['under_investigation'],
  ['unknown'],
]

const SEMANTIC = /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[\dA-Za-z.-]+)?(?:\+[\dA-Za-z.-]+)?$/
const isInteger = (version: string) => /^(?:0|[1-9]\d*)$/.test(version)
const isBeforeRelease = (version: string) => /^0$|^0\.|-/.test(version.split('+', 1)[0] ?? '')
/** Without build metadata, and without what comes after a dash. */
const plain = (version: string) => version.split(/[+-]/, 1)[0] ?? ''
const LANGUAGE = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,6}$/
const LANGUAGE_NAMES = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' })
/** Of codes with two letters every one has a name; of those with three, not every one is known here. */
const isLanguage = (tag: string) =>
  LANGUAGE.test(tag) && (!/^[A-Za-z]{2}(?:-|$)/.test(tag) || LANGUAGE_NAMES.of(tag.slice(0, 2)) !== undefined)

/** Words of CVSS 4.0 as it first was. */
const FURTHER_SCORES = ['threatScore', 'threatSeverity', 'environmentalScore', 'environmentalSeverity']

/** Categories whose names are those of profiles, folded (§6.1.26). */
const PROFILES = [
  'csafbase',
  'csafsecurityadvisory',
  'csafsecurityincidentresponse',
  'csafinformationaladvisory',
  'csafvex',
]
/** Profiles of 2.1 alone. */
const PROFILES_2_1 = ['csafwithdrawn', 'csafsuperseded', 'csafdeprecatedsecurityadvisory']
const folded = (category: string) => category.toLowerCase().replace(/[\p{Pd}\p{Pc}\s\u0332\u2212]/gu, '')
const CATEGORIES =
  /^csaf_(?:base|security_advisory|security_incident_response|informational_advisory|vex|withdrawn|superseded|deprecated_security_advisory)$/

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
        scoresOf(one, at).flatMap(({ products, elements, path, source = '' }) =>
          elements.flatMap(({ cvss }) =>
            [...new Set(products)].map(id => ({ id: `${cvss.version} ${source} ${id}`, path })),
          ),
        ),
      ),
    ),
  '6.1.8': document =>
    scoredElements(document).flatMap(({ cvss, path }) => {
      const read = readCvss(cvss.vectorString)
      // From 3.0 on, the severity has to be said; the score of 4.0 is of all metrics, and the only one.
      const isWhole = read.ok && (read.value.version === '2.0' || typeof cvss['baseSeverity'] === 'string')
      const isOne = !read.ok || read.value.version !== '4.0' || !FURTHER_SCORES.some(name => name in cvss)
      return isWhole && isOne ? [] : [path]
    }),
  '6.1.9': document =>
    scoredElements(document).flatMap(({ cvss, path }) => {
      const read = readCvss(cvss.vectorString)
      if (!read.ok) return []
      const { version, base, severity, overall, overallSeverity } = read.value
      const [score, word] = version === '4.0' ? [overall, overallSeverity] : [base, severity]
      const isSame =
        cvss.baseScore === score &&
        cvss.version === version &&
        (cvss['baseSeverity'] === undefined || cvss['baseSeverity'] === word)
      return isSame ? [] : [path]
    }),
  '6.1.10': document =>
    scoredElements(document).flatMap(({ cvss, path }) => {
      const read = readCvss(cvss.vectorString)
      return read.ok && contradictsVector(cvss, read.value) ? [path] : []
    }),
  '6.1.12': ({ document }) =>
    (['lang', 'source_lang'] as const).flatMap(name =>
      isLanguage(document[name] ?? 'en') ? [] : [`$.document.${name}`],
    ),
  '6.1.13': document =>
    productsOf(document).flatMap(({ product, path }) => {
      const { purl, purls = [] } = product.product_identification_helper ?? {}
      const all = [...(purl === undefined ? [] : [purl]), ...purls]
      return all.every(isPurl) ? [] : [`${path}.product_identification_helper`]
    }),
  '6.1.14': document => {
    const byDate = sortedHistoryOf(document)
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
    const latest = sortedHistoryOf(document).at(-1)
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
    const numbers = sortedHistoryOf(document).map(({ one }) => Number(/^\d+/.exec(one.number)?.[0] ?? NaN))
    const least = Math.min(...numbers)
    const isComplete = new Set(numbers).size === Math.max(...numbers) - least + 1 && least <= 1
    // 2.1 looks at them in the order of their dates.
    const isInOrder =
      document.document.csaf_version === '2.0' ||
      numbers.every((number, index) => number - (numbers[index - 1] ?? number) <= 1 && (index > 0 || number <= 1))
    return isComplete && isInOrder ? [] : ['$.document.tracking.revision_history']
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
  '6.1.26': ({ document: { category, csaf_version: version } }) => {
    if (CATEGORIES.test(category)) return []
    const names = version === '2.1' ? [...PROFILES, ...PROFILES_2_1] : PROFILES
    const isLike = names.some(name => folded(category) === name || `csaf${folded(category)}` === name)
    return isLike || (version === '2.1' && /^csaf_/i.test(category)) ? ['$.document.category'] : []
  },
  '6.1.27': profileFaults,
  '6.1.28': ({ document: { lang, source_lang: source } }) =>
    lang !== undefined && lang === source ? ['$.document.source_lang'] : [],
  '6.1.29': document => withoutProducts(document, 'remediations'),
  '6.1.30': document => {
    const versions = [document.document.tracking.version, ...historyOf(document).map(({ one }) => one.number)]
    const isOneKind = versions.every(isInteger) || versions.every(one => SEMANTIC.test(one))
    return isOneKind ? [] : ['$.document.tracking.version']
  },
  '6.1.31': document =>
    branchesOf(document).flatMap(({ branch, path }) =>
      branch.category === 'product_version' && isRange(branch.name) ? [`${path}.name`] : [],
    ),
  '6.1.32': document => withoutProducts(document, 'flags'),
  // Every label is a justification of VEX.
  '6.1.33': document =>
    vulnerabilitiesOf(document).flatMap(({ one, at }) =>
      repeated(
        each(one.flags, `${at}.flags`).flatMap(({ one: flag, at: path }) =>
          [...productsAbout(document, [flag])].map(id => ({ id, path })),
        ),
      ),
    ),
}

const RANGE_WORDS = new Set(['after', 'all', 'before', 'earlier', 'later', 'prior', 'versions'])
const isRange = (name: string) =>
  /[<>]/.test(name) ||
  name
    .toLowerCase()
    .split(/\s+/)
    .some(word => RANGE_WORDS.has(word))

/** The sections of §6.1 that are tested here. */
export const TESTED_SECTIONS: readonly string[] = Object.keys(MANDATORY_TESTS)

/** Everything that the mandatory tests find, in the order of the sections. */
export function findingsOf(document: CsafDocument): Finding[] {
  const tests = { ...MANDATORY_TESTS, ...(document.document.csaf_version === '2.1' ? TESTS_OF_2_1 : {}) }
  return Object.entries(tests).flatMap(([test, run]) => [...run(document)].map(path => ({ test, path })))
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
  const relationships = [
    ...each(document.product_tree?.relationships, '$.product_tree.relationships').map(({ one, at }) => ({
      whole: one.full_product_name.product_id,
      made: [one.product_reference, one.relates_to_product_reference],
      at,
    })),
    ...each(document.product_tree?.product_paths, '$.product_tree.product_paths').map(({ one, at }) => ({
      whole: one.full_product_name.product_id,
      made: [one.beginning_product_reference, ...one.subpaths.map(step => step.next_product_reference)],
      at,
    })),
  ]
  const parts = new Map<string, string[]>()
  for (const { whole, made } of relationships) parts.set(whole, [...(parts.get(whole) ?? []), ...made])
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
  return relationships.flatMap(({ whole, at }) => (open.has(whole) ? [at] : []))
}
