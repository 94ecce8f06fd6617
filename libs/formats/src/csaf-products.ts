import type { CsafBranch, CsafDocument, CsafProduct, CsafVulnerability } from './csaf-document.ts'
import { PRODUCT_STATUS } from './csaf-document.ts'

/** A product where it is defined, with what the branches above it say of it. */
export interface PlacedProduct {
  readonly product: CsafProduct
  readonly path: string
  /** By category of branch: `vendor`, `product_name`, `product_version` … */
  readonly branches: Readonly<Record<string, string>>
}

/** Every definition of a product, in the order of the document (§6.1.1). */
export function productsOf(document: CsafDocument): PlacedProduct[] {
  const found: PlacedProduct[] = []
  const walk = (list: readonly CsafBranch[], path: string, above: Readonly<Record<string, string>>): void => {
    for (const [index, branch] of list.entries()) {
      const place = `${path}.branches[${index}]`
      const branches = { ...above, [branch.category]: branch.name }
      if (branch.product) found.push({ product: branch.product, path: `${place}.product`, branches })
      walk(branch.branches ?? [], place, branches)
    }
  }
  const {
    branches = [],
    full_product_names: names = [],
    relationships = [],
    product_paths: paths = [],
  } = document.product_tree ?? {}
  walk(branches, '$.product_tree', {})
  for (const [index, product] of names.entries())
    found.push({ product, path: `$.product_tree.full_product_names[${index}]`, branches: {} })
  for (const [index, { full_product_name: product }] of relationships.entries())
    found.push({ product, path: `$.product_tree.relationships[${index}].full_product_name`, branches: {} })
  for (const [index, { full_product_name: product }] of paths.entries())
    found.push({ product, path: `$.product_tree.product_paths[${index}].full_product_name`, branches: {} })
  return found
}

/** An id that is used, and where. */
export interface Mention {
  readonly id: string
  readonly path: string
}

/** Lists of a vulnerability whose elements are about products or groups. */
const ABOUT = [
  'flags',
  'threats',
  'remediations',
  'notes',
  'involvements',
  'ids',
  'first_known_exploitation_dates',
] as const

/** Every mention of a product's id. */
export function productMentions(document: CsafDocument): Mention[] {
  const { product_groups: groups = [], relationships = [], product_paths: paths = [] } = document.product_tree ?? {}
  const list = (ids: readonly string[] | undefined, path: string): Mention[] =>
    (ids ?? []).map((id, index) => ({ id, path: `${path}[${index}]` }))
  return [
    ...groups.flatMap((group, at) => list(group.product_ids, `$.product_tree.product_groups[${at}].product_ids`)),
    ...relationships.flatMap((one, at) => [
      { id: one.product_reference, path: `$.product_tree.relationships[${at}].product_reference` },
      {
        id: one.relates_to_product_reference,
        path: `$.product_tree.relationships[${at}].relates_to_product_reference`,
      },
    ]),
    ...paths.flatMap((one, at) => {
      const place = `$.product_tree.product_paths[${at}]`
      return [
        { id: one.beginning_product_reference, path: `${place}.beginning_product_reference` },
        ...one.subpaths.map(({ next_product_reference: id }, nth) => ({
          id,
          path: `${place}.subpaths[${nth}].next_product_reference`,
        })),
      ]
    }),
    ...(document.document.notes ?? []).flatMap((note, at) =>
      list(note.product_ids, `$.document.notes[${at}].product_ids`),
    ),
    ...(document.vulnerabilities ?? []).flatMap((vulnerability, at) => {
      const place = `$.vulnerabilities[${at}]`
      return [
        ...PRODUCT_STATUS.flatMap(name =>
          list(vulnerability.product_status?.[name], `${place}.product_status.${name}`),
        ),
        ...ABOUT.flatMap(name =>
          (vulnerability[name] ?? []).flatMap((one, index) =>
            list(one.product_ids, `${place}.${name}[${index}].product_ids`),
          ),
        ),
        ...scoresOf(vulnerability, place).flatMap(({ products, path }) => list(products, `${path}.products`)),
      ]
    }),
  ]
}

/** Every mention of a group's id. */
export function groupMentions(document: CsafDocument): Mention[] {
  const ofNotes = (document.document.notes ?? []).flatMap((note, at) =>
    (note.group_ids ?? []).map((id, nth) => ({ id, path: `$.document.notes[${at}].group_ids[${nth}]` })),
  )
  const ofVulnerabilities = (document.vulnerabilities ?? []).flatMap((vulnerability, at) =>
    ABOUT.flatMap(name =>
      (vulnerability[name] ?? []).flatMap((one, index) =>
        (one.group_ids ?? []).map((id, nth) => ({
          id,
          path: `$.vulnerabilities[${at}].${name}[${index}].group_ids[${nth}]`,
        })),
      ),
    ),
  )
  return [...ofNotes, ...ofVulnerabilities]
}

type CvssElement = NonNullable<NonNullable<CsafVulnerability['scores']>[number]['cvss_v3']>

/** Scores, as 2.0 has them in `scores` and 2.1 in `metrics`. */
export interface PlacedScore {
  readonly products: readonly string[]
  readonly path: string
  /** Whose score it is: nothing for the document's own author (2.1). */
  readonly source?: string | undefined
  readonly elements: readonly { readonly cvss: CvssElement; readonly path: string }[]
}

export function scoresOf(vulnerability: CsafVulnerability, place: string): PlacedScore[] {
  const elements = (
    content: Readonly<Partial<Record<'cvss_v2' | 'cvss_v3' | 'cvss_v4', CvssElement | undefined>>>,
    path: string,
  ) =>
    (['cvss_v2', 'cvss_v3', 'cvss_v4'] as const).flatMap(name => {
      const cvss = content[name]
      return cvss === undefined ? [] : [{ cvss, path: `${path}.${name}` }]
    })
  return [
    ...(vulnerability.scores ?? []).map((score, index) => {
      const path = `${place}.scores[${index}]`
      return { products: score.products, path, elements: elements(score, path) }
    }),
    ...(vulnerability.metrics ?? []).map((metric, index) => {
      const path = `${place}.metrics[${index}]`
      return {
        products: metric.products,
        path,
        source: metric.source,
        elements: elements(metric.content, `${path}.content`),
      }
    }),
  ]
}
