import type { StixObject } from '@noroshi/stix'
import type { Loss } from './conversion.ts'
import { stixLosses, type StixLosses } from './misp-losses.ts'
import { restoreEvents } from './misp-restore.ts'
import { EventWriter, type MispEnvelope } from './stix-event.ts'
import { isProperties, type Properties } from './misp-words.ts'

export type { MispEnvelope } from './stix-event.ts'

/** MISP events, and what of the objects they do not say. */
export interface MispExport {
  readonly events: readonly Properties[]
  readonly losses: readonly Loss[]
}

/** Objects of one conversion; an edition has far fewer. */
const MOST_OBJECTS = 50_000

/** Everything of an edition, or of any list of objects, as one event with an envelope of its own. Never throws. */
export function stixToMisp(objects: readonly StixObject[], envelope: MispEnvelope): MispExport {
  const losses = stixLosses()
  const { attributes, objects: restored, told } = restoreEvents(admitted(objects, losses), losses)
  const writer = new EventWriter(admitted(objects, stixLosses()), losses, told)
  return { events: [writer.event(envelope, attributes, restored)], losses: losses.list() }
}

/**
 * The events that objects came from, exactly as they were, and one more of the rest, if there is any: the reverse of `mispToStix`.
 */
export function mispEventsOf(objects: readonly StixObject[], envelope: MispEnvelope): MispExport {
  const losses = stixLosses()
  const list = admitted(objects, losses)
  const { events, attributes, objects: loose, told } = restoreEvents(list, losses, true)
  const writer = new EventWriter(list, losses, told)
  const rest = writer.event(envelope, attributes, loose)
  return { events: writer.isEmpty ? events : [...events, rest], losses: losses.list() }
}

function admitted(objects: readonly unknown[], losses: StixLosses): Properties[] {
  if (objects.length > MOST_OBJECTS) losses.note('stix-too-many', `$[${MOST_OBJECTS}]`, objects.length - MOST_OBJECTS)
  return objects
    .slice(0, MOST_OBJECTS)
    .filter(
      (object): object is Properties =>
        isProperties(object) && typeof object['id'] === 'string' && typeof object['type'] === 'string',
    )
}
