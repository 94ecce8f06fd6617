import { z } from 'zod'
import type { Fault, Reading } from './fault.ts'

const { localeError: inEnglish } = z.locales.en()
const { localeError: inJapanese } = z.locales.ja()

/** More are of no use to anybody. */
const MOST_FAULTS = 200

/** Checks a structure; the sentences of both languages are zod's own. `root` is where the value is in its document. */
export function readStructure<T>(
  schema: z.ZodType<T>,
  value: unknown,
  rule: string,
  section: string,
  root = '$',
): Reading<T> {
  const parsed = schema.safeParse(value, { error: inEnglish })
  if (parsed.success) return { ok: true, value: parsed.data }
  const japanese = schema.safeParse(value, { error: inJapanese }).error?.issues ?? []
  const faults = parsed.error.issues.slice(0, MOST_FAULTS).map(({ path, message }, index): Fault => ({
    rule,
    path: root + path.map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join(''),
    section,
    message,
    messageJa: japanese[index]?.message ?? '',
  }))
  return { ok: false, faults }
}
