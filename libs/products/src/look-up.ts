/* What somebody asks for. Pure. */
import { HubError } from '@noroshi/errors'

/** Values of one request, and characters of one value. */
export const MOST_VALUES = 100_000
export const MOST_VALUE_CHARACTERS = 4_096

/** @throws HubError INVALID_INPUT */
export function requireValue(text: string): void {
  if (text.trim() === '' || text.length > MOST_VALUE_CHARACTERS)
    throw new HubError(
      'INVALID_INPUT',
      'VALUE',
      `A value has between 1 and ${MOST_VALUE_CHARACTERS} characters.`,
      'value',
      `値は 1 文字以上 ${MOST_VALUE_CHARACTERS} 文字以内で指定してください。`,
    )
}

/** The values of a body: one a line; empty lines are none. @throws HubError INVALID_INPUT */
export function valuesOfLines(body: string): string[] {
  const values = body.split('\n').map(line => line.trim())
  while (values.at(-1) === '') values.pop()
  if (values.length > MOST_VALUES)
    throw new HubError(
      'INVALID_INPUT',
      'VALUES',
      `At most ${MOST_VALUES} values can be looked up at once.`,
      'values',
      `一度に照会できる値は ${MOST_VALUES} 件までです。`,
    )
  for (const value of values) if (value !== '') requireValue(value)
  return values
}
