import type { EditionObject } from './edition-objects.ts'

const ACTORS = ['threat-actor', 'intrusion-set']
const TECHNOLOGIES = ['software', 'tool', 'infrastructure']
/** So many names of each are kept, of so many characters at most. */
const MOST_NAMES = 200
const LONGEST_NAME = 200

/**
 * Whom and what a NOTICE is about, as its objects name it (STIX 2.1 §4.5, §4.8, §4.17, §4.18, §6.14: `name` and `aliases`), for the wishes
 * of those who are told of it.
 */
export function noticeTopics(objects: readonly EditionObject[]): {
  readonly actors: readonly string[]
  readonly technologies: readonly string[]
} {
  const namesOf = (types: readonly string[]) =>
    [...new Set(objects.filter(({ type }) => types.includes(type)).flatMap(({ document }) => namesIn(document)))].slice(
      0,
      MOST_NAMES,
    )
  return { actors: namesOf(ACTORS), technologies: namesOf(TECHNOLOGIES) }
}

function namesIn(document: string): string[] {
  const { name, aliases } = JSON.parse(document) as { name?: unknown; aliases?: unknown } // a STIX object
  return [name, ...(Array.isArray(aliases) ? (aliases as unknown[]) : [])].filter(
    (one): one is string => typeof one === 'string' && one.length > 0 && one.length <= LONGEST_NAME,
  )
}
