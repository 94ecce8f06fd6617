import { IconFilePencil } from '@tabler/icons-react'
import { ask } from '../api/graphql.ts'
import { CORRECT_PRODUCT } from '../api/products.ts'
import type { Product } from '../api/types.ts'
import { ReasonedAction } from './release-actions.tsx'
import { useWorkWords } from './work-page.tsx'

/** Something of the product is with its readers, also while it is being corrected. */
export const isInForce = ({ state, editions }: Product): boolean =>
  state !== 'SCHEDULED' && editions.some(({ editionId, recalledAt }) => editionId !== null && recalledAt === null)

/** Opens a released product for a correction, with the reason. */
export function CorrectAction({ product: { id, version } }: { product: Product }) {
  const t = useWorkWords()
  return (
    <ReasonedAction
      words={{
        action: t('correction.action'),
        title: t('correction.title'),
        text: t('correction.text'),
        reason: t('correction.reason'),
        done: t('correction.done'),
      }}
      icon={<IconFilePencil size={18} aria-hidden />}
      colour="indigo"
      verb={async reason => (await ask(CORRECT_PRODUCT, { id, version, reason })).correctProduct}
    />
  )
}
