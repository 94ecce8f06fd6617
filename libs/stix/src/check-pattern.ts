import { checkNetworkRules } from './network-rule.ts'
import { parsePattern } from './pattern.ts'
import { PatternFault, reported } from './pattern-fault.ts'
import type { FaultReport } from './pattern-fault.ts'
import { RULE_LENGTH_LIMIT } from './rule-cursor.ts'
import { checkSigma } from './sigma-rule.ts'
import { checkYara } from './yara-rule.ts'

/** What checking answers: `isChecked` is false for a language that is not known here. */
export type CheckedPattern = { readonly ok: true; readonly isChecked: boolean } | FaultReport

const READERS = new Map<string, (text: string) => void>([
  ['sigma', checkSigma],
  ['snort', checkNetworkRules],
  ['suricata', checkNetworkRules],
  ['yara', checkYara],
])

/** Checks the syntax of an indicator's pattern in the language of its `pattern_type` (§4.7, §10.18); never throws. */
export function checkPattern(type: string, text: string): CheckedPattern {
  if (type === 'stix') {
    const parsed = parsePattern(text)
    return parsed.ok ? { ok: true, isChecked: true } : parsed
  }
  const read = READERS.get(type)
  return reported(text, () => {
    if (read === undefined) return { ok: true, isChecked: false }
    if (text.length > RULE_LENGTH_LIMIT) throw new PatternFault(RULE_LENGTH_LIMIT, 'too-long', RULE_LENGTH_LIMIT)
    read(text)
    return { ok: true, isChecked: true }
  })
}
