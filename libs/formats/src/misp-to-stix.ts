import type { StixObject } from '@noroshi/stix'
import type { Conversion } from './conversion.ts'
import { addAttribute } from './misp-attribute.ts'
import { addAttachments, EventOutput } from './misp-event.ts'
import { mispLosses, type MispLosses } from './misp-losses.ts'
import { meaningOf, suggestedLabel, tagNames, type LabelSuggestion } from './misp-markings.ts'
import { addObject } from './misp-object.ts'
import { EXTENSION_AUTHOR, EXTENSION_DEFINITION, fitting, withSource } from './misp-source.ts'
import {
  admit,
  isProperties,
  isSet,
  listOf,
  recordsOf,
  textOf,
  timeOf,
  uuidOf,
  type Draft,
  type Properties,
} from './misp-words.ts'

/** Elements of one event, above which its report would be too large for the store. */
const MOST_ELEMENTS = 8000

/** Whether a parsed JSON value is of MISP, by its outermost names: an event, a list of them, a search's response, or attributes. */
export function isMisp(document: unknown): boolean {
  if (Array.isArray(document)) return isProperties(document[0]) && isProperties(document[0]['Event'])
  if (!isProperties(document) || Object.hasOwn(document, 'type')) return false
  const { Event: event, response, Attribute: attributes } = document
  if (isProperties(event) || Array.isArray(event) || Array.isArray(attributes)) return true
  return Array.isArray(response)
    ? response.some(one => isProperties(one) && isProperties(one['Event']))
    : isProperties(response) && isMisp(response)
}

const SUGGESTIONS = {
  NOTICE: 'misp-distribution-notice',
  PROVISION: 'misp-distribution-provision',
  COMPREHENSIVE: 'misp-distribution-comprehensive',
} as const

export interface MispConversion extends Conversion {
  /** For each event what its sender's distribution and TLP suggest, in the order of the document. */
  readonly labels: readonly LabelSuggestion[]
}

/** STIX 2.1 of a MISP document. Never throws; what is left out or inexact is in the losses. */
export function mispToStix(document: unknown): MispConversion {
  const losses = mispLosses()
  const objects = new Map<string, StixObject>()
  const labels: LabelSuggestion[] = []
  for (const { event, path } of eventsIn(admit(document, losses), '$', losses)) {
    const label = suggestedLabel(event)
    labels.push(label)
    losses.note(SUGGESTIONS[label.category], `${path}.distribution`)
    for (const object of convertEvent(event, path, losses)) if (!objects.has(object.id)) objects.set(object.id, object)
  }
  return { objects: [...objects.values()], losses: losses.list(), labels }
}

interface EventPlace {
  readonly event: Properties
  readonly path: string
}

function eventsIn(document: unknown, path: string, losses: MispLosses): EventPlace[] {
  if (Array.isArray(document)) {
    return listOf(document).flatMap((one, index) => eventsIn(one, `${path}[${index}]`, losses))
  }
  if (!isProperties(document)) {
    losses.note('misp-not-expected', path)
    return []
  }
  const { Event: event, response } = document
  for (const name of Object.keys(document)) {
    if (name !== 'Event' && name !== 'response' && (event !== undefined || response !== undefined)) {
      losses.note('misp-not-expected', `${path}.${name}`)
    }
  }
  if (event !== undefined) return eventsIn(event, `${path}.Event`, losses).map(one => one)
  if (response !== undefined) return eventsIn(response, `${path}.response`, losses)
  return [{ event: document, path }]
}

/** The objects of one event, whose values were admitted. */
export function convertEvent(event: Properties, path: string, losses: MispLosses): StixObject[] {
  const output = new EventOutput(event, path, losses)
  const isBare = uuidOf(event['uuid']) === undefined && event['info'] === undefined
  const elements: [name: string, add: typeof addAttribute][] = [
    ['Attribute', addAttribute],
    ['Object', addObject],
  ]
  let room = MOST_ELEMENTS
  for (const [name, add] of elements) {
    if (event[name] !== undefined && !Array.isArray(event[name])) losses.note('misp-not-expected', `${path}.${name}`)
    listOf(event[name]).forEach((element, index) => {
      const place = `${path}.${name}[${index}]`
      if (!isProperties(element)) losses.note('misp-not-expected', place)
      else if (room <= 0) losses.note('misp-too-many', place)
      else add(output, element, place)
      room -= 1
    })
  }
  if (isBare) addEventAttachments(output, event, 'grouping--', path)
  else addReport(output, event, path)
  output.relate()
  if (output.objects.size > 0) {
    output.add({ ...EXTENSION_AUTHOR }, false)
    output.add({ ...EXTENSION_DEFINITION }, false)
  }
  return output.result()
}

/** The event itself: a report when it was published, else a grouping, as misp-stix has it. */
function addReport(output: EventOutput, event: Properties, path: string): void {
  const isPublished = isSet(event['published'])
  const type = isPublished ? 'report' : 'grouping'
  const uuid = output.uuid(event, 'event', path)
  const id = `${type}--${uuid}`
  const info = textOf(event['info']) ?? ''
  const { labels, confidence } = meaningOf(tagNames(event))
  // A tag of a cluster that is here as an object says nothing more.
  const clusters = new Set(
    recordsOf(event['Galaxy'])
      .flatMap(galaxy => recordsOf(galaxy['GalaxyCluster']))
      .map(one => textOf(one['tag_name'])),
  )
  const authored: Draft = {
    id,
    type,
    spec_version: '2.1',
    created: output.time,
    modified: output.time,
    ...(output.creator === undefined ? {} : { created_by_ref: output.creator }),
    ...(output.markings.length === 0 ? {} : { object_marking_refs: [...output.markings] }),
    ...(confidence === undefined ? {} : { confidence }),
    name: info === '' ? uuid : info,
  }
  const kept = labels.filter(label => !clusters.has(label))
  addReports(output, event, id, path)
  addEventAttachments(output, event, id, path)
  if (output.refs.size === 0) addEmptyNote(output, authored, uuid)
  const report: Draft = {
    ...authored,
    ...(kept.length === 0 ? {} : { labels: kept }),
    ...(isPublished
      ? { published: timeOf(event['publish_timestamp']) ?? output.time, report_types: ['threat-report'] }
      : { context: 'suspicious-activity' }),
    object_refs: [...output.refs],
  }
  const source = ownWords(event, path, output.losses)
  if (output.add(withSource(report, 'event', source), false) === undefined) output.losses.note('misp-not-valid', path)
}

/** Clusters, notes and sightings of the event itself, whose relationships would point at the report: they are in it instead. */
function addEventAttachments(output: EventOutput, event: Properties, id: string, path: string): void {
  output.objects.set(id, {}) // relationships to the report may stand before it
  addAttachments(output, event, id, undefined, path)
  output.objects.delete(id)
  for (const [other, object] of output.objects) {
    // A report is in no relationship with what it is about.
    if (object['type'] === 'relationship' && object['source_ref'] === id) {
      output.objects.delete(other)
      output.refs.delete(other)
    }
  }
  output.bearers.set(uuidOf(event['uuid']) ?? '', id)
}

function addReports(output: EventOutput, event: Properties, report: string, path: string): void {
  recordsOf(event['EventReport']).forEach((one, index) => {
    const at = `${path}.EventReport[${index}]`
    const content = textOf(one['content']) ?? ''
    const name = textOf(one['name']) ?? ''
    if (isSet(one['deleted'])) return output.losses.note('misp-deleted', at)
    const mentioned = [...content.matchAll(/@!?\[\w+\]\(([0-9a-f-]{36})\)/gi)].flatMap(
      ([, uuid = '']) => output.bearers.get(uuid.toLowerCase()) ?? [],
    )
    const note: Draft = {
      type: 'note',
      id: `note--${output.uuid(one, 'note', at)}`,
      ...output.authored(one, ['misp:data-layer="Event Report"'], at),
      ...(name === '' ? {} : { abstract: name }),
      content: content === '' ? name : content,
      object_refs: mentioned.length === 0 ? [report] : [...new Set(mentioned)],
    }
    if (content + name === '' || output.add(note) === undefined) output.losses.note('misp-not-valid', at)
  })
}

/** §4.16 asks that a report refers to something. */
function addEmptyNote(output: EventOutput, authored: Draft, uuid: string): void {
  const { name, ...rest } = authored
  output.add({
    ...rest,
    type: 'note',
    id: `note--${uuid}`,
    content: `The MISP event "${String(name)}" has no attribute, object or galaxy.`,
    object_refs: [authored['id']],
  })
}

/** Characters of the event's own words that go into its report; the report's references need the rest of its megabyte. */
const MOST_SOURCE = 300_000

/** The event without what speaks for itself. */
function ownWords(event: Properties, path: string, losses: MispLosses): Properties {
  const kept: Draft = { ...event }
  for (const name of ['Attribute', 'Object']) if (Array.isArray(kept[name])) kept[name] = []
  return fitting(kept, MOST_SOURCE, path, losses)
}
