import { parseInput } from '@noroshi/errors'
import { endOfQuiet } from './wished-times.ts'
import { isSubscribed, NO_WISHES, wishesInput } from './wishes.ts'

const NOW = new Date('2026-11-29T03:00:00Z')
const given = {
  ...{ timeZone: 'Asia/Tokyo', quietFrom: '22:00', quietUntil: '07:30', quietDaysOff: true },
  ...{ priorityBreaksQuiet: false, digest: 'DAILY', digestHour: 9, digestWeekday: 1, mutedUntil: null },
  ...{ sectors: ['electricity'], kinds: ['ADVISORY'], minSeverity: 'HIGH', actors: [' Ｋasumi '], technologies: [] },
}
const accepted = (more: object) => parseInput(wishesInput(NOW, ['electricity']), { ...given, ...more })
const refused = (more: object): string => {
  try {
    accepted(more)
  } catch (error) {
    const { field, messageJa } = error as { field: string; messageJa: string } // what parseInput throws
    expect(messageJa).toMatch(/[ぁ-ん]/)
    return field
  }
  throw new Error('was not refused')
}

describe('wishes as they are sent', () => {
  it('are read to minutes and instants', () => {
    expect(accepted({ mutedUntil: '2026-11-30T09:00:00+09:00' })).toMatchObject({
      ...{ quiet: { from: 1320, until: 450 }, mutedUntil: new Date('2026-11-30T00:00:00Z'), actors: ['kasumi'] },
    })
    expect(accepted({ quietFrom: null, quietUntil: null, mutedUntil: '2026-11-29T02:00:00Z' })).toMatchObject({
      ...{ quiet: null, mutedUntil: null },
    })
  })

  it.each([
    ['timeZone', { timeZone: 'Tokyo' }],
    ['timeZone', { timeZone: '+09:00' }],
    ['quietFrom', { quietFrom: '24:00' }],
    ['quietUntil', { quietUntil: null }],
    ['quietUntil', { quietUntil: '22:00' }],
    ['digestHour', { digestHour: 24 }],
    ['digestWeekday', { digestWeekday: 0 }],
    ['mutedUntil', { mutedUntil: '2027-06-01T00:00:00Z' }],
    ['mutedUntil', { mutedUntil: 'tomorrow' }],
    ['sectors[0]', { sectors: ['nowhere'] }],
    ['kinds[0]', { kinds: ['NOVEL'] }],
    ['minSeverity', { minSeverity: 'ALL' }],
    ['actors[0]', { actors: ['   '] }],
    ['technologies[0]', { technologies: ['x'.repeat(101)] }],
    ['', { everything: true }],
  ])('are refused by the name of what is at fault: %s', (field, more) => {
    expect(refused(more)).toBe(field)
  })
})

describe('a subscription', () => {
  const topic = { kind: 'ADVISORY', severity: 'MEDIUM', sectors: ['gas'], actors: ['ＫＡＳＵＭＩ'], technologies: [] }
  const has = (more: object) => isSubscribed({ ...NO_WISHES, ...more }, topic)

  it('asks for all that it names, and a name for one of those that are carried', () => {
    expect(has({})).toBe(true)
    expect(
      has({ kinds: ['ADVISORY'], minSeverity: 'MEDIUM', sectors: ['electricity', 'gas'], actors: ['kasumi'] }),
    ).toBe(true)
    expect(has({ kinds: ['BULLETIN'] })).toBe(false)
    expect(has({ minSeverity: 'HIGH' })).toBe(false)
    expect(has({ sectors: ['electricity'] })).toBe(false)
    expect(has({ actors: ['other'] })).toBe(false)
  })

  it('excludes nothing by what an edition does not say', () => {
    expect(has({ technologies: ['example vpn'] })).toBe(true)
    expect(
      isSubscribed(
        { ...NO_WISHES, minSeverity: 'CRITICAL', sectors: ['gas'] },
        { ...topic, severity: null, sectors: [] },
      ),
    ).toBe(true)
  })
})

describe('quiet hours where the clock is changed', () => {
  const ends = (timeZone: string, from: number, until: number, at: string) =>
    endOfQuiet({ ...NO_WISHES, timeZone, quiet: { from, until } }, new Date(at)).toISOString()

  it('end when it shows their end, or what comes after an hour that is left out', () => {
    // New York, 8 March 2026: 02:00 to 03:00 is left out.
    expect(ends('America/New_York', 1320, 150, '2026-03-08T05:00:00Z')).toBe('2026-03-08T07:30:00.000Z')
    // 1 November 2026: 01:00 to 02:00 comes twice, and is quiet twice.
    expect(ends('America/New_York', 1320, 90, '2026-11-01T05:10:00Z')).toBe('2026-11-01T05:30:00.000Z')
    expect(ends('America/New_York', 1320, 90, '2026-11-01T06:10:00Z')).toBe('2026-11-01T06:30:00.000Z')
  })
})
