import type { StixObject } from '@noroshi/stix'

/**
 * One thing of a document that has no counterpart on the other side, or only an inexact one: what is not in the result is in this
 * list, so that nothing is lost silently.
 */
export interface Loss {
  /** Stable kebab-case identifier: `misp-attribute-type`, `csaf-tracking-generator` … */
  readonly rule: string
  /** Where in the document, as a JSON path: `$.Event.Attribute[3].distribution`. */
  readonly path: string
  readonly message: string
  readonly messageJa: string
}

/** What a document of another format became. */
export interface Conversion {
  /** Every one valid at MUST level; the same document gives the same ids, so that reading it again stores nothing twice. */
  readonly objects: readonly StixObject[]
  readonly losses: readonly Loss[]
}
