/*
 * What an organisation answers to the hunt of an edition (HNT-1): that it found something, that it did not, or that it could not look.
 * Appended; the newest of an organisation counts, whoever of its people gave it. Read by the organisation itself and by those who made
 * the edition: that somebody was hit is told to no other recipient.
 */
import { HubError } from '@noroshi/errors'
import { z } from 'zod'
import { FEWEST_OF_A_SECTOR } from './feedback.ts'

export const HUNT_ANSWERS = ['FOUND', 'NOT_FOUND', 'NOT_ABLE'] as const
export type HuntAnswerKind = (typeof HUNT_ANSWERS)[number]

/** As the organisation's own people see it. */
export interface OwnAnswer {
  readonly answer: HuntAnswerKind
  readonly lookedFrom: string | null
  readonly lookedUntil: string | null
  readonly note: string
  /** What was found, as the organisation contributed it. */
  readonly contributionId: string | null
  readonly person: string
  readonly at: string
}

/** As the makers see it. */
export interface HuntAnswer extends OwnAnswer {
  readonly id: string
  readonly organisationId: string
  readonly organisation: string
  readonly sectors: readonly string[]
}

interface AnswerCounts {
  readonly found: number
  readonly notFound: number
  readonly notAble: number
}

/** What came back to the hunt of one edition, in numbers of organisations. */
export interface AnswersOfHunt extends AnswerCounts {
  readonly editionId: string
  readonly category: string
  readonly reference: string
  /** Only of which at least {@link FEWEST_OF_A_SECTOR} organisations answered: this is what goes into reports. */
  readonly sectors: readonly (AnswerCounts & { readonly sector: string })[]
  /** Organisations of no sector that is named. */
  readonly others: number
}

const instant = z
  .union([z.date(), z.iso.datetime({ offset: true })])
  .transform(value => new Date(value).toISOString())
  .nullish()
  .transform(value => value ?? null)

export const huntAnswerInput = z
  .strictObject({
    answer: z.enum(HUNT_ANSWERS),
    lookedFrom: instant,
    lookedUntil: instant,
    note: z
      .string()
      .trim()
      .max(2_000)
      .refine(value => !value.includes('\0'), { error: 'NUL is not text', params: { ja: 'NUL 文字は使えません。' } })
      .nullish()
      .transform(value => value ?? ''),
    contributionId: z
      .uuid()
      .nullish()
      .transform(value => value?.toLowerCase() ?? null),
  })
  .refine(({ answer, contributionId }) => answer === 'FOUND' || contributionId === null, {
    path: ['contributionId'],
    error: 'only what was found is contributed',
    params: { ja: '提供した情報は「見つかった」の場合だけ指定できます。' },
  })
  .refine(({ answer, lookedFrom, lookedUntil }) => answer !== 'NOT_ABLE' || (!lookedFrom && !lookedUntil), {
    path: ['lookedFrom'],
    error: 'who was not able to look has looked at no time',
    params: { ja: '「確認できない」の場合、確認した期間は指定できません。' },
  })
  .refine(({ lookedFrom, lookedUntil }) => !lookedFrom || !lookedUntil || lookedFrom <= lookedUntil, {
    path: ['lookedUntil'],
    error: 'lookedUntil is not before lookedFrom',
    params: { ja: '確認した期間の終わりは、始まりより後にしてください。' },
  })
export type HuntAnswerInput = z.output<typeof huntAnswerInput>

/** @throws HubError INVALID_INPUT when it speaks of a time that is not over */
export function requirePast({ lookedFrom, lookedUntil }: HuntAnswerInput, at: Date): void {
  const field = [
    ...(lookedFrom !== null && Date.parse(lookedFrom) > at.getTime() ? ['lookedFrom'] : []),
    ...(lookedUntil !== null && Date.parse(lookedUntil) > at.getTime() ? ['lookedUntil'] : []),
  ].at(0)
  if (field !== undefined)
    throw new HubError(
      'INVALID_INPUT',
      'IN_THE_FUTURE',
      'Nobody has looked at a time that is yet to come.',
      field,
      '確認した期間に未来の日時は指定できません。',
    )
}

/** Counts the newest answers of organisations. */
export function countAnswers(
  answers: readonly Pick<HuntAnswer, 'answer' | 'sectors'>[],
): Pick<AnswersOfHunt, keyof AnswerCounts | 'sectors' | 'others'> {
  const named = [...new Set(answers.flatMap(({ sectors }) => sectors))]
    .sort()
    .map(sector => ({ sector, of: answers.filter(({ sectors }) => sectors.includes(sector)) }))
    .filter(({ of }) => of.length >= FEWEST_OF_A_SECTOR)
  const isNamed = (sector: string) => named.some(one => one.sector === sector)
  return {
    ...countsOf(answers),
    sectors: named.map(({ sector, of }) => ({ sector, ...countsOf(of) })),
    others: answers.filter(({ sectors }) => !sectors.some(isNamed)).length,
  }
}

function countsOf(answers: readonly { readonly answer: HuntAnswerKind }[]): AnswerCounts {
  const of = (kind: HuntAnswerKind) => answers.filter(({ answer }) => answer === kind).length
  return { found: of('FOUND'), notFound: of('NOT_FOUND'), notAble: of('NOT_ABLE') }
}
