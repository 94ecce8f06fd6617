import { Badge, VisuallyHidden } from '@mantine/core'
import { useAfterReviewCounts } from '../api/emergency.ts'
import { useWorkWords } from './work-page.tsx'

/** How much is to be reviewed afterwards, louder when some of it is late. Nothing when there is none. */
export function ToReview() {
  const t = useWorkWords()
  const { data } = useAfterReviewCounts()
  if (data === undefined || data.open === 0) return null
  const isLate = data.overdue > 0
  return (
    <Badge color={isLate ? 'red.9' : 'gray.7'} size="sm" variant="filled">
      <span aria-hidden>{data.open > 99 ? '99+' : data.open}</span>
      <VisuallyHidden>
        {t(isLate ? 'emergency.review.someLate' : 'emergency.review.waiting', { count: data.open })}
      </VisuallyHidden>
    </Badge>
  )
}
