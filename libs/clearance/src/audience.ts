import { meets } from './ability.ts'
import { readRulesFor } from './rules.ts'
import { editionSubject } from './subjects.ts'
import type { EditionFacts, Reader } from './words.ts'

/**
 * Who may receive this edition, out of these readers, in their order: the reverse of `can`, by the same rules (PRV-3).
 * A NOTICE released to the public includes everybody, also those whose account or membership is not active.
 *
 * The rules are asked without CASL's index around them, which took half the time: positive rules grant when any one of
 * them does, so the answer is the same (held by the agreement test). An index by organisation and sector was not
 * needed: about 1 µs a reader.
 */
export function audienceOf(edition: EditionFacts, readers: readonly Reader[], at: Date): Reader[] {
  const subject = editionSubject(edition)
  return readers.filter(reader => readRulesFor(reader, at).some(rule => meets(subject, rule.conditions)))
}
