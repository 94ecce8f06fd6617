/*
 * Which addresses of the Internet a server of ours may be sent to (IN-7). Whoever sets up a source names a host; whoever answers for that
 * name in DNS names an address; and neither may make us ask our own machine, our neighbours or a cloud's metadata. So: globally
 * reachable unicast and nothing else, by the special-purpose registries of IANA (RFC 6890), for IPv4 as a list of what is refused, for
 * IPv6 as 2000::/3 less what is refused in it. Forms that carry an IPv4 address inside are refused whole, whatever they carry.
 */
import { BlockList, isIP } from 'node:net'

const REFUSED_4 = [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // shared by carriers
  ['127.0.0.0', 8], // loopback
  ['169.254.0.0', 16], // link-local, metadata of clouds
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.31.196.0', 24], // AS112
  ['192.52.193.0', 24], // AMT
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private
  ['192.175.48.0', 24], // AS112
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
  ['168.63.129.16', 32], // a cloud's own services, at a public address
] as const

const REFUSED_6 = [
  ['2001::', 23], // protocol assignments, Teredo among them
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4: an IPv4 address inside
  ['2620:4f:8000::', 48], // AS112
  ['3fff::', 20], // documentation
] as const

const refused = new BlockList()
for (const [net, prefix] of REFUSED_4) refused.addSubnet(net, prefix, 'ipv4')
for (const [net, prefix] of REFUSED_6) refused.addSubnet(net, prefix, 'ipv6')
const unicast = new BlockList()
unicast.addSubnet('2000::', 3, 'ipv6')

/** Whether an address, as a resolver gives it, is one that the whole Internet can reach. False for everything that is no address. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !refused.check(address, 'ipv4')
    case 6:
      // With a zone it belongs to one of our own interfaces.
      return !address.includes('%') && unicast.check(address, 'ipv6') && !refused.check(address, 'ipv6')
    default:
      return false
  }
}
