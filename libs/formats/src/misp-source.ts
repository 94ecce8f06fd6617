import type { ExtensionDefinition, Identity } from '@noroshi/stix'
import { isProperties, type Draft, type Properties } from './misp-words.ts'

/**
 * What MISP wrote, beside what STIX says of it: the element as JSON text, in an extension (§7.3). It is text and no structure, so that
 * MISP's names, empty lists and nulls need no permission of STIX, and it comes back letter for letter.
 */
export const MISP_EXTENSION = 'extension-definition--8b6d3f0e-5c0a-4f5e-9d34-1f6b7c2a9e10'

const AUTHOR_ID = 'identity--5b1a7c0d-2f3e-4e7b-8c55-9a4d0e6f3b21'
const SINCE = '2026-01-01T00:00:00.000Z'

/** Who defined the extension. */
export const EXTENSION_AUTHOR: Identity = {
  type: 'identity',
  spec_version: '2.1',
  id: AUTHOR_ID,
  created: SINCE,
  modified: SINCE,
  name: 'Noroshi',
  identity_class: 'system',
}

/** The definition, for who receives the extension (§7.3.1). */
export const EXTENSION_DEFINITION: ExtensionDefinition = {
  type: 'extension-definition',
  spec_version: '2.1',
  id: MISP_EXTENSION,
  created_by_ref: AUTHOR_ID,
  created: SINCE,
  modified: SINCE,
  name: 'MISP source',
  description: 'The element of a MISP event that an object was made of, as JSON text in parts.',
  schema:
    'The property `kind` is event, attribute or object; `source` is a list of texts that together are one JSON object.',
  version: '1.0.0',
  extension_types: ['property-extension', 'new-sdo'],
}

export type SourceKind = 'event' | 'attribute' | 'object'

/** Below the store's limit for one text, and whole for the most part. */
const PART = 60_000

/** The extension that carries an element; objects of MISP's own kinds are defined by it, too. */
export function withSource(draft: Draft, kind: SourceKind, element: Properties): Draft {
  const text = JSON.stringify(element)
  const source: string[] = []
  for (let at = 0; at < text.length;) {
    // No part ends in the middle of a surrogate pair: half a character cannot be stored.
    const end = at + PART
    const cut = end < text.length && /[\uD800-\uDBFF]/.test(text.charAt(end - 1)) ? end - 1 : end
    source.push(text.slice(at, cut))
    at = cut
  }
  const isOwn = String(draft['type']).startsWith('x-misp-')
  const extension = { extension_type: isOwn ? 'new-sdo' : 'property-extension', kind, source }
  const extensions = isProperties(draft['extensions']) ? draft['extensions'] : {}
  return { ...draft, extensions: { ...extensions, [MISP_EXTENSION]: extension } }
}

/** The element that an object was made of, if it carries one of that kind. */
export function sourceOf(object: Properties, kind: SourceKind): Properties | undefined {
  const { extensions } = object
  const extension = isProperties(extensions) ? extensions[MISP_EXTENSION] : undefined
  if (!isProperties(extension) || extension['kind'] !== kind) return undefined
  const { source } = extension
  if (!Array.isArray(source) || !source.every(part => typeof part === 'string')) return undefined
  try {
    const element: unknown = JSON.parse(source.join(''))
    return isProperties(element) ? element : undefined
  } catch {
    return undefined // written by somebody else: then STIX alone speaks
  }
}
