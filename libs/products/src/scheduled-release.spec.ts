import type { EditionDraft } from './product.ts'
import { heldForTime, scheduleTime } from './scheduled-release.ts'

const NOW = new Date('2026-11-21T00:00:00Z')
const AT = { instant: '2026-12-01T00:00:00.000Z', zone: 'America/New_York' }
/** Only what is looked at here. */
const draft = (embargoUntil: string | null, expiresAt: string | null = null): EditionDraft =>
  ({ title: 't', embargoUntil, embargoZone: 'Asia/Tokyo', expiresAt }) as EditionDraft

describe('the time of a release', () => {
  it('is said by date, time and zone, and lies ahead', () => {
    expect(scheduleTime({ local: '2026-12-01T09:00' }, NOW)).toEqual({
      ...{ instant: '2026-12-01T00:00:00.000Z', zone: 'Asia/Tokyo' },
    })
    expect(scheduleTime({ local: '2026-11-21T00:00:01', zone: 'UTC' }, NOW).instant).toBe('2026-11-21T00:00:01.000Z')
    expect(scheduleTime({ local: '2027-11-22T00:00', zone: 'UTC' }, NOW).instant).toBe('2027-11-22T00:00:00.000Z')
  })

  it.each([
    [{ local: '2026-11-21T00:00', zone: 'UTC' }, 'NOT_AHEAD', 'at.local'],
    [{ local: '2026-11-21T08:59' }, 'NOT_AHEAD', 'at.local'],
    [{ local: '2027-11-22T00:01', zone: 'UTC' }, 'NOT_AHEAD', 'at.local'],
    [{ local: '2026-11-01T01:30', zone: 'America/New_York' }, 'CUSTOM', 'at.local'],
    [{ local: '2026-12-01T09:00', zone: 'Nowhere' }, 'CUSTOM', 'at.zone'],
    [null, 'INVALID_TYPE', 'at'],
  ])('%j is refused as %s at %s', (time, reason, field) => {
    expect(() => scheduleTime(time, NOW)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', reason, field }))
  })
})

describe('editions that are released for a time', () => {
  it('are held until then, each, in the zone in which it was said, unless their own embargo ends later', () => {
    const later = '2026-12-01T00:00:00.001Z'
    const held = heldForTime([draft(null), draft('2026-11-30T00:00:00.000Z'), draft(AT.instant), draft(later)], AT)
    expect(held.map(({ embargoUntil, embargoZone }) => [embargoUntil, embargoZone])).toEqual([
      ...[1, 2, 3].map(() => [AT.instant, AT.zone]),
      [later, 'Asia/Tokyo'],
    ])
  })

  it('have not expired by then, at the very instant either', () => {
    expect(heldForTime([draft(null, '2026-12-01T00:00:00.001Z')], AT)).toHaveLength(1)
    for (const expiresAt of [AT.instant, '2026-11-30T23:59:59.999Z'])
      expect(() => heldForTime([draft(null), draft(null, expiresAt)], AT)).toThrow(
        expect.objectContaining({ reason: 'EXPIRED', field: 'editions[1].expiresAt' }),
      )
  })
})
