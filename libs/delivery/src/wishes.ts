/*
 * What people may wish of how they are told outside the portal, and which news is of their interest. Pure. Whatever is wished, everything
 * stands in the portal's inbox, and an EMERGENCY comes at once: by policy, not by taste (ADR 0039).
 */
import { PRODUCT_KINDS } from '@noroshi/products'
import { IANAZone } from 'luxon'
import { z } from 'zod'

/** When mails of what is not urgent leave: at once, each full hour, each day or each week at an hour. */
export const DIGESTS = ['NONE', 'HOURLY', 'DAILY', 'WEEKLY'] as const
export type DigestRhythm = (typeof DIGESTS)[number]

const SEVERITIES = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const
export type Severity = (typeof SEVERITIES)[number]

/** A part of each day, in minutes from midnight on their clock; over midnight where it ends before it begins. */
export interface QuietHours {
  readonly from: number
  readonly until: number
}

/** What leaves the portal; of an empty list everything does, and what an edition doesn't carry excludes nothing. */
export interface Subscription {
  readonly sectors: readonly string[]
  readonly kinds: readonly string[]
  readonly minSeverity: Severity | null
  /** Names as `nameKey` makes them. */
  readonly actors: readonly string[]
  readonly technologies: readonly string[]
}

export interface Wishes extends Subscription {
  /** IANA. */
  readonly timeZone: string
  readonly quiet: QuietHours | null
  /** Saturdays, Sundays and the holidays of Japan are quiet all day. */
  readonly quietDaysOff: boolean
  /** A PRIORITY does not wait for the end of quiet hours, days off or a mute. */
  readonly priorityBreaksQuiet: boolean
  /** Of mail alone. */
  readonly digest: DigestRhythm
  /** 0 to 23. */
  readonly digestHour: number
  /** 1 is Monday (ISO 8601). */
  readonly digestWeekday: number
  readonly mutedUntil: Date | null
}

/** Who has said nothing: at once, of everything. */
export const NO_WISHES: Wishes = {
  timeZone: 'Asia/Tokyo',
  quiet: null,
  quietDaysOff: false,
  priorityBreaksQuiet: false,
  digest: 'NONE',
  digestHour: 9,
  digestWeekday: 1,
  mutedUntil: null,
  sectors: [],
  kinds: [],
  minSeverity: null,
  actors: [],
  technologies: [],
}

/** What an edition is about, as far as the worker may know it; null and empty: it does not say. */
export interface Topic {
  readonly kind: string | null
  readonly severity: string | null
  /** Those it is addressed to; none when it is everybody's. */
  readonly sectors: readonly string[]
  readonly actors: readonly string[]
  readonly technologies: readonly string[]
}

/** Names are compared without regard to case and width. */
export const nameKey = (name: string): string => name.normalize('NFKC').toLowerCase().trim()

/** Whether news of this topic leaves the portal. */
export function isSubscribed(
  { sectors, kinds, minSeverity, actors, technologies }: Subscription,
  topic: Topic,
): boolean {
  const rank = (severity: string | null) => SEVERITIES.findIndex(name => name === severity)
  return (
    meets(sectors, topic.sectors) &&
    meets(kinds, topic.kind === null ? [] : [topic.kind]) &&
    (minSeverity === null || rank(topic.severity) < 0 || rank(topic.severity) >= rank(minSeverity)) &&
    meets(actors, topic.actors.map(nameKey)) &&
    meets(technologies, topic.technologies.map(nameKey))
  )
}

const meets = (wished: readonly string[], carried: readonly string[]): boolean =>
  wished.length === 0 || carried.length === 0 || carried.some(one => wished.includes(one))

/** A mute ends: who is away longer hands over. */
const LONGEST_MUTE_DAYS = 31
const DAY_MS = 86_400_000

const ours = (error: string, ja: string) => ({ error, params: { ja } })
const clock = z
  .string()
  .refine(
    text => /^([01]\d|2[0-3]):[0-5]\d$/.test(text),
    ours('a time of day is HH:MM, from 00:00 to 23:59', '時刻は00:00から23:59までのHH:MMで指定してください。'),
  )
  .transform(text => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)))
const names = z
  .array(
    z
      .string()
      .transform(nameKey)
      .pipe(z.string().min(1).max(100))
      .refine(
        value => !/\p{Cc}/u.test(value),
        ours('a name has no control characters', '名前に制御文字は使えません。'),
      ),
  )
  .max(50)
  .transform(list => [...new Set(list)])

/** What a caller sends; instants in ISO 8601, times of day as HH:MM on their own clock. @param sectors those of this council */
export const wishesInput = (now: Date, sectors: readonly string[]) =>
  z
    .strictObject({
      timeZone: z
        .string()
        .max(64)
        .refine(
          zone => IANAZone.isValidZone(zone) && /^[A-Z]/.test(zone),
          ours(
            'not a time zone: use a name of the IANA database, such as Asia/Tokyo',
            'タイムゾーンはAsia/Tokyoのような名前（IANA）で指定してください。',
          ),
        ),
      quietFrom: clock.nullish().transform(at => at ?? null),
      quietUntil: clock.nullish().transform(at => at ?? null),
      quietDaysOff: z.boolean(),
      priorityBreaksQuiet: z.boolean(),
      digest: z.enum(DIGESTS),
      digestHour: z.number().int().min(0).max(23),
      digestWeekday: z.number().int().min(1).max(7),
      mutedUntil: z.iso
        .datetime({ offset: true })
        .transform(text => new Date(text))
        .refine(
          at => at.getTime() <= now.getTime() + LONGEST_MUTE_DAYS * DAY_MS,
          ours('a mute ends within 31 days', '通知の停止は31日以内で指定してください。'),
        )
        .nullish()
        // One that is over is none.
        .transform(at => (at && at > now ? at : null)),
      sectors: z
        .array(
          z
            .string()
            .refine(id => sectors.includes(id), ours('not a sector of this council', 'この協議会にない分野です。')),
        )
        .max(50),
      kinds: z.array(z.enum(PRODUCT_KINDS)).max(PRODUCT_KINDS.length),
      minSeverity: z
        .enum(SEVERITIES)
        .nullish()
        .transform(severity => severity ?? null),
      actors: names,
      technologies: names,
    })
    .refine(({ quietFrom, quietUntil }) => (quietFrom === null) === (quietUntil === null), {
      path: ['quietUntil'],
      ...ours('quiet hours have a beginning and an end', '静かな時間帯は、始まりと終わりの両方を指定してください。'),
    })
    .refine(({ quietFrom, quietUntil }) => quietFrom === null || quietFrom !== quietUntil, {
      path: ['quietUntil'],
      ...ours(
        'quiet hours end at another time than they begin',
        '静かな時間帯の始まりと終わりは、違う時刻にしてください。',
      ),
    })
    .transform(({ quietFrom, quietUntil, ...wishes }): Wishes => ({
      ...wishes,
      quiet: quietFrom === null || quietUntil === null ? null : { from: quietFrom, until: quietUntil },
    }))
