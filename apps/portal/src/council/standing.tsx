import { Badge } from '@mantine/core'
import type { MembershipState } from '../api/types.ts'
import { useWorkWords } from '../work/work-page.tsx'

/** The states of a membership, in the order of joining. */
export const MEMBERSHIP_STATES: readonly MembershipState[] = [
  'APPLIED',
  'CONSENTED',
  'OBLIGATIONS_SIGNED',
  'SAFEGUARDS_VERIFIED',
  'ACTIVE',
  'SUSPENDED',
  'WITHDRAWN',
]

/** Where a membership stands. */
export function StateOfMembership({ state }: { state: MembershipState }) {
  const t = useWorkWords()
  const colour = state === 'ACTIVE' ? 'teal' : state === 'SUSPENDED' ? 'red' : state === 'WITHDRAWN' ? 'gray' : 'blue'
  return (
    <Badge color={colour} variant="light">
      {t(`membershipState.${state}`)}
    </Badge>
  )
}

/** Whether the safeguards (安全管理措置) are verified and in date. */
export function SafeguardsBadge({ isValid }: { isValid: boolean }) {
  const t = useWorkWords()
  return (
    <Badge color={isValid ? 'teal' : 'orange'} variant="outline">
      {t('council:clearance.safeguards')}: {isValid ? t('council:clearance.valid') : t('council:clearance.notValid')}
    </Badge>
  )
}
