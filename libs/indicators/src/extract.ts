/*
 * Indicators out of text: what people write for people, in sentences of any language, as the values that they meant.
 *
 * The text is refanged once, and each finder walks over it once. What one finder took no later one looks at: a rule keeps the
 * values it holds, a URL its host, an address its numbers. Nothing is decided here, an analyst does that: the confidence says
 * how likely it is that the value is meant as an indicator, and the reasons say why.
 */
import { contextOf, LineCounter, type Context } from './context.ts'
import { findCodes, findDigests, findKeysAndPaths, findMutexes, findUserAgents } from './find-artefacts.ts'
import { findEmails, findIpv4, findIpv6, findNames, findUrls } from './find-network.ts'
import { findNetworkRules, findSigma, findYara } from './find-rules.ts'
import type { Find } from './finds.ts'
import type { ValueKind } from './kinds.ts'
import type { Reason } from './reasons.ts'
import { refang } from './refang.ts'
import type { WarningLists } from './warning-lists.ts'

/** One value that a text may name as an indicator, for somebody to accept, correct or reject. */
export interface Candidate {
  readonly kind: ValueKind
  /** Refanged, in the one spelling of its kind. */
  readonly value: string
  readonly asWritten: string
  /** Of its first occurrence in the text, in UTF-16 units from 0; and its line, from 1. */
  readonly offset: number
  readonly line: number
  readonly occurrences: number
  readonly context: Context
  /** 0 to 100: how likely it is that the value is meant as an indicator. */
  readonly confidence: number
  readonly reasons: readonly Reason[]
  /** Names of the warning lists that the value is on. */
  readonly warningLists: readonly string[]
}

export interface Extraction {
  /** In the order of the text, each value once. */
  readonly candidates: readonly Candidate[]
  /** There were more than the most that was asked for. */
  readonly isCut: boolean
}

export interface ExtractOptions {
  readonly lists?: WarningLists
  /** 10,000 by default. */
  readonly mostCandidates?: number
}

/** In the order in which they may take a place. */
const FINDERS: readonly ((text: string) => Iterable<Find>)[] = [
  ...[findYara, findNetworkRules, findSigma, findUserAgents, findUrls, findEmails, findKeysAndPaths, findMutexes],
  ...[findCodes, findDigests, findIpv6, findIpv4, findNames],
]

export function extract(original: string, { lists, mostCandidates = 10_000 }: ExtractOptions = {}): Extraction {
  const refanged = refang(original)
  const taken = new Uint8Array(refanged.text.length)
  const finds: Find[] = []
  for (const finder of FINDERS)
    for (const find of finder(refanged.text)) {
      if (taken[find.start] === 1 || taken[find.end - 1] === 1) continue
      taken.fill(1, find.start, find.end)
      finds.push(find)
    }
  finds.sort((one, other) => one.start - other.start)

  const lines = new LineCounter(original)
  const byValue = new Map<string, Candidate>()
  let isCut = false
  for (const find of finds) {
    const key = `${find.kind} ${find.value}`
    const known = byValue.get(key)
    const reasons = reasonsOf(find, refanged.isDefanged(find.start, find.end))
    if (known) {
      byValue.set(key, seenAgain(known, reasons))
      continue
    }
    if (byValue.size >= mostCandidates) {
      isCut = true
      continue
    }
    const [start, end] = [refanged.originalOf(find.start), refanged.originalOf(find.end)]
    const context = contextOf(original, start, end)
    const warningLists = lists?.matching(find.kind, find.value) ?? []
    const all = [
      ...reasons,
      ...(warningLists.length > 0 ? (['warning-list'] as const) : []),
      ...(SPEAKS_OF_INDICATORS.test(context.text) && !reasons.includes('own-words-nearby')
        ? (['own-words-nearby'] as const)
        : []),
    ]
    byValue.set(key, {
      kind: find.kind,
      value: find.value,
      asWritten: original.slice(start, end),
      offset: start,
      line: lines.lineOf(start),
      occurrences: 1,
      context,
      confidence: confidenceOf(find.kind, all),
      reasons: all,
      warningLists,
    })
  }
  return { candidates: [...byValue.values()], isCut }
}

const reasonsOf = (find: Find, isDefanged: boolean): Reason[] =>
  isDefanged ? ['defanged', ...find.reasons.filter(reason => reason !== 'looks-like-a-file-name')] : [...find.reasons]

function seenAgain(known: Candidate, again: readonly Reason[]): Candidate {
  // Defanged anywhere, it is meant everywhere.
  const reasons = [...new Set([...known.reasons, ...again.filter(reason => reason === 'defanged')])]
  return { ...known, occurrences: known.occurrences + 1, reasons, confidence: confidenceOf(known.kind, reasons) }
}

const SPEAKS_OF_INDICATORS =
  /\b(?:C2|C&C|IoCs?|malicious|malware|beacon|phishing|payload|exfiltrat\w*|command[- ]and[- ]control|attacker)\b|通信先|接続先|不正|悪性|マルウェア|攻撃|感染|指令|痕跡|フィッシング|ダウンロード元|検体/i

const USUAL: Readonly<Record<ValueKind, number>> = {
  ...{ ipv4: 60, ipv6: 60, cidr: 55, domain: 55, url: 60, email: 55 },
  ...{ md5: 75, sha1: 75, sha256: 80, sha512: 80, ssdeep: 70, 'file-name': 45, 'file-path': 50 },
  ...{ 'registry-key': 55, mutex: 55, 'user-agent': 40, asn: 40, cryptocurrency: 60 },
  ...{ vulnerability: 70, technique: 60, yara: 90, sigma: 90, snort: 90, suricata: 90 },
}

/** A reason that speaks against outweighs all that speak for: what looks wrong is looked at. */
const AT_MOST: Partial<Record<Reason, number>> = {
  'warning-list': 20,
  'looks-like-a-version': 15,
  'looks-like-a-file-name': 25,
  'reserved-name': 10,
  'no-digits': 20,
}
const AT_LEAST: Partial<Record<Reason, number>> = { defanged: 95, 'checked-syntax': 80 }

function confidenceOf(kind: ValueKind, reasons: readonly Reason[]): number {
  const nearby = reasons.includes('own-words-nearby') ? 15 : 0
  const lowest = Math.max(0, ...reasons.map(reason => AT_LEAST[reason] ?? 0))
  const highest = Math.min(100, ...reasons.map(reason => AT_MOST[reason] ?? 100))
  return Math.min(highest, Math.max(lowest, Math.min(90, USUAL[kind] + nearby)))
}
