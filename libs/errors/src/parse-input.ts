import { z } from 'zod'
import { HubError } from './hub-error.ts'

const { localeError: inEnglish } = z.locales.en()
const { localeError: inJapanese } = z.locales.ja()

const fieldOf = (path: readonly PropertyKey[]): string =>
  path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index ? '.' : ''}${String(part)}`)).join('')

/**
 * Parses what a caller sent, once, at the argument. A rule of our own (`refine`) brings its Japanese sentence as `params.ja`.
 * @throws HubError INVALID_INPUT naming the first field at fault and the rule, in English and Japanese
 */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value, { error: inEnglish })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const ofOurs: unknown = issue.code === 'custom' ? issue.params?.['ja'] : undefined
  const japanese =
    typeof ofOurs === 'string' ? ofOurs : schema.safeParse(value, { error: inJapanese }).error?.issues[0]?.message
  throw new HubError('INVALID_INPUT', issue.code.toUpperCase(), issue.message, fieldOf(issue.path), japanese)
}
