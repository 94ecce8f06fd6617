import type { JvnLosses } from './jvn.ts'
import type { XmlElement } from './xml.ts'

/** One vulnerability as JVN tells of it; a text that is not there is empty. */
export interface JvnEntry {
  /** JVNDB-2026-000001, or JVN#12345678. */
  readonly id: string
  readonly title: string
  readonly description: string
  readonly link: string
  readonly issued: string
  readonly modified: string
  readonly impacts: readonly string[]
  readonly solutions: readonly string[]
  readonly vectors: readonly string[]
  readonly products: readonly { vendor: string; product: string; version: string; cpe: string }[]
  readonly references: readonly { source: string; id: string; url: string; title: string }[]
}

/** Elements that say nothing of the vulnerability, or that are read with their parents. */
const IGNORED = new Set(['date', 'creator', 'publisher', 'language', 'rights', 'subject'])

const own = (element: XmlElement): string => element.text.trim()
const all = (element: XmlElement, ...names: string[]): XmlElement[] =>
  names.reduce<XmlElement[]>(
    (list, name) => list.flatMap(one => one.children.filter(child => child.name === name)),
    [element],
  )
const text = (element: XmlElement, ...names: string[]): string => {
  const [found] = all(element, ...names)
  return found ? own(found) : ''
}
const attribute = (element: XmlElement, name: string): string => element.attributes.get(name)?.trim() ?? ''

function noteUnknown(element: XmlElement, path: string, known: ReadonlySet<string>, losses: JvnLosses): void {
  for (const { name } of element.children)
    if (!known.has(name) && !IGNORED.has(name)) losses.note('jvn-element', `${path}.${name}`)
}

const RSS = new Set(['title', 'link', 'description', 'identifier', 'references', 'cpe', 'cvss', 'issued', 'modified'])

/** An item of JVNRSS 3. */
export function rssEntry(item: XmlElement, path: string, losses: JvnLosses): JvnEntry {
  noteUnknown(item, path, RSS, losses)
  return {
    id: text(item, 'identifier'),
    title: text(item, 'title'),
    description: text(item, 'description'),
    link: text(item, 'link'),
    issued: text(item, 'issued'),
    modified: text(item, 'modified') || text(item, 'date'),
    impacts: [],
    solutions: [],
    vectors: all(item, 'cvss')
      .map(one => attribute(one, 'vector'))
      .filter(Boolean),
    products: all(item, 'cpe').map(one => ({
      vendor: attribute(one, 'vendor'),
      product: attribute(one, 'product'),
      version: '',
      cpe: own(one),
    })),
    references: all(item, 'references').map(one => ({
      source: attribute(one, 'source'),
      id: attribute(one, 'id'),
      url: own(one),
      title: attribute(one, 'title'),
    })),
  }
}

const VULINFO = new Set([
  ...['Title', 'VulinfoDescription', 'Affected', 'Impact', 'Solution', 'Related', 'History'],
  ...['DateFirstPublished', 'DateLastUpdated', 'DatePublic'],
])

/** A `Vulinfo` of VULDEF 3. */
export function vuldefEntry(vulinfo: XmlElement, path: string, losses: JvnLosses): JvnEntry {
  noteUnknown(vulinfo, path, new Set(['VulinfoID', 'VulinfoData']), losses)
  const [data] = all(vulinfo, 'VulinfoData')
  const of = data ?? vulinfo
  if (data) noteUnknown(data, `${path}.VulinfoData`, VULINFO, losses)
  if (all(of, 'History').length > 0) losses.note('jvn-element', `${path}.VulinfoData.History`)
  const affected = all(of, 'Affected', 'AffectedItem').filter(
    one => attribute(one, 'affectedstatus') !== 'not_vulnerable',
  )
  return {
    id: text(vulinfo, 'VulinfoID'),
    title: text(of, 'Title'),
    description: text(of, 'VulinfoDescription', 'Overview'),
    link: '',
    issued: text(of, 'DateFirstPublished') || text(of, 'DatePublic'),
    modified: text(of, 'DateLastUpdated'),
    impacts: all(of, 'Impact', 'ImpactItem', 'Description').map(own).filter(Boolean),
    solutions: all(of, 'Solution', 'SolutionItem', 'Description').map(own).filter(Boolean),
    vectors: all(of, 'Impact', 'Cvss', 'Vector').map(own).filter(Boolean),
    products: affected.flatMap(one => {
      const versions = all(one, 'VersionNumber').map(own).filter(Boolean)
      const product = { vendor: text(one, 'Name'), product: text(one, 'ProductName'), cpe: text(one, 'Cpe') }
      return (versions.length === 0 ? [''] : versions).map(version => ({ ...product, version }))
    }),
    references: all(of, 'Related', 'RelatedItem').map(one => ({
      source: text(one, 'Name'),
      id: text(one, 'VulinfoID'),
      url: text(one, 'URL'),
      title: text(one, 'Title'),
    })),
  }
}
