/** By when an edition is to be acknowledged and answered (PRV-4): each urgency has its time, and a product may ask for less. */
import type { URGENCIES } from './product.ts'

export const ANSWER_WITHIN_MINUTES: Readonly<Record<(typeof URGENCIES)[number], number>> = {
  EMERGENCY: 60,
  PRIORITY: 24 * 60,
  ROUTINE: 7 * 24 * 60,
}

/** @param inForce from when it may be read, ISO 8601 */
export function answerBy(
  { urgency, answerWithinMinutes }: { readonly urgency: string; readonly answerWithinMinutes: number | null },
  inForce: string,
): string {
  const usual = isUrgency(urgency) ? ANSWER_WITHIN_MINUTES[urgency] : ANSWER_WITHIN_MINUTES.ROUTINE
  return new Date(Date.parse(inForce) + Math.min(usual, answerWithinMinutes ?? usual) * 60_000).toISOString()
}

const isUrgency = (text: string): text is keyof typeof ANSWER_WITHIN_MINUTES =>
  Object.hasOwn(ANSWER_WITHIN_MINUTES, text)
