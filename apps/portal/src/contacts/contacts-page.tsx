import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { levelOfPagesFor } from '../shell/banner.tsx'
import { useSignedIn } from '../shell/me.ts'
import { Page } from '../shell/page.tsx'
import { ContactsPanel } from './contacts-panel.tsx'
import { HandoversPanel } from './handovers-panel.tsx'

/** Whom the reader's organisation names to be reached. */
export function ContactsPage() {
  const { t } = useTranslation()
  const me = useSignedIn()
  return (
    <Page level={levelOfPagesFor(me.tier)} title={t('contacts.title')}>
      <Text size="sm" c="dimmed">
        {t('contacts.about')}
      </Text>
      <ContactsPanel organisationId={null} />
      <HandoversPanel organisationId={null} />
    </Page>
  )
}
