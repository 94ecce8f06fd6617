import { Badge } from '@mantine/core'
import type { ProductState } from '../api/types.ts'
import { useWorkWords } from './work-page.tsx'

const COLOURS: Readonly<Record<ProductState, string>> = {
  DRAFT: 'gray',
  IN_REVIEW: 'blue',
  SCHEDULED: 'violet',
  RELEASED: 'teal',
  RECALLED: 'red',
}

/** Where a product stands. */
export function StateBadge({ state }: { state: ProductState }) {
  const t = useWorkWords()
  return (
    <Badge color={COLOURS[state]} variant="light">
      {t(`state.${state}`)}
    </Badge>
  )
}
