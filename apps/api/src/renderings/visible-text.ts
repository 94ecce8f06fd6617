const HIDDEN =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028\u2029\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E01EF}]|\p{Variation_Selector}|\p{Surrogate}/gu // eslint-disable-line no-control-regex

/**
 * Text in which nothing is hidden (Unicode TR 36): what would turn the direction of writing or has no shape is named in brackets, such as
 * [U+202E]. Line feeds and tabs stay; carriage returns before a line feed go.
 */
export const visibleText = (text: string): string =>
  text.replaceAll('\r\n', '\n').replace(HIDDEN, letter => `[${codeOf(letter)}]`)

/** U+202E, as Unicode writes it. */
export const codeOf = (letter: string): string =>
  `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
