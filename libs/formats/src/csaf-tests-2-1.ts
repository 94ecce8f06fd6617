import { z } from 'zod'
import type { CsafDocument } from './csaf-document.ts'
import { isLicenceExpression } from './csaf-licence.ts'
import { isEnglish } from './csaf-profiles.ts'
import { productsOf, scoresOf } from './csaf-products.ts'
import type { MandatoryTest } from './csaf-tests.ts'
import { branchesOf, each, inStatus, productsAbout, vulnerabilitiesOf } from './csaf-walk.ts'
import { listOf } from './misp-words.ts'

const MOST_BRANCHES = 30
const NIL = '00000000-0000-0000-0000-000000000000'
const MAX = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** Remedies that a product cannot have together (§3.2.4, "Remediation Combinations"). */
const EXCLUSIVE: Readonly<Record<string, readonly string[]>> = {
  workaround: ['optional_patch', 'none_available'],
  mitigation: ['optional_patch', 'none_available'],
  vendor_fix: ['optional_patch', 'none_available', 'fix_planned', 'no_fix_planned'],
  optional_patch: ['workaround', 'mitigation', 'vendor_fix', 'none_available', 'fix_planned', 'no_fix_planned'],
  none_available: ['workaround', 'mitigation', 'vendor_fix', 'optional_patch', 'fix_planned', 'no_fix_planned'],
  fix_planned: ['vendor_fix', 'optional_patch', 'none_available', 'no_fix_planned'],
  no_fix_planned: ['vendor_fix', 'optional_patch', 'none_available', 'fix_planned'],
}

/** Statuses that a remedy contradicts ("Product Status Remediation Category Combinations"). */
const CONTRADICTED: readonly (readonly [statuses: readonly string[], remedies: readonly string[]])[] = [
  [['first_affected', 'known_affected', 'last_affected'], ['optional_patch']],
  [['known_not_affected'], ['workaround', 'mitigation', 'vendor_fix', 'none_available']],
  [
    ['first_fixed', 'fixed'],
    ['workaround', 'mitigation', 'vendor_fix', 'none_available', 'fix_planned', 'no_fix_planned'],
  ],
]

/** A list of versions and bounds, `vers:` before it or not, as it is written canonically (§3.1.2.3.2). */
const RANGE = /^(?:vers:(?!all\/)[a-z][a-z0-9.+-]*\/)?(?:[<>]=?|!=)?[^\s|<>=!*]+(?:\|(?:[<>]=?|!=)?[^\s|<>=!*]+)*$/
const isRange = (name: string): boolean => name === 'vers:all/*' || RANGE.test(name)
const SINGLE = /^(?:vers:[a-z][a-z0-9.+-]*\/)?=?[^\s|<>=!*]+$/

const selection = z.looseObject({
  namespace: z.string().min(1),
  key: z.string().min(1),
  version: z.string().min(1),
  values: z.array(z.looseObject({ key: z.string().min(1) })).min(1),
})
const ssvc = z.looseObject({
  schemaVersion: z.literal('2.0.0'),
  timestamp: z.string(),
  selections: z.array(selection).min(1),
  target_ids: z.array(z.string().min(1)).min(1).optional(),
})
const extension = z.strictObject({
  $schema: z.string().min(1),
  category: z.enum(['essential', 'significant', 'supplementary']),
  critical: z.boolean(),
  content: z.looseObject({}).refine(content => Object.keys(content).length > 0),
})

const labelOf = ({ document }: CsafDocument) => document.distribution?.tlp?.label
const sharingOf = ({ document }: CsafDocument) => document.distribution?.sharing_group
const SHARING = '$.document.distribution.sharing_group'

/** Times of a released document that are after its newest revision; a draft may look ahead. */
function* late(document: CsafDocument, times: Iterable<{ readonly time: unknown; readonly at: string }>) {
  const { revision_history: history, status } = document.document.tracking
  if (status === 'draft') return
  const newest = Math.max(...history.map(({ date }) => Date.parse(date)))
  for (const { time, at } of times) if (typeof time === 'string' && Date.parse(time) > newest) yield at
}

const metricsOf = (document: CsafDocument) =>
  vulnerabilitiesOf(document).flatMap(({ one: vulnerability, at }) =>
    each(vulnerability.metrics, `${at}.metrics`).map(({ one: metric, at: path }) => ({ vulnerability, metric, path })),
  )
const ssvcOf = (document: CsafDocument) =>
  metricsOf(document).flatMap(({ vulnerability, metric, path }) =>
    metric.content.ssvc_v2 === undefined
      ? []
      : [{ vulnerability, ssvc: metric.content.ssvc_v2, at: `${path}.content.ssvc_v2` }],
  )
const exploitationsOf = (document: CsafDocument) =>
  vulnerabilitiesOf(document).flatMap(({ one, at }) =>
    each(one.first_known_exploitation_dates, `${at}.first_known_exploitation_dates`),
  )

/** Names with more than one star that stands for something. */
const starred = (document: CsafDocument, name: 'model_numbers' | 'serial_numbers' | 'skus') =>
  productsOf(document).flatMap(({ product, path }) =>
    each(product.product_identification_helper?.[name], `${path}.product_identification_helper.${name}`).flatMap(
      ({ one, at }) => ((one.replace(/\\./g, '').match(/\*/g) ?? []).length > 1 ? [at] : []),
    ),
  )

/** Lines of branches that lead to a product. */
const linesOf = (document: CsafDocument) =>
  branchesOf(document).flatMap(({ branch, path, line }) =>
    branch.product === undefined ? [] : [{ path: `${path}.product`, categories: line.map(({ category }) => category) }],
  )

function* extensionsOf(document: CsafDocument): Generator<{ one: unknown; at: string }> {
  const holders: { holder: Readonly<Record<string, unknown>>; at: string }[] = [
    { holder: document, at: '$' },
    { holder: document.document, at: '$.document' },
    ...productsOf(document).map(({ product, path }) => ({ holder: product, at: path })),
    ...vulnerabilitiesOf(document).map(({ one, at }) => ({ holder: one, at })),
    ...metricsOf(document).map(({ metric, path }) => ({ holder: metric.content, at: `${path}.content` })),
  ]
  for (const { holder, at } of holders) {
    const list = holder['x_extensions']
    if (list === undefined) continue
    if (!Array.isArray(list) || list.length === 0) yield { one: undefined, at: `${at}.x_extensions` }
    else yield* each<unknown>(list, `${at}.x_extensions`)
  }
}

/** The mandatory tests that CSAF 2.1 adds, by number of section. §6.1.37 is part of the structure. */
export const TESTS_OF_2_1: Readonly<Record<string, MandatoryTest>> = {
  '6.1.34': document =>
    productsOf(document).flatMap(({ path }) =>
      (path.match(/\.branches\[/g) ?? []).length > MOST_BRANCHES ? [path] : [],
    ),
  *'6.1.35'(document) {
    for (const { one, at } of vulnerabilitiesOf(document)) {
      const seen = new Map<string, Set<string>>()
      for (const { one: remedy, at: path } of each(one.remediations, `${at}.remediations`)) {
        const before = [...productsAbout(document, [remedy])].map(id => {
          const known = seen.get(id) ?? new Set<string>()
          seen.set(id, known)
          return known
        })
        if (before.some(known => EXCLUSIVE[remedy.category]?.some(other => known.has(other)))) yield path
        for (const known of before) known.add(remedy.category)
      }
    }
  },
  *'6.1.36'(document) {
    for (const { one, at } of vulnerabilitiesOf(document))
      for (const { one: remedy, at: path } of each(one.remediations, `${at}.remediations`)) {
        const about = productsAbout(document, [remedy])
        const isWrong = CONTRADICTED.some(
          ([statuses, remedies]) =>
            remedies.includes(remedy.category) && [...inStatus(one, statuses)].some(id => about.has(id)),
        )
        if (isWrong) yield path
      }
  },
  '6.1.38': document =>
    sharingOf(document)?.id === MAX && labelOf(document) !== 'CLEAR' ? ['$.document.distribution.tlp.label'] : [],
  '6.1.39': document => {
    const group = sharingOf(document)
    if (group === undefined || labelOf(document) !== 'CLEAR' || group.id === MAX) return []
    return group.id === NIL && document.document.tracking.status === 'draft' ? [] : [`${SHARING}.id`]
  },
  '6.1.40': document => {
    const { id, name } = sharingOf(document) ?? {}
    const isReserved = (name === 'Public' && id !== MAX) || (name === 'No sharing allowed' && id !== NIL)
    return isReserved ? [`${SHARING}.name`] : []
  },
  '6.1.41': document => {
    const { id, name } = sharingOf(document) ?? {}
    const isMissing = (id === MAX && name !== 'Public') || (id === NIL && name !== 'No sharing allowed')
    return isMissing ? [`${SHARING}.name`] : []
  },
  '6.1.42': document =>
    productsOf(document).flatMap(({ product, path }) => {
      const bare = (product.product_identification_helper?.purls ?? []).map(purl => purl.replace(/\?[^#]*/, ''))
      return new Set(bare).size > 1 ? [`${path}.product_identification_helper.purls`] : []
    }),
  '6.1.43': document => starred(document, 'model_numbers'),
  '6.1.44': document => starred(document, 'serial_numbers'),
  '6.1.45': document =>
    labelOf(document) === 'CLEAR'
      ? late(
          document,
          vulnerabilitiesOf(document).map(({ one, at }) => ({
            time: one.disclosure_date,
            at: `${at}.disclosure_date`,
          })),
        )
      : [],
  '6.1.46': document => ssvcOf(document).flatMap(({ ssvc: one, at }) => (ssvc.safeParse(one).success ? [] : [at])),
  '6.1.47': document => {
    const isOnlyOne = (document.vulnerabilities ?? []).length <= 1
    const own = document.document.tracking.id
    return ssvcOf(document).flatMap(({ vulnerability, ssvc: one, at }) => {
      const known = new Set([vulnerability.cve, ...(vulnerability.ids ?? []).map(({ text }) => text)])
      const targets = listOf(one['target_ids'])
      return each(targets, `${at}.target_ids`).flatMap(({ one: target, at: path }) =>
        typeof target === 'string' && known.has(target) && (target !== own || isOnlyOne) ? [] : [path],
      )
    })
  },
  '6.1.49': document =>
    late(
      document,
      ssvcOf(document).map(({ ssvc: one, at }) => ({ time: one.timestamp, at: `${at}.timestamp` })),
    ),
  '6.1.50': document =>
    branchesOf(document).flatMap(({ branch, path }) =>
      branch.category === 'product_version_range' && !isRange(branch.name) ? [`${path}.name`] : [],
    ),
  '6.1.51': document =>
    late(
      document,
      metricsOf(document).map(({ metric, path }) => ({
        time: metric.content.epss?.timestamp,
        at: `${path}.content.epss.timestamp`,
      })),
    ),
  '6.1.52': document =>
    late(
      document,
      exploitationsOf(document).flatMap(({ one, at }) => [
        { time: one.date, at: `${at}.date` },
        { time: one.exploitation_date, at: `${at}.exploitation_date` },
      ]),
    ),
  '6.1.53': document =>
    exploitationsOf(document).flatMap(({ one, at }) =>
      Date.parse(one.exploitation_date) > Date.parse(one.date) ? [`${at}.exploitation_date`] : [],
    ),
  '6.1.54': ({ document: { license_expression: expression } }) =>
    expression === undefined || isLicenceExpression(expression) ? [] : ['$.document.license_expression'],
  // Which identifiers are on SPDX's list nobody here knows: those are meant that say themselves that they are not.
  '6.1.55': ({ document: { license_expression: expression = '', lang, notes = [] } }) => {
    if (!isEnglish(lang) || !/(?:License|Addition)Ref-(?!scancode-)/.test(expression)) return []
    const texts = notes.filter(({ title }) => title === 'License')
    return texts.length === 1 && texts[0]?.category === 'legal_disclaimer' ? [] : ['$.document.notes']
  },
  *'6.1.56'(document) {
    for (const { one, at } of vulnerabilitiesOf(document)) {
      const scored = new Set(
        scoresOf(one, at).flatMap(({ products, elements, source = '' }) =>
          elements.length === 0 ? [] : products.map(id => `${source} ${id}`),
        ),
      )
      for (const { one: metric, at: path } of each(one.metrics, `${at}.metrics`))
        if (
          metric.content.qualitative_severity_rating !== undefined &&
          metric.products.some(id => scored.has(`${metric.source ?? ''} ${id}`))
        )
          yield `${path}.content.qualitative_severity_rating`
    }
  },
  '6.1.57': document =>
    linesOf(document).flatMap(({ path, categories }) => {
      const counted = categories.filter(category => category !== 'product_family')
      return new Set(counted).size === counted.length ? [] : [path]
    }),
  '6.1.58': document =>
    linesOf(document).flatMap(({ path, categories }) =>
      categories.includes('product_version') && categories.includes('product_version_range') ? [path] : [],
    ),
  '6.1.59': document =>
    branchesOf(document).flatMap(({ branch, path }) =>
      branch.category === 'product_version_range' && SINGLE.test(branch.name) ? [`${path}.name`] : [],
    ),
  *'6.1.60.1'(document) {
    for (const { one, at } of extensionsOf(document)) if (!extension.safeParse(one).success) yield at
  },
  '6.1.61': document => starred(document, 'skus'),
}
