import { CPE_ATTRIBUTES, type CpeAttribute, type CpeName, type CpeText, type CpeValue } from './cpe.ts'
import { isInRange, type VersionRange } from './version-order.ts'

/** What a source name is to a target name (NISTIR 7696 §6): `superset` when it names whatever the target names, and more. */
export type CpeRelation = 'equal' | 'superset' | 'subset' | 'disjoint' | 'undefined'

/** Compares one value with another (Table 6-2). A target with wildcards is compared only when it is the same. */
export function compareCpeValues(source: CpeValue, target: CpeValue): CpeRelation {
  if (typeof source === 'string' && source === target) return 'equal'
  const isWildTarget = typeof target === 'object' && isWild(target)
  if (typeof source === 'object' && typeof target === 'object') {
    if (source.text === target.text && source.before === target.before && source.after === target.after) {
      return isWild(source) ? 'undefined' : 'equal'
    }
    if (isWildTarget) return 'undefined'
    return isWild(source) && covers(source, target.text) ? 'superset' : 'disjoint'
  }
  if (target === 'ANY') return 'subset'
  if (isWildTarget) return 'undefined'
  return source === 'ANY' ? 'superset' : 'disjoint'
}

/** Compares two names attribute by attribute (§6.2, Table 6-3). */
export function compareCpe(source: CpeName, target: CpeName): CpeRelation {
  const relations = CPE_ATTRIBUTES.map(attribute => compareCpeValues(source[attribute], target[attribute]))
  const are = (...kinds: CpeRelation[]) => relations.every(one => kinds.includes(one))
  if (relations.includes('disjoint')) return 'disjoint'
  if (are('equal')) return 'equal'
  if (are('equal', 'superset')) return 'superset'
  return are('equal', 'subset') ? 'subset' : 'undefined'
}

/** Software that is vulnerable: a name, and where the name leaves the version open, a range of versions. */
export interface CpeCriteria extends VersionRange {
  readonly name: CpeName
}

/**
 * Whether a product is among the vulnerable: `yes`; `perhaps`, where the product's name says too little to tell; `no`. The rule of NVD:
 * every attribute of the criteria covers the product's, and its version is in the range.
 */
export function matchCpe(criteria: CpeCriteria, product: CpeName): 'yes' | 'perhaps' | 'no' {
  let answer: 'yes' | 'perhaps' = 'yes'
  for (const attribute of CPE_ATTRIBUTES) {
    const covered = coversAttribute(criteria, product, attribute)
    if (covered === 'no') return 'no'
    if (covered === 'perhaps') answer = 'perhaps'
  }
  return answer
}

function coversAttribute(criteria: CpeCriteria, product: CpeName, attribute: CpeAttribute) {
  const [source, target] = [criteria.name[attribute], product[attribute]]
  if (attribute === 'version' && source === 'ANY' && hasRange(criteria)) {
    if (target === 'NA') return 'no'
    if (target === 'ANY' || isWild(target)) return 'perhaps'
    return isInRange(target.text, criteria) ? 'yes' : 'no'
  }
  const relation = compareCpeValues(source, target)
  if (relation === 'disjoint') return 'no'
  return relation === 'equal' || relation === 'superset' ? 'yes' : 'perhaps'
}

function hasRange(range: VersionRange): boolean {
  const { versionStartIncluding, versionStartExcluding, versionEndIncluding, versionEndExcluding } = range
  return [versionStartIncluding, versionStartExcluding, versionEndIncluding, versionEndExcluding].some(Boolean)
}

function isWild({ before, after }: CpeText): boolean {
  return before + after > 0
}

/** `?` stands for one character or none (§6.3). Every place is tried, because the first may leave too much at the end. */
function covers({ text, before, after }: CpeText, target: string): boolean {
  for (let at = target.indexOf(text); at >= 0 && at <= before; at = target.indexOf(text, at + 1)) {
    if (target.length - at - text.length <= after) return true
  }
  return false
}
