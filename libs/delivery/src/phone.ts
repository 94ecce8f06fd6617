/* A telephone of a person: its number as they may write it, and the code by which they show that it is theirs. Pure but for chance. */
import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import { HubError, parseInput } from '@noroshi/errors'
import { z } from 'zod'

/** A telephone as its owner is shown it. */
export interface Phone {
  readonly id: string
  readonly name: string
  /** The last four digits. */
  readonly lastDigits: string
  readonly createdAt: Date
  /** Null until its owner has said the code that was sent there: until then it is told of nothing. */
  readonly confirmedAt: Date | null
  readonly codeExpiresAt: Date | null
  /** Null while the code is on its way; `codeReason` is why it could not be sent. */
  readonly codeSentAt: Date | null
  readonly codeReason: string | null
  readonly lastSentAt: Date | null
}

export const CODE_MINUTES = 10
export const MOST_ANSWERS = 5

const request = z.strictObject({
  name: z.string().trim().min(1).max(100),
  number: z.string().max(40),
})

export type PhoneRequest = z.input<typeof request>

/** ITU-T E.164: a plus sign, a country code and at most 15 digits in all. */
const E_164 = /^\+[1-9]\d{6,14}$/

/** @throws HubError INVALID_INPUT naming field and rule. @returns `number` in E.164 */
export function acceptedPhone(asked: PhoneRequest): { readonly name: string; readonly number: string } {
  const { name, number: text } = parseInput(request, asked)
  const number = text.normalize('NFKC').replaceAll(/[\s()‐-―.-]/g, '')
  if (!E_164.test(number))
    throw new HubError(
      'INVALID_INPUT',
      'E_164',
      'A number begins with + and the country code, such as +81 90 1234 5678 (E.164).',
      'number',
      '電話番号は「+」と国番号から始めてください（例: 090-1234-5678は +81 90 1234 5678）。',
    )
  return { name, number }
}

/** Six digits. */
export const newCode = (): string => String(randomInt(1_000_000)).padStart(6, '0')

/**
 * What an answer is compared with. Who reads the row could try all codes: what keeps it is that it holds for ten minutes and five answers, and
 * that nobody but its owner's own login reads it.
 */
export const digestOf = (endpointId: string, code: string): string =>
  createHash('sha256').update(`phone code ${endpointId} ${code}`).digest('hex')

export const isSameDigest = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
