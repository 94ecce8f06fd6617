import { useTranslation } from 'react-i18next'
import { levelOfPagesFor } from '../shell/banner.tsx'
import { useSignedIn } from '../shell/me.ts'
import { Page } from '../shell/page.tsx'
import { EditionsList } from './editions-list.tsx'

/** Search over everything that the reader may read. */
export function EditionsPage() {
  const { t } = useTranslation()
  const me = useSignedIn()
  return (
    <Page level={levelOfPagesFor(me.tier)} title={t('editions.title')}>
      <EditionsList door="read" />
    </Page>
  )
}
