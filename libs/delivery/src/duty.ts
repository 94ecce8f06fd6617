/*
 * Whoever is on duty (当番), and what is escalated to them: one organisation that did not answer one edition in time. Turns and notes are
 * appended; the turn that was written last counts, so handing over is another turn.
 */
import { z } from 'zod'

export const CALL_OUTCOMES = ['REACHED', 'NO_ANSWER', 'CALL_BACK'] as const

export interface DutyTurn {
  readonly id: string
  readonly personId: string
  readonly person: string
  readonly startsAt: string
  readonly endsAt: string
  readonly enteredBy: string
  readonly enteredAt: string
  /** Whose turn it is now. */
  readonly isNow: boolean
}

export interface DutyNote {
  readonly what: 'TAKEN' | 'CALLED' | 'CLOSED'
  readonly outcome: (typeof CALL_OUTCOMES)[number] | null
  readonly note: string
  readonly by: string
  readonly at: string
}

export interface Escalation {
  readonly editionId: string
  readonly reference: string
  readonly title: string
  readonly urgency: string
  readonly drill: boolean
  readonly answerBy: string
  readonly organisationId: string
  readonly organisation: string
  /** Whom the organisation named, in order, and the telephone that it answers at any hour; null: none was named. */
  readonly firstContact: string | null
  readonly secondContact: string | null
  readonly dutyPhone: string | null
  readonly dutyHours: string
  readonly escalatedAt: string
  /** When the organisation answered after all. */
  readonly answeredAt: string | null
  readonly takenBy: string | null
  readonly closedAt: string | null
  readonly notes: readonly DutyNote[]
}

const instant = z.union([z.date(), z.iso.datetime({ offset: true })]).transform(value => new Date(value).toISOString())
const LONGEST_DAYS = 31

export const turnInput = z
  .strictObject({ personId: z.uuid().transform(id => id.toLowerCase()), startsAt: instant, endsAt: instant })
  .refine(({ startsAt, endsAt }) => startsAt < endsAt, {
    path: ['endsAt'],
    error: 'a turn ends after it begins',
    params: { ja: '終了は開始より後にしてください。' },
  })
  .refine(({ startsAt, endsAt }) => Date.parse(endsAt) - Date.parse(startsAt) <= LONGEST_DAYS * 86_400_000, {
    path: ['endsAt'],
    error: `a turn is at most ${LONGEST_DAYS} days`,
    params: { ja: `当番は最長${LONGEST_DAYS}日です。` },
  })

export const dutyNoteInput = z
  .strictObject({
    what: z.enum(['TAKEN', 'CALLED', 'CLOSED']),
    outcome: z
      .enum(CALL_OUTCOMES)
      .nullish()
      .transform(outcome => outcome ?? null),
    note: z
      .string()
      .trim()
      .max(2_000)
      .refine(value => !value.includes('\0'), { error: 'NUL is not text', params: { ja: 'NUL 文字は使えません。' } })
      .nullish()
      .transform(note => note ?? ''),
  })
  .refine(({ what, outcome }) => (what === 'CALLED') === (outcome !== null), {
    path: ['outcome'],
    error: 'say of a call, and of nothing else, how it went',
    params: { ja: '連絡した場合だけ、その結果を選んでください。' },
  })
