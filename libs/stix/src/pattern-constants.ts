import { ipBlockOf, ipBlockText } from './ip-block.ts'
import { bytesOfBase64 } from './pattern-comparison.ts'
import type { PatternValue } from './pattern-lexer.ts'
import type { PatternComparison } from './pattern-tree.ts'

/**
 * One spelling for comparisons that mean the same: numbers without needless digits, bytes in hexadecimal, `NOT =` as `!=`,
 * sets sorted and without repetition; and for values of which the standard says that two spellings are one value, namely
 * addresses (§6.8, §6.9: /32 and /128 may be left out, bits after the prefix say nothing) and the keys and value names of the
 * Windows registry (§6.17), which knows no case.
 */
export function canonicalComparison(comparison: PatternComparison): PatternComparison {
  const values = comparison.values.map(value => canonicalValue(comparison, value))
  if (comparison.operator === 'IN') return canonicalSet(comparison, values)
  if (comparison.negated && (comparison.operator === '=' || comparison.operator === '!=')) {
    return { ...comparison, negated: false, operator: comparison.operator === '=' ? '!=' : '=', values }
  }
  return { ...comparison, values }
}

function canonicalSet(comparison: PatternComparison, values: readonly PatternValue[]): PatternComparison {
  const distinct = new Map(values.map(value => [`${value.kind} ${value.text}`, value]))
  const sorted = [...distinct].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, value]) => value)
  if (sorted.length !== 1) return { ...comparison, values: sorted }
  return { ...comparison, negated: false, operator: comparison.negated ? '!=' : '=', values: sorted }
}

function canonicalValue(comparison: PatternComparison, value: PatternValue): PatternValue {
  const { kind, text } = value
  if (kind === 'integer' || kind === 'float') return canonicalNumber(text)
  if (kind === 'hex') return { kind, text: text.toLowerCase() }
  if (kind === 'binary') return { kind: 'hex', text: hexOf(bytesOfBase64(text) ?? '') }
  if (kind === 'timestamp') return { kind, text: canonicalTimestamp(text) }
  return kind === 'string' ? { kind, text: sameValue(comparison, text) } : value
}

/** Without decimals that say nothing. */
export function canonicalTimestamp(text: string): string {
  return text.includes('.') ? text.replace(/\.?0*Z$/, 'Z') : text
}

/** Digits as text, so that numbers beyond 2^53 stay apart. */
export function canonicalNumber(text: string): PatternValue {
  const [whole = '', fraction = ''] = text.replace(/^[+-]/, '').split('.')
  const digits = whole.replace(/^0+(?=\d)/, '') || '0'
  const decimals = fraction.replace(/0+$/, '')
  const isZero = /^0*$/.test(digits + decimals)
  const sign = text.startsWith('-') && !isZero ? '-' : ''
  return decimals === ''
    ? { kind: 'integer', text: `${sign}${digits}` }
    : { kind: 'float', text: `${sign}${digits}.${decimals}` }
}

function hexOf(bytes: string): string {
  return Array.from(bytes, byte => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('')
}

const ADDRESSES = new Set(['ipv4-addr:value', 'ipv6-addr:value'])
const ON_ADDRESSES = new Set(['=', '!=', 'IN', 'ISSUBSET', 'ISSUPERSET'])
const ON_NAMES = new Set(['=', '!=', 'IN'])

function sameValue({ objectType, keys, path, operator }: PatternComparison, text: string): string {
  if ((ADDRESSES.has(path) || operator.startsWith('ISSU')) && ON_ADDRESSES.has(operator)) {
    const block = ipBlockOf(text)
    return block === undefined ? text : ipBlockText(block)
  }
  const isRegistryName =
    objectType === 'windows-registry-key' && (path.endsWith(':key') || (keys[0] === 'values' && keys.at(-1) === 'name'))
  return isRegistryName && ON_NAMES.has(operator) ? text.toLowerCase() : text
}
