import type { MembershipState } from './words.ts'

/** One step at a time to ACTIVE: all four duties are done before anything is shared (ACT-3). */
const NEXT: Readonly<Record<MembershipState, readonly MembershipState[]>> = {
  APPLIED: ['CONSENTED', 'WITHDRAWN'],
  CONSENTED: ['OBLIGATIONS_SIGNED', 'WITHDRAWN'],
  OBLIGATIONS_SIGNED: ['SAFEGUARDS_VERIFIED', 'WITHDRAWN'],
  SAFEGUARDS_VERIFIED: ['ACTIVE', 'WITHDRAWN'],
  ACTIVE: ['SUSPENDED', 'WITHDRAWN'],
  SUSPENDED: ['ACTIVE', 'WITHDRAWN'],
  WITHDRAWN: [],
}

/**
 * Whether a membership may move from one state to another (ACT-3, ACT-5). The oversight committee can be neither
 * suspended nor withdrawn (OVS-2), so the caller must say whether it is the committee.
 */
export function mayMoveTo(from: MembershipState, to: MembershipState, isOversight: boolean): boolean {
  if (isOversight && (to === 'SUSPENDED' || to === 'WITHDRAWN')) return false
  return NEXT[from].includes(to)
}
