/** Finds what is left on machines, and names of catalogues: digests, paths, keys, mutexes, user agents, CVE, ATT&CK, AS, wallets. */
import { isBech32 } from './bech32.ts'
import type { Find } from './finds.ts'
import { spelled, type ValueKind } from './kinds.ts'

const WORD_RUN = /[A-Za-z0-9]{32,}/g
const DIGEST_KINDS = new Map<number, ValueKind>([
  [32, 'md5'],
  [40, 'sha1'],
  [64, 'sha256'],
  [128, 'sha512'],
])

export function* findDigests(text: string): Generator<Find> {
  for (const { 0: written, index: start } of text.matchAll(WORD_RUN)) {
    const kind = DIGEST_KINDS.get(written.length)
    const value = kind ? spelled(kind, written) : null
    // A run of one kind of character is a ruler, a key of zeros or a placeholder.
    if (kind && value !== null && !/^(?:[a-f]+|\d+)$/.test(value) && !/^(.)\1+$/.test(value))
      yield { kind, value, start, end: start + written.length, reasons: [] }
  }
}

const SSDEEP = /(?<![\w:])\d{2,10}:[\w/+]{6,64}:[\w/+]{3,64}(?![\w/+:])/g
const VULNERABILITY = /\bCVE[-\u2010-\u2014]\d{4}[-\u2010-\u2014]\d{4,19}(?!\d)/gi
const TECHNIQUE = /(?<![\w.-])T\d{4}(?:\.\d{3})?(?![\w-]|\.\d)/g
const ASN = /(?<![\w-])ASN? ?\d{1,10}(?![\w.-])/g
const WALLET = /(?<!\w)(?:bc1[02-9ac-hj-np-z]{11,71}|0x[0-9a-f]{40})(?!\w)/gi
const SCRIPTED = /(?<![\w/])Mozilla\/\d\.\d \([^()\r\n]{1,300}\)[^\r\n"'<>|\u3000-\uffff]{0,300}/g
const NAMED_AGENT = /(?<![\w-])User-?Agent[ \t]*[:：][ \t]*[^\r\n"'<>|]{4,400}/gi

export function* findCodes(text: string): Generator<Find> {
  yield* each(text, SSDEEP, 'ssdeep')
  yield* each(text, VULNERABILITY, 'vulnerability', written => written.replace(/[\u2010-\u2014]/g, '-'))
  yield* each(text, TECHNIQUE, 'technique')
  yield* each(text, ASN, 'asn', written => written.replace(' ', ''))
  for (const find of each(text, WALLET, 'cryptocurrency')) {
    if (find.value.startsWith('0x')) yield find
    else if (isBech32(find.value)) yield { ...find, reasons: ['checked-syntax'] }
  }
}

export function* findUserAgents(text: string): Generator<Find> {
  for (const { 0: line, index } of text.matchAll(NAMED_AGENT)) {
    const value = spelled('user-agent', line.replace(/^[^:：]*[:：][ \t]*/, ''))
    if (value === null) continue
    const start = index + line.indexOf(value)
    yield { kind: 'user-agent', value, start, end: start + value.length, reasons: ['own-words-nearby'] }
  }
  yield* each(text, SCRIPTED, 'user-agent')
}

function* each(text: string, form: RegExp, kind: ValueKind, tidy = (written: string) => written): Generator<Find> {
  for (const { 0: written, index: start } of text.matchAll(form)) {
    const value = spelled(kind, tidy(written))
    if (value !== null) yield { kind, value, start, end: start + written.trimEnd().length, reasons: [] }
  }
}

const HIVE =
  /(?<![\w\\])(?:HKEY_(?:LOCAL_MACHINE|CURRENT_USER|CLASSES_ROOT|USERS|CURRENT_CONFIG)|HK(?:LM|CU|CR|CC|U)):?\\/gi
const DRIVE = /(?<![\w\\%])(?:[a-z]:\\|%[a-z_()0-9]{2,32}%\\|\\\\[\w.-]{1,63}\\)/gi
/** A segment may hold blanks when another follows: `Program Files\`; the last one ends at the first blank. */
const SEGMENT = /[^\\/:*?"<>|\r\n\t,;、。「」『』（）]{1,120}\\/y
const LAST_SEGMENT = /[^\\/:*?"<>|\s,;、。「」『』（）]{1,120}/y
const MOST_SEGMENTS = 40

export function* findKeysAndPaths(text: string): Generator<Find> {
  yield* segmented(text, HIVE, 'registry-key')
  yield* segmented(text, DRIVE, 'file-path')
  for (const { 0: written, index: start } of text.matchAll(UNIX_PATH)) {
    const value = written.replace(/[.,:;/]+$/, '')
    if (value.indexOf('/', 1) > 0) yield { kind: 'file-path', value, start, end: start + value.length, reasons: [] }
  }
}

const UNIX_PATH =
  /(?<![\w/.:~-])\/(?:etc|tmp|usr|var|home|opt|bin|sbin|dev|root|mnt|srv|lib|proc|run|Library|Users|private|Applications)\/[\w./+@~-]{1,300}/g

function* segmented(text: string, head: RegExp, kind: ValueKind): Generator<Find> {
  for (const { 0: written, index: start } of text.matchAll(head)) {
    let end = start + written.length
    for (let segments = 0; segments < MOST_SEGMENTS; segments += 1) {
      SEGMENT.lastIndex = end
      const segment = SEGMENT.exec(text)?.[0]
      if (segment === undefined || /^\s|\s\\$/.test(segment)) break
      end += segment.length
    }
    LAST_SEGMENT.lastIndex = end
    end += (LAST_SEGMENT.exec(text)?.[0] ?? '').replace(/[.)\]'`]+$/, '').replace(/[^\u0020-\u007e].*$/su, '').length
    const found = text.slice(start, end).replace(/\\$/, '')
    const value = spelled(kind, found)
    if (value !== null && found.length > written.length - 1)
      yield { kind, value, start, end: start + found.length, reasons: [] }
  }
}

const NAMED_MUTEX =
  /(?:\bmutex(?:es)?|\bmutant|ミューテックス)(?: name)?[ \t]{0,3}(?:[:：=は]|named|called|is)?[ \t]{0,3}["'「`“][^"'」`”\r\n]{3,200}["'」`”]/giu
const SPACED_MUTEX = /(?<![\w\\])(?:Global|Local|Session)\\[\w{}.-]{3,200}/g

export function* findMutexes(text: string): Generator<Find> {
  for (const { 0: written, index } of text.matchAll(NAMED_MUTEX)) {
    const opening = written.search(/["'「`“]/)
    const inside = written.slice(opening + 1, -1)
    const value = spelled('mutex', inside)
    if (value === null) continue
    const start = index + opening + 1 + inside.indexOf(value)
    yield { kind: 'mutex', value, start, end: start + value.length, reasons: ['own-words-nearby'] }
  }
  yield* each(text, SPACED_MUTEX, 'mutex')
}
