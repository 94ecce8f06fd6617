import { Alert, Text, Textarea } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { Approvals } from '../api/approvals.ts'
import type { LeftOut } from '../api/emergency.ts'
import { useWorkWords } from './work-page.tsx'

/** Whether a release by the reader now would leave out anything of what is usual. */
export const leavesOut = ({ REVIEW, AUTHORISATION }: LeftOut): boolean => REVIEW + AUTHORISATION > 0

/** Which approvals are left out, in words. */
export function useLeftOutText(): (leftOut: LeftOut) => string {
  const t = useWorkWords()
  return leftOut =>
    (['REVIEW', 'AUTHORISATION'] as const)
      .filter(kind => leftOut[kind] > 0)
      .map(kind => t(`emergency.path.kind.${kind}`, { count: leftOut[kind] }))
      .join('、')
}

/** That a release would go by the emergency path: what it leaves out, and that it is reviewed afterwards. */
export function EmergencyPathNotice({ approvals }: { approvals: Pick<Approvals, 'leftOut' | 'afterReviewDays'> }) {
  const t = useWorkWords()
  const textOf = useLeftOutText()
  if (!leavesOut(approvals.leftOut)) return null
  return (
    <Alert color="red" title={t('emergency.path.title')} icon={<IconAlertTriangle aria-hidden />}>
      <Text size="sm">
        {t('emergency.path.leftOut')}: {textOf(approvals.leftOut)}
      </Text>
      <Text size="sm">{t('emergency.path.text', { days: approvals.afterReviewDays })}</Text>
    </Alert>
  )
}

/** Asks why a release cannot wait. */
export function EmergencyReason({ reason, onChange }: { reason: string; onChange(reason: string): void }) {
  const t = useWorkWords()
  return (
    <Textarea
      label={t('emergency.path.reason')}
      required
      autosize
      minRows={3}
      maxLength={2000}
      value={reason}
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}
