import type { Properties } from './checks.ts'
import { scoId } from './sco-id.ts'
import { isScoType } from './stix-objects.ts'

/** What a new object needs from outside: the time, and a random (version 4) UUID; this library has neither. */
export interface Birth {
  readonly now: string
  readonly uuid: string
}

/**
 * A new object from its own properties: with `spec_version`, with an id (computed for an observable where it can be, §2.9),
 * and, unless it is an observable, with `created` and `modified`. What the draft says stays. Validate it afterwards.
 */
export function newObject(draft: Properties & { readonly type: string }, { now, uuid }: Birth): Properties {
  const { type } = draft
  const id = scoId(draft) ?? `${type}--${uuid}`
  if (isScoType(type)) return { spec_version: '2.1', id, ...draft }
  const times = type === 'marking-definition' ? { created: now } : { created: now, modified: draft['created'] ?? now }
  return { spec_version: '2.1', id, ...times, ...draft }
}
