/**
 * Search folds both sides the same way (Unicode NFKC, lower case, single spaces) and asks for every word anywhere. It needs
 * no dictionary, so Japanese works without a tokenizer, and no index statistics that hidden rows could shift (L31): rows are
 * narrowed to the reader's labels first. Full text in PostgreSQL was turned down: no Japanese parser in the embedded server,
 * and its operators are not leakproof.
 */
export function fold(text: string): string {
  const folded = text.normalize('NFKC').toLowerCase()
  return (/[^\S ]| {2}/.test(folded) ? folded.replace(/\s+/g, ' ') : folded).trim() // mostly there is nothing to replace
}

/**
 * As `fold` of all of them with a space between. Each by itself, because for one that is not ASCII the engine folds all of a text
 * the long way; nothing composes with a space or changes its case by what stands beyond one.
 */
export const foldAll = (parts: readonly string[]): string => parts.map(fold).filter(Boolean).join(' ')

/** The words of a search, folded; at most 8 of them count. */
export const searchWords = (text: string | null | undefined): string[] =>
  [...new Set(fold(text ?? '').split(' '))].filter(Boolean).slice(0, 8)

/** A condition that `column` contains each word; parameters are appended to `parameters`. */
export function containsWords(column: string, words: readonly string[], parameters: unknown[]): string {
  return words.map(word => `position($${parameters.push(word)}::text in ${column}) > 0`).join(' and ') || 'true'
}
