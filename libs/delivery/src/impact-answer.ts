/*
 * What an organisation answers to an edition that its people were told of (PRV-4, VUL-4): whether it is affected, and what it does about it.
 * Appended; the newest counts. Read by the organisation itself, by those who made the edition and by inspectors, and by nobody else (L37).
 */
import { z } from 'zod'

export const IMPACTS = ['NOT_AFFECTED', 'CHECKING', 'AFFECTED', 'MITIGATED', 'CANNOT_SAY'] as const
export type Impact = (typeof IMPACTS)[number]
/** 未対応, 暫定, 完了, 該当なし. */
export const ACTION_STATES = ['OPEN', 'INTERIM', 'DONE', 'NOT_APPLICABLE'] as const

/** What is done about it. */
export interface ImpactAction {
  readonly actionState: (typeof ACTION_STATES)[number] | null
  readonly actionAsked: string
  readonly actionOwner: string
  /** YYYY-MM-DD. */
  readonly actionDue: string | null
}

/** As the organisation's own people see it. */
export interface OwnImpact extends ImpactAction {
  readonly answer: Impact
  readonly note: string
  readonly person: string
  readonly at: string
}

const line = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .refine(value => !value.includes('\0'), { error: 'NUL is not text', params: { ja: 'NUL 文字は使えません。' } })
    .nullish()
    .transform(value => value ?? '')

export const impactInput = z
  .strictObject({
    answer: z.enum(IMPACTS),
    note: line(2_000),
    actionState: z
      .enum(ACTION_STATES)
      .nullish()
      .transform(state => state ?? null),
    actionAsked: line(500),
    actionOwner: line(200),
    actionDue: z.iso
      .date()
      .nullish()
      .transform(due => due ?? null),
  })
  .refine(
    ({ actionState, actionAsked, actionOwner, actionDue }) =>
      actionState !== null || (!actionAsked && !actionOwner && !actionDue),
    {
      path: ['actionState'],
      error: 'say how far the action is',
      params: { ja: '対応を記入する場合は、対応状況を選んでください。' },
    },
  )
export type ImpactInput = z.output<typeof impactInput>
