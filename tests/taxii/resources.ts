/** The resources of TAXII 2.1 as the standard's tables have them: which properties they must and may have, and of what form. */
import { MEDIA_TYPE, type Answer } from './client.ts'

type Form = (value: unknown) => boolean
const text: Form = value => typeof value === 'string' && value !== ''
const bool: Form = value => typeof value === 'boolean'
const count: Form = value => Number.isInteger(value) && (value as number) >= 0
export const UUID_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
export const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/
const VERSION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/
const matching =
  (pattern: RegExp): Form =>
  value =>
    typeof value === 'string' && pattern.test(value)
const list =
  (form: Form): Form =>
  value =>
    Array.isArray(value) && value.length > 0 && value.every(form)

interface Shape {
  readonly must: Readonly<Record<string, Form>>
  readonly may: Readonly<Record<string, Form>>
}
const resource =
  ({ must, may }: Shape): Form =>
  value => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const given = Object.entries(value)
    const known: Record<string, Form> = { ...must, ...may }
    return (
      Object.keys(must).every(name => name in value) &&
      given.every(([name, inner]) => Object.hasOwn(known, name) && known[name](inner))
    )
  }

const collection = resource({
  must: { id: matching(UUID_4), title: text, can_read: bool, can_write: bool },
  may: { description: text, alias: text, media_types: list(matching(/^application\/stix\+json(;version=2\.[01])?$/)) },
})
const record = resource({
  must: { id: text, date_added: matching(TIMESTAMP) },
  may: { version: matching(VERSION), media_type: matching(/^application\/stix\+json;version=2\.[01]$/) },
})
const details = list(resource({ must: { id: text }, may: { version: text, message: text } }))
const object: Form = value =>
  typeof value === 'object' && value !== null && 'id' in value && 'type' in value && value.type !== 'bundle'

const SHAPES = {
  discovery: resource({
    must: { title: text },
    may: { description: text, contact: text, default: text, api_roots: list(text) },
  }),
  root: resource({
    must: { title: text, versions: list(text), max_content_length: value => count(value) && value !== 0 },
    may: { description: text },
  }),
  collections: resource({ must: {}, may: { collections: list(collection) } }),
  // `next` is in the standard's envelope alone; the OASIS client pages manifests by it too, and its server gives it.
  manifest: resource({ must: {}, may: { more: bool, next: text, objects: list(record) } }),
  versions: resource({ must: {}, may: { more: bool, next: text, versions: list(matching(VERSION)) } }),
  envelope: resource({ must: {}, may: { more: bool, next: text, objects: list(object) } }),
  status: resource({
    must: {
      ...{ id: matching(UUID_4), status: matching(/^(complete|pending)$/) },
      ...{ total_count: count, success_count: count, failure_count: count, pending_count: count },
    },
    may: { request_timestamp: matching(TIMESTAMP), successes: details, failures: details, pendings: details },
  }),
  error: resource({
    must: { title: text },
    may: {
      ...{ description: text, error_id: text, error_code: text, http_status: text, external_details: text },
      details: value => typeof value === 'object',
    },
  }),
} as const

/** What is wrong with an answer that should be this resource. */
export function faultOf(name: keyof typeof SHAPES, answer: Answer): string | undefined {
  const type = answer.headers.get('content-type')
  if (type !== MEDIA_TYPE) return `content type ${type}`
  if (!SHAPES[name](answer.body)) return `not a resource "${name}": ${answer.text.slice(0, 300)}`
  if (name === 'root' && !answer.body.versions.includes(MEDIA_TYPE)) return 'versions without TAXII 2.1'
  if (name === 'error' && answer.body.http_status !== undefined && answer.body.http_status !== String(answer.status))
    return `http_status ${answer.body.http_status} of a ${answer.status}`
  return undefined
}
