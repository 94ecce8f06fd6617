import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Page } from '../shell/page.tsx'
import { ModeBanner } from './mode-banner.tsx'
import '../words/work.ts'

/** A working page of government. To import it brings the words of these pages along. */
export function WorkPage(parts: { title: string; actions?: ReactNode; ownHeading?: boolean; children: ReactNode }) {
  const { children, ...page } = parts
  return (
    <Page level="PAGE_OF_GOVERNMENT" {...page}>
      <ModeBanner />
      {children}
    </Page>
  )
}

/** The words of working pages; `portal:` and `council:` lead to the others. */
export const useWorkWords = () => useTranslation(['work', 'portal', 'council']).t
