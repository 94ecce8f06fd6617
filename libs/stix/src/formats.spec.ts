import * as formats from './formats.ts'
import { validateObject } from './validate.ts'

const NASTY = ['a', '-', '.', ':', '@', '/', '\\', '*', 'a-', 'a.', '1.', '::', 'a@', '\\:', '%', ' ', '"', 'é']

const effortOf = (work: () => void): number => {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

describe('the forms of strings', () => {
  const { isHashOf, ...tests } = formats

  it.each([...Object.entries(tests), ['isHashOf', (text: string) => isHashOf('SSDEEP', text)] as const])(
    '%s takes no time over 100 KB made to be slow (IN-3)',
    (_name, test) => {
      for (const piece of NASTY) {
        const text = piece.repeat(Math.ceil(100_000 / piece.length))
        const efforts = [1, 2, 3].map(() => effortOf(() => test(text) && test(`x:${text}!`)))
        expect(Math.min(...efforts)).toBeLessThan(50)
      }
    },
  )

  it.each<[keyof typeof formats, string, boolean]>([
    ['isIpv4', '0.0.0.0/0', true],
    ['isIpv4', '01.2.3.4', false],
    ['isIpv4', '1.2.3.4/8/8', false],
    ['isIpv6', '::', true],
    ['isIpv6', '1:2:3:4:5:6:7:8', true],
    ['isIpv6', '1::2::3', false],
    ['isIpv6', '1:2:3:4:5:6:7', false],
    ['isIpv6', '::1.2.3.256', false],
    ['isIpv6', 'fe80::1%eth0', false],
    ['isEmailAddress', 'a@例え.jp', true],
    ['isEmailAddress', '"a b"@example.com', true],
    ['isEmailAddress', '@example.com', false],
    ['isEmailAddress', 'a b@example.com', false],
    ['isDomainName', 'example.com.', true],
    ['isDomainName', 'example..com', false],
    ['isUri', 'urn:x', true],
    ['isUri', 'http:', false],
    ['isUri', '//example.com', false],
    ['isBase64', 'AQ=', false],
    ['isCpe23', 'cpe:2.3:x:*:*:*:*:*:*:*:*:*:*', false],
    ['isCpe23', 'cpe:/a:b', false],
    ['isCharsetName', 'ISO_8859-1:1987', true],
    ['isCharsetName', 'bla.bla', false],
  ])('%s of %s is %s', (name, text, expected) => {
    const test = name === 'isHashOf' ? (candidate: string) => formats.isHashOf('MD5', candidate) : formats[name]
    expect(test(text)).toBe(expected)
  })

  it('let a full object of one mebibyte be judged in half a second', () => {
    const filler = Array.from({ length: 20_000 }, () => 'a.[0].b')
    const object = {
      type: 'report',
      granular_markings: [{ lang: 'ja', selectors: filler }],
      labels: filler,
      x_any: filler,
    }
    expect(effortOf(() => validateObject(object))).toBeLessThan(500)
  })
})
