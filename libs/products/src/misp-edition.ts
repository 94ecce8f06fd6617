import { distributionFor, stixToMisp, type Loss } from '@noroshi/formats'
import { createHash } from 'node:crypto'
import { contentOf, HUB } from './edition-report.ts'
import type { EditionContent } from './edition.repository.ts'

/** Editions of one feed: a MISP instance asks for each event on its own, and the manifest is made of all of them. */
export const MOST_FEED_EVENTS = 1000

/** A released edition as a MISP event, and what of it MISP has no words for. */
export interface MispEdition {
  readonly id: string
  readonly reference: string
  readonly event: Readonly<Record<string, unknown>>
  readonly losses: readonly Loss[]
}

/**
 * The event has the edition's own id, title and time, the hub as its organisation, and the words of the edition as an event report; its
 * content is that of the signed bundle. The same edition is the same event for everybody who may read it.
 */
export function mispOf(edition: EditionContent): MispEdition {
  const { distribution, tag } = distributionFor(edition.category, edition.toPublic)
  const hub = { uuid: HUB.id.slice('identity--'.length), name: HUB.name }
  const { events, losses } = stixToMisp(contentOf(edition), {
    ...{ uuid: edition.id, info: edition.title, at: edition.releasedAt, organisation: hub, distribution },
    tags: [tag, `noroshi:reference="${edition.reference}"`],
    words: [edition.summary, edition.body].filter(text => text !== '').join('\n\n'),
  })
  return { id: edition.id, reference: edition.reference, event: events[0] ?? {}, losses }
}

/** Properties of an event by which a MISP instance decides whether to fetch it. */
const OF_THE_MANIFEST = ['Orgc', 'Tag', 'info', 'date', 'analysis', 'threat_level_id', 'timestamp'] as const

/** `manifest.json` of a MISP feed: for each event's UUID what it is about. */
export function manifestOf(editions: readonly MispEdition[]): Record<string, unknown> {
  return Object.fromEntries(
    editions.map(({ id, event }) => [id, Object.fromEntries(OF_THE_MANIFEST.map(name => [name, event[name]]))]),
  )
}

type Named = Readonly<Record<string, unknown>>

const listIn = (owner: Named, name: string) => (Array.isArray(owner[name]) ? (owner[name] as Named[]) : []) // of what MISP has as objects

/** `hashes.csv` of a MISP feed: the MD5 of each value, of both parts of one that has two, with the event that has it. */
export function hashesOf(editions: readonly MispEdition[]): string {
  const lines = editions.flatMap(({ id, event }) => {
    const attributes = [
      ...listIn(event, 'Attribute'),
      ...listIn(event, 'Object').flatMap(object => listIn(object, 'Attribute')),
    ]
    const values = attributes.flatMap(({ type, value }) => {
      const isDouble = typeof type === 'string' && (type.includes('|') || type === 'malware-sample')
      return isDouble ? String(value).split('|') : [String(value)]
    })
    return [...new Set(values)].map(value => `${createHash('md5').update(value).digest('hex')},${id}\n`)
  })
  return lines.join('')
}
