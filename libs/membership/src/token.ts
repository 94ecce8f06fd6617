/*
 * Reference tokens (AU-7): 256 random bits behind a prefix that says what they are and on which tier's login they are
 * looked up. They mean nothing by themselves, and only their SHA-256 is kept: so many random bits need no slow hash.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { CouncilTier } from './words.ts'

/** What a token is for; a token of one kind is never looked up as another. */
export type TokenKind = 'SESSION' | 'API_KEY' | 'TICKET' | 'ENROLMENT'

const PREFIX: Readonly<Record<TokenKind, string>> = {
  SESSION: '',
  API_KEY: 'noroshi_',
  TICKET: 'ticket_',
  ENROLMENT: 'enrol_',
}
const LETTER: Readonly<Record<CouncilTier, string>> = { GOVERNMENT: 'g', MEMBER: 'm', FRIEND: 'f' }
const COUNCIL_TIERS = ['GOVERNMENT', 'MEMBER', 'FRIEND'] as const
const SHAPE = /^([a-z]+_)?([gmf])_[A-Za-z0-9_-]{43}$/

/** The tiers that have people, in the order of the ladder. */
export { COUNCIL_TIERS }

/** A fresh token, such as `noroshi_m_…`; it is shown once. */
export function newToken(kind: TokenKind, tier: CouncilTier): string {
  return `${PREFIX[kind]}${LETTER[tier]}_${randomBytes(32).toString('base64url')}`
}

/** The tier whose login can know this token, or null when it is no token of this kind at all. */
export function tierOfToken(kind: TokenKind, token: string): CouncilTier | null {
  const match = SHAPE.exec(token)
  if (!match || (match[1] ?? '') !== PREFIX[kind]) return null
  return COUNCIL_TIERS.find(tier => LETTER[tier] === match[2]) ?? null
}

/** The SHA-256 of a token as hexadecimal text: what is stored and what a transaction presents. */
export function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
