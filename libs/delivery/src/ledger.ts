/*
 * The ledger: one row for each news, person and channel, from QUEUED to how it ended. A row is taken for a while, sent, and then said to
 * have ended; who is killed in between lets it fall due again, under the same name, so that a mailbox knows it for the same message.
 */

/** Ways out of the hub besides the portal and its sockets. */
export const CHANNELS = ['MAIL'] as const
export type Channel = (typeof CHANNELS)[number]

/** How an attempt went: the row has ended, or it is tried again. `reason`: a code that is ours. */
export type Outcome =
  | { readonly state: 'SENT' | 'BOUNCED' | 'FAILED' | 'WITHDRAWN'; readonly reason: string | null }
  | { readonly state: 'QUEUED'; readonly reason: string; readonly waitSeconds: number }

/** So long is something tried; after that its news is in the portal alone. */
const GIVE_UP_AFTER_MS = 48 * 3_600_000
const FIRST_WAIT_SECONDS = 15
const LONGEST_WAIT_SECONDS = 3_600

/** How long until the next attempt: twice as long each time, and up to half as long again, so that not all come at once. */
export function waitBefore(attempt: number, random: () => number): number {
  const wait = Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** Math.min(attempt - 1, 20))
  return Math.round(wait * (1 + random() / 2))
}

/** What failed is tried again until it is given up. @param attempt from 1 */
export function tryAgain(attempt: number, queuedAt: Date, now: Date, reason: string, random: () => number): Outcome {
  return now.getTime() - queuedAt.getTime() > GIVE_UP_AFTER_MS
    ? { state: 'FAILED', reason }
    : { state: 'QUEUED', reason, waitSeconds: waitBefore(attempt, random) }
}

/** What an SMTP server's answer means (RFC 5321 §4.2.1): 5yz is for good, anything else may be better later. */
export function isRefusedForGood(responseCode: number | undefined): boolean {
  return responseCode !== undefined && responseCode >= 500 && responseCode < 600
}
