/*
 * What is done about an edition that waits for answers, and when (PRV-4). Pure: times come in, and what is due comes out. Of one step the
 * round is done once; a step whose time has passed by while no worker ran is left out, so that nobody is reminded twice at once.
 */

/**
 * HALF_TIME, DEADLINE: reminders. CONTACTS: to the organisation's first contact, or, where none was named or told, to those who hold a role.
 * SECOND_CONTACT: to its second. DUTY, DUTY_AGAIN: to whoever is on duty, with the telephone that the organisation gave.
 */
export type AnswerStepKind = 'HALF_TIME' | 'DEADLINE' | 'CONTACTS' | 'SECOND_CONTACT' | 'DUTY' | 'DUTY_AGAIN'

/** An edition that is in force and waits for answers. */
export interface WaitingEdition {
  readonly id: string
  readonly urgency: string
  readonly inForceAt: Date
  readonly answerBy: Date
  readonly done: readonly string[]
}

const MINUTE = 60_000
/** What fell due longer ago is no longer of use. */
const OF_USE_MS = 24 * 60 * MINUTE

/** Minutes after the deadline. An EMERGENCY climbs by steps, a PRIORITY at once, a ROUTINE never. */
const LADDERS: Readonly<Record<string, readonly (readonly [AnswerStepKind, number])[]>> = {
  EMERGENCY: [
    ['CONTACTS', 15],
    ['SECOND_CONTACT', 22],
    ['DUTY', 30],
    ['DUTY_AGAIN', 60],
  ],
  PRIORITY: [
    ['CONTACTS', 0],
    ['SECOND_CONTACT', 0],
    ['DUTY', 0],
  ],
}

/** The steps of the edition that are due now and were not done, in order. */
export function dueSteps({ urgency, inForceAt, answerBy, done }: WaitingEdition, now: Date): AnswerStepKind[] {
  const deadline = answerBy.getTime()
  const half = inForceAt.getTime() + (deadline - inForceAt.getTime()) / 2
  const steps: readonly (readonly [step: AnswerStepKind, from: number, until: number])[] = [
    ['HALF_TIME', half, deadline],
    ['DEADLINE', deadline, deadline + OF_USE_MS],
    ...(LADDERS[urgency] ?? []).map(
      ([step, minutes]) => [step, deadline + minutes * MINUTE, deadline + OF_USE_MS] as const,
    ),
  ]
  const at = now.getTime()
  return steps.filter(([step, from, until]) => from <= at && at < until && !done.includes(step)).map(([step]) => step)
}
