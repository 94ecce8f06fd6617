/** IPv4 and IPv6 addresses and blocks, in the one spelling that STIX patterns are compared in. */
import { ipBlockOf, ipBlockText } from '@noroshi/stix'

/** Four decimal octets without leading zeros, which some programs read as octal. */
export const isIpv4 = (text: string): boolean => !text.includes('/') && ipBlockOf(text)?.version === 4

export const isIpv6 = (text: string): boolean => !text.includes('/') && ipBlockOf(text)?.version === 6

/** RFC 5952 for IPv6, no bits behind the prefix, no prefix for a single address; null for what is neither address nor block. */
export function textOfBlock(text: string): string | null {
  const block = ipBlockOf(text)
  return block ? ipBlockText(block) : null
}
