import type { CsafDocument, CsafVulnerability } from './csaf-document.ts'
import { branchesOf, each, inStatus, productsAbout, vulnerabilitiesOf, type About } from './csaf-walk.ts'

/** What the profile of a document's category asks for (§6.1.27). */
export function* profileFaults(whole: CsafDocument): Generator<string> {
  const { category } = whole.document
  if (category === 'csaf_informational_advisory' || category === 'csaf_security_incident_response')
    yield* textFaults(whole)
  if (category === 'csaf_withdrawn' || category === 'csaf_superseded') yield* endFaults(whole)
  if (['csaf_security_advisory', 'csaf_deprecated_security_advisory', 'csaf_vex'].includes(category))
    yield* advisoryFaults(whole)
}

function* textFaults({ document, vulnerabilities }: CsafDocument): Generator<string> {
  const { category, notes = [], references = [] } = document
  if (!notes.some(note => ['description', 'details', 'general', 'summary'].includes(note.category)))
    yield '$.document.notes'
  if (!references.some(one => one.category !== 'self')) yield '$.document.references'
  if (category === 'csaf_informational_advisory' && vulnerabilities) yield '$.vulnerabilities'
}

/** Titles by which a withdrawn or superseded document says why, in English (CSAF 2.1). */
const REASONS = { csaf_withdrawn: 'Reasoning for Withdrawal', csaf_superseded: 'Reasoning for Supersession' } as const

function* endFaults({ document, product_tree: tree, vulnerabilities }: CsafDocument): Generator<string> {
  if (document.csaf_version !== '2.1') return
  const { notes = [], references = [], tracking, lang } = document
  if (!notes.some(({ category }) => category === 'description')) yield '$.document.notes'
  if (tree) yield '$.product_tree'
  if (vulnerabilities) yield '$.vulnerabilities'
  if (tracking.revision_history.length < 2) yield '$.document.tracking.revision_history'
  if (!isEnglish(lang)) return
  const title = document.category === 'csaf_withdrawn' ? REASONS.csaf_withdrawn : REASONS.csaf_superseded
  const reasons = notes.filter(note => note.title === title)
  if (reasons.length !== 1 || reasons[0]?.category !== 'description') yield '$.document.notes'
  const isSuperseding = ({ summary }: { summary: string }) => summary.startsWith('Superseding Document')
  const isTold = references.some(one => isSuperseding(one) && one.category === 'external')
  if (document.category === 'csaf_superseded' && !isTold) yield '$.document.references'
}

/** Whether fixed titles are asked for: in English, or in no language that is said. */
export const isEnglish = (lang: string | undefined): boolean => lang === undefined || /^en(?:-|$)/i.test(lang)

function* advisoryFaults(whole: CsafDocument): Generator<string> {
  const { category, csaf_version: version } = whole.document
  if (whole.product_tree === undefined) yield '$.product_tree'
  if (whole.vulnerabilities === undefined) yield '$.vulnerabilities'
  for (const { one, at } of vulnerabilitiesOf(whole)) {
    if (one.notes === undefined) yield `${at}.notes`
    if (category === 'csaf_vex') yield* vexFaults(whole, one, at)
    else if (one.product_status === undefined) yield `${at}.product_status`
    else if (category === 'csaf_security_advisory' && version === '2.1') yield* affectedFaults(whole, one, at)
  }
}

/** CSAF 2.1: what is fixed was affected, and both are said. */
function* affectedFaults(whole: CsafDocument, one: CsafVulnerability, at: string): Generator<string> {
  if (one.product_status?.['known_affected'] === undefined) yield `${at}.product_status.known_affected`
  const lines = linesOf(whole)
  const affected = inStatus(one, ['known_affected', 'first_affected', 'last_affected'])
  const known = new Set([...affected].map(id => lines.get(id)))
  for (const { one: id, at: path } of each(one.product_status?.['fixed'], `${at}.product_status.fixed`)) {
    const line = lines.get(id)
    // Of a product without branches nobody can tell which versions are of it.
    if (line !== undefined && !known.has(line) && !known.has(undefined)) yield path
  }
}

const OF_VERSIONS = new Set(['product_version', 'product_version_range', 'service_pack', 'patch_level'])

/** By product what it is a version of: its branches without those that name versions. */
function linesOf(whole: CsafDocument): Map<string, string> {
  return new Map(
    branchesOf(whole).flatMap(({ branch, line }) =>
      branch.product === undefined
        ? []
        : [
            [
              branch.product.product_id,
              line
                .filter(({ category }) => !OF_VERSIONS.has(category))
                .map(({ category, name }) => `${category}\n${name}`)
                .join('\n\n'),
            ] as const,
          ],
    ),
  )
}

function* vexFaults(whole: CsafDocument, one: CsafVulnerability, at: string): Generator<string> {
  const { cve, ids, product_status: status = {} } = one
  if (!['fixed', 'known_affected', 'known_not_affected', 'under_investigation'].some(name => status[name]))
    yield `${at}.product_status`
  if (cve === undefined && ids === undefined) yield at
  if (cve === undefined && ids?.every(id => id.product_ids ?? id.group_ids)) {
    const named = productsAbout(whole, ids)
    for (const [name, products] of Object.entries(status))
      for (const { one: id, at: path } of each(asList(products), `${at}.product_status.${name}`))
        if (!named.has(id)) yield path
  }
  yield* unexplained(whole, one, at, 'known_not_affected', [
    ...(one.flags ?? []),
    ...(one.threats ?? []).filter(threat => threat.category === 'impact'),
  ])
  yield* unexplained(whole, one, at, 'known_affected', one.remediations ?? [])
}

const asList = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []

/** Products of a VEX whose status asks for a statement and has none (§6.1.27.9, §6.1.27.10). */
function* unexplained(
  whole: CsafDocument,
  vulnerability: CsafVulnerability,
  path: string,
  status: string,
  statements: readonly About[],
): Generator<string> {
  const explained = productsAbout(whole, statements)
  for (const { one, at } of each(vulnerability.product_status?.[status], `${path}.product_status.${status}`))
    if (!explained.has(one)) yield at
}
