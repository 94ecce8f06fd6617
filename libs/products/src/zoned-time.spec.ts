import { parseInput } from '@noroshi/errors'
import fc from 'fast-check'
import { instantsOf, isZone, zonedTime } from './zoned-time.ts'

const refusal = (value: object): { field?: string; message?: string; messageJa?: string } => {
  try {
    parseInput(zonedTime, value)
  } catch (error) {
    return error as object
  }
  return {}
}

describe('a local time', () => {
  it.each([
    ['2026-12-01T09:00', 'Asia/Tokyo', ['2026-12-01T00:00:00.000Z']],
    ['2026-12-01T09:00:30', 'Asia/Tokyo', ['2026-12-01T00:00:30.000Z']],
    ['2026-07-01T09:00', 'America/New_York', ['2026-07-01T13:00:00.000Z']],
    ['2026-12-01T09:00', 'America/New_York', ['2026-12-01T14:00:00.000Z']],
    ['2026-12-01T09:00', 'UTC', ['2026-12-01T09:00:00.000Z']],
    ['2026-12-01T00:15', 'Asia/Kathmandu', ['2026-11-30T18:30:00.000Z']],
    // Put forward: 02:00–03:00 is not there.
    ['2026-03-08T02:30', 'America/New_York', []],
    ['2026-03-08T03:00', 'America/New_York', ['2026-03-08T07:00:00.000Z']],
    ['2026-03-08T01:59', 'America/New_York', ['2026-03-08T06:59:00.000Z']],
    // Put back: 01:00–02:00 is there twice.
    ['2026-11-01T01:30', 'America/New_York', ['2026-11-01T05:30:00.000Z', '2026-11-01T06:30:00.000Z']],
    ['2026-11-01T02:00', 'America/New_York', ['2026-11-01T07:00:00.000Z']],
    // By half an hour, and by a whole day.
    ['2026-10-04T02:15', 'Australia/Lord_Howe', []],
    ['2026-04-05T01:45', 'Australia/Lord_Howe', ['2026-04-04T14:45:00.000Z', '2026-04-04T15:15:00.000Z']],
    ['2011-12-30T12:00', 'Pacific/Apia', []],
    ['2011-12-31T12:00', 'Pacific/Apia', ['2011-12-30T22:00:00.000Z']],
  ])('%s in %s is %j', (local, zone, instants) => {
    expect(instantsOf(local, zone)).toEqual(instants)
  })

  it('is found again from any instant, in any zone', () => {
    const zones = Intl.supportedValuesOf('timeZone')
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2060, 0) }),
        (zone, ms) => {
          const instant = new Date(Math.floor(ms / 60_000) * 60_000)
          const local = instant.toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T')
          return instantsOf(local, zone).includes(instant.toISOString())
        },
      ),
      { numRuns: 500 },
    )
  })

  it('is said in the council’s zone when none is given', () => {
    expect(parseInput(zonedTime, { local: '2026-12-01T09:00' })).toEqual({
      instant: '2026-12-01T00:00:00.000Z',
      zone: 'Asia/Tokyo',
    })
  })

  it.each([
    [{ local: '2026-03-08T02:30', zone: 'America/New_York' }, 'local', 'put forward'],
    [{ local: '2026-11-01T01:30', zone: 'America/New_York' }, 'local', 'twice'],
    [{ local: '2026-12-01T09:00', zone: 'Mars/Olympus' }, 'zone', 'IANA'],
    [{ local: '2026-12-01T09:00', zone: '+09:00' }, 'zone', 'IANA'],
    [{ local: '2026-12-01T09:00', zone: '' }, 'zone', 'IANA'],
    [{ local: '2026-02-31T09:00' }, 'local', '2026-12-01T09:00'],
    [{ local: '2026-12-01T24:00' }, 'local', '2026-12-01T09:00'],
    [{ local: '2026-12-01 09:00' }, 'local', '2026-12-01T09:00'],
    [{ local: '2026-12-01T09:00Z' }, 'local', '2026-12-01T09:00'],
    [{ local: 'tomorrow' }, 'local', '2026-12-01T09:00'],
  ])('%j is refused at %s, in both languages', (value, field, part) => {
    const error = refusal(value)
    expect(error.field).toBe(field)
    expect(error.message).toContain(part)
    expect(error.messageJa).toMatch(/[ぁ-ん]/)
  })

  it('knows names and aliases of the database, and nothing else', () => {
    expect(['Asia/Tokyo', 'UTC', 'Asia/Calcutta', 'Asia/Kolkata', 'Etc/GMT+5'].map(isZone)).toEqual(Array(5).fill(true))
    expect(['+09:00', 'Tokyo', '', 'Asia/Tokyo; drop', 'x'.repeat(65)].map(isZone)).toEqual(Array(5).fill(false))
  })
})
