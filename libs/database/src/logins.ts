import type { Tier } from '@noroshi/clearance'

/** One database login per tier, one for the worker, one for migrations and set-up: a process opens only those it serves. */
export const LOGINS = [
  'hub_government',
  'hub_member',
  'hub_friend',
  'hub_public',
  'hub_worker',
  'hub_migrator',
] as const
export type Login = (typeof LOGINS)[number]

const LOGIN_OF_TIER = {
  GOVERNMENT: 'hub_government',
  MEMBER: 'hub_member',
  FRIEND: 'hub_friend',
  PUBLIC: 'hub_public',
} as const satisfies Record<Tier, Login>

/** The login whose row-level security belongs to readers of this tier. */
export const loginOfTier = (tier: Tier): Login => LOGIN_OF_TIER[tier]
