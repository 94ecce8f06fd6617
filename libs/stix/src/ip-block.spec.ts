import { ipBlockOf, ipBlockText, isWithinBlock } from './ip-block.ts'

const spelled = (text: string): string | undefined => {
  const block = ipBlockOf(text)
  return block && ipBlockText(block)
}

describe('an address or block', () => {
  it.each([
    ['1.2.3.4', '1.2.3.4'],
    ['1.2.3.4/32', '1.2.3.4'],
    ['1.2.3.4/24', '1.2.3.0/24'],
    ['255.255.255.255/1', '128.0.0.0/1'],
    ['1.2.3.4/0', '0.0.0.0/0'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::', '::'],
    ['::1/128', '::1'],
    ['1::', '1::'],
    ['0:0:1::', '0:0:1::'],
    ['::ffff:192.0.2.1', '::ffff:c000:201'],
    ['1:2:3:4:5:6:ffff:8/111', '1:2:3:4:5:6:fffe:0/111'],
    ['1.2.3', undefined],
    ['1.2.3.4/33', undefined],
    ['example.com', undefined],
  ])('%s is written %s', (text, expected) => {
    expect(spelled(text)).toBe(expected)
  })

  it('lies within another of its version when its prefix does', () => {
    const within = (inner: string, outer: string): boolean => {
      const [one, other] = [ipBlockOf(inner), ipBlockOf(outer)]
      return one !== undefined && other !== undefined && isWithinBlock(one, other)
    }
    expect(within('10.1.2.3', '10.0.0.0/8')).toBe(true)
    expect(within('11.1.2.3', '10.0.0.0/8')).toBe(false)
    expect(within('10.0.0.0/7', '10.0.0.0/8')).toBe(false)
    expect(within('::10.0.0.1', '10.0.0.0/8')).toBe(false)
  })
})
