import { categoryOf, type Told } from './stix-values.ts'
import { listOf, textOf, uuidFrom, uuidOf, type Draft, type Properties } from './misp-words.ts'

/** What is in no property of MISP because it is how STIX works. */
export const OF_THE_FORM = new Set([
  ...['id', 'type', 'spec_version', 'created', 'modified', 'created_by_ref', 'object_marking_refs', 'labels', 'name'],
  ...['description', 'confidence', 'external_references', 'extensions'],
])

/** Types of which the writer tells something, and the properties that it tells. */
export const TOLD: Readonly<Record<string, readonly string[]>> = {
  indicator: [
    'pattern',
    'pattern_type',
    'pattern_version',
    'valid_from',
    'valid_until',
    'kill_chain_phases',
    'indicator_types',
  ],
  'observed-data': ['first_observed', 'last_observed', 'number_observed', 'object_refs', 'objects'],
  identity: ['identity_class', 'sectors', 'roles', 'contact_information'],
  report: ['object_refs', 'published', 'report_types'],
  grouping: ['object_refs', 'context'],
  note: ['content', 'abstract', 'authors', 'object_refs'],
  opinion: ['opinion', 'explanation', 'authors', 'object_refs'],
  sighting: ['sighting_of_ref', 'observed_data_refs', 'where_sighted_refs', 'first_seen', 'last_seen', 'count'],
  relationship: ['relationship_type', 'source_ref', 'target_ref'],
}

export interface Label {
  type?: string
  template?: string
  category?: string
}

export const OWN_LABEL = /^misp:(?:type|category|name|meta-category|galaxy-name|galaxy-type|data-layer|tool)=/

export function labelOf(object: Properties): Label {
  const label: Label = {}
  for (const text of listOf(object['labels'])) {
    const [, name = '', value = ''] = /^misp:([a-z-]+)="(.*)"$/s.exec(String(text)) ?? []
    if (name === 'type') label.type = value
    else if (name === 'name') label.template = value
    else if ((name === 'category' || name === 'meta-category') && value !== '') label.category = value
  }
  return label
}

export function attributeOf({ type, value }: Told, detects: boolean, category = categoryOf(type)): Draft {
  return { type, category, value, to_ids: detects }
}

export function uuidPart(object: Properties): string {
  const id = String(object['id'])
  return uuidOf(id.slice(id.lastIndexOf('--') + 2)) ?? uuidFrom('misp', id)
}

export function refsOf(object: Properties): string[] {
  return Object.entries(object)
    .filter(([name]) => /_refs?$/.test(name) && name !== 'object_marking_refs')
    .flatMap(([, value]) => [value].flat())
    .filter(id => typeof id === 'string')
}

export function secondsOf(time: string): string | undefined {
  const parsed = Date.parse(time)
  return Number.isNaN(parsed) ? undefined : String(Math.floor(parsed / 1000))
}

/** All texts and numbers in a value, as MISP writes them. */
export function leaves(value: unknown): string[] {
  const found: string[] = []
  const waiting = [value]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next === 'string') found.push(next)
    else if (typeof next === 'number') found.push(String(next))
    else if (typeof next === 'boolean') found.push(next ? '1' : '0')
    else if (typeof next === 'object' && next !== null)
      for (const inner of Object.values(next) as unknown[]) waiting.push(inner) // Object.values makes any of unknown
  }
  return found.reverse()
}

const OPINIONS = ['strongly-disagree', 'disagree', 'neutral', 'agree', 'strongly-agree']

/** A note or an opinion as MISP's analyst data. */
export function analystWord(object: Properties, type: 'note' | 'opinion'): Draft {
  const authors = listOf(object['authors']).flatMap(author => textOf(author) ?? [])
  const note = [textOf(object['abstract']), textOf(object['content'])].filter(text => text !== undefined).join('\n\n')
  const opinion = String(Math.max(0, OPINIONS.indexOf(String(object['opinion']))) * 25)
  return {
    uuid: uuidPart(object),
    authors: authors.join(', '),
    created: object['created'],
    modified: object['modified'],
    distribution: '5',
    ...(type === 'note' ? { note } : { opinion, comment: textOf(object['explanation']) ?? '' }),
  }
}
