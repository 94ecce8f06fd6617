import type { Conversion } from './conversion.ts'
import { isCsaf } from './csaf-document.ts'
import { csafToStix } from './csaf-to-stix.ts'
import { isKev, kevToStix, type KnownObject } from './kev.ts'
import type { Fault } from './fault.ts'
import { readJvn } from './jvn.ts'
import { isMisp, mispToStix } from './misp-to-stix.ts'

/** A format that documents come in, besides STIX itself. */
export type DocumentFormat = 'misp' | 'csaf' | 'kev' | 'jvn'

interface DocumentReader {
  readonly format: DocumentFormat
  /** Whether a parsed JSON value looks like a document of this format, judged by its outermost names alone. */
  recognises(document: unknown): boolean
  /** Whether its elements have no time of their last change: then what is held already decides which version one is. */
  readonly isUndated?: true
  /** Throws nothing on a foreign value: what can't be read is a loss. */
  read(document: unknown, known?: KnownObject): Conversion
}

/** In the order in which they are asked; each format has a row. */
const READERS: readonly DocumentReader[] = [
  { format: 'misp', recognises: isMisp, read: mispToStix },
  { format: 'csaf', recognises: isCsaf, read: csafToStix },
  { format: 'kev', recognises: isKev, isUndated: true, read: kevToStix },
]

/** What a document became, and of which format it is. */
export type ReadDocument = Conversion & { readonly format: DocumentFormat }

/** Reads a parsed JSON document of any format that is known here; null when it is of none of them. Never throws. */
export function readDocument(document: unknown): ReadDocument | null {
  const reader = READERS.find(one => one.recognises(document))
  return reader ? { format: reader.format, ...reader.read(document) } : null
}

/** Whether a text is to be XML rather than JSON: by its first character. */
export function isXml(text: string): boolean {
  return /^\uFEFF?\s*</.test(text)
}

/** Reads a document in XML, of which JVN's formats are known here; or every reason why it is none. Never throws. */
export function readXmlDocument(text: string): ReadDocument | { readonly faults: readonly Fault[] } {
  const read = readJvn(text)
  return read.ok ? { format: 'jvn', ...read.value } : { faults: read.faults }
}

/** Which of these ids are held already, and in which version. */
export type HeldVersions = (ids: readonly string[]) => Promise<KnownObject>

/**
 * As {@link readDocument}, for who stores what comes of it: reading a catalogue again gives a new version of what changed and of nothing
 * else. `held` is asked only about objects of a format that has no times of its own.
 */
export async function readDocumentAgainst(document: unknown, held: HeldVersions): Promise<ReadDocument | null> {
  const reader = READERS.find(one => one.recognises(document))
  if (!reader) return null
  const first = reader.read(document)
  if (!reader.isUndated) return { format: reader.format, ...first }
  const dated = first.objects.filter(object => 'modified' in object)
  return { format: reader.format, ...reader.read(document, await held(dated.map(({ id }) => id))) }
}
