import { scoId, validateObject, type StixObject } from '@noroshi/stix'
import { EXTENSION_AUTHOR } from './misp-source.ts'
import { uuidFrom, type Draft } from './misp-words.ts'
import { cpeText, readCpe } from './cpe.ts'
import { VULNERABILITY_EXTENSION, VULNERABILITY_EXTENSION_DEFINITION } from './vulnerability-source.ts'

/** Objects of one document, above which its report would be too large for the store. */
const MOST_OBJECTS = 8000

/** When, by whom and for whom the objects of one document are. */
export interface Authorship {
  readonly created: string
  readonly modified: string
  readonly creator?: string | undefined
  readonly markings: readonly string[]
}

/** Collects what becomes of one document: every object valid, each once, in order. */
export class StixOutput {
  readonly #objects = new Map<string, StixObject>()
  readonly #scope: string
  readonly #authorship: Authorship

  /** `scope` is what is the document's own: its ids follow from it. */
  constructor(scope: string, authorship: Authorship) {
    this.#scope = scope
    this.#authorship = authorship
  }

  get isFull(): boolean {
    return this.#objects.size >= MOST_OBJECTS
  }

  has(id: string): boolean {
    return this.#objects.has(id)
  }

  get ids(): string[] {
    return [...this.#objects.keys()]
  }

  /** An authored object of the document; its id follows from `key`, which is its own within the document. */
  authored(type: string, key: string, properties: Draft): Draft {
    const { created, modified, creator, markings } = this.#authorship
    return {
      type,
      spec_version: '2.1',
      id: `${type}--${uuidFrom(this.#scope, type, key)}`,
      created,
      modified: modified < created ? created : modified,
      ...(creator === undefined ? {} : { created_by_ref: creator }),
      ...(markings.length === 0 ? {} : { object_marking_refs: [...markings] }),
      ...properties,
    }
  }

  relationship(type: string, source: string, target: string, more: Draft = {}): string | undefined {
    const key = `${type} ${source} ${target}`
    const ends = { relationship_type: type, source_ref: source, target_ref: target }
    return this.add(this.authored('relationship', key, { ...ends, ...more }))
  }

  /** A piece of software (§6.14), whose id follows from what it says. */
  software(properties: SoftwareWords): string | undefined {
    const { name, vendor, version, cpe } = properties
    const read = cpe === undefined ? undefined : readCpe(cpe)
    const draft: Draft = {
      type: 'software',
      spec_version: '2.1',
      name,
      ...(read?.ok ? { cpe: cpeText(read.value) } : {}),
      ...(vendor === undefined ? {} : { vendor }),
      ...(version === undefined ? {} : { version }),
    }
    return this.add({ ...draft, id: scoId(draft) ?? '' })
  }

  /** The id of the object, or undefined when there is no room or it would not be valid. */
  add(draft: Draft): string | undefined {
    const id = String(draft['id'])
    if (this.#objects.has(id)) return id
    if (this.isFull || validateObject(draft).errors.length > 0) return undefined
    this.#objects.set(id, draft as unknown as StixObject) // it is valid
    return id
  }

  /** All objects, and the definition of our extension when one of them has it. */
  result(): StixObject[] {
    const objects = [...this.#objects.values()]
    const isExtended = objects.some(({ extensions }) => extensions && VULNERABILITY_EXTENSION in extensions)
    return isExtended ? [...objects, EXTENSION_AUTHOR, VULNERABILITY_EXTENSION_DEFINITION] : objects
  }
}

export interface SoftwareWords {
  readonly name: string
  readonly vendor?: string | undefined
  readonly version?: string | undefined
  /** In any form that {@link readCpe} reads; another is left out. */
  readonly cpe?: string | undefined
}

/** An external reference with its URL, which STIX wants to be one. */
export function linkTo(source: string, url: string): Draft {
  return URL.canParse(url) ? { source_name: source, url } : { source_name: source, description: url }
}
