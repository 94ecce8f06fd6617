import { isProperties } from './checks.ts'
import { step } from './refusal.ts'
import { isStixId } from './stix-id.ts'
import type { StixId } from './stix-id.ts'

/**
 * Which objects an object points at. Two answers, for two questions. `referencesOf` follows the standard: properties
 * that end in `_ref` or `_refs` (§3.3), at any depth. `mentionedIds` trusts nothing: an id anywhere, in a description,
 * in a key, in a custom property. Before a release the second one decides, because an identifier that leads nowhere
 * still tells that something is there, and a deterministic one can be reversed by guessing (L29).
 */

/** One reference of an object: where it stands, and the id it names. */
export interface Reference {
  readonly path: string
  readonly id: StixId
}

/** A reference to an object that is not among those given. */
export interface DanglingReference extends Reference {
  /** The id of the object that holds the reference. */
  readonly from: string
}

/**
 * The part of an id that cannot be mistaken. The type before it is found by walking back: an expression that began with
 * the type would try every letter of a long word as a beginning (quadratic, IN-3).
 */
const ID_TAIL = /--[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi

const LONGEST_TYPE = 250

/** Every reference of an object (STIX 2.1 §3.3): `*_ref`, `*_refs`, markings and extensions included. */
export function referencesOf(object: unknown): Reference[] {
  const found: Reference[] = []
  walk(object, '$', (value, path, property) => {
    if (/_refs?$/.test(property) && isStixId(value)) found.push({ path, id: value })
  })
  return found
}

/** Every text inside an object, keys included, that has the form of an id; its own `id` too. In lower case. */
export function mentionedIds(object: unknown): Reference[] {
  const found: Reference[] = []
  walk(object, '$', (value, path, _property, key) => {
    const texts = [key, value].filter(text => typeof text === 'string')
    found.push(...texts.flatMap(idsIn).map(id => ({ path, id })))
  })
  return found
}

function idsIn(text: string): StixId[] {
  const found: StixId[] = []
  for (const match of text.matchAll(ID_TAIL)) {
    let start = match.index
    while (start > 0 && match.index - start < LONGEST_TYPE && /[a-z0-9-]/i.test(text.charAt(start - 1))) start -= 1
    const type = text.slice(start, match.index).toLowerCase().replace(/^-+/, '')
    if (type !== '') found.push(`${type}--${match[0].slice(2).toLowerCase()}`)
  }
  return found
}

/** References to objects that are not in the list. TLP markings count: a complete bundle carries its markings. */
export function danglingReferences(objects: readonly unknown[]): DanglingReference[] {
  const ids = objects.map(object => (isProperties(object) && typeof object['id'] === 'string' ? object['id'] : ''))
  const present = new Set<string>(ids)
  return objects.flatMap((object, index) =>
    referencesOf(object)
      .filter(reference => !present.has(reference.id))
      .map(reference => ({ from: ids[index] ?? '', ...reference })),
  )
}

type Visit = (value: unknown, path: string, property: string, key: string | undefined) => void

/**
 * Visits every value below an object, without recursion: with its path, the property it belongs to (items of a list
 * belong to the list's property), and its own key unless it is an item.
 */
function walk(root: unknown, rootPath: string, visit: Visit): void {
  const waiting: [unknown, string, string, string | undefined][] = [[root, rootPath, '', undefined]]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [value, path, property] = next
    visit(...next)
    // Last in, first out: pushed backwards, so that references come in the order of the text.
    if (Array.isArray(value)) {
      for (let index = value.length - 1; index >= 0; index -= 1) {
        waiting.push([value[index], step(path, index), property, undefined])
      }
    } else if (isProperties(value)) {
      for (const [key, item] of Object.entries(value).reverse()) waiting.push([item, step(path, key), key, key])
    }
  }
}
