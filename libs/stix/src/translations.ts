import { isProperties } from './checks.ts'
import { refuse, step } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import type { RuleId } from './rules.ts'
import { isTimestamp } from './timestamp.ts'

const problem = (rule: RuleId, path: string, ...words: string[]): Refusal =>
  refuse(rule, 'STIX 2.1 §7.1', path, ...words)

/**
 * What is wrong with a language-content as a translation of an object (STIX 2.1 §7.1): it names the object, and the version
 * when it names one; it translates properties that are there, each in its own structure: a list in a list of the same
 * length, with `""` for what is not translated. Whether each is good by itself is for validateObject to say.
 */
export function translationProblems(content: unknown, target: unknown): Refusal[] {
  if (!isProperties(content) || !isProperties(target)) return [problem('not-an-object', '$')]
  const { object_ref: ref, object_modified: modified, contents } = content
  if (ref !== target['id']) return [problem('other-target', '$.object_ref')]
  const found: Refusal[] = []
  if (modified !== undefined && modified !== target['modified']) {
    found.push(problem('other-target', '$.object_modified'))
  }
  for (const [language, properties] of isProperties(contents) ? Object.entries(contents) : []) {
    if (!isProperties(properties)) continue
    const path = step('$.contents', language)
    for (const [name, translation] of Object.entries(properties)) {
      if (!Object.hasOwn(target, name)) found.push(problem('untranslatable-property', step(path, name), name))
      else found.push(...shapeProblems(translation, target[name], step(path, name)))
    }
  }
  return found
}

/** Pairs of values that must have one structure; not recursive, because both may be foreign. */
function shapeProblems(translation: unknown, original: unknown, path: string): Refusal[] {
  const found: Refusal[] = []
  const waiting: [unknown, unknown, string][] = [[translation, original, path]]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [mine, theirs, at] = next
    if (Array.isArray(theirs)) {
      if (!Array.isArray(mine) || mine.length !== theirs.length) found.push(problem('translation-shape', at))
      else mine.forEach((item: unknown, index) => waiting.push([item, theirs[index], step(at, index)]))
    } else if (isProperties(theirs)) {
      if (!isProperties(mine)) found.push(problem('translation-shape', at))
      else for (const [key, item] of Object.entries(mine)) waiting.push([item, theirs[key], step(at, key)])
    } else if (typeof theirs !== 'string' || typeof mine !== 'string' || (isTimestamp(theirs) && mine !== theirs)) {
      found.push(problem('translation-shape', at))
    }
  }
  return found
}
