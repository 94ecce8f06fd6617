import {
  isSbom,
  isXml,
  readDocumentAgainst,
  readXmlDocument,
  type Fault,
  type HeldVersions,
  type Loss,
  type ReadDocument,
} from '@noroshi/formats'
import { scanObject, type Refusal } from '@noroshi/stix'
import type { Reason } from './bundle-import.repository.ts'

/** Bytes of a document of another format than STIX: it is read whole, where a bundle is a stream of any length. */
export const LARGEST_DOCUMENT = 8 * 1024 * 1024

/** What came instead of a bundle: a document that was converted, or text that looks like one and is not. */
export type IncomingDocument =
  | { readonly format: string; readonly bundle: Uint8Array | null; readonly losses: readonly Loss[] }
  | { readonly refused: Reason }

/** JSON, or XML with or without a byte order mark; in Latin-1. */
const MAY_BE_A_DOCUMENT = /^(?:\s*(?:[{[<]|$)|\xEF\xBB\xBF\s*<)/

/** Keeps what has come for as long as it may yet be a document of another format. */
export class KeptDocument {
  #chunks: Uint8Array[] | null = []
  #bytes = 0

  push(chunk: Uint8Array): void {
    if (this.#chunks === null) return
    this.#bytes += chunk.byteLength
    this.#chunks.push(chunk)
    const head = Buffer.from(this.#chunks[0]?.subarray(0, 64) ?? []).toString('latin1')
    if (this.#bytes > LARGEST_DOCUMENT || !MAY_BE_A_DOCUMENT.test(head)) this.forget()
  }

  /** Nothing more is kept: it is a bundle, no JSON, or too large. */
  forget(): void {
    this.#chunks = null
  }

  get isForgotten(): boolean {
    return this.#chunks === null
  }

  /** The document, if it is of a format that is known here; null when it is none, or was forgotten. */
  async read(held: HeldVersions): Promise<IncomingDocument | null> {
    if (this.#chunks === null) return null
    const text = decoded(Buffer.concat(this.#chunks))
    if (text === null)
      return /^\s*</.test(Buffer.from(this.#chunks[0] ?? []).toString('latin1')) ? { refused: NOT_UTF_8 } : null
    if (isXml(text)) {
      const read = readXmlDocument(text)
      return 'faults' in read ? refusedBy(read.faults) : converted(read)
    }
    const fault = strictFault(text)
    let document: unknown
    try {
      document = JSON.parse(text)
    } catch {
      return fault === undefined ? null : { refused: fault }
    }
    // Of equal names all but the last would be lost without a word.
    if (fault?.rule === 'duplicate-key') return { refused: fault }
    if (isSbom(document)) return { refused: SBOM }
    const read = await readDocumentAgainst(document, held)
    if (read === null) return null
    return converted(read)
  }
}

/** The bundle is made for the scanner alone, which holds its objects to the same limits as any others. */
function converted({ format, objects, losses }: ReadDocument): IncomingDocument {
  const made = { type: 'bundle', id: 'bundle--00000000-0000-4000-8000-000000000000', objects }
  return { format, losses, bundle: objects.length === 0 ? null : Buffer.from(JSON.stringify(made)) }
}

const refusedBy = ([fault]: readonly Fault[]): IncomingDocument | null => (fault ? { refused: fault } : null)

const SBOM: Reason = {
  rule: 'sbom',
  section: 'SBOM',
  path: '$',
  message:
    'An SBOM says what somebody runs, and is not stored. POST it to /lookups/sbom, or use `noroshi check`, to compare it with editions.',
  messageJa:
    'SBOMは利用者の構成を示す機微な情報のため、保存しません。版の脆弱性との照合には /lookups/sbom または noroshi check を使ってください。',
}

const NOT_UTF_8: Reason = {
  rule: 'xml-encoding',
  section: 'XML 1.0 §4.3.3',
  path: '$',
  message: 'XML is taken in UTF-8 alone, and this is none.',
  messageJa: 'XMLはUTF-8のみ受け付けます。UTF-8として読み取れません。',
}

/** The text, a byte order mark included; null when it is not UTF-8. */
function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

/** Limits are for what becomes of a document, not for the document. */
const NO_LIMITS = {
  objectBytes: LARGEST_DOCUMENT * 2,
  stringLength: LARGEST_DOCUMENT,
  keysPerObject: LARGEST_DOCUMENT,
  keyLength: LARGEST_DOCUMENT,
  depth: 200,
}

function strictFault(text: string): Refusal | undefined {
  return /^\s*\[/.test(text) ? scanObject(`{"list":${text}}`, NO_LIMITS) : scanObject(text, NO_LIMITS)
}

/** A loss as a remark of a receipt. */
export function lossReason({ rule, path, count, message, messageJa }: Loss, format: string): Reason {
  return {
    rule,
    section: format.toUpperCase(),
    path: path.slice(0, 1000),
    message: count === 1 ? message : `${message} (${count} places)`,
    messageJa: count === 1 ? messageJa : `${messageJa}（${count}か所）`,
  }
}
