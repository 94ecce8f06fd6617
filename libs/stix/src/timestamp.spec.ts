import fc from 'fast-check'
import { compareTimestamps, decimalsOf, isTimestamp, microsecondsOf } from './timestamp.ts'

describe('a timestamp', () => {
  it.each(['2016-01-20T12:31:12.12345Z', '2024-02-29T00:00:00Z', '2016-12-31T23:59:60Z', '0001-01-01T00:00:00.000Z'])(
    '%s exists',
    text => {
      expect(isTimestamp(text)).toBe(true)
    },
  )

  it.each([
    '2023-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2016-04-31T00:00:00Z',
    '2016-13-01T00:00:00Z',
    '2016-00-01T00:00:00Z',
    '2016-01-01T24:00:00Z',
    '2016-01-01T00:60:00Z',
    '2016-01-01T00:00:61Z',
    '2016-01-01T00:00:00.Z',
    '2016-01-01T00:00:00',
    '2016-01-01T00:00:00+09:00',
    '2016-01-01 00:00:00Z',
    '',
    17,
  ])('%s does not', text => {
    expect(isTimestamp(text)).toBe(false)
  })

  it('counts its decimals', () => {
    expect(decimalsOf('2016-01-20T12:31:12Z')).toBe(0)
    expect(decimalsOf('2016-01-20T12:31:12.120Z')).toBe(3)
  })

  it('becomes microseconds since 1970', () => {
    expect(microsecondsOf('1970-01-01T00:00:00Z')).toBe(0n)
    expect(microsecondsOf('1969-12-31T23:59:59.5Z')).toBe(-500_000n)
    expect(microsecondsOf('2017-01-20T00:00:00.000001999Z')).toBe(1_484_870_400_000_001n)
    expect(microsecondsOf('0099-03-01T00:00:00Z')).toBeLessThan(microsecondsOf('0100-01-01T00:00:00Z'))
    expect(() => microsecondsOf('yesterday')).toThrow(RangeError)
  })

  it('is compared to the last digit, whatever the precision', () => {
    expect(compareTimestamps('2020-01-01T00:00:00.1Z', '2020-01-01T00:00:00.100Z')).toBe(0)
    expect(compareTimestamps('2020-01-01T00:00:00.000000001Z', '2020-01-01T00:00:00Z')).toBeGreaterThan(0)
    expect(compareTimestamps('1969-12-31T23:59:58.9Z', '1969-12-31T23:59:59.1Z')).toBeLessThan(0)
  })

  it('never changes its order when it becomes microseconds', () => {
    const nanoseconds = fc
      .tuple(fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }), fc.nat(999_999_999))
      .map(([date, nano]) => `${date.toISOString().slice(0, 19)}.${String(nano).padStart(9, '0')}Z`)
    fc.assert(
      fc.property(nanoseconds, nanoseconds, (left, right) => {
        const exact = Math.sign(compareTimestamps(left, right))
        const difference = microsecondsOf(left) - microsecondsOf(right)
        const rounded = difference < 0n ? -1 : difference > 0n ? 1 : 0
        expect([exact, 0]).toContain(rounded)
      }),
    )
  })
})
