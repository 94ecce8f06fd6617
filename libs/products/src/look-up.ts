/* What somebody asks for, in the spellings in which values are kept. Pure. */
import { HubError } from '@noroshi/errors'
import { refang, spellingsOf, type ValueKind } from '@noroshi/indicators'
import { ipBlockOf, ipBlockText } from '@noroshi/stix'
import { valueDigest } from './edition-values.ts'

/** Values of one request, and characters of one value. */
export const MOST_VALUES = 100_000
export const MOST_VALUE_CHARACTERS = 4_096
/** Values of one question over GraphQL, whose answer is not streamed. */
export const MOST_VALUES_AT_ONCE = 500
/** Wider blocks than these say nothing of an address. */
const WIDEST = { 4: 8, 6: 16 } as const

/** A spelling to look for: which of the questions it belongs to, and whether it is only a block around the address that was asked for. */
export interface Spelling {
  readonly question: number
  readonly value: string
  readonly digest: bigint
  readonly byBlock: boolean
}

/** All that is to be looked for, for questions in their order. */
export function spellingsOfAll(texts: readonly string[], kind: ValueKind | null, first = 0): Spelling[] {
  return texts.flatMap((text, index) => {
    const spelling = (byBlock: boolean) => (value: string) =>
      ({ question: first + index, value, digest: valueDigest(value), byBlock }) as const
    return [...spellingsAsMeant(text, kind).map(spelling(false)), ...blocksAround(text, kind).map(spelling(true))]
  })
}

/** Every spelling of the text as it is written, and of what it means where it is defanged. */
export function spellingsAsMeant(text: string, kind: ValueKind | null): string[] {
  const asWritten = text.trim()
  const meant = refang(asWritten).text
  if (meant === asWritten) return spellingsOf(asWritten, kind)
  return [...new Set([asWritten, meant].flatMap(value => spellingsOf(value, kind)))]
}

/** The blocks that an address is in, in their one spelling, the narrowest first; none for a block, which is looked for as it is. */
export function blocksAround(text: string, kind: ValueKind | null): string[] {
  if (kind !== null && kind !== 'ipv4' && kind !== 'ipv6') return []
  const written = text.trim()
  if (NO_ADDRESS.test(written)) return []
  const address = ipBlockOf(refang(written).text)
  if (address === undefined || (kind !== null && kind !== `ipv${address.version}`)) return []
  const width = address.version === 4 ? 32 : 128
  if (address.prefix !== width) return []
  const prefixes = Array.from({ length: width - WIDEST[address.version] }, (_, index) => width - 1 - index)
  if (address.version === 4) return prefixes.map(prefix => ipv4Block(Number(address.network), prefix))
  return prefixes.map(prefix => {
    const beyond = BigInt(width - prefix)
    return ipBlockText({ ...address, prefix, network: (address.network >> beyond) << beyond })
  })
}

/** Letters that stand in no address, defanged (`dot`) or not: most values are none, and are asked for by the thousand. */
const NO_ADDRESS = /[g-np-su-z]/i

/** `ipBlockText`, in plain numbers: lists of addresses ask for two dozen blocks of each. */
function ipv4Block(address: number, prefix: number): string {
  const network = (address & (-1 << (32 - prefix))) >>> 0
  return `${network >>> 24}.${(network >>> 16) & 255}.${(network >>> 8) & 255}.${network & 255}/${prefix}`
}

/** @throws HubError INVALID_INPUT */
export function requireValue(text: string): void {
  if (text.trim() === '' || text.length > MOST_VALUE_CHARACTERS)
    throw new HubError(
      'INVALID_INPUT',
      'VALUE',
      `A value has between 1 and ${MOST_VALUE_CHARACTERS} characters.`,
      'value',
      `値は 1 文字以上 ${MOST_VALUE_CHARACTERS} 文字以内で指定してください。`,
    )
}

/** @throws HubError INVALID_INPUT */
export function requireValues(values: readonly string[]): void {
  if (values.length < 1 || values.length > MOST_VALUES_AT_ONCE)
    throw new HubError(
      'INVALID_INPUT',
      'VALUES',
      `Between 1 and ${MOST_VALUES_AT_ONCE} values can be looked up in one question.`,
      'values',
      `一度に照合できる値は 1 件以上 ${MOST_VALUES_AT_ONCE} 件以内です。`,
    )
  for (const value of values) requireValue(value)
}

/** The values of a body: one a line; empty lines are none. @throws HubError INVALID_INPUT */
export function valuesOfLines(body: string): string[] {
  const values = body.split('\n').map(line => line.trim())
  while (values.at(-1) === '') values.pop()
  if (values.length > MOST_VALUES)
    throw new HubError(
      'INVALID_INPUT',
      'VALUES',
      `At most ${MOST_VALUES} values can be looked up at once.`,
      'values',
      `一度に照合できる値は ${MOST_VALUES} 件までです。`,
    )
  for (const value of values) if (value !== '') requireValue(value)
  return values
}
