/** Names of licences; of those of one's own after `LicenseRef-` (SPDX 3.0.1, annex B). */
const NAME = /^[A-Za-z0-9.-]+$/
const LONGEST = 2_000

/**
 * Whether a text is a licence expression of SPDX, as CSAF takes one: by its grammar, without references to other documents. Whether a
 * licence of a name exists is another matter.
 */
export function isLicenceExpression(text: string): boolean {
  if (text.length > LONGEST) return false
  const words = text.match(/[()]|[^\s()]+/g) ?? []
  let depth = 0
  /** What may come next: a licence, an exception after WITH, or an operator. */
  let next: 'licence' | 'addition' | 'operator' = 'licence'
  /** Only a licence by itself takes an exception. */
  let isSimple = false
  for (const word of words) {
    if (next === 'addition') {
      if (!isOwn(word, 'AdditionRef-')) return false
      next = 'operator'
      isSimple = false
    } else if (next === 'licence') {
      if (word === '(') depth += 1
      else if (isLicence(word)) {
        next = 'operator'
        isSimple = true
      } else return false
    } else if (word === ')') {
      if (depth === 0) return false
      depth -= 1
      isSimple = false
    } else if (/^(?:AND|OR|and|or)$/.test(word)) next = 'licence'
    else if (/^(?:WITH|with)$/.test(word) && isSimple) next = 'addition'
    else return false
  }
  return words.length > 0 && next === 'operator' && depth === 0
}

/** A licence of the list may be followed by `+`, for this version or a later one. */
const isLicence = (word: string): boolean => isOwn(word.replace(/(?<!Ref-.*)\+$/, ''), 'LicenseRef-')

/** A name of the list, or of one's own: then its prefix is written exactly so. */
function isOwn(word: string, prefix: string): boolean {
  if (!NAME.test(word)) return false
  return /^[a-z]+ref-/i.test(word) ? word.startsWith(prefix) && word.length > prefix.length : true
}
