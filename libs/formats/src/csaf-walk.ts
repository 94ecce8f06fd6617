import type { CsafBranch, CsafDocument, CsafVulnerability } from './csaf-document.ts'
import type { Mention } from './csaf-products.ts'

/** Elements of a list with their places. */
export const each = <T>(list: readonly T[] | undefined, path: string): { one: T; at: string }[] =>
  (list ?? []).map((one, index) => ({ one, at: `${path}[${index}]` }))

export const vulnerabilitiesOf = (document: CsafDocument) => each(document.vulnerabilities, '$.vulnerabilities')

export const groupsOf = (document: CsafDocument) =>
  each(document.product_tree?.product_groups, '$.product_tree.product_groups')

/** Revisions by date, and those of one date by number (§6.1.14). */
export const sortedHistoryOf = ({ document }: CsafDocument) =>
  each(document.tracking.revision_history, '$.document.tracking.revision_history').toSorted(
    (one, other) => compareTimes(one.one.date, other.one.date) || compareRevisions(one.one.number, other.one.number),
  )

/** Orders two times exactly; a `Date` has milliseconds alone. */
function compareTimes(one: string, other: string): number {
  const secondsOf = (time: string) => Date.parse(time.replace(/\.\d+/, ''))
  const decimalsOf = (time: string) => (/\.(\d+)/.exec(time)?.[1] ?? '').replace(/0+$/, '')
  if (secondsOf(one) !== secondsOf(other)) return secondsOf(one) - secondsOf(other)
  const [left, right] = [decimalsOf(one), decimalsOf(other)]
  return left === right ? 0 : left < right ? -1 : 1
}

/** Paths of what is mentioned a second time. */
export function repeated(mentions: readonly Mention[]): string[] {
  const seen = new Set<string>()
  return mentions.filter(({ id }) => seen.size === seen.add(id).size).map(({ path }) => path)
}

/** What an element of a vulnerability is about, by way of groups, too. */
export interface About {
  readonly product_ids?: readonly string[] | undefined
  readonly group_ids?: readonly string[] | undefined
}

/** The products that some elements are about. */
export function productsAbout({ product_tree: tree }: CsafDocument, elements: readonly About[]): Set<string> {
  const groups = new Map(tree?.product_groups?.map(group => [group.group_id, group.product_ids]))
  return new Set(
    elements.flatMap(one => [...(one.product_ids ?? []), ...(one.group_ids ?? []).flatMap(id => groups.get(id) ?? [])]),
  )
}

/** Integers, or semantic versions: numbers first, then what comes before a release; without build metadata. */
export function compareRevisions(one: string, other: string): number {
  const partsOf = (version: string) => {
    const [core = '', ...pre] = (version.split('+', 1)[0] ?? '').split('-')
    return { numbers: core.split('.').map(Number), pre: pre.join('-') }
  }
  const [left, right] = [partsOf(one), partsOf(other)]
  for (let index = 0; index < 3; index += 1) {
    const order = (left.numbers[index] ?? 0) - (right.numbers[index] ?? 0)
    if (order !== 0) return order
  }
  if (left.pre === right.pre) return 0
  if (left.pre === '' || right.pre === '') return left.pre === '' ? 1 : -1
  return left.pre < right.pre ? -1 : 1
}

/** A branch with its place and the branches above it, itself last. */
export interface PlacedBranch {
  readonly branch: CsafBranch
  readonly path: string
  readonly line: readonly CsafBranch[]
}

export function branchesOf(document: CsafDocument): PlacedBranch[] {
  const found: PlacedBranch[] = []
  const walk = (list: readonly CsafBranch[] | undefined, path: string, above: readonly CsafBranch[]): void => {
    for (const { one, at } of each(list, `${path}.branches`)) {
      const line = [...above, one]
      found.push({ branch: one, path: at, line })
      walk(one.branches, at, line)
    }
  }
  walk(document.product_tree?.branches, '$.product_tree', [])
  return found
}

/** Whether a product is named in some status of a vulnerability. */
export const inStatus = (vulnerability: CsafVulnerability, names: readonly string[]): Set<string> =>
  new Set(names.flatMap(name => vulnerability.product_status?.[name] ?? []))
