/** Who is told when, by property: whatever is wished, an EMERGENCY waits for nothing, nobody is told in their quiet hours, and nothing is lost. */
import fc from 'fast-check'
import { CHANNELS, type Channel } from './ledger.ts'
import { planOf, wishedOf, type Occasion, type Recipient, type WrittenNews } from './plan.ts'
import { quietAt } from './wished-times.ts'
import { isSubscribed, NO_WISHES, type Topic, type Wishes } from './wishes.ts'

// With and without summer time, half and quarter hours, a half hour of summer time, and a day that one of them left out.
const ZONES = [
  ...[
    'Asia/Tokyo',
    'UTC',
    'America/New_York',
    'Europe/London',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Africa/Cairo',
  ],
  ...['America/Santiago', 'Pacific/Apia', 'Pacific/Chatham', 'America/St_Johns'],
]
const minute = fc.integer({ min: 0, max: 1439 })
const quiet = fc.record({ from: minute, until: minute }).filter(({ from, until }) => from !== until)
const moment = fc.date({ min: new Date('2024-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })
const wishes = (now: Date): fc.Arbitrary<Wishes> =>
  fc.record({
    timeZone: fc.constantFrom(...ZONES),
    quiet: fc.option(quiet),
    quietDaysOff: fc.boolean(),
    priorityBreaksQuiet: fc.boolean(),
    digest: fc.constantFrom('NONE', 'HOURLY', 'DAILY', 'WEEKLY'),
    digestHour: fc.integer({ min: 0, max: 23 }),
    digestWeekday: fc.integer({ min: 1, max: 7 }),
    mutedUntil: fc.option(
      fc.integer({ min: -5, max: 31 * 24 }).map(hours => new Date(now.getTime() + hours * 3_600_000)),
    ),
    sectors: fc.subarray(['electricity', 'gas']),
    kinds: fc.subarray(['BULLETIN', 'ADVISORY']),
    minSeverity: fc.constantFrom(null, 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'),
    actors: fc.subarray(['kasumi']),
    technologies: fc.subarray(['example vpn']),
  })
const topic: fc.Arbitrary<Topic> = fc.record({
  kind: fc.constantFrom(null, 'BULLETIN', 'IOC_PACKAGE'),
  severity: fc.constantFrom(null, 'LOW', 'HIGH'),
  sectors: fc.subarray(['electricity', 'water']),
  actors: fc.subarray(['Kasumi', 'other']),
  technologies: fc.subarray(['EXAMPLE VPN', 'other']),
})
interface Case {
  readonly news: WrittenNews
  readonly recipient: Recipient & { readonly wishes: Wishes }
  readonly occasion: Occasion
}
const aCase: fc.Arbitrary<Case> = moment.chain(now =>
  fc.record({
    news: fc.record({
      ...{ personId: fc.constant('p'), seq: fc.nat(), editionId: fc.constant('e') },
      urgency: fc.constantFrom('ROUTINE', 'PRIORITY', 'EMERGENCY'),
      kind: fc.constantFrom('RELEASED', 'CORRECTED', 'RECALLED'),
    }),
    recipient: fc.record({
      unwished: fc.subarray([...CHANNELS]).map(channels => new Set(channels)),
      endpoints: fc.subarray(CHANNELS.slice(1).map(channel => ({ id: channel, channel }))),
      wishes: wishes(now),
    }),
    occasion: fc.record({
      now: fc.constant(now),
      purpose: fc.constantFrom('NEWS', 'REMINDER', 'ESCALATION'),
      topic,
      isBurst: fc.boolean(),
    }),
  }),
)
const holds = (property: (one: Case, planned: ReturnType<typeof planOf>) => void) =>
  fc.assert(
    fc.property(aCase, one => property(one, planOf(one.news, one.recipient, CHANNELS, one.occasion))),
    { numRuns: 1_000 },
  )

describe('the plan of one news, whatever is wished', () => {
  it('lets an emergency leave at once, by every way there is', () => {
    holds(({ news, recipient }, planned) => {
      if (news.urgency !== 'EMERGENCY') return
      expect(planned.map(({ wished }) => wished)).toEqual(['MAIL', ...recipient.endpoints].map(() => null))
    })
  })

  it('loses nothing: each way has one row, which leaves, waits or says why not; a telephone is woken by nothing ROUTINE', () => {
    holds(({ news, recipient }, planned) => {
      const ways = ['MAIL', ...recipient.endpoints.map(({ channel }) => channel)]
      expect(planned.map(({ channel }) => channel)).toEqual(
        news.urgency === 'ROUTINE' ? ways.filter(channel => channel !== 'SMS') : ways,
      )
    })
  })

  it('puts off to a later moment that is not quiet, and soon after a mute or a digest', () => {
    holds(({ recipient: { wishes }, occasion: { now } }, planned) => {
      for (const { wished } of planned) {
        if (!wished || !('until' in wished)) continue
        expect(wished.until.getTime()).toBeGreaterThan(now.getTime())
        expect(quietAt(wishes, wished.until)).toBeNull()
        const from = Math.max(now.getTime(), wishes.mutedUntil?.getTime() ?? 0)
        expect(wished.until.getTime() - from).toBeLessThan(20 * 86_400_000)
        if (wishes.mutedUntil) expect(wished.until.getTime()).toBeGreaterThanOrEqual(wishes.mutedUntil.getTime())
      }
    })
  })

  it('lets nothing but a priority that may, an emergency and a system’s message leave in quiet hours', () => {
    holds(({ news, recipient: { wishes }, occasion: { now, purpose } }, planned) => {
      const isPriority = news.urgency !== 'ROUTINE' || news.kind !== 'RELEASED' || purpose !== 'NEWS'
      const isMuted = wishes.mutedUntil !== null && wishes.mutedUntil > now
      if (quietAt(wishes, now) === null && !isMuted) return
      for (const { channel, wished } of planned)
        if (wished === null)
          expect(
            news.urgency === 'EMERGENCY' || channel === 'WEBHOOK' || (isPriority && wishes.priorityBreaksQuiet),
          ).toBe(true)
    })
  })

  it('gathers mail alone, and nothing that is a priority, corrected, recalled or asked for', () => {
    holds(({ news, occasion: { purpose } }, planned) => {
      for (const { channel, wished } of planned)
        if (wished && 'putOff' in wished && (wished.putOff === 'DIGEST' || wished.putOff === 'BURST'))
          expect({ channel, purpose, kind: news.kind, urgency: news.urgency }).toEqual({
            ...{ channel: 'MAIL', purpose: 'NEWS', kind: 'RELEASED', urgency: 'ROUTINE' },
          })
    })
  })

  it('sends nothing that is not subscribed or by an unwished channel, and reminds whatever the subscription', () => {
    holds(({ news, recipient, occasion }, planned) => {
      if (news.urgency === 'EMERGENCY') return
      for (const { channel, wished } of planned) {
        const unsent = wished && 'unsent' in wished ? wished.unsent : null
        if (recipient.unwished.has(channel)) expect(unsent).toBe('UNWISHED')
        else
          expect(unsent === 'NOT_SUBSCRIBED').toBe(
            occasion.purpose === 'NEWS' && !!occasion.topic && !isSubscribed(recipient.wishes, occasion.topic),
          )
      }
    })
  })
})

describe('one person in Tokyo', () => {
  const at = (text: string) => new Date(`${text}:00+09:00`)
  const told = (
    more: Partial<Wishes>,
    now: string,
    urgency = 'ROUTINE',
    channel: Channel = 'MAIL',
    kind: WrittenNews['kind'] = 'RELEASED',
  ) => {
    const wishes = { ...NO_WISHES, ...more }
    const wished = wishedOf({ urgency, kind }, channel, { unwished: new Set(), wishes }, { now: at(now) })
    return wished && 'until' in wished
      ? `${wished.putOff} ${new Date(wished.until.getTime() + 9 * 3_600_000).toISOString().slice(0, 16)}`
      : wished
  }
  const night = { quiet: { from: 22 * 60, until: 7 * 60 } }

  it('sleeps from ten to seven, and on days off', () => {
    expect(told(night, '2026-11-30T21:59')).toBeNull()
    expect(told(night, '2026-11-30T22:00')).toBe('QUIET_HOURS 2026-12-01T07:00')
    expect(told(night, '2026-12-01T06:59', 'PRIORITY')).toBe('QUIET_HOURS 2026-12-01T07:00')
    expect(told(night, '2026-12-01T07:00')).toBeNull()
    // Monday the 23rd is 勤労感謝の日.
    expect(told({ ...night, quietDaysOff: true }, '2026-11-20T23:00')).toBe('QUIET_HOURS 2026-11-24T07:00')
    expect(told({ quietDaysOff: true }, '2026-11-21T12:00')).toBe('DAY_OFF 2026-11-24T00:00')
    // In September 2026 a day between two holidays is one (国民の休日).
    expect(told({ quietDaysOff: true }, '2026-09-19T00:00')).toBe('DAY_OFF 2026-09-24T00:00')
    expect(told({ ...night, priorityBreaksQuiet: true }, '2026-12-01T03:00', 'PRIORITY')).toBeNull()
    expect(told(night, '2026-12-01T03:00', 'EMERGENCY')).toBeNull()
    expect(told(night, '2026-12-01T03:00', 'ROUTINE', 'WEBHOOK')).toBeNull()
    expect(told(night, '2026-12-01T03:00', 'ROUTINE', 'WEB_PUSH')).toBe('QUIET_HOURS 2026-12-01T07:00')
  })

  it('reads one mail a day at nine, of a week on Monday, and a priority at once', () => {
    expect(told({ digest: 'HOURLY' }, '2026-12-01T10:00')).toBe('DIGEST 2026-12-01T11:00')
    expect(told({ digest: 'DAILY' }, '2026-12-01T08:59')).toBe('DIGEST 2026-12-01T09:00')
    expect(told({ digest: 'DAILY' }, '2026-12-01T09:00')).toBe('DIGEST 2026-12-02T09:00')
    expect(told({ digest: 'WEEKLY' }, '2026-12-01T09:00')).toBe('DIGEST 2026-12-07T09:00')
    expect(told({ digest: 'WEEKLY', digestWeekday: 3 }, '2026-12-01T09:00')).toBe('DIGEST 2026-12-02T09:00')
    expect(told({ digest: 'DAILY', digestHour: 6, ...night }, '2026-12-01T12:00')).toBe('DIGEST 2026-12-02T07:00')
    expect(told({ digest: 'DAILY', quietDaysOff: true }, '2026-12-04T12:00')).toBe('DIGEST 2026-12-07T09:00')
    expect(told({ digest: 'DAILY' }, '2026-12-01T12:00', 'PRIORITY')).toBeNull()
    expect(told({ digest: 'DAILY' }, '2026-12-01T12:00', 'ROUTINE', 'MAIL', 'RECALLED')).toBeNull()
    expect(told({ digest: 'DAILY' }, '2026-12-01T12:00', 'ROUTINE', 'WEB_PUSH')).toBeNull()
  })

  it('is away until Monday, and then told of all of it', () => {
    const away = { mutedUntil: at('2026-12-07T08:00') }
    expect(told(away, '2026-12-01T12:00', 'PRIORITY')).toBe('MUTED 2026-12-07T08:00')
    expect(told({ ...away, digest: 'DAILY' }, '2026-12-01T12:00')).toBe('MUTED 2026-12-07T09:00')
    expect(told(away, '2026-12-01T12:00', 'EMERGENCY')).toBeNull()
    expect(told(away, '2026-12-07T08:00')).toBeNull()
  })
})
