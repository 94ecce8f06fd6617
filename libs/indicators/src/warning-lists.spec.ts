import { readWarningList, SHIPPED_WARNING_LISTS, WarningLists } from './index.ts'
import type { ValueKind, WarningList } from './index.ts'

/** Milliseconds of processor time, not the clock's: the machine may have other work. */
const effortOf = (work: () => unknown): number => {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const list = (type: WarningList['type'], entries: readonly string[], attributes?: readonly string[]): WarningList => ({
  ...{ name: type, type, list: entries },
  ...(attributes ? { matching_attributes: attributes } : {}),
})
const on = (one: WarningList, kind: ValueKind, value: string) =>
  new WarningLists([one]).matching(kind, value).length > 0

describe('a warning list', () => {
  it.each([
    ['string', ['evil.jp'], 'domain', 'evil.jp', 'a.evil.jp'],
    ['string', ['.evil.jp'], 'domain', 'a.evil.jp', 'notevil.jp'],
    ['hostname', ['bit.ly'], 'url', 'https://a.bit.ly/x', 'https://bit.ly.evil.jp/x'],
    ['hostname', ['bit.ly'], 'email', 'x@bit.ly', 'bit.ly@evil.jp'],
    ['substring', ['.gov.'], 'domain', 'a.gov.jp', 'a.go.jp'],
    ['cidr', ['10.0.0.0/8', '2001:db8::/32'], 'ipv4', '10.2.3.4', '11.2.3.4'],
    ['cidr', ['10.0.0.0/8', '2001:db8::/32'], 'ipv6', '2001:db8::7', '2001:db9::7'],
    ['cidr', ['10.0.0.0/8'], 'cidr', '10.1.0.0/16', '8.0.0.0/5'],
    ['cidr', ['10.0.0.0/8'], 'url', 'http://10.1.1.1:80/x', 'http://11.1.1.1/10.1.1.1'],
    ['regex', ['/^test[0-9]+\\.jp$/i'], 'domain', 'test12.jp', 'test.jp'],
  ] as const)('of the type %s: %j', (type, entries, kind, inside, outside) => {
    expect(on(list(type, entries), kind, inside)).toBe(true)
    expect(on(list(type, entries), kind, outside)).toBe(false)
  })

  it('is about the attributes that it names', () => {
    const addresses = list('string', ['10.0.0.1'], ['ip-dst'])
    expect(on(addresses, 'ipv4', '10.0.0.1')).toBe(true)
    expect(on(addresses, 'domain', '10.0.0.1')).toBe(false)
  })

  it('is refused with the field at fault, when it is none', () => {
    const faults = [
      null,
      {},
      { name: 'x' },
      { name: 'x', type: 'cidr' },
      { name: 'x', type: 'cidr', list: ['10.0.0.0/8', 'no'] },
    ]
    expect([...faults, { name: 'x', type: 'regex', list: ['('] }].map(fault => readWarningList(fault))).toEqual(
      ['not an object', 'name', 'type', 'list', 'list: "no"', 'list: "("'].map(fault => ({
        fault: expect.stringContaining(fault) as string,
      })),
    )
  })

  it('does not hold an expression of a stranger up', () => {
    const slow = list('regex', ['/^(a+)+$/'])
    const looking = () => expect(on(slow, 'mutex', `${'a'.repeat(5_000)}!`)).toBe(false)
    expect(effortOf(looking)).toBeLessThan(2_000)
  })

  it('comes twelvefold with the hub, and is one that could be read from a file', () => {
    expect(SHIPPED_WARNING_LISTS).toHaveLength(12)
    for (const one of SHIPPED_WARNING_LISTS) expect(readWarningList(one)).toEqual(one)
    const lists = new WarningLists(SHIPPED_WARNING_LISTS)
    expect(lists.matching('ipv4', '192.168.3.4')).toContain('List of RFC 1918 CIDR blocks')
    expect(lists.matching('domain', 'teams.microsoft.com')).not.toEqual([])
    expect(lists.matching('domain', 'evil.co.jp')).toEqual([])
  })
})
