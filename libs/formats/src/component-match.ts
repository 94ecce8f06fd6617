import type { CpeName, CpeValue } from './cpe.ts'
import { readCpe } from './cpe.ts'
import { matchComponent, type SbomComponent } from './sbom.ts'
import { compareVersions } from './version-order.ts'

/** Software of which a document says that it is vulnerable (STIX 2.1 §6.14). */
export interface NamedSoftware {
  readonly name: string
  readonly vendor?: string | undefined
  /** One version, or in a sender's own words which. */
  readonly version?: string | undefined
  readonly cpe?: string | undefined
}

const LONGEST_KEY = 200

/** A product's name without what people write differently: case, width, blanks. Empty when nothing is left. */
export function productKey(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .trim()
    .replace(/[\s_]+/g, '_')
    .slice(0, LONGEST_KEY)
    .toWellFormed()
}

/** Under which names software may be found: that of its CPE, and its own, with and without its vendor and version. */
export function softwareKeys({ name, vendor = '', version = '', cpe }: NamedSoftware): string[] {
  const whole = productKey(name)
  const withoutVendor = without(whole, productKey(vendor), 'before')
  const bare = without(withoutVendor, productKey(version), 'after')
  return distinct([...cpeKeys(cpe), whole, withoutVendor, bare])
}

/** Under which names a component may be known: that of its CPE, of its package, and its own. */
export function componentKeys({ name, cpe, purl }: SbomComponent): string[] {
  return distinct([...cpeKeys(cpe), productKey(name), productKey(packageOf(purl)?.name ?? '')])
}

/**
 * Whether a component is the software: `yes` by its CPE alone, as it says which product of whom; by names alone `perhaps` at most; `no`,
 * where products or versions differ.
 */
export function matchSoftware(component: SbomComponent, software: NamedSoftware): 'yes' | 'perhaps' | 'no' {
  const [known, own] = [nameOf(software.cpe), nameOf(component.cpe)]
  const version = component.version ?? packageOf(component.purl)?.version ?? textOf(own?.version)
  const one = version === undefined ? component : { ...component, version }
  if (known && own) {
    const answer = matchComponent(one, { name: known })
    // The name leaves the version open, and the sender says it beside.
    if (answer === 'no' || known.version !== 'ANY' || !software.version) return answer
    const compared = versions(version, software.version)
    return compared === 'same' ? answer : compared === 'other' ? 'no' : 'perhaps'
  }
  const keys = new Set(softwareKeys(software))
  if (!componentKeys(component).some(key => keys.has(key))) return 'no'
  const wanted = textOf(known?.version) ?? software.version
  return versions(version, wanted) === 'other' ? 'no' : 'perhaps'
}

/** Two versions, where both are versions: others, such as ranges in words, are left to people. */
function versions(one: string | undefined, other: string | undefined): 'same' | 'other' | 'unknown' {
  const isVersion = (text: string | undefined): text is string =>
    text !== undefined && /^v?\d[\w.+~-]{0,60}$/i.test(text)
  if (!isVersion(one) || !isVersion(other)) return 'unknown'
  return compareVersions(one, other) === 0 ? 'same' : 'other'
}

function without(text: string, part: string, side: 'before' | 'after'): string {
  if (part === '' || text === part) return text
  if (side === 'before') return text.startsWith(`${part}_`) ? text.slice(part.length + 1) : text
  return text.endsWith(`_${part}`) ? text.slice(0, -part.length - 1) : text
}

const distinct = (keys: readonly string[]): string[] => [...new Set(keys)].filter(key => key !== '')

const nameOf = (cpe: string | undefined): CpeName | undefined => {
  const read = cpe === undefined ? undefined : readCpe(cpe)
  return read?.ok ? read.value : undefined
}

const textOf = (value: CpeValue | undefined): string | undefined =>
  typeof value === 'object' && value.before + value.after === 0 ? value.text : undefined

const cpeKeys = (cpe: string | undefined): string[] => [productKey(textOf(nameOf(cpe)?.product) ?? '')]

/** Name and version of a package URL. */
function packageOf(purl: string | undefined): { name: string; version: string | undefined } | undefined {
  const path = purl?.split(/[?#]/, 1)[0]?.split('/').at(-1)
  if (path === undefined) return undefined
  const at = path.lastIndexOf('@')
  const [name, version] = at > 0 ? [path.slice(0, at), path.slice(at + 1)] : [path, undefined]
  return { name: decoded(name), version: version === undefined ? undefined : decoded(version) }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // written by hand
  }
}
