/** Finds whole detection rules that a text carries; only what its own reader accepts is one. */
import { checkPattern } from '@noroshi/stix'
import type { Find } from './finds.ts'
import type { RuleKind } from './kinds.ts'

const LONGEST_RULE = 65_536
/** Of each language: reading a rule costs more than finding its head, and a text of nothing but heads must not take long. */
const MOST_RULES = 500

const YARA_HEAD = /^[ \t]*(?:(?:private|global)[ \t]+){0,2}rule[ \t]+[A-Za-z_]\w{0,127}[^{}\r\n]{0,200}\s{0,8}\{/gm

export function* findYara(text: string): Generator<Find> {
  for (let place = 0; ;) {
    YARA_HEAD.lastIndex = place
    const head = YARA_HEAD.exec(text)
    if (head === null) return
    const start = head.index + (head[0].length - head[0].trimStart().length)
    const end = closingLine(text, head.index + head[0].length)
    if (end !== null) yield* checked('yara', text, start, end)
    place = end ?? head.index + head[0].length
  }
}

/** The rule ends at the first closing brace at the start of a line, or on the line of its condition. */
function closingLine(text: string, from: number): number | null {
  CLOSING.lastIndex = from
  const found = CLOSING.exec(text)
  return found && found.index - from < LONGEST_RULE ? found.index + found[0].length : null
}
const CLOSING = /(?<=\n[ \t]{0,8})\}|(?<=condition[ \t]{0,4}:[^\n}]{0,400})\}/g

const NETWORK_HEAD =
  /^[ \t]*(?:alert|drop|reject|pass|block|log|sdrop)[ \t]+[a-z][a-z0-9_-]{1,15}[ \t]+[^\r\n]{1,8192}\)[ \t]*$/gm
const SURICATA_ONLY =
  /\b(?:dns|tls|http|ssh|smb|file|ja3s?|snmp|quic|krb5)\.[a-z_]+;|\bflowbits:|^\s*alert\s+(?:dns|tls|quic|ssh|smb)\b/

export function* findNetworkRules(text: string): Generator<Find> {
  let tries = 0
  for (const { 0: line, index } of text.matchAll(NETWORK_HEAD)) {
    if ((tries += 1) > MOST_RULES) return
    const start = index + (line.length - line.trimStart().length)
    yield* checked(SURICATA_ONLY.test(line) ? 'suricata' : 'snort', text, start, index + line.trimEnd().length)
  }
}

const SIGMA_HEAD = /^title:[ \t]*\S[^\r\n]{0,300}\r?\n/gm
const SIGMA_LINE = /(?:[ \t]+[^\r\n]*|[a-z][\w-]{0,40}:[^\r\n]*|-[ \t][^\r\n]*|#[^\r\n]*|[ \t]*)(?:\r?\n|$)/y

export function* findSigma(text: string): Generator<Find> {
  let tries = 0
  for (const head of text.matchAll(SIGMA_HEAD)) {
    if ((tries += 1) > MOST_RULES) return
    let end = head.index + head[0].length
    let [blank, hasDetection] = [0, false]
    while (end < text.length && end - head.index < LONGEST_RULE && blank < 2) {
      SIGMA_LINE.lastIndex = end
      const line = SIGMA_LINE.exec(text)?.[0]
      if (line === undefined || line === '' || line.startsWith('title:')) break
      blank = line.trim() === '' ? blank + 1 : 0
      hasDetection ||= line.startsWith('detection:')
      end += line.length
    }
    if (hasDetection)
      yield* checked('sigma', text, head.index, head.index + text.slice(head.index, end).trimEnd().length)
  }
}

function* checked(kind: RuleKind, text: string, start: number, end: number): Generator<Find> {
  const value = text.slice(start, end)
  if (checkPattern(kind, value).ok) yield { kind, value, start, end, reasons: ['checked-syntax'] }
}
