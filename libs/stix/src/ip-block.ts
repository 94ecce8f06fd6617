import { isIpv4, isIpv6 } from './formats.ts'

/** An address or a CIDR block (RFC 4632, RFC 4291 §2.3) as a number and a prefix length. */
export interface IpBlock {
  readonly version: 4 | 6
  /** The address without the bits after the prefix. */
  readonly network: bigint
  readonly prefix: number
}

/** Reads an address or block as §6.8 and §6.9 write them; a single address is a block of one. */
export function ipBlockOf(text: string): IpBlock | undefined {
  const version = isIpv4(text) ? 4 : isIpv6(text) ? 6 : undefined
  if (version === undefined) return undefined
  const [address = '', bits] = text.split('/')
  const width = version === 4 ? 32 : 128
  const prefix = bits === undefined ? width : Number(bits)
  const number = version === 4 ? ipv4Number(address) : ipv6Number(address)
  const hostBits = BigInt(width - prefix)
  return { version, network: (number >> hostBits) << hostBits, prefix }
}

/** Whether every address of `inner` is one of `outer`. */
export function isWithinBlock(inner: IpBlock, outer: IpBlock): boolean {
  if (inner.version !== outer.version || inner.prefix < outer.prefix) return false
  const beyond = BigInt((outer.version === 4 ? 32 : 128) - outer.prefix)
  return inner.network >> beyond === outer.network >> beyond
}

/** The one spelling of a block: no bits after the prefix, no prefix for a single address, IPv6 by RFC 5952. */
export function ipBlockText({ version, network, prefix }: IpBlock): string {
  const address = version === 4 ? ipv4Text(network) : ipv6Text(network)
  return prefix === (version === 4 ? 32 : 128) ? address : `${address}/${prefix}`
}

function ipv4Number(text: string): bigint {
  return text.split('.').reduce((number, octet) => (number << 8n) | BigInt(octet), 0n)
}

function ipv6Number(text: string): bigint {
  const [head = '', tail] = text.split('::')
  const before = groupsOf(head)
  const after = tail === undefined ? [] : groupsOf(tail)
  const between: bigint[] = Array.from({ length: 8 - before.length - after.length }, () => 0n)
  return [...before, ...between, ...after].reduce((number, group) => (number << 16n) | group, 0n)
}

function groupsOf(half: string): bigint[] {
  if (half === '') return []
  return half.split(':').flatMap(group => {
    if (!group.includes('.')) return [BigInt(`0x${group}`)]
    const embedded = ipv4Number(group)
    return [embedded >> 16n, embedded & 0xffffn]
  })
}

function ipv4Text(number: bigint): string {
  return [24n, 16n, 8n, 0n].map(shift => String((number >> shift) & 0xffn)).join('.')
}

/** RFC 5952 §4: lower case, no leading zeros, the first longest run of two or more zero groups as `::`. */
function ipv6Text(number: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((number >> BigInt(112 - 16 * index)) & 0xffffn).toString(16))
  const whole = groups.join(':')
  let longest = { from: 0, length: 1 }
  for (let from = 0; from < 8; from += 1) {
    const end = groups.findIndex((group, index) => index >= from && group !== '0')
    const length = (end < 0 ? 8 : end) - from
    if (length > longest.length) longest = { from, length }
  }
  if (longest.length < 2) return whole
  return `${groups.slice(0, longest.from).join(':')}::${groups.slice(longest.from + longest.length).join(':')}`
}
