import type { Properties } from './checks.ts'
import { isProperties } from './checks.ts'
import { scanObject } from './object-scanner.ts'
import { refuse } from './refusal.ts'
import type { Outcome, Refusal } from './refusal.ts'
import type { ScanLimits } from './scan-limits.ts'
import type { Strictness } from './strictness.ts'
import { validateObject } from './validate.ts'

/** How the text of an object is read. */
export interface ParseOptions {
  readonly strictness?: Strictness
  /** Whether properties, types and extensions of somebody's own are taken; they are legal, and deprecated (§11). */
  readonly allowCustom?: boolean
  readonly limits?: Partial<ScanLimits>
}

/** An object that was read: exactly what the text says, and what to remark on. */
export interface ParsedObject {
  readonly object: Properties
  readonly warnings: readonly Refusal[]
}

/**
 * Reads the text of one object or small bundle: strictly as JSON, then by the standard. Nothing is filled in, dropped,
 * rounded or written differently, so that JSON.stringify gives back what came.
 */
export function parseObject(text: string, options: ParseOptions = {}): Outcome<ParsedObject> {
  const unreadable = scanObject(text, options.limits)
  if (unreadable !== undefined) return { ok: false, refused: unreadable }
  const object: unknown = JSON.parse(text)
  if (!isProperties(object)) return { ok: false, refused: refuse('not-an-object', 'STIX 2.1 §3.2', '$') }
  const { errors, warnings } = validateObject(object, options.strictness)
  const [refused = customOf(warnings, options)] = errors
  return refused === undefined ? { ok: true, value: { object, warnings } } : { ok: false, refused }
}

function customOf(warnings: readonly Refusal[], { allowCustom = true }: ParseOptions): Refusal | undefined {
  return allowCustom ? undefined : warnings.find(({ rule }) => /^custom-(?:property|object|extension)$/.test(rule))
}
