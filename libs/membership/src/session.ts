import type { MembershipOptions } from './words.ts'

const MINUTE_MS = 60_000

/** How long accesses last, in milliseconds, and the rules that follow from it. */
export interface Lifetimes {
  readonly idleMs: number
  readonly sessionMs: number
  readonly ticketMs: number
  /** Whether a session lets in at an instant: not ended, not expired, not idle for too long (AU-8). */
  isLive(session: { lastSeenAt: Date; expiresAt: Date; endedAt: Date | null }, at: Date): boolean
  /** Whether a use is written down: at most once a minute, so that reading stays reading. */
  isWorthNoting(notedAt: Date | null, at: Date): boolean
}

/** The lifetimes that the options ask for; a session is idle after 30 minutes and over after 8 hours by default (AU-8). */
export function lifetimesOf(options: MembershipOptions): Lifetimes {
  const idleMs = (options.sessionIdleMinutes ?? 30) * MINUTE_MS
  return {
    idleMs,
    sessionMs: (options.sessionHours ?? 8) * 60 * MINUTE_MS,
    ticketMs: (options.ticketSeconds ?? 30) * 1000,
    isLive: ({ lastSeenAt, expiresAt, endedAt }, at) =>
      endedAt === null && expiresAt > at && lastSeenAt.getTime() + idleMs > at.getTime(),
    isWorthNoting: (notedAt, at) => notedAt === null || at.getTime() - notedAt.getTime() >= MINUTE_MS,
  }
}
