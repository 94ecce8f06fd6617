/*
 * What a recipient says of an edition, and of one of its indicators. Both are appended; the newest of a person counts.
 */
import { HubError } from '@noroshi/errors'
import { z } from 'zod'

export const USEFULNESS = ['USEFUL', 'PARTLY', 'NOT_USEFUL'] as const
export type Usefulness = (typeof USEFULNESS)[number]
export const ACTIONS = ['REVIEWED', 'BLOCKED', 'HUNTED', 'PATCHED', 'FORWARDED', 'NOTHING'] as const
export type Action = (typeof ACTIONS)[number]
export const VERDICTS = ['SIGHTING', 'FALSE_POSITIVE', 'WITHDRAWN'] as const
export type Verdict = (typeof VERDICTS)[number]
/** To whom a report is shown besides the government, which sees the name in each case. */
export const VISIBILITIES = ['GOVERNMENT', 'ANONYMISED', 'NAMED'] as const
export type Visibility = (typeof VISIBILITIES)[number]

/** From so many organisations of a sector on, their number identifies none of them. */
export const FEWEST_OF_A_SECTOR = 3
/** What a person may say of one thing, so that no history grows without end. */
export const MOST_OF_A_PERSON = 100

export interface Feedback {
  readonly usefulness: Usefulness | null
  readonly actions: readonly Action[]
  readonly note: string
  readonly at: string
}

export interface OwnReport {
  readonly stixId: string
  readonly verdict: Verdict
  readonly sightings: number
  readonly firstSeen: string | null
  readonly lastSeen: string | null
  readonly visibility: Visibility
  readonly note: string
  readonly at: string
}

/** What recipients shared with each other of one indicator; who asks is counted among them. */
export interface ReportTally {
  readonly verdict: Exclude<Verdict, 'WITHDRAWN'>
  readonly organisations: number
  readonly sightings: number
  readonly firstSeen: string | null
  readonly lastSeen: string | null
  /** Only sectors of which at least {@link FEWEST_OF_A_SECTOR} organisations reported without their names. */
  readonly sectors: readonly { readonly sector: string; readonly organisations: number; readonly sightings: number }[]
  /** Those who shared it with their names. */
  readonly names: readonly string[]
}

const note = z
  .string()
  .trim()
  .max(2_000)
  .refine(value => !value.includes('\0'), { error: 'NUL is not text', params: { ja: 'NUL 文字は使えません。' } })
  .nullish()
  .transform(value => value ?? '')
const instant = z
  .union([z.date(), z.iso.datetime({ offset: true })])
  .transform(value => new Date(value).toISOString())
  .nullish()
  .transform(value => value ?? null)

export const feedbackInput = z
  .strictObject({
    usefulness: z
      .enum(USEFULNESS)
      .nullish()
      .transform(value => value ?? null),
    actions: z
      .array(z.enum(ACTIONS))
      .max(20)
      .nullish()
      .transform(actions => ACTIONS.filter(action => actions?.includes(action))),
    note,
  })
  .refine(({ actions }) => !actions.includes('NOTHING') || actions.length === 1, {
    path: ['actions'],
    error: 'NOTHING stands alone: leave it out when something was done',
    params: { ja: '「対応なし」はほかの対応と同時に選べません。' },
  })
  .refine(({ usefulness, actions, note: said }) => usefulness !== null || actions.length > 0 || said !== '', {
    error: 'say at least one thing: usefulness, actions or note',
    params: { ja: '評価、対応、コメントのいずれかを入力してください。' },
  })
export type FeedbackInput = z.output<typeof feedbackInput>

const isInOrder = ({ firstSeen, lastSeen }: { firstSeen: string | null; lastSeen: string | null }): boolean =>
  firstSeen === null || lastSeen === null || firstSeen <= lastSeen

export const reportInput = z
  .strictObject({
    stixId: z.string().max(300),
    verdict: z.enum(VERDICTS),
    sightings: z.int().min(1).max(999_999_999).nullish(),
    firstSeen: instant,
    lastSeen: instant,
    visibility: z.enum(VISIBILITIES),
    note,
  })
  .refine(
    report => report.verdict === 'SIGHTING' || (report.sightings == null && !report.firstSeen && !report.lastSeen),
    {
      path: ['sightings'],
      error: 'only a SIGHTING has a number and dates',
      params: { ja: '回数と日時は観測（SIGHTING）だけに指定できます。' },
    },
  )
  .refine(isInOrder, {
    path: ['lastSeen'],
    error: 'lastSeen is not before firstSeen',
    params: { ja: '最終観測日時は初回観測日時より後にしてください。' },
  })
  .transform(({ sightings, ...report }) => ({
    ...report,
    sightings: report.verdict === 'SIGHTING' ? (sightings ?? 1) : 0,
  }))
export type ReportInput = z.output<typeof reportInput>

/** @throws HubError INVALID_INPUT when it was seen later than now */
export function requireSeen({ firstSeen, lastSeen }: ReportInput, at: Date): void {
  const now = at.toISOString()
  for (const [field, seen] of Object.entries({ firstSeen, lastSeen }))
    if (seen !== null && seen > now)
      throw new HubError(
        'INVALID_INPUT',
        'IN_THE_FUTURE',
        'Nothing was seen later than now.',
        field,
        '観測日時に未来の日時は指定できません。',
      )
}

/** @throws HubError CONFLICT when the person said more of one thing than is kept of it */
export function requireRoom(saidBefore: number): void {
  if (saidBefore >= MOST_OF_A_PERSON)
    throw new HubError(
      'CONFLICT',
      'SAID_TOO_OFTEN',
      `You have said something of this ${MOST_OF_A_PERSON} times; that is as much as is kept.`,
      undefined,
      `同じ対象への回答は${MOST_OF_A_PERSON}回までです。`,
    )
}
