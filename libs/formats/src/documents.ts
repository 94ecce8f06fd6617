import type { Conversion } from './conversion.ts'
import { isMisp, mispToStix } from './misp-to-stix.ts'

/** A format that documents come in, besides STIX itself. */
export type DocumentFormat = 'misp'

interface DocumentReader {
  readonly format: DocumentFormat
  /** Whether a parsed JSON value looks like a document of this format, judged by its outermost names alone. */
  recognises(document: unknown): boolean
  /** Throws nothing on a foreign value: what can't be read is a loss. */
  read(document: unknown): Conversion
}

/** In the order in which they are asked; each format has a row. */
const READERS: readonly DocumentReader[] = [{ format: 'misp', recognises: isMisp, read: mispToStix }]

/** Reads a parsed JSON document of any format that is known here; null when it is of none of them. */
export function readDocument(document: unknown): (Conversion & { readonly format: DocumentFormat }) | null {
  const reader = READERS.find(one => one.recognises(document))
  return reader ? { format: reader.format, ...reader.read(document) } : null
}
