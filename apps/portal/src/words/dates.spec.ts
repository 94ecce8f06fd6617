import { instantInZone, localTimeOf } from './dates.ts'

describe('an instant in the zone in which it was said', () => {
  it('is shown by a clock there, with its name; in Japan as ever', () => {
    expect(instantInZone('2026-12-01T00:00:00Z', 'Asia/Tokyo', 'ja')).toBe('2026/12/01 09:00 JST')
    expect(instantInZone('2026-12-01T14:00:00Z', 'America/New_York', 'en')).toBe('2026/12/01 09:00 (America/New_York)')
    expect(instantInZone('2026-07-01T13:00:00Z', 'America/New_York', 'ja')).toBe('2026/07/01 09:00 (America/New_York)')
  })

  it('goes into a field as that clock shows it, with its seconds where there are any', () => {
    expect(localTimeOf('2026-12-01T00:00:00Z', 'Asia/Tokyo')).toEqual({ local: '2026-12-01T09:00', zone: 'Asia/Tokyo' })
    expect(localTimeOf('2026-12-01T00:00:30Z', 'UTC')).toEqual({ local: '2026-12-01T00:00:30', zone: 'UTC' })
  })

  it('of a zone that the browser does not know is shown in UTC, and says so', () => {
    expect(localTimeOf('2026-12-01T00:00:00Z', 'Mars/Olympus')).toEqual({ local: '2026-12-01T00:00', zone: 'UTC' })
    expect(instantInZone('2026-12-01T00:00:00Z', 'Mars/Olympus', 'ja')).toBe('2026/12/01 00:00 (UTC)')
  })
})
