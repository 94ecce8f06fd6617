/** One thing that is wrong with a document, a name or a vector: where, against what, and why. */
export interface Fault {
  /** Stable kebab-case identifier: `cpe-value`, `csaf-6.1.1` … */
  readonly rule: string
  /** Where, as a JSON path; `$` is the whole. */
  readonly path: string
  /** The document and section that says so: `CSAF 2.0 §6.1.1`. */
  readonly section: string
  readonly message: string
  readonly messageJa: string
}

/** What was read, or every reason why it could not be. */
export type Reading<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly faults: readonly Fault[] }

export function refused(
  rule: string,
  section: string,
  message: string,
  messageJa: string,
  path = '$',
): { readonly ok: false; readonly faults: readonly Fault[] } {
  return { ok: false, faults: [{ rule, path, section, message, messageJa }] }
}
